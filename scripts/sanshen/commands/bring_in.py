"""`sanshen import`: an existing site of MkDocs or Hugo, brought into the work tree for the baseline (contract §4b, 存量登记).

Nothing is committed and nothing is signed: what it leaves are articles with their files, the table of old addresses
(`reviews/former-addresses.json`), the publication times for `sanshen baseline --times`, and a report. It may be stopped at
any moment and run again; it then goes on, and it never overwrites what people have changed meanwhile.
"""

from __future__ import annotations

import argparse
import json
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanshen.commands import atomic
from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.commands.bring_report import Brought
    from sanshen.incoming.site import OldSite

FOLDER: Final = "build/import"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `import`."""
    parser.add_argument("old", type=Path, metavar="OLD", help="旧站的文件夹 / the old site's folder")
    parser.add_argument("--from", dest="kind", choices=("mkdocs", "hugo"), required=True)
    parser.add_argument(
        "--map",
        type=Path,
        metavar="FILE",
        help="对照表；不给就打印一份待填的 / the mapping; without it one to fill in is printed",
    )
    parser.add_argument(
        "--listing", type=Path, metavar="FILE", help="hugo list all 的输出，网址以它为准 / the output of `hugo list all`"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where everything that should come in is in, 1 where people have to see to something first."""
    from zoneinfo import ZoneInfo

    from sanshen.commands.bring_report import proposal
    from sanshen.commands.check import site_root
    from sanshen.commands.new import read_office

    root = site_root(desk.root)
    policy, roster = read_office(root)
    zone = ZoneInfo(policy.time_zone)
    site = _old_site(args, desk, zone, policy.limits.article_bytes)
    if args.map is None:
        desk.write(proposal(site.pages, desk.lang))
        return 0
    from sanshen.commands.bringing import bring
    from sanshen.incoming import mapping

    mapped = mapping.read(str(args.map), _read(desk.root / args.map), policy, roster, zone)
    brought = bring(desk, root, site, mapped, policy, roster)
    _report(brought, args, desk, root / FOLDER)
    return 0 if brought.complete else 1


def _old_site(args: argparse.Namespace, desk: Desk, zone: tzinfo, most: int) -> OldSite:
    from sanshen.incoming import hugo, mkdocs

    old = desk.root / args.old
    if not old.is_dir():
        raise UsageError(Text(f"没有文件夹 {old}", f"there is no folder {old}"))
    if args.kind == "mkdocs":
        site = mkdocs.read_site(old, zone, most)
    else:
        site = hugo.read_site(old, zone, _read(desk.root / args.listing) if args.listing is not None else None, most)
    if not site.pages:
        raise UsageError(
            Text(f"{old / site.content} 里没有页面", f"there are no pages in {old / site.content}"),
            Text("请给出旧站的根文件夹（配置文件所在处）", "name the old site's top folder, where its configuration is"),
        )
    return site


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(Text(f"无法读取 {path}：{error.strerror}", f"cannot read {path}: {error.strerror}")) from error


def _report(brought: Brought, args: argparse.Namespace, desk: Desk, folder: Path) -> None:
    from sanshen.commands.bring_report import as_json, as_text

    whole = json.dumps(as_json(brought, desk.lang), ensure_ascii=False, indent=1) + "\n"
    atomic.write(folder / "report.json", whole.encode("utf-8", "surrogatepass"))
    text = as_text(brought, desk.lang)
    atomic.write(folder / "report.md", text.encode("utf-8", "surrogatepass"))
    if args.format == "json":
        desk.say(json.dumps(as_json(brought, desk.lang), ensure_ascii=False))
        return
    desk.write(text)
    desk.say(Text(f"全部写在 {FOLDER}/report.json", f"all of it is in {FOLDER}/report.json"))
    if not brought.complete:
        desk.say(
            Text(
                "下一步：先处理“未带入”与“没有覆盖”的（改旧页面、对照表，或写进 skip），再运行同一条命令",
                "next: see to what was not brought in or not overwritten (old pages, mapping, its skip), then run the same command again",
            )
        )
    else:
        desk.say(
            Text(
                f"下一步：提交 content/ 合入主线，再运行 sanshen baseline --times {FOLDER}/times.json",
                f"next: commit content/, merge it, then run sanshen baseline --times {FOLDER}/times.json",
            )
        )
        desk.say(
            Text(
                "旧网址表 reviews/former-addresses.json 与 reviews/baseline.json 一起提交、一起签署",
                "commit and sign the table of old addresses, reviews/former-addresses.json, together with reviews/baseline.json",
            )
        )
