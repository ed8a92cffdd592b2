"""Leaders with the titles they hold, with those of others, and with the shorter form of their own."""

from __future__ import annotations

import pytest

from sanshen.model.grading import Leader
from sanshen.rules.ss1341_names_and_titles import _others_title, _wrong_title

LEADERS = (
    Leader(name="顾示明", titles=("区委副书记", "区长")),
    Leader(name="罗示川", titles=("区委常委", "常务副区长")),
    Leader(name="沈示兰", titles=("副区长",)),
)


def faults(text: str) -> int:
    return len({stop for _, stop, _ in (*_wrong_title(text, LEADERS), *_others_title(text, LEADERS))})


@pytest.mark.parametrize(
    "text", ["区委书记顾示明主持会议。", "副区长顾示明到会。", "区长沈示兰讲话。", "区委副书记罗示川调研。"]
)
def test_a_title_that_is_not_theirs(text: str) -> None:
    assert faults(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "区委副书记、区长顾示明，区委常委、常务副区长罗示川，副区长沈示兰出席。",
        "副区长罗示川通报情况，区安委会主任顾示明、指挥长顾示明部署工作。",
        "原副区长顾示明、时任区委书记顾示明的文章。",
    ],
)
def test_titles_of_their_own_and_of_other_bodies(text: str) -> None:
    assert faults(text) == 0


def test_nothing_is_said_of_people_whose_titles_nobody_listed() -> None:
    """Without `leaders` in the policy the order is that of the roster, which knows names and no titles."""
    nobody = (Leader(name="顾示明"), Leader(name="罗示川"))
    assert not [
        *_wrong_title("区长顾示明、副区长罗示川到会。", nobody),
        *_others_title("区长顾示明、副区长罗示川到会。", nobody),
    ]
