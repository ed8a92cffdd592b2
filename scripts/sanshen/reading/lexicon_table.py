"""Word lists as offices have them: a term a line, or a table (CSV, a spreadsheet) with the keys of an entry as its head."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sanshen.model.errors import UsageError
from sanshen.model.lexicon import Term
from sanshen.model.text import EMPTY, Text
from sanshen.reading.shape import shape
from sanshen.reading.wording import nearest

_LISTS: Final = frozenset({"except", "unless", "match"})
_KEYS: Final = ("term", "category", "severity", "instead", "why", "from", "until", "except", "unless", "match")
_CHINESE: Final = dict(
    zip(("词", "类别", "轻重", "改为", "缘由", "起", "止", "例外", "同段有则不算", "其他写法"), _KEYS, strict=True)
)
_DAYS: Final = frozenset({"from", "until"})
_EPOCH: Final = date(1899, 12, 30)
_COUNTED: Final = 5
"""Digits of a day's number, from 1927 to 2173."""
_SEVERITIES: Final = {"错误": "error", "提醒": "warning", "说明": "note"}


class Row(NamedTuple):
    """One line of the list: the entry, or what is wrong with it (which does not repeat the term)."""

    line: int
    term: Term | None
    fault: Text = EMPTY


def read_table(data: bytes, name: str, usual: Mapping[str, str]) -> tuple[Row, ...]:
    """Every entry of a list; `usual` gives what a line leaves out. Raises UsageError where the list as a whole is unreadable.

    UTF-8, or GB 18030 as Chinese office programs write it. Several values of one cell are separated by `|`.
    """
    text = _text(data, name)
    rows = _cells(text) if name.lower().endswith(".csv") else _lines(text)
    return tuple(row_of(line, {**usual, **cells}) for line, cells in rows)


def read_sheet(rows: Iterable[tuple[int, Sequence[str]]], usual: Mapping[str, str]) -> tuple[Row, ...]:
    """Every entry of a sheet of a spreadsheet, given as (row number, cells); otherwise as `read_table`."""
    return tuple(
        row_of(line, {**usual, **{key: _day(key, cell) for key, cell in cells.items()}}) for line, cells in _keyed(rows)
    )


def _day(key: str, cell: str) -> str:
    """A day as spreadsheets keep it, a count from the end of 1899, as a date; everything else as it is."""
    counted = key in _DAYS and cell.isascii() and cell.isdigit() and len(cell) == _COUNTED
    return (_EPOCH + timedelta(days=int(cell))).isoformat() if counted else cell


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(
        Text(f"{name} 不是文字文件", f"{name} is no text file"),
        Text("请另存为 UTF-8 的 .txt 或 .csv；表格程序用“另存为 CSV”", "save it as .txt or .csv in UTF-8"),
    )


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        term = line.strip()
        if term and not term.startswith("#"):
            yield number, {"term": term}


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text))
    yield from _keyed((reader.line_num, row) for row in reader)


def _keyed(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their numbers, the first of them the head, as cells by key."""
    every = iter(rows)
    head = [_key(cell) for cell in next(every, (0, ()))[1] if cell.strip()]
    if "term" not in head:
        raise UsageError(
            Text("表格的第一行须是表头，其中要有“词”或 term", "the first row must be the head and name `term`"),
            Text("可用的列：" + "、".join(_CHINESE), "columns: " + ", ".join(_KEYS)),
        )
    for number, row in every:
        cells = {key: cell.strip() for key, cell in zip(head, row, strict=False) if cell.strip()}
        if cells:
            yield number, cells


def _key(cell: str) -> str:
    word = cell.strip()
    key = _CHINESE.get(word, word)
    if key not in _KEYS:
        raise UsageError(
            Text(f"表头里不认识的列“{word}”", f"unknown column {word!r}") + nearest(word, (*_CHINESE, *_KEYS)),
            Text("可用的列：" + "、".join(_CHINESE), "columns: " + ", ".join(_KEYS)),
        )
    return key


def row_of(line: int, cells: Mapping[str, str]) -> Row:
    """The entry of one line, by its cells."""
    value: dict[str, object] = {
        key: [part.strip() for part in cell.split("|") if part.strip()] if key in _LISTS else cell
        for key, cell in cells.items()
    }
    value["severity"] = _SEVERITIES.get(cells.get("severity", ""), cells.get("severity", ""))
    term, faults = shape(value, {}, Term, "")
    if term is None:
        return Row(line, None, Text("；".join(one.key for one in faults), "; ".join(one.key for one in faults)))
    return Row(line, term)
