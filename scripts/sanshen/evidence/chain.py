"""The chain of statements on one path: each names the one before, times never run backwards. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from sanshen.evidence.statements import SignedStatement, Statement, folder_of
from sanshen.evidence.wellformed import NONE
from sanshen.model.change import Paper, SignOff, SignOffKind
from sanshen.model.text import Text

_KINDS = {"sign": SignOffKind.APPROVE, "object": SignOffKind.OBJECT, "attest": SignOffKind.ATTEST}


class Tip(msgspec.Struct, frozen=True):
    """Where a chain ends: what the next statement must name as `previous`, its number, the latest time so far."""

    previous: str = NONE
    number: int = 1
    latest: datetime | None = None


def line_of(
    statements: Iterable[SignedStatement], start: str = NONE, bad: frozenset[str] = frozenset()
) -> list[SignedStatement]:
    """The one line of statements that follows `start`, in order, each naming the hash of the one before.

    Where several follow the same one (two branches, or a forgery), the sound one goes first, then the one with the longer
    line behind it, then the earlier, then the lower hash: the same answer for everybody, whatever order they come in.
    """
    after: dict[str, list[SignedStatement]] = {}
    for one in {statement.hash: statement for statement in statements}.values():
        after.setdefault(one.statement.previous, []).append(one)
    lengths = _lengths(after, start)
    found: list[SignedStatement] = []
    while start in after:
        best = min(after[start], key=lambda one: (one.hash in bad, -lengths[one.hash], one.statement.time, one.hash))
        found.append(best)
        start = best.hash
    return found


def _lengths(after: Mapping[str, Sequence[SignedStatement]], start: str) -> dict[str, int]:
    """Statement hash → how many follow it in its longest line. A hash cannot name itself, so this always ends."""
    order, todo = [], [start]
    while todo:
        one = todo.pop()
        order.append(one)
        todo.extend(child.hash for child in after.get(one, ()))
    lengths: dict[str, int] = {}
    for one in reversed(order):
        lengths[one] = 1 + max((lengths[child.hash] for child in after.get(one, ())), default=0)
    return lengths


def tip_of(line: Sequence[SignedStatement], before: Tip | None = None) -> Tip:
    """The end of `line`, which follows `before`."""
    before = before or Tip()
    if not line:
        return before
    times = [one.statement.at for one in line] + ([before.latest] if before.latest else [])
    return Tip(line[-1].hash, before.number + len(line), max(times))


def next_tip(
    path: str,
    existing: Iterable[SignedStatement],
    new: Iterable[SignedStatement],
    bad: frozenset[str] = frozenset(),
    now: datetime | None = None,
) -> Tip:
    """What the next statement on `path` must follow: the line on the protected branch, then the new one.

    `bad` holds the hashes of new statements whose signature does not verify. Their times, and those after `now`, count for
    nothing: whoever wrote them must not be able to keep the next honest signer out.
    """
    folder = folder_of(path)
    base = tip_of(line_of(one for one in existing if folder_of(one.statement.path) == folder))
    line = line_of((one for one in new if folder_of(one.statement.path) == folder), base.previous, bad)
    good = [one for one in line if one.hash not in bad and (now is None or one.statement.at <= now)]
    return Tip(tip_of(line, base).previous, base.number + len(line), tip_of(good, base).latest)


class Expectation(msgspec.Struct, frozen=True):
    """What every statement of a change is held against, besides its chain.

    `replaces` maps a path to the hash of the record or baseline that the judged version replaces; absent paths: `none`.
    `excused`: statement hash → entries before it that this statement may name, because its signer had the newest version in
    hand and its record was not written yet (records are written after the merge).
    `verified` maps statement hash → None for a good signature, else why it is not.
    """

    root_commit: str
    replaces: Mapping[str, str]
    verified: Mapping[str, Text | None]
    now: datetime
    excused: Mapping[str, frozenset[str]] = {}

    def names_replaced(self, one: SignedStatement) -> bool:
        """Whether the statement names the version that it replaces, or one that it may name in its place."""
        said = one.statement
        return said.replaces == self.replaces.get(said.path, NONE) or said.replaces in self.excused.get(one.hash, ())


def _false(one: SignedStatement, held: Expectation) -> Text | None:
    """Why the statement itself is worth nothing, wherever it stands in the chain."""
    said = one.statement
    why = held.verified.get(one.hash, Text("签名未经验证", "the signature was not verified"))
    if why is not None:
        return why
    if said.repository != held.root_commit:
        return Text("声明属于另一个仓库", "the statement belongs to another repository")
    if said.at > held.now:
        return Text(f"签署时间 {said.time} 在判定时间之后", f"signed at {said.time}, after the time of judgement")
    if not held.names_replaced(one):
        replaces = held.replaces.get(said.path, NONE)
        return Text(
            f"声明替换的是版本 {said.replaces[:16]}，而现有版本是 {replaces[:16]}；请取回 sanshen-records 分支后重新签署",
            f"the statement replaces version {said.replaces[:16]}, but the present one is {replaces[:16]}; "
            "fetch the branch sanshen-records and sign again",
        )
    return None


def _misplaced(one: SignedStatement, before: Tip) -> Text | None:
    """Why a statement of the line cannot stand at its place in it."""
    if one.number != before.number:
        return Text(
            f"声明编号为 {one.number:04d}，在链中却是第 {before.number} 份",
            f"numbered {one.number:04d}, but it is number {before.number} of its chain",
        )
    if before.latest is not None and one.statement.at < before.latest:
        return Text("签署时间早于链中前一份声明", "signed before the statement that precedes it in the chain")
    return None


def _sign_off(one: SignedStatement, number: int, void: Text | None) -> SignOff:
    said = one.statement
    return SignOff(
        id=f"statement:{one.hash[:16]}",
        kind=_KINDS[said.kind],
        who=said.person,
        person=said.person,
        at=said.at,
        order=(0, number),
        commit=said.commit,
        path=said.path,
        stage=said.stage or None,
        digests=(said.substance, said.form),
        note=said.reason,
        said=said.reason,
        void=void,
        grade=said.grade or None,
        listed=said.corrections,
        paper=_paper(said),
    )


def _paper(said: Statement) -> Paper | None:
    paper = said.paper
    return None if paper is msgspec.UNSET else Paper(paper.signer, paper.number, date.fromisoformat(paper.date))


def _used_before(one: SignedStatement, papers: Mapping[str, str]) -> Text | None:
    """Why an entry is a replay: its paper was entered for another version that is on the protected branch already."""
    paper = one.statement.paper
    if paper is msgspec.UNSET or papers.get(paper.number, one.statement.substance) == one.statement.substance:
        return None
    return Text(
        f"书面签批 {paper.number} 已用于本篇以前的版本；新版本须另有书面签批",
        f"the paper {paper.number} was entered for an earlier version; a new one needs a new paper",
    )


def _path_sign_offs(new: Sequence[SignedStatement], existing: Iterable[SignedStatement], held: Expectation) -> list[SignOff]:
    bad = frozenset(one.hash for one in new if held.verified.get(one.hash, True) is not None)
    before = tuple(existing)
    papers = {one.statement.paper.number: one.statement.substance for one in before if one.statement.paper is not msgspec.UNSET}
    tip = tip_of(line_of(before))
    line = line_of(new, tip.previous, bad)
    found, broken = [], False
    for one in line:
        void = _false(one, held)
        place = _misplaced(one, tip)
        broken = broken or (place is not None and one.number != tip.number)
        if void is None and one.statement.kind != "object":
            void = place or (_after_break() if broken else _used_before(one, papers))
        found.append(_sign_off(one, tip.number, void))
        # What is itself false must not push the chain's time forward: it would void the honest ones behind it.
        after = tip_of([one], tip)
        tip = after if _false(one, held) is None else msgspec.structs.replace(after, latest=tip.latest)
    in_line = {one.hash for one in line}
    loose = sorted((one for one in new if one.hash not in in_line), key=lambda one: (one.statement.time, one.hash))
    for number, one in enumerate(loose, start=tip.number):
        void = _false(one, held)
        # An objection grants nothing, so losing its place in the chain must not silence it (T28): only its signature counts.
        if void is None and one.statement.kind != "object":
            void = _unlinked()
        found.append(_sign_off(one, number, void))
    return found


def _after_break() -> Text:
    return Text("链中在它之前的声明编号有误；请重新签署", "a statement before it in the chain is misnumbered; sign again")


def _unlinked() -> Text:
    return Text(
        "它所指的前一份声明不在链上（被删除、改动、换序，或另一分支已先签署）；请重新签署",
        "what it follows is not in the chain (removed, altered, reordered, or another branch signed first); sign again",
    )


def chain_sign_offs(
    new: Sequence[SignedStatement], existing: Iterable[SignedStatement], held: Expectation
) -> tuple[SignOff, ...]:
    """One sign-off a new statement, in chain order a path; whatever is wrong stands in `void`.

    `new`: the statements of this change; `existing`: those on the protected branch. A statement that is in both is existing.
    """
    old: dict[str, dict[str, SignedStatement]] = {}
    for one in existing:
        old.setdefault(folder_of(one.statement.path), {})[one.hash] = one
    paths: dict[str, dict[str, SignedStatement]] = {}
    for one in new:
        folder = folder_of(one.statement.path)
        if one.hash not in old.get(folder, {}):
            paths.setdefault(folder, {})[one.hash] = one
    found: list[SignOff] = []
    for folder in sorted(paths):
        found += _path_sign_offs(tuple(paths[folder].values()), old.get(folder, {}).values(), held)
    return tuple(found)
