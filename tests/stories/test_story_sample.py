"""The sample district: what lies in the checkout is what was signed, it is whole, it is proven, and it builds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sanshen.cli import main
from sanshen.commands import build_footing
from sanshen.commands.desk import Desk
from sanshen.reading import office
from sanshen.reading.article import read_article, wanted_files
from sanshen.site.kept_publishing import KeptBuild
from support.keys import shared_key
from support.repos import clean_environment

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "scripts" / "sample"
BUNDLE = TOOLS / "district.bundle"
DISTRICT = ("content", "reviews", "mkdocs.yml")


def git(root: Path, *words: str) -> str:
    """Run git, sealed from this machine's configuration."""
    return subprocess.run(["git", *words], cwd=root, env=clean_environment(), capture_output=True, text=True, check=True).stdout


def sanshen(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """A command of sanshen and its JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "sanshen", "-C", str(root), *words, "--format", "json"],
        env=clean_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout)


def open_sample(target: Path, tools: Path = TOOLS) -> subprocess.CompletedProcess[str]:
    """Run open.py, the copy in `tools`."""
    return subprocess.run([sys.executable, str(tools / "open.py"), str(target)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as `make site` opens it."""
    target = tmp_path_factory.mktemp("sample") / "district"
    done = open_sample(target)
    assert done.returncode == 0, done.stderr
    return target


def tracked() -> Iterator[tuple[str, bytes]]:
    """The district's files in this checkout."""
    for name in DISTRICT:
        place = ROOT / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                yield path.relative_to(ROOT).as_posix(), path.read_bytes()


def test_the_checkout_holds_exactly_what_was_signed(tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--branch", "main", str(BUNDLE), "signed")
    signed = tmp_path / "signed"
    names = set(git(signed, "ls-files", "-z").split("\0")) - {""}
    here = dict(tracked())
    assert names == here.keys()
    different = [name for name in sorted(names) if (signed / name).read_bytes() != here[name]]
    assert different == [], "content/, reviews/ or mkdocs.yml was changed: run `make sample`"


def test_no_private_key_is_anywhere(opened: Path) -> None:
    everything = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=opened, capture_output=True, check=True
    )
    assert b"PRIVATE KEY" not in everything.stdout
    assert git(opened, "branch", "--format=%(refname:short)").split() == ["main", "sanshen-records"]


def test_it_is_proven_judged_once_more_and_by_its_root_of_trust(opened: Path, tmp_path: Path) -> None:
    genesis = git(opened, "rev-list", "--max-parents=0", "main").strip()
    keys = re.findall(r'^  - "(ssh-ed25519 .+)"$', (opened / "reviews/district.yml").read_text(), re.MULTILINE)
    root = tmp_path / "root.yml"
    root.write_text(f"genesis: {genesis}\nkeys:\n" + "".join(f'  - "{key}"\n' for key in keys))
    code, answer = sanshen(opened, "verify", "--all-history", "--root", str(root))
    assert (code, answer["faults"], answer["unproven"]) == (0, [], [])
    assert answer["proven"] == len(list((ROOT / "content").rglob("*.md")))
    assert answer["withdrawn"] == ["content/emergency/news/2026/quarter-statistics.md"]


def records(opened: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """(path, number) → the recorded version."""
    names = git(opened, "ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").splitlines()
    read = [json.loads(git(opened, "show", f"sanshen-records:{name}"))["record"] for name in names]
    return {(version["path"], version["number"]): version for record in read for version in record["versions"]}


def test_the_sheets_tell_the_story(opened: Path) -> None:
    found = records(opened)
    amended = found["content/liangshan/news/2026/elderly-canteen.md", 1]["sheet"]
    assert {one["stage"]: one["amended"] for one in amended if one["amended"]} == {"review-1": "stands", "review-2": "here"}
    corrected = found["content/liangshan/news/2026/winter-fire-check.md", 1]["corrections"]
    assert [(one["from"], one["to"]) for one in corrected] == [("到", "道"), ("里", "理")]
    delegated = found["content/shiqiao/revitalization/2026/pear-orchard.md", 1]["sheet"]
    assert {one["stage"] for one in delegated if one["on_behalf_of"] == "xiong.lihua"} == {"review-2", "proof-3"}
    assert ("content/liangshan/service/2026/senior-allowance.md", 2) in found
    special = found["content/emergency/notice/2026/rockfall.md", 1]["sheet"]
    assert [one["stage"] for one in special][3:5] == ["district-deputy", "district-principal"]


def test_everything_is_built(opened: Path, tmp_path: Path) -> None:
    code, answer = sanshen(opened, "build", "--site-dir", str(tmp_path / "site"))
    assert (code, answer["left_out"], answer["findings"]) == (0, [], [])
    pages = tmp_path / "site"
    page = (pages / "liangshan/service/2026/senior-allowance/index.html").read_text()
    assert "更正：本页于" in page
    assert "自受理之日起5个工作日" in page
    assert "本文转载自" in (pages / "education/notice/2026/reading-initiative/index.html").read_text()
    assert "已于 2026-11-06" in (pages / "emergency/news/2026/quarter-statistics/index.html").read_text()
    assert (pages / "liangshan/policy/2026/lift-form.pdf").read_bytes().startswith(b"%PDF")


def test_whatever_the_way_to_the_site_its_bytes_are_the_same(
    opened: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, step by step, by several processes, and by three machines."""
    key = shared_key("pipeline")  # the sample's own was thrown away
    footing_of = build_footing.footing_of

    def with_our_key(*words: Any) -> build_footing.Footing:  # noqa: ANN401  # handed on as they come
        footing = footing_of(*words)
        roster = msgspec.structs.replace(footing.office.roster, pipeline_keys=(key.public,))
        return footing._replace(office=msgspec.structs.replace(footing.office, roster=roster))

    monkeypatch.setattr(build_footing, "footing_of", with_our_key)

    def build(*words: object) -> None:
        given = ["-C", str(opened), "build", "--key", str(key.private), *map(str, words)]
        assert main(given, Desk(root=opened, out=StringIO(), err=StringIO(), env=clean_environment())) == 0

    build("--site-dir", tmp_path / "whole")
    for back in (4, 0):
        build("--site-dir", tmp_path / "onward", "--rev", f"main~{back}")
    parts = [tmp_path / f"part-{number}" for number in (1, 2, 3)]
    for number, part in enumerate(parts, start=1):
        build("--shard", f"{number}/3", "--part", part)
    build("--site-dir", tmp_path / "merged", "--merge", *parts)
    publish = KeptBuild.publish
    monkeypatch.setattr(KeptBuild, "publish", lambda self, *_: publish(self, 2, 1))
    build("--site-dir", tmp_path / "parallel")
    for other in ("onward", "parallel", "merged"):
        said = subprocess.run(["diff", "-r", tmp_path / "whole", tmp_path / other], capture_output=True, text=True, check=False)
        assert (other, said.returncode, said.stdout) == (other, 0, "")


def test_it_has_what_a_district_has() -> None:
    policy, faults = office.read_policy((ROOT / "reviews/policy.yml").read_bytes())
    assert policy is not None, faults
    files = {name: data for name, data in tracked() if name.startswith("reviews/") and name.endswith(".yml")}
    roster = office.read_roster(files, policy)
    assert roster.faults == ()
    assert len(roster.units) == 5
    grades, columns, tables, attachments, pictures = Counter[str](), set(), 0, 0, 0
    for name, data in tracked():
        if not name.endswith(".md"):
            continue
        article = read_article(name, data, {}, policy, unit_ids=tuple(roster.units))
        assert (article.article or article.draft) is not None
        meta = (article.article or article.draft).meta  # type: ignore[union-attr]  # one of them is there
        grades[policy.grade_id(meta.grade) or ""] += 1
        columns.add(tuple(name.split("/")[1:3]))
        kinds = [wanted.rpartition(".")[2] for wanted in wanted_files(name, data, policy)]
        pictures += kinds.count("png")
        attachments += kinds.count("pdf") + kinds.count("csv")
        tables += b"| --- " in data
    assert sum(grades.values()) >= 20
    assert grades.keys() == policy.grades.keys()
    assert min(pictures, tables, attachments) >= 2
    for unit in roster.units.values():
        platform = [column for column in unit.columns.values() if column.type in policy.disclosure_platform]
        assert len(unit.columns) >= 5
        assert {column.type for column in platform} == set(policy.disclosure_platform), "Art. 7"
        opened_columns = {(unit.id, name) for name, column in unit.columns.items() if column.state == "open"}
        assert opened_columns == {one for one in columns if one[0] == unit.id}, "no blank column (Art. 17)"
        assert all(
            unit.roles.get(role)
            for role in policy.roles
            if role in {r for s in policy.stages.values() if s.of == "unit" for r in s.roles}
        )


def test_what_was_edited_and_not_signed_is_left_out(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in DISTRICT:
        source = ROOT / name
        shutil.copytree(source, checkout / name) if source.is_dir() else shutil.copy2(source, checkout / name)
    tools = checkout / "scripts" / "sample"
    shutil.copytree(TOOLS, tools)
    edited = "content/liangshan/news/2026/winter-fire-check.md"
    (checkout / edited).write_text((checkout / edited).read_text().replace("436家", "463家"))
    done = open_sample(tmp_path / "opened", tools)
    assert done.returncode == 0, done.stderr
    assert edited in done.stdout
    code, answer = sanshen(tmp_path / "opened", "build", "--site-dir", str(tmp_path / "site"))
    assert code == 1
    assert {one["path"] for one in answer["left_out"]} == {edited, edited.replace(".md", ".png")}
    assert not (tmp_path / "site/liangshan/news/2026/winter-fire-check").exists()
    assert (tmp_path / "site/liangshan/news/2026/elderly-canteen/index.html").exists()


def test_make_site_builds_a_district_s_own_repository(opened: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--branch", "main", str(opened), "own")
    own = tmp_path / "own"
    shutil.copytree(TOOLS, own / "scripts" / "sample")
    done = subprocess.run([sys.executable, "scripts/sample/publish.py"], cwd=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not (own / "build").exists(), "the sample was not opened"
    assert (own / "site/liangshan/index.html").exists()
    assert "53 篇信息已证明" in done.stdout


def test_a_folder_with_something_of_somebody_s_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    done = open_sample(tmp_path / "mine")
    assert done.returncode == 2
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["letter.txt"]


def test_the_demonstration_plays_to_its_end(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(TOOLS / "demo.py"), str(tmp_path / "kept")],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [
        "✘ 不能合并",
        "“三审签发”尚未轮到，提前签署不算数",
        "一审  马晓燕 ma.xiaoyan  2026-11-23 09:10（其后经修改，仍有效）",
        "（经本环节修改）",
        "校改：第 12 行 “然” → “燃”",
        "▶ 轮到  一校",
        "✔ 可以合并",
        "已写入审签记录 000001",
        "已证明：",
        "请看 ",
        "content/liangshan/news/2026/fire-week.md · reviews/records/2026/000001.json",
        "reviews/records/2026/000001.json: 签名与内容不符",
    ]
    shown = done.stdout
    places = [shown.find(one) for one in told]
    assert -1 not in places, [one for one, place in zip(told, places, strict=True) if place == -1]
    restart = shown.partition("改了：这不是校改")[2].partition("——")[0]
    assert "▶ 轮到  一审" in restart
    assert "✔ 已签" not in restart
    district = tmp_path / "kept" / "district"
    assert b"PRIVATE KEY" not in b"".join(path.read_bytes() for path in district.rglob("*") if path.is_file())
