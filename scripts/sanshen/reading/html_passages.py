"""What raw HTML says, as passages: tables cell by cell, refused blocks as they are and once more without their tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it.token import Token

from sanshen.model.article import Passage, PassageKind
from sanshen.reading.block_counting import BlockCounter
from sanshen.reading.html_tags import Piece, characters_of, pieces_of
from sanshen.reading.positions import Pieces, runs_of
from sanshen.reading.raw_html import Raw


def of_block(token: Token, blocks: BlockCounter) -> Iterator[Passage]:
    """The passages of a block of HTML. A refused one is shown to the rules whole, with the fault apart, and as its bare text."""
    raw: Raw = token.meta["html"]
    pieces: Pieces = token.meta["pieces"]
    if raw.refusal:
        yield from _refused(token.content, raw, pieces)
        return
    for cell in raw.cells:
        text = "".join(character for character, _ in cell.characters)
        if text.strip():
            places = [pieces.at(index) for _, index in cell.characters]
            yield Passage(PassageKind.TEXT, text, runs_of(places), block=blocks.cell(cell.table, cell.row, cell.column))
    blocks.pass_tables(1 + max((cell.table for cell in raw.cells), default=-1))


def _refused(html: str, raw: Raw, pieces: Pieces) -> Iterator[Passage]:
    start, end = raw.at
    for first, last, refusal in ((0, start, ""), (start, end, raw.refusal), (end, len(html), "")):
        if refusal or html[first:last].strip():
            yield refused(html, pieces, (first, last), refusal)
    bare = [one for piece in pieces_of(html) if not piece.tag for one in characters_of(html, piece)]
    text = "".join(character for character, _ in bare)
    if text.strip():
        yield Passage(PassageKind.TEXT, text, runs_of(pieces.at(index) for _, index in bare))


def refused(html: str, pieces: Pieces, span: tuple[int, int], refusal: str) -> Passage:
    """A stretch of HTML as it is written, entities decoded. `pieces` say where the characters of `html` stand."""
    written = list(characters_of(html, Piece(*span, tag=True)))
    text = "".join(character for character, _ in written)
    return Passage(PassageKind.HTML, text, runs_of(pieces.at(index) for _, index in written), label=refusal)


def parted(whole: Passage, marks: Sequence[tuple[int, bool]]) -> Iterator[Passage]:
    """A text without its annotations, and the annotations by themselves: both lines can be read. `marks`: where they begin and end."""
    if not marks:
        return
    above: set[int] = set()
    for (begin, opening), (end, _) in pairwise((*marks, (len(whole.text), False))):
        above.update(range(begin, end) if opening else ())
    places = whole.places
    for wanted in (False, True):
        kept = [index for index in range(len(whole.text)) if (index in above) is wanted]
        text = "".join(whole.text[index] for index in kept)
        if text.strip():
            yield Passage(whole.kind, text, runs_of(places[index] for index in kept))
