"""What keeps a change from being merged whoever has signed it."""

from __future__ import annotations

from collections.abc import Iterator

from sanshen.judging.articles import ChangedArticles
from sanshen.judging.cases import Revisions
from sanshen.judging.replaced import baseline_refusal
from sanshen.model.commit import Merge
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.verdict.scope import Scope


def conflicts(merge: Merge) -> tuple[Text, ...]:
    """Why there is no merge result."""
    if merge.unrelated:
        return (Text("与受保护分支没有共同的历史，无法合并", "shares no history with the protected branch: cannot be merged"),)
    listed = "、".join(merge.conflicts[:10])
    return (
        Text(
            f"与受保护分支有冲突：{listed}；请先把主分支合并进来并解决冲突",
            f"conflicts with the protected branch: {', '.join(merge.conflicts[:10])}; merge main first",
        ),
    )


def obstacles(
    repository: Repository, policy: Policy, revisions: Revisions, scope: Scope, changed: ChangedArticles
) -> Iterator[Text]:
    """Too much or too different things in one change, or a result that neither side has."""
    yield from baseline_refusal(repository, revisions.base, [one.path for one in scope.changes])
    most, kept = policy.limits.articles, len(changed.kept)
    if kept > most:
        yield Text(f"一次变更有 {kept} 篇信息，上限 {most} 篇，请分开提交", f"{kept} articles in one change, at most {most}")
    if changed.deleted and scope.control:
        yield Text("撤下与制度、系统文件不得同在一次变更", "a take-down and control plane never travel in one change")
    yield from _differing(repository, revisions, changed)


def _differing(repository: Repository, revisions: Revisions, changed: ChangedArticles) -> Iterator[Text]:
    """Signatures are compared with the merge result: it must be what one of the two tips has (§6)."""
    for one in changed.kept:
        result = repository.entry(revisions.tree, one.path)
        tips = [repository.entry(tip, one.path) for tip in (revisions.base, revisions.head)]
        if result is not None and result.oid not in {tip.oid for tip in tips if tip is not None}:
            yield Text(
                f"{one.path}：合并结果与两边都不同，请先把主分支合并进来再签署",
                f"{one.path}: the merge result differs from both sides; merge main first, then sign",
            )
