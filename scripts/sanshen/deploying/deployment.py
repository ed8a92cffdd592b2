"""One deployment from end to end: look, refuse, upload, verify there, switch, sweep."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from sanshen.deploying.folder import listing
from sanshen.deploying.lapses import Lapse, vanishing
from sanshen.deploying.release import KeysOf, Release
from sanshen.deploying.target import AGAIN, DEPLOY, Deployment, Standing, Target, number_of, release_name
from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.text import Text

KEEP: Final = 5
Order = Literal["same", "newer", "older", "parted", "unknown"]
"""How a revision stands to the one that is up."""


class Grounds(msgspec.Struct, frozen=True):
    """What the repository says. `keys`: the pipeline's keys of today; `live_keys`: those that may have signed what is up.

    `lapses`: what of a site may no longer be shown; `order`: how a revision (first) stands to another.
    """

    keys: KeysOf
    live_keys: KeysOf
    lapses: Callable[[Release], Collection[Lapse]]
    order: Callable[[str, str], Order]


class Wishes(msgspec.Struct, frozen=True):
    """What was asked for. `again`: a site that was rolled back may go up; `repair`: over one that has been damaged."""

    internal: bool = False
    keep: int = KEEP
    again: bool = False
    repair: bool = False


class Deployed(msgspec.Struct, frozen=True):
    """What was done: the release that is up, the one before it, those removed; `action` is "" where it was up already."""

    release: str
    before: str
    revision: str
    action: str
    removed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Articles that a rollback has taken from readers, by its ledger entry."""


def refuse_kind(release: Release, *, internal: bool) -> None:
    """An internal site never goes where the public reads; nor the public one where the internal one is wanted."""
    if release.manifest.internal and not internal:
        raise BlockedError(
            Text("这是内部版网站，不得上线到公开的目标", "this is the internal site: it never goes to a public target"),
            Text("公开版用 sanshen build（不带 --internal）；内网目标另加 --internal", "build without --internal; for an intranet target add --internal"),
        )  # fmt: skip
    if internal and not release.manifest.internal:
        raise UsageError(
            Text("带了 --internal，但这是公开版网站", "--internal was given, and this is the public site"),
            Text("先运行 sanshen build --internal", "run sanshen build --internal first"),
        )


def refuse_lapsed(release: Release, grounds: Grounds, what: Text) -> None:
    """BlockedError where a site shows an article that may no longer be shown as it stands there."""
    found = [Text(f"{one.path} ", f"{one.path} ") + one.why for one in grounds.lapses(release)]
    if found:
        raise BlockedError(
            what + listing(found),
            Text("照主线现在的内容重新构建：sanshen build", "build the protected branch as it is now: sanshen build"),
        )


def deploy(target: Target, site: Path, release: Release, grounds: Grounds, wishes: Wishes, now: datetime) -> Deployed:
    """Put the verified site in the folder `site` up at the target. What is up stays up on any failure.

    Raises BlockedError where it may not go up, UndecidedError where the target fails or what is up is unknown here.
    """
    refuse_kind(release, internal=wishes.internal)
    refuse_lapsed(release, grounds, Text("不能上线：", "not deployed: "))
    with target.locked(create=True):
        standing = target.standing()
        _refuse_mixing(standing, release)
        live = _live(target, standing, grounds, wishes)
        if live is not None and live.digest == release.digest and _is_whole(target, standing, release, wishes):
            return Deployed(standing.current, standing.current, release.revision, "")
        _refuse_older(live, standing, release, grounds)
        if live is not None:
            _refuse_vanishing(live, release)
        action, left = _again(standing, release, wishes)
        target.upload(site, release, standing.current if live is not None else "", live)
        target.check("incoming/site", release)
        name = release_name(standing.next_number, release.revision)
        deployment = Deployment(name, release.revision, release.digest, now, action, left)
        target.put_up(standing, name, deployment, internal=release.manifest.internal)
        removed = _superfluous(standing.releases, name, wishes.keep)
        target.prune(removed)
    return Deployed(name, standing.current, release.revision, action, removed)


def _live(target: Target, standing: Standing, grounds: Grounds, wishes: Wishes) -> Release | None:
    """The release that is up; None for a first deployment, and where it is damaged and `repair` was asked for."""
    if not standing.current:
        unfinished = len(standing.releases) <= 1  # a first deployment that was killed before the link was made
        if not unfinished and not wishes.repair:
            raise BlockedError(
                Text(f"{target.shell.place} 有 {len(standing.releases)} 个旧版而没有 current", f"{target.shell.place} has releases and no current"),
                Text("查明是谁删了链接；然后加 --repair", "find out who removed the link; then add --repair"),
            )  # fmt: skip
        return None
    try:
        return target.release(standing.current, grounds.live_keys)
    except BlockedError as error:
        if wishes.repair:
            return None
        raise BlockedError(
            Text(f"线上的 {standing.current} 被动过：", f"{standing.current}, which is up, has been tampered with: ")
            + error.text,
            Text(
                "保留现场、查明原因；然后加 --repair 覆盖",
                "keep the evidence, find out why; then add --repair to put this over it",
            ),
        ) from error


def _is_whole(target: Target, standing: Standing, release: Release, wishes: Wishes) -> bool:
    """Whether what is up is still what its manifest says; BlockedError where it is not, unless `repair` was asked for."""
    try:
        target.check(f"releases/{standing.current}", release)
    except BlockedError as error:
        if wishes.repair:
            return False
        raise BlockedError(
            Text("线上的文件被动过：", "files that are up have been tampered with: ") + error.text,
            Text(
                "保留现场、查明原因；然后加 --repair 覆盖",
                "keep the evidence, find out why; then add --repair to put this over it",
            ),
        ) from error
    return True


def _refuse_mixing(standing: Standing, release: Release) -> None:
    if (standing.current or standing.state.deployments) and standing.state.internal != release.manifest.internal:
        raise BlockedError(
            Text("内部版与公开版不能放在同一个目标", "the internal and the public site never share a target"),
            Text("换一个目标", "choose another target"),
        )


def _refuse_older(live: Release | None, standing: Standing, release: Release, grounds: Grounds) -> None:
    """Whatever is up (or was last, where what is up is damaged) is never replaced by something older (T55)."""
    last = standing.state.deployments[-1].revision if standing.state.deployments else ""
    up = live.revision if live is not None else last
    if not up:
        return
    order = grounds.order(release.revision, up)
    new, old = release.revision[:12], up[:12]
    if order == "unknown":
        raise UndecidedError(
            Text(f"本仓库没有线上网站所用的版本 {old}", f"this repository has no revision {old}, which is up"),
            Text("先 git fetch；仍然没有，就不是这个仓库的网站", "git fetch first; if it is still missing, that site is not of this repository"),
        )  # fmt: skip
    if order in {"older", "parted"}:
        why = Text("比它旧", "is older") if order == "older" else Text("不在它之后", "does not follow it")
        raise BlockedError(
            Text(f"线上是 {old}，要上线的 {new} ", f"{old} is up, and {new} ") + why,
            Text("照主线最新提交重新构建；要退回旧版用 --rollback", "build the newest main; to go back use --rollback"),
        )


def _refuse_vanishing(live: Release, release: Release) -> None:
    lost = [Text(path, path) for path in vanishing(live, release)]
    if lost:
        raise BlockedError(
            Text("有信息会消失而没有撤稿登记：", "articles would vanish without a take-down entry: ") + listing(lost),
            Text("恢复该信息，或用 sanshen takedown 撤下", "bring them back, or take them down with sanshen takedown"),
        )


def _again(standing: Standing, release: Release, wishes: Wishes) -> tuple[str, str]:
    if release.content not in standing.state.held:
        return DEPLOY, ""
    if not wishes.again:
        raise BlockedError(
            Text("同样的网站刚被回退，不会自动再上线", "the very same site was rolled back and does not go up again by itself"),
            Text("改好以后重新构建；确要原样上线，加 --again", "mend it and build again; to put it up as it is, add --again"),
        )
    return AGAIN, release.content


def _superfluous(releases: Sequence[str], current: str, keep: int) -> tuple[str, ...]:
    old = sorted((one for one in releases if one != current), key=number_of, reverse=True)
    return tuple(old[keep:])


def survey(target: Target, grounds: Grounds) -> tuple[Standing, Release]:
    """What is up, every file of it compared with its manifest; BlockedError where there is nothing, or it was tampered with."""
    with target.locked():
        standing = target.standing()
        live = _live(target, standing, grounds, Wishes())
        if live is None:
            raise BlockedError(Text(f"{target.shell.place} 还没有网站", f"nothing is up at {target.shell.place}"))
        _is_whole(target, standing, live, Wishes())
    return standing, live
