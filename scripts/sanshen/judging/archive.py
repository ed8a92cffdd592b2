"""The published archive inside a judgement: looked up only where an article names a document's number (Art. 13(7))."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sanshen.model.archive import Asked, Bearer, answers, written

if TYPE_CHECKING:
    from sanshen.model.article import Article
    from sanshen.model.finding import Finding
    from sanshen.model.policy import Limits
    from sanshen.repository import Repository


Numbers = Callable[["Repository", str, "Limits"], bytes]
"""The document numbers in a commit or tree (lines of `model.archive`), of articles within the limits."""


class Archive:
    """The archive as it is with what is judged now: `numbers` opens what was published, `now` gives the bytes of a path as it
    is, None where nothing is; `judged` gives the articles judged together (path, bytes), which need not be published yet.
    """

    def __init__(
        self,
        numbers: Callable[[], bytes],
        now: Callable[[str], bytes | None],
        judged: Callable[[], Iterable[tuple[str, bytes]]],
        limits: Limits,
    ) -> None:
        self._open, self._now, self._judged, self._limits = numbers, now, judged, limits
        self._lines: bytes | None = None
        self._fresh: bytes | None = None

    def __getstate__(self) -> tuple[object, ...]:
        return (*self._opened(), self._now, self._limits)

    def __setstate__(self, state: tuple[bytes, bytes, Callable[[str], bytes | None], Limits]) -> None:
        self._lines, self._fresh, self._now, self._limits = state

    def _opened(self) -> tuple[bytes, bytes]:
        if self._lines is None or self._fresh is None:
            from sanshen.judging.archive_numbers import bearer_of

            self._lines = self._open()
            found = (bearer_of(path, data, self._limits) for path, data in self._judged())
            self._fresh = written(one for one in found if one is not None)
        return self._lines, self._fresh

    def bearers(self, wanted: Asked) -> tuple[Bearer, ...]:
        """The answers, as the articles say it now: an article that the change renames or removes is no contradiction any more."""
        if not wanted:
            return ()
        from sanshen.judging.archive_numbers import bearer_of

        found: dict[str, Bearer] = {}
        for lines in self._opened():
            for one in answers(lines, wanted):
                data = self._now(one.path)
                present = bearer_of(one.path, data, self._limits) if data is not None else None
                if present is not None and wanted.concerns(present):
                    found[one.path] = present
        return tuple(found[path] for path in sorted(found))


def archive_findings(article: Article, archive: Archive | None) -> tuple[Finding, ...]:
    """Where the article and the archive contradict one another about document numbers, before the article's waivers."""
    if archive is None or "号" not in article.source:
        return ()
    from sanshen.rules.archive import asked, findings

    return tuple(findings(article, archive.bearers(asked(article))))
