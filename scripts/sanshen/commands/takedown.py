"""`sanshen takedown`: remove articles from the work tree, with one ledger entry each (Art. 23, 24; §4b)."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sanshen.commands import atomic, work_tree
from sanshen.commands.desk import Desk
from sanshen.judging.library import Library
from sanshen.judging.office import load_office
from sanshen.model.article import Article
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.ledger import LEDGER
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.repository import Repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the contract, and who takes down where it cannot be told from the key or the Git e-mail."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="要撤下的信息 / the articles to take down")
    parser.add_argument("--reason", required=True, metavar="CODE", help="撤下原因代码 / a reason of the policy")
    parser.add_argument("--note", default="", help="补充说明，不公开 / a note, not published")
    parser.add_argument("--by", default="", metavar="PERSON", help="登记人，默认由 Git 邮箱认出 / default: by the Git e-mail")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Write the entries, then remove the files; says what to do next."""
    with Repository.open(desk.root, desk.env) as repository:
        top = work_tree.top_of(repository)
        head = repository.resolve("HEAD")
        office = load_office(repository, head, desk.env)
        paths = work_tree.repository_paths(args.paths, desk.root, top)
        _check(repository, office.policy, args.reason, paths, head)
        by = args.by or office.roster.by_email(repository.user_email)
        if args.by and args.by not in office.roster.people:
            raise UsageError(
                Text(f"人员名册中没有 {args.by}", f"{args.by} is not in the roster"),
                Text("请用 --by 人员编号", "use --by PERSON, an id of the roster"),
            )
        library = Library(repository, office.policy, office.roster)
        articles = [_published(library, head, path) for path in paths]
        _clean(repository, top, head, articles)
        now = desk.clock()
        for article in articles:
            entry = _entry_path(article.path, now, office.policy)
            atomic.write_new(top / entry, _entry(article, args.reason, args.note, by, now, office.policy))
            desk.say(Text(f"已登记 {entry}", f"entered {entry}"))
        for article in articles:
            for path in (article.path, *_own_files(library, head, article, paths)):
                (top / path).unlink(missing_ok=True)
                desk.say(Text(f"已删除 {path}", f"removed {path}"))
    desk.say(
        Text(
            "下一步：git add -A && git commit，推送后由本单位任一在岗人员或区政府办公室签署 takedown；负责人须在 24 小时内确认",
            "next: git add -A && git commit; anyone in office signs `takedown`; a head confirms within 24 hours",
        )
    )
    return 0


def _check(repository: Repository, policy: Policy, reason: str, paths: Sequence[str], head: str) -> None:
    reasons = policy.takedown.reasons
    if reason not in reasons:
        listed = "；".join(f"{code} {what}" for code, what in reasons.items())
        raise UsageError(
            Text(f"没有撤下原因“{reason}”", f"no take-down reason {reason!r}"),
            Text(f"可用：{listed}", f"one of: {', '.join(reasons)}"),
        )
    missing = [path for path in paths if repository.entry(head, path) is None]
    if missing:
        raise UsageError(
            Text(f"当前提交中没有 {missing[0]}", f"{missing[0]} is not in the present commit"),
            Text("请核对路径", "check the path"),
        )
    if len(paths) > policy.limits.takedown or len({path.split("/")[1] for path in paths}) > 1:
        most = policy.limits.takedown
        raise UsageError(
            Text(f"一次只能撤下同一单位的信息，至多 {most} 篇", f"one unit's articles at a time, at most {most}"),
            Text("请分批撤下", "take them down in parts"),
        )


def _published(library: Library, head: str, path: str) -> Article:
    reading = library.read(head, path)
    article = (reading.article or reading.draft) if reading is not None else None
    if article is None:
        raise BlockedError(
            Text(f"{path} 不能作为信息读取", f"{path} cannot be read as an article"),
            Text("请先运行 sanshen check 查看问题", "run sanshen check on it first"),
        )
    return article


def _clean(repository: Repository, top: Path, head: str, articles: Sequence[Article]) -> None:
    """Nothing may be lost: what is not committed yet is not deleted."""
    paths = [path for one in articles for path in (one.path, *(file.path for file in one.bundle))]
    for path in work_tree.unclean(repository, top, head, paths):
        raise BlockedError(
            Text(f"{path} 有未提交的改动", f"{path} has changes that are not committed"),
            Text("请先提交或还原", "commit or restore them first"),
        )


def _own_files(library: Library, head: str, article: Article, leaving: Sequence[str]) -> list[str]:
    """Bundle files that no article which stays uses."""
    return [file.path for file in article.bundle if set(library.owners(head, file.path)) <= set(leaving)]


def _entry_path(path: str, now: datetime, policy: Policy) -> str:
    local = now.astimezone(ZoneInfo(policy.time_zone))
    return f"{LEDGER}takedown/{local:%Y}/{local:%m%d-%H%M%S}-{hashlib.sha256(path.encode()).hexdigest()[:12]}.yml"


def _entry(article: Article, reason: str, note: str, by: str | None, now: datetime, policy: Policy) -> bytes:
    """The entry as YAML; every value is written as a JSON string, which YAML reads the same way."""
    values: dict[str, object] = {
        "schema": 1,
        "kind": "takedown",
        "path": article.path,
        "reason": reason,
        "at": now.astimezone(ZoneInfo(policy.time_zone)).isoformat(timespec="seconds"),
        "digest": article.form,
    }
    if by:
        values["by"] = by
    if note:
        values["note"] = note
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()).encode()
