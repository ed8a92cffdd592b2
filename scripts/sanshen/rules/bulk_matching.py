"""The matching of terms over megabytes of text: how often each stands in an archive.

The same folding and the same automaton as `matching`, but characters are folded and counted as arrays. numpy takes longer to
load than an article to judge, so only what goes through many texts comes here. Doubled characters and sounds are left to
`matching`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from sanshen.reading.folding import fold, folding_table
from sanshen.rules.forms import Form, squeeze
from sanshen.rules.matching import Hit, Matcher, fitting
from sanshen.rules.spans import Spans

if TYPE_CHECKING:
    import numpy.typing as npt

    _Codes = npt.NDArray[np.unsignedinteger]
    _Places = npt.NDArray[np.int64]

_CODES: Final = 0x110000
_LAST_LETTER: Final = 0x40000
"""Beyond it there are tags and private characters, no letters."""
_BLOCK: Final = 256
_SEVERAL: Final = 0xFFFFFFFF
_LARGEST_UNIT: Final = 0xFFFF
_ASCII: Final = 0x80
_AROUND: Final = 40
"""Characters beside a find that are looked at for signs and neighbours."""


def _codes(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _table(codes: int) -> _Codes:
    """For each of the first `codes` code points the letter or digit it folds to: 0 for none, `_SEVERAL` for more than one."""
    table = folding_table()
    folded = np.arange(codes, dtype=np.uint32)
    single = _codes(table.single)
    within = single < codes
    folded[single[within]] = _codes(table.becomes)[within]
    alnum = np.zeros(_LAST_LETTER, dtype=np.bool_)
    for begin in range(0, min(codes, _LAST_LETTER), _BLOCK):
        block = "".join(map(chr, range(begin, begin + _BLOCK)))
        alnum[begin : begin + _BLOCK] = True if block.isalnum() else list(map(str.isalnum, block))
    beyond = folded >= len(alnum)
    folded[beyond] = 0
    # What folds to a character beyond the table's end (rare variants of Han) is a letter all the same.
    letters = np.where((folded >= codes) | alnum[folded], folded, 0).astype(np.uint32)
    for first, last in table.dropped:
        letters[first : last + 1] = 0
    several = _codes("".join(table.several))
    letters[several[several < codes]] = _SEVERAL
    return letters


@cache
def _folded_letters() -> _Codes:
    return _table(_CODES)


@cache
def _short_letters() -> _Codes:
    """For characters of one unit of UTF-16; `_LARGEST_UNIT` where they fold to anything else than none or one of those."""
    return np.minimum(_table(_LARGEST_UNIT + 1), _LARGEST_UNIT).astype(np.uint16)


def _letters(text: str) -> tuple[_Codes, _Places]:
    """The letters and digits of a text, folded, and the character of the text that each came from."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(units) == len(text):  # the usual case takes half the memory, and with it half the time
        folded = _short_letters().take(units)
        letter = folded != 0  # numpy goes through truth values twice as fast as through numbers
        places, kept = np.flatnonzero(letter), folded[letter]
        if not (kept == _LARGEST_UNIT).any():
            return kept, places
    folded = _folded_letters()[_codes(text)]
    places = np.flatnonzero(folded)
    kept = folded[places]
    several = np.flatnonzero(kept == _SEVERAL)
    return _opened(text, kept, places, several) if len(several) else (kept, places)


def _opened(text: str, kept: _Codes, places: _Places, several: _Places) -> tuple[_Codes, _Places]:
    """Each of the few characters that fold to several, replaced by the letters among them."""
    pieces: list[_Codes] = []
    origins: list[_Places] = []
    before = 0
    for at in several.tolist():
        made = _codes(squeeze(fold(text[places[at]]).text)[0])
        pieces += [kept[before:at], made]
        origins += [places[before:at], np.full(len(made), places[at])]
        before = at + 1
    return np.concatenate([*pieces, kept[before:]]), np.concatenate([*origins, places[before:]])


class BulkMatcher:
    """A matcher for many long texts."""

    def __init__(self, matcher: Matcher) -> None:
        self._index = matcher.index
        plain = [_plain_term(self._index.behind(pattern)) for pattern in range(len(self._index.forms))]
        # Pattern → the one term it is, wherever its letters stand side by side; -1 where there is more to look at.
        self._plain = np.array(plain or [-1], dtype=np.int64)

    def find(self, text: str) -> _Places:
        """Every hit as a row (term, start, end), by characters of the text as it is (not folded)."""
        letters, places = _letters(text)
        found = self._found(letters)
        first, last = found[:, 0], found[:, 1] - 1
        starts, ends, terms = places[first], places[last] + 1, self._plain[found[:, 2]]
        side_by_side = ends - starts == found[:, 1] - first
        latin = np.minimum(letters[first], letters[last]) < _ASCII
        plain = (terms >= 0) & side_by_side & ~latin
        hits = np.stack([terms, starts, ends], axis=1)[plain]
        return hits if plain.all() else self._with_others(text, places, found[~plain].tolist(), hits)

    def _found(self, letters: _Codes) -> _Places:
        """(first, end, pattern) of each pattern, by letters; the automaton goes by units of UTF-16."""
        rare = letters.dtype != np.uint16
        if rare:
            units = letters.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass").encode("utf-16-le")
        else:
            units = letters.astype("<u2", copy=False).tobytes()
        found: _Places = np.array(self._index.automaton.find_overlapping(units), dtype=np.int64).reshape(-1, 3)
        found = found[found[:, 0] & 1 == 0]
        found[:, :2] >>= 1
        if rare:
            character = np.append(np.repeat(np.arange(len(letters)), 1 + (letters > _LARGEST_UNIT)), len(letters))
            found[:, :2] = character[found[:, :2]]
        return found

    def _with_others(self, text: str, places: _Places, found: Sequence[Sequence[int]], hits: _Places) -> _Places:
        """What the letters alone do not decide, looked at one by one; then what its exceptions excuse is left out."""
        excused: dict[int, list[tuple[int, int]]] = {}
        more: dict[tuple[int, int, int], None] = {}
        for first, last, pattern in found:
            within = first - int(np.searchsorted(places, places[first]))
            for form, hit in _looked_at(text, places[first:last].tolist(), within, self._index.behind(pattern)):
                if form.role == "exception":
                    excused.setdefault(hit.term, []).append((hit.start, hit.end))
                else:
                    more[hit.term, hit.start, hit.end] = None
        around = {term: Spans(spans) for term, spans in excused.items()}
        everything = np.concatenate([hits, np.array(list(more), dtype=np.int64).reshape(-1, 3)])
        good = [term not in around or not around[term].excuse(start, end) for term, start, end in everything.tolist()]
        kept: _Places = everything[np.array(good, dtype=np.bool_)]
        return kept


def _plain_term(forms: Sequence[Form]) -> int:
    """The term of a pattern that stands for nothing else and has no signs; -1 for others."""
    (form, *others) = forms
    if others or form.role != "term" or form.gaps or form.lead or form.tail or form.runs or form.alike:
        return -1
    return form.term


def _looked_at(text: str, places: Sequence[int], within: int, forms: Sequence[Form]) -> Iterator[tuple[Form, Hit]]:
    """What of the forms stands at those places; `within`: so many letters of the first character come before the first letter."""
    begin = max(0, places[0] - _AROUND)
    window = fold(text[begin : places[-1] + 1 + _AROUND])
    _, letters = squeeze(window.text)
    first = next(at for at, place in enumerate(letters) if window.origin[place] + begin == places[0]) + within
    for form in forms:
        hit = fitting(window.text, letters[first : first + len(places)], form)
        if hit is not None:
            start, end = window.origin[hit.start] + begin, window.origin[hit.end - 1] + begin + 1
            if not form.alike or text[start:end] != form.alike:
                yield form, Hit(hit.term, start, end, hit.doubtful)
