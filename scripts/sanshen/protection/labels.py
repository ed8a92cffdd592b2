"""The labels that the gate puts on pull requests, by what the policy calls its grades, stages and seats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.evidence.calling import LONGEST_LABEL
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.protection.demand import Demand, District
from sanshen.protection.settings import Settings

GRADE_LABEL: Final = "等级:"
TURN_LABEL: Final = "待:"
COLOURS: Final = {GRADE_LABEL: "b60205", TURN_LABEL: "fbca04"}


def labels_of(policy: Policy) -> tuple[str, ...]:
    """Every label that the gate may set, each once whatever the case of its letters (GitHub knows no difference)."""
    words = [GRADE_LABEL + one.name for one in policy.grades.values()]
    words += [TURN_LABEL + one.name for one in policy.stages.values()]
    words += [TURN_LABEL + one.name for one in policy.control_plane.seats.values()]
    return tuple({one[:LONGEST_LABEL].casefold(): one[:LONGEST_LABEL] for one in words}.values())


def missing_labels(settings: Settings, district: District) -> tuple[str, ...]:
    """The labels that are not there yet."""
    present = {one.casefold() for one in settings.labels}
    return tuple(one for one in district.labels if one.casefold() not in present)


def _missing(settings: Settings, district: District) -> Iterator[Text]:
    missing = missing_labels(settings, district)
    if missing:
        listed = "、".join(missing)
        yield Text(f"缺少标签：{listed}", f"labels are missing: {listed}")


DEMANDS: Final = (
    Demand(
        id="labels",
        title=Text("等级与待签环节的标签齐备", "the labels of grades and turns exist"),
        why=Text("人们靠标签找到轮到自己的稿件；临时冒出的同名标签容易混淆", "people find what waits for them by label"),
        threats=("§3",),
        by_hand=Text("Issues → Labels", "Issues → Labels"),
        find=_missing,
    ),
)
