"""What is wrong with a YAML text, and where: UTF-8 that is none, and the C parser's complaints in plain words."""

from __future__ import annotations

from typing import Final

import yaml

from sanshen.model.mask import mask
from sanshen.model.text import Text

Faults = tuple[tuple[int, int, Text], ...]


_SHOWN: Final = 40


def shown(word: object) -> str:
    """A word of the author's as a message may show it: masked, printable, short."""
    text = mask(str(word))
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in cut)


class YamlError(Exception):
    """The text is not strict YAML. `faults`: (line, column, what), 1-based, in the order of the text."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("; ".join(f"{line}:{column} {text.en}" for line, column, text in faults))
        self.faults = faults


def decode(data: bytes, line_offset: int = 0) -> str:
    """UTF-8 text without a leading byte order mark and with `\\n` line ends; raises YamlError naming line and byte."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        what = Text(
            f"不是有效的 UTF-8（第 {error.start} 字节 0x{data[error.start]:02X}）；请另存为 UTF-8",
            f"not valid UTF-8 (byte {error.start} is 0x{data[error.start]:02X}); save the file as UTF-8",
        )
        raise YamlError(((line + line_offset, column, what),)) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def start_of(where: yaml.Event | yaml.Node, line_offset: int) -> tuple[int, int]:
    """Line and column, 1-based, where an event or node begins."""
    mark = where.start_mark
    return (mark.line + 1 + line_offset, mark.column + 1) if mark else (1 + line_offset, 1)


def syntax_fault(error: yaml.YAMLError, line_offset: int) -> tuple[int, int, Text]:
    """Line, column and message of a complaint of the parser."""
    if isinstance(error, yaml.MarkedYAMLError):
        # Where a quote is not closed or a colon is missing, the beginning says more than the end.
        begun = "quoted scalar" in (error.context or "") or "simple key" in (error.context or "")
        mark = (error.context_mark if begun else None) or error.problem_mark or error.context_mark
        problem = error.problem or error.context or "syntax error"
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        return line + line_offset, column, _explain(problem)
    what = str(getattr(error, "reason", "") or "unreadable")
    return 1 + line_offset, 1, Text(f"不是有效的 YAML：{what}", f"not valid YAML: {what}")


def _explain(problem: str) -> Text:
    if "\\t" in problem or "tab" in problem or "cannot start any token" in problem:
        return Text(
            f"YAML 语法错误：此处不能用制表符或该字符，请用空格缩进、给值加引号（{problem}）",
            f"YAML: a tab or this character cannot stand here; indent with spaces, quote the value ({problem})",
        )
    if "another document" in problem:
        return Text("只能有一份 YAML 文档，不能再出现 ---", "only one YAML document is allowed; there is another ---")
    return Text(f"YAML 语法错误：{problem}", f"YAML: {problem}")
