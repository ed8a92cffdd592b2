"""What a sign-off survives on the way to the reviewed version: an equal digest, or amendments (§3, Art. 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sanshen.model.change import ArticleCase, Contribution, SignOff, SignOffKind, Version
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench, Standing


class Hop(NamedTuple):
    """One amendment on the way: `amender` edited up to `via` and must sign `stage` over it."""

    amender: str
    stage: str
    via: Version


def step(case: ArticleCase, start: Version, end: Version) -> tuple[Contribution, ...]:
    """The commits that changed the article between two versions."""
    return tuple(case.contributions[commit] for commit in sorted(end.reach - start.reach))


def sole_author(case: ArticleCase, start: Version, end: Version) -> str | None:
    """The one person to whom every commit of the step is attributed, else None."""
    commits = step(case, start, end)
    people = {one.attributed_to if one.attributed else None for one in commits}
    return people.pop() if len(people) == 1 else None


def way(bench: Bench, case: ArticleCase, stage: str, start: Version, target: Version) -> tuple[Hop, ...] | None:
    """How a sign-off of `stage` over `start` survives to `target`.

    Returns () where the substance is equal, the amendments in order where it was amended, None where it is void.
    The shortest way counts. Each hop must end at a version that its amender signed over, or at the target itself.
    """
    if start.substance is None or target.substance is None:
        return None
    if start.substance == target.substance:
        return ()
    seen = {start.substance}
    edge: list[tuple[Version, tuple[Hop, ...]]] = [(start, ())]
    while edge:
        reached: list[tuple[Version, tuple[Hop, ...]]] = []
        for version, hops in edge:
            for hop in _amendments(bench, case, hops[-1].stage if hops else stage, version, target):
                taken = (*hops, hop)
                if hop.via.substance == target.substance:
                    return taken
                if hop.via.substance not in seen:
                    seen.add(hop.via.substance or "")
                    reached.append((hop.via, taken))
        edge = reached
    return None


def _amendments(bench: Bench, case: ArticleCase, stage: str, start: Version, target: Version) -> Iterator[Hop]:
    """Every amendment that can follow `start` above `stage`, the target first."""
    for version in (target, *sorted(case.versions.values(), key=lambda one: one.commit)):
        if version.substance is None or version.substance == start.substance:
            continue
        amender = sole_author(case, start, version)
        if amender is None:
            continue
        upper = _edit_stage(bench, case, stage, amender)
        if upper is not None:
            yield Hop(amender, upper, version)


def _edit_stage(bench: Bench, case: ArticleCase, stage: str, amender: str) -> str | None:
    """The first stage above `stage` whose holder may edit and that the amender may sign."""
    policy = bench.policy
    for upper in case.stages:
        if not policy.stages[upper].edits or stage not in policy.below(upper):
            continue
        if isinstance(bench.may_sign(amender, upper, case, bench.now), Standing):
            return upper
    return None


def unattributed(case: ArticleCase, bench: Bench) -> tuple[Text, ...]:
    """Why commits of an article whose grade asks for verified commits cannot be attributed (policy `verified-commits`)."""
    if case.grade not in bench.policy.verified_commits:
        return ()
    return tuple(
        Text(
            f"提交 {one.commit[:12]} 无法归属：{one.why_not.zh}",
            f"commit {one.commit[:12]} cannot be attributed: {one.why_not.en}",
        )
        for commit, one in sorted(case.contributions.items())
        if commit in case.judged.reach and not one.attributed
    )


def drafters(case: ArticleCase, first_versions: tuple[Version, ...], edited: frozenset[str]) -> frozenset[str]:
    """Who wrote the article: the pull request's author and everybody with a hand in it up to the first review's version.

    `edited` are the commits of amendments: those are editing, not drafting (§3).
    """
    commits = frozenset[str]().union(*(version.reach for version in first_versions)) - edited
    people = frozenset[str]().union(*(case.contributions[commit].people for commit in commits))
    return people | ({case.author} if case.author else frozenset[str]())


def edited(bench: Bench, case: ArticleCase, in_order: Sequence[SignOff]) -> frozenset[str]:
    """The commits of amendments that their amender signed, even where later changes made everybody sign anew.

    Without this a deputy head who once edited at the second review could never review the article again.
    """
    policy = bench.policy
    found: frozenset[str] = frozenset()
    for place, event in enumerate(in_order):
        upper = [one for one in case.stages if policy.stages[one].edits and _may(bench, case, event, one)]
        for stage in upper:
            below = [one for one in case.stages if one in policy.below(stage) and not policy.stages[one].after]
            for first in in_order[:place]:
                if any(_may(bench, case, first, one) for one in below):
                    found |= _amendment(case, first, event)
    return found


def _may(bench: Bench, case: ArticleCase, event: SignOff, stage: str) -> bool:
    """Whether the event is a definite sign-off by somebody fit for this stage, over a version that can be read."""
    version = case.versions.get(event.commit or "")
    if event.kind is not SignOffKind.APPROVE or event.void is not None or event.person is None or version is None:
        return False
    if version.substance is None or event.path not in {None, case.path} or event.stage not in {None, stage}:
        return False
    return isinstance(bench.may_sign(event.person, stage, case, bench.signed_at(event)), Standing)


def _amendment(case: ArticleCase, first: SignOff, event: SignOff) -> frozenset[str]:
    start, end = case.versions[first.commit or ""].reach, case.versions[event.commit or ""].reach
    if first.person == event.person or not start < end:
        return frozenset()
    alone = sole_author(case, case.versions[first.commit or ""], case.versions[event.commit or ""]) == event.person
    return end - start if alone else frozenset()
