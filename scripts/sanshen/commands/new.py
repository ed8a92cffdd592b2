"""`sanshen new`: an article with valid front matter, in a column that exists."""

from __future__ import annotations

import argparse
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.model.text import EMPTY, Text

if TYPE_CHECKING:
    from sanshen.model.policy import Policy
    from sanshen.model.roster import Roster

_MOST_A_DAY: Final = 999
_BODY: Final = "\n（在此撰写正文，完成后删去这一行。）\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `new`."""
    parser.add_argument("place", metavar="UNIT/COLUMN")
    parser.add_argument("slug", nargs="?", metavar="SLUG", help="默认为 月日-序号 / default: MMDD-n")
    parser.add_argument("--title", required=True)
    parser.add_argument("--grade", default="", metavar="GRADE", help="默认为最低等级 / default: the lowest")
    parser.add_argument("--source", default="", metavar="NAME", help="默认为单位名称 / default: the unit's name")
    parser.add_argument("--source-url", default="", metavar="URL", help="转载 / reprint")
    parser.add_argument("--source-title", default="", metavar="TITLE", help="转载 / reprint")
    parser.add_argument("--source-published", default="", metavar="TIME", help="转载 / reprint")
    parser.add_argument("--unit", default="", metavar="UNIT", help="门户栏目：由哪个单位审签 / portal: whose people sign")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Write content/<unit>/<column>/<yyyy>/<slug>.md and print its path; overwrites nothing."""
    from zoneinfo import ZoneInfo

    from sanshen.commands import atomic
    from sanshen.commands.check import site_root

    root = site_root(desk.root)
    policy, roster = read_office(root)
    unit, column = _column(args.place, roster)
    now = desk.clock().astimezone(ZoneInfo(policy.time_zone))
    folder = f"content/{unit}/{column}/{now:%Y}"
    path = f"{folder}/{_slug(args.slug, root / folder, now)}.md"
    atomic.write_new(root / path, _article(args, policy, roster, unit).encode())
    desk.say(path)
    return 0


def read_office(root: Path) -> tuple[Policy, Roster]:
    """Policy and roster as they stand in the work tree. Raises UsageError where the policy cannot be read."""
    from sanshen.commands.file_sources import WorkTree
    from sanshen.model.dossier import DISTRICT, UNITS
    from sanshen.reading import office

    tree = WorkTree(root)
    most = office.OFFICE_FILE_BYTES
    paths = [office.POLICY, DISTRICT, *tree.paths(UNITS)]
    files = {path: tree.read(path) for path in paths if not tree.kind(path, most)}
    policy = office.require_policy(files.pop(office.POLICY, None))
    return policy, office.read_roster(files, policy)


def _column(place: str, roster: Roster) -> tuple[str, str]:
    from sanshen.reading.wording import nearest

    unit, _, column = place.strip("/").partition("/")
    if unit not in roster.units:
        near = nearest(unit, roster.units)
        raise UsageError(Text(f"没有单位“{unit}”{near.zh}", f"there is no unit {unit!r}{near.en}"))
    columns = roster.units[unit].columns
    if column not in columns:
        near = nearest(column, columns)
        raise UsageError(
            Text(f"单位“{unit}”没有栏目“{column}”{near.zh}", f"the unit {unit!r} has no column {column!r}{near.en}"),
            Text("新增栏目须经区政府办公室批准（办法第八条）", "a new column needs the office's approval (Art. 8)"),
        )
    if columns[column].state != "open":
        raise UsageError(
            Text(f"栏目“{column}”还在筹备，没有开通", f"the column {column!r} is planned, not open"),
            Text("开通须改 columns.yml 并经批准（办法第八条）", "opening it changes columns.yml and needs approval (Art. 8)"),
        )
    return unit, column


def _slug(wanted: str | None, folder: Path, now: datetime) -> str:
    if wanted is not None:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", wanted):
            raise UsageError(
                Text(f"文件名“{wanted}”不合要求", f"the slug {wanted!r} is not allowed"),
                Text("只用小写字母、数字与连字符，例如 winter-fire-check", "use lower-case letters, digits and hyphens"),
            )
        return wanted
    for number in range(1, _MOST_A_DAY + 1):
        slug = f"{now:%m%d}-{number}"
        if not (folder / f"{slug}.md").exists():
            return slug
    raise UsageError(Text("今天的默认文件名已用完", "today's default names are used up"), Text("请写明文件名", "give a slug"))


def _article(args: argparse.Namespace, policy: Policy, roster: Roster, unit: str) -> str:
    from sanshen.commands.skeleton import quoted

    title = args.title.strip()
    if not title or not title.isprintable():
        raise UsageError(Text("标题不能为空，也不能有换行", "the title must be one line and not empty"))
    lines = [
        "---",
        f"title: {quoted(title)}",
        f"grade: {_grade(args.grade or next(iter(policy.grades)), policy)}",
        *_source(args, roster, unit),
    ]
    lines += ["disclosure: active", *_signing_unit(args.unit, unit, roster), "---"]
    return "\n".join(lines) + "\n" + _BODY


def _grade(word: str, policy: Policy) -> str:
    from sanshen.reading.wording import nearest

    grade = policy.grade_id(word)
    if grade is None:
        near = nearest(word, [*policy.grades, *(one.name for one in policy.grades.values())])
        raise UsageError(Text(f"没有等级“{word}”{near.zh}", f"there is no grade {word!r}{near.en}"))
    return grade


def _source(args: argparse.Namespace, roster: Roster, unit: str) -> list[str]:
    from sanshen.commands.skeleton import quoted

    details = {"url": args.source_url, "title": args.source_title, "published": args.source_published}
    given = {key: value.strip() for key, value in details.items() if value.strip()}
    name = args.source.strip()
    if not given:
        return [f"source: {quoted(name or roster.units[unit].name)}"]
    if not name:
        raise UsageError(
            Text("转载须写来源名称（办法第十八条）", "a reprint needs the name of its source (Art. 18)"),
            Text("--source 名称", "--source NAME"),
        )
    return ["source:", f"  name: {quoted(name)}", *(f"  {key}: {quoted(value)}" for key, value in given.items())]


def _signing_unit(wanted: str, unit: str, roster: Roster) -> list[str]:
    from sanshen.reading.article_path import PORTAL
    from sanshen.reading.wording import nearest

    if unit != PORTAL:
        if wanted:
            raise UsageError(Text("只有门户栏目的信息才写 --unit", "only articles of the portal have --unit"), EMPTY)
        return []
    if wanted and wanted not in roster.units:
        near = nearest(wanted, roster.units)
        raise UsageError(Text(f"没有单位“{wanted}”{near.zh}", f"there is no unit {wanted!r}{near.en}"))
    return [f"unit: {wanted or unit}"]
