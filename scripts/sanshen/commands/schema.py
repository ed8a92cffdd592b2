"""`sanshen schema`: the JSON Schemas of the office's files, printed or exported."""

from __future__ import annotations

import argparse
from pathlib import Path

from sanshen.commands.desk import Desk
from sanshen.model.text import Text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `schema`."""
    from sanshen.reading.schemas import SCHEMAS

    parser.add_argument("name", nargs="?", choices=sorted(SCHEMAS), metavar="NAME", help=", ".join(SCHEMAS))
    parser.add_argument("--out", metavar="DIR", type=Path, help="DIR/NAME.json")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Print one schema, list them all, or write them (or the one) into a folder."""
    from sanshen.commands import atomic
    from sanshen.reading.schemas import SCHEMAS, schema_text

    if args.out is not None:
        folder = desk.root / args.out
        for name in [args.name] if args.name else SCHEMAS:
            atomic.write(folder / f"{name}.json", schema_text(name).encode())
            desk.say(str(args.out / f"{name}.json"))
    elif args.name:
        desk.write(schema_text(args.name))
    else:
        for name, (_, files) in SCHEMAS.items():
            desk.say(f"{name:<16} {files}")
        desk.warn(
            Text("sanshen schema 名称 打印一份；--out 目录 全部导出", "sanshen schema NAME prints one; --out DIR writes all")
        )
    return 0
