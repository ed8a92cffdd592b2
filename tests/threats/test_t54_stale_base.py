"""T54 at the command line: `main` moved on, and the `base.sha` that GitHub gives is stale. What is judged is the merge with the
present tip, by the office of the present tip; what the event or the pull request says of its base is not even asked.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sanshen.cli import main
from sanshen.commands.desk import Desk
from support.office import login
from support.pulls import NOW, Pull, pull_of_article
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, key_of

PEOPLE = "reviews/units/liangshan/people.yml"
BAN = "topic: 测试\nterms:\n  - {term: 隐患, category: banned, severity: error, why: 通知}\n"


@pytest.fixture
def pull(tmp_path: Path) -> Iterator[Pull]:
    """Signed to the end and allowed."""
    with pull_of_article(tmp_path) as found:
        found.complete()
        assert found.announce().code == 0
        yield found


def _event(pull: Pull, where: Path, base: str) -> tuple[int, str]:
    """`sanshen event` with the payload that GitHub keeps for a run: its base is that of back then."""
    file = where / "event.json"
    payload = {"pull_request": {"number": 1, "head": {"sha": pull.head}, "base": {"sha": base, "ref": "main"}}}
    file.write_text(json.dumps(payload))
    out, err = io.StringIO(), io.StringIO()
    env = {**clean_environment(), **pull.forge.env, "GITHUB_EVENT_PATH": str(file)}
    desk = Desk(root=pull.site.repo.path, lang="zh", out=out, err=err, env=env, clock=lambda: NOW)
    return main(["event", "--base", "main"], desk), err.getvalue()


def _suspended(pull: Pull) -> dict[str, Any]:
    text = pull.site.repo.git("cat-file", "blob", f"main:{PEOPLE}")
    return {PEOPLE: text.replace("liu.yang: {name: 刘洋,", "liu.yang: {name: 刘洋, suspended: 2026-11-19,").encode() + b"\n"}


MOVES: dict[str, tuple[Callable[[Pull], dict[str, Any]], str]] = {
    "a signer was suspended": (_suspended, "pending"),
    "a word was banned": (lambda pull: {"reviews/lexicon/new.yml": BAN}, "failure"),
    "the same article was changed": (lambda pull: {ARTICLE: TEXT.replace("十二处", "两处")}, "failure"),
    "the very article went out": (lambda pull: {ARTICLE: TEXT}, "success"),
}


@pytest.mark.parametrize("name", MOVES)
def test_t54_main_that_moved_on_is_what_is_judged_and_not_the_stale_base(pull: Pull, tmp_path: Path, name: str) -> None:
    files, state = MOVES[name]
    stale = pull.base
    moved = pull.site.repo.commit(files(pull), "主线前进", branch="main", parents=(stale,))
    assert pull.forge._pulls[1]["base"]["sha"] == stale != moved
    code, err = _event(pull, tmp_path, stale)
    assert code == 0, err
    assert pull.forge.statuses(pull.head)[0]["state"] == state
    assert len(pull.forge.written(1)) == 1


def test_t54_gate_by_a_stale_base_names_the_base_it_judged(pull: Pull) -> None:
    """By hand anybody may judge against an old commit: the answer says so, and nothing of it is written."""
    stale = pull.base
    moved = pull.site.repo.commit({"reviews/lexicon/new.yml": BAN}, "主线前进", branch="main", parents=(stale,))
    said = pull.gate()
    assert (said.code, said.json["base"]) == (0, stale)
    pull.base = moved
    said = pull.gate()
    assert (said.code, said.json["base"]) == (1, moved)


def test_t54_what_was_judged_on_a_stale_base_is_judged_again_when_it_is_recorded(pull: Pull) -> None:
    """The status said success on the old base, then a signer was suspended, and GitHub merged all the same."""
    repo, forge = pull.site.repo, pull.forge
    office = repo.commit(_suspended(pull), "停职", branch="office", parents=(pull.base,))
    forge.open_pull(2, login("zhao.min"), "main", pull.base, office)
    forge.comment(2, login("zhao.min"), f"/sign {office}")
    forge.review(2, login("chen.jie"), "APPROVED", office)
    moved = repo.commit(_suspended(pull), "停职", branch="main", parents=(pull.base,))
    forge.merge(2, moved, datetime(2026, 11, 19, 1, 0, tzinfo=UTC))
    merged = repo.commit({ARTICLE: TEXT}, "合并", branch="main", parents=(moved,))
    forge.merge(1, merged, datetime(2026, 11, 19, 2, 0, tzinfo=UTC))
    out, err = io.StringIO(), io.StringIO()
    desk = Desk(root=repo.path, lang="zh", out=out, err=err, env={**clean_environment(), **forge.env}, clock=lambda: NOW)
    code = main(["record", "--key", str(key_of(PIPELINE).private), "--format", "json"], desk)
    said = json.loads(out.getvalue())
    assert (code, said["recorded"]) == (1, False), err.getvalue()
    assert any("二校" in one for one in said["reasons"]), said["reasons"]
    assert not any("单位书面申请" in one for one in said["reasons"]), "the suspension itself was signed"
