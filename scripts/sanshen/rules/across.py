"""Texts that readers put together from several blocks: the cells of a row, signs and numbers written one below the other, broken lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

from sanshen.model.article import Article, Block, Passage, PassageKind, Run
from sanshen.reading.folding import fold
from sanshen.rules.gaps import CELL
from sanshen.rules.reading_view import View, view_of

_LABELLED: Final = 1
"""The first block of a run of figures is what stands before them."""
_LONGEST_FIGURE: Final = 24
_SHORT: Final = 2
"""Letters and digits of a block that may be part of a text written downwards."""

_Placed = list[tuple[Block, Passage]]


def rows(article: Article) -> Iterator[View]:
    """Each table row as one text: a term may stand over several cells."""
    cells = [(one.block, one) for one in article.passages if one.block is not None and one.block.kind == "cell"]
    for _, row in groupby(cells, key=lambda cell: (cell[0].table, cell[0].row)):
        passages = [passage for _, passage in row if passage.kind is PassageKind.TEXT]
        if len(passages) > 1:
            yield view_of(_joined(passages))


def uprights(article: Article) -> Iterator[View]:
    """Short texts one below the other as one text each: down a column, or paragraph by paragraph."""
    for run in _runs(article):
        yield view_of(_joined(run))


def upright_letters(article: Article) -> Iterator[str]:
    """Their letters and digits, folded."""
    for run in _runs(article):
        yield "".join(one for passage in run for one in view_of(passage).folded if one.isalnum())


def broken(article: Article) -> Iterator[View]:
    """A text and the block quotation on its very next line, each as one: to its author that was one line, broken by `>`."""
    placed = [one for one in article.passages if one.block is not None and one.kind is PassageKind.TEXT]
    for before, after in pairwise(placed):
        if before.block is None or after.block is None or not after.block.quoted or before.block.quoted:
            continue
        if before.runs and after.runs and after.runs[0][1] == before.runs[-1][1] + 1:
            yield view_of(_joined([before, after]))


def figures(article: Article) -> Iterator[View]:
    """Numbers written one below the other, down a column or block by block, each run as one text with the block before it."""
    loose, columns = _placed(article)
    for column in (*columns, loose):
        for run in _figures_of(column):
            yield view_of(_joined(run))


def bare_numbers(article: Article) -> Iterator[View]:
    """Paragraphs, items and headings, two at least, that hold nothing but digits, each run of them as one text.

    A number alone says nothing, so these can only be the parts of one.
    """
    for run in _figures_of(_placed(article)[0]):
        bare = run if _is_figure(run[0].text) else run[1:]
        if len(bare) > _LABELLED:
            yield view_of(_joined(bare))


def _figures_of(placed: _Placed) -> Iterator[list[Passage]]:
    run: list[Passage] = []
    for _, passage in placed:
        if _is_figure(passage.text):
            run.append(passage)
            continue
        if len(run) > _LABELLED:
            yield run
        run = [passage]
    if len(run) > _LABELLED:
        yield run


def _is_figure(text: str) -> bool:
    """Whether a block holds digits and signs alone (and the X that ends an identity number)."""
    if len(text) > _LONGEST_FIGURE:
        return False
    folded = fold(text).text
    holds = any(map(str.isdigit, folded)) or folded.strip(" .。") == "x"
    return holds and all(one.isdigit() or one == "x" or not one.isalnum() for one in folded)


def _runs(article: Article) -> Iterator[list[Passage]]:
    loose, columns = _placed(article)
    for column in (*columns, loose):
        yield from _short_ones(column)


def _placed(article: Article) -> tuple[_Placed, list[_Placed]]:
    """The blocks of the text that are no cells, and the cells of each column of each table."""
    placed = [(one.block, one) for one in article.passages if one.block is not None and one.kind is PassageKind.TEXT]
    loose = [(block, one) for block, one in placed if block.kind != "cell"]
    cells = sorted(
        ((block, one) for block, one in placed if block.kind == "cell"),
        key=lambda cell: (cell[0].table, cell[0].column, cell[0].row),
    )
    return loose, [list(column) for _, column in groupby(cells, key=lambda cell: (cell[0].table, cell[0].column))]


def _short_ones(placed: Sequence[tuple[Block, Passage]]) -> Iterator[list[Passage]]:
    """The longest runs of neighbours that hold next to nothing each."""
    for short, run in groupby(placed, key=lambda one: 0 < sum(map(str.isalnum, one[1].text[: 4 * _SHORT])) <= _SHORT):
        passages = [passage for _, passage in run if len(passage.text) <= 4 * _SHORT] if short else []
        if len(passages) > 1:
            yield passages


def _joined(cells: Sequence[Passage]) -> Passage:
    """Blocks as one text, with a boundary right behind each but the last."""
    runs: list[Run] = []
    length = 0
    for cell in cells:
        runs += [(length + index, line, column) for index, line, column in cell.runs]
        length += len(cell.text)
        last = cell.place(len(cell.text) - 1, len(cell.text))
        runs.append((length, last.line, last.end_column))
        length += len(CELL)
    return Passage(PassageKind.TEXT, CELL.join(cell.text for cell in cells), tuple(runs[:-1]))
