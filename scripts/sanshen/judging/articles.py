"""The articles of a change: which are added, modified, moved or deleted, read before and after, with their effective grade."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from sanshen.judging.library import Library
from sanshen.model.article import Article
from sanshen.model.change import ChangeKind
from sanshen.model.finding import Finding
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.article import Reading
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind
from sanshen.verdict.scope import Scope, error
from sanshen.verdict.verdict import Subject


class ArticleChange(msgspec.Struct, frozen=True):
    """One article of a change. `before` is read at the old path; `former_path` is set for a move."""

    path: str
    kind: ChangeKind
    before: Reading | None
    after: Reading | None
    former_path: str = ""

    @property
    def article(self) -> Article | None:
        """The article as it would be published."""
        return self.after.article if self.after is not None else None

    @property
    def former_article(self) -> Article | None:
        """The article as the base has it."""
        return self.before.article if self.before is not None else None


class ChangedArticles(msgspec.Struct, frozen=True):
    """Every article that a change touches, and what is wrong with moves and bundle files."""

    articles: tuple[ArticleChange, ...]
    findings: tuple[Finding, ...]

    @property
    def deleted(self) -> tuple[ArticleChange, ...]:
        """Articles that vanish without having moved."""
        return tuple(one for one in self.articles if one.kind is ChangeKind.DELETED)

    @property
    def kept(self) -> tuple[ArticleChange, ...]:
        """Articles that are there afterwards: each needs its sheet."""
        return tuple(one for one in self.articles if one.kind is not ChangeKind.DELETED)


def changed_articles(repository: Repository, library: Library, scope: Scope, base: str, tree: str) -> ChangedArticles:
    """Read every article that the change touches, its bundle's files included."""
    direct = {one.path for one in scope.of(PathKind.ARTICLE)}
    owned, strays = _owners(library, scope, base, tree, direct)
    pairs = {path: (library.read(base, path), library.read(tree, path)) for path in sorted(direct | owned)}
    moves, move_findings = _moves(pairs, lambda path: repository.entry(base, path) is not None)
    vanished_by_move = set(moves.values())
    articles = [
        _change(path, before, after, moves, pairs)
        for path, (before, after) in pairs.items()
        if path not in vanished_by_move or after is not None
    ]
    return ChangedArticles(tuple(articles), (*move_findings, *strays))


def _change(
    path: str,
    before: Reading | None,
    after: Reading | None,
    moves: Mapping[str, str],
    pairs: Mapping[str, tuple[Reading | None, Reading | None]],
) -> ArticleChange:
    if path in moves:
        return ArticleChange(path, ChangeKind.MOVED, pairs[moves[path]][0], after, moves[path])
    kind = ChangeKind.DELETED if after is None else ChangeKind.ADDED if before is None else ChangeKind.MODIFIED
    return ArticleChange(path, kind, before, after)


def _moves(
    pairs: Mapping[str, tuple[Reading | None, Reading | None]], in_base: Callable[[str], bool]
) -> tuple[dict[str, str], list[Finding]]:
    """New path → old path, as `moved-from` declares it; ignored where the old path is not in the base."""
    moves: dict[str, str] = {}
    findings: list[Finding] = []
    for path, (before, after) in pairs.items():
        old = _origin(after)
        if not old or old == _origin(before) or not in_base(old):
            continue  # an origin that was declared in an earlier change tells the article's history, nothing more
        if old not in pairs or pairs[old][1] is not None:
            findings.append(_move_error(path, Text(f"原路径 {old} 仍在，移动不成立", f"{old} is still there: not a move")))
        elif before is not None:
            findings.append(_move_error(path, Text("此处原已有信息，不能移到这里", "an article stood here before the move")))
        elif old in moves.values():
            findings.append(_move_error(path, Text(f"{old} 被多处声明为来源", f"{old} is named as origin twice")))
        else:
            moves[path] = old
    return moves, findings


def _origin(reading: Reading | None) -> str:
    return reading.article.meta.moved_from if reading is not None and reading.article is not None else ""


def _move_error(path: str, message: Text) -> Finding:
    return error(
        "SS0001",
        path,
        message,
        Text("请在同一次变更中删除原路径，且只声明一次", "remove the old path in the same change, once"),
    )


def _owners(library: Library, scope: Scope, base: str, tree: str, direct: set[str]) -> tuple[set[str], list[Finding]]:
    """Articles whose bundle files changed, and changed files that belong to no article."""
    owned: set[str] = set()
    strays: list[Finding] = []
    for one in scope.of(PathKind.BUNDLE):
        wanted_by = {path for path in direct if one.path in _wanted(library, tree, path)}
        if one.before is not None or not wanted_by:
            wanted_by |= set(library.owners(tree, one.path))
        owned |= wanted_by
        if one.before is not None:
            owned |= set(library.owners(base, one.path))
        if one.after is not None and not wanted_by:
            strays.append(
                error(
                    "SS0004",
                    one.path,
                    Text("没有任何信息引用此文件", "no article embeds or links this file"),
                    Text("请在信息中引用它，或从变更中去掉", "use it in an article of its folder, or take it out"),
                )
            )
    return owned, strays


def _wanted(library: Library, tree: str, path: str) -> Sequence[str]:
    reading = library.read(tree, path)
    return reading.wanted if reading is not None else ()


def effective_grade(policy: Policy, change: ArticleChange) -> str | None:
    """The higher of the old and the new grade, at the old and the new place; None where no grade can be read (T40)."""
    return policy.highest(_grades(policy, change))


def _grades(policy: Policy, change: ArticleChange) -> Iterator[str]:
    # A former text with faults still says its grade: a fault must not be a way to a lower one.
    former = change.former_article or (change.before.draft if change.before is not None else None)
    for article in (change.article, former):
        grade = policy.grade_id(article.meta.grade) if article is not None else None
        if grade is not None:
            yield grade


def subject_of(policy: Policy, change: ArticleChange) -> Subject:
    """What the verdict says of an article: as it is after the change, of a deleted one as it was."""
    article = change.article if change.kind is not ChangeKind.DELETED else change.former_article
    return Subject(
        path=change.path,
        kind=change.kind.value,
        grade=effective_grade(policy, change) or "",
        substance=article.substance if article is not None else None,
        form=article.form if article is not None else None,
        takedown=change.kind is ChangeKind.DELETED,
    )
