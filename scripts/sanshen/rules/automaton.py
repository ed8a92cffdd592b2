"""The automata behind a list of terms: built from their forms, saved as bytes, opened again without reading the terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from daachorse import DoubleArrayAhoCorasick

from sanshen.model.packed import Packed
from sanshen.rules.beginnings import Beginnings, are_many, beginning
from sanshen.rules.forms import Form, doubled, form_of, told_apart, without_fault
from sanshen.rules.letters import units
from sanshen.rules.renderings import renderings

if TYPE_CHECKING:
    from sanshen.model.lexicon import Disguise

_Forms = dict[str, list[Form]]


class Index:
    """An automaton over letters, and the forms behind each of its patterns.

    It runs over the bytes of UTF-16: two steps a character, half the time of an automaton over characters. A match that begins
    between the two bytes of a character is none. A large lexicon is held by the beginnings of its patterns.
    """

    def __init__(self, automaton: DoubleArrayAhoCorasick | Beginnings, forms: Packed[list[Form]]) -> None:
        self.automaton, self.forms = automaton, forms
        self._known: dict[int, list[Form]] = {}

    @classmethod
    def of(cls, forms: Mapping[str, list[Form]]) -> Index:
        """An index over letters → forms."""
        many = are_many(forms)
        words = sorted(forms, key=beginning) if many else list(forms)
        automaton = Beginnings.of(words) if many else DoubleArrayAhoCorasick(list(map(units, words)))
        index = cls(automaton, Packed.of(map(forms.__getitem__, words), list[Form]))
        index._known.update(enumerate(map(forms.__getitem__, words)))  # its own class
        return index

    def behind(self, pattern: int) -> list[Form]:
        """The forms that a pattern of the automaton stands for."""
        known = self._known.get(pattern)
        if known is None:
            known = self._known[pattern] = self.forms[pattern]
        return known

    def find(self, letters: str) -> Iterator[tuple[int, int, Form]]:
        """(first, end, form) of everything in `letters`."""
        written = units(letters)
        found = self.automaton.find_overlapping(written)
        if not found:
            return
        character = _characters(letters) if len(written) > 2 * len(letters) else range(len(letters) + 1)
        for first, end, pattern in found:
            if not first & 1:
                for form in self.behind(pattern):
                    yield character[first >> 1], character[end >> 1], form

    def finds(self, letters: str) -> bool:
        """Whether anything may be in `letters`: never False where `find` gives something."""
        return bool(self.automaton.find(units(letters)))

    @property
    def parts(self) -> tuple[object, ...]:
        """What it is made from, but for an automaton."""
        return self.automaton.parts if isinstance(self.automaton, Beginnings) else None, *self.forms.parts

    @property
    def bytes(self) -> bytes:
        """The automaton; nothing where there is none."""
        return b"" if isinstance(self.automaton, Beginnings) else self.automaton.serialize()


def _characters(letters: str) -> list[int]:
    """For each unit of UTF-16 the character it belongs to, and one behind the last."""
    return [at for at, letter in enumerate(letters) for _ in range(1 + (letter > "\uffff"))] + [len(letters)]


_Saved = tuple[tuple[memoryview, memoryview, memoryview] | None, memoryview, memoryview, int]
"""The beginnings and the forms of an index, packed. `memoryview`: nothing is copied."""


class _SavedAll(msgspec.Struct, frozen=True, array_like=True):
    letters: _Saved
    sounds: tuple[str, str]
    spoken: _Saved | None


Pieces = tuple[bytes, ...]
"""What is saved: the forms, then each automaton by itself. They are large, and their library wants them as bytes of their own."""


class Automata(msgspec.Struct, frozen=True):
    """What a matcher searches with. `spoken` looks for sounds: characters are turned into sounds by `sounds` first."""

    letters: Index
    sounds: dict[int, str] = {}
    spoken: Index | None = None

    def save(self) -> Pieces:
        """All of it as bytes."""
        sounds = ("".join(map(chr, self.sounds)), "".join(self.sounds.values()))
        forms = (self.letters.parts, sounds, self.spoken.parts if self.spoken else None)
        automata = [index.bytes for index in (self.letters, self.spoken) if index is not None]
        return msgspec.msgpack.encode(forms), *automata


def _load(saved: _Saved, automaton: bytes) -> Index:
    begun, forms, ends, count = saved
    opened = DoubleArrayAhoCorasick.deserialize(automaton) if begun is None else Beginnings(*begun)
    return Index(opened, Packed(forms, ends, count, list[Form]))


def load(pieces: Pieces) -> Automata:
    """What `save` gave. Raises ValueError (msgspec's and daachorse's errors are such) for anything else."""
    forms, letters, *spoken = pieces
    saved = msgspec.msgpack.decode(forms, type=_SavedAll)
    sounds = {ord(one): sound for one, sound in zip(*saved.sounds, strict=True)}
    indexes = [_load(one, piece) for one, piece in zip([saved.spoken] if saved.spoken else [], spoken, strict=True)]
    return Automata(_load(saved.letters, letters), sounds, *indexes)


def build(
    terms: Sequence[str], exceptions: Sequence[Sequence[str]], instead: Sequence[str], disguises: Sequence[Sequence[Disguise]]
) -> Automata:
    """Automata over terms; see `Matcher`. Raises ValueError for a term without letter or digit."""
    forms: _Forms = {}
    for number, term in enumerate(terms):
        letters, form = form_of(term, number, "term")
        right = instead[number] if instead else ""
        forms.setdefault(letters, []).append(told_apart(letters, form, right))
        for short, collapsed in doubled(letters, form):
            forms.setdefault(short, []).append(collapsed)
        excusing = [form_of(one, number, "exception") for one in (exceptions[number] if exceptions else ())]
        excusing += without_fault(letters, form, right)
        others = tuple(renderings(letters))
        kept = _right(right, number, excusing) if others else ""
        for other in others:
            if other not in kept:
                rendered = msgspec.structs.replace(form, alike="") if len(other) == len(letters) else Form(number)
                forms.setdefault(other, []).append(rendered)
        for wording, excuse in excusing:
            forms.setdefault(wording, []).append(excuse)
    if not any(disguises):
        return Automata(Index.of(forms))
    return _with_disguises(forms, terms, disguises)


def _right(instead: str, number: int, excusing: Sequence[tuple[str, Form]]) -> str:
    """The letters of every wording that is fine, one after the other."""
    written = [form_of(instead, number, "exception")[0]] if any(map(str.isalnum, instead)) else []
    return "\0".join([*written, *(letters for letters, _ in excusing)])


def _with_disguises(forms: _Forms, terms: Sequence[str], disguises: Sequence[Sequence[Disguise]]) -> Automata:
    from sanshen.rules import disguises as derive  # brings a dictionary of readings

    asked = {number: wanted for number, wanted in enumerate(disguises) if wanted}
    for number, wanted in asked.items():
        for letters in derive.written(terms[number], wanted):
            forms.setdefault(letters, []).append(Form(number, "disguise"))
    sounding = {number: terms[number] for number, wanted in asked.items() if "homophone" in wanted}
    if not sounding:
        return Automata(Index.of(forms))
    sounds, spoken = derive.spoken(sounding)
    # With the signs of the term itself: what sounds like 《…法》 is a title too.
    index = Index.of(
        {key: [form_of(terms[number], number, "disguise")[1] for number in numbers] for key, numbers in spoken.items()}
    )
    return Automata(Index.of(forms), sounds, index)
