"""The verdict for programs: exactly the JSON of the contract (§6)."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from sanshen.model.mask import mask
from sanshen.model.sheet import Correction, Ignored, Objection, Sheet, StageState, Verdict
from sanshen.model.text import Lang
from sanshen.report.json_report import entry


def render(verdict: Verdict, lang: Lang) -> str:
    """One JSON object on one line."""
    text = json.dumps(as_object(verdict, lang), ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(as_object(verdict, lang))) + "\n"


def as_object(verdict: Verdict, lang: Lang) -> dict[str, object]:
    """The verdict with the contract's keys; `notes` and `findings` (of files that are no articles) come on top."""
    return {
        "allowed": verdict.outcome == "allowed",
        "articles": [_article(one, lang) for one in verdict.articles],
        "control_plane": {"changed": list(verdict.changed), "stages": [_stage(one) for one in verdict.whole]},
        "open": list(verdict.open),
        "reasons": [mask(one.to(lang)) for one in verdict.reasons],
        "ignored": [_ignored(one, lang) for one in verdict.ignored],
        "objections": [_objection(one, lang) for one in verdict.objections],
        "findings": [entry(one, lang) for one in verdict.findings],
        "notes": [mask(one.to(lang)) for one in verdict.notes],
        "base": verdict.base,
        "head": verdict.head,
    }


def _article(sheet: Sheet, lang: Lang) -> dict[str, object]:
    return {
        "path": sheet.path,
        "grade": sheet.grade or None,
        "change": sheet.kind,
        "substance": sheet.substance,
        "form": sheet.form,
        "stages": [_stage(one) for one in sheet.stages],
        "corrections": [_correction(one) for one in sheet.corrections],
        "findings": [entry(one, lang) for one in sheet.findings],
    }


def _stage(stage: StageState) -> dict[str, object]:
    """`amended` is "pending", "stands" or "here", else null; `on_behalf_of` is there where somebody stood in."""
    line: dict[str, object] = {
        "id": stage.id,
        "roles": list(stage.roles),
        "state": stage.state.value,
        "person": stage.person,
        "at": _time(stage.at),
        "evidence": stage.evidence,
        "amended": stage.amended or None,
    }
    return {**line, "on_behalf_of": stage.on_behalf_of} if stage.on_behalf_of else line


def _correction(one: Correction) -> dict[str, object]:
    return {"line": one.line, "from": mask(one.before), "to": mask(one.after)}


def _ignored(one: Ignored, lang: Lang) -> dict[str, object]:
    return {"who": one.who, "at": _time(one.at), "why": mask(one.why.to(lang)), "evidence": one.id}


def _objection(one: Objection, lang: Lang) -> dict[str, object]:
    return {"who": one.who, "at": _time(one.at), "note": mask(one.reason.to(lang)), "blocks": one.blocks, "evidence": one.id}


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at is not None else None
