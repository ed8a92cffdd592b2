"""One article from bytes to findings, and many of them: in this process, over several, or out of the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.file_sources import FileSource
from sanshen.commands.office_reading import Office
from sanshen.commands.room import roomy
from sanshen.model.archive import Asked
from sanshen.model.article import Article, BundleFile
from sanshen.model.finding import Finding
from sanshen.model.rulebook import RuleBook
from sanshen.reading.article import read_article, wanted_files
from sanshen.reading.article_path import parse
from sanshen.rules import run
from sanshen.rules.files import homeless, not_plain
from sanshen.rules.judging import MOST_FINDINGS

if TYPE_CHECKING:
    from sanshen.judging.archive import Archive
    from sanshen.judging.attachments import AttachmentReader, Words

PARALLEL_FROM: Final = 200
"""So many articles are worth the start of further processes."""
_CHUNK: Final = 25


class Judged(msgspec.Struct, frozen=True):
    """The findings of one article, and the files it uses.

    `key` stands for its path, its day and its bytes, `bundle` for the states of those files; both are "" where the file is not
    plain: what came of it is never remembered.
    """

    path: str
    findings: tuple[Finding, ...]
    wanted: tuple[str, ...]
    key: str = ""
    bundle: str = ""
    asked: Asked = Asked()
    """What it asked the archive."""


class Bench(msgspec.Struct, frozen=True):
    """What judging needs: where files come from, what the office says, and which day counts for a path."""

    source: FileSource
    office: Office
    today: date
    env: Mapping[str, str]
    words: Words
    """Whether the words in pictures are read."""
    by_folder: bool
    """Whether an article in the folder of a past year is judged by that year's end (a published text), not by today."""
    archive: Archive | None = None
    """What is published, for those articles that name a document's number."""

    def day(self, path: str) -> date:
        """The day whose names, terms and sources count for this article."""
        place = parse(path)
        if not self.by_folder or place is None or int(place.year) < 1:
            return self.today
        return min(self.today, date(int(place.year), 12, 31))


def bundle_of(source: FileSource, wanted: Sequence[str], most: int) -> Mapping[str, BundleFile | str]:
    """Each wanted file as read, or the word that says what is wrong with it."""
    from hashlib import sha256

    bundle: dict[str, BundleFile | str] = {}
    for path in wanted:
        kind = source.kind(path, most)
        if kind:
            bundle[path] = kind
        else:
            data = source.read(path)
            bundle[path] = BundleFile(path, sha256(data).hexdigest(), len(data))
    return bundle


def key_of(bench: Bench, path: str, data: bytes) -> str:
    """What the findings of an article depend on, beside the office, the code and its bundle: its path, its day and its bytes."""
    from hashlib import sha256

    return sha256(f"{path}\0{bench.day(path)}\0".encode("utf-8", "surrogateescape") + data).hexdigest()


def states_of(bundle: Mapping[str, BundleFile | str]) -> str:
    """The digest of the files that an article uses: their bytes, or what is wrong with them."""
    from hashlib import sha256

    words = [f"{path}\0{one.digest if isinstance(one, BundleFile) else one}\0" for path, one in bundle.items()]
    return sha256("".join(words).encode("utf-8", "surrogateescape")).hexdigest()


class Judge:
    """Judges articles of one bench, listing at most `most` findings of a rule; keeps one rule book a day, so that what rules derive from it is made once."""

    def __init__(self, bench: Bench, most: int = MOST_FINDINGS) -> None:
        self.bench, self._most = bench, most
        self._books: dict[date, RuleBook] = {}
        self._units = frozenset(bench.office.roster.units)

    @cached_property
    def _reader(self) -> AttachmentReader:
        from sanshen.commands.attachment_reader import attachment_reader

        return attachment_reader(self.bench.env, self.bench.words)

    def _book(self, day: date) -> RuleBook:
        if day not in self._books:
            office = self.bench.office
            self._books[day] = RuleBook(office.policy, office.roster, office.lexicon, office.sources, day)
        return self._books[day]

    def __call__(self, path: str) -> Judged:
        """Everything that is wrong with one article."""
        source, policy = self.bench.source, self.bench.office.policy
        kind = source.kind(path, policy.limits.article_bytes)
        if kind:
            return Judged(path, (not_plain(path, kind),), ())
        data = source.read(path)
        wanted = wanted_files(path, data, policy)
        bundle = bundle_of(source, wanted, policy.limits.bundle_file_bytes)
        reading = read_article(path, data, bundle, policy, unit_ids=self._units, digested=False)
        found = list(reading.findings)
        if reading.article is not None and self._units:  # an office that knows no unit yet is still being set up
            found += homeless(reading.article, self.bench.office.roster)
        wondered = self._asked(reading.draft)
        if reading.draft is not None:
            # A faulty article is still searched, but nothing that reading has said already is said twice.
            said = {finding.rule for finding in found}
            book = self._book(self.bench.day(path))
            beside = (*self._beside(reading.draft, book), *self._contradictions(reading.draft, wondered))
            found += [
                one for one in run(reading.draft, book, beside, most=self._most) if one.rule not in said or one.path != path
            ]
        return Judged(path, tuple(found), tuple(wanted), key_of(self.bench, path, data), states_of(bundle), wondered)

    def _asked(self, article: Article | None) -> Asked:
        """What an article needs to know of the archive: nothing, where it names no document's number."""
        if article is None or self.bench.archive is None or "号" not in article.source:
            return Asked()
        from sanshen.rules.archive import asked

        return asked(article)

    def _contradictions(self, article: Article, asked: Asked) -> Sequence[Finding]:
        """Where the archive says otherwise; it is opened only for an article that asks."""
        if not asked or self.bench.archive is None:
            return ()
        from sanshen.rules.archive import findings

        return tuple(findings(article, self.bench.archive.bearers(asked)))

    def _beside(self, article: Article, book: RuleBook) -> tuple[Finding, ...]:
        """What is found in its attachments and pictures."""
        if not article.bundle:
            return ()
        from sanshen.judging.attachments import attachment_findings

        return attachment_findings(article, self.bench.source.read, book, self._reader)


@roomy
def _judge_chunk(judge: Judge, paths: Sequence[str]) -> list[Judged]:
    return [judge(path) for path in paths]


@contextmanager
def _judging(bench: Bench) -> Iterator[Callable[[Sequence[str]], list[Judged]]]:
    """What one process judges with: a judge that keeps what it derives from the rule book."""
    yield partial(_judge_chunk, Judge(bench))


def _parallel(bench: Bench, paths: Sequence[str], processes: int) -> Iterator[Judged]:
    from sanshen.site.pool import in_order

    chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
    for chunk in in_order(processes, partial(_judging, bench), chunks):
        yield from chunk


def judge_all(bench: Bench, paths: Sequence[str], *, processes: int, tell: Callable[[int, int], None]) -> Iterator[Judged]:
    """Judge every path, in the order given; `tell(done, all)` hears of the progress."""
    alone = processes < 2 or len(paths) <= PARALLEL_FROM  # noqa: PLR2004  # one process is no pool
    judged = map(Judge(bench), paths) if alone else _parallel(bench, paths, processes)
    for done, one in enumerate(judged, start=1):
        tell(done, len(paths))
        yield one
