"""The words in pictures and scanned pages, by an engine whose models come inside its package. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from sanshen.model.extract import Sign, Spot

if TYPE_CHECKING:
    from PIL.Image import Image

    from sanshen.attachments.notes import Notes

_ENGINE: Final = ("rapidocr", "onnxruntime")
_LARGEST_SIDE: Final = 4_000
_BAND: Final = 700
_OVERLAP: Final = 120
_SMALLEST_SIDE: Final = 16
"""Pictures below this are dots and lines: no word fits in."""


@cache
def _engine() -> Any:  # noqa: ANN401  # the library has no types
    import logging

    from rapidocr import RapidOCR

    logging.disable(logging.CRITICAL)
    return RapidOCR(params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1})


def read_words(picture: Image, notes: Notes, spot: Spot) -> None:
    """Note every line of words in the picture; the mark NO_READER where the engine is not installed."""
    if min(picture.size) < _SMALLEST_SIDE:
        return
    if any(find_spec(name) is None for name in _ENGINE):
        notes.mark(Sign.NO_READER, spot)
        return
    import numpy

    lines: list[str] = []
    boxes: list[str] = []
    for top, band, height in _bands(picture):
        found = _engine()(numpy.asarray(band)[:, :, ::-1])
        for text, corners in zip(found.txts or (), found.boxes if found.txts else (), strict=True):
            lines.append(" ".join(str(text).splitlines()))
            boxes.append(_box(corners, top, band.width, height))
    notes.text("\n".join(lines), Spot(spot.part, spot.number, spot.name), boxes=tuple(boxes))


def _box(corners: Iterable[Sequence[float]], top: int, width: int, height: int) -> str:
    """A box by its corners on a band that begins at `top`, in hundredths of the whole picture, for people to find it."""
    points = [(float(x), float(y) + top) for x, y in corners]
    left, right = (round(100 * edge(x for x, _ in points) / width) for edge in (min, max))
    upper, lower = (round(100 * edge(y for _, y in points) / height) for edge in (min, max))
    return f"[x {left}–{right}% y {upper}–{lower}%]"


def _bands(picture: Image) -> Iterator[tuple[int, Image, int]]:
    """(where it begins, the band, the height of the whole), in bands that overlap by more than a line.

    On a whole page the engine misses a line that stands alone.
    """
    scale = min(1.0, _LARGEST_SIDE / max(picture.size))
    width, height = (max(1, int(side * scale)) for side in picture.size)
    whole = picture if scale == 1.0 else picture.resize((width, height))
    top = 0
    while True:
        yield top, whole.crop((0, top, width, min(height, top + _BAND))).convert("RGB"), height
        if top + _BAND >= height:
            return
        top += _BAND - _OVERLAP
