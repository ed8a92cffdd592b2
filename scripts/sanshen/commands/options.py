"""The parser of one command's options: raises instead of exiting, and speaks both languages."""

from __future__ import annotations

import argparse
import os
import re
from typing import Final, NoReturn

from sanshen.model.errors import UsageError
from sanshen.model.text import LANGS, Lang, Text

_CHINESE: Final = (
    (re.compile(r"the following arguments are required: (.*)"), r"缺少 \1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"没有这样的选项或多出的参数：\1"),
    (re.compile(r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)"), r"\1 不能是 \2，可用：\3"),
    (re.compile(r"argument (\S+): expected (?:one|at least one) argument"), r"\1 后面要写一个值"),
    (re.compile(r"argument (\S+): invalid int value: (.*)"), r"\1 应为整数，不能是 \2"),
    (re.compile(r"argument (\S+): ignored explicit argument (.*)"), r"\1 后面不能带值 \2"),
    (re.compile(r"argument (\S+): not allowed with argument (\S+)"), r"\1 与 \2 不能同时使用"),
    (re.compile(r"one of the arguments (.*) is required"), r"须给出其中之一：\1"),
)
"""What argparse says, and how it is said in Chinese."""


class Parser(argparse.ArgumentParser):
    """Raises UsageError instead of exiting, so that usage errors take the same road as all others."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageError(
            Text(f"命令行有误：{_chinese(message)}", f"command line: {message}"),
            Text(f"请看 {self.prog} --help", f"see {self.prog} --help"),
        )


def parser_of(name: str, about: Text, lang: Lang) -> Parser:
    """An empty parser for the command `name`, with `--help` and `--lang`."""
    made = Parser(
        prog=f"sanshen {name}",
        description=about.to(lang),
        allow_abbrev=False,
        formatter_class=_ChineseHelp if lang == "zh" else _help,
        add_help=False,
    )
    if lang == "zh":
        made._positionals.title, made._optionals.title = "参数", "选项"
    made.add_argument("-h", "--help", action="help", help=Text("显示本说明", "show this help").to(lang))
    made.add_argument("--lang", choices=LANGS, default=lang, help=Text("语言", "language").to(lang))
    return made


def _chinese(message: str) -> str:
    for pattern, words in _CHINESE:
        match = pattern.fullmatch(message)
        if match:
            return match.expand(words)
    return message


def _help(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, width=_width())


class _ChineseHelp(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width())

    def add_usage(self, usage: str | None, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]  # passed on as they came


def _width() -> int:
    """A fixed width: asking the terminal would import shutil and all its compressors, for every command."""
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() else 100
