"""Many small values in one piece of bytes, decoded when they are asked for: a lexicon of 100,000 entries opens at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from sys import byteorder
from typing import Final, Generic, TypeVar, overload

import msgspec

T = TypeVar("T")
_WIDTH: Final = 4
_BLOCK: Final = 64
"""Values that are kept, and decoded, together: what they have in common is written once."""


class Packed(Sequence[T], Generic[T]):
    """`data` holds compressed blocks of values one after the other, `ends` where each block ends (32 bits each); `count` values."""

    def __init__(self, data: bytes | memoryview, ends: bytes | memoryview, count: int, kind: type[T]) -> None:
        self._data, self._bounds, self._count, self._kind = data, ends, count, kind
        self._ends = memoryview(ends).cast("I")
        self._blocks: dict[int, list[T]] = {}

    @classmethod
    def of(cls, values: Iterable[T], kind: type[T]) -> Packed[T]:
        """The values, packed."""
        from zlib import compress

        encode, data, ends, count, every = msgspec.msgpack.Encoder().encode, bytearray(), list[int](), 0, iter(values)
        while block := list(islice(every, _BLOCK)):
            data += compress(encode(block))
            ends.append(len(data))
            count += len(block)
        return cls(bytes(data), _numbers(ends), count, kind)

    @property
    def parts(self) -> tuple[bytes | memoryview, bytes | memoryview, int]:
        """What it is made from."""
        return self._data, self._bounds, self._count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        for number in range(len(self._ends)):
            yield from self._block(number)

    def __reduce__(self) -> tuple[object, ...]:
        return Packed, (bytes(self._data), bytes(self._bounds), self._count, self._kind)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> list[T]: ...
    def __getitem__(self, at: int | slice) -> T | list[T]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not -len(self) <= at < len(self):
            raise IndexError(at)
        block, within = divmod(at % len(self), _BLOCK)
        return self._block(block)[within]

    def _block(self, number: int) -> list[T]:
        """The values of a block; what was decoded once is kept, for who asks for one often asks again."""
        known = self._blocks.get(number)
        if known is None:
            from zlib import decompress

            data = memoryview(self._data)[self._ends[number - 1] if number else 0 : self._ends[number]]
            known = self._blocks[number] = msgspec.msgpack.decode(decompress(data), type=list[self._kind])  # type: ignore[name-defined]
        return known


def _numbers(numbers: Sequence[int]) -> bytes:
    return b"".join([number.to_bytes(_WIDTH, byteorder) for number in numbers])
