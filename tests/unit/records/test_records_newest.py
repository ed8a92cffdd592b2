"""What a path's sign-offs replace: looked up in the index, as of a commit, at a price that does not grow."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sanshen.records.chain import newest_versions
from sanshen.records.newest import NewestEntry, newest_entries
from sanshen.records.record import digest
from support.recording import NEWS, Recorded

A, NESTED = NEWS + "a.md", NEWS + "a/b.md"
LEDGER = "reviews/ledger/takedown/2026/1.yml"


def newest(site: Recorded, base: str, *paths: str) -> dict[str, NewestEntry]:
    with site.opened() as repository:
        return dict(newest_entries(repository, base, paths))


def test_it_agrees_with_the_whole_chain(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "1", NESTED: "1"})
    site.publish({A: "2"})
    version = newest_versions(site.chain())
    found = newest(site, site.repo.tip(), A, NESTED, NEWS + "never.md")
    assert {path: one.digest for path, one in found.items()} == {path: digest(version[path][0]) for path in (A, NESTED)}
    assert found[A].form == version[A][0].form


def test_a_later_step_does_not_judge_an_earlier_one(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    genesis = site.repo.tip()
    site.publish({A: "1"})
    first, then = newest(site, site.repo.tip(), A), site.repo.tip()
    site.publish({A: "2"})
    assert newest(site, then, A) == first
    assert newest(site, genesis, A) == {}


def test_what_was_newest_before_each_publication_is_known(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "1"})
    first, one = site.now, newest(site, site.repo.tip(), A)[A]
    site.publish({A: "2"})
    assert newest(site, site.repo.tip(), A)[A].earlier == ((site.now, one.digest), (first, "none"))


def test_after_a_withdrawal_the_form_is_that_of_the_last_published_version(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "1"})
    form = newest(site, site.repo.tip(), A)[A].form
    site.publish({A: None, LEDGER: "x"}, takedowns=(LEDGER,))
    found = newest(site, site.repo.tip(), A)[A]
    assert found == msgspec.structs.replace(found, form=form)
    assert found.digest == digest(newest_versions(site.chain())[A][0])


def test_no_records_nothing_replaced(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    assert newest(site, site.repo.tip(), A) == {}
    assert newest(site, site.repo.tip()) == {}
