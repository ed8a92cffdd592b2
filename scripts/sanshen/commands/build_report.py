"""What `sanshen build` tells: one screen for people, one JSON object for programs."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import msgspec

from sanshen.commands.desk import Desk
from sanshen.model.proof import ProofFault
from sanshen.model.text import Text
from sanshen.site.edition import LeftOut
from sanshen.site.marks import Missing
from sanshen.site.publishing import Built


class Ready(NamedTuple):
    """A site put together: of how many parts, and how many pages were taken from them as they came."""

    parts: int
    pages: int


class Outcome(msgspec.Struct, frozen=True):
    """Everything that the report tells. `office_at`: the commit whose roster, policy and look the site goes by."""

    revision: str
    office_at: str
    where: Path
    built: Built
    left_out: tuple[LeftOut, ...]
    faults: tuple[ProofFault, ...]
    missing_marks: tuple[Missing, ...]
    embargoed: tuple[str, ...] = ()
    ready: Ready | None = None

    @property
    def allowed(self) -> bool:
        """Whether all of the revision is on the site."""
        return self.built.switched and not self.left_out and not self.faults


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
    shown = outcome.built.shown
    short = outcome.revision[:12]
    desk.say(Text(f"{short}：{shown.published} 篇信息已证明", f"{short}: {shown.published} articles proven"))
    for unit in shown.units:
        if shown.counts[unit.id]:
            desk.say(f"  {shown.counts[unit.id]:>5}  {unit.name}  {unit.address}")
    if shown.withdrawn:
        desk.say(Text(f"  已撤下 {len(shown.withdrawn)} 篇，原址有撤稿说明", f"  taken down: {len(shown.withdrawn)}"))
    if outcome.office_at != outcome.revision:
        at = outcome.office_at[:12]
        desk.say(
            Text(
                f"  网站的外观、名册与口径照 {at}：其后的改动没有审签记录",
                f"  look, roster and policy are those of {at}: later changes have no record",
            )
        )
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
    if outcome.ready is not None:
        parts, pages = outcome.ready
        desk.say(
            Text(f"合并 {parts} 份：{pages} 个信息页现成", f"put together of {parts} parts: {pages} articles' pages came ready")
        )
    desk.say(Text(f"{built.files} 个文件，", f"{built.files} files, ") + signed)
    desk.say(Text(f"请看 {index}", f"look at {index}"))


def as_json(outcome: Outcome, desk: Desk) -> dict[str, object]:
    """The one JSON object of `build --format json`."""
    built, shown = outcome.built, outcome.built.shown
    return {
        "allowed": outcome.allowed,
        "revision": outcome.revision,
        "office_at": outcome.office_at,
        "site_dir": str(outcome.where),
        "switched": built.switched,
        "published": shown.published,
        "articles": list(shown.articles),
        "units": dict(sorted(shown.counts.items())),
        "embargoed": sorted(outcome.embargoed),
        "withdrawn": list(shown.withdrawn),
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
        **({} if outcome.ready is None else {"parts": outcome.ready.parts, "pages_ready": outcome.ready.pages}),
    }
