"""The words of front matter: dates, grades, and what to say about a word that is unknown."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, time
from functools import cache

from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.strict_yaml import Path


@cache
def _moment() -> re.Pattern[str]:
    return re.compile(r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?\s?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def dotted(at: Path) -> str:
    """A key's path in one word: `document.written`, `keywords[0]`."""
    word = ""
    for part in at:
        word += f"[{part}]" if isinstance(part, int) else f".{part}" if word else part
    return word


def nearest(word: str, known: Collection[str]) -> Text:
    """“did you mean …” where a known word is near, else the known words."""
    from difflib import get_close_matches

    near = get_close_matches(word, sorted(known), 1)
    if near:
        return Text(f"，是否想写 {near[0]}", f", did you mean {near[0]}")
    return Text(f"，可用的有 {'、'.join(sorted(known))}", f", known are {', '.join(sorted(known))}")


def grades(policy: Policy) -> Text:
    """The grades there are, as an expectation."""
    return Text(
        "应为其中之一：" + "、".join(f"{key}（{grade.name}）" for key, grade in policy.grades.items()),
        "expected one of " + ", ".join(f"{key} ({grade.name})" for key, grade in policy.grades.items()),
    )


def odd_characters(word: str, policy: Policy) -> Text:
    """Names the characters that no grade is written with: full-width letters, invisible characters, look-alikes."""
    usual = {char for key, grade in policy.grades.items() for char in key + grade.name}
    odd = [f"U+{ord(char):04X}" for char in dict.fromkeys(word) if char not in usual and not char.isascii()]
    odd += [f"U+{ord(char):04X}" for char in dict.fromkeys(word) if char.isascii() and not char.isprintable()]
    if not odd:
        return nearest(word, [*policy.grades, *(grade.name for grade in policy.grades.values())])
    return Text(f"，其中有不该有的字符 {'、'.join(odd[:5])}", f", it holds the odd characters {', '.join(odd[:5])}")


def split_moment(value: object) -> tuple[date, time | None] | None:
    """A date and perhaps a time of day (with its offset, if given) in one of the two accepted forms, else None."""
    match = _moment().fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    day, minutes, seconds, offset = match.groups()
    try:
        clock = time.fromisoformat(minutes + (seconds or "") + (offset or "")) if minutes else None
        return date.fromisoformat(day), clock
    except ValueError:
        return None
