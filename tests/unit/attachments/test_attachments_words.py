"""Words in pictures: read where the engine is installed; where it is wanted and absent, nothing passes."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Sign
from support.checking import ARTICLE, Run, article, check, site
from support.papers import pdf, picture

STAR = "秘密★5年"
PICTURE = "content/liangshan/news/2026/a.png"


@pytest.mark.parametrize(("suffix", "data"), [("png", picture(words=STAR)), ("pdf", pdf("a", picture=picture(words=STAR)))])
def test_words_are_read_or_their_absence_is_told(suffix: str, data: bytes) -> None:
    found = read_attachment(data, suffix, AttachmentLimits(), pictures=True)
    if find_spec("rapidocr") is None:
        assert [mark.sign for mark in found.marks] == [Sign.NO_READER]
    else:
        assert any("★5年" in fragment.text for fragment in found.fragments)
        assert found.marks == ()


def _checked(root: Path, *more: str) -> Run:
    return check(site(root, {ARTICLE: article("![图](a.png)\n"), PICTURE: picture(words=STAR)}), ARTICLE, *more)


def test_a_check_reads_words_in_pictures_only_when_asked(tmp_path: Path) -> None:
    assert _checked(tmp_path).findings == []


def test_a_check_that_is_asked_finds_the_marking_or_refuses(tmp_path: Path) -> None:
    run = _checked(tmp_path, "--pictures")
    assert run.code == 1
    assert run.rules == (["SS1314"] if find_spec("rapidocr") is None else ["SS1301"])


def test_a_scan_that_is_not_read_is_a_warning_and_in_a_gate_that_reads_an_error() -> None:
    from sanshen.model.extract import Extract, Mark
    from sanshen.rules.attached_signs import sign_findings
    from support.office import roster

    extract = Extract("pdf", (), (Mark(Sign.UNREAD),))
    severities = [next(sign_findings("a.pdf", extract, roster(), read=read)).severity.value for read in (False, True)]
    assert severities == ["warning", "error"]


def test_what_is_found_in_a_picture_says_where_on_it() -> None:
    from sanshen.model.extract import Extract, Fragment, Spot
    from sanshen.rules.attached_text import paper_of

    two = Fragment("第一行\n第二行", Spot("page", 3), boxes=("[x 1–9% y 2–5%]", "[x 1–9% y 6–8%]"))
    assert [one.name for one in paper_of("a.pdf", Extract("pdf", (two,))).lines] == ["[x 1–9% y 2–5%]", "[x 1–9% y 6–8%]"]


def test_the_box_of_a_word_is_where_the_word_stands(tmp_path: Path) -> None:
    if find_spec("rapidocr") is None:  # then the picture is refused, with the page and no box
        assert "SS1314" in _checked(tmp_path, "--pictures").rules
        return
    (found,) = _checked(tmp_path, "--pictures").findings
    assert re.search(r"\[x \d+–\d+% y \d+–\d+%\]", found["message"]), found["message"]
