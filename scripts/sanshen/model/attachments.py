"""The kinds of file that an article may bring along, and how far they are read (Art. 13, 22)."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from typing import Final

from sanshen.model.data import Data, Positive
from sanshen.model.text import Text

_KINDS: Final = {
    "pdf": Text("PDF 文档", "PDF"),
    "ofd": Text("OFD 文档", "OFD"),
    "doc": Text("Word 文档", "Word"),
    "docx": Text("Word 文档", "Word"),
    "wps": Text("WPS 文档", "WPS"),
    "xls": Text("Excel 表格", "Excel"),
    "xlsx": Text("Excel 表格", "Excel"),
    "et": Text("WPS 表格", "WPS spreadsheet"),
    "csv": Text("CSV 表格", "CSV"),
    "ppt": Text("演示文稿", "slides"),
    "pptx": Text("演示文稿", "slides"),
    "txt": Text("文本", "text"),
    "zip": Text("压缩包", "archive"),
    "png": Text("图片", "picture"),
    "jpg": Text("图片", "picture"),
    "jpeg": Text("图片", "picture"),
    "gif": Text("图片", "picture"),
    "webp": Text("图片", "picture"),
    "mp3": Text("音频", "audio"),
    "mp4": Text("视频", "video"),
}
"""The kinds of file that may stand on the site. Anything else (web pages, scripts, programs) is not published: a browser could run it."""


KINDS_BY_NAME: Final = {"jpeg": "jpg"}
"""Suffix → kind, where the two are called differently."""


def file_kind(path: str) -> Text | None:
    """What kind of file it is, for readers; None for a kind that must not stand on the site."""
    return _KINDS.get(path.rsplit(".", 1)[-1].lower())


class AttachmentLimits(Data, frozen=True):
    """How far an attachment or picture is read; beyond one of these it is refused."""

    pages: Positive = 500
    characters: Positive = 1_000_000
    """Of text in one file."""
    unpacked_bytes: Positive = 67_108_864
    """Of all parts of an Office document."""
    picture_pixels: Positive = 50_000_000
    seconds: Positive = 8
    memory_bytes: Positive = 1_073_741_824


class Attachments(Data, frozen=True):
    """Reading what stands in attachments and pictures (Art. 13, 22)."""

    read_pictures: bool = False
    """Whether the gate also reads the words in pictures and scanned pages; an engine that is absent then blocks."""
    limits: AttachmentLimits = AttachmentLimits()
