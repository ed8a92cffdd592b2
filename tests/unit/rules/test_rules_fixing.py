"""What the rules would put right, and what they leave to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.checking import ARTICLE, article, check, lay_out, sanshen, site

LEXICON = """topic: 示例
terms:
  - {term: 布署, category: misspelt, severity: warning, instead: 部署, except: [公布]}
  - {term: 帐户, category: misspelt, severity: note, instead: 账户}
  - {term: 十四五规划, category: quotation, severity: warning, instead: “十四五”规划}
  - {term: 卫计委, category: renamed, severity: warning, instead: 卫生健康委}
"""


def fixed(root: Path, body: str, **front: str) -> str:
    text = article(body, **front)
    lay_out(site(root), {ARTICLE: text, "reviews/lexicon/sample.yml": LEXICON})
    run = sanshen(root, "check", "--fix", "--yes", ARTICLE)
    assert run.code in {0, 1}, run.err
    return (root / ARTICLE).read_bytes().decode().removeprefix(article("", **front))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("根据梁府办发[2024]12号执行。", "根据梁府办发〔2024〕12号执行。"),
        ("根据梁府办发\\[2024\\]12号执行。", "根据梁府办发〔2024〕12号执行。"),
        ("根据梁府办发【2024】12号、梁府发（2023）5 号执行。", "根据梁府办发〔2024〕12号、梁府发〔2023〕5 号执行。"),
        ("根据梁府办发〔2024]12号执行。", "根据梁府办发〔2024〕12号执行。"),
        ("共１２处，Ａ座３层。", "共12处，A座3层。"),
        ("检查,整改;通报:完成?好!止 A,B。", "检查，整改；通报：完成？好！止 A,B。"),
        ('开展"回头看"行动。', "开展“回头看”行动。"),
        ('他说:"落实\'双减\'政策"。', "他说:“落实‘双减’政策”。"),
        ('他说“抓好"三件事"”。', "他说“抓好‘三件事’”。"),
        ("开展'回头看'行动。", "开展“回头看”行动。"),
        ("开展＂回头看＂行动。", "开展“回头看”行动。"),
        ("开展&quot;回头看&quot;行动。", "开展“回头看”行动。"),
        ('他说"抓好“三件事”"。', "他说“抓好‘三件事’”。"),
        ('"甲"和"ab"和"乙"。', "“甲”和\"ab\"和“乙”。"),
        ("二零二四年三月施行。", "二〇二四年三月施行。"),
        ("会议布署工作。", "会议部署工作。"),
        ("推进十四五规划。", "推进“十四五”规划。"),
        ('会议要求"推进十四五规划"。', "会议要求“推进‘十四五’规划”。"),
        ("## 布署１２项\n\n- 甲,乙\n\n| 项 | 数 |\n| - | - |\n| 布署 | １ |", "## 部署12项\n\n- 甲，乙\n\n| 项 | 数 |\n| - | - |\n| 部署 | 1 |"),
    ],
)  # fmt: skip
def test_slips_are_put_right(tmp_path: Path, before: str, after: str) -> None:
    assert fixed(tmp_path, before + "\n") == after + "\n"


@pytest.mark.parametrize(
    "body",
    [
        "根据梁府办发[2024]012号执行。",
        "根据梁府办发[24]12号执行。",
        "根据梁府办发[2024]第12号执行。",
        "根据（2021）渝0155民初12号判决执行。",
        "`布署,甲１`与`梁府办发[2024]12号`。",
        "```text\n布署,甲１\n```",
        "[布署,甲１](https://www.example.gov.cn/)。",
        "见<https://www.example.gov.cn/１>。",
        "网址 https://www.example.gov.cn/１２。",
        "邮箱 fangyan１２@example.gov.cn。",
        '依据《关于"回头看"的通知,二》执行。',
        "> 他说,布署１２项。",
        "领导说：“会议布署工作。”",
        '领导说:"会议布署工作',
        "~~布署~~。",
        "会议布 署、布**署**、部属工作。",
        "会议布<!-- -->署工作。",
        "公布署名。",
        "开通帐户，原卫计委、卫计委。",
        '5"管和6"管。',
        "开展\" 回头看 \"行动。",
        '开展"回头看行动。',
        "it's甲'乙。",
        '!!! note "布署提示"',
        "24年3月5日。约12人左右。2026年三月五日。",
    ],
)  # fmt: skip
def test_what_is_not_certain_or_must_stay_is_left(tmp_path: Path, body: str) -> None:
    assert fixed(tmp_path, body + "\n") == body + "\n"


def test_front_matter_that_people_read_is_put_right_and_nothing_else(tmp_path: Path) -> None:
    front = {
        "title": '关于"回头看"的通知',
        "summary": "'会议布署工作'",
        "keywords": "[布署, '布''署']",
        "document": "{number: '梁府办发[2024]12号', index: 布署, issuer: 布署}",
        "section": "布署１科",
        "matter": "布署",
    }
    site(tmp_path, {"reviews/lexicon/sample.yml": LEXICON, ARTICLE: article(**front)})
    sanshen(tmp_path, "check", "--fix", "--yes", ARTICLE)
    right = {
        **front,
        "title": "关于“回头看”的通知",
        "summary": "'会议部署工作'",
        "keywords": "[部署, '布''署']",
        "document": "{number: '梁府办发〔2024〕12号', index: 布署, issuer: 布署}",
    }
    assert (tmp_path / ARTICLE).read_text("utf-8") == article(**right)


def test_policy_says_which_words_are_slips(tmp_path: Path) -> None:
    from support.office import policy_bytes

    policy = policy_bytes().replace(b"fix-categories: [misspelt, quotation]", b"fix-categories: [renamed]")
    assert policy != policy_bytes()
    files = {ARTICLE: article("卫计委布署。\n"), "reviews/lexicon/sample.yml": LEXICON, "reviews/policy.yml": policy}
    site(tmp_path, files)
    sanshen(tmp_path, "check", "--fix", "--yes", ARTICLE)
    assert (tmp_path / ARTICLE).read_text("utf-8") == article("卫生健康委布署。\n")


def test_words_of_the_confidential_list_are_never_put_anywhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text(LEXICON.replace("示例", "保密"), "utf-8")
    root = site(tmp_path / "site", {ARTICLE: article("会议布署工作。\n")})
    run = sanshen(root, "check", "--fix", "--yes", ARTICLE, env={"SANSHEN_LEXICON": str(secret)})
    assert (root / ARTICLE).read_text("utf-8") == article("会议布署工作。\n")
    assert "部署" not in run.out + run.err


def test_attachments_are_not_written_to(tmp_path: Path) -> None:
    note = "content/liangshan/news/2026/note.txt"
    root = site(
        tmp_path, {ARTICLE: article("[附件](note.txt)\n"), note: "布署１２,甲\n", "reviews/lexicon/sample.yml": LEXICON}
    )
    assert any(one["path"] == note for one in check(root).findings)
    run = sanshen(root, "check", "--fix", "--yes", lang="en")
    assert "there is nothing that can be fixed" in run.out
    assert (root / note).read_text("utf-8") == "布署１２,甲\n"
