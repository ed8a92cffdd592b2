"""The parts of what is kept: read one by one as their paths are asked for, written where they changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from sanshen.model.proof import Proof
from sanshen.records.content import proof_of
from sanshen.records.kept import PARTS, KeptPath, Shelf

_Raw = dict[str, msgspec.Raw]
_NOTHING = KeptPath()


class LostError(Exception):
    """A part that the root names is not there: nothing that is kept can be relied on."""


def _part_of(path: str) -> int:
    return hashlib.sha256(path.encode("utf-8", "surrogateescape")).digest()[0]


class KeptPaths:
    """What is kept of every path. `LostError` where a part is missing."""

    def __init__(self, shelf: Shelf, parts: Sequence[str] = ("",) * PARTS) -> None:
        self._shelf = shelf
        self._parts = tuple(parts)
        self._read: dict[int, _Raw] = {}
        self._changed: dict[str, KeptPath] = {}

    def get(self, path: str) -> KeptPath:
        """What is kept of one path; an empty one where nothing is."""
        if path in self._changed:
            return self._changed[path]
        raw = self._part(_part_of(path)).get(path)
        return _NOTHING if raw is None else msgspec.msgpack.decode(raw, type=KeptPath)

    def set(self, path: str, known: KeptPath) -> None:
        """Know something else of a path from now on."""
        self._changed[path] = known

    def own(self, path: str, owner: str, *, owns: bool) -> None:
        """From now on `path` is, or is no longer, a picture or attachment that the standing of `owner` names."""
        known = self.get(path)
        owners = {*known.owners, owner} if owns else {*known.owners} - {owner}
        self.set(path, msgspec.structs.replace(known, owners=tuple(sorted(owners))))

    def __iter__(self) -> Iterator[tuple[str, KeptPath]]:
        """Every path with what is known of it, part by part."""
        changed: list[dict[str, KeptPath]] = [{} for _ in range(PARTS)]
        for path, known in self._changed.items():
            changed[_part_of(path)][path] = known
        for number in range(PARTS):
            for path, raw in self._part(number).items():
                if path not in changed[number]:
                    yield path, msgspec.msgpack.decode(raw, type=KeptPath)
            yield from changed[number].items()

    def packed(self) -> tuple[tuple[str, ...], dict[str, bytes]]:
        """The names of all parts, and the bytes of the new ones by name. UnicodeEncodeError for a path that is no UTF-8."""
        parts, new = list(self._parts), dict[str, bytes]()
        touched: dict[int, list[str]] = {}
        for path in self._changed:
            touched.setdefault(_part_of(path), []).append(path)
        for number, paths in touched.items():
            held: dict[str, msgspec.Raw] = dict(self._part(number))
            for path in paths:
                held.pop(path, None)
                if self._changed[path] != _NOTHING:
                    held[path] = msgspec.Raw(msgspec.msgpack.encode(self._changed[path]))
            data = msgspec.msgpack.encode(dict(sorted(held.items())))
            parts[number] = hashlib.sha256(data).hexdigest() if held else ""
            if held:
                new[parts[number]] = data
        return tuple(parts), new

    def _part(self, number: int) -> _Raw:
        if number not in self._read:
            self._read[number] = self._load(self._parts[number])
        return self._read[number]

    def _load(self, name: str) -> _Raw:
        if not name:
            return {}
        data = self._shelf.part(name)
        if data is None:
            raise LostError(name)
        return msgspec.msgpack.decode(data, type=dict[str, msgspec.Raw])


class KeptProofs(Mapping[str, Proof]):
    """Article path → its proof, decoded when asked for. Where what was kept is lost meanwhile, all is proven anew."""

    def __init__(
        self, paths: KeptPaths, unproven: Collection[str], count: int, again: Callable[[], Mapping[str, Proof]]
    ) -> None:
        self._paths = paths
        self._unproven = unproven
        self._count = count
        self._again = again
        self._anew: Mapping[str, Proof] | None = None

    def __getitem__(self, path: str) -> Proof:
        try:
            found = None if self._anew is not None else _proof(path, self._paths.get(path), self._unproven)
        except LostError:
            self._anew = self._again()
        if self._anew is not None:
            return self._anew[path]
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter([path for path, _ in self._all()])

    def __len__(self) -> int:
        return self._count

    def _all(self) -> Iterable[tuple[str, Proof]]:
        """Every proof, by path."""
        if self._anew is None:
            try:
                pairs = ((path, _proof(path, known, self._unproven)) for path, known in self._paths)
                self._anew = dict(sorted((path, proof) for path, proof in pairs if proof is not None))
            except LostError:
                self._anew = self._again()
        return self._anew.items()


def _proof(path: str, known: KeptPath, unproven: Collection[str]) -> Proof | None:
    """The proof of an article that is there and not unproven."""
    if known.file is None or known.standing is None or not path.endswith(".md") or path in unproven:
        return None
    return proof_of(path, known.standing)
