"""`sanshen attest`: the slip a district leader signs on paper, and an administrator's entry of a signed one (§5.3, Art. 12)."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Final

from sanshen.commands import signing_report, work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.signing_session import Act, Session, make, require_counted
from sanshen.evidence.signers import find_signer
from sanshen.evidence.statements import StatedPaper
from sanshen.evidence.wellformed import MAX_NUMBER, day_ok, number_ok
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.sheet import Sheet
from sanshen.model.text import Text
from sanshen.reading.wording import nearest
from sanshen.report.inert import inert
from sanshen.repository import Repository

SHOWN: Final = 16
"""So many digits of the digest stand on the slip in groups of four, and are typed back from it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `attest`."""
    parser.add_argument("path", metavar="PATH", help="信息 / the article")
    parser.add_argument("--stage", required=True, help="区领导审签的环节 / the stage")
    parser.add_argument("--slip", action="store_true", help="打印书面签批单 / print the slip to be signed on paper")
    parser.add_argument("--signer", default="", metavar="PERSON", help="纸面上签批的区领导 / who signed the paper")
    parser.add_argument("--number", default="", help="书面签批的文号 / the paper's number")
    parser.add_argument("--date", default="", help="纸面上的日期 / the paper's date, 2026-11-23")
    parser.add_argument("--digest", default="", help=f"纸面上的版本摘要，至少 {SHOWN} 位 / the digest on the paper")
    parser.add_argument("--key", type=Path, metavar="FILE", help="SSH 密钥 / the SSH key")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Print the slip, or write one administrator's entry; 0 where it is written, nothing is written where it would not count."""
    with Repository.open(desk.root, desk.env) as repository:
        session = Session(desk, repository)
        (sheet,) = session.sheets(work_tree.repository_paths([args.path], desk.root, session.top)) or (None,)
        if sheet is None:
            raise BlockedError(Text("书面签批只用于信息", "only articles are signed on paper"))
        _require_attestable(session, sheet, args.stage)
        session.refuse_unclean([sheet])
        if args.slip:
            desk.write(_slip(session, sheet, args.stage, desk))
            return 0
        paper = _paper(args)
        _require_digest(sheet, args.digest)
        _enter(session, sheet, args, paper)
    return 0


def _enter(session: Session, sheet: Sheet, args: argparse.Namespace, paper: StatedPaper) -> None:
    desk, office = session.desk, session.judgement.office
    if paper.signer not in office.roster.people:
        near = nearest(paper.signer, [one for one in office.roster.people if one[:1] == paper.signer[:1]])
        raise UsageError(
            Text(f"名册里没有签批人“{inert(paper.signer)}”{near.zh}", f"nobody is listed as {inert(paper.signer)!r}{near.en}")
        )
    key = None if args.key is None else desk.root / args.key
    signer = find_signer(office.roster, key, desk.env, root=session.top, zone=office.policy.time_zone)
    signing_report.show(desk, session.repository, session.judgement, [sheet.path], session.base)
    session.refuse_findings([sheet])
    name = office.roster.people[paper.signer].name
    desk.say(
        Text(
            f"{signer.person} 代录：{name} {paper.date} 在书面 {paper.number} 上签批 {sheet.path} {args.stage}",
            f"{signer.person} enters: {paper.signer} signed {sheet.path} {args.stage} on paper {paper.number}, {paper.date}",
        )
    )
    act = Act(sheet.path, sheet.grade, args.stage, sheet.substance or "", sheet.form or "", kind="attest", paper=paper)
    made = make(session, signer, [act])
    require_counted(session, made)
    work_tree.store(session.top, made)
    signing_report.what_next(desk, made)


def _require_attestable(session: Session, sheet: Sheet, stage: str) -> None:
    """The stage is on the sheet, and the policy lets it be signed on paper."""
    policy = session.judgement.office.policy
    if not policy.attested:
        raise BlockedError(
            Text("本区没有启用书面签批代录", "paper signatures are off in this district"),
            Text("启用须改 policy.yml 的 attested，由办公室两人签署", "`attested` of policy.yml turns them on, signed by two"),
        )
    able = [one.id for one in sheet.stages if one.id in policy.stages and policy.stages[one.id].attestable]
    if stage not in able:
        listed = "、".join(able) or "无"
        raise UsageError(
            Text(f"环节 {inert(stage)} 不得书面签批", f"the stage {inert(stage)} cannot be signed on paper"),
            Text(f"这篇信息可书面签批的：{listed}", f"of this article's: {', '.join(able) or 'none'}"),
        )


def _paper(args: argparse.Namespace) -> StatedPaper:
    for name in ("signer", "number", "date", "digest"):
        if not getattr(args, name):
            raise UsageError(
                Text(f"代录须写 --{name}", f"an entry needs --{name}"),
                Text("只打印签批单用 --slip", "to print the slip use --slip"),
            )
    if not number_ok(args.number):
        raise UsageError(
            Text(
                f"文号须是一个词，至多 {MAX_NUMBER} 字，不含空格、冒号和电话、证件号码",
                f"the number is one word of at most {MAX_NUMBER} characters, without colon, phone or ID number",
            ),
            Text("例如 办签〔2026〕12号", "e.g. 办签〔2026〕12号"),
        )
    if not day_ok(args.date):
        raise UsageError(Text(f"--date 不是日期：{inert(args.date)}", "--date is no date"), Text("2026-11-23", "2026-11-23"))
    return StatedPaper(signer=args.signer, number=args.number, date=args.date)


def _require_digest(sheet: Sheet, typed: str) -> None:
    """What stands on the paper is typed in, not copied from the screen: so it is this version that was signed."""
    digits = re.sub(r"\s", "", typed).lower()
    if len(digits) < SHOWN or not re.fullmatch(r"[0-9a-f]+", digits):
        raise UsageError(
            Text(f"--digest 至少 {SHOWN} 位十六进制", f"--digest takes at least {SHOWN} hex digits"),
            Text("照纸面上的摘要填写", "type it from the paper"),
        )
    if not (sheet.substance or "").startswith(digits):
        raise BlockedError(
            Text(
                "纸面上的摘要不是现版本的：签批之后内容又有改动，或不是这一篇",
                "the paper's digest is not the present version's",
            ),
            Text("请用 --slip 重新打印，另行签批", "print a new slip with --slip and have it signed"),
        )


def _slip(session: Session, sheet: Sheet, stage: str, desk: Desk) -> str:
    """The slip: what is signed, over which version, and room for the signature."""
    case = next(one for one in session.judgement.cases if one.path == sheet.path)
    title = case.judged.article.meta.title if case.judged.article is not None else ""
    policy, substance = session.judgement.office.policy, sheet.substance or ""
    groups = " ".join(substance[at : at + 4] for at in range(0, SHOWN, 4))
    lines = [
        Text("书面签批单", "Slip for a signature on paper"),
        Text("", ""),
        Text(f"标题：{inert(title)}", f"title: {inert(title)}"),
        Text(f"位置：{inert(sheet.path)}", f"path: {inert(sheet.path)}"),
        Text(f"等级：{policy.grades[sheet.grade].name}", f"grade: {sheet.grade}"),
        Text(f"环节：{policy.stages[stage].name}", f"stage: {stage}"),
        Text(f"版本摘要：{groups}", f"digest: {groups}"),
        Text("", ""),
        Text("对照所附样版，同意按此版本发布。", "I agree to the publication of this version, as in the sample."),
        Text("", ""),
        Text(
            "签批人（签名）：____________  日期：____年__月__日  文号：____________",
            "signed: ________  date: ________  number: ________",
        ),
        Text("", ""),
        Text(
            "内容有任何改动，本签批单即作废。由两名区政府办公室管理员凭此单各自用 sanshen attest 代录。",
            "Void once the content changes. Two office-administrators enter it, each with sanshen attest.",
        ),
    ]
    return "\n".join(line.to(desk.lang) for line in lines) + "\n"
