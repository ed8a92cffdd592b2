"""Facts for each sheet: the versions that were signed over, and who made every commit in between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import msgspec

from sanshen.judging.articles import ArticleChange, effective_grade
from sanshen.judging.library import Library
from sanshen.model.article import Article
from sanshen.model.change import ArticleCase, ChangeKind, Contribution, Version
from sanshen.model.commit import CommitInfo
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.meta import SIGNATURES
from sanshen.repository import Repository
from sanshen.repository.history import ArticleHistory, History, article_history


class Revisions(msgspec.Struct, frozen=True):
    """The revisions of one judgement: tip of the protected branch, head, and the tree of merging head into it."""

    base: str
    head: str
    tree: str


class CaseMaker:
    """Makes the cases of one change; `author` is the person who opened it, where the evidence tells."""

    def __init__(self, repository: Repository, library: Library, policy: Policy, revisions: Revisions) -> None:
        self._repository = repository
        self._library = library
        self._policy = policy
        self._revisions = revisions

    def cases(
        self,
        changes: Sequence[ArticleChange],
        commits: Collection[str],
        identify: Callable[[CommitInfo], Contribution],
        author: str | None,
        restored: Collection[str],
    ) -> tuple[tuple[ArticleCase, ...], Text | None]:
        """A case for each readable article, and why history could not be looked at (None where it could)."""
        readable = [one for one in changes if one.article is not None and effective_grade(self._policy, one) is not None]
        paths = [one.path for one in readable]
        history = article_history(
            self._repository,
            base=self._revisions.base,
            head=self._revisions.head,
            sign_commits=[one for one in commits if self._repository.has(one)],
            paths=paths,
            identify=identify,
            former={one.path: one.former_path for one in readable if one.former_path},
            bundles={one.path: self._bundle_paths(one, commits) for one in readable},
            limit=self._policy.limits.commits,
        )
        if history.too_long is not None:
            return (), history.too_long
        return tuple(self._case(one, commits, history, author, restored=one.path in restored) for one in readable), None

    def _case(
        self, change: ArticleChange, commits: Collection[str], history: History, author: str | None, *, restored: bool
    ) -> ArticleCase:
        own = history.articles.get(change.path, ArticleHistory({}, {}))
        article = change.article
        grade = effective_grade(self._policy, change)
        assert article is not None  # noqa: S101  # `cases` keeps only readable articles
        assert grade is not None  # noqa: S101
        former = _former_unit(change, article)
        return ArticleCase(
            path=change.path,
            kind=change.kind,
            grade=grade,
            stages=self._policy.demanded(grade, moved=bool(former), restored=restored),
            unit=article.signing_unit,
            judged=_version(self._revisions.head, article, own.reach.get(self._revisions.head, frozenset())),
            versions={
                commit: self._version(commit, change, own, history.starts[commit])
                for commit in commits
                if self._repository.has(commit)
            },
            contributions=own.contributions,
            former_unit=former,
            former_path=change.former_path,
            matter=article.meta.matter,
            claims=article.claims,
            claims_line=article.meta_lines.get(SIGNATURES, 1),
            author=author,
        )

    def _bundle_paths(self, change: ArticleChange, commits: Collection[str]) -> tuple[str, ...]:
        """Every file that the article uses before, after, or in a version that somebody signed over."""
        versions = [self._library.read(commit, change.path) for commit in commits if self._repository.has(commit)]
        readings = [one for one in (change.before, change.after, *versions) if one is not None]
        return tuple(sorted({path for reading in readings for path in reading.wanted}))

    def _version(self, commit: str, change: ArticleChange, history: ArticleHistory, start: str | None) -> Version:
        reading = self._library.read(commit, change.path)
        article = reading.article if reading is not None else None
        made = _version(commit, article, history.reach.get(commit, frozenset()))
        return msgspec.structs.replace(made, covered=start is not None and self._differs(start, change.path, article))

    def _differs(self, start: str, path: str, article: Article | None) -> bool:
        """Whether the article is another one than at `start`, where its branch left the protected one."""
        reading = self._library.read(start, path)
        before = reading.article if reading is not None else None
        if before is None or article is None:
            return article is not None or before is not None
        return (before.substance, before.form) != (article.substance, article.form)


def _former_unit(change: ArticleChange, article: Article) -> str:
    """The unit that answered for the article so far, where another one signs for it now; else ""."""
    before = change.former_article
    former = before.signing_unit if before is not None else article.signing_unit
    if before is None and change.kind is ChangeKind.MOVED:  # what stood there cannot be read: its folder tells
        former = change.former_path.split("/")[1]
    return former if former != article.signing_unit else ""


def _version(commit: str, article: Article | None, reach: frozenset[str]) -> Version:
    if article is None:
        return Version(commit, None, None, reach, covered=False)
    return Version(commit, article.substance, article.form, reach, covered=True, article=article)
