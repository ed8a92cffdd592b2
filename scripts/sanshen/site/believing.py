"""Building with what the last build left, and without it where that turns out to be damaged only while it is used."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.site.workshop import Workshop

Made = TypeVar("Made")
_DAMAGE: Final = (sqlite3.Error, msgspec.MsgspecError, zlib.error)
"""What a catalogue gives that fits its seal and is damaged all the same, by a failing disk for example."""


def believing(shop: Workshop, room: Path, build: Callable[[Workshop, Path], Made], distrusted: Callable[[], None]) -> Made:
    """Build; where what is kept is damaged, once more without it, of which `distrusted` is told.

    UndecidedError where even a catalogue that was made just now cannot be used. Either way the site that is up stays as it is.
    """
    try:
        try:
            return build(shop, room)
        except _DAMAGE:
            if not shop.believed:
                raise
            shop.distrust()
            distrusted()
            return build(shop, room)
    except _DAMAGE as error:
        raise UndecidedError(
            Text(f"编目写不进去或读不出来：{error}", f"the catalogue cannot be written or read: {error}"),
            Text("原网站保持不变；请检查磁盘", "the old site stays up; look at the disk"),
        ) from error
