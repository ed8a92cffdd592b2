"""One file of the office: bounded bytes → strict YAML → a type of `model`, with every fault on the way."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, TypeVar

from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading import strict_yaml
from sanshen.reading.personal_numbers import personal_faults
from sanshen.reading.shape import Ground, shape

OFFICE_FILE_BYTES: Final = 1_048_576
"""A file of the office larger than this is refused before it is parsed."""

_SMALL: Final = 65_536
"""What the latest files of at most this size say is kept: judging reads the same dossiers for several questions."""

T = TypeVar("T")


def decode(
    data: bytes, type_: type[T], path: str, *, rule: str = "SS0501", max_bytes: int = OFFICE_FILE_BYTES, personal: bool = False
) -> tuple[T | None, Ground]:
    """The file as a `type_`, or None; the ground knows where each key stands and holds the faults found.

    `personal`: also look for phone numbers, ID numbers and private keys (faults, but they do not make the file unreadable).
    """
    try:
        document = (_load_again if len(data) <= _SMALL else _load)(data, max_bytes)
    except strict_yaml.YamlError as error:
        ground = Ground(path, {}, rule)
        ground.faults.extend(Fault(path, line, column, "", message, rule) for line, column, message in error.faults)
        if personal and len(data) <= max_bytes:
            ground.faults.extend(personal_faults(data, None, ground))
        return None, ground
    value, faults = shape(document.value, document.marks, type_, path, rule)
    ground = Ground(path, document.marks, rule)
    ground.faults.extend(faults)
    if personal:
        ground.faults.extend(personal_faults(data, document.value, ground))
    return value, ground


def _load(data: bytes, max_bytes: int) -> strict_yaml.YamlDocument:
    return strict_yaml.load(data, max_bytes=max_bytes)


_load_again = lru_cache(maxsize=64)(_load)


def missing(path: str, what: Text, rule: str = "SS0501") -> Fault:
    """The fault of a file that is not there."""
    message = Text(f"缺少文件 {path}（{what.zh}）；请补上", f"the file {path} ({what.en}) is missing; add it")
    return Fault(path, 1, 1, "", message, rule)
