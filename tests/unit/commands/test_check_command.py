"""`sanshen check`: what it looks at, where it reads, how it ends."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from support.checking import ARTICLE, NOW, article, check, lay_out, sanshen, site
from support.office import district_files, with_text

SECRET_LEXICON = b"topic: \xe4\xbf\x9d\xe5\xaf\x86\nterms:\n  - {term: \xe4\xb8\x8d\xe5\x8f\xaf\xe8\xa7\x81\xe8\xaf\x8d, category: banned, severity: error}\n"
BAD = article("立即抢购。\n")


def git(where: Path, *words: str) -> str:
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "Zhang",
        "GIT_AUTHOR_EMAIL": "zhangwei@example.gov.cn",
        "GIT_COMMITTER_NAME": "Zhang",
        "GIT_COMMITTER_EMAIL": "zhangwei@example.gov.cn",
    }
    return subprocess.run(["git", *words], cwd=where, env=env, check=True, capture_output=True, text=True).stdout


def repository(root: Path) -> Path:
    site(root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "base")
    return root


def test_json_is_exactly_the_contract(tmp_path: Path) -> None:
    run = check(site(tmp_path, {ARTICLE: BAD}), ARTICLE)
    assert run.code == 1
    assert run.out.count("\n") == 1
    assert run.json.keys() == {"findings", "checked"}
    (found,) = run.findings
    assert list(found) == ["rule", "severity", "path", "line", "column", "end_column", "message", "excerpt", "waived"]
    assert (found["rule"], found["severity"], found["path"]) == ("SS1601", "error", ARTICLE)
    assert (found["line"], found["column"], found["end_column"], found["waived"]) == (7, 1, 5, False)
    assert run.json["checked"] == 1


def test_a_warning_alone_does_not_block(tmp_path: Path) -> None:
    run = check(site(tmp_path, {ARTICLE: article("本店优惠价供应。\n")}), ARTICLE)
    assert run.code == 0
    assert [one["severity"] for one in run.findings] == ["warning"]


@pytest.mark.parametrize("name", ["a%00b.png", "n" * 300, "%ED%A0%80"])
def test_a_link_to_what_can_be_no_file_is_a_finding_like_any_other_missing_file(tmp_path: Path, name: str) -> None:
    run = check(site(tmp_path, {ARTICLE: article(f"见![图]({name})。\n")}), ARTICLE)
    assert run.code == 1, run.err
    assert {one["line"] for one in run.findings} == {7}


def test_an_article_of_an_unknown_unit_or_column_is_a_finding_before_anybody_signs_it(tmp_path: Path) -> None:
    strays = ["content/liangshan/nowhere/2026/a.md", "content/nobody/news/2026/a.md"]
    run = check(site(tmp_path, dict.fromkeys(strays, article())), *strays)
    assert run.code == 1
    assert [(one["path"], one["rule"]) for one in run.findings] == [(path, "SS0001") for path in strays]
    assert ["nowhere" in run.findings[0]["message"], "nobody" in run.findings[1]["message"]] == [True, True]


def test_without_paths_everything_is_looked_at(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: article(), "content/liangshan/news/2026/second.md": BAD})
    run = check(root)
    assert run.rules == ["SS1601"]
    assert run.json["checked"] == 2 + 1 + len(district_files())
    assert check(root, "--all").json == run.json


def test_a_folder_may_be_named(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: BAD, "content/education/news/2026/other.md": BAD.replace("梁山街道\n", "区教委\n")})
    assert check(root, "content/education").json["checked"] == 1
    assert check(root, "content").json["checked"] == 2


def test_it_finds_the_site_from_a_folder_below(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: BAD})
    below = (root / ARTICLE).parent
    assert check(below, "sample.md").findings[0]["path"] == ARTICLE


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("content/liangshan/news/2026/nothing.md",), 2),
        (("../outside.md",), 2),
        (("/etc/hosts",), 2),
        (("Makefile",), 2),
        (("draft.md",), 2),
        (("--staged", "--base", "main", "--head", "main"), 2),
        (("--base", "main"), 2),
        (("--all", ARTICLE), 2),
    ],
)
def test_what_cannot_be_checked_is_never_clean(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    root = site(tmp_path, {ARTICLE: article(), "Makefile": "all:\n", "draft.md": article()})
    run = check(root, *words)
    assert run.code == code
    if code == 2:
        assert run.json["allowed"] is False
    else:
        assert run.rules == ["SS0001"]


def test_no_policy_is_a_usage_error(tmp_path: Path) -> None:
    lay_out(tmp_path, {ARTICLE: article()})
    run = check(tmp_path, ARTICLE)
    assert run.code == 2
    assert run.json["allowed"] is False


def test_dossier_faults_are_all_reported_in_one_run(tmp_path: Path) -> None:
    files = with_text(district_files(), "reviews/units/liangshan/people.yml", "id: 1105", "id: 1106")
    files = with_text(files, "reviews/units/education/columns.yml", "type: news", "type: newz")
    run = check(site(tmp_path, {**files, "reviews/lexicon/x.yml": "topic: 甲\nterms: [{term: 乙}]\n"}))
    assert run.code == 1
    assert set(run.rules) == {"SS0501"}
    assert {one["path"] for one in run.findings} >= {"reviews/units/education/columns.yml", "reviews/lexicon/x.yml"}
    assert len(run.findings) >= 3


def test_a_named_office_file_reports_its_own_faults(tmp_path: Path) -> None:
    root = site(tmp_path, {"reviews/lexicon/x.yml": "topic: 甲\nterms: [{term: 乙}]\n", "reviews/sources.yml": "sourcez: []\n"})
    run = check(root, "reviews/sources.yml")
    assert {one["path"] for one in run.findings} == {"reviews/sources.yml"}


def test_a_file_that_nothing_reads_is_named(tmp_path: Path) -> None:
    root = site(
        tmp_path, {"reviews/lexcion/x.yml": "topic: 甲\n", "reviews/lexicon/x.yaml": "topic: 甲\n", "reviews/README.md": "甲\n"}
    )
    run = check(root)
    assert [(one["path"], one["severity"]) for one in run.findings] == [
        ("reviews/lexcion/x.yml", "warning"),
        ("reviews/lexicon/x.yaml", "warning"),
    ]
    assert run.code == 0


def test_policy_severity_counts_only_where_the_rule_permits_it(tmp_path: Path) -> None:
    policy = (site(tmp_path) / "reviews/policy.yml").read_text(encoding="utf-8")
    lay_out(
        tmp_path,
        {
            "reviews/policy.yml": policy.replace("rules: {}", "rules: {SS1601: note, SS1301: note}"),
            ARTICLE: article("立即抢购。\n\n机密★1年\n"),
        },
    )
    found = {one["rule"]: one["severity"] for one in check(tmp_path, ARTICLE).findings}
    assert found == {"SS1601": "note", "SS1301": "error"}
    faults = check(tmp_path, "reviews/policy.yml")
    assert faults.rules == ["SS0501"]
    assert "SS1301" in faults.findings[0]["message"]


def test_a_rule_may_be_switched_off_where_permitted(tmp_path: Path) -> None:
    policy = (site(tmp_path) / "reviews/policy.yml").read_text(encoding="utf-8")
    lay_out(
        tmp_path,
        {
            "reviews/policy.yml": policy.replace("rules: {}", 'rules: {SS1601: "off", SS1304: "off"}'),
            ARTICLE: article("立即抢购。\n"),
        },
    )
    assert check(tmp_path, ARTICLE).findings == []


def test_unused_files_and_links_are_found(tmp_path: Path) -> None:
    folder = "content/liangshan/news/2026/"
    root = site(tmp_path, {ARTICLE: article("[现场](used.csv)\n"), folder + "used.csv": b"x", folder + "unused.png": b"x"})
    (root / folder / "link.png").symlink_to("/etc/hosts")
    found = {(one["path"].removeprefix(folder), one["rule"]) for one in check(root).findings}
    assert found == {("unused.png", "SS0004"), ("link.png", "SS0004"), ("link.png", "SS0001")}
    assert check(root, folder + "used.csv").findings == []
    assert check(root, folder + "unused.png").rules == ["SS0004"]
    assert check(root, folder + "link.png").rules == ["SS0001"]


def test_an_article_behind_a_link_is_refused(tmp_path: Path) -> None:
    root = site(tmp_path, {"elsewhere.md": article()})
    (root / ARTICLE).parent.mkdir(parents=True)
    (root / ARTICLE).symlink_to(root / "elsewhere.md")
    assert check(root, ARTICLE).rules == ["SS0001"]
    assert "SS0001" in check(root).rules


def test_staged_reads_the_index_and_not_the_disk(tmp_path: Path) -> None:
    root = repository(tmp_path)
    lay_out(root, {ARTICLE: BAD})
    git(root, "add", ARTICLE)
    lay_out(root, {ARTICLE: article()})
    run = check(root, "--staged")
    assert (run.code, run.rules) == (1, ["SS1601"])
    lay_out(root, {ARTICLE: BAD})
    git(root, "rm", "-q", "--cached", ARTICLE)
    clean = check(root, "--staged")
    assert (clean.code, clean.json["checked"]) == (0, 0)


def test_staged_before_the_first_commit(tmp_path: Path) -> None:
    site(tmp_path, {ARTICLE: BAD})
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    run = check(tmp_path, "--staged")
    assert run.rules == ["SS1601"]
    assert run.json["checked"] == 2 + len(district_files())


def test_executable_articles_are_refused_in_git(tmp_path: Path) -> None:
    root = repository(tmp_path)
    lay_out(root, {ARTICLE: article()})
    git(root, "add", ARTICLE)
    git(root, "update-index", "--chmod=+x", ARTICLE)
    assert check(root, "--staged").rules == ["SS0001"]


def test_base_and_head_judge_the_merge_by_the_base(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "switch", "-q", "-c", "draft")
    policy = (root / "reviews/policy.yml").read_text(encoding="utf-8")
    lay_out(root, {ARTICLE: BAD, "reviews/policy.yml": policy.replace("rules: {}", 'rules: {SS1601: "off"}')})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "draft")
    git(root, "switch", "-q", "main")
    lay_out(root, {"content/liangshan/news/2026/published.md": BAD})
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "main moved on")
    run = check(root, "--base", "main", "--head", "draft")
    assert [(one["rule"], one["path"]) for one in run.findings] == [("SS1601", ARTICLE)]
    assert run.json["checked"] == 2
    assert check(root, "--base", "main", "--head", "draft", "--all").rules == ["SS1601", "SS1601"]
    assert check(root, "--base", "main", "--head", "nowhere").code == 2


def test_a_conflict_blocks(tmp_path: Path) -> None:
    root = repository(tmp_path)
    for branch, body in (("one", "甲"), ("two", "乙")):
        git(root, "switch", "-q", "-c", branch, "main")
        lay_out(root, {ARTICLE: article(f"{body}\n")})
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", branch)
    assert check(root, "--base", "one", "--head", "two").code == 1


def test_a_broken_policy_in_the_head_is_a_finding(tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(root, "switch", "-q", "-c", "draft")
    lay_out(root, {"reviews/policy.yml": "schema: 2\n", "reviews/district.yml": "name: [\n"})
    git(root, "commit", "-q", "-a", "-m", "broken")
    run = check(root, "--base", "main", "--head", "draft")
    assert run.code == 1
    assert {one["path"] for one in run.findings} == {"reviews/policy.yml", "reviews/district.yml"}


def test_the_confidential_list_is_used_and_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "list.yml"
    secret.write_bytes(SECRET_LEXICON)
    root = site(tmp_path / "site", {ARTICLE: article("甲不 可 见词乙\n")})
    for style in ("json", "text", "github", "sarif"):
        run = sanshen(root, "check", ARTICLE, "--format", style, env={"SANSHEN_LEXICON": str(secret)})
        assert run.code == 1
        assert "SS1302" in run.out
        assert "可" not in run.out.replace("不可", "")
    assert check(root, ARTICLE, env={"SANSHEN_LEXICON": str(tmp_path / "gone.yml")}).code == 2


def test_terms_are_judged_by_the_year_of_the_folder(tmp_path: Path) -> None:
    lexicon = "topic: 更名\nterms:\n  - {term: 旧名局, category: renamed, severity: error, from: 2020-01-01}\n"
    old = "content/liangshan/news/2014/old.md"
    root = site(tmp_path, {"reviews/lexicon/a.yml": lexicon, ARTICLE: article("旧名局\n"), old: article("旧名局\n")})
    assert [one["path"] for one in check(root).findings] == [ARTICLE]
    assert NOW.year == 2026


def test_many_articles_in_parallel_and_from_the_cache_agree(tmp_path: Path) -> None:
    folder = "content/liangshan/news/2026/"
    files: dict[str, str | bytes] = {f"{folder}a{number}.md": BAD if number % 50 == 0 else article() for number in range(260)}
    root = site(tmp_path / "site", files)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    cold = check(root, env=env)
    kept = list((tmp_path / "cache/sanshen").glob("check-*"))
    warm = check(root, env=env)
    assert cold.json == warm.json == check(root).json
    assert len(cold.findings) == 6
    assert len(kept) == 1
    lay_out(root, {f"{folder}a1.md": BAD, f"{folder}a2.md": article("[表](p.csv)\n"), f"{folder}p.csv": b"x"})
    assert len(check(root, env=env).findings) == 7
    (root / folder / "p.csv").unlink()
    assert len(check(root, env=env).findings) == 8
    kept[0].write_bytes(b"garbage")
    assert len(check(root, env=env).findings) == 8


def test_findings_that_another_kept_are_not_believed(tmp_path: Path) -> None:
    """A cache that was brought along (restored in CI, unpacked) says nothing: it is under another user's seal."""
    folder = "content/liangshan/news/2026/"
    files: dict[str, str | bytes] = {f"{folder}a{number}.md": BAD if number == 1 else article() for number in range(60)}
    root = site(tmp_path / "site", files)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    expected = check(root, env=env).json
    (kept,) = (tmp_path / "cache/sanshen").glob("check-*")
    sealed = kept.read_bytes()
    kept.write_bytes(sealed[:32] + sealed[32:].replace(b"SS1601", b"SS9999"))
    assert check(root, env=env).json == expected
    kept.write_bytes(sealed)
    assert check(root, env={**env, "XDG_STATE_HOME": str(tmp_path / "another")}).json == expected


def test_the_cache_knows_the_office_and_never_a_number(tmp_path: Path) -> None:
    folder = "content/liangshan/news/2026/"
    files: dict[str, str | bytes] = {f"{folder}a{number}.md": article("示例词 13800001234\n") for number in range(60)}
    root = site(tmp_path / "site", files)
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "XDG_STATE_HOME": str(tmp_path / "state")}
    assert len(check(root, env=env).findings) == 60
    lay_out(root, {"reviews/lexicon/a.yml": "topic: 甲\nterms:\n  - {term: 示例词, category: banned, severity: error}\n"})
    assert len(check(root, env=env).findings) == 120
    for kept in (tmp_path / "cache/sanshen").iterdir():
        assert b"13800001234" not in kept.read_bytes()
    (tmp_path / "cache/sanshen").chmod(0o777)
    assert len(check(root, env=env).findings) == 120


def test_english(tmp_path: Path) -> None:
    run = sanshen(site(tmp_path, {ARTICLE: BAD}), "check", ARTICLE, lang="en")
    assert "error SS1601: words of an advertisement" in run.out
    assert "1 files checked: 1 errors" in run.out


def test_git_is_not_imported_for_files(tmp_path: Path) -> None:
    root = site(tmp_path, {ARTICLE: article()})
    program = (
        "import sys; from sanshen.cli import main; code = main(['check', sys.argv[1], '--format', 'json']);"
        "heavy = {'git', 'httpx', 'mkdocs', 'jsonschema', 'cryptography', 'selectolax', 'stdnum', 'jinja2', 'numpy'} & set(sys.modules);"
        "sys.exit(code or ','.join(sorted(heavy)) or 0)"
    )
    python = Path(__file__).parents[3] / ".venv/bin/python"
    done = subprocess.run([python, "-c", program, ARTICLE], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"findings": [], "checked": 1}
