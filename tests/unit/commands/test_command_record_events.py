"""What a record keeps of the reviews and comments that it was judged by: all of them, counted or not, and no secret."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sanshen.cli import main
from sanshen.commands import forge_events, merged_pull
from sanshen.commands.desk import Desk
from sanshen.evidence.github import PullRequestEvidence
from sanshen.model.rulebook import RuleBook
from sanshen.records.record import ForgeAccount, ForgeEvent
from support.office import GITHUB_IDS, login
from support.pulls import NOW, Pull, pull_of_article
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, key_of

MERGED = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
PHONE = "1390000" + "0000"


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


def _run(pull: Pull, *words: str) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    surroundings = {**clean_environment(), **pull.forge.env}
    desk = Desk(root=pull.site.repo.path, lang="en", out=out, err=err, env=surroundings, clock=lambda: NOW)
    return main(list(words), desk), out.getvalue() + err.getvalue()


def _recorded(pull: Pull) -> dict[str, Any]:
    after = pull.site.repo.commit({ARTICLE: TEXT}, "squash", branch="main", parents=(pull.base,))
    pull.forge.merge(1, after, MERGED)
    code, said = _run(pull, "record", "--key", str(key_of(PIPELINE).private))
    assert code == 0, said
    names = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    evidence: dict[str, Any] = json.loads(pull.site.repo.git("show", f"sanshen-records:{names[-1]}"))["record"]["evidence"]
    return evidence


def test_what_counted_and_what_did_not_are_kept_as_the_forge_gave_them(pull: Pull) -> None:
    early = pull.approve("chen.jie")
    stranger = pull.forge.review(1, "passer-by", "APPROVED", pull.head, body=f"好，电话 {PHONE}，邮箱 a.b@example.com")
    short = pull.forge.comment(1, login("zhang.wei"), f"/sign {pull.head[:10]}")
    gone = pull.forge.review(1, None, "APPROVED", None)
    pull.forge.review(1, "passer-by", "COMMENTED", pull.head, body="路过")
    pull.forge.comment(1, "passer-by", "闲谈")
    pull.complete()
    late = pull.forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", pull.head, at="2026-11-10T02:00:00Z")
    events = _recorded(pull)["events"]
    kept = {one["id"]: one for one in events}
    assert len(events) == 4 + 6
    assert late not in kept
    assert kept[early]["user"] == {"id": GITHUB_IDS["chen.jie"], "login": login("chen.jie"), "type": "User"}
    assert (kept[early]["state"], kept[early]["commit_id"], kept[early]["kind"]) == ("APPROVED", pull.head, "review")
    assert kept[short]["body"] == f"/sign {pull.head[:10]}"
    assert kept[gone]["user"] is None
    assert PHONE not in kept[stranger]["body"]
    assert "@" not in kept[stranger]["body"]
    assert [one["at"] for one in events] == sorted(one["at"] for one in events)


def test_words_that_may_not_be_passed_on_are_not_kept_and_the_signatures_stand(pull: Pull) -> None:
    stranger = pull.forge.review(1, "passer-by", "CHANGES_REQUESTED", pull.head, body="附件标有“机密★1年”")
    loose = pull.forge.comment(1, login("zhang.wei"), f"/sign 附件标有“机密★1年” {PHONE}")
    pull.complete(["review-1"])
    approval = pull.approve("li.na", body=f"同意，请来电 {PHONE}\n\n周先生")
    pull.complete(["review-3", "proof-1", "proof-2", "proof-3"])
    kept = {one["id"]: one["body"] for one in _recorded(pull)["events"]}
    assert (kept[stranger], kept[loose], kept[approval]) == ("＊＊＊ SS1301", "＊＊＊ SS1301 SS1305", "＊＊＊ SS1305")
    assert f"/sign {pull.head}" in kept.values()
    assert _run(pull, "verify", "--all-history")[0] == 0


def test_a_signature_that_nothing_kept_bears_out_is_found_by_verify(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = forge_events.events_of
    monkeypatch.setattr(merged_pull, "events_of", lambda found, until, book: whole(found, until, book)[:-1])
    pull.complete()
    _recorded(pull)
    assert _run(pull, "verify")[0] == 0
    code, said = _run(pull, "verify", "--all-history")
    assert code == 1
    assert "proof-3 is not borne out" in said


FORGED: dict[str, Callable[[ForgeEvent], ForgeEvent]] = {
    "another account": lambda one: replace(one, user=ForgeAccount(id=999_999, login="passer-by", type="User")),
    "another of the roster": lambda one: replace(
        one, user=ForgeAccount(id=GITHUB_IDS["wu.lei"], login=login("wu.lei"), type="User")
    ),
    "a machine": lambda one: replace(one, user=ForgeAccount(id=GITHUB_IDS["li.na"], login=login("li.na"), type="Bot")),
    "a deleted account": lambda one: replace(one, user=None),
    "an objection": lambda one: replace(one, state="CHANGES_REQUESTED"),
    "another time": lambda one: replace(one, at=one.at + timedelta(seconds=1)),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_t56_a_signature_by_somebody_else_than_the_record_says_is_found(
    pull: Pull, monkeypatch: pytest.MonkeyPatch, change: Callable[[ForgeEvent], ForgeEvent]
) -> None:
    whole = forge_events.events_of

    def forged(found: PullRequestEvidence, until: datetime, book: RuleBook) -> tuple[ForgeEvent, ...]:
        *others, last = whole(found, until, book)
        return (*others, change(last))

    monkeypatch.setattr(merged_pull, "events_of", forged)
    pull.complete()
    _recorded(pull)
    code, said = _run(pull, "verify", "--all-history")
    assert code == 1
    assert "proof-3 is not borne out" in said


def test_a_sound_record_and_one_from_before_events_were_kept_verify(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    pull.complete()
    assert len(_recorded(pull)["events"]) == 6
    assert _run(pull, "verify", "--all-history")[0] == 0
    pull.site.repo.git("update-ref", "-d", "refs/heads/sanshen-records")
    monkeypatch.setattr(merged_pull, "events_of", lambda found, until, book: ())
    code, said = _run(pull, "record", "--key", str(key_of(PIPELINE).private))
    assert code == 0, said
    names = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    text = pull.site.repo.git("show", f"sanshen-records:{names[-1]}")
    assert '"evidence":{"kind":"github","pull":1}' in text
    assert _run(pull, "verify", "--all-history")[0] == 0


def test_a_flood_of_reviews_is_bounded_and_costs_no_signature(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forge_events, "MOST", 9)
    for _ in range(20):
        pull.forge.review(1, "passer-by", "APPROVED", pull.head, body="顶" * 5000)
    pull.complete()
    newest = pull.forge.review(1, "passer-by", "APPROVED", pull.head)
    evidence = _recorded(pull)
    assert (len(evidence["events"]), evidence["left_out"]) == (9, 18)
    assert evidence["events"][-1]["id"] == newest
    assert max(len(one["body"]) for one in evidence["events"]) <= 500
    assert _run(pull, "verify", "--all-history")[0] == 0
