"""误报说明: the editor's word that a finding is none, which the reviewers sign with the text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sanshen.model.article import Waiver
from sanshen.model.text import Text
from sanshen.reading.strict_yaml import Path

if TYPE_CHECKING:
    from sanshen.reading.meta import MetaReader


@cache
def _rule_id() -> re.Pattern[str]:
    return re.compile(r"SS\d{4}", re.ASCII)


def read_waivers(reader: MetaReader, at: Path, value: object) -> tuple[Waiver, ...] | None:
    """All that can be read; each needs its rule, the text and the reason. None where `value` is no list. Faults go to the reader."""
    if not isinstance(value, list):
        reader.fault(at, Text("应为列表，每项含 rule、text、reason", "must be a list of mappings with rule, text, reason"))
        return None
    found = (_waiver(reader, (*at, place), item) for place, item in enumerate(value))
    return tuple(waiver for waiver in found if waiver is not None)


def _waiver(reader: MetaReader, at: Path, value: object) -> Waiver | None:
    kinds = dict.fromkeys(("rule", "text", "reason"), type(reader).text)
    parts = reader.mapping(at, value, kinds)
    if parts is None:
        return None
    for key in kinds:
        if key not in parts and isinstance(value, dict) and key not in value:
            reader.fault(at, Text(f"缺少 {key}", f"{key} is missing"))
    if set(parts) != set(kinds):
        return None
    if not _rule_id().fullmatch(str(parts["rule"])):
        reader.fault((*at, "rule"), Text("应为规则编号，例如 SS1302", "must be a rule id such as SS1302"))
    return Waiver(str(parts["rule"]), str(parts["text"]), str(parts["reason"]), reader.document.marks[at][0])
