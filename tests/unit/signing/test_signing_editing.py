"""Amendments are editing, not drafting (§3): whoever edited at their own review may review again when everything restarts."""

from __future__ import annotations

import pytest

from support.sheets import GENERAL, Story, complete, signed


def _amended() -> Story:
    story = Story()
    story.commit("s1")
    story.sign("zhang.wei")
    story.commit("s2", by="li.na")
    return story


def test_an_amender_reviews_again_after_a_restart() -> None:
    story = _amended().sign("li.na", "chen.jie")
    story.commit("s3")
    assert complete(story.sign(*GENERAL).decide())


@pytest.mark.parametrize("more", [(), ("chen.jie",)], ids=["nobody", "somebody else"])
def test_an_edit_that_its_maker_never_signed_is_drafting(more: tuple[str, ...]) -> None:
    story = _amended().sign(*more)
    story.commit("s3")
    decision = story.sign(*GENERAL).decide()
    assert signed(decision) == {"review-1": "zhang.wei"}


def test_an_edit_before_any_first_review_is_drafting() -> None:
    story = Story()
    story.commit("s1")
    story.commit("s2", by="li.na")
    assert signed(story.sign("li.na", *GENERAL).decide()) == {"review-1": "zhang.wei"}


def test_what_somebody_else_wrote_between_is_no_amendment() -> None:
    story = Story()
    story.commit("s1")
    story.sign("zhang.wei")
    story.commit("s2", by="li.na")
    story.commit("s3")
    story.sign("li.na")
    story.commit("s4")
    assert signed(story.sign(*GENERAL).decide()) == {"review-1": "zhang.wei"}


def test_a_principal_who_wrote_between_is_a_drafter() -> None:
    story = Story()
    story.commit("s1")
    story.sign("zhang.wei")
    story.commit("s2", by="chen.jie")
    story.sign("chen.jie")
    story.commit("s3")
    assert list(signed(story.sign(*GENERAL).decide())) == ["review-1", "review-2"]
