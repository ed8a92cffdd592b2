"""`sanshen lexicon add|test|import|stats`: keep the lexicon, and see what it finds."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Final, get_args

from sanshen.commands.desk import Desk
from sanshen.model.finding import Severity
from sanshen.model.lexicon import Disguise
from sanshen.model.text import Lang, Text

_ACTIONS: Final = {
    "add": Text("添加一条词，并说明它在存量里命中多少", "add an entry, and say how often it stands in the archive"),
    "test": Text("看一段文字或一篇信息命中哪些词、为什么", "what a text or an article holds, where and why"),
    "import": Text(
        "把已有的词单（.txt 每行一词，或带表头的 .csv）导入", "bring in a list: .txt, a term a line, or .csv with a head"
    ),
    "stats": Text("词表有多少词、在存量里命中多少", "how many entries there are, and what they find in the archive"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions with their options."""
    actions = parser.add_subparsers(
        dest="action", required=True, metavar="add|test|import|stats", title="add · test · import · stats"
    )
    made = {name: _action(parser, actions, name, about) for name, about in _ACTIONS.items()}
    made["add"].add_argument("term", metavar="TERM")
    _entry_options(made["add"])
    made["add"].add_argument(
        "--except", dest="except_", action="append", default=[], metavar="TEXT", help="例外，可重复 / repeatable"
    )
    made["add"].add_argument(
        "--match", action="append", default=[], choices=get_args(Disguise), help="另查的写法，可重复 / repeatable"
    )
    made["import"].add_argument("list", type=Path, metavar="FILE", help=".txt .csv")
    made["import"].add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="写到仓库之外的机密词表（SANSHEN_LEXICON） / a confidential list outside the repository",
    )
    _entry_options(made["import"])
    made["test"].add_argument("text", metavar="TEXT|FILE")
    made["test"].add_argument("--on", metavar="DATE", help="按哪一天判断，缺省今天 / the day; default: today")


def _entry_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", metavar="NAME", help="reviews/lexicon/NAME.yml")
    parser.add_argument("--category", default="", metavar="WORD", help="类别 / category")
    parser.add_argument("--severity", default="", choices=tuple(Severity), help="轻重 / severity")
    for name, about in (
        ("instead", "改为 / what to write"),
        ("why", "缘由 / why"),
        ("from", "起 / from"),
        ("until", "止 / until"),
    ):
        parser.add_argument(
            f"--{name}", dest=f"{name}_", default="", metavar="TEXT" if name in {"instead", "why"} else "DATE", help=about
        )
    parser.add_argument("--dry-run", action="store_true", help="只看结果，不写文件 / write nothing")


def _action(
    parser: argparse.ArgumentParser, actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: Text
) -> argparse.ArgumentParser:
    lang: Lang = "en" if parser.get_default("lang") == "en" else "zh"
    words = about.to(lang)
    made = actions.add_parser(
        name, help=words, description=words, add_help=False, allow_abbrev=False, formatter_class=parser.formatter_class
    )
    if lang == "zh":
        made._positionals.title, made._optionals.title = "参数", "选项"
    made.add_argument("-h", "--help", action="help", help=Text("显示本说明", "show this help").to(lang))
    return made


def run(args: argparse.Namespace, desk: Desk) -> int:
    """`test`: 1 where a term of severity `error` stands there. `import`: 1 where lines were left out. Else 0."""
    from sanshen.commands.check import site_root

    root = site_root(Path(os.path.abspath(desk.root)))  # noqa: PTH100  # resolve() would follow links
    if args.action in {"add", "import"}:
        from sanshen.commands import lexicon_keeping as keeping

        return keeping.add(args, desk, root) if args.action == "add" else keeping.bring_in(args, desk, root)
    from sanshen.commands import lexicon_looking as looking

    return looking.test(args, desk, root) if args.action == "test" else looking.stats(desk, root)
