"""The `signatures` key: who is expected to sign. It proves nothing and is in no digest, so nothing may hide in it.

A remark behind the key itself (`signatures:  # optional`) is no part of the map: that line then belongs to the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from sanshen.model.finding import Finding
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.front_matter import Parts, fault
from sanshen.reading.meta import SIGNATURES
from sanshen.reading.meta_words import nearest
from sanshen.reading.strict_yaml import YamlDocument

RULE: Final = "SS0006"


@cache
def _key() -> re.Pattern[str]:
    return re.compile(r"signatures:[ \n{]")


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(r"signatures: +#")


@cache
def _person() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")


# Letters, digits and the marks of a plain map: no room for a comment, an anchor, a tag or text.


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(r"""[A-Za-z0-9.\-:,{}'" \n]*""")


_ADVICE: Final = Text(
    "写成每行一个“环节: 人员编号”，说明和注释放到别处", "write `stage: person` lines only; put comments elsewhere"
)


def lines_of(parts: Parts, document: YamlDocument) -> tuple[int, int]:
    """First line of the `signatures` key and first line after it (1-based); two equal numbers where the key is absent."""
    if (SIGNATURES,) not in document.marks:
        return 0, 0
    first = document.marks[(SIGNATURES,)][0]
    later = [mark[0] for at, mark in document.marks.items() if len(at) == 1 and mark[0] > first]
    return first, min(later, default=parts.body_line - 1)


def without(parts: Parts, document: YamlDocument) -> str:
    """The text of the file without the lines of the `signatures` key, except the key's own where a remark stands on it."""
    first, after = lines_of(parts, document)
    if first == after:
        return parts.source
    lines = parts.source.split("\n")
    kept = first if _remark().match(lines[first - 1]) else first - 1
    return "\n".join(lines[:kept] + lines[after - 1 :])


def read(path: str, parts: Parts, document: YamlDocument, policy: Policy) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """The claims, stage id → person id, and SS0006 findings on everything in those lines that is not a plain map."""
    first, after = lines_of(parts, document)
    if first == after:
        return {}, ()
    region = "\n".join(parts.source.split("\n")[first - 1 : after - 1]) + "\n"
    value = document.value[SIGNATURES] if isinstance(document.value, dict) else None
    if not isinstance(value, dict) or not _key().match(region):
        return {}, (
            fault(
                RULE,
                path,
                first,
                1,
                Text("signatures 应为“环节: 人员编号”的简单映射", "signatures must be a plain map of stage to person"),
                _ADVICE,
            ),
        )
    found = [*_strays(path, first, region)]
    claims: dict[str, str] = {}
    for stage, person in value.items():
        line, column = document.marks[(SIGNATURES, stage)]
        if stage not in policy.stages:
            near = nearest(stage, policy.stages)
            found.append(
                fault(RULE, path, line, column, Text(f"没有这个环节{near.zh}", f"there is no such stage{near.en}"), _ADVICE)
            )
        elif not isinstance(person, str) or not _person().fullmatch(person):
            found.append(
                fault(
                    RULE,
                    path,
                    line,
                    column,
                    Text("应为人员编号，例如 zhang.wei", "must be a person id such as zhang.wei"),
                    _ADVICE,
                )
            )
        else:
            claims[stage] = person
    return claims, tuple(found)


def _strays(path: str, first: int, region: str) -> list[Finding]:
    found = []
    for number, line in enumerate(region.split("\n"), first):
        if number == first and _remark().match(line):
            continue
        plain = _plain().match(line)
        end = plain.end() if plain else 0
        if end < len(line):
            what = Text("signatures 的行里不能有注释或其他内容", "the lines of signatures may hold no comment and nothing else")
            found.append(fault(RULE, path, number, end + 1, what, _ADVICE))
    return found
