"""Paper signatures (书面签批, §5.3): two office-administrators enter one paper, and it counts as its signer's approval.

An entry is evidence about somebody else's act, so everything about it is doubted: who enters it, what it is over, its date,
and whether the same paper was entered for something else before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from sanshen.model.change import ArticleCase, Paper, SignOff, SignOffKind
from sanshen.model.sheet import ATTESTED, Ignored
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench, Standing
from sanshen.signing.tracks import covers


class _Entry(NamedTuple):
    """An entry that may count: by whom, about which article and version, from which paper."""

    event: SignOff
    case: ArticleCase
    paper: Paper
    substance: str

    @property
    def about(self) -> tuple[str, str, str, str | None, Paper]:
        """What two entries must agree on."""
        return self.case.path, self.event.stage or "", self.substance, self.event.grade, self.paper

    @property
    def used(self) -> tuple[str, str]:
        """One paper stands for one version of an article: a new version needs a new paper."""
        return self.case.path, self.paper.number


def with_papers(
    bench: Bench, cases: Sequence[ArticleCase], events: Sequence[SignOff]
) -> tuple[Sequence[SignOff], tuple[Ignored, ...]]:
    """The events with every pair of entries made into the approval it stands for; and the entries that wait for their second.

    An entry that counts for nothing comes back as a void approval of its administrator's, so that the sheet says why.
    """
    if not any(one.kind is SignOffKind.ATTEST for one in events):
        return events, ()
    in_order = sorted(events, key=lambda one: (one.at, one.order, one.id))
    others = [one for one in in_order if one.kind is not SignOffKind.ATTEST]
    signers = {case.path: _signers(bench, case, others) for case in cases}
    pending: dict[object, _Entry] = {}
    versions: dict[tuple[str, str], str] = {}
    found: list[SignOff] = []
    for event in in_order:
        if event.kind is not SignOffKind.ATTEST:
            continue
        entry = _entry(bench, cases, event, others, signers)
        if isinstance(entry, Text):
            found.append(_void(event, entry))
            continue
        if versions.get(entry.used, entry.substance) != entry.substance:
            found.append(_void(event, _USED))
            continue
        first = pending.get(entry.about)
        if first is None:
            pending[entry.about] = entry
        elif first.event.person == event.person:
            found.append(_void(event, Text("同一人代录两次只算一次", "entered twice by one person: counts once")))
        else:
            del pending[entry.about]
            versions[entry.used] = entry.substance
            found.append(_approval(first, entry))
    return (*others, *found), tuple(_waiting(one.event) for one in pending.values())


_USED = Text(
    "同一文号已代录为另一版本；新版本须另有书面签批", "this paper was entered for another version; a new one needs a new paper"
)


def _entry(
    bench: Bench,
    cases: Sequence[ArticleCase],
    event: SignOff,
    others: Sequence[SignOff],
    signers: Mapping[str, frozenset[str]],
) -> _Entry | Text:
    """The entry, or why it counts for nothing."""
    paper, stage = event.paper, bench.policy.stages.get(event.stage or "")
    if event.void is not None or event.person is None or paper is None:
        return event.void or Text("代录人不在人员名册", "who enters it is not in the roster")
    if not bench.policy.attested:
        return Text("本区没有启用书面签批代录（policy.yml 的 attested）", "paper signatures are off (`attested` of policy.yml)")
    if stage is None or not stage.attestable:
        return Text(f"环节“{event.stage}”不得书面签批", f"the stage {event.stage!r} cannot be signed on paper")
    case = next((one for one in cases if _is_over(event, one)), None)
    if case is None:
        return Text(
            "所录摘要不是本次变更中该版本的摘要", "the digest entered is not that version's, of an article of this change"
        )
    why = _why_not_enter(bench, case, event.person, event, others) or _why_not_paper(bench, paper, event)
    if why is None and event.person in signers[case.path]:
        why = Text("签署过本篇其他环节的人不得代录书面签批", "who signs another stage of the article may not enter its papers")
    return why if why is not None else _Entry(event, case, paper, case.versions[event.commit or ""].substance or "")


def _is_over(event: SignOff, case: ArticleCase) -> bool:
    """The digest decides: it is made from the path too, so it (or its beginning, as on a slip) names article and version at once."""
    version = case.versions.get(event.commit or "")
    named = event.digests[0] if event.digests else ""
    return version is not None and named != "" and (version.substance or "").startswith(named) and covers(event, case)


def _why_not_enter(bench: Bench, case: ArticleCase, person: str, event: SignOff, others: Sequence[SignOff]) -> Text | None:
    """Why this person may not enter papers for this article: no administrator, or with a hand in it."""
    role = bench.policy.administrator_role
    seats = [(role, one) for one in bench.roster.appointments(role, None)]
    unfit = bench.in_office(person, seats, bench.days(event.at))
    if unfit is not None:
        return Text("代录人：", "who enters it: ") + unfit
    wrote = frozenset[str]().union(*(one.people for one in case.contributions.values()))
    if person in wrote or person == case.author:
        return Text("起草人不得代录书面签批", "who drafted the article may not enter its papers")
    if any(_takes_back(event, one) for one in others):
        return Text("代录人已撤回（其后退回）", "taken back: who entered it objected afterwards")
    return None


def _signers(bench: Bench, case: ArticleCase, events: Sequence[SignOff]) -> frozenset[str]:
    """Everybody with a definite sign-off of this article who may sign some stage of it."""
    definite = [one for one in events if one.kind is SignOffKind.APPROVE and one.void is None and covers(one, case)]
    return frozenset(
        one.person
        for one in definite
        if one.person is not None
        and any(isinstance(bench.may_sign(one.person, stage, case, one.at), Standing) for stage in case.stages)
    )


def _takes_back(event: SignOff, other: SignOff) -> bool:
    later = (other.at, other.order, other.id) > (event.at, event.order, event.id)
    objects = other.kind in {SignOffKind.OBJECT, SignOffKind.DISMISSED} and other.void is None
    return later and objects and other.person == event.person and (not other.path or other.path == event.path or not event.path)


def _why_not_paper(bench: Bench, paper: Paper, event: SignOff) -> Text | None:
    """Why the paper itself cannot be: unknown signer, entered by its own signer, dated ahead."""
    if paper.signer not in bench.roster.people:
        return Text("纸面签批人不在人员名册", "who signed the paper is not in the roster")
    if paper.signer == event.person:
        return Text("不得代录本人的书面签批", "nobody enters their own paper")
    if paper.day > bench.day(event.at):
        return Text(f"书面签批的日期 {paper.day} 晚于代录之日", f"the paper is dated {paper.day}, after the day it was entered")
    return None


def _approval(first: _Entry, second: _Entry) -> SignOff:
    """The approval that both entries make: its signer's, from the moment the second came in."""
    paper, event = second.paper, second.event
    both = (first.event.person or "", event.person or "")
    return SignOff(
        id=f"{ATTESTED}{paper.day}:{paper.number}:{first.event.id}+{event.id}",
        kind=SignOffKind.APPROVE,
        who=paper.signer,
        person=paper.signer,
        at=event.at,
        order=event.order,
        commit=event.commit,
        path=second.case.path,
        stage=event.stage,
        grade=event.grade,
        paper=msgspec.structs.replace(paper, administrators=both),
    )


def _void(event: SignOff, why: Text) -> SignOff:
    return msgspec.structs.replace(event, kind=SignOffKind.APPROVE, void=Text("书面签批代录：", "paper entry: ") + why)


def _waiting(event: SignOff) -> Ignored:
    why = Text(
        "书面签批已有一人代录，待另一名管理员代录同一份", "a paper entered once; another administrator must enter it too"
    )
    return Ignored(event.who, event.at, why, event.id, event.path or "", held=True)
