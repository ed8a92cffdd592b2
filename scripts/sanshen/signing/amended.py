"""What an amendment changed (Art. 12: the deputy head reviews and edits), passage by passage, for those who look at the sheet.

Nothing is decided by it: a sign-off survives by `survival`. So it is cut where it grows long, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from sanshen.model.article import Article
from sanshen.model.change import Version
from sanshen.model.sheet import Amendment, Amendments
from sanshen.reading.plain import Piece, correction_view
from sanshen.signing.tracks import Track

MOST: Final = 20
"""Passages that are listed."""
_LONGEST: Final = 80
"""Characters shown of one passage."""
_COMPARED: Final = 400
"""Passages between the common beginning and end that are held against each other; beyond, the text is a new one."""


def amendments(track: Track) -> Amendments | None:
    """What became of the text since the first sign-off that outlived an amendment; None where none did."""
    outlived = [one.sign_off for one in track.signed.values() if one.hops or one.stands]
    if not outlived:
        return None
    first = min(outlived, key=lambda one: (one.at, one.order, one.id))
    before, after = track.case.versions.get(first.commit or ""), track.target.version
    return compared(_article(before), _article(after))


def _article(version: Version | None) -> Article | None:
    return version.article if version is not None else None


def compared(before: Article | None, after: Article | None) -> Amendments:
    """The passages and front-matter keys that differ. `whole` is False where more differs than is listed."""
    if before is None or after is None:
        return Amendments((), whole=False)
    old, new = correction_view(before), correction_view(after)
    texts = _texts(old.texts, new.texts)
    if texts is None:
        return Amendments((), whole=False)
    changes = [*_front(before, after), *texts]
    same_elsewhere = old.structure == new.structure and before.bundle == after.bundle
    return Amendments(
        tuple(_shown(one) for one in changes[:MOST]),
        whole=same_elsewhere and len(changes) <= MOST,
        searched="\n".join(text for one in changes for text in (one.before, one.after) if text),
    )


class _Change(NamedTuple):
    """One passage or key in full; "" where it was not there, or is not any more. `lines`: that of each character of `after`."""

    before: str
    after: str
    lines: Sequence[int]


def _front(before: Article, after: Article) -> Iterator[_Change]:
    for key in dict.fromkeys((*before.front, *after.front)):
        was, now = (_value(key, one) for one in (before, after))
        if was != now and key != "signatures":
            yield _Change(was, now, (after.meta_lines.get(key, 1),))


def _value(key: str, article: Article) -> str:
    value = article.front.get(key)
    if value is None:
        return ""
    return f"{key}: {value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()}"


def _texts(old: Sequence[Piece], new: Sequence[Piece]) -> list[_Change] | None:
    """The passages that differ; None where too many do."""
    was, now = [one.text for one in old], [one.text for one in new]
    head, tail = _alike(was, now)
    if max(len(was), len(now)) - head - tail > _COMPARED:
        return None
    from difflib import SequenceMatcher  # not many texts are amended

    matcher = SequenceMatcher(None, was[head : len(was) - tail], now[head : len(now) - tail], autojunk=False)
    found: list[_Change] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            found += _passages(old[head + a : head + b], new[head + c : head + d], _line(new, head + c))
    return found


def _passages(old: Sequence[Piece], new: Sequence[Piece], line: int) -> Iterator[_Change]:
    """Passages one against one where there are as many; else those that went, and those that came."""
    if len(old) == len(new):
        yield from (_Change(was.text, now.text, now.lines) for was, now in zip(old, new, strict=True))
        return
    yield from (_Change(one.text, "", (line,)) for one in old)
    yield from (_Change("", one.text, one.lines) for one in new)


def _line(pieces: Sequence[Piece], at: int) -> int:
    """The line on which a passage stands, or the last one before it; 1 in a text without any."""
    return pieces[min(at, len(pieces) - 1)].line if pieces else 1


def _shown(change: _Change) -> Amendment:
    """From the first character that differs to the last one."""
    before, after, lines = change
    head, tail = _alike(before, after)
    line = lines[min(head, len(lines) - 1)] if lines else 1
    return Amendment(line, _cut(before[head : len(before) - tail]), _cut(after[head : len(after) - tail]))


def _alike(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How much is the same at the beginning, and of the rest at the end."""
    head = _common(one, other)
    return head, _common(one[head:][::-1], other[head:][::-1])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
