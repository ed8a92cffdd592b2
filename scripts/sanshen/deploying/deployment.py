"""One deployment from end to end: look, refuse, upload, verify there, switch, sweep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from sanshen.deploying.folder import listing
from sanshen.deploying.grounds import Grounds
from sanshen.deploying.lapses import vanishing
from sanshen.deploying.order import ever_up, refuse_older, refuse_stale
from sanshen.deploying.release import Release
from sanshen.deploying.standing import AGAIN, DEPLOY, Deployment, Standing, number_of, release_name
from sanshen.deploying.target import Target
from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.text import EMPTY, Text

KEEP: Final = 5


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
    unswept: Text = EMPTY
    """Why old releases could not be removed; EMPTY where they were."""
    strange: tuple[str, ...] = ()
    """What lies among the releases and is none."""


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
        live = _live(target, standing, grounds, wishes)
        _refuse_mixing(target, standing, live, release, grounds)
        if live is not None and live.digest == release.digest and _is_whole(target, standing, release, wishes):
            return Deployed(standing.current, standing.current, release.revision, "", strange=standing.strange)
        past = ever_up(target, standing, live, grounds)
        refuse_stale(past, grounds)
        refuse_older(past, release, grounds)
        if live is not None:
            _refuse_vanishing(live, release)
        action, left = _again(standing, release, wishes)
        target.upload(site, release, standing.current if live is not None else "", live)
        target.check("incoming/site", release)
        name = release_name(standing.next_number, release.revision)
        deployment = Deployment(name, release.revision, release.digest, now, action, left)
        target.put_up(standing, name, deployment, internal=release.manifest.internal)
        done = Deployed(name, standing.current, release.revision, action, strange=standing.strange)
        return _sweep(target, done, _superfluous(standing.releases, name, wishes.keep))


def _sweep(target: Target, done: Deployed, names: tuple[str, ...]) -> Deployed:
    """Remove old releases. The new site is up by now: a failure is told and does not undo that; the next deployment sweeps again."""
    try:
        target.prune(names)
    except (BlockedError, UndecidedError) as error:
        return msgspec.structs.replace(done, unswept=error.text)
    return msgspec.structs.replace(done, removed=names)


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


def _refuse_mixing(target: Target, standing: Standing, live: Release | None, release: Release, grounds: Grounds) -> None:
    """The signed manifests tell whose target it is, the target's own notes alone never do; what nobody can tell is public."""
    signed = {live.manifest.internal} if live is not None else set(_kinds(target, standing, grounds))
    noted = {standing.state.internal} if standing.state.deployments else set()
    internal = release.manifest.internal
    if (signed | noted) - {internal}:
        raise BlockedError(
            Text("内部版与公开版不能放在同一个目标", "the internal and the public site never share a target"),
            Text("换一个目标", "choose another target"),
        )
    if internal and standing.releases and not signed:
        raise BlockedError(
            Text("看不出这个目标原来是不是内部的：没有一版的清单签名有效", "no release has a sound manifest: is this an internal target?"),
            Text("内部版换一个空目录", "choose an empty folder for the internal site"),
        )  # fmt: skip


def _kinds(target: Target, standing: Standing, grounds: Grounds) -> Iterator[bool]:
    """Of every release with a sound manifest, whether it is internal."""
    for name in standing.releases:
        with suppress(BlockedError):
            yield target.release(name, grounds.live_keys).manifest.internal


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
