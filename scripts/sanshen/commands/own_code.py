"""What this program and its libraries look like: whatever is kept between runs holds only for the very same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

import sanshen


def digest_of_code(parts: Iterable[str], libraries: Iterable[str]) -> str:
    """The digest of every file of some of our packages (modules, tables, pages; not what Python compiles beside them), of the
    Python that runs them, and of the libraries they use."""
    whole = sha256(f"{sys.version}\0".encode())
    root = Path(sanshen.__file__).parent
    for part in parts:
        for path in sorted(_files(root / part)):
            whole.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for library in libraries:
        whole.update(f"{library} {_version(library)}\0".encode())
    return whole.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__"]
        yield from (Path(place, name) for name in names)


def _version(library: str) -> str:
    """The version that is installed; looked for beside our own libraries first, which spares a search of the whole path."""
    from importlib.metadata import Distribution, version

    beside = str(Path(msgspec.__file__).parents[1])
    found = next(iter(Distribution.discover(name=library, path=[beside])), None)
    return found.version if found is not None else version(library)
