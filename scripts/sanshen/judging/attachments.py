"""Attachments and pictures inside a judgement: read once each, remembered by their digest, judged by the same rules as the text."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Final, Literal, Protocol

import msgspec

from sanshen.model.article import Article
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Sign
from sanshen.model.finding import Finding
from sanshen.model.policy import Policy
from sanshen.model.rulebook import RuleBook
from sanshen.reading.bundle import original_of

Words = Literal["policy", "never", "always"]
_KEPT: Final = 500
"""Files whose content is remembered."""
_HELD: Final = 16
_read: dict[str, Extract] = {}
"""What this process read last: a judgement is often made twice (before and after signing), and pictures repeat."""
_AT_ONCE: Final = max(1, min(4, os.cpu_count() or 1))
_PASSING: Final = frozenset({"seconds", "memory-bytes"})
_LIBRARIES: Final = ("pypdf", "pypdfium2", "puremagic", "defusedxml", "pillow", "zxing-cpp")


class Shelf(Protocol):
    """Where what was read is kept under the user's own seal: nothing that a change brings along is believed."""

    def find(self, name: str) -> bytes | None:
        """What was kept under a name."""

    def keep(self, name: str, body: bytes, *, kept: int) -> None:
        """Keep it; of its kind the `kept` newest stay."""


class AttachmentReader(msgspec.Struct, frozen=True):
    """Reads files into what is in them. `words`: whether the words in pictures are wanted. `shelf`: None remembers nothing."""

    words: Words = "policy"
    shelf: Shelf | None = None

    def wants_words(self, policy: Policy) -> bool:
        """Whether words in pictures are read here."""
        return self.words == "always" or (self.words == "policy" and policy.attachments.read_pictures)

    def read(self, data: bytes, suffix: str, limits: AttachmentLimits, *, pictures: bool) -> Extract:
        """Everything in one file, from the shelf where it was read before by the same code and limits."""
        state = msgspec.json.encode([suffix, limits, pictures, _code()])
        name = f"attachment-{sha256(sha256(data).digest() + state).hexdigest()}"
        known = _read.get(name) or self._remembered(name)
        if known is not None:
            return known
        from sanshen.attachments.child import read_in_child

        found = read_in_child(data, suffix, limits, pictures=pictures)
        if not _may_differ(found):
            while len(_read) >= _HELD:
                _read.pop(next(iter(_read)), None)
            _read[name] = found
            if self.shelf is not None:
                self.shelf.keep(name, msgspec.msgpack.encode(found), kept=_KEPT)
        return found

    def _remembered(self, name: str) -> Extract | None:
        kept = self.shelf.find(name) if self.shelf is not None else None
        return msgspec.msgpack.decode(kept, type=Extract) if kept is not None else None


def _may_differ(found: Extract) -> bool:
    """Whether another try may go otherwise: a slow machine, a crash, an engine that is installed later."""
    return any(
        mark.sign in {Sign.CRASHED, Sign.NO_READER} or (mark.sign is Sign.LIMIT and mark.detail in _PASSING)
        for mark in found.marks
    )


@cache
def _code() -> str:
    """The state of the code that reads attachments, and of its libraries."""
    from sanshen.judging.own_code import digest_of_code

    return digest_of_code(("attachments",), _LIBRARIES)


def _read_at_once(
    paths: Sequence[str], bytes_of: Callable[[str], bytes], read: Callable[[str, bytes], Extract]
) -> Iterator[tuple[str, Extract]]:
    """Each path with what is in that file; most articles bring none along, and then no threads are made ready."""
    if not paths:
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # A few at a time: what waits would only fill the memory.
        for at in range(0, len(paths), _AT_ONCE):
            some = paths[at : at + _AT_ONCE]
            yield from zip(some, pool.map(read, some, [bytes_of(path) for path in some]), strict=True)


def attachment_findings(
    article: Article, bytes_of: Callable[[str], bytes], book: RuleBook, reader: AttachmentReader
) -> tuple[Finding, ...]:
    """Every finding in the files that an article brings along, and how it differs from its original, before the article's waivers."""
    from sanshen.model.attachments import file_kind
    from sanshen.rules.judging import attached

    words, limits = reader.wants_words(book.policy), book.policy.attachments.limits

    def read(path: str, data: bytes) -> Extract:
        return reader.read(data, path.rpartition(".")[2].casefold(), limits, pictures=words)

    # SS2207 refuses the other kinds whatever is in them.
    files = {file.path for file in article.bundle}
    paths = [file.path for file in article.bundle if file_kind(file.path) is not None]
    original, held = original_of(article), None
    found: list[Finding] = []
    for path, extract in _read_at_once(paths, bytes_of, read):
        found += attached(path, extract, book, read=words)
        held = extract if path == original else held
    if original in files:
        from sanshen.rules.reprint import original_findings

        found += original_findings(article, held, book)
    return tuple(found)
