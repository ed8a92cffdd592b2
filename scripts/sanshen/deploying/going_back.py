"""The way back to an older release: looked at from all sides first, gone by a ledger entry only."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sanshen.deploying.deployment import Deployed, refuse_lapsed
from sanshen.deploying.grounds import Grounds
from sanshen.deploying.lapses import disappearing
from sanshen.deploying.order import ever_up, refuse_stale
from sanshen.deploying.release import Release
from sanshen.deploying.standing import ROLLBACK, Deployment, Standing, number_of
from sanshen.deploying.target import Target
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.text import Text


class Way(msgspec.Struct, frozen=True):
    """A rollback that may be made: from what is up to an older release, and the articles that readers would lose."""

    standing: Standing
    live: Release
    release: str
    restored: Release
    gone: tuple[str, ...]


def way_back(target: Target, grounds: Grounds, number: int | None) -> Way:
    """The release to go back to (by number, else the newest before what is up), looked at from all sides. Needs the lock.

    Raises BlockedError where it would bring back what was taken down, moved or corrected since, or is damaged, and where the
    repository has not seen all that has been up.
    """
    standing = target.standing()
    if not standing.current:
        raise BlockedError(Text(f"{target.shell.place} 还没有网站", f"nothing is up at {target.shell.place}"))
    live = target.release(standing.current, grounds.live_keys)
    refuse_stale(ever_up(target, standing, live, grounds), grounds)
    name = _older(standing, number)
    restored = target.release(name, grounds.keys)
    if restored.manifest.internal != live.manifest.internal:  # somebody has put it there: both are signed
        raise BlockedError(
            Text(f"{name} 与线上的不是同一种网站（内部版、公开版）", f"{name} and what is up are not of one kind (internal, public)"),
            Text("查明是谁放进去的", "find out who has put it there"),
        )  # fmt: skip
    target.check(f"releases/{name}", restored)
    what = Text(f"不能退回 {name}，否则会重新公开：", f"{name} cannot come back, it would publish again: ")
    refuse_lapsed(restored, grounds, what)
    return Way(standing, live, name, restored, disappearing(live, restored))


def _older(standing: Standing, number: int | None) -> str:
    earlier = [one for one in standing.releases if number_of(one) < number_of(standing.current)]
    found = earlier[-1:] if number is None else [one for one in earlier if number_of(one) == number]
    if not found:
        listed = "、".join(earlier) or "（无）"
        raise UsageError(
            Text(
                f"没有这个更早的版本；现有 {listed}", f"there is no such older release; there are: {', '.join(earlier) or '-'}"
            ),
            Text("用 --to 写上线编号", "name one by its number with --to"),
        )
    return found[0]


def roll_back(target: Target, way: Way, entry: str, now: datetime) -> Deployed:
    """Go back, by a ledger entry. Needs the lock."""
    deployment = Deployment(
        way.release, way.restored.revision, way.restored.digest, now, ROLLBACK, way.live.content, entry
    )  # fmt: skip
    target.put_up(way.standing, way.release, deployment, internal=way.restored.manifest.internal)
    return Deployed(
        way.release, way.standing.current, way.restored.revision, ROLLBACK, (), way.gone, strange=way.standing.strange
    )
