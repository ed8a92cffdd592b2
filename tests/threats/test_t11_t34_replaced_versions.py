"""T10, T11, T34: a statement names the recorded version it replaces; an old one cannot be used for what came after it."""

from __future__ import annotations

from pathlib import Path

from sanshen.evidence.ssh import sign_offs
from support.keys import roster_of, shared_key
from support.statements import ARTICLE, NOW, ROOT, signed
from support.town import FIRE, GENERAL, Town, article

ZHANG = shared_key("zhang.wei")
OLD, NEW = "c" * 64, "d" * 64


def void(replaces: str, excused: str = "") -> bool:
    """Whether a statement that names this version counts for nothing where NEW is the newest one."""
    one = signed(ZHANG, replaces=replaces)
    may_name = {one.hash: frozenset({excused})} if excused else {}
    roster = roster_of({"zhang.wei": ZHANG.public})
    (event,) = sign_offs([one], (), roster, ROOT, {ARTICLE: NEW}, NOW, excused=may_name)
    return event.void is not None


def test_t34_only_the_newest_version_or_an_excused_one_may_be_named() -> None:
    assert not void(NEW)
    assert not void(OLD, excused=OLD)
    assert void(OLD)
    assert void("none")
    assert void("none", excused=OLD)


def test_t34_the_record_may_be_written_after_the_next_signature(tmp_path: Path) -> None:
    """Two changes of one article are merged before the pipeline gets to record either."""
    town = Town(tmp_path)
    town.draft()
    town.sign_all()
    town.merge()
    town.branch("second")
    town.draft(text=article("更正后的标题"))
    town.sign_all()
    assert town.gate()["allowed"]
    assert town.record()[0] == 0
    assert town.gate()["allowed"], town.gate()["ignored"]
    town.merge("second")
    code, _, err = town.record()
    assert code == 0, err


def test_t10_signatures_from_before_a_takedown_do_not_bring_the_article_back(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.draft()
    town.sign_all()
    town.merge()
    town.branch("late")
    town.draft(text=article("另一个标题"))
    for person in GENERAL:  # signed in full, before the record of the first version is written
        town.sign(person)
    signed_files = {
        path.relative_to(town.root).as_posix(): path.read_bytes() for path in (town.root / "reviews/signatures").rglob("*.json")
    }
    text = (town.root / FIRE).read_bytes()
    late = town.head()
    assert town.record()[0] == 0
    town.branch("takedown")
    town.run("takedown", FIRE, "--reason", "sensitive")
    town.commit("Take down")
    town.sign("liu.yang", FIRE)
    town.merge("takedown")
    assert town.record()[0] == 0
    town.branch("again", "main")
    town.git(
        "merge",
        "-q",
        "-s",
        "ours",
        "-m",
        "bring the old commits along",
        late,
        GIT_AUTHOR_NAME="a",
        GIT_COMMITTER_NAME="a",
        GIT_AUTHOR_EMAIL="a@example.com",
        GIT_COMMITTER_EMAIL="a@example.com",
    )
    town.write({FIRE: text, **signed_files})
    town.commit("Bring it back")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert [one["state"] for one in verdict["articles"][0]["stages"]].count("signed") == 0
