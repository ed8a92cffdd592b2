"""Which commits of a change had a hand in an article, and which of them each signed version contains (§3 drafters)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from sanshen.model.change import Contribution
from sanshen.model.commit import NEVER, CommitInfo
from sanshen.model.policy import Limits
from sanshen.model.text import Text
from sanshen.repository.commits import time_of
from sanshen.repository.comparison import DIFF
from sanshen.repository.repository import Repository

_NONE: Final[frozenset[str]] = frozenset()


class ArticleHistory(NamedTuple):
    """One article's commits. `reach[v]`: those of `contributions` that are `v` or its ancestors; for every version asked."""

    contributions: Mapping[str, Contribution]
    reach: Mapping[str, frozenset[str]]


class History(msgspec.Struct, frozen=True):
    """The history of every article asked for, or, in `too_long`, why it was not read: a reason that blocks.

    `starts`: the merge base with the protected branch of the head and of every sign-off commit, None where there is none.
    `missing`: sign-off commits that are not here; they have no entry in `starts` and `reach`.
    """

    articles: Mapping[str, ArticleHistory] = {}
    starts: Mapping[str, str | None] = {}
    missing: frozenset[str] = _NONE
    too_long: Text | None = None


class _Graph:
    """The commits of the change with their parents; parents outside the change are not in it."""

    def __init__(self, parents: Mapping[str, tuple[str, ...]]) -> None:
        self.parents = parents

    def reach(self, start: str) -> frozenset[str]:
        """`start` and its ancestors within the change."""
        found: set[str] = set()
        todo = [start]
        while todo:
            one = todo.pop()
            if one in self.parents and one not in found:
                found.add(one)
                todo.extend(self.parents[one])
        return frozenset(found)

    def edge(self, start: str) -> frozenset[str]:
        """Where the ancestors of `start` leave the change: commits of the protected branch."""
        return frozenset(parent for one in self.reach(start) for parent in self.parents[one] if parent not in self.parents)


def article_history(
    repository: Repository,
    *,
    base: str,
    head: str,
    sign_commits: Collection[str],
    paths: Collection[str],
    identify: Callable[[CommitInfo], Contribution],
    former: Mapping[str, str] | None = None,
    bundles: Mapping[str, Collection[str]] | None = None,
    limit: int = Limits().commits,
) -> History:
    """The commits that are reachable from `head` or a sign-off commit, not from `base`, and change an article of `paths`.

    An article changes where its own path, its `former` path or one of its `bundles` files (its pictures and attachments in
    any version that matters) does; a merge changes it only where the article differs from every parent. `identify` is
    asked once for each such commit. More than `limit` commits in the change are not read: `too_long`.
    """
    missing = frozenset(commit for commit in sign_commits if not repository.has(commit))
    tips = tuple(dict.fromkeys((head, *(commit for commit in sign_commits if commit not in missing))))
    graph = _graph(repository, base, tips, limit)
    if graph is None:
        return History(missing=missing, too_long=_too_long(limit))
    files = _files(paths, former or {}, bundles or {})
    touching = _touching(repository, graph, files)
    commits = repository.commits(tuple(dict.fromkeys(commit for found in touching.values() for commit in found)))
    people = {sha: identify(commit) for sha, commit in commits.items()}
    reach = {tip: graph.reach(tip) for tip in tips}
    return History(
        missing=missing,
        starts=_starts(repository, graph, base, tips),
        articles={
            path: ArticleHistory(
                contributions={sha: people[sha] for sha in found},
                reach={tip: reached & frozenset(found) for tip, reached in reach.items()},
            )
            for path, found in touching.items()
        },
    )


def _too_long(limit: int) -> Text:
    return Text(
        f"本次变更的提交超过 {limit} 个，无法逐个核对；请拆分变更，或把提交合并（squash）后重新送审",
        f"the change has more than {limit} commits, too many to look at; split it, or squash the commits and submit anew",
    )


def _graph(repository: Repository, base: str, tips: Sequence[str], limit: int) -> _Graph | None:
    """The commits beyond `base`, None where a tip has more than `limit` of its own."""
    # Ancestors that tips share are walked once; only where a tip is too long can there be more than all may have together.
    question = "".join(f"{one}\n" for one in (*tips, f"^{base}")).encode("ascii")
    most = limit * len(tips)
    walked = repository.sealed.run("rev-list", "--parents", f"--max-count={most + 1}", "--stdin", stdin=question).lines
    if len(walked) > most:
        return None
    graph = _Graph({sha: tuple(above) for sha, *above in (line.split(" ") for line in walked)})
    return graph if all(len(graph.reach(tip)) <= limit for tip in tips) else None


def _starts(repository: Repository, graph: _Graph, base: str, tips: Sequence[str]) -> dict[str, str | None]:
    """Tip → its merge base with `base`.

    What lies on the way to the head (`tips[0]`) and leaves the change where the head does needs no question of its own.
    """
    head = tips[0]
    start = repository.merge_base(base, head)
    on_the_way = graph.reach(head)
    return {
        tip: start if tip in on_the_way and graph.edge(tip) == {start} else repository.merge_base(base, tip) for tip in tips
    }


def _files(
    paths: Collection[str], former: Mapping[str, str], bundles: Mapping[str, Collection[str]]
) -> Mapping[str, tuple[str, ...]]:
    """Every file that belongs to some article → the articles it belongs to."""
    owners: dict[str, tuple[str, ...]] = {}
    for path in paths:
        parts = {path, *bundles.get(path, ())} | ({former[path]} if former.get(path) else set())
        for part in parts:
            owners[part] = (*owners.get(part, ()), path)
    return {**dict.fromkeys(paths, ()), **owners}


def _touching(repository: Repository, graph: _Graph, files: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Article → the commits that change it, found by one `git diff-tree` for all commits and all files."""
    articles = sorted({owner for owners in files.values() for owner in owners})
    touching: dict[str, list[str]] = {article: [] for article in articles}
    if not graph.parents or not articles:
        return touching
    question = "".join(f"{sha}\n" for sha in graph.parents).encode("ascii")
    fields = repository.sealed.run("diff-tree", "--stdin", "-m", "--root", *DIFF, "--", *files, stdin=question).fields
    differs: dict[tuple[str, str], int] = {}
    for sha, changed in _comparisons(fields):
        for article in {owner for path in changed for owner in files.get(path, ())}:
            differs[article, sha] = differs.get((article, sha), 0) + 1
    for (article, sha), times in differs.items():
        if times >= max(1, len(graph.parents[sha])):
            touching[article].append(sha)
    return touching


def _comparisons(fields: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each comparison of a commit with one of its parents: the commit and the paths that differ."""
    sha, changed = "", []
    place = 0
    while place < len(fields):
        if fields[place].startswith(":"):
            changed.append(fields[place + 1])
            place += 2
            continue
        if changed:
            yield sha, tuple(changed)
        sha, changed = fields[place], []
        place += 1
    if changed:
        yield sha, tuple(changed)


def first_times(repository: Repository, revision: str, folder: str = "") -> dict[str, datetime]:
    """Path → when it first came onto the line of first parents, by the committer's date; of every file below `folder` ("" for all).

    What is gone today is in it too, what has no readable time is not. Raises UndecidedError in a shallow clone, where first
    times cannot be known.
    """
    repository.first_parents(revision)
    where = ("--", f"{folder.rstrip('/')}/") if folder else ()
    log = ("log", "--first-parent", "--diff-merges=first-parent", "--diff-filter=A", "--root", "--format=%ct")
    fields = repository.sealed.run(*log, *DIFF, revision, *where).fields
    found: dict[str, datetime] = {}
    for at, changed in _comparisons([field.removeprefix("\n") for field in fields]):
        # Newest first, so the last one written is the first time.
        found |= dict.fromkeys(changed, time_of(at.encode()))
    return {path: at for path, at in found.items() if at != NEVER}
