"""`prove_onward` gives what `prove` gives, whatever happened in between: random histories, and each reason to begin anew."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.model.errors import UndecidedError
from sanshen.model.proof import Proofs
from sanshen.records.baseline import PATH, Baseline, BaselineArticle, encode
from sanshen.records.kept_paths import KeptProofs
from sanshen.records.proving import Proven, prove_onward
from sanshen.records.record import digest
from sanshen.records.verifier import prove
from sanshen.repository import Repository
from support.chance import Chance
from support.recording import NEWS, Recorded, sha256
from support.repos import Submodule

A, B, C = NEWS + "a.md", NEWS + "b.md", NEWS + "c.md"
SEEDS = range(4)
STEPS = 20


class Held:
    """A shelf in memory; `written` counts the parts that were kept each time."""

    code = "this program"

    def __init__(self) -> None:
        self.held: bytes | None = None
        self.parts: dict[str, bytes] = {}
        self.written: list[int] = []

    def root(self) -> bytes | None:
        return self.held

    def part(self, digest: str) -> bytes | None:
        return self.parts.get(digest)

    def keep(self, root: bytes, parts: Mapping[str, bytes]) -> None:
        self.held = root
        self.parts.update(parts)
        self.written.append(len(parts))


def same(one: Proofs, other: Proofs) -> None:
    """Every field equal, the order of the faults included."""
    for field in msgspec.structs.fields(Proofs):
        assert getattr(one, field.name) == getattr(other, field.name), field.name
    assert len(one.proven) == len(list(one.proven))


class Ways:
    """Both ways side by side over one repository; `marks`: the answers by their marks; `onward` counts those that went on."""

    def __init__(self, site: Recorded) -> None:
        self.site = site
        self.shelf = Held()
        self.marks: dict[str, Proofs] = {}
        self.onward = 0

    def agree(self, commit: str | None = None) -> Proven:
        """Prove in both ways, compare, and hold what `changed_since` says against all earlier answers."""
        tip = commit or self.site.repo.tip()
        with self.site.opened() as repository:
            now = self.site.later()
            cold = prove(repository, tip, now=now)
            onward = prove_onward(repository, tip, now=now, shelf=self.shelf)
            same(onward.proofs, cold)
        for mark, earlier in self.marks.items():
            changed = onward.changed_since(mark)
            assert changed is None or differing(earlier, cold) <= changed
        self.onward += isinstance(onward.proofs.proven, KeptProofs)
        if onward.mark:
            self.marks[onward.mark] = cold
        return onward


def differing(one: Proofs, other: Proofs) -> set[str]:
    """The articles whose proof is not the same."""
    return {path for path in one.proven.keys() | other.proven.keys() if one.proven.get(path) != other.proven.get(path)}


@pytest.fixture
def ways(tmp_path: Path) -> Ways:
    """Three articles in three records, proven once."""
    site = Recorded(tmp_path / "site")
    for path in (A, B, C):
        site.publish({path: f"text of {path}"})
    made = Ways(site)
    assert made.agree().mark
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_agree_on_random_histories(tmp_path: Path, seed: int) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "text", B: "text"})
    ways, chance = Ways(site), Chance(site, seed)
    ways.agree()
    happened = []
    for _ in range(STEPS):
        happened.append(chance.step())
        try:
            ways.agree()
        except AssertionError as error:
            raise AssertionError(f"{seed}: {happened}") from error
    assert ways.onward > 0


def test_what_has_not_changed_is_not_read_again(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    ways.site.publish({A: "a2"})
    monkeypatch.setattr("sanshen.records.proving.read_history", None)
    with ways.site.opened() as repository:
        proven = prove_onward(repository, ways.site.repo.tip(), now=ways.site.later(), shelf=ways.shelf)
        assert proven.proofs.proven[A].version == 2
        assert proven.changed_since(next(iter(ways.marks))) == {A}
        assert proven.changed_since(proven.mark) == frozenset()
        assert proven.changed_since("another") is None
    assert ways.shelf.written[-1] == 1


def anew(ways: Ways) -> None:
    """Both ways agree, and it was not by going on."""
    before = ways.onward
    ways.agree()
    assert ways.onward == before


def test_a_tail_without_records_costs_what_it_changes_and_is_not_kept(ways: Ways) -> None:
    repo = ways.site.repo
    repo.commit({B: "pushed past the gate"})
    first = ways.agree()
    assert B in first.proofs.unproven
    repo.commit({C: "pushed too"})
    assert ways.agree().changed_since(first.mark) == {B, C}
    repo.commit({B: f"text of {B}"})  # the old bytes are back: the stretch without records changes C alone
    assert ways.agree().proofs.unproven.keys() == {C}
    ways.site.publish({B: "signed"})
    last = ways.agree()
    assert last.proofs.unproven.keys() == {C}
    assert last.changed_since(first.mark) == {B, C}
    assert ways.onward == 4


def test_a_tail_that_was_there_at_the_first_proof_is_cut_off_what_is_kept(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    site.repo.commit({B: "pushed past the gate"})
    ways = Ways(site)
    ways.agree()
    site.publish({C: "c"})
    ways.agree()
    assert ways.onward == 2


def test_records_and_a_tail_at_once(ways: Ways) -> None:
    ways.site.publish({A: "a2"})
    ways.site.publish({B: "b2"})
    ways.site.repo.commit({C: "pushed past the gate"})
    ways.agree()
    ways.site.repo.commit(dict.fromkeys((A, B, C)))
    ways.agree()
    assert ways.onward == 2


def test_an_older_commit_and_another_line_are_proven_anew(ways: Ways) -> None:
    repo = ways.site.repo
    old = repo.tip()
    ways.site.publish({A: "a2"})
    newest = ways.agree()
    onward = ways.onward
    assert ways.agree(repo.git("rev-parse", "main~2")).mark == ""
    repo.git("update-ref", "refs/heads/main", old)
    repo.commit({B: "another line"})
    ways.agree()
    assert ways.onward == onward
    repo.git("update-ref", "refs/heads/main", newest.proofs.commit)
    assert ways.agree().changed_since(newest.mark) == frozenset()


def test_a_clock_that_runs_behind_begins_anew(ways: Ways) -> None:
    ways.site.now -= timedelta(days=2)
    anew(ways)


def test_a_baseline_is_kept_with_the_rest(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    old = site.repo.commit({A: "old", B: "old"})
    listed = tuple(
        BaselineArticle(path=p, form="f", substance="s", sha256=sha256("old"), bundle=(), published=site.now) for p in (A, B)
    )
    data = encode(Baseline(schema="sanshen-baseline-1", repository=site.genesis_root, commit=old, articles=listed))
    site.publish({PATH: data})
    ways = Ways(site)
    assert ways.agree().proofs.proven.keys() == {A, B}
    replaced = {one.path: digest(one) for one in listed}
    before, after = site.repo.tip(), site.repo.commit({A: "new"})
    site.record(before, after, replaced=replaced)
    assert ways.agree().proofs.proven[A].version == 1
    assert ways.onward == 1
    site.publish({PATH: data.replace(b'"old"', b'"odd"') + b"\n"})
    anew(ways)


@pytest.mark.parametrize("lost", ["part", "all", "rubbish"])
def test_what_is_not_whole_any_more_is_not_used(ways: Ways, lost: str) -> None:
    ways.site.publish({A: "a2"})
    if lost == "part":
        ways.shelf.parts.clear()
    elif lost == "all":
        ways.shelf.held = None
    else:
        ways.shelf.held = b"\x93\x01"
    anew(ways)


def test_a_part_that_is_lost_while_it_is_used_is_proven_anew(ways: Ways) -> None:
    ways.site.publish({A: "a2"})
    with ways.site.opened() as repository:
        now = ways.site.later()
        proven = prove_onward(repository, ways.site.repo.tip(), now=now, shelf=ways.shelf)
        ways.shelf.parts.clear()
        assert proven.proofs.proven[B].version == 1
        same(proven.proofs, prove(repository, ways.site.repo.tip(), now=now))


def test_submodules_and_odd_names_are_told_as_ever(ways: Ways) -> None:
    ways.site.repo.commit({NEWS + "sub": Submodule(), NEWS + "x.png": b"stray"})
    ways.agree()
    ways.site.repo.commit({NEWS + "\udcff.md": "no UTF-8"})
    ways.agree()
    ways.site.publish({B: "b2"})
    ways.agree()


def test_a_shallow_clone_cannot_be_proven_whatever_is_kept(ways: Ways, tmp_path: Path) -> None:
    clone = ways.site.repo.clone(tmp_path / "clone", "--depth", "1", "--no-single-branch")
    with Repository.open(clone, dict(os.environ)) as repository, pytest.raises(UndecidedError):
        prove_onward(repository, repository.resolve("HEAD"), now=ways.site.later(), shelf=ways.shelf)
