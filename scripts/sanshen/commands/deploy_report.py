"""What `sanshen deploy` tells: a few lines for people, one JSON object for programs."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sanshen.commands.desk import Desk
from sanshen.deploying.deployment import Deployed, refuse_kind, refuse_lapsed
from sanshen.deploying.folder import size_of
from sanshen.deploying.grounds import Grounds
from sanshen.deploying.release import Release
from sanshen.deploying.standing import Standing
from sanshen.model.errors import BlockedError
from sanshen.model.text import EMPTY, Text
from sanshen.report.inert import inert
from sanshen.site.addresses import human_size

PAGES_LIMIT: Final = 1_000_000_000
"""GitHub: "Published GitHub Pages sites may be no larger than 1 GB."; the smaller reading of a GB."""
PAGES_WARNING: Final = 0.8
_SHOWN: Final = 5


def _json(desk: Desk, **said: object) -> None:
    desk.say(json.dumps({"allowed": True, **said}, ensure_ascii=False))


def say_deployed(args: argparse.Namespace, desk: Desk, done: Deployed, release: Release) -> int:
    """The site is up."""
    _warn_strange(desk, done.strange)
    if done.unswept != EMPTY:
        desk.warn(
            Text("已上线；旧版没有清掉，下次上线再清：", "it is up; old releases were not removed, the next deployment will: ")
            + done.unswept
        )
    if args.format == "json":
        _json(
            desk,
            target=args.target,
            release=done.release,
            before=done.before,
            revision=done.revision,
            action=done.action or "none",
            files=len(release.files),
            removed=list(done.removed),
            disappeared=list(done.gone),
        )
        return 0
    if not done.action:
        desk.say(Text(f"已经在线：{done.release}，每个文件都核对过", f"up already: {done.release}, every file compared"))
        return 0
    desk.say(Text(f"已上线 {done.release}，{len(release.files)} 个文件", f"up: {done.release}, {len(release.files)} files"))
    if done.before:
        desk.say(Text(f"  之前是 {done.before}", f"  before: {done.before}"))
    if done.removed:
        listed = "、".join(done.removed)
        desk.say(Text(f"  已清除旧版 {listed}", f"  old releases removed: {', '.join(done.removed)}"))
    for path in done.gone:
        desk.say(Text(f"  暂不可见（台账已登记）：{path}", f"  not public for now, by the ledger: {path}"))
    return 0


def _warn_strange(desk: Desk, names: Sequence[str]) -> None:
    """Something lies among the releases and is none: it is left alone, and somebody should know."""
    shown = [inert(one) for one in names[:_SHOWN]]
    if shown:
        zh, en = "、".join(shown), ", ".join(shown)
        desk.warn(
            Text(f"releases 里有 {len(names)} 个不是上线版本的东西，没有理会：{zh}", f"{len(names)} things in releases are none, and were left alone: {en}")
        )  # fmt: skip


def say_checked(args: argparse.Namespace, desk: Desk, standing: Standing, live: Release) -> int:
    """What is up is what its manifest says."""
    _warn_strange(desk, standing.strange)
    if args.format == "json":
        releases = list(standing.releases)
        _json(
            desk, target=args.target, release=standing.current, revision=live.revision, files=len(live.files), releases=releases
        )
        return 0
    desk.say(
        Text(
            f"线上是 {standing.current}，{len(live.files)} 个文件都与签名的发布清单一致",
            f"{standing.current} is up; all {len(live.files)} files are as the signed manifest says",
        )
    )
    for one in reversed(standing.releases):
        mark = "*" if one == standing.current else " "
        desk.say(f"  {mark} {one}")
    return 0


def say_pages(args: argparse.Namespace, desk: Desk, folder: Path, release: Release, grounds: Grounds) -> int:
    """Whether GitHub Pages may take the site, and whether it can hold it: 1 GB. Raises BlockedError where not."""
    refuse_kind(release, internal=False)
    refuse_lapsed(release, grounds, Text("不能上线：", "not deployed: "))
    size = size_of(folder, release)
    share = round(100 * size / PAGES_LIMIT)
    if size > PAGES_LIMIT:
        raise BlockedError(
            Text(f"网站 {human_size(size)}，超过 GitHub Pages 的 1 GB", f"the site has {human_size(size)}, more than the 1 GB of GitHub Pages"),
            Text("改用自己的服务器：见 docs/deploy.md", "use a server of your own: see docs/deploy.md"),
        )  # fmt: skip
    if size >= PAGES_WARNING * PAGES_LIMIT:
        zh = f"网站已占 GitHub Pages 上限 1 GB 的 {share}%，请准备自己的服务器（docs/deploy.md）"
        desk.warn(
            Text(zh, f"the site fills {share}% of the 1 GB of GitHub Pages: prepare a server of your own (docs/deploy.md)")
        )
    if args.format == "json":
        _json(desk, target="pages", revision=release.revision, files=len(release.files), bytes=size, limit=PAGES_LIMIT)
    else:
        zh = f"可交给 GitHub Pages：{len(release.files)} 个文件，{human_size(size)}（上限的 {share}%）"
        desk.say(Text(zh, f"fit for GitHub Pages: {len(release.files)} files, {human_size(size)} ({share}% of the limit)"))
    return 0
