"""The check run beside the verdict: findings at the lines they are about, and nothing that the status does not say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanshen.commands.desk import Desk
from sanshen.evidence.check_run import Conclusion, Output, check_run, post_check_run
from sanshen.evidence.forge import Forge
from sanshen.evidence.status_log import StatusState, StatusWord
from sanshen.model.errors import SanshenError
from sanshen.model.sheet import Verdict
from sanshen.model.text import Text
from sanshen.report.annotations import annotations_of, summary_of

UNABLE: Final = "这次未能判定，此前的标注作废。能否合并以状态 sanshen/gate 为准。"
_CONCLUSIONS: Final[Mapping[StatusState, Conclusion | None]] = {
    "success": "success",
    "pending": None,
    "failure": "failure",
    "error": "failure",
}


def annotate(desk: Desk, forge: Forge, verdict: Verdict, word: StatusWord) -> None:
    """Post the findings of the verdict that `word` tells. What fails here is said and changes nothing: it is no evidence."""
    findings = [finding for sheet in verdict.articles for finding in sheet.findings] + list(verdict.findings)
    output = Output(word.description, summary_of(findings))
    run = check_run(verdict.head, output, _CONCLUSIONS[word.state], word.target_url)
    try:
        post_check_run(forge, run, annotations_of(findings))
    except SanshenError as error:
        desk.warn(Text("检查标注未能写入：", "the annotations could not be written: ") + error.text)


def withdraw(forge: Forge, head: str, word: StatusWord) -> bool:
    """Put a check run without annotations in the place of an older one; whether it arrived."""
    output = Output(word.description, UNABLE)
    return forge.last_word("/check-runs", check_run(head, output, _CONCLUSIONS[word.state], word.target_url))
