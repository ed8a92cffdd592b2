"""Many small values in one piece of bytes, each decoded when it is asked for: a lexicon of 100,000 entries opens at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from sys import byteorder
from typing import Generic, TypeVar, overload

import msgspec

T = TypeVar("T")
_WIDTH = 4


class Packed(Sequence[T], Generic[T]):
    """`data` holds the values one after the other, `ends` where each ends (32 bits each)."""

    def __init__(self, data: bytes | memoryview, ends: bytes | memoryview, kind: type[T]) -> None:
        self.data, self.ends, self._kind = data, ends, kind
        self._ends = memoryview(ends).cast("I")
        self._decoder = msgspec.msgpack.Decoder(kind)

    @classmethod
    def of(cls, values: Iterable[T], kind: type[T]) -> Packed[T]:
        """The values, packed."""
        encode, data, ends = msgspec.msgpack.Encoder().encode, bytearray(), list[int]()
        for value in values:
            data += encode(value)
            ends.append(len(data))
        return cls(bytes(data), memoryview(_numbers(ends)), kind)

    def __len__(self) -> int:
        return len(self._ends)

    def __reduce__(self) -> tuple[object, ...]:
        return Packed, (bytes(self.data), bytes(self.ends), self._kind)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        at %= len(self)
        return self._decoder.decode(memoryview(self.data)[self._ends[at - 1] if at else 0 : self._ends[at]])


def _numbers(numbers: Sequence[int]) -> bytes:
    return b"".join([number.to_bytes(_WIDTH, byteorder) for number in numbers])
