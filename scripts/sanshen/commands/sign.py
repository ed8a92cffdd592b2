"""`sanshen sign`: show what is about to be signed, sign it with an SSH key, chain and store the statement (§5.2, Art. 12)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sanshen.commands import signing_report, work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.signing import Rehearsal
from sanshen.commands.signing_session import Act, Session, make, require_counted
from sanshen.evidence.signers import Signer, find_signer
from sanshen.evidence.statements import whole_path
from sanshen.evidence.wellformed import MAX_REASON, plain
from sanshen.judging.content import rule_book
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.mask import mask
from sanshen.model.sheet import Sheet
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.rules.judging import in_remark


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `sign`."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="待签署的信息，可多篇 / the articles to sign")
    parser.add_argument(
        "--stage", default="", help="环节，缺省为本人可签的第一个 / the stage; default: the first open one of yours"
    )
    parser.add_argument("--key", type=Path, metavar="FILE", help="SSH 密钥 / the SSH key")
    parser.add_argument("--object", metavar="REASON", help="退回，并写明理由 / object, with the reason")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Sign or object; 0 where the statements are written. Nothing is written unless all of them count."""
    reason = _reason(args)
    if reason is None and not args.paths:
        raise UsageError(Text("请写明要签署的文件", "name the files to sign"), Text("sanshen sign 路径…", "sanshen sign PATH…"))
    with Repository.open(desk.root, desk.env) as repository:
        session = Session(desk, repository)
        policy, roster = session.judgement.office.policy, session.judgement.office.roster
        signer = find_signer(roster, _key(args, desk), desk.env, root=session.top, zone=policy.time_zone)
        sheets = session.sheets(work_tree.repository_paths(args.paths, desk.root, session.top))
        session.refuse_unclean(sheets)
        if reason is not None:
            _refuse_leaks(reason, session)
        signing_report.show(desk, repository, session.judgement, [sheet.path for sheet in sheets], session.base)
        if reason is None:
            session.refuse_findings(sheets)
        acts = _objections(session, sheets, reason) if reason is not None else _acts(session, signer, sheets, args.stage)
        signing_report.announce(desk, signer, [(act.path, act.stage) for act in acts], reason)
        made = make(session, signer, acts)
        require_counted(session, made)
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


def _refuse_leaks(reason: str, session: Session) -> None:
    """The reason is kept for ever and shown to many: what no article may say of persons and secrets, it may not say either.

    Asked when it is written and not when it is read: a rule that comes later must not make an objection void.
    """
    found = in_remark(reason, rule_book(session.judgement.office, session.now))
    if found:
        raise UsageError(
            Text("退回理由里不能写：", "the reason may not hold this: ") + found[0].message,
            Text("只说哪里不妥，不照抄原文", "say where the fault is, do not copy it"),
        )


def _acts(session: Session, signer: Signer, sheets: Sequence[Sheet], stage: str) -> list[Act]:
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
        found.append(Act(sheet.path, sheet.grade, signed, sheet.substance or "", sheet.form or "", listed))
    return found


def _objections(session: Session, sheets: Sequence[Sheet], reason: str) -> list[Act]:
    if session.judgement.whole is not None:
        return [msgspec.structs.replace(_whole_act(session, ""), kind="object", reason=reason)]
    for sheet in sheets:
        if sheet.substance is None or sheet.form is None:
            raise BlockedError(
                Text(f"{sheet.path} 读不出，无须退回", f"{sheet.path} cannot be read: there is nothing to object to")
            )
    return [
        Act(sheet.path, sheet.grade, "", sheet.substance or "", sheet.form or "", kind="object", reason=reason)
        for sheet in sheets
    ]


def _whole_act(session: Session, stage: str) -> Act:
    whole = session.judgement.whole
    digest = whole.digest if whole is not None else ""
    return Act(whole_path(digest), "", stage, digest, digest)
