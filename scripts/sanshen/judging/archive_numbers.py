"""The document numbers of the published archive: which article bears which (Art. 13(7)).

They are kept by folder under the folder's state (git's tree id), so that what is paid for is what changed, not the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from sanshen.model.archive import Bearer, written
from sanshen.model.policy import Limits
from sanshen.reading import front_matter
from sanshen.reading.article_path import parse
from sanshen.reading.front_matter import UnreadableError
from sanshen.rules.archive import bearer

if TYPE_CHECKING:
    from sanshen.judging.attachments import Shelf
    from sanshen.repository import Repository

CONTENT: Final = "content"
_TREE: Final = "40000"
_PLAIN: Final = "100644"
_KEPT: Final = 16
"""Repositories whose numbers are kept."""
_MARKS: Final = (b"document", b"number")


class Stock(Protocol):
    """Articles by unit and folder (`column/year` of the unit), each with a word for its state: the same word, the same files."""

    def state(self) -> str:
        """The state of all of it."""

    def units(self) -> Mapping[str, str]:
        """Unit → state."""

    def folders(self, unit: str) -> Mapping[str, str]:
        """`column/year` → state."""

    def articles(self, folders: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str, bytes]]:
        """((unit, folder), path, bytes) of every article in those folders."""


class TreeStock(msgspec.Struct, frozen=True):
    """The articles of a commit or tree; states are the ids of git's own trees."""

    repository: Repository
    tree: str

    def state(self) -> str:
        """The id of the tree of content/."""
        entry = self.repository.entry(self.tree, CONTENT)
        return entry.oid if entry is not None else ""

    def units(self) -> Mapping[str, str]:
        """The folders right below content/."""
        return self._below(CONTENT)

    def folders(self, unit: str) -> Mapping[str, str]:
        """The years of every column."""
        found = {}
        for column in self._below(f"{CONTENT}/{unit}"):
            for year, oid in self._below(f"{CONTENT}/{unit}/{column}").items():
                found[f"{column}/{year}"] = oid
        return found

    def _below(self, folder: str) -> dict[str, str]:
        return {name: one.oid for name, one in self.repository.children(self.tree, folder).items() if one.mode == _TREE}

    def articles(self, folders: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str, bytes]]:
        """All of them by one process."""
        wanted: list[tuple[tuple[str, str], str, str]] = []
        for unit, folder in folders:
            where = f"{CONTENT}/{unit}/{folder}"
            for name, one in self.repository.children(self.tree, where).items():
                if one.mode == _PLAIN and parse(f"{where}/{name}") is not None:
                    wanted.append(((unit, folder), f"{where}/{name}", one.oid))
        data = self.repository.read_many(oid for _, _, oid in wanted)
        for (where_, path, _), (_, found) in zip(wanted, data, strict=True):
            yield where_, path, found


class _Unit(msgspec.Struct, frozen=True, array_like=True):
    """A unit's state; folder → (state, lines)."""

    state: str
    folders: dict[str, tuple[str, bytes]]


class _Saved(msgspec.Struct, frozen=True, array_like=True):
    """`lines` of the whole archive; `units` are decoded only where something has changed."""

    state: str
    lines: memoryview
    units: msgspec.Raw


def numbers_of(stock: Stock, limits: Limits, shelf: Shelf | None, place: str) -> bytes:
    """The document numbers of a stock (lines of `model.archive`), from `shelf` where they were read before.

    `place` tells repositories and releases apart.
    """
    name = f"numbers-{sha256(place.encode() + msgspec.json.encode(limits)).hexdigest()}"
    kept = shelf.find(name) if shelf is not None else None
    saved = msgspec.msgpack.decode(kept, type=_Saved) if kept is not None else None
    state = stock.state()
    if saved is not None and saved.state == state:
        return bytes(saved.lines)
    known = msgspec.msgpack.decode(saved.units, type=dict[str, _Unit]) if saved is not None else {}
    units = _read_again(stock, known, limits)
    lines = b"".join(part for unit in units.values() for _, part in unit.folders.values())
    if shelf is not None:
        shelf.keep(name, msgspec.msgpack.encode((state, lines, units)), kept=_KEPT)
    return lines


def _read_again(stock: Stock, known: Mapping[str, _Unit], limits: Limits) -> dict[str, _Unit]:
    """Every unit as it is now; only folders whose state is another are read."""
    units: dict[str, _Unit] = {}
    changed: dict[tuple[str, str], list[Bearer]] = {}
    for unit, state in stock.units().items():
        before = known.get(unit, _Unit("", {}))
        if before.state == state:
            units[unit] = before
            continue
        folders = {name: (one, b"") for name, one in stock.folders(unit).items()}
        same = {name: before.folders[name] for name, (one, _) in folders.items() if before.folders.get(name, ("",))[0] == one}
        changed |= {(unit, name): [] for name in folders if name not in same}
        units[unit] = _Unit(state, {**folders, **same})
    for where, path, data in stock.articles(list(changed)):
        found = bearer_of(path, data, limits)
        if found is not None:
            changed[where].append(found)
    for (unit, name), bearers in changed.items():
        units[unit].folders[name] = (units[unit].folders[name][0], written(bearers))
    return units


def bearer_of(path: str, data: bytes, limits: Limits) -> Bearer | None:
    """What an article says about its own number. One that cannot be read says nothing, and neither does an interpretation."""
    if not all(mark in data for mark in _MARKS):
        return None
    try:
        front = front_matter.read(path, front_matter.split(path, data, limits), limits).value
    except UnreadableError:
        return None
    document = front.get("document") if isinstance(front, dict) and not front.get("interprets") else None
    number = document.get("number") if isinstance(document, dict) else None
    title = front.get("title") if isinstance(front, dict) else None
    return bearer(number, title, path) if isinstance(number, str) and isinstance(title, str) else None
