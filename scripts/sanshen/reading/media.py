"""The `media` of an article: sound and film, described so that they can be signed without lying in the repository."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sanshen.model.article import Medium
from sanshen.model.text import Text
from sanshen.reading.strict_yaml import Path

if TYPE_CHECKING:
    from sanshen.reading.meta import MetaReader

_DIGITS: Final = 64
_LONGEST: Final = 86_400
_NEEDED: Final = ("url", "sha256", "seconds", "transcript")


def read_media(reader: MetaReader, at: Path, value: object) -> tuple[Medium, ...] | None:
    """Every medium; all but `subtitles` is required, a transcript above all: what nobody can read nobody can check."""
    if not isinstance(value, list):
        reader.fault(
            at,
            Text(
                "应为列表，每项含 url、sha256、seconds、transcript",
                "must be a list of mappings with url, sha256, seconds, transcript",
            ),
        )
        return None
    found = [_medium(reader, (*at, place), item) for place, item in enumerate(value)]
    return tuple(one for one in found if one is not None)


def _medium(reader: MetaReader, at: Path, value: object) -> Medium | None:
    from sanshen.reading.meta import MetaReader as Reader

    kinds: dict[str, Callable[[MetaReader, Path, object], object]] = {
        "url": Reader.text,
        "sha256": _digest,
        "seconds": _seconds,
        "transcript": Reader.text,
        "subtitles": Reader.text,
    }
    parts = reader.mapping(at, value, kinds)
    if parts is None or not isinstance(value, dict):
        return None
    for key in _NEEDED:
        if key not in value:
            reader.fault(at, Text(f"缺少 {key}", f"{key} is missing"))
    if not set(_NEEDED) <= set(parts):
        return None
    return Medium(**parts)  # type: ignore[arg-type]  # each reader gives its field's type


def _digest(reader: MetaReader, at: Path, value: object) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9a-f]+", value) and len(value) == _DIGITS:
        return value
    reader.fault(
        at, Text("应为 64 位小写十六进制的 SHA-256（加引号）", "must be a SHA-256 of 64 lower-case hex digits, in quotes")
    )
    return None


def _seconds(reader: MetaReader, at: Path, value: object) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _LONGEST:
        return value
    reader.fault(at, Text("应为时长的秒数，1 到 86400", "must be its length in seconds, 1 to 86400"))
    return None
