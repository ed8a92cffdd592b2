"""The fixes of one article: which go together, and the proof that they do what they say and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from sanshen.commands.file_sources import FileSource
from sanshen.commands.judging_articles import Bench, Judge, bundle_of
from sanshen.model.article import Article
from sanshen.model.finding import Edit, Finding, FixState
from sanshen.model.text import Text
from sanshen.reading.article import read_article, wanted_files
from sanshen.reading.rewriting import Shift, rewritten, shows_only
from sanshen.rules.judging import MOST_FINDINGS

_MOST_TRIALS: Final = 60
_MOST_READ: Final = 2_000_000
"""Proofs of one article, each of which judges it whole, and bytes read for them."""
_MOST_FINDINGS: Final = 10_000
"""Findings of one rule that a proof compares; where there are more, nothing is proven and nothing fixed."""
REPRINT: Final = Text("转载的文字须与原文一致（办法第十八条），不代为改动", "a reprint keeps its original's words (Art. 18)")
TOO_MANY: Final = Text("问题太多，请先分段处理", "too many findings: work on it part by part first")
OVERLAPS: Final = Text("与另一处改动重叠，改后再运行一次", "overlaps with another fix; run it again afterwards")
UNPROVEN: Final = Text(
    "改后会有别的问题或变化，须由人来改", "fixing it would bring another problem or change something else: a person must do it"
)


class Plan(msgspec.Struct, frozen=True):
    """What would become of one article. `after` has been judged: `findings` are what is left of it, where anything is fixed."""

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

    def digest(self, path: str) -> str:
        """The digest of those bytes."""
        return sha256(self.data).hexdigest() if path == self.path else self.under.digest(path)


class _Trial:
    """One article with its findings, and how it is judged with some of them fixed."""

    def __init__(self, bench: Bench, path: str, data: bytes) -> None:
        self.bench, self.path, self.data = bench, path, data
        self.article = self._read(data)
        self.found = Judge(bench, _MOST_FINDINGS)(path).findings
        self._last: tuple[bytes, tuple[Finding, ...]] = data, self.found
        self.trials = max(3, min(_MOST_TRIALS, _MOST_READ // (len(data) + 1)))

    @property
    def complete(self) -> bool:
        """Whether every finding is listed: only then can it be shown that there is no new one."""
        return max(Counter(one.rule for one in self.found).values(), default=0) < _MOST_FINDINGS

    def _read(self, data: bytes) -> Article | None:
        policy = self.bench.office.policy
        bundle = bundle_of(self.bench.source, wanted_files(self.path, data, policy), policy.limits.bundle_file_bytes)
        return read_article(self.path, data, bundle, policy).draft

    def judged(self, data: bytes) -> tuple[Finding, ...]:
        """Every finding in the article with other bytes; the last answer is kept, for what was proven is asked about again."""
        if self._last[0] != data:
            self._last = data, self._judge(data, _MOST_FINDINGS)
        return self._last[1]

    def _judge(self, data: bytes, most: int) -> tuple[Finding, ...]:
        bench = msgspec.structs.replace(self.bench, source=_Overlay(self.bench.source, self.path, data))
        return Judge(bench, most)(self.path).findings

    def listed(self, data: bytes) -> tuple[Finding, ...]:
        """The same as `check` lists it: of one rule not more than so many."""
        found = self.judged(data)
        most = max(Counter(one.rule for one in found).values(), default=0)
        return found if most <= MOST_FINDINGS else self._judge(data, MOST_FINDINGS)

    def outcome(self, fixes: Sequence[Finding]) -> bytes | None:
        """The article with these fixes; None where something else would change, or be found."""
        self.trials -= 1
        edits = [edit for one in fixes for edit in one.fix]
        data = rewritten(self.data, edits)
        after = self._read(data)
        if self.article is None or after is None or not shows_only(edits, self.article, after):
            return None
        made = set(fixes)
        kept = [one for one in self.found if one not in made]
        return data if _only(self.judged(data), kept, self.path, edits) else None

    def largest(self, known: tuple[Finding, ...], more: Sequence[Finding]) -> tuple[Finding, ...]:
        """`known`, which is proven, and as many of `more` as go with it."""
        if not more or self.trials < 1:
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

    shift = Shift(edits)
    now = Counter(key(one, one.place.line, one.place.column) for one in findings)
    before = Counter(key(one, *shift.of(one.place) if one.path == path else (one.place.line, one.place.column)) for one in kept)
    return now <= before


def _apart(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """(those that do not overlap, the others): what begins first goes first, of those the longer one."""

    def order(one: Finding) -> tuple[int, int, int, str]:
        first = one.fix[0].place
        return first.line, first.column, -first.end_column, one.rule

    taken: set[tuple[int, int]] = set()
    chosen: list[Finding] = []
    others: list[Finding] = []
    for finding in sorted(findings, key=order):
        wanted = {(edit.place.line, at) for edit in finding.fix for at in range(edit.place.column, edit.place.end_column)}
        (chosen if taken.isdisjoint(wanted) else others).append(finding)
        taken |= wanted if chosen and chosen[-1] is finding else set()
    return chosen, others


def plan(bench: Bench, path: str, *, reprints: bool) -> Plan | None:
    """The fixes of the article at `path`, proven; None where it has none. `reprints`: those of reprints too."""
    data = bench.source.read(path)
    trial = _Trial(bench, path, data)
    wanted = [one for one in trial.found if one.fix and not one.waived and one.path == path]
    if not wanted or trial.article is None:
        return None
    kept = [one for one in wanted if one.verbatim and not reprints]
    chosen, others = _apart(one for one in wanted if reprints or not one.verbatim)
    fixed = trial.largest((), chosen) if trial.complete else ()
    done = set(fixed)
    doubtful = [one for one in chosen if one not in done]
    why = ((REPRINT, kept), (OVERLAPS, others), (UNPROVEN if trial.complete else TOO_MANY, doubtful))
    left = [FixState(one, made=False, why=reason) for reason, some in why for one in some]
    after = trial.outcome(fixed) if fixed else None
    if after is None:
        return Plan(path, data, data, (), tuple(left), ())
    return Plan(path, data, after, fixed, tuple(left), trial.listed(after))


def plans(bench: Bench, findings: Iterable[Finding], *, reprints: bool) -> tuple[Plan, ...]:
    """The plans of every article that one of these findings would have fixed."""
    paths: Mapping[str, None] = dict.fromkeys(one.path for one in findings if one.fix and not one.waived)
    made = (plan(bench, path, reprints=reprints) for path in paths)
    return tuple(one for one in made if one is not None)
