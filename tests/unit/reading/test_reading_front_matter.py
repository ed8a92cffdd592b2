from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sanshen.model.article import PassageKind
from sanshen.reading.article import read_article
from support.reading import PATH, article, article_text, policy, read, rules_of

PORTAL = "content/portal/news/2026/a.md"


def only(text: str | bytes, rule: str) -> tuple[int, str]:
    """The single finding: its line and English message."""
    reading = read(text)
    assert reading.article is None
    assert rules_of(reading) == [rule], [finding.message.en for finding in reading.findings]
    return reading.findings[0].place.line, reading.findings[0].message.en


def test_a_plain_article_is_read_whole() -> None:
    found = article("正文。\n", {"keywords": "[消防, 安全]", "editor": "张某"})
    assert (found.unit, found.column, found.year, found.slug) == ("liangshan", "news", "2026", "fire-safety")
    assert (found.meta.title, found.meta.grade, found.meta.keywords) == (
        "梁山街道开展冬季消防安全检查",
        "general",
        ("消防", "安全"),
    )
    assert found.meta.source.name == "梁山街道"
    assert not found.meta.source.reprint
    assert found.meta.disclosure == "active"
    assert found.body_line == 8
    assert found.meta_lines == {"title": 2, "grade": 3, "source": 4, "keywords": 5, "editor": 6}
    assert found.signing_unit == "liangshan"


def test_every_optional_key_is_typed() -> None:
    front = {
        "source": "{name: 新华社, url: 'https://example.org/a', title: 原题, published: 2026-10-01}",
        "document": "{index: A1, number: 梁府发〔2026〕1号, issuer: 区政府, written: 2026-10-02, validity: 有效}",
        "interprets": "content/education/policy/2026/rules.md",
        "moved-from": "content/education/news/2026/old.md",
        "publish-after": "2026-11-01",
        "grade-basis": "例行工作",
        "channels": "[微信]",
        "waivers": "[{rule: SS1302, text: 卫计委, reason: 引用原文}]",
        "matter": "消防",
        "section": "应急办",
        "summary": "摘要",
    }
    meta = article(front=front).meta
    assert meta.source.reprint
    assert meta.source.published == "2026-10-01"
    assert meta.document is not None
    assert meta.document.written == date(2026, 10, 2)
    assert meta.publish_after == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert meta.waivers[0].rule == "SS1302"
    assert meta.waivers[0].line > 1
    assert (meta.grade_basis, meta.moved_from) == ("例行工作", "content/education/news/2026/old.md")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-01T08:00:00+08:00", datetime(2026, 11, 1, 0, tzinfo=UTC)),
        ("2026-11-01 08:00", datetime(2026, 11, 1, 0, tzinfo=UTC)),
        ("2026-11-01T08:00:00Z", datetime(2026, 11, 1, 8, tzinfo=UTC)),
    ],
)
def test_publish_after_without_an_offset_is_the_districts_time(written: str, moment: datetime) -> None:
    assert article(front={"publish-after": written}).meta.publish_after == moment


@pytest.mark.parametrize("written", ["2026-13-01", "20261101", "下周一", "2026-W01-1", "2026", "0001-01-01T00:00:00+23:00"])
def test_publish_after_of_another_shape_is_refused(written: str) -> None:
    assert rules_of(read(article_text(front={"publish-after": written}))) == ["SS0003"]


@pytest.mark.parametrize(
    ("front", "word"),
    [
        ({"titel": "x"}, "did you mean title"),
        ({"zzz": "x"}, "known are"),
        ({"title": "2026"}, "put it in quotes"),
        ({"title": "''"}, "must not be empty"),
        ({"title": "[a]"}, "must be text"),
        ({"keywords": "消防"}, "must be a list"),
        ({"keywords": "[2026]"}, "keywords[0]: must be text"),
        ({"source": "{url: x}"}, "needs `name`"),
        ({"source": "{name: a, link: x}"}, "source.link: there is no such key"),
        ({"document": "x"}, "must be a mapping"),
        ({"document": "{written: 2026-02-30}"}, "document.written: must be a date"),
        ({"moved-from": "../x.md"}, "must be the path of an article"),
        ({"interprets": "content/a.md"}, "must be the path of an article"),
        ({"unit": "education"}, "only articles of the portal"),
        ({"waivers": "[{rule: SS1302, text: a}]"}, "reason is missing"),
        ({"waivers": "[{rule: all, text: a, reason: b}]"}, "must be a rule id"),
        ({"waivers": "x"}, "must be a list"),
        ({"disclosure": "true"}, "must be text"),
    ],
)
def test_a_fault_names_line_key_and_what_was_expected(front: dict[str, str], word: str) -> None:
    line, message = only(article_text(front=front), "SS0003")
    assert line >= 2
    assert word in message


@pytest.mark.parametrize("key", ["title", "source"])
def test_required_keys_are_required(key: str) -> None:
    assert only(article_text(front={key: ""}), "SS0003")[1] == f"required key {key} is missing"


def test_all_faults_come_in_one_run() -> None:
    reading = read(article_text(front={"title": "1", "grade": "x", "keywords": "a", "zzz": "b"}))
    assert sorted(rules_of(reading)) == ["SS0003", "SS0003", "SS0003", "SS1101"]
    assert reading.draft is not None


@pytest.mark.parametrize("word", ["一般", "general", "special", "特级"])
def test_both_names_of_a_grade_are_accepted(word: str) -> None:
    assert article(front={"grade": word}).meta.grade == word


def test_an_article_of_the_portal_names_the_unit_whose_people_sign() -> None:
    units = ("liangshan", "education")
    good = read_article(PORTAL, article_text(front={"unit": "education"}).encode(), {}, policy(), unit_ids=units)
    assert good.article is not None
    assert good.article.signing_unit == "education"
    missing = read_article(PORTAL, article_text().encode(), {}, policy(), unit_ids=units)
    assert rules_of(missing) == ["SS0003"]
    unknown = read_article(PORTAL, article_text(front={"unit": "educatoin"}).encode(), {}, policy(), unit_ids=units)
    assert "did you mean education" in unknown.findings[0].message.en
    own = read_article(PORTAL, article_text().encode(), {}, policy(), unit_ids=(*units, "portal"))
    assert own.article is not None


def test_front_matter_texts_have_true_places() -> None:
    text = '---\ntitle: "梁山\\u8857道"\ngrade: general # 备注\nsource: 梁山街道\nsummary: >-\n  第一行\n  第二行\nkeywords:\n  - 消防\n---\n文\n'
    reading = read(text)
    assert reading.article is not None
    found = {passage.key: passage for passage in reading.article.passages if passage.key}
    assert found["title"].kind is PassageKind.TITLE
    assert found["title"].text == "梁山街道"
    assert found["title"].places == ((2, 9), (2, 10), (2, 11), (2, 17))
    assert found["summary"].places[:3] == ((6, 3), (6, 4), (6, 5))
    assert found["summary"].places[-3:] == ((7, 3), (7, 4), (7, 5))
    assert found["keywords[0]"].places == ((9, 5), (9, 6))
    assert found["#"].text.strip() == "备注"
    assert found["#"].places[1] == (3, 18)


def test_signature_names_are_no_passages() -> None:
    found = article(front={"signatures": "{review-1: zhang.wei}"})
    assert found.claims == {"review-1": "zhang.wei"}
    assert not [passage for passage in found.passages if passage.key.startswith("signatures")]
    assert "signatures" not in found.front


def test_a_wrong_path_is_no_article() -> None:
    assert rules_of(read(article_text(), path="content/a.md")) == ["SS0001"]
    assert rules_of(read(article_text(), path="docs/a.md")) == ["SS0001"]
    assert PATH.startswith("content/")
