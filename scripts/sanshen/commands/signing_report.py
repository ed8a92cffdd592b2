"""What a signer is shown: the sheet, the exact change that is about to be signed, and what to do next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import unified_diff

from sanshen.commands.desk import Desk
from sanshen.commands.names import names_of
from sanshen.evidence.signers import Signer
from sanshen.evidence.statements import SignedStatement
from sanshen.judging.judge import Judgement
from sanshen.model.change import PathChange
from sanshen.model.text import Text
from sanshen.report.inert import inert
from sanshen.report.verdict_text import sheets_text
from sanshen.repository import Repository
from sanshen.verdict.paths import PathKind, kind_of

_TEXT_BYTES = 1_048_576


def show(desk: Desk, repository: Repository, judgement: Judgement, paths: Collection[str], base: str) -> None:
    """The sheets of `paths` (none named: the whole change) and the difference between the base and what would be published."""
    desk.write(sheets_text(judgement.verdict, names_of(judgement.office), desk.lang, paths))
    shown = set(paths)
    for case in judgement.cases:
        if case.path in shown and case.judged.article is not None:
            shown |= {file.path for file in case.judged.article.bundle} | {case.former_path}
    for change in repository.changes(base, judgement.tree) if judgement.tree else ():
        if kind_of(change.path) is not PathKind.STATEMENT and (change.path in shown or not paths):
            for line in _difference(repository, change):
                desk.say(line)


def _difference(repository: Repository, change: PathChange) -> Iterator[Text | str]:
    before, after = (_text(repository, entry.oid) if entry is not None else "" for entry in (change.before, change.after))
    if before is None or after is None:
        yield Text(f"二进制文件有改动：{inert(change.path)}", f"binary file changed: {inert(change.path)}")
        return
    names = (f"a/{change.path}" if change.before else "/dev/null", f"b/{change.path}" if change.after else "/dev/null")
    for line in unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""):
        yield inert(line)


def _text(repository: Repository, oid: str) -> str | None:
    if repository.size(oid) > _TEXT_BYTES:
        return None
    data = repository.read(oid)
    try:
        return None if b"\0" in data else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def announce(desk: Desk, signer: Signer, acts: Sequence[tuple[str, str]], reason: str | None) -> None:
    """Who signs what with which key, before the key is used. `acts`: (path, stage)."""
    desk.say(
        Text(
            f"签署人 {signer.person}，密钥 {signer.key.fingerprint}（{signer.source}）",
            f"{signer.person} signs with {signer.key.fingerprint} ({signer.source})",
        )
    )
    for path, stage in acts:
        if reason is not None:
            desk.say(Text(f"  退回 {path}：{reason}", f"  objects to {path}: {reason}"))
        else:
            desk.say(Text(f"  签署 {path} {stage}", f"  signs {path} {stage}"))


def what_next(desk: Desk, made: Sequence[SignedStatement]) -> None:
    """The files written, and the commands that bring them to the others."""
    for one in made:
        desk.say(Text(f"已写入 {one.file}", f"written: {one.file}"))
    desk.say(
        Text(
            '下一步：git add reviews/signatures && git commit -m "签署" && git push',
            'next: git add reviews/signatures && git commit -m "Sign" && git push',
        )
    )
