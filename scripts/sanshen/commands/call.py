"""Calling those whose turn it is, and the labels that show it. Courtesy: what fails here is said and changes no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sanshen.commands.desk import Desk
from sanshen.commands.judge import Hearing
from sanshen.commands.names import names_of
from sanshen.evidence.calling import follow_labels, request_reviews
from sanshen.evidence.forge import Forge
from sanshen.judging.judge import Judgement
from sanshen.judging.turns import Turn, turns
from sanshen.model.errors import SanshenError
from sanshen.model.text import Text
from sanshen.protection.labels import GRADE_LABEL, TURN_LABEL
from sanshen.report.waiting import to_mend

PATIENCE: Final = 5.0
"""Seconds of the run's waiting that calling may use up: the verdict still has to be written."""


def turns_of(hearing: Hearing) -> tuple[Turn, ...]:
    """Whose turn it is; nobody's where all have signed, or the author must mend something first."""
    if hearing.judgement.verdict.outcome == "allowed" or to_mend(hearing.alone.verdict):
        return ()
    return turns(hearing.judgement, hearing.at)


def name_and_login(judgement: Judgement, person: str) -> tuple[str, str]:
    """Name and login ("" for none) as the roster of the base gives them."""
    one = judgement.office.roster.people[person]
    return one.name, one.github.login if one.github is not None else ""


def call(desk: Desk, forge: Forge, hearing: Hearing, refused: Sequence[str]) -> tuple[str, ...]:
    """Ask those whose turn it is for a review, and return those among them whom GitHub refuses.

    `refused`: logins that it has refused today already; they are not asked again.
    """
    wanted = tuple(_to_ask(hearing))
    known = tuple(one for one in wanted if one in refused)
    asked = tuple(one for one in wanted if one not in refused)
    try:
        with forge.sparing(PATIENCE):
            newly = request_reviews(forge, hearing.pull.number, asked)
    except SanshenError as error:
        desk.warn(Text("请审阅未成：", "asking for reviews failed: ") + error.text)
        return known
    if newly:
        listed = "、".join(newly)
        desk.warn(Text(f"GitHub 不接受请其审阅：{listed}（可能没有仓库权限）", f"GitHub refuses to request: {listed}"))
    return (*known, *newly)


def label(desk: Desk, forge: Forge, hearing: Hearing) -> None:
    """Let the labels follow the sheet."""
    wanted = tuple(_labels(hearing))
    try:
        follow_labels(forge, hearing.pull.number, hearing.pull.labels, wanted, (GRADE_LABEL, TURN_LABEL))
    except SanshenError as error:
        desk.warn(Text("加标签未成：", "labelling failed: ") + error.text)


def _to_ask(hearing: Hearing) -> Iterator[str]:
    """Logins of those whose turn it is: not the author, nobody asked already; nobody at all while it is a draft."""
    if hearing.pull.draft:
        return
    author = hearing.pull.author
    silent = {one.casefold() for one in hearing.pull.requested} | ({author.login.casefold()} if author is not None else set())
    for person in dict.fromkeys(person for turn in turns_of(hearing) for person in turn.people):
        _, login = name_and_login(hearing.judgement, person)
        if login and login.casefold() not in silent and (author is None or person != author.person):
            yield login


def _labels(hearing: Hearing) -> Iterator[str]:
    """The highest grade of the change, and every stage whose turn it is."""
    judgement = hearing.judgement
    policy, names = judgement.office.policy, names_of(judgement.office)
    grades = [sheet.grade for sheet in judgement.verdict.articles if sheet.grade in policy.grades]
    if grades:
        yield GRADE_LABEL + policy.grades[max(grades, key=policy.rank)].name
    for turn in turns_of(hearing):
        yield TURN_LABEL + names.stages.get(turn.stage, turn.stage)
