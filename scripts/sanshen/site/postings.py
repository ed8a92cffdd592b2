"""The grams of many articles as small files: of each gram, in which articles it stands and how much it weighs there.

A part's grams are spread over buckets by their highest bits, so that a query loads a bucket for each of its grams and nothing else.

    bucket  = stamp (4 bytes) entry*
    entry   = the gram's lowest 24 bits (3 bytes, the highest first), length of what follows (varint), posting*
    posting = varint of (gap << 2 | weight); gap: articles since the one before (of the first: since article -1), less one

Entries are in the order of their grams. A varint has seven bits a byte, the lowest first, and the highest bit where more follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sanshen.site.grams import Packed

    Bytes = NDArray[np.uint8]
    Places = NDArray[np.int64]

MOST: Final = 4_096
"""Articles that one part can hold: a gap and its weight fit into two bytes."""
MOST_BITS: Final = 9
_LOW: Final = 0x7F
_MORE: Final = 0x80
_KEY: Final = 3
_STAMP: Final = 4


def buckets(articles: Sequence[Packed], bits: int, stamp: bytes) -> tuple[bytes, ...]:
    """The 2 ** `bits` buckets of a part. `articles`: each one's grams as `grams.weighed` gives them; `stamp`: four bytes."""
    import numpy as np

    number = np.repeat(np.arange(len(articles), dtype=np.uint64), [len(grams) for grams in articles])
    packed = np.concatenate(articles) if articles else np.zeros(0, np.uint64)
    gram = packed >> np.uint64(2)
    key = (gram >> np.uint64(32 - bits) << np.uint64(24)) | (gram & np.uint64(0xFF_FFFF))
    # Two grams may meet in one key: of one article's the heavier stays.
    rows = np.sort(key << np.uint64(14) | number << np.uint64(2) | packed & np.uint64(3))
    kept = np.ones(len(rows), dtype=bool)
    kept[:-1] = rows[1:] >> np.uint64(2) != rows[:-1] >> np.uint64(2)
    rows = rows[kept]
    data, starts, keys = _entries(rows)
    edges = np.searchsorted(keys >> np.uint64(24), np.arange(2**bits + 1, dtype=np.uint64))
    ends = np.append(starts, len(data))[edges]
    return tuple(stamp + data[begin:end].tobytes() for begin, end in pairwise(ends))


def _entries(rows: Packed) -> tuple[Bytes, Places, Packed]:
    """All entries one behind another, where each begins, and their keys. `rows`: key << 14 | article << 2 | weight, sorted."""
    import numpy as np

    key = rows >> np.uint64(14)
    article = (rows >> np.uint64(2) & np.uint64(0xFFF)).astype(np.int64)
    first = np.ones(len(rows), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    before = np.zeros(len(rows), dtype=np.int64)
    before[1:] = article[:-1] + 1
    before[first] = 0
    values = (article - before) << 2 | (rows & np.uint64(3)).astype(np.int64)
    begins = np.flatnonzero(first)
    sizes = 1 + (values > _LOW).astype(np.int64)
    lengths = np.add.reduceat(sizes, begins) if len(rows) else sizes
    heads = _KEY + 1 + (lengths > _LOW).astype(np.int64)
    starts = np.cumsum(heads + lengths) - heads - lengths
    data = np.zeros(int((heads + lengths).sum()), dtype=np.uint8)
    keys = key[begins]
    for place in range(_KEY):
        data[starts + place] = (keys >> np.uint64(8 * (_KEY - 1 - place)) & np.uint64(0xFF)).astype(np.uint8)
    _write(data, starts + _KEY, lengths)
    entry = np.cumsum(first) - 1
    within = np.cumsum(sizes) - sizes
    _write(data, (starts + heads)[entry] + within - within[begins][entry] if len(rows) else within, values)
    return data, starts, keys


def _write(data: Bytes, at: Places, values: Places) -> None:
    """Each value as a varint of one or two bytes at its place."""
    long = values > _LOW
    data[at] = values & _LOW | long * _MORE
    data[at[long] + 1] = values[long] >> 7
