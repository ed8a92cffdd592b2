"""Only forward: what has ever been up at a target is followed by something newer, judged by a repository that has seen it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from sanshen.deploying.grounds import Grounds
from sanshen.deploying.release import Release
from sanshen.deploying.standing import Standing
from sanshen.deploying.target import Target
from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.text import Text


def ever_up(target: Target, standing: Standing, live: Release | None, grounds: Grounds) -> tuple[str, ...]:
    """Every revision that is up or has been, each once; after a rollback what is up is not the newest of them.

    What the target remembers, and where that has been lost, the signed manifests that still lie there.
    """
    up = () if live is None else (live.revision,)
    remembered = [one.revision for one in reversed(standing.state.deployments)]
    noted = {standing.current, *(one.release for one in standing.state.deployments)}
    forgotten = _revisions(target, [one for one in standing.releases if one not in noted], grounds)
    return tuple(dict.fromkeys((*up, *remembered, *forgotten)))


def _revisions(target: Target, names: Sequence[str], grounds: Grounds) -> Iterator[str]:
    for name in names:
        with suppress(BlockedError):  # damaged: it tells nothing
            yield target.release(name, grounds.live_keys).revision


def refuse_stale(past: tuple[str, ...], grounds: Grounds) -> None:
    """A repository that has not seen what has been up knows nothing of what was taken down since (Art. 23, 24). `past`: of `ever_up`.

    Raises BlockedError where it is older, UndecidedError where it has no such revision.
    """

    def told(up: str) -> BlockedError:
        here, there = grounds.commit[:12], up[:12]
        zh = f"本仓库看的是 {here}，而 {there} 上过线：之后撤下、更正了什么，这里看不到"
        en = f"this repository looks at {here}, but {there} has been up: what was taken down since is not known here"
        return BlockedError(
            Text(zh, en), Text("先 git fetch，用主线最新提交（--rev）", "git fetch first, and name the newest main (--rev)")
        )

    _require_after(grounds.commit, past, grounds, told)


def refuse_older(past: tuple[str, ...], release: Release, grounds: Grounds) -> None:
    """Whatever has been up is never replaced by something older but by a rollback, which does not lower the bar (T55)."""

    def told(up: str) -> BlockedError:
        new = release.revision[:12]
        older = grounds.order(release.revision, up) == "older"
        why = Text("比它旧", "is older") if older else Text("不在它之后", "does not follow it")
        return BlockedError(
            Text(f"{up[:12]} 上过线，要上线的 {new} ", f"{up[:12]} has been up, and {new} ") + why,
            Text("照主线最新提交重新构建；要退回旧版用 --rollback", "build the newest main; to go back use --rollback"),
        )

    _require_after(release.revision, past, grounds, told)


def _require_after(revision: str, past: tuple[str, ...], grounds: Grounds, told: Callable[[str], BlockedError]) -> None:
    for up in past:
        order = grounds.order(revision, up)
        if order == "unknown":
            raise UndecidedError(
                Text(f"本仓库没有线上网站所用的版本 {up[:12]}", f"this repository has no revision {up[:12]}, which is or was up"),
                Text("先 git fetch；仍然没有，就不是这个仓库的网站", "git fetch first; if it is still missing, that site is not of this repository"),
            )  # fmt: skip
        if order not in {"same", "newer"}:
            raise told(up)
