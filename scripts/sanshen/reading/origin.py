"""The `source` of a reprint: where it comes from, and the file that holds the original's text (Art. 18)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sanshen.model.article import Source
from sanshen.model.text import Text
from sanshen.reading.bundle import TargetKind, target
from sanshen.reading.strict_yaml import Path

if TYPE_CHECKING:
    from sanshen.reading.meta import MetaReader


def read_origin(reader: MetaReader, at: Path, value: object) -> Source | None:
    """Name, address, original title and time; `original` names a file beside the article, `excerpt` says that parts are left out."""
    from sanshen.reading.meta import MetaReader as Reader

    kinds: dict[str, Callable[[MetaReader, Path, object], object]] = {
        "name": Reader.text,
        "url": Reader.text,
        "title": Reader.text,
        "published": Reader.text,
        "original": _file,
        "excerpt": _yes,
    }
    parts = reader.mapping(at, value, kinds)
    if parts is None or not isinstance(value, dict):
        return None
    if "name" not in parts:
        reader.fault(at, Text("转载来源缺少 name", "a reprint's source needs `name`"))
        return None
    if "excerpt" in value and "original" not in value:
        reader.fault(
            (*at, "excerpt"),
            Text("须与 original 同写：没有原文就无从比对", "goes with `original`: there is nothing to compare"),
        )
    return Source(**parts, reprint=True)  # type: ignore[arg-type]  # each reader gives its field's type


def _file(reader: MetaReader, at: Path, value: object) -> str | None:
    word = reader.text(at, value)
    if word is None or target(reader.path, word).kind is TargetKind.FILE:
        return word
    reader.fault(
        at,
        Text(
            "应为信息旁边的文件，例如 yuanwen.docx（Markdown 请存成 .txt）",
            "must be a file beside the article, such as original.docx (save Markdown as .txt)",
        ),
    )
    return None


def _yes(reader: MetaReader, at: Path, value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    reader.fault(at, Text("应为 true 或 false", "must be true or false"))
    return None
