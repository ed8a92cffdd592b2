"""A reprint against its original: what counts as a difference, how much it weighs, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from sanshen.model.extract import Cell, Extract, Fragment, Mark, Sign, Spot
from sanshen.model.finding import Finding, Severity
from sanshen.model.rulebook import RuleBook
from sanshen.rules.reprint import original_findings
from support import office
from support.checking import NOW
from support.reading import article, read

TITLE = "关于做好冬季消防工作的通知"
SOURCE = "{name: 中国政府网, url: 'https://www.gov.cn/a.htm', title: 关于做好冬季消防工作的通知, original: yuanwen.txt%s}"
TEXT = "各单位要开展检查，每月不少于2次。发现隐患的，不得拖延。\n\n由张伟负责，年底前完成。\n"


@cache
def book() -> RuleBook:
    from sanshen.model.lexicon import Lexicon
    from sanshen.model.sources import Sources

    return RuleBook(office.policy(), office.roster(), Lexicon(), Sources(()), NOW.date())


def extract(*texts: str, kind: str = "text", part: str = "paragraph") -> Extract:
    if kind == "text":
        return Extract("text", (Fragment("\n".join(texts), Spot("line")),))
    return Extract(kind, tuple(Fragment(text, Spot(part, number)) for number, text in enumerate(texts, 1)))


def compare(body: str, original: Extract | None, *, excerpt: bool = False) -> tuple[Finding, ...]:
    front = {"title": TITLE, "source": SOURCE % (", excerpt: true" if excerpt else "")}
    return original_findings(article(body, front), original, book())


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(one.severity.value, one.message.zh.partition("：")[2] or one.message.zh) for one in findings]


ORIGINAL = TEXT.split("\n")


@pytest.mark.parametrize(
    "body",
    [
        TEXT,
        TEXT.replace("，", "，\n").replace("检查", "**检查**"),
        TEXT.replace("2", " ２ "),
        "# 关于做好冬季消防工作的通知\n\n" + TEXT,
        "- " + TEXT.replace("\n\n", "\n- "),
        "3. " + TEXT.replace("\n\n", "\n4. "),
        TEXT.replace("。\n\n", "。&nbsp;\n\n"),
    ],
)
def test_layout_is_no_difference(body: str) -> None:
    title = [TITLE] if body.startswith("#") else []
    assert compare(body, extract(*title, *ORIGINAL)) == ()


@pytest.mark.parametrize(
    ("old", "new", "severity", "message"),
    [
        ("2次", "3次", "error", "与原文不同：“2” → “3”"),
        ("不得", "可以", "error", "与原文不同：“不得” → “可以”"),
        ("张伟", "张玮", "error", "与原文不同：“伟” → “玮”"),
        ("隐患", "问题", "error", "与原文不同：“隐患” → “问题”"),
        ("不得", "得", "error", "漏了“不”（1 字）"),
        ("不少于", "不得少于", "error", "原文没有“得”"),
        ("检查，", "检查。", "warning", "与原文不同：“，” → “。”"),
        ("发现隐患的，不得拖延。", "", "error", "漏了“发现隐患的，不得拖延。”（11 字）"),
        ("年底前", "2026年底前", "error", "原文没有“2026”"),
    ],
)
def test_every_word_number_and_mark_counts(old: str, new: str, severity: str, message: str) -> None:
    assert told(compare(TEXT.replace(old, new), extract(*ORIGINAL))) == [(severity, message)]


def test_it_stands_at_its_place_with_the_place_in_the_original() -> None:
    (one,) = compare(TEXT.replace("张伟", "张玮"), extract(*ORIGINAL))
    assert (one.rule, one.place.line, one.place.column, one.place.end_column) == ("SS1804", 9, 3, 4)
    assert one.message.zh.startswith("原文第 3 行：")
    assert one.matched == "由张玮负责，年底前完成。"
    (one,) = compare(TEXT.replace("张伟", "张玮"), extract(*[line for line in ORIGINAL if line], kind="docx"))
    assert one.message.zh.startswith("原文正文第 2 段：")


class TestExcerpts:
    LONG = (TITLE, "第一段写总的要求。", "第二段写2026年的任务。", "第三段不得省略。", "第四段收尾。")

    def test_whole_paragraphs_left_out_at_the_ends_are_no_difference(self) -> None:
        assert compare("第二段写2026年的任务。\n\n第三段不得省略。\n", extract(*self.LONG), excerpt=True) == ()

    def test_what_is_left_out_between_is_named(self) -> None:
        for rest in ("", "……\n\n"):
            found = compare(f"第一段写总的要求。\n\n{rest}第四段收尾。\n", extract(*self.LONG), excerpt=True)
            assert told(found) == [("note", "节选时略去“第二段写2026年的任务。第三段不得省略。”（21 字）")]

    def test_an_excerpt_still_says_what_the_original_says(self) -> None:
        found = compare("第二段写2027年的任务。\n\n第三段省略。\n", extract(*self.LONG), excerpt=True)
        assert [one.severity for one in found] == [Severity.ERROR, Severity.ERROR]

    def test_it_does_not_begin_in_the_middle_of_a_sentence(self) -> None:
        found = compare("得省略。\n\n第四段收尾。\n", extract(*self.LONG), excerpt=True)
        assert [one.severity for one in found] == [Severity.ERROR]

    def test_without_the_word_what_is_missing_at_an_end_warns(self) -> None:
        found = compare("第一段写总的要求。\n\n第二段写2026年的任务。\n\n第三段不得省略。\n", extract(*self.LONG))
        assert told(found) == [("warning", "结尾没有转载“第四段收尾。”（6 字）")]
        assert "excerpt: true" in found[0].advice.zh

    def test_title_source_date_and_number_may_stay_away(self) -> None:
        head = (TITLE, "国办发〔2026〕12号", "来源：中国政府网", "2026-11-20 08:00", *ORIGINAL, "责任编辑：甲")
        assert compare(TEXT, extract(*head)) == ()

    def test_a_remark_behind_the_text_warns(self) -> None:
        found = compare(TEXT + "\n（来源：中国政府网）\n", extract(*ORIGINAL))
        assert [one.severity for one in found] == [Severity.WARNING]


class TestDrawnPages:
    def test_page_numbers_running_heads_and_line_breaks_are_no_text(self) -> None:
        words = "各单位要开展检查，每月不少于2次。发现隐患的，不得拖延。由张伟负责，年底前完成。"
        cuts = [words[at : at + 7] for at in range(0, len(words), 7)]
        pages = ["\n".join(["梁山街道文件", *cuts[at : at + 2], f"— {at + 1} —"]) for at in range(0, len(cuts), 2)]
        assert compare(TEXT, extract(*pages, kind="pdf", part="page")) == ()

    @pytest.mark.parametrize(
        ("old", "new", "severity"),
        [("隐患", "问题", "warning"), ("2次", "3次", "error"), ("不得", "可以", "error"), ("张伟", "张玮", "error")],
    )
    def test_only_numbers_names_and_negations_are_sure(self, old: str, new: str, severity: str) -> None:
        page = "".join(ORIGINAL)
        assert [one.severity for one in compare(TEXT.replace(old, new), extract(page, kind="pdf", part="page"))] == [severity]


def test_what_is_not_on_the_page_is_not_compared() -> None:
    asides = (
        Fragment("HYPERLINK", Spot("paragraph", 2), aside=True),
        Fragment("https://www.gov.cn/", Spot("part"), link=True),
        Fragment("王某某", Spot("properties", 1, "creator")),
        Fragment("页眉", Spot("header")),
    )
    shown = extract(*[line for line in ORIGINAL if line], kind="docx").fragments
    assert compare(TEXT, Extract("docx", (asides[0], shown[0], *asides[1:], shown[1]))) == ()


def test_tables_are_compared_cell_by_cell() -> None:
    body = "| 项目 | 数量 |\n| --- | --- |\n| 检查 | 12 |\n| 整改 | 9 |\n"
    cells = [("项目", 0, 0), ("数量", 0, 1), ("检查", 1, 0), ("12", 1, 1), ("整改", 2, 0), ("8", 2, 1)]
    original = Extract(
        "docx", tuple(Fragment(text, Spot("paragraph"), cell=Cell(0, row, column)) for text, row, column in cells)
    )
    (one,) = compare(body, original)
    assert (one.place.line, one.place.column, one.severity) == (10, 8, Severity.ERROR)


@pytest.mark.parametrize(
    "original",
    [None, Extract("pdf", (), (Mark(Sign.UNREAD, Spot("page", 1)),)), Extract("docx", (Fragment("作者", Spot("properties")),))],
    ids=["a-kind-that-is-not-read", "a-scan", "nothing-but-properties"],
)
def test_an_original_without_text_blocks(original: Extract | None) -> None:
    (one,) = compare(TEXT, original)
    assert one.severity is Severity.ERROR
    assert "读不出文字" in one.message.zh
    assert one.matched == ""


def test_another_text_is_named_as_such() -> None:
    (one,) = compare(TEXT, extract("完全是另一篇文章，写的是春季植树活动的安排和要求。"))
    assert "附的可能不是原文" in one.message.zh
    assert one.severity is Severity.ERROR


@pytest.mark.parametrize("body", ["\n", "![图](a.png)\n", "<!-- 甲 -->\n"])
def test_nothing_is_no_reprint_either(body: str) -> None:
    (one,) = compare(body, extract(*ORIGINAL), excerpt=True)
    assert "附的可能不是原文" in one.message.zh
    assert one.severity is Severity.ERROR


def test_of_many_differences_the_first_are_listed_and_no_explanation_covers_the_others() -> None:
    lines = [f"第{number}项要求是认真落实各项措施。" for number in range(100, 200)]
    found = compare("\n\n".join(line.replace("认真", "大概") for line in lines) + "\n", extract(*lines))
    assert len(found) == 21
    assert "超过 20 处" in found[-1].message.zh
    assert found[-1].matched == ""


def test_hostile_words_are_cut_and_numbers_masked() -> None:
    from sanshen.report import github, json_report
    from sanshen.report import text as report

    number = "1380000" + "1234"
    found = compare(TEXT.replace("张伟", f"\u202e::error::{number}" + "甲" * 500), extract(*ORIGINAL, "尾" * 10))
    for out in (report.render(found, 1, "zh"), github.render(found, 1, "zh"), json_report.render(found, 1, "zh")):
        assert number not in out
        assert "甲" * 100 not in out
    assert "\u202e" not in report.render(found, 1, "zh")


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{name: 甲, original: 'https://www.gov.cn/a.docx'}", "信息旁边的文件"),
        ("{name: 甲, original: /a.docx}", "信息旁边的文件"),
        ("{name: 甲, original: yuanwen.md}", ".txt"),
        ("{name: 甲, original: [a.txt]}", "应为文字"),
        ("{name: 甲, excerpt: true}", "须与 original 同写"),
        ("{name: 甲, original: a.txt, excerpt: 是}", "true 或 false"),
        ("{name: 甲, originals: a.txt}", "original"),
    ],
)
def test_the_keys_are_strict(source: str, what: str) -> None:
    from support.reading import article_text

    reading = read(article_text(front={"source": source}))
    assert reading.article is None
    assert any(one.rule == "SS0003" and what in one.message.zh for one in reading.findings)


def test_the_original_belongs_to_the_bundle() -> None:
    from support.reading import article_text

    text = article_text(front={"source": SOURCE % ""})
    folder = "content/liangshan/news/2026/"
    first, second = (read(text, files={folder + "yuanwen.txt": data}).article for data in (b"one", b"two"))
    assert first is not None
    assert second is not None
    assert [file.path for file in first.bundle] == [folder + "yuanwen.txt"]
    assert first.substance != second.substance
    assert first.form != second.form
    missing = read(text, files={})
    assert [one.rule for one in missing.findings] == ["SS0004"]
    (out,) = read(text.replace("yuanwen.txt", "../other/yuanwen.txt"), files={}).findings
    assert "不在信息自己的文件夹里" in out.message.zh
