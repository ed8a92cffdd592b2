"""`sanshen lexicon`: entries are added where they belong and nothing else changes; a confidential list is never shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from support.checking import ARTICLE, Run, article, check, lay_out, sanshen, site

WORDS = """\
# 办公室维护，请勿重排
topic: 示例
terms:
  # 通知第 3 号
  - {term: 示例禁词, category: banned, severity: error, why: 示例}   # 行尾的话
  -   term: 旧称局
      category: renamed
      severity: warning
      until: 2020-12-31
"""
FILE = "reviews/lexicon/words.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return site(tmp_path / "site", {FILE: WORDS, ARTICLE: article("提到新称局两次：新 称 局。\n\n又是新称局。\n")})


def lexicon(root: Path, *words: str, lang: str = "zh", env: dict[str, str] | None = None) -> Run:
    return sanshen(root, "lexicon", *words, lang=lang, env=env)


def test_an_entry_goes_behind_the_others_and_nothing_else_changes(root: Path) -> None:
    run = lexicon(
        root, "add", "新称局", "--category", "renamed", "--severity", "warning", "--instead", "正名局",
        "--why", "第 5 号：更名", "--from", "2026-01-01", "--except", "原新称局", "--match", "pinyin",
    )  # fmt: skip
    assert run.code == 0
    after = (root / FILE).read_text()
    assert after.startswith(WORDS)
    assert len(after.splitlines()) == len(WORDS.splitlines()) + 1
    assert "1 篇中 1 篇命中，共 3 处" in run.out
    assert f"{ARTICLE}:7" in run.out
    assert [one["rule"] for one in check(root, ARTICLE).findings] == ["SS1302"] * 3
    assert check(root).code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("示例禁詞", "--category", "banned"), "已有"),
        (("示 例 禁 词", "--category", "banned"), "已有"),
        (("甲", "--category", "banned"), "太短"),
        (("★★", "--category", "banned"), "没有文字"),
        (("甲乙", "--category", "nowhere"), "--file"),
        (("甲乙", "--category", "banned", "--from", "2026-02-30"), "不合要求"),
        (("甲乙", "--category", "banned", "--from", "2026-02-01", "--until", "2026-01-01"), "晚于"),
        (("甲乙", "--category", "banned", "--file", "../../x"), "文件名"),
        (("甲乙", "--category", "不行", "--file", "words"), "不合要求"),
        (("旧称局", "--category", "renamed", "--from", "2020-06-01"), "已有"),
    ],
)
def test_what_cannot_be_added_is_refused_and_nothing_is_written(root: Path, words: tuple[str, ...], says: str) -> None:
    run = lexicon(root, "add", *words)
    assert run.code == 2
    assert says in run.err
    assert (root / FILE).read_text() == WORDS
    assert [one.name for one in (root / FILE).parent.iterdir()] == ["words.yml"]


def test_the_same_term_for_another_time_is_fine(root: Path) -> None:
    assert lexicon(root, "add", "旧称局", "--category", "renamed", "--from", "2021-01-01").code == 0


def test_a_new_file_is_made_and_a_dry_run_makes_none(root: Path) -> None:
    made = root / "reviews/lexicon/mine.yml"
    assert lexicon(root, "add", "甲乙", "--category", "x", "--file", "mine", "--dry-run").code == 0
    assert not made.exists()
    assert lexicon(root, "add", "甲乙: #丙", "--category", "x", "--file", "mine").code == 0
    assert lexicon(root, "add", "是", "--category", "x", "--file", "mine").code == 2
    assert lexicon(root, "add", "no1", "--category", "x", "--file", "mine").code == 0
    assert check(root).code == 0
    assert "甲乙: #丙" in made.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "topic: 示例\nterms: []\n",
        "topic: 示例\nterms:\n- {term: 甲乙, category: x, severity: note}",
        WORDS.replace("\n", "\r\n"),
    ],
)
def test_files_in_other_hands_are_added_to_as_well(root: Path, text: str) -> None:
    (root / FILE).write_bytes(text.encode())
    assert lexicon(root, "add", "丙丁", "--category", "x", "--file", "words").code == 0
    assert "丙丁" in (root / FILE).read_text()
    assert check(root).code == 0


def test_a_file_that_cannot_be_added_to_stays_as_it_is(root: Path) -> None:
    text = "terms:\n  - {term: 甲乙, category: x, severity: note}\ntopic: 示例\n"
    (root / FILE).write_text(text)
    run = lexicon(root, "add", "丙丁", "--category", "x", "--file", "words")
    assert (run.code, (root / FILE).read_text()) == (2, text)
    (root / FILE).write_text("terms: [\n")
    assert lexicon(root, "add", "丙丁", "--category", "x", "--file", "words").code == 2


def test_a_text_is_tried_with_places_reasons_and_days(root: Path) -> None:
    run = lexicon(root, "test", "第一行\n有示**例禁词与旧称局")
    assert run.code == 1
    assert "2:2-8 错误 “示例禁词”" in run.out
    assert "当日不生效" in run.out
    assert "1 处错误" in run.out
    english = lexicon(root, "test", "旧称局", "--on", "2020-01-01", lang="en")
    assert english.code == 0
    assert "not in force" not in english.out
    assert lexicon(root, "test", "甲", "--on", "昨天").code == 2
    assert lexicon(root, "test", ARTICLE).code == 0
    lay_out(root, {ARTICLE: article("见示<b>例</b>禁词。\n")})
    assert "7:2-13 " in lexicon(root, "test", ARTICLE).out


def test_a_list_comes_in_with_a_report(root: Path) -> None:
    (root / "list.txt").write_text("# 说明\n甲乙丙\n甲 乙 丙\n示例禁詞\n丁\n\n新称局\n", encoding="gb18030")
    lay_out(root, {f"content/liangshan/news/2026/n{number}.md": article("新称局\n") for number in range(5)})
    run = lexicon(root, "import", "list.txt", "--category", "banned")
    assert run.code == 1
    assert "已导入 2 条到 reviews/lexicon/words.yml（共 5 行）" in run.out
    assert all(f"第 {line} 行未导入" in run.out for line in (3, 4, 5))
    assert "“新称局” 6 篇 8 处" in run.out
    assert (root / FILE).read_text().startswith(WORDS)
    assert check(root, "reviews").code == 0


def test_a_table_brings_all_its_columns(root: Path) -> None:
    (root / "list.csv").write_text(
        "\ufeff词,类别,轻重,改为,起,例外,其他写法\n甲乙丙,renamed,提醒,丙乙甲,2026-01-01,原甲乙丙|旧甲乙丙,pinyin|split\n丁戊,renamed,很重,,,,\n",
        encoding="utf-8",
    )
    run = lexicon(root, "import", "list.csv", "--file", "table")
    assert (run.code, "第 3 行未导入：不合要求：severity" in run.out) == (1, True)
    made = (root / "reviews/lexicon/table.yml").read_text()
    assert "except: [原甲乙丙, 旧甲乙丙], match: [pinyin, split]" in made
    (root / "list.csv").write_text("词语,类别\n甲,乙\n")
    refused = lexicon(root, "import", "list.csv", "--file", "table")
    assert (refused.code, "词语" in refused.err) == (2, True)
    assert lexicon(root, "import", "gone.txt", "--file", "table").code == 2


def test_a_spreadsheet_brings_its_first_sheet(root: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("词", "类别", "轻重", "改为", "起"),
        ("甲乙丙", "renamed", "提醒", "丙乙甲", "2026-01-01"),
        (),
        ("丁戊己", "banned", None, None, date(2026, 2, 1)),
    ):
        sheet.append(row)
    book.create_sheet("别的").append(["词"])
    book.save(root / "list.xlsx")
    run = lexicon(root, "import", "list.xlsx", "--file", "sheet")
    assert run.code == 0, run.err
    made = (root / "reviews/lexicon/sheet.yml").read_text()
    assert "{term: 甲乙丙, category: renamed, severity: warning, instead: 丙乙甲, from: 2026-01-01}" in made
    assert "{term: 丁戊己, category: banned, severity: error, from: 2026-02-01}" in made
    (root / "list.xlsx").write_bytes(b"PK\x03\x04 no book")
    refused = lexicon(root, "import", "list.xlsx", "--file", "sheet")
    assert (refused.code, "list.xlsx" in refused.err) == (2, True)


SECRET = "绝不外露"


def test_a_confidential_list_is_made_outside_and_shown_nowhere(root: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{SECRET}\n{SECRET}\n")
    inside = lexicon(root, "import", str(tmp_path / "list.txt"), "--out", "secret.yml")
    assert inside.code == 2
    run = lexicon(root, "import", str(tmp_path / "list.txt"), "--out", str(tmp_path / "secret.yml"), "--why", SECRET)
    assert (tmp_path / "secret.yml").stat().st_mode & 0o777 == 0o600
    env = {"SANSHEN_LEXICON": str(tmp_path / "secret.yml")}
    lay_out(root, {ARTICLE: article("此处绝·不·外·露，绝绝不不外外露露。\n")})
    shown = [run, inside, lexicon(root, "test", SECRET, env=env), lexicon(root, "stats", env=env)]
    for style in ("text", "json", "github", "sarif"):
        for lang in ("zh", "en"):
            shown.append(sanshen(root, "check", ARTICLE, "--format", style, lang=lang, env=env))
            assert shown[-1].code == 1
    assert [one for one in shown if SECRET in one.out + one.err or "不·外" in one.out or "绝绝" in one.out] == []
    assert [one["excerpt"] for one in check(root, ARTICLE, env=env).findings] == ["", ""]
    assert "机密词表 1 条" in shown[3].out


def test_what_is_brought_into_a_confidential_list_leaves_it_without_fault(root: Path, tmp_path: Path) -> None:
    rows = "甲乙丙,无关的话,,", "★★★,,,", "丁戊己,,2026-02-01,2026-01-01", "庚辛壬,,,", "庚 辛 壬,,,", f"{SECRET},原{SECRET},,"
    (tmp_path / "list.csv").write_text("词,例外,起,止\n" + "\n".join(rows) + "\n")
    secret = tmp_path / "secret.yml"
    run = lexicon(root, "import", str(tmp_path / "list.csv"), "--out", str(secret), "--category", "banned")
    assert (run.code, [f"第 {line} 行未导入" in run.out for line in range(2, 8)]) == (1, [True, True, True, False, True, False])
    stats = lexicon(root, "stats", env={"SANSHEN_LEXICON": str(secret)})
    assert (stats.code, "机密词表 2 条" in stats.out) == (0, True)
    assert [word for word in (SECRET, "无关", "庚") if word in run.out + run.err + stats.out] == []


@pytest.mark.parametrize("entry", [f"{{term: {SECRET}, severity: {SECRET}}}", f"{{{SECRET}: 1, {SECRET}: 2}}", f"[{SECRET}"])
def test_nothing_is_brought_into_a_faulty_confidential_list_and_nothing_of_it_is_shown(
    root: Path, tmp_path: Path, entry: str
) -> None:
    faulty = f"topic: 示例\nterms:\n  - {entry}\n"
    (tmp_path / "secret.yml").write_text(faulty)
    (tmp_path / "list.txt").write_text("甲乙丙\n")
    run = lexicon(root, "import", str(tmp_path / "list.txt"), "--out", str(tmp_path / "secret.yml"))
    assert (run.code, SECRET in run.out + run.err, "行不合要求" in run.err) == (2, False, True)
    assert (tmp_path / "secret.yml").read_text() == faulty


def test_a_confidential_list_that_cannot_be_read_is_no_empty_one(root: Path, tmp_path: Path) -> None:
    assert check(root, ARTICLE, env={"SANSHEN_LEXICON": str(tmp_path / "gone")}).code == 2


def test_the_first_entry_makes_its_file_and_a_word_in_the_paragraph_excuses_it(root: Path) -> None:
    (root / FILE).unlink()
    (root / "list.csv").write_text("词,同段有则不算\n新称局,又是\n")
    run = lexicon(root, "import", "list.csv")
    assert run.code == 0
    assert (root / "reviews/lexicon/banned.yml").exists()
    assert "1 条有命中" in run.out
    assert len([one for one in check(root, ARTICLE).findings if one["rule"] == "SS1302"]) == 2
    assert "0 处命中" in lexicon(root, "test", "又是新称局。").out
    assert "1 处命中" in lexicon(root, "test", "新称局。").out
