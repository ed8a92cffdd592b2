"""The words in pictures and scanned pages, by an engine whose models come inside its package. Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
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
    for band in _bands(picture):
        found = _engine()(numpy.asarray(band)[:, :, ::-1])
        lines += [str(text) for text in found.txts or ()]
    notes.text("\n".join(lines), Spot(spot.part, spot.number, spot.name))


def _bands(picture: Image) -> Iterator[Image]:
    """The picture in bands that overlap by more than a line: on a whole page the engine misses a line that stands alone."""
    scale = min(1.0, _LARGEST_SIDE / max(picture.size))
    width, height = (max(1, int(side * scale)) for side in picture.size)
    whole = picture if scale == 1.0 else picture.resize((width, height))
    top = 0
    while True:
        yield whole.crop((0, top, width, min(height, top + _BAND))).convert("RGB")
        if top + _BAND >= height:
            return
        top += _BAND - _OVERLAP
