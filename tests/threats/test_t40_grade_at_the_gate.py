"""T40, T41 at the command line: the grade is the higher of old and new; what cannot be read is an error, never a default."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.office import policy_bytes
from support.scenes import drafted, founded, published, signed
from support.town import BODY, FIRE, MAJOR, SPECIAL, Town, article, rules, sheet, stages

PORTAL = "content/portal/news/2026/fire.md"


def on_main(town: Town, text: str, path: str = FIRE) -> None:
    """Put an article on `main` as if it had always been there."""
    town.git("checkout", "-q", "main")
    town.draft(path, text)
    town.branch("next")


@pytest.mark.parametrize(
    ("old", "new", "counts"),
    [
        ("general", "major", "major"),
        ("major", "general", "major"),
        ("special", "general", "special"),
        ("特级", "一般", "special"),
        ("general", "重大", "major"),
    ],
)
def test_t40_the_higher_grade_of_old_and_new_counts(tmp_path: Path, old: str, new: str, counts: str) -> None:
    town = founded(tmp_path)
    on_main(town, article(grade=old))
    town.draft(text=article(grade=new, body=BODY + "\n补充。\n"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert sheet(verdict)["grade"] == counts
    needed = list(stages(verdict))
    assert ("district-deputy" in needed) == (counts != "general")
    assert ("district-principal" in needed) == (counts == "special")


@pytest.mark.parametrize(("word", "grade"), [("一般", "general"), ("重大", "major"), ("特级", "special")])
def test_t40_chinese_words_are_accepted(tmp_path: Path, word: str, grade: str) -> None:
    town = founded(tmp_path)
    town.draft(text=article(grade=word))
    assert sheet(town.gate())["grade"] == grade


@pytest.mark.parametrize(("grade", "people"), [("major", MAJOR), ("special", SPECIAL)])
def test_higher_grades_are_allowed_when_their_longer_sheet_is_complete(
    tmp_path: Path, grade: str, people: tuple[str, ...]
) -> None:
    town = drafted(tmp_path, grade)
    town.state_all(count=len(people) - 1)
    assert not town.gate()["allowed"]
    assert town.sign(people[-1])[0] == 0
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert len(sheet(verdict)["stages"]) == len(people)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "grade:\n",
        "grade: genral\n",
        "grade: General\n",
        "grade: GENERAL\n",
        "grade: ｇｅｎｅｒａｌ\n",
        "grade: gen\u200beral\n",
        "grade: 'general\u200b'\n",
        "grade: 'general '\n",
        "grade: 一般性\n",
        "grade: 1\n",
        "grade: true\n",
        "grade: [general]\n",
        "grade: {is: general}\n",
        "grade: generаl\n",  # a Cyrillic a
        "Grade: general\n",
        "grade: general\ngrade: general\n",
        "grade: &g general\n",
        "grade: !!str general\n",
    ],
)
def test_t40_t41_a_grade_that_is_no_grade_is_an_error_and_never_a_default(tmp_path: Path, line: str) -> None:
    town = founded(tmp_path)
    town.draft(text=article().replace("grade: general\n", line))
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    found = sheet(verdict)
    assert found["findings"]
    assert found["stages"] == []
    assert found["grade"] is None or found["grade"] == "general"  # shown at most, never signed for
    assert rules(verdict) & {"SS0002", "SS0003", "SS0005", "SS1101"}


def test_t40_a_sign_off_for_a_lower_grade_is_void(tmp_path: Path) -> None:
    town = drafted(tmp_path, "major")
    town.state("zhang.wei", "review-1", grade="general")
    assert "review-1" in town.gate()["open"]
    town.state("zhang.wei", "review-1")
    assert stages(town.gate())["review-1"] == "signed"


def test_t40_raising_the_grade_after_signing_asks_for_everything_anew(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.draft(text=article(grade="major"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in stages(verdict).values()


def test_t40_a_former_text_with_faults_still_says_its_grade(tmp_path: Path) -> None:
    town = founded(tmp_path)
    on_main(town, article(grade="special", more="unknown-key: x\n"))
    town.draft(text=article(grade="general"))
    assert sheet(town.gate())["grade"] == "special"


def portal_town(tmp_path: Path) -> Town:
    """A town whose portal has a column; each article there says whose people sign it."""
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    town.write(
        {
            "reviews/units/portal/people.yml": "name: 示例区门户\nkind: portal\npeople: {}\nroles: {}\n",
            "reviews/units/portal/columns.yml": "columns:\n  news: {name: 要闻, type: news, parent: null, state: open}\n",
        }
    )
    town.commit("Portal")
    town.branch("draft")
    return town


def test_portal_articles_are_signed_by_the_unit_they_name(tmp_path: Path) -> None:
    town = portal_town(tmp_path)
    town.draft(PORTAL, article(more="unit: liangshan\n"))
    town.state_all(PORTAL)
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]


def test_t08_another_unit_cannot_take_over_a_portal_article(tmp_path: Path) -> None:
    """Changing `unit` hands the article over: the unit that answered for it must sign, as for any move."""
    town = portal_town(tmp_path)
    on_main(town, article(more="unit: liangshan\n"), PORTAL)
    town.draft(PORTAL, article(more="unit: education\n").replace("source: 梁山街道", "source: 区教委"))
    verdict = town.gate()
    assert "moved-3" in stages(verdict, PORTAL)
    for person in ("wu.lei", "han.mei", "jiang.bo", "chen.jie", "zheng.shuang", "feng.tao", "han.mei"):
        code, _, err = town.sign(person, PORTAL)
        assert code == 0, err
    assert town.gate()["allowed"]


def test_t08_moving_an_article_out_of_the_portal_asks_the_unit_that_answered_for_it(tmp_path: Path) -> None:
    town = portal_town(tmp_path)
    on_main(town, article(more="unit: education\n").replace("source: 梁山街道", "source: 区教委"), PORTAL)
    town.write({PORTAL: None, FIRE: article(more=f"moved-from: {PORTAL}\n")})
    town.commit("Move out of the portal")
    for person in ("zhang.wei", "li.na", "chen.jie"):
        town.sign(person)
    verdict = town.gate()
    assert verdict["open"] == ["moved-3"]
    assert town.sign("jiang.bo")[0] == 0
    assert stages(town.gate())["moved-3"] == "signed"


def test_t40_a_policy_with_other_grades_decides_nothing_until_it_is_on_the_base(tmp_path: Path) -> None:
    easy = policy_bytes().replace(
        b"stages: [review-1, review-2, review-3, proof-1, proof-2, proof-3]", b"stages: [review-1, proof-1]"
    )
    assert easy != policy_bytes()
    town = published(tmp_path)
    town.write({"reviews/policy.yml": easy, FIRE: article(body="新的正文。\n")})
    town.commit("Easier")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert len(stages(verdict)) == 6
