"""The fixes of one article: which go together, and the proof that they do what they say and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from sanshen.commands.file_sources import FileSource
from sanshen.commands.judging_articles import Bench, Judge, bundle_of
from sanshen.model.article import Article
from sanshen.model.finding import Edit, Finding, FixState
from sanshen.model.text import Text
from sanshen.reading.article import read_article, wanted_files
from sanshen.reading.rewriting import moved, overlap, rewritten, shows_only

_MOST_TRIALS: Final = 60
"""Proofs of one article; one judges it whole."""
REPRINT: Final = Text("转载的文字须与原文一致（办法第十八条），不代为改动", "a reprint keeps its original's words (Art. 18)")
OVERLAPS: Final = Text("与另一处改动重叠，改后再运行一次", "overlaps with another fix; run it again afterwards")
UNPROVEN: Final = Text(
    "改后会有别的问题或变化，须由人来改", "fixing it would bring another problem or change something else: a person must do it"
)


class Plan(msgspec.Struct, frozen=True):
    """What would become of one article. `after` has been judged: `findings` are all that is left."""

    path: str
    before: bytes
    after: bytes
    fixed: tuple[Finding, ...]
    left: tuple[FixState, ...]
    findings: tuple[Finding, ...]


class _Overlay(msgspec.Struct, frozen=True):
    """A source in which one file has other bytes."""

    under: FileSource
    path: str
    data: bytes

    def paths(self, folder: str) -> Iterator[str]:
        """The paths underneath."""
        return self.under.paths(folder)

    def kind(self, path: str, most: int) -> str:
        """The kind underneath; the other bytes may be too many."""
        return "size" if path == self.path and len(self.data) > most else self.under.kind(path, most)

    def read(self, path: str) -> bytes:
        """The bytes, those of the one path instead of what lies underneath."""
        return self.data if path == self.path else self.under.read(path)


class _Trial:
    """One article with its findings, and how it is judged with some of them fixed."""

    def __init__(self, bench: Bench, path: str, data: bytes) -> None:
        self.bench, self.path, self.data = bench, path, data
        self.article = self._read(data)
        self.found = Judge(bench)(path).findings
        self.trials = 0

    def _read(self, data: bytes) -> Article | None:
        policy = self.bench.office.policy
        bundle = bundle_of(self.bench.source, wanted_files(self.path, data, policy), policy.limits.bundle_file_bytes)
        return read_article(self.path, data, bundle, policy).draft

    def outcome(self, fixes: Sequence[Finding]) -> tuple[bytes, tuple[Finding, ...]] | None:
        """(bytes, findings) with these fixes; None where something else would change, or be found."""
        self.trials += 1
        edits = [edit for one in fixes for edit in one.fix]
        data = rewritten(self.data, edits)
        after = self._read(data)
        if self.article is None or after is None or not shows_only(edits, self.article, after):
            return None
        bench = msgspec.structs.replace(self.bench, source=_Overlay(self.bench.source, self.path, data))
        findings = Judge(bench)(self.path).findings
        kept = [one for one in self.found if one not in set(fixes)]
        return (data, findings) if _only(findings, kept, self.path, edits) else None

    def largest(self, known: tuple[Finding, ...], more: Sequence[Finding]) -> tuple[Finding, ...]:
        """`known`, which is proven, and as many of `more` as go with it."""
        if not more or self.trials >= _MOST_TRIALS:
            return known
        if self.outcome([*known, *more]) is not None:
            return (*known, *more)
        if len(more) == 1:
            return known
        half = len(more) // 2
        return self.largest(self.largest(known, more[:half]), more[half:])


def _only(findings: Iterable[Finding], kept: Iterable[Finding], path: str, edits: Sequence[Edit]) -> bool:
    """Whether every finding was there before, at the same place of the text."""

    def key(one: Finding, line: int, column: int) -> tuple[object, ...]:
        return one.rule, one.severity, one.path, one.waived, line, column

    now = Counter(key(one, one.place.line, one.place.column) for one in findings)
    before = Counter(
        key(one, *(moved(one.place, edits) if one.path == path else (one.place.line, one.place.column))) for one in kept
    )
    return now <= before


def _apart(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """(those that do not overlap, the others): what begins first goes first, of those the longer one."""

    def order(one: Finding) -> tuple[int, int, int, str]:
        first = one.fix[0].place
        return first.line, first.column, -first.end_column, one.rule

    taken: dict[int, list[Edit]] = {}
    chosen: list[Finding] = []
    others: list[Finding] = []
    for finding in sorted(findings, key=order):
        near = [edit for edit in finding.fix for other in taken.get(edit.place.line, ()) if overlap(edit, other)]
        (others if near else chosen).append(finding)
        for edit in () if near else finding.fix:
            taken.setdefault(edit.place.line, []).append(edit)
    return chosen, others


def plan(bench: Bench, path: str, *, reprints: bool) -> Plan | None:
    """The fixes of the article at `path`, proven; None where it has none. `reprints`: those of reprints too."""
    data = bench.source.read(path)
    trial = _Trial(bench, path, data)
    wanted = [one for one in trial.found if one.fix and not one.waived and one.path == path]
    if not wanted or trial.article is None:
        return None
    kept = [one for one in wanted if one.verbatim and not reprints]
    chosen, others = _apart(one for one in wanted if one not in kept)
    fixed = trial.largest((), chosen)
    doubtful = [one for one in chosen if one not in set(fixed)]
    why = ((REPRINT, kept), (OVERLAPS, others), (UNPROVEN, doubtful))
    left = [FixState(one, made=False, why=reason) for reason, some in why for one in some]
    made = trial.outcome(fixed) if fixed else None
    after, findings = made if made is not None else (data, trial.found)
    return Plan(path, data, after, fixed if made is not None else (), tuple(left), findings)


def plans(bench: Bench, findings: Iterable[Finding], *, reprints: bool) -> tuple[Plan, ...]:
    """The plans of every article that one of these findings would have fixed."""
    paths: Mapping[str, None] = dict.fromkeys(one.path for one in findings if one.fix and not one.waived)
    made = (plan(bench, path, reprints=reprints) for path in paths)
    return tuple(one for one in made if one is not None)
