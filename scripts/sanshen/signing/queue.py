"""The turns (§3): events in time order, each signing the first open stage that its signer may sign, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import NamedTuple

from sanshen.model.change import ArticleCase, SignOff, SignOffKind
from sanshen.model.sheet import Ignored, Objection
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench, Standing
from sanshen.signing.objections import Objections
from sanshen.signing.survival import Hop, drafters, edited, way
from sanshen.signing.tracks import Signature, Target, Track, covers


class _Rank(IntEnum):
    """How near a refused sign-off came; the nearest reason is the one people are told."""

    SEAT = 1
    UNFIT = 2
    DONE = 3
    EARLY = 4
    STALE = 5
    BARRED = 6


class _Refusal(NamedTuple):
    rank: _Rank
    why: Text
    may_wait: bool = False
    """Some stage is signable but not open yet: where policy holds early sign-offs, this one waits for it."""


class _Admission(NamedTuple):
    standing: Standing
    hops: tuple[Hop, ...]


class Queue:
    """One pass over the events for given targets. Read `tracks`, `ignored` and `objections` when it has run."""

    def __init__(self, bench: Bench, cases: Sequence[ArticleCase], targets: Mapping[str, Target]) -> None:
        self.bench = bench
        self.tracks = {case.path: Track(case, targets[case.path]) for case in cases}
        self.ignored: list[Ignored] = []
        self._held: list[SignOff] = []
        self._edited: dict[str, frozenset[str]] = {}
        self._objections = Objections(bench, self.tracks)
        self._stages = tuple(bench.policy.stages)

    def run(self, events: Iterable[SignOff]) -> Queue:
        """Take every event in its turn: by time, then kind of source, then id."""
        in_order = sorted(events, key=lambda one: (one.at, one.order, one.id))
        self._edited = {path: edited(self.bench, track.case, in_order) for path, track in self.tracks.items()}
        for event in in_order:
            if event.void is not None or (event.person is None and event.kind is not SignOffKind.OBJECT):
                self._ignore(event, event.void or Text("签署人不在人员名册", "the signer is not in the roster"))
            elif event.kind is SignOffKind.APPROVE:
                self._approve(event)
            else:
                self._object(event)
        for event in self._held:
            why = Text("未到其环节即签署（提前），留待轮到时生效", "signed early; it waits for its turn")
            self.ignored.append(Ignored(event.who, event.at, why, event.id, event.path or "", held=True))
        self._objections.lift_for_lost_seats(
            [one for one in in_order if one.kind is SignOffKind.APPROVE and one.void is None and one.paper is None]
        )
        return self

    @property
    def objections(self) -> tuple[Objection, ...]:
        """Objections that stand, and those of people without a seat, which do not block."""
        return self._objections.all()

    def _approve(self, event: SignOff) -> None:
        # A paper answers no objection: whoever objected takes it back in person (§3).
        renewed = event.paper is None and self._objections.lift(event)
        if renewed and self._signatures_of(event):
            return  # it renews what this person had signed, and signs nothing else
        refusal = self._sign(event)
        if refusal is None:
            self._retry_held()
        elif refusal.may_wait and self.bench.policy.early == "hold":
            self._held.append(event)
        elif not renewed:
            self._ignore(event, refusal.why)

    def _sign(self, event: SignOff) -> _Refusal | None:
        covered = [track for track in self.tracks.values() if covers(event, track.case)]
        if not covered:
            return _Refusal(
                _Rank.SEAT, Text("所签版本未改动本次变更的任何信息", "its version changes no article of this change")
            )
        nearest = _Refusal(_Rank.SEAT, Text("其所任职务在本次变更中没有可签的环节", "holds no seat in this change"))
        may_wait = False
        for stage in self._stages if event.stage is None else (event.stage,):
            answers = [(track, self._admit(event, stage, track)) for track in covered if stage in track.case.stages]
            admitted = [(track, one) for track, one in answers if isinstance(one, _Admission)]
            if admitted and self._is_open(stage, covered):
                for track, one in admitted:
                    self._put(event, stage, track, one)
                return None
            if admitted:
                answers, may_wait = [(track, _early(self.bench, stage)) for track, _ in admitted], True
            nearest = max((nearest, *(one for _, one in answers if isinstance(one, _Refusal))), key=lambda one: one.rank)
        return nearest._replace(may_wait=may_wait)

    def _is_open(self, stage: str, covered: Sequence[Track]) -> bool:
        after = self.bench.policy.stages[stage].after
        return all(one in track.signed for track in covered for one in after if one in track.case.stages)

    def _admit(self, event: SignOff, stage: str, track: Track) -> _Admission | _Refusal:
        """Whether this event may sign this stage of this article, turns aside."""
        person = event.person or ""
        standing = self.bench.may_sign(person, stage, track.case, self.bench.signed_at(event))
        if isinstance(standing, Text):
            return _Refusal(_Rank.UNFIT if self.bench.is_named(person, stage, track.case) else _Rank.SEAT, standing)
        present = track.signed.get(stage)
        if present is not None and not present.hops:
            return _Refusal(_Rank.DONE, Text("该环节已由更早的签署签定", "the stage is signed already"))
        hops = self._survives(event, stage, track)
        if isinstance(hops, Text):
            return _Refusal(_Rank.STALE, hops)
        if present is not None and (hops or person in {hop.amender for hop in present.hops}):
            return _Refusal(_Rank.DONE, Text("该环节已有暂计的签署", "the stage is signed provisionally already"))
        barred = self._barred(event, stage, track, standing)
        return _Refusal(_Rank.BARRED, barred) if barred is not None else _Admission(standing, hops)

    def _survives(self, event: SignOff, stage: str, track: Track) -> tuple[Hop, ...] | Text:
        version = track.case.versions.get(event.commit or "")
        if version is None or version.substance is None or version.form is None:
            return Text("所签版本已无法取得", "the version signed over cannot be obtained")
        if event.digests is not None and event.digests != (version.substance, version.form):
            return Text("签署书所载摘要与所签版本不符", "the statement names other digests than its version has")
        if event.grade is not None and event.grade != track.case.grade:
            return Text("签署书所载等级与现等级不符", "the statement names another grade than the article has now")
        if self.bench.policy.stages[stage].binds == "form":
            same = version.form == track.case.judged.form
            return () if same else Text("签署之后版面或文字又有改动，须重签", "the form has changed since; sign again")
        hops = way(self.bench, track.case, stage, version, track.target.version)
        return hops if hops is not None else Text("签署之后内容又有改动，须重签", "the substance has changed since; sign again")

    def _barred(self, event: SignOff, stage: str, track: Track, standing: Standing) -> Text | None:
        """Drafters, separate people, reserved stages, and corrections that a statement must list."""
        policy = self.bench.policy
        if stage in policy.drafters_may_not and standing.people & self._drafters(stage, track):
            return Text("起草人不得签署此环节", "who drafted the article may not sign this stage")
        for group in policy.separate:
            others = {one for one in group if one != stage} if stage in group else set()
            for other in others & track.signed.keys():
                if standing.people & track.signed[other].standing.people:
                    name = policy.stages[other].name
                    return Text(f"同一人已签“{name}”，须由不同的人签署", f"the same person signed {other}; people must differ")
        if event.paper is not None and event.paper.day < self._turn_came(stage, track):
            return Text("书面签批的日期早于轮到该环节的日期", "the paper is dated before the day the stage's turn came")
        if any(hop.stage == stage and hop.amender != event.person for hop in _pending(track)):
            return Text("此环节留待修改人本人签署", "this stage is reserved for the person who amended the text")
        if event.listed is not None:
            bound = track.target.corrections if stage in policy.corrections.bound_into else ()
            if event.listed != tuple((one.line, one.before, one.after) for one in bound):
                return Text("签署书所列校改与实际不符", "the statement lists other corrections than were made")
        return None

    def _turn_came(self, stage: str, track: Track) -> date:
        """The day on which the last of the stages before it was signed; the first of all days where none comes before."""
        before = [track.signed[one].sign_off for one in self.bench.policy.stages[stage].after if one in track.signed]
        return max((self.bench.day(self.bench.signed_at(one)) for one in before), default=date.min)

    def _drafters(self, stage: str, track: Track) -> frozenset[str]:
        first = [one for one in track.signed if not self.bench.policy.stages[one].after]
        below = self.bench.policy.below(stage)
        commits = [track.signed[one].sign_off.commit or "" for one in first if one in below]
        return drafters(track.case, tuple(track.case.versions[commit] for commit in commits), self._edited[track.case.path])

    def _put(self, event: SignOff, stage: str, track: Track, admission: _Admission) -> None:
        signature = Signature(event, admission.standing, admission.hops)
        track.signed[stage] = signature
        over = track.case.versions[event.commit or ""].substance
        for lower in track.signed.values():
            if not lower.hops:
                continue
            hop = lower.hops[0]
            if (hop.stage, hop.amender, hop.via.substance) == (stage, event.person, over):
                lower.hops, lower.stands, signature.here = lower.hops[1:], True, True

    def _retry_held(self) -> None:
        """`early: hold`: an early sign-off counts once its turn comes, if its version is still the same."""
        moved = True
        while moved:
            moved = False
            for event in list(self._held):
                if self._sign(event) is None:
                    self._held.remove(event)
                    moved = True

    def _object(self, event: SignOff) -> None:
        if self._objections.raise_(event):
            return
        if event.kind is SignOffKind.OBJECT:
            self._objections.note(event)
        else:
            self._ignore(event, Text("该评审已被驳回（dismissed），作废", "the review was dismissed, hence void"))

    def _signatures_of(self, event: SignOff) -> list[Signature]:
        return [
            one
            for track in self.tracks.values()
            if covers(event, track.case)
            for one in track.signed.values()
            if one.standing.person == event.person
        ]

    def _ignore(self, event: SignOff, why: Text) -> None:
        self.ignored.append(Ignored(event.who, event.at, why, event.id, event.path or ""))


def _pending(track: Track) -> Iterator[Hop]:
    for signature in track.signed.values():
        yield from signature.hops


def _early(bench: Bench, stage: str) -> _Refusal:
    name = bench.policy.stages[stage].name
    return _Refusal(
        _Rank.EARLY,
        Text(f"“{name}”尚未轮到，提前签署不算数，请届时再签", f"{stage} is not open yet: signed early; sign again in turn"),
    )
