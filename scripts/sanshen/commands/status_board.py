"""`sanshen status --all` and `--mine LOGIN`: the board (审签看板), as text, JSON or one page for the office's own use."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from sanshen.commands.desk import Desk
from sanshen.commands.named import person_named
from sanshen.commands.names import names_of
from sanshen.commands.open_changes import read_board
from sanshen.judging.office import Office, load_office
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.report import board_json, board_text
from sanshen.report.board_words import name_of
from sanshen.repository import Repository

_MARKS_OF_A_SITE: Final = ("manifest.json", "samples.json", "sitemap.xml")
_PUBLIC: Final = ("content", "reviews", "site", "build/public")


def show_board(args: argparse.Namespace, desk: Desk, repository: Repository, base: str) -> int:
    """Exit 0, or 3 where some change could not be judged; then it is named, and the others are shown all the same."""
    out = _place(args.out, desk) if args.out is not None else None
    who = "" if args.mine is None else person_named(args.mine, load_office(repository, base, desk.env).roster)
    board, office = read_board(desk, repository, base)
    names = names_of(office)
    if args.format == "json":
        desk.write(board_json.render(board, desk.lang, who))
    elif args.format == "html":
        from sanshen.commands.atomic import write
        from sanshen.site.board import render

        page = render(board, names, _district(office))
        if out is None:
            desk.write(page)
        else:
            write(out, page.encode("utf-8", "replace"))
            desk.say(board_text.head(board, names, desk.lang))
            desk.say(Text(f"请看 {out}（内部资料，不得公开）", f"look at {out} (internal, not for the public)"))
    else:
        desk.write(board_text.render_mine(board, names, who, desk.lang) if who else board_text.render(board, names, desk.lang))
    for line in board.undecided:
        desk.warn(Text(f"{name_of(line)}：", f"{name_of(line)}: ") + line.problem)
    return UndecidedError.exit_code if board.undecided else 0


def _district(office: Office) -> str:
    return office.roster.name


def _place(named: Path, desk: Desk) -> Path:
    """Where the page goes; UsageError for a folder that is, or becomes, public: the page is internal."""
    place = Path(named if named.is_absolute() else desk.root / named).resolve()
    root = desk.root.resolve()
    inside = any(place.is_relative_to(root / folder) for folder in _PUBLIC)
    if inside or any((folder / mark).is_file() for folder in place.parents for mark in _MARKS_OF_A_SITE):
        raise UsageError(
            Text(f"{place} 在网站或公开内容的文件夹里；看板是内部资料", f"{place} lies in a folder of the public site; the board is internal"),
            Text("换一处，例如 build/board.html", "choose another place, build/board.html for example"),
        )  # fmt: skip
    if place.is_dir():
        raise UsageError(Text(f"{place} 是文件夹", f"{place} is a folder"), Text("给出文件名", "name a file"))
    return place
