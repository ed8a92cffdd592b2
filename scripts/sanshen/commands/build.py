"""`sanshen build`: verify, then build the site from what is proven, and only then put it up (contract §6)."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.judging.office import Office
    from sanshen.model.proof import ProofFault, Proofs
    from sanshen.repository import Repository
    from sanshen.site.edition import LeftOut
    from sanshen.site.marks import Missing
    from sanshen.site.publishing import Built, Sign

SITE: Final = "site"
INTERNAL_SITE: Final = "build/internal"
KEY_VARIABLE: Final = "SANSHEN_PIPELINE_KEY"


class Outcome(msgspec.Struct, frozen=True):
    """Everything that the report tells."""

    revision: str
    where: Path
    built: Built
    left_out: tuple[LeftOut, ...]
    faults: tuple[ProofFault, ...]
    missing_marks: tuple[Missing, ...]
    embargoed: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether all of the revision is on the site."""
        return self.built.switched and not self.left_out and not self.faults


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `build`."""
    parser.add_argument("--rev", default="HEAD", help="要发布的版本 / the revision to publish (HEAD)")
    parser.add_argument("--site-dir", type=Path, metavar="DIR", help=f"网站放在哪里（{SITE}）/ where the site goes")
    parser.add_argument(
        "--internal", action="store_true", help="内部版：另含等级与审签单 / with grades and sheets, never to be deployed"
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help=f"给发布清单签名的发布密钥，默认取 {KEY_VARIABLE} / signs the manifest"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where the whole revision is up, 1 where something was left out or the old site had to stay."""
    from sanshen.repository import Repository

    with Repository.open(desk.root, desk.env) as repository:
        outcome = _build(args, desk, repository)
    if args.format == "json":
        desk.say(json.dumps(as_json(outcome, desk), ensure_ascii=False))
    else:
        report(outcome, desk)
    return 0 if outcome.allowed else 1


def _build(args: argparse.Namespace, desk: Desk, repository: Repository) -> Outcome:
    from sanshen.commands.edition_reading import assemble, file_reader
    from sanshen.judging.office import load_office
    from sanshen.records.verifier import prove
    from sanshen.site.marks import missing_marks
    from sanshen.site.publishing import publish

    commit = repository.resolve(args.rev)
    office = load_office(repository, commit, desk.env)
    sign = _signer(args, desk, office)
    now = desk.clock()
    proofs = prove(repository, commit, now=now)
    made = assemble(repository, proofs, office, now=now, internal=args.internal, tell=_progress(desk))
    where = _site_dir(args, desk)
    built = publish(
        made.edition,
        where,
        lexicon=office.lexicon,
        read_files=file_reader(repository, commit),
        sign=sign,
        is_outdated=partial(_is_newer, repository, commit),
    )
    return Outcome(
        revision=commit,
        where=where,
        built=built,
        left_out=(*made.left_out, *built.left_out),
        faults=_other_faults(proofs),
        missing_marks=missing_marks(made.edition.look),
        embargoed=made.embargoed,
    )


def _site_dir(args: argparse.Namespace, desk: Desk) -> Path:
    named = args.site_dir or Path(INTERNAL_SITE if args.internal else SITE)
    return named if named.is_absolute() else desk.root / named


def _other_faults(proofs: Proofs) -> tuple[ProofFault, ...]:
    """Faults that are not already told by the path that is left out."""
    return tuple(one for one in proofs.faults if one.path not in proofs.unproven)


def _is_newer(repository: Repository, commit: str, live: str) -> bool:
    """Whether the site that is up was built from a descendant of `commit` (an old job that finishes last, T55)."""
    return live != commit and repository.has(live) and repository.is_ancestor(commit, live)


def _signer(args: argparse.Namespace, desk: Desk, office: Office) -> Sign | None:
    named = args.key or desk.env.get(KEY_VARIABLE)
    if not named:
        return None
    from sanshen.records.seal import key_line, same_key, sign
    from sanshen.site.manifest import NAMESPACE

    key = Path(named) if Path(named).is_absolute() else desk.root / named
    line = key_line(key, desk.env)
    if not any(same_key(line, one) for one in office.roster.pipeline_keys):
        raise UsageError(
            Text(f"{key} 不是 district.yml 登记的发布密钥", f"{key} is no pipeline key of district.yml"),
            Text("请用登记的密钥，或不签名构建（去掉 --key 与环境变量）", "use a listed key, or build without signing"),
        )
    return partial(sign, key=key, env=desk.env, namespace=NAMESPACE)


def _progress(desk: Desk) -> Callable[[int, int], None]:
    """A counter on a terminal, silence in a pipe."""
    if not desk.err.isatty():
        return lambda _done, _all: None

    def tell(done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            end = "\n" if done == total else ""
            desk.err.write(f"\r  {done}/{total}{end}")
            desk.err.flush()

    return tell


def report(outcome: Outcome, desk: Desk) -> None:
    """One screen: what was published, what was left out and why, where to look."""
    built = outcome.built
    _say_published(outcome, desk)
    if outcome.left_out:
        desk.say(Text(f"未发布 {len(outcome.left_out)} 项：", f"left out: {len(outcome.left_out)}"))
        for one in outcome.left_out:
            desk.say(f"  {one.path}: {one.why.to(desk.lang)}")
            if one.advice.to(desk.lang):
                desk.say(f"    → {one.advice.to(desk.lang)}")
    for fault in outcome.faults:
        place = " · ".join(part for part in (fault.path, fault.record) if part) or "sanshen-records"
        desk.say(f"  {place}: {fault.message.to(desk.lang)}")
        if fault.advice.to(desk.lang):
            desk.say(f"    → {fault.advice.to(desk.lang)}")
    for finding in built.findings:
        desk.say(f"  {finding.rule} {finding.path}: {finding.message.to(desk.lang)}")
    for mark in outcome.missing_marks:
        zh = f"  SS1607 mkdocs.yml: 尚未填写 {mark.key}：{mark.what.zh}，例如 {mark.example}"
        desk.say(Text(zh, f"  SS1607 mkdocs.yml does not give {mark.key}: {mark.what.en}, e.g. {mark.example}"))
    _say_where(outcome, desk)


def _say_published(outcome: Outcome, desk: Desk) -> None:
    edition = outcome.built.plan.edition
    count = Counter(article.unit for article in edition.articles)
    short = outcome.revision[:12]
    desk.say(Text(f"{short}：{len(edition.articles)} 篇信息已证明", f"{short}: {len(edition.articles)} articles proven"))
    for unit in outcome.built.plan.structure.units:
        if count[unit.id]:
            desk.say(f"  {count[unit.id]:>5}  {unit.name}  {unit.address}")
    if edition.tombstones:
        desk.say(Text(f"  已撤下 {len(edition.tombstones)} 篇，原址有撤稿说明", f"  taken down: {len(edition.tombstones)}"))
    if outcome.embargoed:
        waiting = len(outcome.embargoed)
        desk.say(
            Text(f"  {waiting} 篇未到 publish-after 所定时间，暂不发布", f"  {waiting} not published before publish-after")
        )


def _say_where(outcome: Outcome, desk: Desk) -> None:
    built, index = outcome.built, outcome.where / "index.html"
    if built.outdated:
        desk.say(
            Text("没有替换网站：线上的版本比这个版本新", "the site was not replaced: what is up is newer than this revision")
        )
        return
    if built.vanished:
        desk.say(
            Text(
                f"没有替换网站：{len(built.vanished)} 个页面会消失而没有撤稿登记，原网站保持不变：",
                f"the site was not replaced: {len(built.vanished)} pages would vanish without a take-down entry; the old site stays:",
            )
        )
        for name in built.vanished:
            desk.say(f"  {name}")
        desk.say(Text("  → 恢复该信息，或用 sanshen takedown 撤下", "  → bring it back, or take it down with sanshen takedown"))
        return
    signed = (
        Text("发布清单已签名", "manifest signed")
        if built.signed
        else Text("发布清单未签名（没有发布密钥）", "manifest not signed (no key)")
    )
    desk.say(Text(f"{built.files} 个文件，", f"{built.files} files, ") + signed)
    desk.say(Text(f"请看 {index}", f"look at {index}"))


def as_json(outcome: Outcome, desk: Desk) -> dict[str, object]:
    """The one JSON object of `build --format json`."""
    built, edition = outcome.built, outcome.built.plan.edition
    return {
        "allowed": outcome.allowed,
        "revision": outcome.revision,
        "site_dir": str(outcome.where),
        "switched": built.switched,
        "published": len(edition.articles),
        "articles": sorted(article.path for article in edition.articles),
        "units": dict(sorted(Counter(article.unit for article in edition.articles).items())),
        "embargoed": sorted(outcome.embargoed),
        "withdrawn": sorted(stone.path for stone in edition.tombstones),
        "left_out": [{"path": one.path, "why": one.why.to(desk.lang)} for one in outcome.left_out],
        "faults": [{"path": one.path, "record": one.record, "message": one.message.to(desk.lang)} for one in outcome.faults],
        "findings": [
            {"rule": one.rule, "severity": one.severity.value, "path": one.path, "message": one.message.to(desk.lang)}
            for one in built.findings
        ],
        "missing_marks": [mark.key for mark in outcome.missing_marks],
        "vanished": list(built.vanished),
        "outdated": built.outdated,
        "files": built.files,
        "signed": built.signed,
    }
