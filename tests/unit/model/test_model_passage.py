from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.article import Passage, PassageKind
from sanshen.model.finding import Place

_LENGTHS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 9)), min_size=1, max_size=6)


def passage_of(pieces: list[tuple[int, int, int]]) -> Passage:
    """A passage of pieces: (characters, lines down, column). The last character of a line is its break."""
    runs, text, line = [], "", 1
    for length, down, column in pieces:
        line += down - 1
        runs.append((len(text), line, column))
        text += "字" * (length - 1) + ("\n" if down > 1 else "符")
    return Passage(PassageKind.TEXT, text, tuple(runs))


def plain(passage: Passage, start: int, end: int) -> Place:
    """The same, character by character."""
    line, first = passage.places[min(start, len(passage.text) - 1)]
    last = first
    for character, (at_line, at_column) in zip(passage.text[start:end], passage.places[start:end], strict=True):
        if at_line != line:
            break
        last = max(last, at_column - (character == "\n"))
    return Place(line, first, last + 1)


@given(_LENGTHS, st.data())
def test_a_span_is_placed_as_its_characters_are(pieces: list[tuple[int, int, int]], data: st.DataObject) -> None:
    passage = passage_of(pieces)
    assert len(passage.places) == len(passage.text)
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    assert passage.place(start, end) == plain(passage, start, end)


def test_text_without_a_place_stands_at_the_top() -> None:
    assert Passage(PassageKind.META, "词", ()).place(0, 1) == Place()
