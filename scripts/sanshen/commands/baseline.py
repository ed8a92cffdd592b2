"""`sanshen baseline`: list the articles of an existing site once, for two office-administrators to sign (contract §4b)."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sanshen.commands import atomic, work_tree
from sanshen.commands.desk import Desk
from sanshen.judging.library import Library
from sanshen.judging.office import load_policy, load_roster
from sanshen.model.article import Article
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.modes import PLAIN
from sanshen.model.text import Text
from sanshen.records.baseline import PATH, Baseline, BaselineArticle, encode
from sanshen.records.store import read_chain, tip
from sanshen.repository import Repository
from sanshen.repository.history import first_times

CONTENT = "content/"
_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `baseline`."""
    parser.add_argument(
        "--rev", help="受保护分支上的提交，缺省为其最新提交 / a commit of the protected branch; default: its tip"
    )
    times = parser.add_mutually_exclusive_group()
    times.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="JSON 或 YAML：路径 → 原发布时间（带时区） / path → original publication time",
    )
    times.add_argument(
        "--from-git", action="store_true", help="取文件首次进入主线的时间（缺省） / when each file first came in (default)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Write `reviews/baseline.json` into the work tree. Exit 1 where an article is unreadable or records exist."""
    with Repository.open(desk.root, desk.env) as repository:
        commit = repository.resolve(args.rev) if args.rev else work_tree.protected_tip(repository, repository.resolve("HEAD"))
        top = work_tree.top_of(repository)
        root = repository.root_commit(commit)
        _refuse_late(repository, commit, root)
        articles = _read_all(repository, commit)
        times = first_times(repository, commit, CONTENT) if args.times is None else _times_of_file(desk.root / args.times)
        baseline = Baseline(
            schema="sanshen-baseline-1",
            repository=root,
            commit=commit,
            articles=_entries(repository, commit, articles, times, desk.clock()),
        )
    data = encode(baseline)
    atomic.write(top / PATH, data)
    _report(args, desk, baseline, data)
    if args.times is None and not args.from_git:
        desk.warn(
            Text(
                "原发布时间取自文件首次进入主线的时间；若与实际不符，请用 --times 文件",
                "publication times are when each file first came in; give --times FILE where they differ",
            )
        )
    return 0


def _refuse_late(repository: Repository, commit: str, root: str) -> None:
    chain = read_chain(repository, tip(repository), root)
    if chain.files or chain.faults:
        raise BlockedError(
            Text("已有审签记录，不能再做存量登记", "records exist: a baseline is refused"),
            Text("未登记的信息请作为普通变更签署", "have what is not covered signed as ordinary changes"),
        )
    if repository.entry(commit, PATH) is not None:
        raise BlockedError(Text(f"{commit[:12]} 已有 {PATH}", f"{commit[:12]} has {PATH} already"))


def _read_all(repository: Repository, commit: str) -> tuple[Article, ...]:
    """Every article at the commit; BlockedError names those that cannot be read."""
    policy = load_policy(repository, commit)
    library = Library(repository, policy, load_roster(repository, commit, policy))
    found: list[Article] = []
    faults: list[Text] = []
    for entry in repository.list(commit, CONTENT):
        if not entry.path.endswith(".md"):
            continue
        reading = library.read(commit, entry.path)
        if reading is not None and reading.article is not None and entry.mode == PLAIN:
            found.append(reading.article)
        else:
            first = reading.findings[0] if reading is not None and reading.findings else None
            why = Text(": ", ": ") + first.message if first is not None else Text("", "")
            faults.append(Text(entry.path, entry.path) + why)
    if faults:
        raise BlockedError(
            Text(f"{len(faults)} 篇信息读不出，无法登记：", f"{len(faults)} articles cannot be read: ")
            + Text("；".join(one.zh for one in faults[:_SHOWN]), "; ".join(one.en for one in faults[:_SHOWN])),
            Text("请先用 sanshen check 查明并改正", "find and correct them with sanshen check first"),
        )
    return tuple(found)


def _entries(
    repository: Repository, commit: str, articles: Sequence[Article], times: Mapping[str, datetime], now: datetime
) -> tuple[BaselineArticle, ...]:
    missing = [article.path for article in articles if article.path not in times]
    if missing:
        listed = "、".join(missing[:_SHOWN])
        raise UsageError(
            Text(f"{len(missing)} 篇信息没有原发布时间：{listed}", f"no publication time for {len(missing)}: {listed}"),
            Text("请在 --times 文件中补上，或用 --from-git", "add them to the file of --times, or use --from-git"),
        )
    late = [article.path for article in articles if times[article.path] > now]
    if late:
        raise UsageError(Text(f"{late[0]} 的原发布时间在将来", f"the publication time of {late[0]} lies in the future"))
    return tuple(
        BaselineArticle(
            path=article.path,
            form=article.form,
            substance=article.substance,
            sha256=hashlib.sha256(repository.read_path(commit, article.path) or b"").hexdigest(),
            bundle=tuple(sorted((file.path, file.digest) for file in article.bundle)),
            published=times[article.path].astimezone(UTC).replace(microsecond=0),
        )
        for article in sorted(articles, key=lambda one: one.path)
    )


def _times_of_file(path: Path) -> dict[str, datetime]:
    from sanshen.reading.strict_yaml import YamlError, load

    try:
        value = load(path.read_bytes(), max_bytes=16_777_216).value
        if not isinstance(value, dict):
            raise ValueError("应为 路径: 时间 / expected path: time")
        times = {str(name): datetime.fromisoformat(str(when)) for name, when in value.items()}
        local = next((name for name, when in times.items() if when.tzinfo is None), None)
        if local is not None:
            raise ValueError(f"{local}: 时间没有时区 / no time zone")
    except OSError as error:
        raise UsageError(Text(f"无法读取 {path}：{error.strerror}", f"cannot read {path}: {error.strerror}")) from error
    except (ValueError, YamlError) as error:
        raise UsageError(
            Text(f"{path} 不是时间表：{error}", f"{path} is no table of times: {error}"),
            Text("每行：content/…/a.md: 2025-03-01T09:00:00+08:00", "each line: content/…/a.md: 2025-03-01T09:00:00+08:00"),
        ) from error
    return times


def _report(args: argparse.Namespace, desk: Desk, baseline: Baseline, data: bytes) -> None:
    count, sha256 = len(baseline.articles), hashlib.sha256(data).hexdigest()
    if args.format == "json":
        answer = {"allowed": True, "path": PATH, "commit": baseline.commit, "articles": count, "sha256": sha256}
        desk.say(json.dumps(answer, ensure_ascii=False))
        return
    desk.say(
        Text(
            f"已写入 {PATH}：{baseline.commit[:12]} 的 {count} 篇信息（SHA-256 {sha256[:16]}…）",
            f"wrote {PATH}: {count} articles of {baseline.commit[:12]} (SHA-256 {sha256[:16]}…)",
        )
    )
    desk.say(
        Text(
            f"下一步：在一个新分支上提交此文件（有旧网址表的一起），由两名办公室管理员分别运行 sanshen sign {PATH}，合并后运行 sanshen record",
            f"next: commit it on a new branch (and the table of old addresses); "
            f"two office-administrators run sanshen sign {PATH}; merge; run sanshen record",
        )
    )
