"""Word lists as offices have them: a term a line, or a table (CSV, TSV, a spreadsheet) with the keys of an entry as its head."""

from __future__ import annotations

import csv
import io
import re
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
_DISGUISES: Final = {
    "拼音": "pinyin", "首字母": "initials", "拼音首字母": "initials", "谐音": "homophone", "同音": "homophone", "拆字": "split", "逆序": "reversed",
    "倒写": "reversed", "倒序": "reversed",
}  # fmt: skip
_TABLES: Final = (".csv", ".tsv")
_DELIMITERS: Final = (",", "\t", ";", "，")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_DATE_PARTS: Final = 3
_SEVERITIES: Final = {"错误": "error", "提醒": "warning", "说明": "note"}


_MANY: Final = frozenset("|\t\n")
_ONE_A_LINE: Final = Text("一行（一格）只写一个词", "one term a line, one a cell")


class Row(NamedTuple):
    """One line of the list: the entry, or what is wrong with it (which does not repeat the term)."""

    line: int
    term: Term | None
    fault: Text = EMPTY


def read_table(data: bytes, name: str, usual: Mapping[str, str]) -> tuple[Row, ...]:
    """Every entry of a list; `usual` gives what a line leaves out. Raises UsageError where the list as a whole is unreadable.

    UTF-8, or GB 18030 or UTF-16 as Chinese office programs write them. Several values of one cell are separated by `|`.
    """
    if name.lower().endswith((".yml", ".yaml")):
        raise UsageError(
            Text(f"{name} 是 YAML，不是词单", f"{name} is YAML, no list of words"),
            Text(
                "词表文件直接放进 reviews/lexicon/；词单用 .txt、.csv 或 .xlsx",
                "put a lexicon file into reviews/lexicon/; a list is .txt, .csv or .xlsx",
            ),
        )
    text = _text(data, name)
    rows = _cells(text) if name.lower().endswith(_TABLES) or _is_table(text) else _lines(text)
    return tuple(row_of(line, {**usual, **cells}) for line, cells in rows)


def read_sheet(rows: Iterable[tuple[int, Sequence[str]]], usual: Mapping[str, str]) -> tuple[Row, ...]:
    """Every entry of a sheet of a spreadsheet, given as (row number, cells); otherwise as `read_table`."""
    return tuple(row_of(line, {**usual, **cells}) for line, cells in _keyed(rows))


def _day(key: str, cell: str) -> str:
    """A day as spreadsheets keep it, a count from the end of 1899, or as they show it (2026/1/31), as a date; all else as it is."""
    if key not in _DAYS:
        return cell
    if cell.isascii() and cell.isdigit() and len(cell) == _COUNTED:
        return (_EPOCH + timedelta(days=int(cell))).isoformat()
    parts = [part for part in re.split(r"[-/.年月日]", cell) if part]
    told = len(parts) == _DATE_PARTS and all(map(str.isdecimal, parts))
    return "-".join(part.zfill(2) for part in parts) if told else cell


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError(
        Text(f"{name} 不是文字文件", f"{name} is no text file"),
        Text("请另存为 UTF-8 的 .txt 或 .csv；表格程序用“另存为 CSV”", "save it as .txt or .csv in UTF-8"),
    )


def _lines(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    terms = [(number, term) for number, term in lines if term and not term.startswith("#")]
    counted = [re.match(r"(\d{1,6})\s*[.、．)）]\s*(?=\S)", term) for _, term in terms]
    # Numbers are no part of the terms only where they count all of them: 3.15晚会 is a name.
    listed = len(terms) > 1 and [int(one.group(1)) if one else 0 for one in counted] == list(range(1, len(terms) + 1))
    for (number, term), count in zip(terms, counted, strict=True):
        yield number, {"term": term[count.end() :] if listed and count else term}


def _delimiter(text: str) -> str:
    """What divides the cells: the first sign that makes the first line a head."""
    first = next(iter(text.splitlines()), "")
    fits = (
        one
        for one in _DELIMITERS
        if any(_CHINESE.get(cell.strip().strip('"'), cell.strip().strip('"')) == "term" for cell in first.split(one))
    )
    return next(fits, ",")


def _is_table(text: str) -> bool:
    first = next(iter(text.splitlines()), "")
    delimiter = _delimiter(text)
    return delimiter in first and any(_CHINESE.get(cell.strip(), cell.strip()) == "term" for cell in first.split(delimiter))


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    yield from _keyed((reader.line_num, row) for row in reader)


def _keyed(rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their numbers, the first of them the head, as cells by key."""
    every = iter(rows)
    head = [_key(cell) if cell.strip() else "" for cell in next(every, (0, ()))[1]]
    if "term" not in head:
        raise UsageError(
            Text("表格的第一行须是表头，其中要有“词”或 term", "the first row must be the head and name `term`"),
            Text("可用的列：" + "、".join(_CHINESE), "columns: " + ", ".join(_KEYS)),
        )
    for number, row in every:
        cells = {key: _day(key, cell.strip()) for key, cell in zip(head, row, strict=False) if key and cell.strip()}
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
    value["match"] = [
        _DISGUISES.get(part.strip(), part.strip()) for part in re.split(r"[|、，,]", cells.get("match", "")) if part.strip()
    ]
    hidden = next((one for one in cells.get("term", "") if not one.isprintable() and not one.isspace()), "")
    if hidden or not _MANY.isdisjoint(cells.get("term", "")):
        what = (
            Text(f"有看不见的字符 U+{ord(hidden):04X}", f"an invisible character U+{ord(hidden):04X}")
            if hidden
            else _ONE_A_LINE
        )
        return Row(line, None, what)
    value["severity"] = _SEVERITIES.get(cells.get("severity", ""), cells.get("severity", ""))
    term, faults = shape(value, {}, Term, "")
    if term is None:
        return Row(line, None, Text("；".join(one.key for one in faults), "; ".join(one.key for one in faults)))
    return Row(line, term)
