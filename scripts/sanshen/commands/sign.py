"""`sanshen sign`: show what is about to be signed, sign it with an SSH key, chain and store the statement (§5.2, Art. 12)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from sanshen.commands import signing_report, work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.judge import judge_ssh
from sanshen.commands.signing import Chains, Rehearsal, uncounted
from sanshen.evidence.signers import Signer, find_signer, sign_bytes
from sanshen.evidence.statements import FOLDER, SignedStatement, Statement, canonical, whole_path
from sanshen.evidence.wellformed import MAX_REASON, NONE, format_time, plain
from sanshen.judging.judge import Judgement
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.finding import Finding
from sanshen.model.mask import mask
from sanshen.model.sheet import Sheet
from sanshen.model.text import Text
from sanshen.repository import Repository


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `sign`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="待签署的信息，可多篇 / the articles to sign")
    parser.add_argument(
        "--stage", default="", help="环节，缺省为本人可签的第一个 / the stage; default: the first open one of yours"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="SSH 密钥 / the SSH key")
    parser.add_argument("--object", metavar="REASON", help="退回，并写明理由 / object, with the reason")


class _Act(msgspec.Struct, frozen=True):
    """What one person is about to put their name to: a path's digests, its stage, and what the stage binds in."""

    path: str
    grade: str
    stage: str
    substance: str
    form: str
    corrections: tuple[tuple[int, str, str], ...] = ()


class _Session:
    """One run of `sign` on the current branch: `base` is the tip of the protected branch, `head` what is signed over."""

    def __init__(self, desk: Desk, repository: Repository) -> None:
        self.desk = desk
        self.repository = repository
        self.top = work_tree.top_of(repository)
        work_tree.require_branch(repository)
        self.head = repository.resolve("HEAD")
        self.base = work_tree.protected_tip(repository, self.head)
        self.now: datetime = desk.clock()
        self.changed = tuple(one.path for one in repository.changes(self.base, self.head))
        self.extra = work_tree.uncommitted_statements(repository, self.top, self.head, self.changed)
        self.judgement = self.judge(())

    def judge(self, more: Sequence[SignedStatement]) -> Judgement:
        """The judgement of this branch, uncommitted statements and `more` included."""
        extra = (*self.extra, *more)
        return judge_ssh(self.desk, self.repository, self.base, self.head, now=self.now, extra_statements=extra)

    def sheets(self, paths: Sequence[str]) -> tuple[Sheet, ...]:
        """The sheets of the named articles (none named: of all); () where the change is judged as one piece."""
        whole = self.judgement.whole is not None
        known = {sheet.path: sheet for sheet in self.judgement.verdict.articles}
        for path in paths:
            if path not in (self.changed if whole else known):
                raise self._not_here(path)
        if not whole and not known:
            raise self._not_here("")
        return () if whole else tuple(known[path] for path in paths or known)

    def _not_here(self, path: str) -> BlockedError:
        reasons = self.judgement.verdict.reasons
        return BlockedError(
            Text(f"{path} 不在本分支的改动之中", f"{path} is not among what this branch changes")
            if path
            else Text("本分支没有可签署的改动", "this branch changes nothing that could be signed")
            + (Text("：", ": ") + reasons[0] if reasons else Text("", "")),
            Text("改动须先提交（git commit）才能签署", "a change must be committed (git commit) before it can be signed"),
        )

    def refuse_unclean(self, sheets: Sequence[Sheet]) -> None:
        """What is signed is the commit, so what the signer sees on disk must be the same."""
        if self.judgement.whole is not None:
            paths = [path for path in self.changed if not path.startswith(FOLDER)]
        else:
            paths = [path for sheet in sheets for path in self._files(sheet.path)]
        for path in work_tree.unclean(self.repository, self.top, self.head, paths):
            raise BlockedError(
                Text(
                    f"{path} 有未提交的改动，所见与所签将不一致",
                    f"{path} has uncommitted changes: you would sign what you do not see",
                ),
                Text("先提交或撤销改动（git status）", "commit or undo them first (git status)"),
            )

    def _files(self, path: str) -> Iterator[str]:
        yield path
        for case in self.judgement.cases:
            if case.path == path and case.judged.article is not None:
                yield from (file.path for file in case.judged.article.bundle)

    def refuse_findings(self, sheets: Sequence[Sheet]) -> None:
        """Content that a rule forbids is not signed (Art. 13): no signature could make it public."""
        own: list[Finding] = [one for sheet in sheets for one in sheet.findings if one.blocks]
        own += [one for one in self.judgement.verdict.findings if one.blocks]
        if own:
            first = own[0]
            raise BlockedError(
                Text(
                    f"内容规则不允许（{len(own)} 处），首处 {first.path}:{first.place.line}: {first.rule} {first.message.zh}",
                    f"rules forbid it ({len(own)}), first {first.path}:{first.place.line}: {first.rule} {first.message.en}",
                ),
                Text("改正后提交，再签署", "correct and commit it, then sign"),
            )


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Sign or object; 0 where the statements are written. Nothing is written unless all of them count."""
    reason = _reason(args)
    if reason is None and not args.paths:
        raise UsageError(Text("请写明要签署的文件", "name the files to sign"), Text("sanshen sign 路径…", "sanshen sign PATH…"))
    with Repository.open(desk.root, desk.env) as repository:
        session = _Session(desk, repository)
        policy, roster = session.judgement.office.policy, session.judgement.office.roster
        signer = find_signer(roster, _key(args, desk), desk.env, root=session.top, zone=policy.time_zone)
        sheets = session.sheets(work_tree.repository_paths(args.paths, desk.root, session.top))
        session.refuse_unclean(sheets)
        signing_report.show(desk, repository, session.judgement, [sheet.path for sheet in sheets], session.base)
        if reason is None:
            session.refuse_findings(sheets)
        acts = _objections(session, sheets) if reason is not None else _acts(session, signer, sheets, args.stage)
        signing_report.announce(desk, signer, [(act.path, act.stage) for act in acts], reason)
        made = _make(session, signer, acts, reason)
        _require_counted(session, made)
        work_tree.store(session.top, made)
        signing_report.what_next(desk, made)
    return 0


def _key(args: argparse.Namespace, desk: Desk) -> Path | None:
    return None if args.key is None else desk.root / args.key


def _reason(args: argparse.Namespace) -> str | None:
    if args.object is None:
        return None
    reason: str = args.object.strip()
    if not reason or len(reason) > MAX_REASON or not plain(reason) or mask(reason) != reason:
        raise UsageError(
            Text(
                f"退回须写明理由：一行，至多 {MAX_REASON} 字，不含手机号、身份证号等号码",
                f"an objection needs a reason: one line, at most {MAX_REASON} characters, no phone or ID number",
            ),
            Text('sanshen sign --object "数字与附件不符" 路径', 'sanshen sign --object "figures differ from the annex" PATH'),
        )
    if args.stage:
        raise UsageError(Text("退回不分环节，不用 --stage", "an objection names no stage: leave --stage out"))
    return reason


def _acts(session: _Session, signer: Signer, sheets: Sequence[Sheet], stage: str) -> list[_Act]:
    """What is signed, each refused where it would count for nothing: out of turn, unfit, no seat."""
    rehearsal = Rehearsal(session.judgement, signer.person, session.head, session.now)
    whole = session.judgement.whole
    if whole is not None:
        rehearsal.check_whole(stage)
        return [_whole_act(session, stage)]
    found = []
    for sheet in sheets:
        signed = rehearsal.stage_of(sheet, stage)
        listed = rehearsal.listed(signed, sheet)
        found.append(_Act(sheet.path, sheet.grade, signed, sheet.substance or "", sheet.form or "", listed))
    return found


def _objections(session: _Session, sheets: Sequence[Sheet]) -> list[_Act]:
    if session.judgement.whole is not None:
        return [_whole_act(session, "")]
    for sheet in sheets:
        if sheet.substance is None or sheet.form is None:
            raise BlockedError(
                Text(f"{sheet.path} 读不出，无须退回", f"{sheet.path} cannot be read: there is nothing to object to")
            )
    return [_Act(sheet.path, sheet.grade, "", sheet.substance or "", sheet.form or "") for sheet in sheets]


def _whole_act(session: _Session, stage: str) -> _Act:
    whole = session.judgement.whole
    digest = whole.digest if whole is not None else ""
    return _Act(whole_path(digest), "", stage, digest, digest)


def _make(session: _Session, signer: Signer, acts: Sequence[_Act], reason: str | None) -> tuple[SignedStatement, ...]:
    chains = Chains(session.repository, session.judgement, session.base, session.now)
    root = session.repository.root_commit(session.base)
    made = []
    for act in acts:
        tip = chains.tip(act.path)
        said = Statement(
            repository=root,
            path=act.path,
            kind="sign" if reason is None else "object",
            grade=act.grade,
            stage=act.stage,
            substance=act.substance,
            form=act.form,
            commit=session.head,
            person=signer.person,
            time=format_time(session.now),
            replaces=session.judgement.replaces.get(act.path, NONE),
            previous=tip.previous,
            corrections=act.corrections,
            reason=reason or "",
        )
        made.append(SignedStatement(said, sign_bytes(signer, canonical(said), session.desk.env), tip.number))
    return tuple(made)


def _require_counted(session: _Session, made: Sequence[SignedStatement]) -> None:
    """The gate's own answer on the finished statements: each must count, or nothing is written."""
    before, after = session.judgement, session.judge(made)
    events = {event.id: event for event in after.events}
    for one in made:
        event = events[f"statement:{one.hash[:16]}"]
        why = event.void or (None if one.statement.kind == "object" else uncounted(before.verdict, after.verdict, event))
        if why is not None:
            raise BlockedError(
                Text(f"{one.statement.path}：签署不被采信：", f"{one.statement.path}: the sign-off would not count: ") + why,
                Text("没有写入任何文件", "nothing was written"),
            )
