"""`prove` on real repositories with real keys: what is proven, and every way of tampering named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.model.proof import Proofs
from support.keys import shared_key
from support.office import DISTRICT_PATH, district_files
from support.recording import GENERAL, NEWS, Recorded, sheet

A, B, C = NEWS + "a.md", NEWS + "b.md", NEWS + "c.md"
EDUCATION = "content/education/news/2026/a.md"
LEDGER = "reviews/ledger/takedown/2026/1.yml"


def said(proofs: Proofs) -> str:
    return "\n".join(f"{one.path}|{one.record}|{one.message.en}" for one in proofs.faults)


@pytest.fixture
def site(tmp_path: Path) -> Recorded:
    """Three articles in three records."""
    made = Recorded(tmp_path / "site")
    for path in (A, B, C):
        made.publish({path: f"text of {path}"})
    return made


def test_everything_recorded_is_proven(site: Recorded) -> None:
    proofs = site.prove()
    assert proofs.faults == ()
    assert sorted(proofs.proven) == [A, B, C]
    assert proofs.records == 3
    one = proofs.proven[B]
    assert (one.version, one.record, one.grade) == (1, "reviews/records/2026/000002.json", "general")
    assert [line.stage for line in one.sheet] == list(GENERAL)
    assert one.published == one.first_published == site.now - timedelta(minutes=1)


def test_the_publication_time_is_the_pipelines_not_a_commits(site: Recorded) -> None:
    before = site.repo.tip()
    after = site.repo.commit({A: "new"}, date=site.now - timedelta(days=3000))
    site.record(before, after)
    one = site.prove().proven[A]
    assert one.version == 2
    assert one.published == site.now
    assert one.first_published < one.published


def test_the_history_names_every_version_once(site: Recorded) -> None:
    times = [site.prove().proven[A].first_published]
    for text in ("second", "third"):
        site.publish({A: text})
        times.append(site.prove().proven[A].published)
    new = NEWS + "moved.md"
    site.publish({A: None, new: "third, moved"}, moved={new: A})
    assert site.prove().proven[new].times == tuple(times)
    site.publish({new: "fourth"})
    proof = site.prove().proven[new]
    assert proof.times == (*times, proof.published)
    assert len(set(proof.times)) == 4


def test_an_office_without_articles_is_proven(tmp_path: Path) -> None:
    proofs = Recorded(tmp_path / "site").prove()
    assert (proofs.faults, proofs.proven, proofs.records) == ((), {}, 0)


def test_articles_of_the_first_commit_are_unproven(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site", files={A: "was there before"})
    assert list(site.prove().unproven) == [A]


def test_one_byte_of_an_article_changed(site: Recorded) -> None:
    site.repo.commit({B: f"text of {B}."})
    proofs = site.prove()
    assert list(proofs.unproven) == [B]
    assert sorted(proofs.proven) == [A, C]
    assert "has no valid record" in said(proofs)


def test_every_byte_of_a_record_counts(site: Recorded) -> None:
    path = "reviews/records/2026/000002.json"
    good = site.files()
    data = good[path]
    for place in range(0, len(data), 113):
        site.replace_files({**good, path: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]})
        proofs = site.prove()
        assert path in said(proofs), place
        assert B in proofs.unproven, place


def test_a_deleted_record_is_named_and_only_its_article_lost(site: Recorded) -> None:
    files = site.files()
    del files["reviews/records/2026/000002.json"]
    site.replace_files(files)
    proofs = site.prove()
    assert "record 000002 is missing" in said(proofs)
    assert list(proofs.unproven) == [B]


def test_the_newest_record_deleted_leaves_a_named_gap(site: Recorded) -> None:
    files = site.files()
    del files["reviews/records/2026/000003.json"]
    site.replace_files(files)
    proofs = site.prove()
    assert f"..{site.repo.tip()[:12]} has no valid record" in said(proofs)
    assert list(proofs.unproven) == [C]


def test_records_exchanged_moved_or_doubled_are_named(site: Recorded) -> None:
    good = site.files()
    one, two = "reviews/records/2026/000001.json", "reviews/records/2026/000002.json"
    moved = "reviews/records/2025/000002.json"
    for files in ({**good, one: good[two], two: good[one]}, {**{p: d for p, d in good.items() if p != two}, moved: good[two]}):
        site.replace_files(files)
        proofs = site.prove()
        assert {one.record for one in proofs.faults} & {two, moved}
        assert B in proofs.unproven
    site.replace_files({**good, "reviews/records/2026/000004.json": good[two]})
    proofs = site.prove()
    assert "000004.json" in said(proofs)
    assert sorted(proofs.proven) == [A, B, C]


def test_an_unknown_key_signs_nothing(site: Recorded) -> None:
    site.edit("reviews/records/2026/000002.json", shared_key("stranger"))
    proofs = site.prove()
    assert "no pipeline key" in said(proofs)
    assert B in proofs.unproven


def test_a_true_key_cannot_rewrite_the_past_unseen(site: Recorded) -> None:
    site.edit("reviews/records/2026/000002.json", site.key, takedowns=(LEDGER,))
    proofs = site.prove()
    assert "reviews/records/2026/000003.json|the record before it is not the one it names" in said(proofs)


def test_a_retired_key_signs_no_more_and_its_old_records_stand(tmp_path: Path) -> None:
    new = shared_key("pipeline-2")
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    # The step that replaces the key is still signed by the old one.
    site.publish({DISTRICT_PATH: district_files(pipeline=(new.public,))[DISTRICT_PATH]})
    site.publish({B: "b"}, key=new)
    assert site.prove().faults == ()
    site.publish({C: "c"}, key=site.key)
    proofs = site.prove()
    assert "reviews/records/2026/000004.json|signed by a key that was no pipeline key" in said(proofs)
    assert list(proofs.unproven) == [C]


def test_undo_to_an_older_signed_text_proves_nothing(site: Recorded) -> None:
    site.publish({A: "second text"})
    site.repo.commit({A: f"text of {A}"})
    assert list(site.prove().unproven) == [A]


def test_a_gap_in_the_middle_is_named(site: Recorded) -> None:
    before = site.repo.tip()
    between = site.repo.commit({B: "pushed past the gate"})
    site.publish({A: "a2"})
    proofs = site.prove()
    assert f"step {before[:12]}..{between[:12]} has no valid record" in said(proofs)
    assert list(proofs.unproven) == [B]
    assert proofs.proven[A].version == 2


def test_a_gap_is_healed_for_an_article_by_its_next_record(site: Recorded) -> None:
    site.repo.commit({B: "pushed past the gate"})
    site.publish({B: "signed again"})
    proofs = site.prove()
    assert proofs.unproven == {}
    assert "has no valid record" in said(proofs)


def test_an_incomplete_sheet_is_no_proof(site: Recorded) -> None:
    site.publish({A: "a2"}, sheets={A: sheet(A, stages=GENERAL[:-1])})
    site.publish({B: "b2"}, sheets={B: sheet(B, grade="major")})
    site.publish({C: "c2"}, sheets={C: sheet(C, grade="unheard-of")})
    proofs = site.prove()
    assert {path: why.en for path, why in proofs.unproven.items()} == {
        A: "the sheet lacks proof-3",
        B: "the sheet lacks district-deputy",
        C: "there was no grade 'unheard-of'",
    }


def test_a_take_down_is_recorded_and_a_silent_deletion_named(site: Recorded) -> None:
    site.publish({A: None, LEDGER: "x"}, takedowns=(LEDGER,))
    proofs = site.prove()
    assert proofs.faults == ()
    assert [(one.path, one.moved_to) for one in proofs.withdrawn] == [(A, "")]
    site.publish({B: None})
    assert f"{B}|reviews/records/2026/000005.json|withdrawn without a take-down entry" in said(site.prove())
    site.repo.commit({C: None})
    assert f"{C}|reviews/records/2026/000003.json|it was published and is gone" in said(site.prove())


def test_what_was_taken_down_may_come_back_unchanged_by_one_signature_only(site: Recorded) -> None:
    site.publish({A: None, LEDGER: "x"}, takedowns=(LEDGER,))
    one = sheet(A, stages=("review-3",))
    site.publish({A: f"text of {A}"}, sheets={A: one})
    proofs = site.prove()
    assert proofs.faults == ()
    assert (proofs.proven[A].version, proofs.withdrawn) == (3, ())
    assert proofs.proven[A].times == (proofs.proven[A].first_published,)
    site.publish({A: None, LEDGER + "2": "x"}, takedowns=(LEDGER,))
    site.publish({A: "another text"}, sheets={A: one})
    assert list(site.prove().unproven) == [A]


def test_a_move_keeps_the_first_publication_time(site: Recorded) -> None:
    first = site.prove().proven[A].first_published
    new = NEWS + "moved.md"
    site.publish({A: None, new: "moved"}, moved={new: A})
    proofs = site.prove()
    assert proofs.faults == ()
    assert proofs.proven[new].first_published == first < proofs.proven[new].published
    assert [(one.path, one.moved_to) for one in proofs.withdrawn] == [(A, new)]


def test_a_move_into_another_unit_needs_the_former_units_stage(site: Recorded) -> None:
    site.publish({A: None, EDUCATION: "moved"}, moved={EDUCATION: A})
    assert site.prove().unproven[EDUCATION].en == "the sheet lacks moved-3"


def test_bundles_are_bound_byte_for_byte(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    picture = NEWS + "p.png"
    site.publish({A: f"![x]({picture})", picture: b"\x89PNG 1"})
    assert site.prove().faults == ()
    site.repo.commit({picture: b"\x89PNG 2"})
    assert sorted(site.prove().unproven) == [A, picture]


def test_a_file_of_nobodys_is_not_published(site: Recorded) -> None:
    stray = NEWS + "stray.html"
    site.publish({stray: "<script>"})
    assert list(site.prove().unproven) == [stray]


def test_a_symbolic_link_is_no_article(site: Recorded) -> None:
    from support.repos import Link

    site.repo.commit({B: Link("a.md")})
    assert "not a plain file" in said(site.prove())


def test_an_older_commit_is_proven_although_records_go_on(site: Recorded) -> None:
    older = site.repo.tip()
    site.publish({A: "a2"})
    site.publish({B: None, LEDGER: "x"}, takedowns=(LEDGER,))
    proofs = site.prove(older)
    assert proofs.faults == ()
    assert (sorted(proofs.proven), proofs.proven[A].version) == ([A, B, C], 1)


def test_rewritten_history_is_named(site: Recorded) -> None:
    parent = site.repo.git("rev-parse", "main~1")
    site.repo.commit({C: "another line of history"}, parents=[parent])
    proofs = site.prove()
    assert "is not on the protected branch's first parents" in said(proofs)
    assert list(proofs.unproven) == [C]


def test_records_of_another_repository_prove_nothing(site: Recorded, tmp_path: Path) -> None:
    other = Recorded(tmp_path / "other", files={"README.md": "another genesis"})
    other.publish({A: f"text of {A}"})
    site.replace_files(other.files())
    assert "another repository" in said(site.prove())


def test_records_from_the_future_prove_nothing(site: Recorded) -> None:
    site.now += timedelta(days=2)
    site.publish({A: "a2"})
    site.now -= timedelta(days=2)
    assert "lies in the future" in said(site.prove())


def test_commits_before_the_office_are_nobodys_step(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    office = site.repo.tip()
    old = site.repo.commit({"README.md": "before"}, branch="old", parents=[], tree=site.repo.tree({"README.md": "before"}))
    tree = site.repo.git("rev-parse", f"{office}^{{tree}}")
    site.repo.commit({}, "office", parents=[old], tree=tree)
    site.publish({A: "a"})
    assert site.prove().faults == ()


def test_no_record_branch_at_all(site: Recorded) -> None:
    site.repo.git("update-ref", "-d", "refs/heads/sanshen-records")
    assert sorted(site.prove().unproven) == [A, B, C]


def test_rubbish_on_the_branch_is_named(site: Recorded) -> None:
    good = site.files()
    for name in ("reviews/records/2026/notes.txt", "reviews/records/2026/000009.json", "reviews/records/x.json"):
        site.replace_files({**good, name: b"{}"})
        proofs = site.prove()
        assert name in said(proofs)
        assert sorted(proofs.proven) == [A, B, C]


def test_the_index_must_say_what_the_records_say(site: Recorded) -> None:
    good = site.files()
    entry = "reviews/versions/liangshan/news/2026/b/000002.json"
    assert entry in good
    extra = {"reviews/versions/liangshan/news/2026/b/000007.json": good[entry], "reviews/versions/x/000001.json": b"{}"}
    without = {path: data for path, data in good.items() if path != entry}
    for files in (
        without,
        {**good, entry: good[entry].replace(b"published", b"withdrawn")},
        *({**good, p: d} for p, d in extra.items()),
    ):
        site.replace_files(files)
        proofs = site.prove()
        assert "the index of versions differs" in said(proofs)
        assert sorted(proofs.proven) == [A, B, C]
