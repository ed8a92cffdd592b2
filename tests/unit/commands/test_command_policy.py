"""`sanshen policy test` and `policy explain` at the command line: what is printed, what they stand on, how they end."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from support.checking import Run, lay_out, sanshen, site
from support.office import POLICY_PATH, policy_bytes

TESTS = "reviews/policy-tests.yml"
SHIPPED = Path(__file__).parents[3] / "scripts/sanshen/templates" / TESTS
ONE = """schema: 1
day: 2026-11-23
cases:
  - name: 一般信息
    basis: 第十二条
    change: {grade: general, unit: liangshan}
    steps: [{approve: zhang.wei}, {approve: chen.jie}]
    expect: {verdict: blocked, open: [review-2]}
"""


def laid_out(root: Path, tests: str = ONE) -> Path:
    site(root)
    lay_out(root, {TESTS: tests})
    return root


def test_the_shipped_cases_pass_in_a_district_of_anybody(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, SHIPPED.read_text("utf-8")), "policy", "test")
    assert run.code == 0, run.out
    assert run.out.splitlines()[-1].endswith("0 例不符")
    assert "✘" not in run.out


def test_init_brings_them_and_check_accepts_them(tmp_path: Path) -> None:
    assert sanshen(tmp_path, "init", "site", "--name", "试用区").code == 0
    assert (tmp_path / "site" / TESTS).read_bytes() == SHIPPED.read_bytes()
    assert sanshen(tmp_path / "site", "policy", "test").code == 0
    assert sanshen(tmp_path / "site", "check").code == 0


def test_a_failing_case_shows_both_and_ends_with_1(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, ONE.replace("[review-2]", "[review-3]")), "policy", "test")
    assert run.code == 1
    assert run.out == (
        "✘   1  不能合并  一般信息（第十二条）\n"
        "         轮到：应为 三审签发 review-3\n"
        "         轮到：实为 二审 review-2\n"
        "         · content/liangshan/news/2026/case.md：尚缺签署：二审、三审签发、一校、二校、三校\n"
        "\n"
        "1 例：0 例与口径相符，1 例不符\n"
    )


def test_another_policy_makes_another_outcome(tmp_path: Path) -> None:
    root = laid_out(tmp_path)
    assert sanshen(root, "policy", "test").code == 0
    lay_out(root, {POLICY_PATH: policy_bytes().replace(b"roles: [deputy-head]", b"roles: [principal-head]", 1)})
    assert sanshen(root, "policy", "test").code == 1


def test_json_is_one_object(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, ONE.replace("[review-2]", "[review-3]")), "policy", "test", "--format", "json")
    assert run.out.count("\n") == 1
    assert run.json == {
        "passed": 0,
        "failed": 1,
        "cases": [
            {
                "name": "一般信息",
                "basis": "第十二条",
                "passed": False,
                "verdict": "blocked",
                "open": ["review-2"],
                "problem": None,
                "differences": [{"key": "open", "expected": ["review-3"], "actual": ["review-2"]}],
            }
        ],
    }


def test_another_file_may_be_named(tmp_path: Path) -> None:
    root = laid_out(tmp_path)
    lay_out(root, {"elsewhere.yml": ONE.replace("[review-2]", "[proof-1]")})
    assert sanshen(root, "policy", "test", "elsewhere.yml").code == 1
    gone = sanshen(root, "policy", "test", "nowhere.yml", "--format", "json")
    assert gone.code == 2
    assert gone.json["allowed"] is False


def test_faults_end_with_2_and_name_line_and_column(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, ONE.replace("zhang.wei", "zhang.we")), "policy", "test")
    assert run.code == 2
    assert f"{TESTS}:7:" in run.err
    assert "zhang.wei" in run.err


def test_without_a_file_it_says_where_one_comes_from(tmp_path: Path) -> None:
    run = sanshen(site(tmp_path), "policy", "test")
    assert run.code == 2
    assert TESTS in run.err


def test_check_reports_its_faults(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, ONE.replace("general", "genral")), "check", "--format", "json")
    assert run.code == 1
    [found] = run.findings
    assert (found["rule"], found["path"], found["line"]) == ("SS0501", TESTS, 6)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    root = laid_out(tmp_path / "site")
    (root / TESTS).unlink()
    (tmp_path / "outside.yml").write_text(ONE, "utf-8")
    (root / TESTS).symlink_to(tmp_path / "outside.yml")
    assert sanshen(root, "policy", "test").code == 2


def test_a_commits_own_policy_and_cases(tmp_path: Path) -> None:
    root = laid_out(tmp_path)
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "base"]):
        settings = ["-c", "user.name=x", "-c", "user.email=x@example.gov.cn", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *settings, *words], cwd=root, check=True)
    lay_out(root, {TESTS: ONE.replace("[review-2]", "[proof-1]")})
    assert sanshen(root, "policy", "test").code == 1
    assert sanshen(root, "policy", "test", "--rev", "main").code == 0
    assert sanshen(root, "policy", "test", "--rev", "nowhere").code == 2


def test_hostile_names_are_inert(tmp_path: Path) -> None:
    run = sanshen(laid_out(tmp_path, ONE.replace("name: 一般信息", 'name: "\\x1b[31m::error::"')), "policy", "test")
    assert "\x1b" not in run.out + run.err


def explained(root: Path, *words: str) -> Run:
    return sanshen(root, "policy", "explain", *words)


def test_explain_says_who_in_which_order(tmp_path: Path) -> None:
    run = explained(site(tmp_path), "--grade", "特级", "--unit", "liangshan", "--on", "2026-11-23")
    assert run.code == 0
    lines = run.out.splitlines()
    assert lines[0] == "梁山街道的特级信息：2026-11-23 须经 8 个环节"
    assert lines[2:4] == ["1. 一审　本单位信息员；最先签", "   ✔ 可签：张伟 zhang.wei"]
    assert lines[-1] == "✔ 每个环节都有人可签，签得完。"


def test_explain_without_somebody_names_the_gap_and_the_delegation(tmp_path: Path) -> None:
    run = explained(site(tmp_path), "--grade", "general", "--unit", "liangshan", "--without", "li.na")
    assert run.code == 1
    assert "✘ 签不完，缺：二审、三校" in run.out
    assert "{from: li.na, to: " in run.out


def test_explain_in_json(tmp_path: Path) -> None:
    run = explained(
        site(tmp_path), "--grade", "major", "--unit", "liangshan", "--without", "sun.er", "--format", "json", "--lang", "en"
    )
    answer = json.loads(run.out)
    assert run.code == 1
    assert answer["signable"] is False
    assert [one["id"] for one in answer["stages"] if one["blocked_by_leave"]] == ["district-deputy"]
    assert answer["delegations"] == []
    assert answer["on"] == "2026-11-23"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--grade", "genral", "--unit", "liangshan"], "general"),
        (["--grade", "general", "--unit", "liangsan"], "liangshan"),
        (["--grade", "general", "--unit", "liangshan", "--without", "li.nan"], "li.na"),
        (["--grade", "general", "--unit", "liangshan", "--moved-from", "educatoin"], "education"),
        (["--grade", "general", "--unit", "liangshan", "--on", "23.11.2026"], "2026-11-23"),
        (["--grade", "general"], "--unit"),
    ],
)
def test_explain_refuses_what_it_does_not_know(tmp_path: Path, words: list[str], says: str) -> None:
    run = explained(site(tmp_path), *words)
    assert run.code == 2
    assert says in run.err


def test_an_action_is_needed(tmp_path: Path) -> None:
    assert sanshen(site(tmp_path), "policy").code == 2
    assert sanshen(site(tmp_path), "policy", "--help").code == 0
    assert sanshen(site(tmp_path), "policy", "explain", "--help").code == 0
