"""Whether everything that the cases of policy-tests.yml name exists, and whether their days run forward."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final

from sanshen.model.policy import Policy
from sanshen.model.policy_tests import Change, Expectation, PolicyCase, PolicyTests, RoleHolder, Step, Who
from sanshen.model.roster import Delegation, Roster
from sanshen.model.text import Text
from sanshen.reading.shape import Ground, Key
from sanshen.reading.wording import nearest, shown

_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100
_PLAIN: Final = Change()
_ARTICLE_ONLY: Final = (
    "text",
    "matter",
    "author",
    "drafters",
    "attributed",
    "former_grade",
    "moved_from",
    "restored",
    "claims",
)
_VERBS: Final = ("approve", "object", "dismiss", "edit", "correct", "attest")


def check_names(tests: PolicyTests, policy: Policy, roster: Roster | None, ground: Ground) -> None:
    """Note every fault of the cases in `ground`; without a roster people and units are not looked up."""
    _Names(policy, roster, ground).check(tests)


class _Names:
    """Whether everything that the cases name exists in the policy and the roster."""

    def __init__(self, policy: Policy, roster: Roster | None, ground: Ground) -> None:
        self._policy = policy
        self._roster = roster
        self._ground = ground

    def check(self, tests: PolicyTests) -> None:
        seen: dict[str, int] = {}
        if not tests.cases:
            self._ground.fault(("cases",), Text("至少要有一个用例", "there must be at least one case"))
        for place, case in enumerate(tests.cases):
            key: Key = ("cases", place)
            if seen.setdefault(case.name, place) != place:
                self._ground.fault(
                    (*key, "name"), Text(f"用例“{case.name}”写了两次；请改名", "two cases have this name; rename one")
                )
            self._change(case.change, (*key, "change"))
            self._expectation(case.expect, (*key, "expect"))
            self._days(case, case.day or tests.day, key)
            if not case.change.grade and any(step.edit is not None or step.correct is not None for step in case.steps):
                self._ground.fault((*key, "steps"), Text("只有信息可以修改", "only an article can be edited"))
            for number, step in enumerate(case.steps):
                self._step(step, (*key, "steps", number))
            for person in case.people:
                self._person(person, (*key, "people", person))
            for number, given in enumerate(case.delegations):
                self._delegation(given, (*key, "delegations", number))

    def _known(self, word: str, known: Collection[str], key: Key, what: Text) -> None:
        if word not in known:
            near, got = nearest(word, known), shown(word)
            self._ground.fault(key, Text(f"没有{what.zh}{got.zh}{near.zh}", f"there is no {what.en} {got.en}{near.en}"))

    def _stages(self, words: Collection[str], key: Key) -> None:
        for place, word in enumerate(words):
            self._stage(word, (*key, word if isinstance(words, Mapping) else place))

    def _stage(self, word: str, key: Key) -> None:
        ledger = (f"ledger-{one}" for one in self._policy.ledger)
        self._known(word, {*self._policy.stages, *self._policy.control_plane.seats, *ledger}, key, Text("环节", "stage"))

    def _person(self, person: str, key: Key) -> None:
        if self._roster is not None:
            close = [one for one in self._roster.people if one[:1] == person[:1]]
            if person not in self._roster.people:
                near, got = nearest(person, close), shown(person)
                self._ground.fault(key, Text(f"名册里没有{got.zh}{near.zh}", f"nobody is listed as {got.en}{near.en}"))

    def _who(self, who: Who | None, key: Key) -> None:
        if isinstance(who, RoleHolder):
            self._known(who.role, self._roles(), (*key, "role"), Text("角色", "role"))
            if who.unit is not None:
                self._unit(who.unit, (*key, "unit"))
        elif who is not None:
            self._person(who, key)

    def _roles(self) -> Collection[str]:
        named = {role for stage in self._policy.stages.values() for role in stage.roles}
        return self._policy.roles or named | {role for seat in self._policy.control_plane.seats.values() for role in seat.roles}

    def _unit(self, unit: str, key: Key) -> None:
        if self._roster is not None:
            self._known(unit, self._roster.units, key, Text("单位", "unit"))

    def _change(self, change: Change, key: Key) -> None:
        self._kind(change, key)
        for name, grade in (("grade", change.grade), ("former-grade", change.former_grade)):
            if grade and self._policy.grade_id(grade) is None:
                known = [*self._policy.grades, *(one.name for one in self._policy.grades.values())]
                self._known(grade, known, (*key, name), Text("等级", "grade"))
        for name, unit in (("unit", change.unit), ("moved-from", change.moved_from)):
            if unit is not None:
                self._unit(unit, (*key, name))
        self._who(change.author, (*key, "author"))
        for place, who in enumerate(change.drafters):
            self._who(who, (*key, "drafters", place))
        for place, person in enumerate(change.delegators):
            self._person(person, (*key, "delegators", place))
        self._stages(change.claims, (*key, "claims"))

    def _kind(self, change: Change, key: Key) -> None:
        """Exactly one kind of change, with what belongs to it and nothing else."""
        kinds = [bool(change.grade), bool(change.files), change.takedown]
        if sum(kinds) != 1:
            message = Text(
                "须是以下之一：信息（grade 与 unit）、制度文件（files）、撤下（takedown 与 unit）",
                "exactly one of: an article (`grade` and `unit`), control plane (`files`), a take-down (`takedown` and `unit`)",
            )
            self._ground.fault(key, message)
        if not change.grade:
            for name in _ARTICLE_ONLY:
                if getattr(change, name) != getattr(_PLAIN, name):
                    message = Text("只用于信息（grade）", "goes with an article (`grade`) only")
                    self._ground.fault((*key, name.replace("_", "-")), message)
        if not change.files and change.unit is None:
            self._ground.fault(key, Text("须写明单位 unit", "the `unit` is missing"))
        if change.moved_from is not None and change.moved_from == change.unit:
            self._ground.fault((*key, "moved-from"), Text("须是另一个单位", "it must be another unit"))

    def _step(self, step: Step, key: Key) -> None:
        verbs = [verb for verb in _VERBS if getattr(step, verb) is not None]
        if len(verbs) != 1:
            listed = "、".join(_VERBS)
            self._ground.fault(
                key, Text(f"每一步须恰好写一个动作：{listed}", f"a step has exactly one of: {', '.join(_VERBS)}")
            )
        for verb in verbs:
            self._who(getattr(step, verb), (*key, verb))
        if step.stage is not None:
            self._stage(step.stage, (*key, "stage"))
        writes = step.edit is not None or step.correct is not None
        if writes and (step.text is None) == (not step.replace):
            message = Text("修改须写 text（全文）或 replace（换字）之一", "an edit has either `text` (all of it) or `replace`")
            self._ground.fault(key, message)
        if not writes and (step.text is not None or step.replace):
            self._ground.fault(key, Text("只有 edit、correct 才改文字", "only `edit` and `correct` change the text"))
        if (step.attest is not None) != (step.paper is not None) or (step.attest is not None and step.stage is None):
            message = Text(
                "代录（attest）须写 paper 和 stage，别的动作不写 paper",
                "`attest` takes a `paper` and a `stage`; nothing else takes a paper",
            )
            self._ground.fault(key, message)
        if step.paper is not None:
            self._person(step.paper.signer, (*key, "paper", "signer"))
        if writes and (step.stage is not None or step.over is not None):
            self._ground.fault(key, Text("修改不写 stage、over", "an edit has no `stage` and no `over`"))

    def _days(self, case: PolicyCase, first: date, key: Key) -> None:
        self._years(case, first, key)
        day, clock = first, ""
        for place, step in enumerate(case.steps):
            at: Key = (*key, "steps", place)
            if step.day is not None and step.day < day:
                self._ground.fault((*at, "day"), Text(f"早于前一步的 {day}", f"before the day of the step before, {day}"))
            elif step.day is not None and step.day > day:
                day, clock = step.day, ""
            if step.at is not None:
                if step.at < clock:
                    self._ground.fault((*at, "at"), Text(f"早于前面的 {clock}", f"before {clock} of an earlier step"))
                clock = step.at
        if case.judged is not None and case.judged < day:
            self._ground.fault((*key, "judged"), Text(f"早于最后一步的 {day}", f"before the last step's day, {day}"))

    def _years(self, case: PolicyCase, first: date, key: Key) -> None:
        """Days that a calendar at hand can hold; the arithmetic of dates ends somewhere."""
        steps: list[tuple[Key, date | None]] = [(("steps", number, "day"), step.day) for number, step in enumerate(case.steps)]
        for inside, one in ((("day",), first), (("judged",), case.judged), *steps):
            if one is not None and not _FIRST_YEAR <= one.year <= _LAST_YEAR:
                span = f"{_FIRST_YEAR}–{_LAST_YEAR}"
                self._ground.fault((*key, *inside), Text(f"年份须在 {span} 之间", f"the year must lie in {span}"))

    def _expectation(self, expect: Expectation, key: Key) -> None:
        for name, words in _expected_stages(expect):
            self._stages(words, (*key, name))
        for person, at in _expected_people(expect):
            self._person(person, (*key, *at))

    def _delegation(self, given: Delegation, key: Key) -> None:
        self._person(given.from_, (*key, "from"))
        self._person(given.to, (*key, "to"))
        self._stages(given.stages, (*key, "stages"))


def _expected_stages(expect: Expectation) -> Iterator[tuple[str, Collection[str]]]:
    for name, words in (
        ("open", expect.open),
        ("signed", expect.signed),
        ("signers", expect.signers),
        ("demanded", expect.demanded),
        ("amended", expect.amended),
    ):
        if words is not None:
            yield name, words


def _expected_people(expect: Expectation) -> Iterator[tuple[str, Key]]:
    for stage, person in (expect.signers or {}).items():
        yield person, ("signers", stage)
    for place, one in enumerate(expect.ignored or ()):
        yield one.who, ("ignored", place, "who")
    for place, person in enumerate(expect.objections or ()):
        yield person, ("objections", place)
