"""QR codes as small SVG pictures: one path, whose strokes are the dark modules of each row."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from math import isqrt
from typing import Final, cast

_QUIET: Final = 2
"""The blank border of a code, in modules."""
_OPTIONS: Final = "ecLevel=L,dataMask=3"
"""Which of the eight masks a code wears is written in it. To try all takes five times as long, and by the standard's own measure the best
one is 3 % better than this."""
_PIECE: Final = 11
"""So many modules of a row are drawn together: few enough that pieces come again and again, and what was drawn is remembered."""
_SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
    '<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path stroke="#000" d="{path}"/></svg>\n'
)


@cache
def _drawn(modules: bytes) -> str:
    """The path through some modules of a row (one byte each, dark ones 0), from their left to their right end."""
    runs = ((light, len(tuple(run))) for light, run in groupby(modules, key=bool))
    return "".join(f"m{length} 0" if light else f"h{length}" for light, length in runs)


@cache
def _pieces(width: int) -> tuple[tuple[str, slice], ...]:
    """Where the pieces of a code's rows begin, in the picture ("": where the one before ends) and among its modules."""
    return tuple(
        ("" if at else f"M{_QUIET} {row + _QUIET}.5", slice(row * width + at, row * width + min(at + _PIECE, width)))
        for row in range(width)
        for at in range(0, width, _PIECE)
    )


def qr_code(url: str) -> bytes:
    """A QR code of an address, about 2 KB; the same address always gives the same bytes."""
    import zxingcpp

    code = zxingcpp.create_barcode(url, zxingcpp.BarcodeFormat.QRCode, options=_OPTIONS)
    drawn = code.to_image(scale=1, add_quiet_zones=False)
    data = bytes(cast("bytes", drawn))  # by the buffer protocol: a byte a module, row by row of a square
    width = isqrt(len(data))
    path = "".join([begin + _drawn(data[piece]) for begin, piece in _pieces(width)])
    return _SVG.format(size=width + 2 * _QUIET, path=path).encode()
