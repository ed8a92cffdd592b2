"""The lexicon's files and the district's confidential list, whose words never appear in a message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sanshen.model.errors import UsageError
from sanshen.model.lexicon import Lexicon, LexiconFile, Term
from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading import strict_yaml
from sanshen.reading.decoding import decode
from sanshen.reading.folding import fold
from sanshen.reading.shape import Ground, Key, shape

LEXICON: Final = "reviews/lexicon/"
LEXICON_BYTES: Final = 16_777_216
"""A lexicon file larger than this is refused before it is parsed."""
CONFIDENTIAL: Final = "SANSHEN_LEXICON"
"""How messages name the confidential list: its place is nobody's business."""
_LISTED: Final = 20
"""So many lines of a faulty confidential list are named."""


def read_lexicon(files: Mapping[str, bytes], extra: bytes | None = None) -> tuple[Lexicon, tuple[Fault, ...]]:
    """All terms of `reviews/lexicon/*.yml` (path → bytes) and of the confidential list, and every fault of the former.

    One bad term does not switch the others off: the good terms of a faulty file stay in force. Not so the confidential list: its
    faults are shown to nobody who could mend it, so UsageError says that it cannot be used, and where, but not what stands there (ADR 34).
    """
    terms: list[Term] = []
    faults: list[Fault] = []
    for path in sorted(files):
        found, some = _read_file(files[path], path)
        terms += found
        faults += some
    return Lexicon(tuple(terms), () if extra is None else _confidential(extra)), tuple(faults)


def _confidential(data: bytes) -> tuple[Term, ...]:
    """The terms of the confidential list; UsageError where it has any fault, or no term at all: who names a list means one."""
    terms, faults = _read_file(data, CONFIDENTIAL) if data.strip() else ((), [])
    if faults:
        raise _unusable(tuple(sorted({fault.line for fault in faults})))
    if not terms:
        raise UsageError(
            Text(f"机密词表（{CONFIDENTIAL}）里一个词条也没有", f"the confidential list ({CONFIDENTIAL}) holds no term at all"),
            Text(
                f"请放回词表；确实不用，就不设 {CONFIDENTIAL}",
                f"put the list back; where none is meant, leave {CONFIDENTIAL} unset",
            ),
        )
    return terms


def _unusable(lines: tuple[int, ...]) -> UsageError:
    """The error of a faulty confidential list: line numbers, and nothing of what stands there."""
    named, more = [str(line) for line in lines[:_LISTED]], len(lines) > _LISTED
    zh, en = "、".join(named) + ("……" if more else ""), ", ".join(named) + (" …" if more else "")
    return UsageError(
        Text(
            f"机密词表（{CONFIDENTIAL}）不能使用：第 {zh} 行不合要求",
            f"the confidential list ({CONFIDENTIAL}) cannot be used: faulty on line {en}",
        ),
        Text(
            "为保密不显示内容；请对照词表的 JSON Schema（sanshen schema lexicon）改正那几行，改好之前一律不放行",
            "what stands there is not shown; mend it by the lexicon's JSON Schema (sanshen schema lexicon); until then nothing is let through",
        ),
    )


def _read_file(data: bytes, path: str) -> tuple[tuple[Term, ...], list[Fault]]:
    lexicon, ground = decode(data, LexiconFile, path, max_bytes=LEXICON_BYTES)
    if lexicon is None:
        return tuple(filter(_searchable, _salvage(data, path))), ground.faults
    _check_terms(lexicon.terms, ground)
    return tuple(filter(_searchable, lexicon.terms)), ground.faults


def _searchable(term: Term) -> bool:
    """Whether anything of the term is left once separators count for nothing."""
    return bool(_letters(term.term))


def _salvage(data: bytes, path: str) -> list[Term]:
    """The terms of a faulty file that are good by themselves."""
    try:
        document = strict_yaml.load(data, max_bytes=LEXICON_BYTES)
    except strict_yaml.YamlError:
        return []  # its faults are noted already
    entries = document.value.get("terms") if isinstance(document.value, dict) else None
    if not isinstance(entries, list):
        return []
    shaped = (shape(entry, {}, Term, path)[0] for entry in entries)
    return [term for term in shaped if isinstance(term, Term)]


def _check_terms(terms: tuple[Term, ...], ground: Ground) -> None:
    seen: dict[str, list[tuple[int, Term]]] = {}
    for place, term in enumerate(terms):
        key: Key = ("terms", place)
        if not _searchable(term):
            message = Text("词条里没有文字或数字，无从查找；请改写", "the term has no letter or digit to look for; change it")
            ground.fault((*key, "term"), message)
        if term.from_ is not None and term.until is not None and term.from_ > term.until:
            ground.fault(key, Text("from 晚于 until；请改正", "`from` is later than `until`; correct it"))
        for number, exception in enumerate(term.except_):
            if not can_excuse(term.term, exception):
                message = Text(
                    f"例外须包含词条“{term.term}”，或与它首尾相接（如“安全”之于“保安”），否则永远用不上",
                    f"an exception must hold the term {term.term!r} or overlap its beginning or end, else it never applies",
                )
                ground.fault((*key, "except", number), message)
        if any(term.overlaps(other) for _, other in seen.get(term.term, ())):
            message = Text(
                f"词条“{term.term}”重复，且有效期重叠；请合并", f"the term {term.term!r} is listed twice for the same time"
            )
            ground.fault((*key, "term"), message)
        seen.setdefault(term.term, []).append((place, term))


def _letters(wording: str) -> str:
    return "".join(character for character in fold(wording).text if character.isalnum())


def can_excuse(term: str, exception: str) -> bool:
    """Whether a text can hold both so that the exception holds the term, or crosses its beginning or end."""
    own, other = _letters(term), _letters(exception)
    if not own or not other:
        return False
    return own in other or any(own.endswith(other[:size]) or own.startswith(other[-size:]) for size in range(1, len(own)))
