"""`sanshen articles`: each article of the measures and what enforces it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

import sanshen
from sanshen.commands.desk import Desk
from sanshen.model.errors import UndecidedError
from sanshen.model.measures import Enforcer, MeasureArticle, Measures
from sanshen.model.text import Lang, Text
from sanshen.reading.decoding import decode

KINDS: Final = {
    "rule": Text("规则", "rule"),
    "command": Text("命令", "command"),
    "control-plane": Text("制度文件签署", "control-plane signatures"),
    "ledger": Text("台账", "ledger"),
    "policy": Text("口径", "policy"),
    "organisational": Text("靠人和制度，不由软件落实", "organisational, not by software"),
    "planned": Text("计划中", "planned"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `articles`."""
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")


def measures() -> Measures:
    """The table as shipped; raises UndecidedError where the installation is damaged."""
    path = Path(sanshen.__file__).parent / "templates" / "measures.yml"
    table, ground = decode(path.read_bytes(), Measures, path.name)
    if table is None or ground.faults:
        what = "; ".join(f"{fault.line}: {fault.message.en}" for fault in ground.faults)
        raise UndecidedError(Text(f"程序自带的对照表损坏：{what}", f"the table shipped with the program is damaged: {what}"))
    return table


def kind_of(enforcer: Enforcer) -> tuple[str, str]:
    """(kind, name) of an enforcer, the name empty for words."""
    return next(enforcer.named())


def words_of(enforcer: Enforcer, lang: Lang) -> str:
    """One enforcer in a line."""
    kind, name = kind_of(enforcer)
    line = KINDS[kind].to(lang) + (f" {name}" if name else "")
    words = enforcer.organisational or enforcer.planned or enforcer.note
    return line + (f"（{words.zh}）" if lang == "zh" else f" ({words.en})") if words else line


def _entry(article: MeasureArticle, lang: Lang) -> dict[str, object]:
    by = []
    for enforcer in article.by:
        kind, name = kind_of(enforcer)
        words = enforcer.organisational or enforcer.planned or enforcer.note
        by.append({"kind": kind, "name": name, "note": words.text().to(lang) if words else ""})
    return {"article": article.number, "summary": article.summary.text().to(lang), "by": by}


def _text(table: Measures, lang: Lang) -> str:
    lines = []
    for article in table.articles:
        head = Text(f"第{article.number}条", f"Art. {article.number}").to(lang)
        lines.append(f"{head}  {article.summary.text().to(lang)}")
        lines += [f"    - {words_of(enforcer, lang)}" for enforcer in article.by]
    return "\n".join(lines) + "\n"


def markdown(table: Measures) -> str:
    """docs/articles.md, generated."""
    lines = [
        "# 办法逐条对照",
        "",
        "本页由 `sanshen articles --format markdown` 生成，不要手工修改。概述是我们自己的话，不是原文。",
        "",
        "| 条 | 概述 | 由什么落实 |",
        "| --- | --- | --- |",
    ]
    for article in table.articles:
        by = "<br>".join(words_of(enforcer, "zh") for enforcer in article.by)
        lines.append(f"| {article.number} | {article.summary.zh} | {by} |")
    return "\n".join(lines) + "\n"


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Print the table."""
    table = measures()
    if args.format == "json":
        listing = [_entry(article, desk.lang) for article in table.articles]
        desk.write(json.dumps({"articles": listing}, ensure_ascii=False) + "\n")
    elif args.format == "markdown":
        desk.write(markdown(table))
    else:
        desk.write(_text(table, desk.lang))
    return 0
