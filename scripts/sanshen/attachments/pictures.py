"""Pictures: what their metadata gives away, the codes in them, and (where wanted) their words."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from sanshen.attachments.refusal import RefusedError
from sanshen.model.extract import Sign, Spot

if TYPE_CHECKING:
    from PIL.Image import Image

    from sanshen.attachments.notes import Notes

_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP")
_SMALLEST: Final = 1024
"""A file below this size that no program can show is a mistake; what is larger might hide something."""
_GPS: Final = 0x8825
_CAMERA: Final = (0x010F, 0x0110)
_AUTHORS: Final = (0x013B, 0x9C9D, 0x8298)
"""Artist, XPAuthor, Copyright."""
_WINDOWS: Final = range(0x9C9B, 0x9CA0)
"""Title, comment, author, keywords and subject as Windows writes them."""
_EXIF: Final = 0x8769
_OWNERS: Final = (0xA430,)
_MOST_FRAMES: Final = 500
_PALE: Final = 0xF0
"""From here on a grey cannot be told from white paper."""
_XMP_AUTHOR: Final = re.compile(r"<dc:creator>.*?<rdf:li[^>]*>([^<]+)</rdf:li>", re.DOTALL)
_XMP_POSITION: Final = re.compile(r"exif:GPSL(?:at|ong)itude")
_LONGEST_TEXT: Final = 1 << 20


def read_picture(data: bytes, notes: Notes, spot: Spot) -> None:
    """Note metadata, codes and words of one picture. Raises RefusedError for bombs and for what is damaged."""
    import PIL.Image

    PIL.Image.MAX_IMAGE_PIXELS = None  # our own limit, before anything is unpacked
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with PIL.Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                _check_size(picture, notes, spot)
                _metadata(picture, notes, spot)
                for frame in _frames(picture):
                    examine(frame, notes, spot)
        except PIL.UnidentifiedImageError as error:
            raise RefusedError(Sign.BROKEN if len(data) < _SMALLEST else Sign.DAMAGED, "", spot) from error
        # Pillow's readers of formats each have their own way to say that the bytes are none of theirs.
        except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, ArithmeticError) as error:
            raise RefusedError(Sign.DAMAGED, "", spot) from error


def _check_size(picture: Image, notes: Notes, spot: Spot) -> None:
    frames = int(getattr(picture, "n_frames", 1))
    pixels = picture.width * picture.height
    if pixels > notes.limits.picture_pixels or frames > _MOST_FRAMES or pixels * frames > 4 * notes.limits.picture_pixels:
        raise RefusedError(Sign.LIMIT, "picture-pixels", spot)


def _frames(picture: Image) -> Iterator[Image]:
    frames = int(getattr(picture, "n_frames", 1))
    for number in range(frames):
        if frames > 1:
            picture.seek(number)
        if picture.has_transparency_data:
            yield from _on_paper(picture)
        else:
            yield picture.convert("L") if picture.mode in {"1", "L", "I", "F", "I;16"} else picture.convert("RGB")


def _on_paper(picture: Image) -> Iterator[Image]:
    """What lets the page through, laid on white; and on black where parts of it are white, which a white page hides."""
    import PIL.Image
    import PIL.ImageChops

    clear = picture.convert("RGBA")
    solid = PIL.ImageChops.multiply(clear.convert("L"), clear.getchannel("A"))
    for paper in ("white", "black") if solid.point(lambda value: value >= _PALE).getbbox() else ("white",):
        laid = PIL.Image.new("RGBA", clear.size, paper)
        laid.alpha_composite(clear)
        yield laid.convert("RGB")


def examine(picture: Image, notes: Notes, spot: Spot) -> None:
    """Note the codes of one picture, and its words where they are wanted."""
    for text in codes(picture):
        notes.text(text, Spot(spot.part, spot.number, spot.name or "QR"), link=_is_address(text))
    if notes.pictures:
        from sanshen.attachments.words import read_words

        read_words(picture, notes, spot)


def codes(picture: Image) -> Iterator[str]:
    """What the bar codes and QR codes of a picture say."""
    import zxingcpp

    for code in zxingcpp.read_barcodes(picture):
        yield code.text


def _is_address(text: str) -> bool:
    return re.match(r"[a-z][a-z0-9+.\-]{1,30}:|www\.", text.strip(), re.IGNORECASE) is not None


def _metadata(picture: Image, notes: Notes, spot: Spot) -> None:
    exif = picture.getexif()
    if exif.get_ifd(_GPS):
        notes.mark(Sign.POSITION, spot)
    camera = " ".join(_word(exif.get(tag)) for tag in _CAMERA).strip()
    if camera:
        notes.mark(Sign.CAMERA, spot, camera)
    inner: dict[int, Any] = exif.get_ifd(_EXIF)
    for author in [*(_tagged(tag, exif.get(tag)) for tag in _AUTHORS), *(_word(inner.get(tag)) for tag in _OWNERS)]:
        if author:
            notes.mark(Sign.AUTHOR, spot, author)
    words = [*(_tagged(tag, value) for tag, value in exif.items()), *map(_word, inner.values()), *map(_word, _told(picture))]
    for word in words:
        if len(word) > 1:
            notes.text(word, Spot("properties", 1, spot.name))
            _xmp(word, notes, spot)


def _tagged(tag: int, value: object) -> str:
    """An Exif value as text; those of Windows are in UTF-16."""
    if tag in _WINDOWS and isinstance(value, (bytes, tuple)):
        return _word(bytes(value).decode("utf-16-le", "ignore"))
    return _word(value)


def _told(picture: Image) -> Iterator[object]:
    """Text chunks and comments beside Exif."""
    for key, value in picture.info.items():
        if key not in {"exif", "icc_profile", "transparency", "background"}:
            yield value


def _xmp(word: str, notes: Notes, spot: Spot) -> None:
    if "xmpmeta" not in word and "rdf:RDF" not in word:
        return
    if _XMP_POSITION.search(word):
        notes.mark(Sign.POSITION, spot)
    for author in _XMP_AUTHOR.findall(word):
        notes.mark(Sign.AUTHOR, spot, author)


def _word(value: object) -> str:
    """A metadata value as text: what is no text is left out."""
    if isinstance(value, bytes) and len(value) <= _LONGEST_TEXT:
        body = value[8:] if value[:8] in {b"ASCII\0\0\0", b"UNICODE\0"} else value
        wide = body[1::2].count(0) * 4 > len(body) or value[:8] == b"UNICODE\0"
        text = body.decode("utf-16-le" if wide else "utf-8", "ignore")
    elif isinstance(value, str):
        text = value
    else:
        return ""
    shown = "".join(character for character in text if character.isprintable() or character in "\n\t")
    return shown.strip()
