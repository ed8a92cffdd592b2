"""What an amendment changed, passage by passage: enough to see it on the sheet, and never more than that."""

from __future__ import annotations

from sanshen.model.sheet import Amendment, Amendments
from sanshen.signing.amended import MOST, compared
from support.reading import article

TEXT = "第一段说检查。\n\n第二段说整改，共3处。\n\n第三段说下一步。\n"


def against(text: str, **front: str) -> Amendments:
    return compared(article(TEXT), article(text, front or None))


def test_one_passage_is_shown_from_the_first_to_the_last_character_that_differs() -> None:
    found = against(TEXT.replace("共3处", "共12处"))
    assert found.whole
    (only,) = found.passages
    assert (only.before, only.after) == ("3", "12")
    assert "第二段说整改，共12处。" in found.searched
    assert "第二段说整改，共3处。" in found.searched


def test_the_line_is_that_of_the_new_text() -> None:
    text = "第一段\n说检查。\n\n第二段说整改，共4处。\n\n第三段说下一步。\n"
    data = article(text)
    (only,) = compared(article(TEXT), data).passages
    assert data.source.splitlines()[only.line - 1] == "第二段说整改，共4处。"


def test_a_passage_that_came_or_went() -> None:
    assert against(TEXT + "\n又一段。\n").passages[0].after == "又一段。"
    assert against(TEXT.replace("第二段说整改，共3处。\n\n", "")).passages == (Amendment(9, "第二段说整改，共3处。", ""),)


def test_front_matter_is_named_by_its_key() -> None:
    before, after = article(TEXT, {"section": "应急办"}), article(TEXT, {"section": "应急办", "summary": "摘要"})
    (only,) = compared(before, after).passages
    assert (only.before, only.after) == ("", "summary: 摘要")
    assert after.source.splitlines()[only.line - 1] == "summary: 摘要"
    (only,) = compared(after, before).passages
    assert (only.before, only.after) == ("summary: 摘要", "")


def test_what_is_no_text_is_said_to_be_more() -> None:
    assert compared(article("见[网](https://a.gov.cn/x)。\n"), article("见[网](https://a.gov.cn/y)。\n")) == Amendments(
        (), whole=False
    )


def test_a_new_text_is_not_listed_and_a_long_list_is_cut() -> None:
    many = "".join(f"第{number}段。\n\n" for number in range(MOST + 5))
    found = compared(article(many), article(many.replace("段。", "段！")))
    assert (len(found.passages), found.whole) == (MOST, False)
    huge = "".join(f"第{number}段。\n\n" for number in range(900))
    assert compared(article(huge), article(huge.replace("段。", "段！"))) == Amendments((), whole=False)


def test_a_long_passage_is_cut() -> None:
    (only,) = against(TEXT.replace("第二段说整改，共3处。", "长" * 500)).passages
    assert only.after == "长" * 80 + "…"


def test_a_version_that_cannot_be_read() -> None:
    assert compared(None, article(TEXT)) == Amendments((), whole=False)
