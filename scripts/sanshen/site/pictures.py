"""Pictures on a page: their size, so that nothing jumps while they load, and narrower ones for narrow screens.

The bytes that were signed stand on the site unchanged; the narrower ones are made from them, without any of their metadata. What
cannot be made narrower without losing something (moving pictures, kinds that Pillow does not write the same way) is left as it is.
"""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.site.addresses import file_address
from sanshen.site.edition import Attachment, Published

if TYPE_CHECKING:
    from PIL.Image import Image

ReadFiles = Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]
"""Repository paths → (path, bytes), from the proven revision."""
Ready = Callable[[str], bytes | None]
"""A narrower picture that was made before, by its address; None where it is to be made."""
WIDTHS: Final = (480, 840, 1680)
"""Phones, the column of text, the same on a screen with twice the points; CSS pixels times density."""
SHOWN: Final = 840
"""How wide a picture in the text is at most, CSS pixels."""
SIZES: Final = "(min-width: 960px) 840px, 92vw"
"""How wide the theme shows a picture in the text."""
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_STILL: Final = frozenset({"PNG", "JPEG", "WEBP"})
_DEEP: Final = ("I", "F")
"""Modes of more than 8 bits a pixel, which the formats above would not be written in again."""
WORTH: Final = 1.2
"""A picture that is hardly wider than the next width is not made narrower."""
_QUALITY: Final = 82
_ORIENTATION: Final = 0x0112
_TURNED: Final = range(5, 9)
_SEE_THROUGH: Final = frozenset({"LA", "RGBA"})
_KEPT_MODES: Final = _SEE_THROUGH | {"L", "RGB"}
_DIGITS: Final = 12


class Picture(msgspec.Struct, frozen=True):
    """A picture's size in pixels as it is shown, and the widths in which it is also on the site (ascending, narrower than itself)."""

    width: int
    height: int
    widths: tuple[int, ...] = ()


class Narrow(NamedTuple):
    """A narrower picture to be made: from which repository path, how wide (0: the very bytes)."""

    path: str
    width: int


@contextmanager
def _opened(data: bytes) -> Iterator[Image]:
    import PIL.Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with PIL.Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            yield picture


def measure(data: bytes) -> Picture | None:
    """The size of a picture, and the widths that can be made of it; None for what no program can show.

    A wide picture is unpacked once: one that is damaged behind its head stands on its page as it is, and stops nothing.
    """
    try:
        with _opened(data) as picture:
            width, height = picture.size
            if picture.getexif().get(_ORIENTATION, 1) in _TURNED:
                width, height = height, width
            widths = tuple(one for one in WIDTHS if one * WORTH <= width) if _is_plain(picture) else ()
            return Picture(width, height, widths if widths and _is_sound(picture) else ())
    except _broken():
        return None


def _is_plain(picture: Image) -> bool:
    """Whether nothing is lost when it is made narrower: a still picture of a kind and depth that is written as it was read."""
    return picture.format in _STILL and getattr(picture, "n_frames", 1) == 1 and not picture.mode.startswith(_DEEP)


def _is_sound(picture: Image) -> bool:
    try:
        picture.load()
    except _broken():
        return False
    return True


def _broken() -> tuple[type[Exception], ...]:
    """Whatever Pillow raises for a file that is damaged, or larger than anybody can show."""
    import PIL.Image

    return (OSError, ValueError, SyntaxError, EOFError, struct.error, PIL.Image.DecompressionBombError)


def narrower(data: bytes, width: int) -> bytes:
    """The same picture, `width` pixels wide, upright, in its own format: its pixels, and the profile that says what colours they are."""
    import PIL.Image
    import PIL.ImageOps

    with _opened(data) as picture:
        kind = picture.format or ""
        upright = PIL.ImageOps.exif_transpose(picture)
        profile = upright.info.get("icc_profile") if upright.mode in _KEPT_MODES else None
        if upright.has_transparency_data and upright.mode not in _SEE_THROUGH:
            upright = upright.convert("RGBA")
        elif upright.mode not in _KEPT_MODES:
            upright = upright.convert("RGB")
        height = max(1, round(upright.height * width / upright.width))
        small = upright.resize((width, height), PIL.Image.Resampling.LANCZOS, reducing_gap=3.0)
    small.info.clear()
    out = io.BytesIO()
    if kind == "PNG":
        small.save(out, "PNG", optimize=True, icc_profile=profile)
    else:
        small.save(out, kind, quality=_QUALITY, icc_profile=profile)
    return out.getvalue()


def narrow_address(path: str, digest: str, width: int) -> str:
    """Where a narrower picture stands: beside the picture, named after the bytes that it was made from (hex SHA-256)."""
    stem, _, ending = file_address(path).rpartition(".")
    return f"{stem}.{digest[:_DIGITS]}-{width}.{ending}"


def picture_address(one: Attachment) -> str:
    """The address of a picture as it is shown beside other things: no wider than a picture in the text."""
    return next((address for address, width in reversed(one.narrow) if width <= SHOWN), file_address(one.path))


def narrow_pictures(articles: Iterable[Published]) -> Mapping[str, Narrow]:
    """The narrower pictures of articles: address → what it is made from."""
    return {
        address: Narrow(one.path, width) for article in articles for one in article.attachments for address, width in one.narrow
    }


def none_ready(_: str) -> None:
    """No narrower picture has been made before."""


def copies(wanted: Mapping[str, Narrow], read_files: ReadFiles, ready: Ready = none_ready) -> Iterator[tuple[str, bytes]]:
    """Files and narrower pictures: (address, bytes). Raises UndecidedError where one is missing or cannot be made."""
    addresses: dict[str, list[str]] = {}
    for name, made in sorted(wanted.items()):
        addresses.setdefault(made.path, []).append(name)
    for path, data in read_files(tuple(addresses)):
        for name in addresses.pop(path):
            width = wanted[name].width
            yield name, (ready(name) or _narrowed(path, data, width)) if width else data
    if addresses:
        path = min(addresses)
        raise UndecidedError(Text(f"读不到图片或附件 {path}", f"cannot read {path}"))


def _narrowed(path: str, data: bytes, width: int) -> bytes:
    try:
        return narrower(data, width)
    except _broken() as error:
        raise UndecidedError(
            Text(
                f"图片 {path} 已损坏，无法缩小：{error}", f"the picture {path} is damaged and cannot be made narrower: {error}"
            ),
            Text("请换一个完好的图片文件；原网站保持不变", "replace it with a sound file; the old site stays up"),
        ) from error
