"""What a push may do to the refs of a plain Git server, before its content is judged (T58). Facts in, refusals out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sanshen.model.errors import UndecidedError
from sanshen.model.modes import PLAIN
from sanshen.model.text import Text
from sanshen.records.index import FOLDER as INDEX
from sanshen.records.record import BRANCH, FOLDER
from sanshen.repository import Repository
from sanshen.repository.environment import finding_environment
from sanshen.repository.process import Git

HEADS: Final = "refs/heads/"


class Update(NamedTuple):
    """One line of the push: `old` and `new` are None where the ref is created or deleted."""

    ref: str
    old: str | None
    new: str | None


class Server(NamedTuple):
    """What the receiving repository has before the push. `aliases`: symbolic ref → the ref it stands for."""

    default: str
    refs: Mapping[str, str]
    aliases: Mapping[str, str]
    genesis: bool


def read_updates(text: str) -> tuple[Update, ...]:
    """The lines that Git gives to pre-receive. Raises UndecidedError for anything else: it was not run by a push."""
    found = []
    for line in text.splitlines():
        words = line.split(" ", 2)
        if len(words) != 3 or not words[2].startswith("refs/"):  # noqa: PLR2004  # old, new, ref
            raise UndecidedError(
                Text(f"不是推送的更新行：{line[:80]!r}", f"not an update line of a push: {line[:80]!r}"),
                Text("此程序由 Git 的 pre-receive 钩子调用", "Git's pre-receive hook runs this program"),
            )
        old, new = (None if set(word) == {"0"} else word for word in words[:2])
        found.append(Update(words[2], old, new))
    return tuple(found)


def server_of(repository: Repository, env: Mapping[str, str]) -> Server:
    """Read the receiving repository: its default branch, its refs, and `sanshen.genesis` of its own configuration."""
    git_dir = repository.location.git_dir
    git = Git(finding_environment(env), git_dir)
    listed = git.run("for-each-ref", "--format=%(refname)%00%(objectname)%00%(symref)").text
    rows = [line.split("\0") for line in listed.splitlines()]
    asked = git.run("config", "--file", str(git_dir / "config"), "--type=bool", "--get", "sanshen.genesis", ok=(0, 1))
    return Server(
        default=_default(git_dir),
        refs={row[0]: row[1] for row in rows},
        aliases={row[0]: row[2] for row in rows if row[2]},
        genesis=asked.text.strip() == "true",
    )


def _default(git_dir: Path) -> str:
    head = (git_dir / "HEAD").read_text("utf-8").strip()
    return head.removeprefix("ref: ") if head.startswith("ref: ") else ""


def real_updates(updates: Sequence[Update], server: Server) -> tuple[Update, ...]:
    """The updates with every symbolic ref replaced by the ref that will really change."""
    return tuple(one._replace(ref=server.aliases.get(one.ref, one.ref)) for one in updates)


def protected_refusal(repository: Repository, update: Update, server: Server) -> Text | None:
    """Why the protected branch may not be moved like this at all, None where only the content is left to judge."""
    old, new = update.old, update.new
    present = server.refs.get(update.ref)
    if new is None:
        return Text("受保护分支不得删除", "the protected branch may not be deleted")
    if not repository.has(new):
        return Text("推送的不是提交", "what was pushed is not a commit")
    if old != present:
        return Text("推送期间分支已变动，请重试", "the branch moved during the push; try again")
    if old is None:
        return None if server.genesis or not server.refs else _no_genesis(update.ref)
    if old == new:
        return None
    if not repository.is_ancestor(old, new):
        return Text(
            "不是快进：受保护分支不得改写历史", "not a fast-forward: the protected branch's history may not be rewritten"
        )
    line = repository.first_parents(new, since=old)
    if repository.commit(line[-1]).parents[:1] != (old,):
        # Records and the repository's name follow first parents: the old tip must stay on that line.
        return Text(
            "合并方向有误：原分支顶端须是第一父提交（先检出受保护分支，再合并进来）",
            "merged the wrong way round: the old tip must be a first parent (check the protected branch out, merge into it)",
        )
    return None


def _no_genesis(ref: str) -> Text:
    name = ref.removeprefix(HEADS)
    return Text(
        f"仓库已有其他引用，不接受凭空建立 {name}；确需如此，由服务器管理员执行 git config sanshen.genesis true",
        f"the repository has other refs, so {name} is not accepted out of nothing; "
        "if it must be, the server's administrator runs: git config sanshen.genesis true",
    )


def records_refusal(repository: Repository, update: Update, server: Server) -> Text | None:
    """Why the records branch may not be moved like this: only forward, only new files below reviews/records/ and reviews/versions/."""
    if update.new is None:
        return Text("审签记录分支不得删除", "the records branch may not be deleted")
    if not repository.has(update.new):
        return Text("推送的不是提交", "what was pushed is not a commit")
    if update.old != server.refs.get(update.ref):
        return Text("推送期间分支已变动，请重试", "the branch moved during the push; try again")
    if update.old is not None and not repository.is_ancestor(update.old, update.new):
        return Text("审签记录分支只能快进", "the records branch only moves forward")
    return next(_not_appended(repository, update.old, update.new), None)


def _not_appended(repository: Repository, old: str | None, new: str) -> Iterator[Text]:
    before = old or repository.empty_tree
    for commit in reversed(repository.first_parents(new, since=old)):
        if len(repository.commit(commit).parents) > 1:
            yield Text(f"审签记录分支上不得有合并提交：{commit[:12]}", f"no merges on the records branch: {commit[:12]}")
        for change in repository.changes(before, commit):
            plain = change.after is not None and change.after.mode == PLAIN
            if change.before is not None or not plain or not change.path.startswith((FOLDER, INDEX)):
                yield Text(
                    f"审签记录分支只能新增 {FOLDER} 与 {INDEX} 下的文件：{change.path!r}（{commit[:12]}）",
                    f"the records branch only takes new files below {FOLDER} and {INDEX}: {change.path!r} ({commit[:12]})",
                )
        before = commit


def protected_refs(server: Server, branch: str) -> frozenset[str]:
    """The refs that are gated: the default branch of the server, and the one that its policy names."""
    named = {server.default, HEADS + branch if branch else ""}
    return frozenset(ref for ref in named if ref and ref != BRANCH)
