"""`record` by the merged pull request: merge commit, squash, rebase; what was signed is what is recorded."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.evidence.forge import Forge
from support.forge_server import Fault
from support.office import login
from support.pulls import NOW, Pull, drafted_site, pull_of_article, pull_over
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, Site, key_of

SIGNED = ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na")
MERGED = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    with pull_of_article(tmp_path) as found:
        yield found


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def _merge(pull: Pull, how: str = "merge", text: str = TEXT) -> str:
    """Merge pull request 1 the way GitHub's button does, and tell the forge."""
    parents = (pull.base, pull.head) if how == "merge" else (pull.base,)
    after = pull.site.repo.commit({ARTICLE: text}, how, branch="main", parents=parents)
    pull.forge.merge(1, after, MERGED)
    return after


def _record(pull: Pull, **env: str) -> tuple[int, dict[str, Any], str]:
    out, err = io.StringIO(), io.StringIO()
    surroundings = {**clean_environment(), **pull.forge.env, **env}
    desk = Desk(root=pull.site.repo.path, lang="en", out=out, err=err, env=surroundings, clock=lambda: NOW)
    code = main(["record", "--key", str(key_of(PIPELINE).private), "--format", "json"], desk)
    return code, json.loads(out.getvalue()), err.getvalue()


def _newest(pull: Pull) -> dict[str, Any]:
    names = pull.site.repo.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    record: dict[str, Any] = json.loads(pull.site.repo.git("show", f"sanshen-records:{names[-1]}"))["record"]
    return record


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_a_signed_pull_request_gets_its_record(pull: Pull, how: str) -> None:
    pull.complete()
    after = _merge(pull, how)
    code, said, err = _record(pull)
    assert (code, said["added"]) == (0, 1), said["reasons"] + [err]
    record = _newest(pull)
    events = record["evidence"].pop("events")
    assert record["evidence"] == {"kind": "github", "pull": 1}
    assert [one["user"]["login"] for one in events] == [login(person) for person in SIGNED]
    assert (record["before"], record["after"]) == (pull.base, after)
    assert record["judged_at"] == "2026-11-10T01:00:00Z"
    stages = {line["stage"]: line["evidence"] for line in record["versions"][0]["sheet"]}
    assert stages["review-1"].startswith("comment:")
    assert stages["review-3"].startswith("review:")
    assert _record(pull)[1]["added"] == 0


def test_a_rebase_of_several_commits_is_one_step(pull: Pull) -> None:
    pull.complete()
    pull.site.repo.commit({ARTICLE: TEXT.replace("十二处", "两处")}, "first", branch="main", parents=(pull.base,))
    after = pull.site.repo.commit({ARTICLE: TEXT}, "second", branch="main")
    pull.forge.merge(1, after, MERGED)
    code, said, err = _record(pull)
    assert (code, said["added"]) == (0, 1), said["reasons"] + [err]
    assert (_newest(pull)["before"], _newest(pull)["after"]) == (pull.base, after)


def test_t54_a_push_without_a_pull_request_gets_none(pull: Pull) -> None:
    pull.complete()
    pull.site.repo.commit({ARTICLE: TEXT}, "pushed", branch="main", parents=(pull.base,))
    code, said, _ = _record(pull)
    assert (code, said["recorded"]) == (1, False)


def test_t54_what_differs_from_what_was_judged_gets_none(pull: Pull) -> None:
    pull.complete()
    _merge(pull, "squash", TEXT.replace("十二处", "两处"))
    code, said, _ = _record(pull)
    assert code == 1
    assert "not what merging #1 gives" in said["reasons"][0]


def test_t54_a_veto_before_the_merge_stops_it_and_one_after_does_not(pull: Pull) -> None:
    pull.complete()
    pull.forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", pull.head, at="2026-11-10T01:00:01Z")
    _merge(pull)
    assert _record(pull)[0] == 0


def test_t54_a_veto_in_the_very_second_of_the_merge_stops_it(pull: Pull) -> None:
    pull.complete()
    pull.forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", pull.head, at=MERGED)
    _merge(pull)
    assert _record(pull)[0] == 1


def test_signatures_after_the_merge_do_not_count(pull: Pull) -> None:
    pull.complete(["review-1", "review-2", "review-3", "proof-1", "proof-2"])
    pull.approve("li.na", at="2026-11-10T02:00:00Z")
    _merge(pull)
    code, said, _ = _record(pull)
    assert code == 1
    assert "proof-3" in said["reasons"][0]


@pytest.mark.parametrize("path", ["/commits/", "/reviews", "/pulls/1", "/timeline"])
@pytest.mark.parametrize("status", [502, 403, 404])
def test_t32_a_forge_out_of_reach_records_nothing_and_decides_nothing(pull: Pull, path: str, status: int) -> None:
    pull.complete()
    _merge(pull)
    pull.forge.fail(Fault(status=status), path=path, times=99)
    assert _record(pull)[0] == 3
    pull.forge.mend()
    assert _record(pull)[0] == 0


FAULTS = {
    "502": Fault(status=502),
    "429": Fault(status=429, headers={"Retry-After": "1"}),
    "secondary limit": Fault(status=403, body=b'{"message": "You have exceeded a secondary rate limit"}'),
    "lost": Fault(hang_up=True),
    "truncated": Fault(change=lambda reply: reply._replace(body=reply.body[: len(reply.body) // 2])),
    "half a pagination": Fault(change=lambda reply: reply._replace(headers={})),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_t32_each_request_of_recording_in_turn_goes_wrong(tmp_path: Path, kind: str) -> None:
    """A vetoed merge is never recorded, whichever answer is spoilt; a passing fault leaves no lasting mark."""
    site = drafted_site(tmp_path)
    with pull_over(site) as pull:
        pull.forge._server._description = None
        pull.forge.page_size = 4
        pull.complete()
        pull.object("chen.jie")
        _merge(pull)
        before = len(pull.forge.requests)
        assert _record(pull)[0] == 1
        for number in range(1, len(pull.forge.requests) - before + 1):
            pull.forge.fail(FAULTS[kind], nth=len(pull.forge.requests) + number)
            code, said, _ = _record(pull)
            assert code in {1, 3}, number
            assert said.get("recorded", False) is False, number
            pull.forge.mend()
        assert not site.repo.git("for-each-ref", "refs/heads/sanshen-records")


PEOPLE = "reviews/units/liangshan/people.yml"


def _suspended(site: Site, since: str) -> dict[str, bytes]:
    text = site.repo.git("cat-file", "blob", f"main:{PEOPLE}")
    assert "liu.yang: {name: 刘洋," in text
    return {PEOPLE: f"{text}\n".replace("刘洋,", f"刘洋, suspended: {since},").encode()}


def test_who_leaves_after_the_merge_undoes_nothing(pull: Pull) -> None:
    pull.complete()
    _merge(pull)
    pull.site.repo.commit(dict(_suspended(pull.site, "2026-11-10")), "停职")
    code, said, _ = _record(pull)
    assert (code, said["added"]) == (1, 1)  # the merge gets its record; the push of the roster, which nobody signed, none
    assert _newest(pull)["evidence"]["pull"] == 1


@pytest.mark.parametrize(("since", "code"), [("2026-11-10", 1), ("2026-11-11", 0)])
def test_the_roster_before_the_merge_says_who_had_signed_by_then(tmp_path: Path, since: str, code: int) -> None:
    """Suspended on the day of the merge, after signing: void. A day later: the roster knew, and it does not matter."""
    more = _suspended(drafted_site(tmp_path / "model"), since)
    site = Site(tmp_path / "site", more=more, at=NOW - timedelta(days=18))
    site.draft()
    with pull_over(site) as pull:
        pull.complete()
        _merge(pull)
        found, said, err = _record(pull)
    assert found == code, said["reasons"] + [err]


def test_two_pull_requests_merged_within_a_second_get_a_record_each(pull: Pull) -> None:
    pull.complete()
    first = _merge(pull)
    other = "content/liangshan/news/2026/b.md"
    head = pull.site.repo.commit({other: TEXT}, "另一篇", branch="second", parents=(pull.base,))
    pull.forge.open_pull(2, login("zhang.wei"), "main", pull.base, head)
    for person in SIGNED:
        if person == "zhang.wei":
            pull.forge.comment(2, login(person), f"/sign {head}")
        else:
            pull.forge.review(2, login(person), "APPROVED", head)
    second = pull.site.repo.commit({other: TEXT}, "merge", branch="main", parents=(first, head))
    pull.forge.merge(2, second, MERGED)
    code, said, err = _record(pull)
    assert (code, said["added"]) == (0, 2), said["reasons"] + [err]
    assert _newest(pull)["after"] == second
