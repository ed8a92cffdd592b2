"""From a case to the facts a decision is made of: versions with their real digests, sign-offs in time order, who wrote what."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from sanshen.model.article import Article
from sanshen.model.change import ArticleCase, ChangeKind, Contribution, Paper, SignOff, SignOffKind, Version
from sanshen.model.policy import Policy
from sanshen.model.policy_tests import PolicyCase, RoleHolder, Step, Who
from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.reading.article import read_article

_FIRST: Final = time(9, 0)
_KINDS: Final = {
    "approve": SignOffKind.APPROVE,
    "object": SignOffKind.OBJECT,
    "dismiss": SignOffKind.DISMISSED,
    "attest": SignOffKind.ATTEST,
}


class UnplayableError(Exception):
    """A case that cannot be played with these people: nobody holds a role it names, or its text cannot be read."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


class Stage:
    """One case while it is played: `events` and `versions` grow step by step, `now` is the time of the last step."""

    def __init__(self, case: PolicyCase, first_day: date, policy: Policy, roster: Roster) -> None:
        self.case = case
        self.policy = policy
        self.roster = _with_states(case, roster)
        self.events: list[SignOff] = []
        self.versions: dict[str, Version] = {}
        self.contributions: dict[str, Contribution] = {}
        self._zone = ZoneInfo(policy.time_zone)
        self.now = datetime.combine(case.day or first_day, _FIRST, self._zone)
        self._text = case.change.text
        self.path = f"content/{case.change.unit}/{case.change.column}/{self.now.year}/case.md"
        self._base = self._article(case.change.text, case.change.former_grade) if case.change.former_grade else None

    @property
    def judged_at(self) -> datetime:
        """When the case is judged: the end of the day it names, or a minute after the last step."""
        if self.case.judged is None:
            return self.now + timedelta(minutes=1)
        return max(datetime.combine(self.case.judged, time(23, 59), self._zone), self.now + timedelta(minutes=1))

    def play(self) -> Stage:
        """Make the first version, then take every step; raises UnplayableError."""
        change = self.case.change
        if change.grade:
            makers = [self.person(one) for one in (change.drafters or ((change.author,) if change.author is not None else ()))]
            self._commit(makers, attributed=change.attributed)
        for step in self.case.steps:
            self._turn_clock(step)
            self._take(step)
        return self

    def person(self, who: Who) -> str:
        """The person id that a step means."""
        if not isinstance(who, RoleHolder):
            return who
        unit = who.unit or self.case.change.unit or ""
        day = self.now.astimezone(self._zone).date()
        held = [*self.roster.appointments(who.role, unit), *self.roster.appointments(who.role, None)]
        people = list(dict.fromkeys(one.person for one in held if one.holds_on(day)))
        if len(people) < who.number:
            name = self.policy.roles.get(who.role, who.role)
            raise UnplayableError(
                Text(
                    f"{day} 担任“{name}”的不足 {who.number} 人（单位 {unit or '区'}）",
                    f"fewer than {who.number} hold {who.role} of {unit or 'the district'} on {day}",
                )
            )
        return people[who.number - 1]

    def article_case(self) -> ArticleCase:
        """The facts of the article, judged at its newest version."""
        change = self.case.change
        newest = list(self.versions.values())[-1]
        grades = [self.policy.grade_id(one) for one in (change.grade, change.former_grade) if one]
        grade = self.policy.highest(one for one in grades if one is not None)
        assert grade is not None  # noqa: S101  # an article's case names a grade that the policy knows
        former = change.moved_from or ""
        moved = ChangeKind.MOVED if former else None
        return ArticleCase(
            path=self.path,
            kind=moved or (ChangeKind.MODIFIED if change.former_grade else ChangeKind.ADDED),
            grade=grade,
            stages=self.policy.demanded(grade, moved=bool(former), restored=change.restored),
            unit=change.unit or "",
            judged=newest,
            versions=self.versions,
            contributions=self.contributions,
            former_unit=former,
            former_path=self.path.replace(f"/{change.unit}/", f"/{former}/", 1) if former else "",
            matter=change.matter,
            claims=change.claims,
            author=self.person(change.author) if change.author is not None else None,
        )

    def _turn_clock(self, step: Step) -> None:
        self.now += timedelta(minutes=1)
        here = self.now.astimezone(self._zone)
        if step.day is not None and step.day > here.date():
            here = datetime.combine(step.day, _FIRST, self._zone)
        if step.at is not None:
            here = datetime.combine(here.date(), time.fromisoformat(step.at), self._zone)
        self.now = here

    def _take(self, step: Step) -> None:
        writer = step.edit if step.edit is not None else step.correct
        if writer is None:
            self._sign_off(step)
            return
        text = step.text if step.text is not None else self._text
        for one in step.replace:
            if one.from_ not in text:
                raise UnplayableError(Text(f"正文中没有“{one.from_}”", f"{one.from_!r} does not stand in the text"))
            text = text.replace(one.from_, one.to, 1)
        self._text = text
        self._commit([self.person(writer)], attributed=step.attributed)

    def _sign_off(self, step: Step) -> None:
        verb, who = next((verb, who) for verb in _KINDS if (who := getattr(step, verb)) is not None)
        number = len(self.events) + 1
        person = self.person(who)
        self.events.append(
            SignOff(
                id=f"step:{number}",
                kind=_KINDS[verb],
                who=person,
                person=person,
                at=self.now,
                order=(0, number),
                commit=self._version(step.over),
                stage=step.stage,
                note=step.note,
                **self._entry(step),
            )
        )

    def _entry(self, step: Step) -> dict[str, Any]:
        """What an entry of a paper names besides: the paper, and the digest of the version."""
        if step.paper is None:
            return {}
        paper = Paper(step.paper.signer, step.paper.number, step.paper.date)
        version = self.versions.get(self._version(step.over))
        digests = (version.substance or "", version.form or "") if version is not None else None
        return {"paper": paper, "digests": digests}

    def _version(self, over: int | None) -> str:
        if not self.case.change.grade:
            return _commit_id(1)
        commits = list(self.versions)
        if over is not None and over > len(commits):
            raise UnplayableError(Text(f"此时还没有第 {over} 版", f"there is no version {over} yet"))
        return commits[-1 if over is None else over - 1]

    def _commit(self, people: list[str], *, attributed: bool) -> None:
        """A commit of `people` gives the article the present text; the first of them is who it is attributed to."""
        sha = _commit_id(len(self.versions) + 1)
        article = self._article(self._text, self.case.change.grade)
        sole = people[0] if attributed and len(set(people)) == 1 else None
        why = Text("没有可归属的署名", "nobody can be named for it")
        self.contributions[sha] = Contribution(sha, frozenset(people), attributed, sole, why)
        reach = frozenset(self.contributions)
        same = self._base is not None and (self._base.substance, self._base.form) == (article.substance, article.form)
        self.versions[sha] = Version(sha, article.substance, article.form, reach, covered=not same, article=article)

    def _article(self, text: str, grade: str) -> Article:
        """The article as the one strict reader reads it, so that its digests are the real ones."""
        change = self.case.change
        unit = self.roster.units.get(change.unit or "")
        front = {
            "title": change.title,
            "grade": grade,
            "source": unit.name if unit is not None else "",
            "matter": change.matter,
        }
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items() if value]
        data = "\n".join(["---", *lines, "---", "", text]).encode()
        reading = read_article(self.path, data, {}, self.policy, unit_ids=self.roster.units)
        if reading.article is None:
            why = reading.findings[0].message if reading.findings else Text("无法读取", "unreadable")
            raise UnplayableError(Text("用例的信息无法读取：", "the case's article cannot be read: ") + why)
        return reading.article


def whole_digest(paths: tuple[str, ...]) -> str:
    """What the sign-offs of a change without an article bind to: it never changes within a case."""
    return hashlib.sha256("\0".join(sorted(paths)).encode()).hexdigest()


def _commit_id(number: int) -> str:
    return f"{number:040x}"


def _with_states(case: PolicyCase, roster: Roster) -> Roster:
    """The roster with what is different in this case: people's states, more delegations of the change's unit."""
    people = dict(roster.people)
    for id_, state in case.people.items():
        person = people[id_]
        people[id_] = msgspec.structs.replace(
            person,
            suspended=state.suspended or person.suspended,
            left=state.left or person.left,
            trained=None if state.untrained else person.trained,
        )
    units = roster.units
    unit = roster.units.get(case.change.unit or "")
    if unit is not None and case.delegations:
        given = (*unit.delegations, *case.delegations)
        units = {**roster.units, unit.id: msgspec.structs.replace(unit, delegations=given)}
    return msgspec.structs.replace(roster, people=people, units=units)
