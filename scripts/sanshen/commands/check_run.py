"""One run of `check`: the office, the articles, the files beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from sanshen.commands.archive_numbers import archive_of, numbers_on_disk
from sanshen.commands.check_targets import Targets
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import FileSource, WorkTree
from sanshen.commands.judging_articles import Bench, Judged, bundle_of, judge_all, key_of, states_of
from sanshen.commands.office_cache import remembered_office
from sanshen.commands.office_reading import office_findings
from sanshen.commands.progress import progress
from sanshen.model.finding import Finding
from sanshen.model.text import Text
from sanshen.rules.files import not_plain, unused

if TYPE_CHECKING:
    from sanshen.commands.archive_numbers import Numbers
    from sanshen.commands.check_cache import Cache
    from sanshen.judging.attachments import Words
    from sanshen.model.archive import Asked

CACHE_FROM: Final = 50
"""So many articles are worth looking at the cache."""
_YEAR_DEPTH: Final = 4


class Outcome(msgspec.Struct, frozen=True):
    """Every finding, sorted by path and place, and how many files were looked at."""

    findings: tuple[Finding, ...]
    checked: int


def _remembered(bench: Bench, cache: Cache, path: str) -> Judged | None:
    limits = bench.office.policy.limits
    if bench.source.kind(path, limits.article_bytes):
        return None
    known = cache.get(key_of(bench, path, bench.source.read(path)))
    if known is None or states_of(bundle_of(bench.source, known.wanted, limits.bundle_file_bytes)) != known.bundle:
        return None
    return Judged(path, known.findings, known.wanted) if _answers(bench, known.asked) == known.answers else None


def _answers(bench: Bench, asked: Asked) -> str:
    """The digest of what the archive answers."""
    if not asked or bench.archive is None:
        return ""
    return sha256(repr(bench.archive.bearers(asked)).encode("utf-8", "surrogatepass")).hexdigest()


def _with_cache(bench: Bench, desk: Desk, paths: Sequence[str], processes: int) -> Iterator[Judged]:
    from sanshen.commands.check_cache import Cache, Remembered, code_digest
    from sanshen.commands.sealed_files import sealed_files

    cache = Cache(sealed_files(desk.env), sha256((bench.office.digest + code_digest() + bench.words).encode()).hexdigest()[:32])
    asked = paths if cache.knows_anything else ()
    known = {path: one for path in asked if (one := _remembered(bench, cache, path)) is not None}
    missing = [path for path in paths if path not in known]
    yield from known.values()
    for judged in judge_all(bench, missing, processes=processes, tell=progress(desk, Text("检查", "checking"))):
        if judged.key:
            cache.put(
                judged.key,
                Remembered(judged.findings, judged.wanted, judged.bundle, judged.asked, _answers(bench, judged.asked)),
            )
        yield judged
    cache.save()


def judged_articles(bench: Bench, desk: Desk, paths: Sequence[str]) -> Iterator[Judged]:
    """Every article judged, by the cheapest way that gives the same answer."""
    processes = len(os.sched_getaffinity(0)) if isinstance(bench.source, WorkTree) and hasattr(os, "sched_getaffinity") else 1
    if len(paths) >= CACHE_FROM and isinstance(bench.source, WorkTree):
        return _with_cache(bench, desk, paths, processes)
    return judge_all(bench, paths, processes=processes, tell=progress(desk, Text("检查", "checking")))


def _users(source: FileSource, path: str) -> Iterator[str]:
    """The articles that may use a file: those in its own folder or above it, down to the year's folder."""
    parts = path.split("/")
    for depth in range(len(parts) - 1, _YEAR_DEPTH - 1, -1):
        here = "/".join(parts[:depth]) + "/"
        yield from (one for one in source.paths(here) if one.endswith(".md") and "/" not in one[len(here) :])


def _wanted_by_neighbours(bench: Bench, bundle: Sequence[str]) -> frozenset[str]:
    from sanshen.reading.article import wanted_files

    policy, wanted = bench.office.policy, set[str]()
    for user in dict.fromkeys(user for path in bundle for user in _users(bench.source, path)):
        if not bench.source.kind(user, policy.limits.article_bytes):
            wanted.update(wanted_files(user, bench.source.read(user), policy))
    return frozenset(wanted)


def _inside(bench: Bench, targets: Targets, used: frozenset[str]) -> Iterator[Finding]:
    """What is found in attachments whose articles are not looked at themselves: by those articles, for the sake of their waivers."""
    asked = frozenset(targets.bundle) - used
    users = dict.fromkeys(user for path in targets.bundle if path in asked for user in _users(bench.source, path))
    for judged in judge_all(bench, [user for user in users if user not in targets.articles], processes=1, tell=lambda *_: None):
        yield from (finding for finding in judged.findings if finding.path in asked)


def _on_bundle(bench: Bench, targets: Targets, used: frozenset[str]) -> Iterator[Finding]:
    limit = bench.office.policy.limits.bundle_file_bytes
    for path in targets.bundle:
        kind = bench.source.kind(path, limit)
        if kind:
            yield not_plain(path, kind)
    yield from _inside(bench, targets, used)
    if targets.bundle:
        known = used if targets.whole else used | _wanted_by_neighbours(bench, targets.bundle)
        yield from unused(targets.bundle, known)


def _today(desk: Desk, zone: str) -> date:
    return desk.clock().astimezone(ZoneInfo(zone)).date()


def run_check(
    desk: Desk,
    rules_from: FileSource,
    source: FileSource,
    targets: Targets,
    *,
    by_folder: bool,
    pictures: bool = False,
    numbers: Numbers | None = None,
) -> Outcome:
    """Judge `targets` of `source` by the policy, roster, lexicon and source list of `rules_from`.

    Faults of the office are those of `source` itself: what is being judged. `pictures`: the words in pictures are read too.
    `numbers`: opens the document numbers of what is published; None: a work tree's own.
    """
    return run_on(
        bench_of(desk, rules_from, source, targets, by_folder=by_folder, pictures=pictures, numbers=numbers), desk, targets
    )


def bench_of(
    desk: Desk,
    rules_from: FileSource,
    source: FileSource,
    targets: Targets,
    *,
    by_folder: bool,
    pictures: bool,
    numbers: Numbers | None = None,
) -> Bench:
    """What judging `targets` of `source` by the office of `rules_from` needs."""
    office = remembered_office(rules_from, desk.env)
    if numbers is None and isinstance(source, WorkTree):
        numbers = partial(numbers_on_disk, source, source.root, desk.env, whole=targets.whole)
    # Where all that lies there is judged, the numbers of all that lies there are opened.
    judged = () if targets.whole and isinstance(source, WorkTree) else targets.articles
    archive = None if numbers is None else archive_of(source, numbers, judged, office.policy.limits)
    words: Words = "always" if pictures else "never"
    return Bench(source, office, _today(desk, office.policy.time_zone), desk.env, words, by_folder, archive)


def run_on(bench: Bench, desk: Desk, targets: Targets) -> Outcome:
    """Judge `targets`; the faults of the office are those of the bench's own source."""
    office = bench.office
    found = list(targets.findings)
    used: set[str] = set()
    for judged in judged_articles(bench, desk, targets.articles):
        found += judged.findings
        used.update(judged.wanted)
    found += _on_bundle(bench, targets, frozenset(used))
    if targets.office:
        wanted = frozenset(targets.office)
        faults = office_findings(bench.source, desk.env, office.policy)
        found += [finding for finding in faults if targets.whole or finding.path in wanted]
    return Outcome(in_order(found), targets.checked)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Every finding once, by path and place."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda one: (one.path, one.place.line, one.place.column, one.rule)))
