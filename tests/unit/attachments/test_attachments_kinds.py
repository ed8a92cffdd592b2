"""What a file is by its bytes, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest

from sanshen.attachments.kinds import kind_of, plain_text
from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Sign
from support.papers import docx, pdf, picture, pptx, xlsx


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (docx("甲"), "docx"),
        (xlsx({"表": [["甲"]]}), "xlsx"),
        (pptx("甲"), "pptx"),
        (pdf("a"), "pdf"),
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        (picture("WEBP"), "webp"),
        (_zip(), "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ole"),
        (b"Rar!\x1a\x07\x00", "archive"),
        (b"MZ\x90\0", "program"),
        (b"\x7fELF\2", "program"),
        (b"#!/bin/sh\n", "program"),
        (b"<!DOCTYPE html><p>a", "html"),
        (b"\n<?xml version='1.0'?><svg xmlns='a'>", "html"),
        (b"{\\rtf1 a}", "rtf"),
        ("姓名,事项\n".encode(), "text"),
        ("姓名,事项\n".encode("gb18030"), "text"),
        ("姓名".encode("utf-16"), "text"),
        (b"%PDF-1.4", "text"),
        (b"\0\1\2", "unknown"),
        (b"", "text"),
    ],
)
def test_the_kind_comes_from_the_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_text_is_read_in_the_encodings_of_the_country() -> None:
    assert plain_text("机密".encode("gb18030")) == "机密"
    assert plain_text("机密".encode("utf-8-sig")) == "机密"
    assert plain_text(b"a\0b") is None


@pytest.mark.parametrize(
    ("data", "suffix", "signs"),
    [
        (docx("甲"), "docx", []),
        (docx("甲"), "wps", [Sign.NAME]),
        (picture("JPEG"), "jpeg", []),
        (picture("JPEG"), "png", [Sign.NAME]),
        (b"<html>", "txt", [Sign.RUNNABLE]),
        (_zip(), "zip", [Sign.ARCHIVE]),
        (_zip(), "docx", [Sign.ARCHIVE]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "doc", [Sign.LEGACY]),
        (b"\0\1\2", "docx", [Sign.UNKNOWN]),
        (b"\x89PNG\r\n\x1a\n stub", "png", [Sign.BROKEN]),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "png", [Sign.DAMAGED]),
        (picture("PNG")[:-30], "png", [Sign.DAMAGED]),
        (b"ID3\x03\0\0\0\0\0\0", "mp3", []),
    ],
)
def test_signs_of_kind_and_name(data: bytes, suffix: str, signs: list[Sign]) -> None:
    found = read_attachment(data, suffix, AttachmentLimits(), pictures=False)
    assert [mark.sign for mark in found.marks] == signs


def test_a_table_of_comma_separated_values_is_read_cell_by_cell() -> None:
    found = read_attachment('姓名,病情\n甲,"乙,丙"\n'.encode(), "csv", AttachmentLimits(), pictures=False)
    assert [(one.text, one.cell.row, one.cell.column) for one in found.fragments if one.cell] == [
        ("姓名", 0, 0), ("病情", 0, 1), ("甲", 1, 0), ("乙,丙", 1, 1),
    ]  # fmt: skip
