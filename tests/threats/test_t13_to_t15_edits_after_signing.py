"""T13–T15 at the command line: form, substance, corrections (校改) and amendments after signatures were given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sanshen.evidence.statements import read_statement
from support.scenes import founded
from support.town import FIRE, Town, sheet, stages

ATTACHMENT = "content/liangshan/news/2026/plan.txt"
TEXT = """---
title: 梁山街道开展冬季消防安全检查
grade: general
source: 梁山街道
keywords: [消防, 安全]
---

## 检查情况

11月5日，梁山街道组织干部走访沿街商辅，检查消防设施。李娜同志带队。共检查
商户35户，发现隐患3处，未发现重大隐患，*已责令*整改。

- 第一类：用电问题
- 第二类：通道问题

1. 自查
2. 整改

| 项目 | 数量 |
| --- | --- |
| 用电 | 两处 |

详见[方案](plan.txt)和[公告](https://www.example.gov.cn/gg "公告")，联系单位为区教委。使用APP上报，旧称联席办。

`代码` 与 ~~删除~~ 并存，下一步，街道将继续开展检查，及时消除隐患。
"""
LEXICON = "topic: 机构\nterms:\n  - {term: 联席办, category: renamed, severity: note, why: 更名, from: 2020-01-01}\n"
REVIEWED = ("zhang.wei", "li.na", "chen.jie", "wang.fang")


class Case:
    """One reviewed and once proofread article; every test begins a branch of its own there."""

    def __init__(self, folder: Path) -> None:
        self.town = founded(folder)
        self.town.git("checkout", "-q", "main")
        self.town.write({"reviews/lexicon/offices.yml": LEXICON})
        self.town.commit("Lexicon")
        self.town.branch("draft")
        self.town.write({ATTACHMENT: "消防检查方案\n"})
        self.town.draft(text=TEXT)
        for person in REVIEWED:
            code, _, err = self.town.sign(person)
            assert code == 0, err
        self.start = self.town.head()

    def after(self, *texts: str, by: str = "wang.fang", signed: bool = True) -> dict[str, Any]:
        """The verdict after committing these texts one after the other from the reviewed commit on."""
        self.town.branch("try", self.start)
        for text in texts:
            assert text != TEXT
            self.town.write({FIRE: text})
            self.town.commit("edit", by=by, signed=signed)
        return self.town.gate()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return Case(tmp_path_factory.mktemp("edits"))


def edit(*pairs: tuple[str, str]) -> str:
    """The text with each first string replaced by its second; each must stand there exactly once."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def reviews_stand(verdict: dict[str, Any]) -> bool:
    """Whether all three reviews stand and the proofs have restarted."""
    found = stages(verdict)
    assert not verdict["allowed"]
    reviews = {found[one] for one in ("review-1", "review-2", "review-3")}
    assert found["proof-1"] != "signed"
    assert reviews == {"signed"} or "signed" not in reviews, found
    return reviews == {"signed"}


FORM = {
    "wrap": edit(("共检查\n商户", "共检查商户")),
    "wrap elsewhere": edit(("发现隐患3处，", "发现隐患3处，\n")),
    "emphasis away": edit(("*已责令*", "已责令")),
    "emphasis added": edit(("及时消除", "**及时**消除")),
    "bullets": edit(("- 第一类", "* 第一类"), ("- 第二类", "* 第二类")),
    "alignment": edit(("| --- | --- |", "| :-- | --: |")),
    "blank lines": edit(("## 检查情况\n\n", "## 检查情况\n\n\n")),
    "table padding": edit(("| 项目 | 数量 |", "|  项目  |数量|")),
    "list delimiter": edit(("1. 自查", "1) 自查"), ("2. 整改", "2) 整改")),
}


@pytest.mark.parametrize("text", FORM.values(), ids=FORM)
@pytest.mark.parametrize("by", ["wang.fang", "wu.lei"])
def test_t13_form_alone_leaves_the_reviews_and_restarts_the_proofs(case: Case, text: str, by: str) -> None:
    verdict = case.after(text, by=by)
    assert reviews_stand(verdict)
    assert verdict["open"] == ["proof-1"]
    assert sheet(verdict)["corrections"] == []


def test_t13_line_ends_change_nothing_at_all(case: Case) -> None:
    verdict = case.after(TEXT.replace("\n", "\r\n"), by="wu.lei")
    assert stages(verdict)["proof-1"] == "signed"


SUBSTANCE = {
    "number": edit(("隐患3处", "隐患2处")),
    "link target": edit(("example.gov.cn/gg", "example.gov.cn/gh")),
    "link title": edit(('"公告"', '"公示"')),
    "link text": edit(("[公告]", "[公示]")),
    "strike-through": edit(("~~删除~~", "删除")),
    "struck": edit(("及时消除", "~~及时~~消除")),
    "comment": edit(("李娜同志带队。", "李娜同志带队。<!-- 隐藏 -->")),
    "hidden definition": edit(("## 检查情况", "[隐藏]: https://www.example.gov.cn/x\n\n## 检查情况")),
    "keyword": edit(("[消防, 安全]", "[消防, 稳定]")),
    "summary": edit(("source: 梁山街道", "source: 梁山街道\nsummary: 摘要")),
    "title": edit(("冬季消防安全检查\n", "冬季消防安全大检查\n")),
    "heading level": edit(("## 检查", "### 检查")),
    "list number": edit(("1. 自查\n2. 整改", "3. 自查\n4. 整改")),
    "list to paragraph": edit(("- 第一类：用电问题\n- 第二", "第一类：用电问题\n\n- 第二")),
    "cell": edit(("| 用电 |", "| 通道 |")),
    "code": edit(("`代码`", "`编码`")),
    "code to text": edit(("`代码`", "代码")),
    "sentence": edit(("及时消除隐患", "及时上报区政府办公室")),
    "hard break": edit(("及时消除", "<br>及时消除")),
    "waiver": edit(("keywords:", "waivers:\n  - {rule: SS1302, text: 联席办, reason: 旧称}\nkeywords:")),
    "grade": edit(("grade: general", "grade: major")),
}


@pytest.mark.parametrize("text", SUBSTANCE.values(), ids=SUBSTANCE)
def test_t13_substance_changed_as_form_restarts_everything(case: Case, text: str) -> None:
    verdict = case.after(text, by="wu.lei")
    assert not reviews_stand(verdict)


@pytest.mark.parametrize("what", sorted(SUBSTANCE.keys() - {"cell"}))  # two characters of a cell are a correction
def test_t13_t14_nor_may_a_proofreader_change_these(case: Case, what: str) -> None:
    text = SUBSTANCE[what]
    assert not reviews_stand(case.after(text, by="wang.fang"))


def test_t13_one_byte_of_an_attachment_restarts_everything(case: Case) -> None:
    case.town.branch("try", case.start)
    case.town.write({ATTACHMENT: "消防检查方案 \n"})
    case.town.commit("Attachment", by="wang.fang")
    assert not reviews_stand(case.town.gate())


TYPO = edit(("商辅", "商铺"))


@pytest.mark.parametrize("by", ["wang.fang", "zhang.wei", "liu.yang"])
def test_t14_a_true_correction_is_listed_and_only_the_proofs_restart(case: Case, by: str) -> None:
    verdict = case.after(TYPO, by=by)
    assert reviews_stand(verdict)
    assert verdict["open"] == ["proof-1"]
    line = TEXT[: TEXT.index("商辅")].count("\n") + 1
    assert sheet(verdict)["corrections"] == [{"line": line, "from": "辅", "to": "铺"}]


def test_t14_a_corrected_article_is_allowed_once_its_proofs_are_signed_again(case: Case) -> None:
    case.after(TYPO)
    for person in ("wang.fang", "liu.yang", "li.na"):
        code, _, err = case.town.sign(person)
        assert code == 0, err
    verdict = case.town.gate()
    assert verdict["allowed"], verdict["reasons"]
    folder = case.town.root / FIRE.replace("content/", "reviews/signatures/").removesuffix(".md")
    last = sorted(folder.glob("*.json"))[-1]
    statement = read_statement(str(last.relative_to(case.town.root)), last.read_bytes()).statement
    assert (statement.stage, [(old, new) for _, old, new in statement.corrections]) == ("proof-3", [("辅", "铺")])


@pytest.mark.parametrize("listed", [(), ((10, "辅", "补"),), ((1, "辅", "铺"),), ((10, "辅", "铺"), (10, "甲", "乙"))])
def test_t14_a_last_proof_that_does_not_list_the_corrections_is_void(case: Case, listed: tuple[Any, ...]) -> None:
    case.after(TYPO)
    for person in ("wang.fang", "liu.yang"):
        case.town.sign(person)
    case.town.state("li.na", "proof-3", corrections=listed)
    verdict = case.town.gate()
    assert not verdict["allowed"]
    assert stages(verdict)["proof-3"] == "open"


FORBIDDEN = {
    "digit": [edit(("35户", "36户"))],
    "digit removed": [edit(("35户", "5户"))],
    "digit beside": [edit(("11月5日", "11月15日"))],
    "full-width digit": [edit(("第一类", "第１一类"))],
    "decimal point": [edit(("商户35户", "商户3.5户"))],
    "chinese numeral": [edit(("两处", "三处"))],
    "ordinal": [edit(("第二类", "第三类"))],
    "other numeral": [edit(("自查", "自查Ⅱ"))],
    "unit after a number": [edit(("35户", "35家"))],
    "unit of a chinese number": [edit(("两处", "两类"))],
    "negation removed": [edit(("未发现", "发现"))],
    "negation added": [edit(("及时消除", "不及时消除"))],
    "negation exchanged": [edit(("未发现", "没发现"))],
    "latin letter": [edit(("APP", "APR"))],
    "accented letter": [edit(("自查", "自é查"))],
    "circled letter": [edit(("自查", "自Ⓐ查"))],
    "look-alike letter": [edit(("自查", "自а查"))],
    "sign inside a number": [edit(("商户35户", "商户3.5户")), edit(("商户35户", "商户3,5户"))],
    "the end of a unit": [edit(("商户35户", "商户35户户"))],
    "date": [edit(("11月5日", "11号5日"))],
    "name": [edit(("李娜", "李哪"))],
    "name made": [edit(("干部", "李娜干部"))],
    "name inside": [edit(("李娜", "李小娜"))],
    "title": [edit(("李娜同志带队", "李娜信息员带队"))],
    "unit name": [edit(("区教委", "区教育"))],
    "unit name of the town": [edit(("梁山街道组织", "梁山街办组织"))],
    "link text": [edit(("[公告]", "[公报]"))],
    "lexicon": [edit(("联席办", "联席会"))],
    "lexicon made": [edit(("旧称联席办", "旧称联席办，联席办"))],
    "structure": [edit(("- 第二类", "\n第二类"))],
    "heading": [edit(("## 检查情况", "## 检查情况\n\n### 又"))],
    "front matter": [edit(("[消防, 安全]", "[消防, 安全, 检查]"))],
    "too long": [edit(("及时消除隐患", "加快落实各项措施"))],
    "too long in several commits": [
        edit(("商辅", "商铺")),
        edit(("商辅", "商铺"), ("带队", "领队")),
        edit(("商辅", "商铺"), ("带队", "领队"), ("组织干部", "派出人员")),
    ],
    "deleted sentence": [edit(("李娜同志带队。", ""))],
    "struck-through text": [edit(("~~删除~~", "~~删去~~"))],
    "code": [edit(("`代码`", "`代号`"))],
}


@pytest.mark.parametrize("texts", FORBIDDEN.values(), ids=FORBIDDEN)
def test_t14_what_is_no_correction_restarts_everything(case: Case, texts: list[str]) -> None:
    verdict = case.after(*texts)
    assert not reviews_stand(verdict)
    assert verdict["open"] == ["review-1"]
    assert sheet(verdict)["corrections"] == []


def test_t14_ten_characters_in_several_commits_are_one_correction(case: Case) -> None:
    first = edit(("商辅", "商铺"))
    second = edit(("商辅", "商铺"), ("带队", "领队"))
    third = edit(("商辅", "商铺"), ("带队", "领队"), ("组织干部", "组织人员"))
    verdict = case.after(first, second, third)
    assert reviews_stand(verdict)
    assert len(sheet(verdict)["corrections"]) == 3


@pytest.mark.parametrize(
    ("by", "signed"), [("wu.lei", True), ("chen.jie", True), ("zhao.min", True), ("wang.fang", False)],
    ids=["an editor of another unit", "who signs no proof", "an administrator", "an unattributed commit"],
)  # fmt: skip
def test_t14_a_correction_by_the_wrong_hand_restarts_everything(case: Case, by: str, signed: bool) -> None:
    assert not reviews_stand(case.after(TYPO, by=by, signed=signed))


def test_t14_one_wrong_hand_among_right_ones_is_enough(case: Case) -> None:
    case.town.branch("try", case.start)
    for text, by in ((edit(("带队", "领队")), "wu.lei"), (edit(("带队", "领队"), ("商辅", "商铺")), "wang.fang")):
        case.town.write({FIRE: text})
        case.town.commit("edit", by=by)
    assert not reviews_stand(case.town.gate())


def test_t14_a_forged_author_is_no_proofreader(case: Case) -> None:
    """The commit says wang.fang made it, but wu.lei's key signed it."""
    town = case.town
    town.branch("try", case.start)
    town.write({FIRE: TYPO})
    real = town.keys["wang.fang"]
    try:
        town.keys["wang.fang"] = town.keys["wu.lei"]
        town.commit("edit", by="wang.fang")
    finally:
        town.keys["wang.fang"] = real
    assert not reviews_stand(town.gate())


def test_t14_a_merge_that_brings_in_a_correction_by_hand_is_seen(case: Case) -> None:
    """The text is changed in a merge commit of its own (an evil merge) by somebody who may sign no proof."""
    town = case.town
    town.git("checkout", "-q", "main")
    town.branch("unrelated")
    town.write({"README.md": "x"})
    town.commit("Unrelated")
    town.branch("try", case.start)
    town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "--no-ff", "--no-commit", "unrelated")
    town.write({FIRE: TYPO, "README.md": None})
    town.commit("Merge", by="wu.lei")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert not reviews_stand(verdict)


# -- T15 --


def drafted(tmp_path: Path) -> Town:
    town = founded(tmp_path)
    town.write({ATTACHMENT: "方案\n"})
    town.draft(text=TEXT)
    assert town.sign("zhang.wei")[0] == 0
    return town


AMENDED = edit(("发现隐患3处，未发现重大隐患，", "发现隐患2处，"), ("及时消除", "在11月底前消除"))


def test_t15_the_deputy_head_edits_and_signs_so_the_first_review_stands(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(text=AMENDED, by="li.na")
    verdict = town.gate()
    assert not verdict["allowed"]
    found = {one["id"]: one for one in sheet(verdict)["stages"]}
    assert (found["review-1"]["state"], found["review-1"]["amended"]) == ("signed", "pending")
    assert verdict["open"] == ["review-2"]
    for person in ("li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"):
        code, _, err = town.sign(person)
        assert code == 0, err
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    found = {one["id"]: one for one in sheet(verdict)["stages"]}
    assert (found["review-1"]["amended"], found["review-2"]["amended"]) == ("stands", "here")


def test_t15_everybody_after_the_amender_sees_what_was_amended(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(text=AMENDED, by="li.na")
    for person in ("", "li.na"):
        if person:
            assert town.sign(person)[0] == 0
        shown = town.run("status")[1]
        assert "经修改：第 11 行 “3处，未发现重大隐患” → “2处”" in shown
        assert "“及时” → “在11月底前”" in shown


def test_t15_what_must_not_be_passed_on_is_not_shown_though_it_was_taken_out(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.branch("draft")
    town.write({ATTACHMENT: "消防检查方案\n"})
    town.draft(text=edit(("及时消除隐患", "机密★10年，及时消除隐患")))
    town.state("zhang.wei", "review-1")
    town.draft(text=TEXT, by="li.na")
    shown = town.run("status")[1]
    assert "其余改动见两版的差异" in shown
    assert "机密" not in shown


def test_t15_edited_and_not_signed_again_is_never_allowed(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(text=AMENDED, by="li.na")
    for person, stage in (("chen.jie", "review-3"), ("wang.fang", "proof-1"), ("liu.yang", "proof-2")):
        town.state(person, stage)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "review-2" in verdict["open"]


@pytest.mark.parametrize(
    ("by", "signed"), [("wu.lei", True), ("chen.jie", True), ("liu.yang", True), ("li.na", False)],
    ids=["outsider", "a stage that does not edit", "another office", "unattributed"],
)  # fmt: skip
def test_t15_an_edit_by_the_wrong_hand_voids(tmp_path: Path, by: str, signed: bool) -> None:
    town = drafted(tmp_path)
    town.write({FIRE: AMENDED})
    town.commit("edit", by=by, signed=signed)
    verdict = town.gate()
    assert stages(verdict)["review-1"] == "open"


def test_t15_an_edit_together_with_somebody_else_voids(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.write({FIRE: AMENDED})
    town.commit("edit\n\nCo-authored-by: 吴磊 <wu.lei@example.gov.cn>", by="li.na")
    assert stages(town.gate())["review-1"] == "open"


def test_t15_a_second_edit_needs_a_second_signature(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.draft(text=AMENDED, by="li.na")
    town.sign("li.na")
    town.draft(text=AMENDED.replace("带队", "亲自带队"), by="li.na")
    verdict = town.gate()
    assert verdict["open"] == ["review-2"]
    assert {one["id"]: one["amended"] for one in sheet(verdict)["stages"]}["review-1"] == "pending"


def test_t15_an_attachment_may_be_amended_too(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.write({ATTACHMENT: "修改后的方案\n"})
    town.commit("Attachment", by="li.na")
    verdict = town.gate()
    assert {one["id"]: one["amended"] for one in sheet(verdict)["stages"]}["review-1"] == "pending"


def test_t15_an_outsiders_attachment_voids(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.write({ATTACHMENT: "夹带的内容\n"})
    town.commit("Attachment", by="wu.lei")
    town.draft(text=AMENDED, by="li.na")
    assert stages(town.gate())["review-1"] == "open"


def test_t14_a_rebase_between_the_reviews_does_no_harm_to_a_later_correction(tmp_path: Path) -> None:
    """review-1 was signed over the commit before the rebase, the others over the one after: the text is the same."""
    town = founded(tmp_path)
    town.write({ATTACHMENT: "方案\n"})
    town.draft(text=TEXT)
    assert town.sign("zhang.wei")[0] == 0
    files = {str(one.relative_to(town.root)): one.read_bytes() for one in (town.root / "reviews/signatures").rglob("*.json")}
    town.branch("rebased", "main")
    town.write({ATTACHMENT: "方案\n", FIRE: TEXT, **files})
    town.commit("The same again", by="wu.lei")
    for person in ("li.na", "chen.jie"):
        assert town.sign(person)[0] == 0
    town.draft(text=TYPO, by="wang.fang")
    verdict = town.gate()
    assert reviews_stand(verdict)
    assert [(one["from"], one["to"]) for one in sheet(verdict)["corrections"]] == [("辅", "铺")]


def test_t14_ten_corrected_articles_in_one_change(tmp_path: Path) -> None:
    """As many articles as a change may hold, each reviewed and then corrected."""
    town = founded(tmp_path)
    paths = [FIRE.replace("fire", f"fire-{number}") for number in range(10)]
    text = TEXT.replace("[方案](plan.txt)", "方案")
    town.write(dict.fromkeys(paths, text))
    town.commit("Ten", by="wu.lei")
    for person, stage in (("zhang.wei", "review-1"), ("li.na", "review-2"), ("chen.jie", "review-3")):
        for path in paths:
            town.state(person, stage, path, save=False)
        town.commit(stage, by=person)
    town.write(dict.fromkeys(paths, text.replace("商辅", "商铺")))
    town.commit("Correct", by="wang.fang")
    verdict = town.gate()
    assert verdict["open"] == ["proof-1"]
    assert all(len(one["corrections"]) == 1 for one in verdict["articles"])
