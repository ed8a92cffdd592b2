"""The table of old addresses that `sanshen import` leaves: made anew by each run, until people have made it theirs."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sanshen.commands import atomic
from sanshen.commands.bring_in import FOLDER
from sanshen.incoming.site import Note
from sanshen.reading import former_addresses

MADE: Final = f"{FOLDER}/former-addresses.json"
"""What the last run made: to tell whether people have changed the office's table since, and to take from."""
_SHOWN: Final = 5


def keep_table(root: Path, addresses: Mapping[str, str]) -> list[Note]:
    """Write old address → article as the office's table; one that people have changed (or made) stays as it is.

    Then a note says which addresses it lacks or leads elsewhere, if there are any.
    """
    ours, made = root / former_addresses.PATH, root / MADE
    data = former_addresses.encode(addresses)
    there = _bytes_of(ours)
    untouched = there is None or there in {data, _bytes_of(made)}
    atomic.write(made, data)
    if untouched:
        atomic.write(ours, data)
        return []
    read = former_addresses.decode(there or b"")
    held = read if isinstance(read, Mapping) else {}
    lacking = [address for address, path in sorted(addresses.items()) if held.get(address) != path]
    if not lacking:
        return []
    what = f"{len(lacking)} to be taken over from {MADE}: {', '.join(lacking[:_SHOWN])}"
    return [Note(former_addresses.PATH, "changed-by-hand", what)]


def _bytes_of(file: Path) -> bytes | None:
    """The bytes of a plain file, none (and no file's) of anything else, None where nothing is there."""
    try:
        return file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else b""
    except FileNotFoundError:
        return None
