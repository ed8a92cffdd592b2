"""Who was reminded when: one small file beside the repository, written after every message, so that none is sent twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Annotated, Final, Literal, Self

import msgspec

from sanshen.commands.atomic import write
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

_FORGOTTEN: Final = timedelta(days=400)
_MOST_BYTES: Final = 4 * 1024 * 1024
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: Literal[1]
    reminded: dict[str, Moment]


class Reminded:
    """The file, held by one run at a time. A context manager; `writing` False looks only and holds nothing."""

    def __init__(self, place: Path, *, writing: bool) -> None:
        self._place = place
        self._writing = writing
        self._lock = -1
        self._times: dict[str, datetime] = {}

    def __enter__(self) -> Self:
        if self._writing:
            self._hold()
        self._times = _read(self._place)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._lock >= 0:
            os.close(self._lock)  # the lock goes with it

    @property
    def times(self) -> Mapping[str, datetime]:
        """Person → when they were reminded last."""
        return self._times

    def note(self, person: str, at: datetime) -> None:
        """Remember that a person was reminded, at once and for good."""
        self._times[person] = at
        kept = {who: when for who, when in sorted(self._times.items()) if at - when < _FORGOTTEN}
        write(self._place, msgspec.json.encode(_File(1, kept)))

    def _hold(self) -> None:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self._place.with_name(f"{self._place.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = -1
            raise UndecidedError(
                Text("另一个催办正在运行", "another run is reminding people right now"),
                Text("等它结束", "wait until it is done"),
            ) from None


def _read(place: Path) -> dict[str, datetime]:
    """The times as they stand; UndecidedError where the file is none of ours: reminding anew would be more than is allowed."""
    try:
        with place.open("rb") as file:
            return dict(msgspec.json.decode(file.read(_MOST_BYTES), type=_File).reminded)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise UndecidedError(
            Text(f"记着上次催办时间的文件 {place} 不能读", f"the file {place}, which remembers reminders, cannot be read"),
            Text("查明原因；删除它会使所有人重新被催", "find out why; without it everybody is reminded anew"),
        ) from None
