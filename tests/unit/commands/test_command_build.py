"""`sanshen build` and `preview` on real repositories with real records."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from sanshen.site.manifest import NAMESPACE
from support.editions import article_text, page, tree
from support.keys import shared_key
from support.recording import NEWS, Recorded
from support.repos import Link

MKDOCS = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\nextra: {site_domain: www.example.gov.cn, site_code: '5001990001'}\n"
A, B = NEWS + "a.md", NEWS + "b.md"
TEXT = article_text("街道检查了 36 家单位。\n")


class Run(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        return dict(json.loads(self.out))


@pytest.fixture
def town(tmp_path: Path) -> Recorded:
    town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS})
    town.publish({A: TEXT, B: article_text("另一篇。\n", title="另一篇")})
    return town


def run(town: Recorded, capsys: pytest.CaptureFixture[str], *words: str) -> Run:
    from sanshen.cli import main

    code = main(["-C", str(town.repo.path), *words])
    out, err = capsys.readouterr()
    return Run(code, out, err)


def build(town: Recorded, capsys: pytest.CaptureFixture[str], *words: str) -> Run:
    return run(town, capsys, "build", "--site-dir", str(site_of(town)), *words)


def site_of(town: Recorded) -> Path:
    return town.repo.path.parent / "public"


def test_everything_proven_is_published(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    done = build(town, capsys)
    assert (done.code, done.err) == (0, "")
    shown = page(site_of(town), "liangshan/news/2026/a/")
    assert "街道检查了 36 家单位。" in shown
    assert "来源：梁山街道" in shown
    assert '<meta name="SiteIDCode" content="5001990001">' in shown
    for told in ("2 篇信息已证明", "梁山街道", "发布清单未签名", str(site_of(town) / "index.html")):
        assert told in done.out


def test_the_work_tree_counts_for_nothing(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    (town.repo.path / A).parent.mkdir(parents=True, exist_ok=True)
    (town.repo.path / A).write_text(article_text("只在工作区。\n"), encoding="utf-8")
    (town.repo.path / "mkdocs.yml").write_text("plugins: [evil]\n", encoding="utf-8")
    assert build(town, capsys).code == 0
    assert "只在工作区" not in page(site_of(town), "liangshan/news/2026/a/")


def test_what_was_pushed_past_the_gate_is_left_out_and_the_rest_is_built(
    town: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    town.repo.commit({NEWS + "c.md": article_text("未经签署。\n", title="未经签署")}, "direct")
    done = build(town, capsys)
    assert done.code == 1
    assert NEWS + "c.md" in done.out
    assert (site_of(town) / "liangshan/news/2026/a/index.html").is_file()
    assert "未经签署" not in "".join(data.decode("utf-8", "replace") for data in tree(site_of(town)).values())


def test_a_published_article_changed_past_the_gate_keeps_the_old_site_up(
    town: Recorded, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(town, capsys).code == 0
    before = tree(site_of(town))
    town.repo.commit({A: TEXT.replace("36", "37")}, "direct")
    done = build(town, capsys)
    assert done.code == 1
    assert tree(site_of(town)) == before
    assert "原网站保持不变" in done.out
    assert "liangshan/news/2026/a/index.html" in done.out
    fresh = run(town, capsys, "build", "--site-dir", str(site_of(town).with_name("fresh")))
    assert fresh.code == 1
    assert not (site_of(town).with_name("fresh") / "liangshan/news/2026/a").exists()
    assert (site_of(town).with_name("fresh") / "liangshan/news/2026/b/index.html").is_file()


def test_a_silent_deletion_keeps_the_old_site_up(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    town.repo.commit({A: None}, "direct")
    done = build(town, capsys)
    assert done.code == 1
    assert (site_of(town) / "liangshan/news/2026/a/index.html").is_file()


def test_a_take_down_leaves_a_tombstone(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    town.publish({A: None}, takedowns=(A,))
    done = build(town, capsys)
    assert done.code == 0, done.out
    shown = page(site_of(town), "liangshan/news/2026/a/")
    assert "该信息已撤下" in shown
    assert "36" not in shown.split("<main")[1].split("</main>")[0].replace("2026", "")
    assert "已撤下 1 篇" in done.out


def test_a_moved_article_is_followed(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    new = "content/liangshan/policy/2026/a.md"
    town.publish({A: None, new: TEXT}, moved={new: A})
    assert build(town, capsys).code == 0
    assert "../../../../liangshan/policy/2026/a/" in page(site_of(town), "liangshan/news/2026/a/")


def test_pictures_and_attachments_come_from_the_record(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    files = {NEWS + "p.md": article_text("![现场](p/photo.png)\n", title="有图"), NEWS + "p/photo.png": b"\x89PNG one"}
    town.publish(files)
    assert build(town, capsys).code == 0
    assert (site_of(town) / "liangshan/news/2026/p/photo.png").read_bytes() == b"\x89PNG one"
    town.repo.commit({NEWS + "p/photo.png": b"\x89PNG two"}, "direct")
    done = run(town, capsys, "build", "--site-dir", str(site_of(town).with_name("fresh")))
    assert done.code == 1
    assert not (site_of(town).with_name("fresh") / "liangshan/news/2026/p").exists()


def test_a_record_that_was_edited_is_named(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    path = next(name for name in town.files() if name.startswith("reviews/records/"))
    files = town.files()
    town.replace_files(files | {path: files[path].replace(b"general", b"special")})
    done = build(town, capsys)
    assert done.code == 1
    assert path in done.out
    assert not (site_of(town) / "liangshan").exists()


def test_an_unfit_look_blocks_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS + "plugins: [search]\n"})
    town.publish({A: TEXT})
    done = build(town, capsys)
    assert done.code == 1
    assert "mkdocs.yml:4" in done.err
    town.publish({"mkdocs.yml": Link("/etc/passwd")})
    assert build(town, capsys).code == 1
    assert not site_of(town).exists()


def test_an_unfit_look_past_the_gate_changes_nothing(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    home = (site_of(town) / "index.html").read_bytes()
    for look in (MKDOCS + "plugins: [search]\n", MKDOCS.replace("人民政府", "假冒"), None):
        town.repo.commit({"mkdocs.yml": look}, "direct")
        done = build(town, capsys)
        assert done.code == 1
        assert "其后的改动没有审签记录" in done.out
        assert (site_of(town) / "index.html").read_bytes() == home


def test_json_is_one_object(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    town.repo.commit({NEWS + "c.md": article_text("未经签署。\n")}, "direct")
    found = build(town, capsys, "--format", "json").json
    assert found["allowed"] is False
    assert found["switched"] is True
    assert found["articles"] == [A, B]
    assert found["units"] == {"liangshan": 2}
    assert [one["path"] for one in found["left_out"]] == [NEWS + "c.md"]  # type: ignore[attr-defined]  # a list of objects
    assert found["signed"] is False


def test_a_revision_that_is_not_there_is_a_usage_error(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    done = build(town, capsys, "--rev", "nowhere", "--format", "json")
    assert done.code == 2
    assert done.json["allowed"] is False


def test_the_pipeline_key_signs_the_manifest(town: Recorded, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    done = build(town, capsys, "--key", str(town.key.private))
    assert done.code == 0, done.err
    assert "发布清单已签名" in done.out
    allowed = tmp_path / "allowed"
    allowed.write_text(f"pipeline {town.key.public}\n", encoding="utf-8")
    checked = subprocess.run(
        [
            "ssh-keygen",
            "-Y",
            "verify",
            "-f",
            allowed,
            "-I",
            "pipeline",
            "-n",
            NAMESPACE,
            "-s",
            site_of(town) / "manifest.json.sig",
        ],
        input=(site_of(town) / "manifest.json").read_bytes(),
        capture_output=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_another_key_does_not(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys, "--key", str(shared_key("stranger").private)).code == 2
    assert not site_of(town).exists()


def test_an_older_revision_does_not_replace_a_newer_one(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    old = town.repo.tip()
    town.publish({NEWS + "c.md": article_text("第三篇。\n", title="第三篇")})
    assert build(town, capsys).code == 0
    before = tree(site_of(town))
    done = build(town, capsys, "--rev", old)
    assert done.code == 1
    assert "新" in done.out
    assert tree(site_of(town)) == before


def test_the_internal_edition_goes_elsewhere_and_shows_the_sheet(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    assert run(town, capsys, "build", "--internal").code == 0
    shown = page(town.repo.path / "build/internal", "liangshan/news/2026/a/")
    for told in ("审签单", "张伟", "一审", "一般"):
        assert told in shown
        assert told not in page(site_of(town), "liangshan/news/2026/a/").replace("一般性", "")


def test_english_is_spoken_on_request(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    done = run(town, capsys, "--lang", "en", "build", "--site-dir", str(site_of(town)), "--lang", "en")
    assert "2 articles proven" in done.out
    assert "not signed" in done.out


def test_two_builds_of_one_revision_are_the_same_bytes(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(town, capsys).code == 0
    first = tree(site_of(town))
    assert run(town, capsys, "build", "--site-dir", str(site_of(town).with_name("second"))).code == 0
    assert tree(site_of(town).with_name("second")) == first


def preview(town: Recorded, capsys: pytest.CaptureFixture[str], head: str, *words: str) -> Run:
    return run(
        town, capsys, "preview", "--base", "main", "--head", head, "--out", str(town.repo.path.parent / "samples"), *words
    )


def test_a_preview_shows_the_changed_articles_as_the_site_will(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    head = town.repo.commit({NEWS + "c.md": article_text("样版的文字。\n", title="新的一篇")}, branch="draft")
    done = preview(town, capsys, head)
    assert done.code == 0, done.err
    samples = town.repo.path.parent / "samples"
    shown = page(samples, "liangshan/news/2026/c/")
    for told in ("样版的文字。", "样版　未经签发", 'content="noindex"', "新的一篇"):
        assert told in shown
    assert "PubDate" not in shown
    assert "发布时间" not in shown
    assert not (samples / "liangshan/news/2026/a").exists()
    assert "新的一篇" in page(samples, "")
    first = json.loads((samples / "samples.json").read_text())[NEWS + "c.md"]
    again = preview(town, capsys, head, "--format", "json").json
    assert [one["sample"] for one in again["samples"]] == [first]  # type: ignore[attr-defined]  # a list of objects


def test_a_new_picture_is_a_new_sample(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    files = {NEWS + "p.md": article_text("![现场](p/photo.png)\n", title="有图"), NEWS + "p/photo.png": b"\x89PNG one"}
    town.publish(files)
    head = town.repo.commit({NEWS + "p/photo.png": b"\x89PNG two, larger"}, branch="draft")
    assert preview(town, capsys, head).code == 0
    samples = town.repo.path.parent / "samples"
    assert (samples / "liangshan/news/2026/p/photo.png").read_bytes() == b"\x89PNG two, larger"


def test_what_cannot_be_published_has_no_sample(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    head = town.repo.commit({NEWS + "c.md": article_text("<b>粗</b>\n"), NEWS + "d.md": "no front matter\n"}, branch="draft")
    done = preview(town, capsys, head)
    assert done.code == 1
    assert NEWS + "c.md" in done.out
    assert NEWS + "d.md" in done.out


def test_a_conflict_has_no_sample(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    head = town.repo.commit({A: TEXT.replace("36", "38")}, branch="draft")
    town.repo.commit({A: TEXT.replace("36", "39")}, "direct")
    assert preview(town, capsys, head).code == 1


def test_a_preview_never_replaces_something_else(town: Recorded, capsys: pytest.CaptureFixture[str]) -> None:
    head = town.repo.commit({NEWS + "c.md": article_text("样版。\n")}, branch="draft")
    samples = town.repo.path.parent / "samples"
    samples.mkdir()
    (samples / "thesis.txt").write_text("keep")
    assert preview(town, capsys, head).code == 1
    assert tree(samples) == {"thesis.txt": b"keep"}
