"""How long finished turns took, read from real records."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from sanshen.model.board import Span
from sanshen.records.spans import finished_spans
from sanshen.repository import Repository
from support import scenes
from support.boards import ORDER
from support.office import policy
from support.repos import clean_environment
from support.town import Town


def _spans(town: Town) -> tuple[Span, ...]:
    with Repository.open(town.root, clean_environment()) as repository:
        return finished_spans(repository, policy(), town.head("main"))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    made = scenes.published(tmp_path_factory.mktemp("spans"))
    assert _spans(made) == ()
    assert made.record()[0] == 0
    return made


def test_every_stage_of_a_published_article_has_its_turn(town: Town) -> None:
    found = {one.stage: one for one in _spans(town)}
    assert set(found) == {*ORDER, ""}
    assert {one.unit for one in found.values()} == {"liangshan"}
    for before, stage in pairwise(ORDER):
        assert found[stage].began == found[before].ended
    assert found["review-1"].began < found["review-1"].ended  # from the draft's commit
    whole = found[""]
    assert (whole.began, whole.ended) == (found["review-1"].began, found[ORDER[-1]].ended)
    assert timedelta() < whole.ended - whole.began < timedelta(hours=2)


def test_the_board_shows_them(town: Town) -> None:
    code, out, err = town.run("status", "--all")
    assert (code, err) == (0, "")
    assert "在办 0 件" in out  # the branches are merged, or hold nothing new
    assert "  二审  1 · 2 分钟 · 2 分钟  |  –" in out


def test_records_of_commits_that_are_not_here_have_no_beginning(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Repository, "has", lambda self, commit: False)
    found = {one.stage: one for one in _spans(town)}
    assert "review-1" not in found
    assert found[""].began == found["review-2"].began
