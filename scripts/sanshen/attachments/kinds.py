"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from typing import Final

_TEXT_CODES: Final = ("utf-8-sig", "gb18030")
_BLANKS: Final = "\t\r\n\f"
_BY_MAGIC: Final = {
    ".pdf": "pdf",
    ".png": "png",
    ".jpg": "jpg",
    ".jpeg": "jpg",
    ".jfif": "jpg",
    ".gif": "gif",
    ".webp": "webp",
    ".mp3": "mp3",
    ".mpga": "mp3",
    ".mp4": "mp4",
    ".m4a": "mp4",
    ".m4v": "mp4",
    ".doc": "ole",
    ".html": "html",
    ".svg": "html",
    ".rar": "archive",
    ".7z": "archive",
    ".gz": "archive",
    ".bz2": "archive",
    ".xz": "archive",
    ".tar": "archive",
    ".exe": "program",
    ".dll": "program",
    ".AppImage": "program",
    ".rtf": "rtf",
}
_OFFICE: Final = {
    b"wordprocessingml": "docx",
    b"ms-word.": "docx",
    b"spreadsheetml": "xlsx",
    b"ms-excel.": "xlsx",
    b"presentationml": "pptx",
    b"ms-powerpoint.": "pptx",
}
_HEAD: Final = 4096
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MOST_TYPES: Final = 1 << 20
_MARKUP: Final = ("<!doctype html", "<html", "<svg", "<script", "<iframe", "<body", "<head", "<?php")
_PROGRAMS: Final = ("#!",)


def kind_of(data: bytes) -> str:
    """`pdf`, `docx`, `xlsx`, `pptx`, `ofd`, `zip`, `png`, `jpg`, `gif`, `webp`, `mp3`, `mp4`, `ole`, `rtf`, `archive`, `text`,
    `html` (anything a browser would run), `program`, or `unknown`.
    """
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _package(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "ole"
    found = _by_magic(data)
    if found in {"", "pdf", "html", "rtf"}:
        return _text_kind(data, found)
    return found


def plain_text(data: bytes) -> str | None:
    """The file as text, None where it is none: control characters, or no encoding that fits."""
    codes = ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else _TEXT_CODES
    for code in codes:
        try:
            text = data.decode(code)
        except UnicodeDecodeError:
            continue
        return None if any(character < " " and character not in _BLANKS for character in set(text)) else text
    return None


def _by_magic(data: bytes) -> str:
    import puremagic

    if data[:4] == b"\x7fELF":
        return "program"
    try:
        found = puremagic.magic_string(data[:_HEAD])
    except (puremagic.PureError, ValueError):  # ValueError: an empty file
        return ""
    return next((_BY_MAGIC[one.extension] for one in found if one.extension in _BY_MAGIC), "")


def _text_kind(data: bytes, magic: str) -> str:
    """Text, or what it is beyond text."""
    if magic == "pdf" and b"obj" in data:
        return "pdf"
    text = plain_text(data)
    if text is None:
        return magic or "unknown"
    head = text[:_HEAD].lstrip("\ufeff \t\r\n").casefold()
    if head.startswith(_MARKUP) or (head.startswith(("<?xml", "<!--")) and any(one in head for one in _MARKUP)):
        return "html"
    if head.startswith(_PROGRAMS):
        return "program"
    return "rtf" if magic == "rtf" else "text"  # "%PDF" without a single object has no page to show


def _package(data: bytes) -> str:
    """What a ZIP package is by the types its main part declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
            if "OFD.xml" in names:
                return "ofd"
            if _CONTENT_TYPES not in names:
                return "zip"
            with package.open(_CONTENT_TYPES) as part:
                types = part.read(_MOST_TYPES)
    # No directory or a false one, a part that does not unpack, is locked, or is packed in a way that is not known: just a ZIP.
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, NotImplementedError, ValueError, EOFError):
        return "zip"
    main = [kind for word, kind in _OFFICE.items() if word in types and _has_main(names, kind)]
    return main[0] if main else "zip"


def _has_main(names: list[str], kind: str) -> bool:
    folder = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}[kind]
    return any(name.startswith(folder) for name in names)
