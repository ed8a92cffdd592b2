"""T40, T60–T68 as far as the first set of rules goes: disguises are found at their true place, innocent text is left alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.checking import ARTICLE, article, check, lay_out, site

LEXICON = (
    "topic: 示例\nterms:\n"
    "  - {term: 示例禁词, category: banned, severity: error, why: 示例}\n"
    "  - {term: samplebanned, category: banned, severity: error, why: 示例}\n"
)
HAN, LATIN = "示例禁词", "samplebanned"


def _joined(term: str, gap: str) -> str:
    return gap.join(term)


def _middle(term: str, left: str, right: str = "") -> str:
    return term[:2] + left + term[2:] + right


SPLITS = {
    "zero-width": "\u200b", "joiner": "\u2060", "soft-hyphen": "\u00ad", "bom": "\ufeff", "variation": "\ufe0e", "combining": "\u0335",
    "space": " ", "ideographic": "\u3000", "no-break": "\u00a0", "dot": "·", "hyphen": "-", "bar": "｜", "slash": "/", "plus": "+",
}  # fmt: skip
DISGUISES = {
    **{f"{name}-every": _joined(HAN, gap) for name, gap in SPLITS.items()},
    **{f"{name}-once": _middle(HAN, gap) for name, gap in SPLITS.items()},
    **{f"{name}-latin": _joined(LATIN, gap) for name, gap in SPLITS.items() if name not in {"plus", "slash"}},
    "full-width": "".join(chr(ord(one) + 0xFEE0) for one in LATIN),
    "circled": "".join(chr(0x24D0 + ord(one) - ord("a")) for one in LATIN),
    "mathematical": "".join(chr(0x1D41A + ord(one) - ord("a")) for one in LATIN),
    "mixed-case": "SaMpLeBaNnEd",
    "cyrillic": LATIN.replace("a", "а").replace("e", "е").replace("p", "р"),
}
MARKUP = {
    "entity": _middle(HAN, "&#x200b;"),
    "decimal-entity": "示&#20363;禁词",
    "comment": _middle(HAN, "<!-- 甲 -->"),
    "tag": _middle(HAN, "<i>", "</i>"),
    "emphasis": "示**例**禁*词*",
    "strike": "示~~例~~禁词",
    "code": "示`例`禁词",
    "link": "示[例](https://www.gov.cn/)禁词",
    "line-break": _middle(HAN, "\n"),
    "hard-break": _middle(HAN, "  \n"),
    "table-cell": "| 示例禁词 | 乙 |\n| --- | --- |\n| 丙 | 丁 |",
    "heading": "## 示例禁词",
    "list": "1. 示例禁词",
    "quote": "> 示例禁词",
    "quote-break": "> 示例\n> 禁词",
    "list-break": "- 示例\n  禁词",
    "reference-label": "[示例禁词]: https://www.gov.cn/",
    "fence": "```\n示例禁词\n```",
    "fence-info": "```示例禁词\n甲\n```",
    "html-attribute": '<p title="示例禁词">甲</p>',
    "escape": "示\\*例禁词",
    "down-a-column": "| 甲 | 示 |\n| --- | --- |\n| 乙 | 例 |\n| 丙 | 禁 |\n| 丁 | 词 |",
    "down-a-column-in-pairs": "| 甲 | 示例 |\n| --- | --- |\n| 乙 | 禁词 |",
    "down-an-html-column": "<table><tr><td>示</td><td>甲</td></tr><tr><td>例</td><td>乙</td></tr><tr><td>禁</td><td></td></tr><tr><td>词</td></tr></table>",
    "down-the-page": "示\n\n例\n\n禁\n\n词",
    "down-a-list": "- 示\n- 例\n- 禁\n- 词",
    "allowed-tag": "示<sub>例</sub><u>禁</u>词",
    "allowed-break": "示例<br>禁词",
    "annotation": "<ruby>示例<rt>jia</rt>禁<rt>yi</rt>词</ruby>",
    "in-annotations": "<ruby>甲<rt>示例</rt>乙<rt>禁词</rt></ruby>",
    "html-cell": "<table><tr><td>示<sup>例</sup>禁词</td></tr></table>",
    "html-cells": "<table><tr><td>示例</td><td>禁词</td></tr></table>",
    "html-block": "<div>示<b></b>例<i>禁</i>词</div>",
    "html-attribute-entity": '<p title="示例&#31105;词">甲</p>',
}
PLACES = {
    "text": lambda term: article(f"会上说{term}。\n"),
    "title": lambda term: article(title=f'"会上说{term}"'),
    "keywords": lambda term: article(keywords=f'[消防, "{term}"]'),
    "summary": lambda term: article(summary=f'"{term}"'),
    "link-text": lambda term: article(f"[{term}](https://www.gov.cn/)\n"),
    "link-title": lambda term: article(f'[甲](https://www.gov.cn/ "{term}")\n'),
    "alt-text": lambda term: article(f"![{term}](https://www.gov.cn/a.png)\n"),
    "table": lambda term: article(f"| 甲 | {term} |\n| --- | --- |\n| 乙 | 丙 |\n"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("site"), {"reviews/lexicon/sample.yml": LEXICON})


def _rules(root: Path, text: str) -> list[str]:
    lay_out(root, {ARTICLE: text})
    run = check(root, ARTICLE)
    assert run.code == (1 if any(one["severity"] == "error" and not one["waived"] for one in run.findings) else 0)
    return run.rules


def _all_rules(root: Path, texts: dict[str, str]) -> dict[str, set[str]]:
    """The rules that each of many articles breaks, in one run over a folder of them."""
    folder = "content/liangshan/notice/2026/"
    shutil.rmtree(root / folder, ignore_errors=True)
    names = {name: f"{folder}a{number}.md" for number, name in enumerate(texts)}
    lay_out(root, {names[name]: text for name, text in texts.items()})
    run = check(root, folder)
    assert run.json["checked"] == len(texts)
    return {name: {one["rule"] for one in run.findings if one["path"] == path} for name, path in names.items()}


@pytest.mark.parametrize("place", PLACES)
def test_t60_t61_every_disguise_is_found_in_every_place(root: Path, place: str) -> None:
    found = _all_rules(root, {name: PLACES[place](term) for name, term in DISGUISES.items()})
    assert [name for name, rules in found.items() if "SS1302" not in rules] == []


@pytest.mark.parametrize("markup", MARKUP)
def test_t60_markup_hides_nothing(root: Path, markup: str) -> None:
    assert "SS1302" in _rules(root, article(MARKUP[markup] + "\n"))


def test_t60_the_place_is_the_true_one(root: Path) -> None:
    lay_out(root, {ARTICLE: article("第一行。\n\n甲乙**示**&#x4F8B;\n禁词丙\n")})
    (found,) = check(root, ARTICLE).findings
    assert (found["line"], found["column"], found["end_column"]) == (9, 5, 16)


@pytest.mark.parametrize("place", ["text", "title", "summary", "link-text", "alt-text", "link-title"])
def test_t63_invisible_characters_are_named(root: Path, place: str) -> None:
    characters = "\u202e\u2066\u200f\u200b\u2063\ue000\U000e0041\u3164\x07\u2028"
    found = _all_rules(root, {f"U+{ord(one):04X}": PLACES[place](f"甲{one}乙") for one in characters})
    # What YAML itself forbids is refused while reading.
    assert [name for name, rules in found.items() if not rules & {"SS0005", "SS0002"}] == []
    lay_out(root, {ARTICLE: PLACES[place]("甲\u202e乙")})
    assert "U+202E" in check(root, ARTICLE).out


def test_t63_in_a_file_name(root: Path) -> None:
    odd = "content/liangshan/news/2026/a\u202eb.md"
    lay_out(root, {odd: article()})
    run = check(root, odd)
    (root / odd).unlink()
    assert "SS0001" in run.rules
    assert "U+202E" in run.out


@pytest.mark.parametrize(
    "grade", ["normal", "GENERAL", "ｇeneral", "general\u200b", "一 般", "1", "true", "[general]", '""', "~", None]
)
def test_t40_a_grade_is_never_guessed(root: Path, grade: str | None) -> None:
    assert "SS1101" in _rules(root, article(grade=grade))


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '<iframe src="https://example.com"></iframe>',
        '<div style="display:none">甲</div>', '<span style="color:#fff">甲</span>', '<meta http-equiv="refresh" content="0">',
        '<a href="https://example.com" style="position:absolute;left:-9999px">甲</a>', "<!-- 甲 -->", "<br>",
        "甲<sub onclick=x>乙</sub>", "甲<sub>乙", "<table><tr><td hidden>甲</td></tr></table>", "<ruby>甲<rp>藏</rp></ruby>",
        "<style>p{display:none}</style>", "<object data=x></object>", "<!DOCTYPE html>", "<![CDATA[甲]]>",
    ],
)  # fmt: skip
def test_t65_raw_html_is_an_error(root: Path, html: str) -> None:
    assert "SS1602" in _rules(root, article(html + "\n"))


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)", "JAVASCRIPT:alert(1)", "java&#x0A;script:alert(1)", "&#106;avascript:alert(1)", "vbscript:x",
        "data:text/html;base64,PHA+", "file:///etc/passwd", "//example.com", "https://www.gov.cn.example.com", "https://gov.cn@example.com",
        "https://www.gov.cn%40example.com", "https://xn--gv-lka.cn/", "https://www.gov-cn.net/", "https://www.g0v.cn/", "ftp://example.com/a",
        "https:\\\\example.com", "/\\\\example.com", "https://user:pass@www.gov.cn/", "blob:https://www.gov.cn/a",
    ],
)  # fmt: skip
def test_t65_t66_dangerous_and_deceptive_targets(root: Path, target: str) -> None:
    assert {"SS1603", "SS0004"} & set(_rules(root, article(f"[通知]({target})\n")))
    assert {"SS1603", "SS0004"} & set(_rules(root, article(f"![图]({target})\n")))


@pytest.mark.parametrize(
    ("label", "target"),
    [
        ("www.gov.cn", "https://example.com/"),
        ("https://www.gov.cn/a", "https://www.example.com/www.gov.cn/a"),
        ("请访问 www.cq.gov.cn 查询", "https://example.com/"),
        ("ｗｗｗ．ｇｏｖ．ｃｎ", "https://example.com/"),
        ("**www**.gov.cn", "https://example.com/"),
    ],
)
def test_t66_text_names_another_host(root: Path, label: str, target: str) -> None:
    assert "SS1603" in _rules(root, article(f"[{label}]({target})\n"))


INNOCENT = {
    "law on secrecy grades": "国家秘密的密级分为绝密、机密、秘密三级。绝密级国家秘密是最重要的国家秘密，泄露会使国家安全和利益遭受特别严重的损害。"
    "\n\n机关、单位对所产生的国家秘密事项，应当按照国家秘密及其密级的具体范围的规定确定密级，同时确定保密期限和知悉范围。",
    "list of grades": "密级分为：\n\n1. 绝密\n2. 机密\n3. 秘密",
    "credit code": "统一社会信用代码：11500228008652038C。索引号：11500228008652038C/2021-00015",
    "courts and firsts": "最高人民法院、最高人民检察院联合发布；第七次全国人口普查为国家级重点工作，我区获评国家级贫困村退出示范。",
    "hotlines": "政务服务便民热线 12345，火警 119，举报 12388，客服 400-810-1234，值班电话 023-53222222，传真（023）53233333。",
    "document numbers": "依据国办发〔2017〕47号、渝府办发〔2019〕63号、梁平府办发〔2021〕3号。",
    "statistics": "全年地区生产总值 5,012,345 万元，同比增长 6.5%；常住人口 645,300 人；项目编号 2026-500155-04-01-123456。",
    "disclosure report": "收到依申请公开 42 件，予以公开 30 件，部分公开 5 件，不予公开 3 件，无法提供 4 件。",
    "short cells": "| 序号 | 示例 |\n| --- | --- |\n| 禁词 | 1 |\n| 2 | 3 |",
    "two sentences": "这是示例。禁词另行公布。请参考示例！禁词不在其列。",
    "links": "详见[国务院](https://www.gov.cn/)、[www.cq.gov.cn](http://www.cq.gov.cn/zwgk/)、<https://www.cqlp.gov.cn/>、[邮箱](mailto:office@example.gov.cn)。",
    "code": "`<div>` 表示区块，气温 < 0 度且风速 > 6 级。",
    "anti-fraud": "警惕“稳赚不赔”骗局，不点击陌生链接，不向他人透露密码和验证码。",
    "password advice": "密码：不少于 8 位；口令：每季度更换一次。",
    "reform": "原示例机构职责划入新机构。",
    "digest": "文件 SHA-256：9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08。",
}  # fmt: skip


@pytest.mark.parametrize("name", INNOCENT)
def test_t68_innocent_text_has_no_error(root: Path, name: str) -> None:
    assert _rules(root, article(INNOCENT[name] + "\n")) == []


def test_t68_the_measures_themselves_are_clean(root: Path) -> None:
    source = Path(__file__).parents[3] / "shared" / "regulation.txt"
    if not source.is_file():
        pytest.skip("the regulation is not beside the repository")
    lines = [line.strip() for line in source.read_text(encoding="utf-8").splitlines()]
    assert _rules(root, article("\n\n".join(line for line in lines if line) + "\n")) == []
