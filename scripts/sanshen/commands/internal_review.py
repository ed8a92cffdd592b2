"""What the internal site shows of open changes: read like the board, with the samples of what may be looked at at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from sanshen.commands.desk import Desk
from sanshen.commands.edition_reading import file_reader
from sanshen.commands.names import names_of
from sanshen.commands.open_changes import read_board
from sanshen.commands.preview import samples_of
from sanshen.judging.office import Office
from sanshen.model.board import Line
from sanshen.model.errors import SanshenError
from sanshen.model.proof import Proofs
from sanshen.model.text import Text
from sanshen.report.board_words import STANDINGS, name_of, title_of
from sanshen.repository import Repository
from sanshen.rules import CATALOGUE
from sanshen.site.board import render
from sanshen.site.edition import Edition, Setting
from sanshen.site.in_review import SHEET, Draft, files_in_review

_KEPT_BACK: Final = ("13(一)", "13(四)")
"""Items of Art. 13 whose findings keep a draft from being shown even inside: state and work secrets, other people's data."""


def in_review(desk: Desk, repository: Repository, proofs: Proofs, setting: Setting) -> Mapping[str, bytes] | None:
    """The files of the board and the samples: name → bytes; None where the office at this commit has no record to stand on."""
    if proofs.office_at != proofs.commit:
        what = Text(
            "制度文件有未记录的改动，内部版不含看板与样版", "the office has changes without a record: no board, no samples"
        )
        desk.warn(what)
        return None
    board, office = read_board(desk, repository, proofs.commit)
    for line in board.undecided:
        desk.warn(Text(f"{name_of(line)}：", f"{name_of(line)}: ") + line.problem)
    drafts = [_draft(repository, office, proofs.commit, line) for line in board.lines]
    page = render(board, names_of(office), office.roster.name, SHEET)
    return files_in_review(setting, page, drafts, office.lexicon)


def _draft(repository: Repository, office: Office, base: str, line: Line) -> Draft:
    folder = (
        f"pr-{line.number}"
        if line.number
        else "branch-" + hashlib.sha256(line.branch.encode("utf-8", "replace")).hexdigest()[:12]
    )
    title = f"{name_of(line)} {title_of(line)}"
    notes = [STANDINGS[line.standing].zh]
    try:
        edition, tree, more = _shown(repository, office, base, line)
    except SanshenError as error:
        return Draft(folder, title, (*notes, error.text.zh))
    reader = file_reader(repository, tree, base) if tree else (lambda _: iter(()))
    return Draft(folder, title, (*notes, *more), edition, reader)


def _shown(repository: Repository, office: Office, base: str, line: Line) -> tuple[Edition | None, str, tuple[str, ...]]:
    """The articles that may be shown, the tree they are in, and what is to be said. What nobody could judge is not shown."""
    if line.standing == "undecided" or not line.head:
        return None, "", ("无法判定，不显示样版",)
    merge = repository.merge(base, line.head)
    if merge.tree is None:
        return None, "", ("与主线冲突，没有样版",)
    edition, _, left_out = samples_of(repository, office, base, merge.tree)
    judged = {one.path for one in line.items}  # a change too large or malformed is blocked without a look at its text
    kept = dict(_kept_back(line))
    stray = kept.keys() - {one.path for one in edition.articles}
    shown = () if stray else tuple(one for one in edition.articles if one.path in judged and one.path not in kept)
    notes = [f"不显示 {path}：{'、'.join(rules)}（涉密或个人信息），须先改正" for path, rules in sorted(kept.items())]
    notes += [f"须改正 {path}：{'、'.join(rules)}" for path, rules in sorted(_by_path(line).items()) if path not in kept]
    notes += [f"没有样版 {one.path}：{one.why.zh}" for one in left_out]
    internal = msgspec.structs.replace(edition, articles=shown, internal=True)
    return (internal if shown else None), merge.tree, tuple(notes)


def _by_path(line: Line) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in line.faults:
        found.setdefault(one.path, []).append(one.rule)
    return found


def _kept_back(line: Line) -> Iterator[tuple[str, list[str]]]:
    """Files with a fault that keeps them back, and its rules; a rule that nobody knows keeps back too."""
    for path, rules in _by_path(line).items():
        hard = [rule for rule in rules if rule not in CATALOGUE or any(item in CATALOGUE[rule].item for item in _KEPT_BACK)]
        if hard:
            yield path, hard
