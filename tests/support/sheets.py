"""Stories told in sign-offs: versions, contributions and events of one change, without Git. Valid by default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sanshen.model.change import ArticleCase, ChangeKind, Contribution, SignOff, SignOffKind, Version
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.sheet import Decision, StageState
from sanshen.model.text import Text
from sanshen.signing.decide import decide
from sanshen.signing.fitness import Bench
from support import office

START = datetime(2026, 11, 23, 1, 0, 0, tzinfo=UTC)
PATH = "content/liangshan/news/2026/fire.md"
GENERAL = ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na")
"""The people of unit liangshan in the order in which a general article needs them."""
MAJOR = ("zhang.wei", "li.na", "chen.jie", "sun.er", "wang.fang", "liu.yang", "li.na")


class Story:
    """One change as it grows: `commit` adds a version of an article, `sign` an event over the newest commit."""

    def __init__(self, *, policy: Policy | None = None, roster: Roster | None = None, grade: str = "general") -> None:
        self.policy = policy or office.policy()
        self.roster = roster or office.roster(by=self.policy)
        self.grade = grade
        self.events: list[SignOff] = []
        self._articles: dict[str, dict[str, object]] = {}
        self._states: list[tuple[str, dict[str, tuple[str, str]], frozenset[str]]] = []
        self._contributions: dict[str, dict[str, Contribution]] = {}
        self._minutes = 0
        self.add(PATH)

    def add(self, path: str, **facts: object) -> Story:
        """Another article of the change (unit, grade, matter, former_unit, author, claims … as keywords)."""
        self._articles[path] = facts
        self._contributions[path] = {}
        return self

    def commit(
        self,
        substance: str,
        form: str | None = None,
        *,
        by: str | None = "wu.lei",
        path: str = PATH,
        attributed: bool = True,
        people: frozenset[str] | None = None,
    ) -> str:
        """A commit that gives one article this substance (and form); returns its id. `by` None: a stranger's."""
        sha = f"{len(self._states) + 1:040x}"
        before = dict(self._states[-1][1]) if self._states else {}
        reach = self._states[-1][2] if self._states else frozenset()
        before[path] = (substance, form or f"form of {substance}")
        self._states.append((sha, before, reach | {sha}))
        who = frozenset({by}) if by else frozenset[str]()
        self._contributions[path][sha] = Contribution(
            sha,
            who if people is None else people,
            attributed and by is not None,
            by if attributed else None,
            Text("未签名", "unsigned"),
        )
        return sha

    def event(self, kind: SignOffKind, person: str | None, commit: str | None = None, **facts: object) -> SignOff:
        """An event a minute after the one before, over the newest commit unless told otherwise."""
        self._minutes += 1
        number = len(self.events) + 1
        made = SignOff(
            **{
                "id": f"review:{number}",
                "kind": kind,
                "who": person or "stranger",
                "person": person,
                "at": START + timedelta(minutes=self._minutes),
                "order": (0, number),
                "commit": commit or self._states[-1][0],
                **facts,
            }
        )
        self.events.append(made)
        return made

    def sign(self, *people: str | None, commit: str | None = None, **facts: object) -> Story:
        """Approvals, one after the other."""
        for person in people:
            self.event(SignOffKind.APPROVE, person, commit, **facts)
        return self

    def object_(self, person: str, **facts: object) -> Story:
        """Changes requested."""
        self.event(SignOffKind.OBJECT, person, **facts)
        return self

    def dismissed(self, person: str, **facts: object) -> Story:
        """A review of theirs that somebody dismissed."""
        self.event(SignOffKind.DISMISSED, person, **facts)
        return self

    def cases(self) -> list[ArticleCase]:
        """The facts of every article, judged at the newest commit."""
        return [self._case(path, facts) for path, facts in self._articles.items() if path in self._states[-1][1]]

    def _case(self, path: str, facts: dict[str, object]) -> ArticleCase:
        versions = {sha: self._version(sha, state, reach, path) for sha, state, reach in self._states}
        judged = versions[self._states[-1][0]]
        grade = str(facts.get("grade", self.grade))
        stages = self.policy.grades[grade].stages + ((self.policy.moves.stage,) if facts.get("former_unit") else ())
        rest = {key: value for key, value in facts.items() if key != "grade"}
        ordered = tuple(stage for stage in self.policy.stages if stage in stages)
        return ArticleCase(
            **{
                "path": path,
                "kind": ChangeKind.ADDED,
                "grade": grade,
                "stages": ordered,
                "unit": path.split("/")[1],
                "judged": judged,
                "versions": versions,
                "contributions": self._contributions[path],
                **rest,
            }
        )

    def _version(self, sha: str, state: dict[str, tuple[str, str]], reach: frozenset[str], path: str) -> Version:
        substance, form = state.get(path, (None, None))
        own = reach & self._contributions[path].keys()
        return Version(sha, substance, form, frozenset(own), covered=substance is not None)

    def decide(self, *, now: datetime | None = None, events: list[SignOff] | None = None) -> Decision:
        """The decision at `now` (a day after the start unless told otherwise)."""
        bench = Bench(self.policy, self.roster, now or START + timedelta(days=1))
        return decide(bench, self.cases(), None, self.events if events is None else events, lambda _: ())


def stages(decision: Decision, path: str = PATH) -> dict[str, StageState]:
    """Stage id → its state on the sheet of one article."""
    sheet = next(one for one in decision.sheets if one.path == path)
    return {one.id: one for one in sheet.stages}


def signed(decision: Decision, path: str = PATH) -> dict[str, str | None]:
    """Stage id → person, for the signed stages."""
    return {key: one.person for key, one in stages(decision, path).items() if one.state == "signed"}


def complete(decision: Decision) -> bool:
    """Whether nothing in the decision stands in the way."""
    return all(one.complete for one in decision.sheets) and decision.whole_complete and not decision.reasons
