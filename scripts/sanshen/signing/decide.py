"""All sheets of a change from its facts: the entry to this package."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import prod
from typing import Final

from sanshen.model.change import ArticleCase, SignOff, WholeChange
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.policy import Policy
from sanshen.model.sheet import Decision, Objection, Sheet, StageState, State
from sanshen.model.text import EMPTY, Text
from sanshen.reading.claims import RULE as CLAIMS
from sanshen.signing.amended import amendments
from sanshen.signing.attesting import with_papers
from sanshen.signing.corrections import LexiconHits, corrections
from sanshen.signing.fitness import Bench
from sanshen.signing.queue import Queue
from sanshen.signing.survival import unattributed
from sanshen.signing.tracks import Target, Track, covers
from sanshen.signing.whole import decide_whole

_MOST_COMBINATIONS: Final = 256
"""Reviewed versions tried together; a change of ten articles with two candidates each would already be extraordinary."""


def decide(
    bench: Bench,
    cases: Sequence[ArticleCase],
    whole: WholeChange | None,
    events: Sequence[SignOff],
    hits: LexiconHits,
) -> Decision:
    """Every sheet, the open stages, objections, and each ignored sign-off with its reason (Art. 12).

    `cases` are the judged articles, `whole` what is signed as one piece; `events` may come in any order.
    `hits` gives the spans of lexicon terms in a text (a correction may not touch one).
    """
    events, waiting = with_papers(bench, cases, events)
    if whole is not None and not cases:
        return _decision_of_whole(bench, whole, events)
    queue = _best_queue(bench, sorted(cases, key=lambda one: one.path), events, hits)
    tracks = tuple(queue.tracks.values())
    open_stages = _open(bench.policy, tracks)
    sheets = tuple(_sheet(bench, track, open_stages) for track in tracks)
    objections = queue.objections
    reasons = [reason for sheet in sheets for reason in sheet.reasons]
    reasons += [_objected(one) for one in objections if one.blocks]
    if whole is not None:  # nobody's signature over an article may carry along what is signed as one piece
        reasons.append(
            Text("信息与其他须单独签署的文件不得同在一次变更", "articles and what is signed apart never travel together")
        )
    return Decision(
        sheets, open_stages, (*queue.ignored, *waiting), objections, whole_complete=whole is None, reasons=tuple(reasons)
    )


def _decision_of_whole(bench: Bench, whole: WholeChange, events: Sequence[SignOff]) -> Decision:
    outcome = decide_whole(bench, whole, events)
    seats = bench.seats
    unsigned = [one.id for one in outcome.stages if one.state is not State.SIGNED]
    reasons = [Text(f"尚缺签署：{seats[one].name}", f"not signed yet: {one}") for one in unsigned]
    reasons += [_objected(one) for one in outcome.objections if one.blocks]
    return Decision(
        sheets=(),
        open=tuple(dict.fromkeys(unsigned)),
        ignored=outcome.ignored,
        objections=outcome.objections,
        whole=outcome.stages,
        whole_complete=outcome.complete,
        reasons=tuple(reasons),
    )


def _best_queue(bench: Bench, cases: Sequence[ArticleCase], events: Sequence[SignOff], hits: LexiconHits) -> Queue:
    """The pass over the events whose reviewed versions leave the most articles fully reviewed, the earliest first."""
    options = [tuple(_targets(bench, case, events, hits)) for case in cases]

    def run(chosen: Sequence[Target]) -> Queue:
        return Queue(bench, cases, {case.path: target for case, target in zip(cases, chosen, strict=True)}).run(events)

    judged = [Target(case.judged) for case in cases]
    if prod(len(one) for one in options) > _MOST_COMBINATIONS:
        return run(_one_by_one(bench.policy, options, judged, run))
    best: tuple[int, Queue] | None = None
    for chosen in product(*options):
        queue = run(chosen)
        reviewed = _merit(bench.policy, queue)
        if reviewed is not None and (best is None or reviewed > best[0]):
            best = (reviewed, queue)
    return best[1] if best is not None else run(judged)


def _one_by_one(
    policy: Policy, options: Sequence[Sequence[Target]], judged: Sequence[Target], run: Callable[[Sequence[Target]], Queue]
) -> list[Target]:
    """Each article's reviewed version chosen for itself, the others as they are: for changes too large to try everything."""
    chosen = list(judged)
    best = _merit(policy, run(chosen)) or 0
    for place, targets in enumerate(options):
        for target in targets:
            tried = [*chosen[:place], target, *chosen[place + 1 :]]
            reviewed = _merit(policy, run(tried))
            if reviewed is not None and reviewed > best:
                best, chosen = reviewed, tried
    return chosen


def _merit(policy: Policy, queue: Queue) -> int | None:
    """How many articles are fully reviewed; None where one is not, over a version that is not the judged one."""
    tracks = queue.tracks.values()
    reviewed = [_reviewed(policy, track) for track in tracks]
    fits = all(
        good or track.target.version.substance == track.case.judged.substance
        for good, track in zip(reviewed, tracks, strict=True)
    )
    return sum(reviewed) if fits else None


def _targets(bench: Bench, case: ArticleCase, events: Sequence[SignOff], hits: LexiconHits) -> Iterator[Target]:
    """Versions that may be the reviewed one, in the order they were first signed over; the judged one is among them.

    A text may have been signed over in several commits (a rebase): any of them may be where the corrections began.
    """
    found: set[str] = set()
    tried: set[str] = set()
    for event in sorted(events, key=lambda one: (one.at, one.order, one.id)):
        if event.void is not None or not covers(event, case):
            continue
        version = case.versions[event.commit or ""]
        if version.substance is None or version.substance in found or version.commit in tried:
            continue
        tried.add(version.commit)
        if version.substance == case.judged.substance:
            found.add(version.substance)
            yield Target(case.judged)
            continue
        listed = corrections(bench, case, version, hits)
        if not isinstance(listed, Text):
            found.add(version.substance)
            yield Target(version, listed)
    if case.judged.substance not in found:
        yield Target(case.judged)


def _reviewed(policy: Policy, track: Track) -> bool:
    """Whether every stage that binds to the substance is signed for good."""
    return not any(policy.stages[one].binds == "substance" for one in track.missing)


def _open(policy: Policy, tracks: Sequence[Track]) -> tuple[str, ...]:
    """Stages unsigned for some article whose `after` is signed for every article that needs it."""
    return tuple(
        stage
        for stage, entry in policy.stages.items()
        if any(stage in track.case.stages and stage not in track.signed for track in tracks)
        and all(one in track.signed for track in tracks for one in entry.after if one in track.case.stages)
    )


def _sheet(bench: Bench, track: Track, open_stages: Sequence[str]) -> Sheet:
    case = track.case
    reasons, contradicted = tuple(_reasons(bench, track)), tuple(_contradicted(track))
    return Sheet(
        path=case.path,
        grade=case.grade,
        kind=case.kind.value,
        substance=case.judged.substance,
        form=case.judged.form,
        stages=tuple(_stage(bench, track, stage, open_stages) for stage in case.stages),
        corrections=track.target.corrections,
        complete=not (track.missing or reasons or contradicted),
        reasons=reasons,
        findings=contradicted,
        amendments=amendments(track),
    )


def _stage(bench: Bench, track: Track, stage: str, open_stages: Sequence[str]) -> StageState:
    roles = bench.policy.stages[stage].roles
    signature = track.signed.get(stage)
    if signature is None:
        return StageState(stage, roles, State.OPEN if stage in open_stages else State.WAITING)
    amended = "pending" if signature.hops else "here" if signature.here else "stands" if signature.stands else ""
    event, standing = signature.sign_off, signature.standing
    return StageState(
        stage, roles, State.SIGNED, standing.person, event.at, event.id, amended, standing.on_behalf_of, event.paper
    )


def _reasons(bench: Bench, track: Track) -> Iterator[Text]:
    policy, case = bench.policy, track.case
    unsigned = [one for one in case.stages if one not in track.signed]
    if unsigned:
        names = "、".join(policy.stages[one].name for one in unsigned)
        yield Text(f"{case.path}：尚缺签署：{names}", f"{case.path}: not signed yet: {', '.join(unsigned)}")
    for stage, signature in track.signed.items():
        for hop in signature.hops[:1]:
            upper = policy.stages[hop.stage].name
            yield Text(
                f"{case.path}：{policy.stages[stage].name}之后经 {hop.amender} 修改，待其签署“{upper}”",
                f"{case.path}: amended by {hop.amender} after {stage}; waiting for their signature at {hop.stage}",
            )
    for why in unattributed(case, bench):
        yield Text(f"{case.path}：", f"{case.path}: ") + why


def _contradicted(track: Track) -> Iterator[Finding]:
    """Claims in `signatures` that the evidence contradicts (§3): they prove nothing, and a false one is an error."""
    case = track.case
    for stage, claimed in case.claims.items():
        signed = track.signed.get(stage)
        if signed is not None and claimed not in signed.standing.people:
            yield Finding(
                CLAIMS,
                Severity.ERROR,
                case.path,
                Place(case.claims_line),
                Text(
                    f"signatures 称 {stage} 由 {claimed} 签署，实为 {signed.standing.person}",
                    f"`signatures` claims {claimed} for {stage}, but {signed.standing.person} signed",
                ),
                advice=Text("改正或删去这一行", "correct or delete that line"),
            )


def _objected(one: Objection) -> Text:
    tail = Text("：", ": ") + one.reason if one.reason != EMPTY else EMPTY
    after = Text("，须其本人对现版本再次签署", "; they must sign the present version again")
    return Text(f"{one.who} 退回", f"{one.who} objects") + tail + after
