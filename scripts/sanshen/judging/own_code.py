"""What this program and its libraries look like: whatever is kept between runs holds only for the very same."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
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
    """The version that is installed, as the folder says that pip keeps of it beside our own libraries; else looked for everywhere."""
    found = _beside().get(library.replace("-", "_").replace(".", "_").lower())
    if found is not None:
        return found
    from importlib.metadata import version  # reads mail headers, which takes longer than all the rest

    return version(library)


@cache
def _beside() -> Mapping[str, str]:
    """Name → version of what is installed where msgspec is (`msgspec-0.20.0.dist-info`); two of one name are none."""
    found: dict[str, str | None] = {}
    for entry in Path(msgspec.__file__).parents[1].glob("*.dist-info"):
        name, _, number = entry.stem.partition("-")
        key = name.replace(".", "_").lower()
        found[key] = None if key in found else number
    return {name: number for name, number in found.items() if number is not None}
