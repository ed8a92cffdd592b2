"""Hostile attachments: each is refused, with the reason, inside ten seconds and one gigabyte; no crash is ever a pass."""

from __future__ import annotations

import resource

import pytest

from sanshen.attachments.child import read_in_child
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Sign
from support.papers import docx, picture, repacked, vast_png, word_part

SECONDS = 10.0
MEGABYTES = 1024


def entities() -> str:
    kinds = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    return f'<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">{kinds}]><a>&e9;</a>'


def many_pages() -> bytes:
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        f"<</Type /Pages /Count {10_000} /Kids [{' '.join(f'{at} 0 R' for at in range(3, 10_003))}]>>",
    ]
    objects += ["<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200]>>"] * 10_000
    made, places = "%PDF-1.4\n", ["0000000000 65535 f \n"]
    pieces, at = [made], len(made)
    for number, one in enumerate(objects, start=1):
        pieces.append(f"{number} 0 obj {one} endobj\n")
        places.append(f"{at:010d} 00000 n \n")
        at += len(pieces[-1])
    table = f"xref\n0 {len(places)}\n{''.join(places)}trailer <</Size {len(places)} /Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n"
    return ("".join(pieces) + table).encode()


BOMBS = {
    "two hundred million points": ("png", lambda: vast_png(200_000, 1_000), "picture-pixels"),
    "a part that swells": ("docx", lambda: repacked(docx("甲"), {"word/media/a.png": b"\0" * 200_000_000}), "unpacked-bytes"),
    "paragraphs without end": (
        "docx",
        lambda: repacked(docx("甲"), {"word/document.xml": word_part("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 3_000_000)}),
        "unpacked-bytes",
    ),
    "one endless text": ("docx", lambda: repacked(docx(), {"word/document.xml": word_part("a" * 60_000_000)}), "characters"),
    "elements within elements": ("docx", lambda: repacked(docx(), {"word/document.xml": "<w>" * 5_000_000}), "nesting"),
    "entities of entities": ("docx", lambda: repacked(docx(), {"word/document.xml": entities()}), "DTD"),
    "ten thousand pages": ("pdf", many_pages, "pages"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_its_reason(name: str) -> None:
    suffix, make, reason = BOMBS[name]
    data = make()
    before = _processor_seconds()
    found = read_in_child(data, suffix, AttachmentLimits(), pictures=False)
    assert reason in [mark.detail for mark in found.marks if mark.sign in {Sign.LIMIT, Sign.DAMAGED}], found.marks
    assert _processor_seconds() - before < SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024 < MEGABYTES


def _processor_seconds() -> float:
    """Of children that have ended: a busy machine must not fail the test."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_child_that_is_too_slow_or_too_large_is_a_finding() -> None:
    slow = repacked(docx(), {"word/document.xml": word_part("<w:p/>" * 2_000_000)})
    assert _marks(read_in_child(slow, "docx", AttachmentLimits(seconds=1), pictures=False)) == [(Sign.LIMIT, "seconds")]
    large = read_in_child(vast_png(7_000, 7_000), "png", AttachmentLimits(memory_bytes=150_000_000), pictures=False)
    assert _marks(large)[0][0] in {Sign.LIMIT, Sign.CRASHED, Sign.DAMAGED}


def test_a_child_that_cannot_even_start_is_a_finding() -> None:
    found = read_in_child(picture(), "png", AttachmentLimits(memory_bytes=10_000_000), pictures=False)
    assert [mark.sign for mark in found.marks] in ([Sign.CRASHED], [Sign.LIMIT])


def test_what_the_parser_says_never_reaches_the_report() -> None:
    found = read_in_child(b"%PDF-1.7\n1 0 obj <</A (" + b"x" * 300, "pdf", AttachmentLimits(), pictures=False)
    assert all("x" * 9 not in mark.detail for mark in found.marks)
    assert found.marks


def _marks(found: Extract) -> list[tuple[Sign, str]]:
    return [(mark.sign, mark.detail) for mark in found.marks]
