"""Raising the alarm about a commit that reached the protected branch without being signed (T54)."""

from __future__ import annotations

from collections.abc import Sequence

from sanshen.commands.addresses import run_address
from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.desk import Desk
from sanshen.evidence.access import names_a_forge
from sanshen.evidence.alarms import raise_alarm
from sanshen.judging.github import open_forge
from sanshen.model.errors import SanshenError
from sanshen.model.text import Text
from sanshen.report.alarm import title_of, words_of


def alarm(desk: Desk, commit: str, reasons: Sequence[Text]) -> None:
    """Let there be one alarm issue about `commit`. What fails here is said: nothing is published in any case."""
    if not names_a_forge(desk.env):
        return
    try:
        with open_forge(desk.env, desk.clock(), cache_folder(desk.env)) as forge:
            number = raise_alarm(forge, commit, title_of(commit), words_of(commit, reasons, run_address(desk.env)))
    except SanshenError as error:
        desk.warn(Text("警报议题未能写入：", "the alarm issue could not be written: ") + error.text)
        return
    desk.warn(Text(f"已有警报议题 #{number}", f"alarm issue #{number} stands"))
