"""`init`, `new` and `schema`: what they write is valid, whole, and never over anything that was there."""

from __future__ import annotations

import io
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sanshen.cli import main
from sanshen.commands import atomic, skeleton
from sanshen.commands.desk import Desk
from sanshen.model.errors import UsageError
from sanshen.reading import office, strict_yaml
from support.office import POLICY_PATH, district_files, policy_bytes

NOW = datetime(2026, 11, 2, 16, 30, tzinfo=UTC)  # half past midnight on the 3rd in Asia/Shanghai


class Run:
    """One run of the command line, with what it printed."""

    def __init__(self, root: Path, *words: str, env: dict[str, str] | None = None) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "SANSHEN"))}
        desk = Desk(root=root, out=self.out, err=self.err, env={**clean, **(env or {})}, clock=lambda: NOW)
        self.code = main(list(words), desk)
        self.said, self.warned = self.out.getvalue(), self.err.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


# -- init


def test_init_makes_a_repository_that_check_accepts(tmp_path: Path) -> None:
    run = Run(tmp_path, "init", "site", "--name", "示例区", "--unit", "liangshan=梁山街道", "--unit", "education=区教委")
    assert run.code == 0, run.warned
    site = tmp_path / "site"
    files = files_of(site)
    assert {"mkdocs.yml", ".pre-commit-config.yaml", ".gitignore", "README.md", POLICY_PATH} <= set(files)
    assert "示例区" in files["README.md"].decode()
    assert "{name}" not in files["README.md"].decode()
    branch = subprocess.run(["git", "symbolic-ref", "HEAD"], cwd=site, capture_output=True, text=True, check=True)
    assert branch.stdout.strip() == "refs/heads/main"
    assert list(tmp_path.iterdir()) == [site]
    policy = office.require_policy(files[POLICY_PATH])
    dossiers = {path: data for path, data in files.items() if path.startswith(("reviews/district", "reviews/units/"))}
    roster = office.read_roster(dossiers, policy)
    assert roster.faults == ()
    assert (roster.units["liangshan"].kind, roster.units["education"].kind) == ("sub-district", "department")
    assert all(set(policy.disclosure_platform) <= {one.type for one in unit.columns.values()} for unit in roster.units.values())
    checked = Run(site, "check", "--format", "json")
    assert checked.code == 0, checked.said
    assert json.loads(checked.said)["findings"] == []


def test_every_yaml_file_of_the_skeleton_is_strict_yaml_whatever_the_names(tmp_path: Path) -> None:
    odd = "a: b # c"
    run = Run(tmp_path, "init", "site", "--name", odd, "--unit", "x=- [1, 2]: {")
    assert run.code == 0, run.warned
    files = files_of(tmp_path / "site")
    values = {
        path: strict_yaml.load(data, max_bytes=1_000_000).value
        for path, data in files.items()
        if path.endswith((".yml", ".yaml"))
    }
    district, people = values["reviews/district.yml"], values["reviews/units/x/people.yml"]
    assert isinstance(district, dict)
    assert isinstance(people, dict)
    assert (district["name"], people["name"]) == (odd, "- [1, 2]: {")


def test_init_takes_an_empty_folder_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert Run(tmp_path, "init", "empty").code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "keep").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("full", "file", "link"):
        run = Run(tmp_path, "init", name)
        assert run.code == 2, name
        assert name in run.warned
    assert files_of(tmp_path / "full") == {"keep": b"mine"}
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("unit", ["liangshan", "Liang=梁山", "liang shan=梁山", "=梁山", "liangshan=", "a=x\ny"])
def test_init_refuses_a_unit_it_cannot_read(tmp_path: Path, unit: str) -> None:
    run = Run(tmp_path, "init", "site", "--unit", unit)
    assert run.code == 2
    assert list(tmp_path.iterdir()) == []


def test_init_refuses_the_same_unit_twice(tmp_path: Path) -> None:
    assert Run(tmp_path, "init", "site", "--unit", "a=甲", "--unit", "a=乙").code == 2
    for own in ("assets", "manifest"):  # folders of the site itself
        assert Run(tmp_path, "init", "site", "--unit", f"{own}=资产局").code == 2


def test_init_leaves_nothing_behind_where_git_is_missing(tmp_path: Path) -> None:
    run = Run(tmp_path, "init", "site", env={"PATH": str(tmp_path)})
    assert run.code == 3
    assert list(tmp_path.iterdir()) == []


def test_init_ignores_an_inherited_git_directory(tmp_path: Path) -> None:
    run = Run(tmp_path, "init", "site", env={"GIT_DIR": str(tmp_path / "elsewhere"), "GIT_WORK_TREE": str(tmp_path)})
    assert run.code == 0
    assert (tmp_path / "site" / ".git" / "HEAD").is_file()
    assert not (tmp_path / "elsewhere").exists()


def test_kinds_follow_the_names() -> None:
    kinds = [skeleton.kind_of(name) for name in ("梁山街道", "紫照镇", "某某乡", "区教委", "梁山街道办事处")]
    assert kinds == ["sub-district", "township", "township", "department", "sub-district"]


@pytest.mark.parametrize(
    "text", ["梁山街道", "a: b", "- x", "true", "12", "", "“引”", "x #y", "空 格", "是", "null", "~", "尾 ", "换\\行", '"', "'"]
)
def test_quoted_text_reads_back_the_same(text: str) -> None:
    assert strict_yaml.load(f"key: {skeleton.quoted(text)}\n".encode(), max_bytes=1000).value == {"key": text}
    assert strict_yaml.load(f"[{skeleton.quoted(text)}]".encode(), max_bytes=1000).value == [text]


# -- new


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, data in {**district_files(), POLICY_PATH: policy_bytes()}.items():
        atomic.write(tmp_path / path, data)
    return tmp_path


def front_of(file: Path) -> dict[str, object]:
    _, front, _ = file.read_text(encoding="utf-8").split("---\n", 2)
    value = strict_yaml.load(front.encode(), max_bytes=10_000).value
    assert isinstance(value, dict)
    return value


def test_new_writes_a_valid_article_dated_where_the_district_lives(site: Path) -> None:
    run = Run(site, "new", "liangshan/news", "--title", "梁山街道: 开展“消防”检查")
    assert (run.code, run.said) == (0, "content/liangshan/news/2026/1103-1.md\n"), run.warned
    file = site / run.said.strip()
    assert front_of(file) == {
        "title": "梁山街道: 开展“消防”检查",
        "grade": "general",
        "source": "梁山街道",
        "disclosure": "active",
    }
    assert Run(site, "check", run.said.strip()).code == 0


def test_new_numbers_the_articles_of_a_day(site: Path) -> None:
    paths = [Run(site, "new", "liangshan/news", "--title", "甲").said.strip() for _ in range(3)]
    assert [Path(path).stem for path in paths] == ["1103-1", "1103-2", "1103-3"]


def test_new_writes_the_details_of_a_reprint(site: Path) -> None:
    words = [
        "--source",
        "新华社",
        "--source-url",
        "https://www.news.cn/x",
        "--source-title",
        "原题",
        "--source-published",
        "2026-11-01",
    ]
    run = Run(site, "new", "education/notice", "winter", "--title", "转载", "--grade", "重大", *words)
    assert run.code == 0, run.warned
    front = front_of(site / "content/education/notice/2026/winter.md")
    assert front["grade"] == "major"
    assert front["source"] == {"name": "新华社", "url": "https://www.news.cn/x", "title": "原题", "published": "2026-11-01"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["liangshna/news", "--title", "甲"], "是否想写“liangshan”"),
        (["liangshan/newss", "--title", "甲"], "是否想写“news”"),
        (["liangshan", "--title", "甲"], "没有栏目"),
        (["../liangshan/news", "--title", "甲"], "没有单位"),
        (["liangshan/news", "../x", "--title", "甲"], "文件名"),
        (["liangshan/news", "X", "--title", "甲"], "文件名"),
        (["liangshan/news", "--title", " "], "标题"),
        (["liangshan/news", "--title", "甲\n乙"], "标题"),
        (["liangshan/news", "--title", "甲", "--grade", "genral"], "是否想写“general”"),
        (["liangshan/news", "--title", "甲", "--source-url", "https://x"], "来源名称"),
        (["liangshan/news", "--title", "甲", "--unit", "education"], "门户"),
        (["liangshan/news"], "--title"),
    ],
)
def test_new_refuses_what_it_cannot_place(site: Path, words: list[str], says: str) -> None:
    run = Run(site, "new", *words)
    assert run.code == 2
    assert says in run.warned
    assert not (site / "content").exists()


def test_new_overwrites_nothing(site: Path) -> None:
    assert Run(site, "new", "liangshan/news", "fire", "--title", "甲").code == 0
    before = files_of(site)
    run = Run(site, "new", "liangshan/news", "fire", "--title", "乙")
    assert run.code == 2
    assert "不会覆盖" in run.warned
    assert files_of(site) == before


def test_new_refuses_a_column_that_is_only_planned(site: Path) -> None:
    columns = site / "reviews/units/liangshan/columns.yml"
    columns.write_text(columns.read_text().replace("state: open", "state: planned", 1))
    run = Run(site, "new", "liangshan/news", "--title", "甲")
    assert run.code == 2
    assert "筹备" in run.warned


def test_new_for_the_portal_names_the_unit_whose_people_sign(site: Path) -> None:
    for part in ("people.yml", "columns.yml"):
        text = (site / "reviews/units/liangshan" / part).read_bytes()
        if part == "people.yml":
            text = b"name: \xe9\x97\xa8\xe6\x88\xb7\nkind: portal\n"
        atomic.write(site / "reviews/units/portal" / part, text)
    assert Run(site, "new", "portal/news", "a", "--title", "甲", "--unit", "education").code == 0
    assert front_of(site / "content/portal/news/2026/a.md")["unit"] == "education"
    run = Run(site, "new", "portal/news", "b", "--title", "甲", "--unit", "eduction")
    assert run.code == 2
    assert "是否想写“education”" in run.warned


def test_new_outside_a_site_says_so(tmp_path: Path) -> None:
    run = Run(tmp_path, "new", "liangshan/news", "--title", "甲")
    assert run.code == 2
    assert "sanshen init" in run.warned


# -- schema


def test_schema_prints_lists_and_exports(tmp_path: Path) -> None:
    from sanshen.reading.schemas import SCHEMAS, schema

    assert json.loads(Run(tmp_path, "schema", "policy").said) == schema("policy")
    assert len(Run(tmp_path, "schema").said.splitlines()) == len(SCHEMAS)
    assert Run(tmp_path, "schema", "--out", "made").code == 0
    assert {path.stem for path in (tmp_path / "made").iterdir()} == set(SCHEMAS)
    assert Run(tmp_path, "schema", "people", "--out", "one").code == 0
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["people.json"]
    assert Run(tmp_path, "schema", "polciy").code == 2


# -- whole files or none


def test_write_new_refuses_any_kind_of_thing_in_its_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "folder", "link"):
        with pytest.raises(UsageError):
            atomic.write_new(tmp_path / name, b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "link"]


def test_write_replaces_and_leaves_the_old_file_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a" / "file"
    atomic.write(file, b"one")
    atomic.write(file, b"two")
    assert file.read_bytes() == b"two"

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write(file, b"three")
    assert file.read_bytes() == b"two"
    assert [path.name for path in file.parent.iterdir()] == ["file"]
