"""Git's objects and refs written as Git writes them, without a process for each: half of a test's time went into those.

That Git reads and writes the very same is tested in tests/unit/repository/test_support_repositories.py.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from pathlib import Path

Flat = dict[bytes, tuple[bytes, str]]
"""A whole tree: path → mode in octal, object id."""
_REFUSED = frozenset({b"", b".", b"..", b".git"})
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Objects:
    """The loose objects and branches of a repository; `name` is sha1 or sha256."""

    def __init__(self, git_dir: Path, name: str) -> None:
        self._git_dir, self._name = git_dir, name
        self._known: dict[str, Flat] = {}

    def write(self, kind: str, data: bytes) -> str:
        """Store an object; its id."""
        whole = f"{kind} {len(data)}\0".encode() + data
        oid = hashlib.new(self._name, whole, usedforsecurity=False).hexdigest()
        place = self._git_dir / "objects" / oid[:2] / oid[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            new = place.with_name(f"tmp_obj_{oid}")
            new.write_bytes(zlib.compress(whole, 1))
            new.chmod(0o444)
            new.rename(place)
        return oid

    def known(self, tree_or_commit: str) -> Flat | None:
        """What a tree or commit written here holds."""
        return self._known.get(tree_or_commit)

    def remember(self, commit: str, tree: str) -> None:
        """A commit of a tree that was written here."""
        if tree in self._known:
            self._known[commit] = self._known[tree]

    def tree(self, flat: Flat) -> str:
        """Store a tree with all that is below it."""
        oid = self._folder({tuple(path.split(b"/")): entry for path, entry in flat.items()})
        self._known[oid] = flat
        return oid

    def _folder(self, entries: Mapping[tuple[bytes, ...], tuple[bytes, str]]) -> str:
        here: dict[bytes, tuple[bytes, str]] = {}
        below: dict[bytes, dict[tuple[bytes, ...], tuple[bytes, str]]] = {}
        for (first, *rest), entry in entries.items():
            assert first.lower() not in _REFUSED, f"no tree may hold {first!r}: plant it otherwise"
            if rest:
                below.setdefault(first, {})[tuple(rest)] = entry
            else:
                here[first] = entry
        assert here.keys().isdisjoint(below), "a file and a folder of one name"
        here |= {name: (b"40000", self._folder(inside)) for name, inside in below.items()}
        in_order = sorted(here, key=lambda name: name + b"/" if name in below else name)
        lines = (here[name][0] + b" " + name + b"\0" + bytes.fromhex(here[name][1]) for name in in_order)
        return self.write("tree", b"".join(lines))

    def branch(self, name: str) -> str | None:
        """Where a branch points, None where it has no file of its own (it may be packed, or not there)."""
        place = self._git_dir / "refs" / "heads" / name
        said = place.read_text("ascii", "replace").strip() if place.is_file() else ""
        return said if _ID.fullmatch(said) else None

    def move(self, name: str, commit: str) -> None:
        """Point a branch at a commit."""
        place = self._git_dir / "refs" / "heads" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_name(f"{place.name}.lock")
        new.write_text(f"{commit}\n")
        new.rename(place)


def flat_of(listing: str) -> Flat:
    """What `git ls-tree -r -z --full-tree` lists."""
    flat: Flat = {}
    for line in listing.encode("utf-8", "surrogateescape").split(b"\0"):
        if line:
            fields, _, path = line.partition(b"\t")
            mode, _, oid = fields.split(b" ")
            flat[path] = (mode, oid.decode())
    return flat
