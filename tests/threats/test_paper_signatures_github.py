"""Paper signatures by `/attest` comments of a pull request, at the command line: entered, shown, and abused."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sanshen.cli import main
from sanshen.commands import forge_events
from sanshen.commands.desk import Desk
from sanshen.model.sheet import evidence_ids
from support.office import login, policy_bytes
from support.pulls import AUTHOR, NOW, Pull, pull_over
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, Site, key_of

MAJOR = TEXT.replace("grade: general", "grade: major")
STAGE = "district-deputy"
REST = ["proof-1", "proof-2", "proof-3"]
NUMBER = "办签〔2026〕12号"


def opened(path: Path, *, attested: bool = True) -> Site:
    policy = policy_bytes().replace(b"attested: false", b"attested: true" if attested else b"attested: false")
    site = Site(path / "site", at=NOW - timedelta(days=18), more={"reviews/policy.yml": policy})
    site.draft(MAJOR)
    return site


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    """A major article, signed by its unit, in a district that takes paper signatures."""
    with pull_over(opened(tmp_path)) as found:
        found.complete(["review-1", "review-2", "review-3"])
        yield found


def line(
    pull: Pull, *, digest: str = "", commit: str = "", stage: str = STAGE, signer: str = "sun.er", number: str = NUMBER
) -> str:
    day = str(pull.forge._pulls[1]["reviews"][-1]["submitted_at"])[:10]
    substance = digest or next(one["substance"] for one in pull.gate().json["articles"] if one["path"] == ARTICLE)
    return f"/attest {commit or pull.head} {stage} {substance[:16]} {signer} {day} {number}"


def enter(pull: Pull, *people: str, body: str = "", **more: str) -> None:
    for person in people or ("zhao.min", "zhou.san"):
        pull.forge.comment(1, login(person), body or line(pull), **more)  # type: ignore[arg-type]  # app, updated


def whys(pull: Pull) -> str:
    return " | ".join(one["why"] for one in pull.gate().json["ignored"])


def test_two_administrators_enter_it_and_it_is_allowed(pull: Pull) -> None:
    enter(pull)
    pull.complete(REST)
    said = pull.gate()
    assert said.code == 0, said.json["reasons"]
    state = next(one for one in said.json["articles"][0]["stages"] if one["id"] == STAGE)
    assert state["person"] == "sun.er"
    assert NUMBER in state["evidence"]
    assert said.json["ignored"] == []


def _run(pull: Pull, *words: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    surroundings = {**clean_environment(), **pull.forge.env}
    desk = Desk(root=pull.site.repo.path, lang="en", out=out, err=err, env=surroundings, clock=lambda: NOW)
    assert main(list(words), desk) == 0, out.getvalue() + err.getvalue()
    return out.getvalue()


def test_both_entries_are_kept_in_the_record_and_bear_the_signature_out(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge_events, "MOST", 9)
    for _ in range(10):
        pull.forge.review(1, "passer-by", "APPROVED", pull.head)
    enter(pull)
    pull.complete(REST)
    after = pull.site.repo.commit({ARTICLE: MAJOR}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, NOW - timedelta(days=1))
    _run(pull, "record", "--key", str(key_of(PIPELINE).private))
    names = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    record = json.loads(pull.site.repo.git("show", f"sanshen-records:{names[-1]}"))["record"]
    evidence = next(one["evidence"] for one in record["versions"][0]["sheet"] if one["stage"] == STAGE)
    kept = {f"{one['kind']}:{one['id']}" for one in record["evidence"]["events"]}
    assert set(evidence_ids(evidence)) <= kept
    assert record["evidence"]["left_out"] > 0
    _run(pull, "verify", "--all-history")


def test_the_comment_shows_the_line_to_complete_and_then_what_was_entered(pull: Pull) -> None:
    pull.announce()
    [first] = [one["body"] for one in pull.forge._pulls[1]["comment_list"] if "sanshen:gate" in one["body"]]
    words = line(pull).split(" ")
    assert " ".join(words[:3]) + " 摘要 " in first
    assert " ".join(words[3][at : at + 4] for at in range(0, 16, 4)) in first
    enter(pull)
    pull.announce(at=NOW + timedelta(minutes=9))
    [then] = [one["body"] for one in pull.forge._pulls[1]["comment_list"] if "sanshen:gate" in one["body"]]
    assert "/attest" not in then
    assert "书面签批（代录）" in then
    assert "赵敏、周三代录" in then


def test_off_the_comment_offers_nothing_and_entries_are_void(tmp_path: Path) -> None:
    with pull_over(opened(tmp_path, attested=False)) as pull:
        pull.complete(["review-1", "review-2", "review-3"])
        pull.announce()
        assert not [one for one in pull.forge._pulls[1]["comment_list"] if "/attest" in one["body"]]
        enter(pull)
        assert pull.gate().states()[STAGE] == "open"
        assert "paper signatures are off" in whys(pull)


@pytest.mark.parametrize(
    ("person", "more", "says"),
    [
        ("zhou.san", {"app": "some-app"}, "through an app"),
        ("zhou.san", {"updated": "2026-11-19T03:00:00Z"}, "edited"),
        ("zhao.min", {}, "counts once"),
        (AUTHOR, {}, "no seat"),
        ("sun.er", {}, "no seat"),
        ("passer-by", {}, "not in the roster"),
    ],
)
def test_the_second_entry_must_be_another_administrators_own(pull: Pull, person: str, more: dict[str, str], says: str) -> None:
    enter(pull, "zhao.min")
    pull.forge.comment(1, login(person) if person != "passer-by" else person, line(pull), **more)  # type: ignore[arg-type]
    assert pull.gate().states()[STAGE] == "open"
    assert says in whys(pull)


def test_nothing_but_the_exact_line_enters(pull: Pull) -> None:
    good = line(pull)
    digest = good.split(" ")[3]
    near = [
        f"> {good}",
        f"{good} 同意",
        good.replace("/attest", "/attest "),
        f"{good[:-1]}:",
        good.replace("2026-", "2026-13-", 1),
        good.replace("sun.er", "Sun"),
        good.replace(digest, digest[:15]),
        f"请代录\n{good}",
    ]
    for body in near:
        assert body != good
        enter(pull, body=body)
    assert pull.gate().states()[STAGE] == "open"
    enter(pull, body=good)
    assert pull.gate().states()[STAGE] == "signed"


def test_a_commit_of_elsewhere_and_a_digest_of_elsewhere_enter_nothing(pull: Pull) -> None:
    enter(pull, body=line(pull, commit=pull.base))
    assert "not one of this pull request" in whys(pull)
    enter(pull, body=line(pull, digest="0" * 64))
    assert "digest entered is not" in whys(pull)
    assert pull.gate().states()[STAGE] == "open"


def test_a_push_of_other_text_voids_it(pull: Pull) -> None:
    enter(pull)
    assert pull.gate().states()[STAGE] == "signed"
    pull.site.draft(MAJOR.replace("十二处", "两处"))
    pull.push()
    pull.complete(["review-1", "review-2", "review-3"])
    assert pull.gate().states()[STAGE] == "open"
    enter(pull)
    assert "a new one needs a new paper" in whys(pull)


def test_a_deleted_comment_takes_the_entry_away(pull: Pull) -> None:
    enter(pull)
    pull.forge._pulls[1]["comment_list"].pop()
    assert pull.gate().states()[STAGE] == "open"


def test_an_administrator_takes_it_back(pull: Pull) -> None:
    enter(pull)
    pull.object("zhou.san")
    assert pull.gate().states()[STAGE] == "open"
    assert "taken back" in whys(pull)
