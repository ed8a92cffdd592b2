"""`sanshen build --shard` and `--merge`: many machines, the same site to the byte; and nothing believed that another put in."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.commands import composing_crew
from sanshen.records.seal import sign
from sanshen.site import shard_making
from sanshen.site.kept_publishing import KeptBuild
from sanshen.site.shard_making import PartMaking
from sanshen.site.shard_parts import MANIFEST, NAMESPACE, SIGNATURE, ArticleRow, PartManifest
from support.archives import MKDOCS, Run, archive, run
from support.editions import article_text
from support.keys import Key, shared_key
from support.recording import NEWS, Recorded

SPOILED = NEWS + "spoiled.md"
UNSIGNED = NEWS + "unsigned.md"
LATER = NEWS + "later.md"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A town with some history: 72 articles, then one moved, one taken down, one embargoed."""
    town = Recorded(tmp_path_factory.mktemp("model") / "repo", files={"mkdocs.yml": MKDOCS})
    town.publish(archive(72))
    old, moved = NEWS + "moving.md", "content/liangshan/policy/2026/moved.md"
    text = article_text("会移动。\n", title="会移动")
    town.publish({old: text, NEWS + "gone.md": article_text("会撤下。\n", title="会撤下")})
    town.publish({old: None, moved: text}, moved={moved: old})
    town.publish({NEWS + "gone.md": None}, takedowns=(NEWS + "gone.md",))
    later = (town.now + timedelta(days=9)).isoformat(timespec="seconds")
    town.publish({LATER: article_text("以后再说。\n", title="以后", publish_after=later)})
    return town


@pytest.fixture
def town(model: Recorded, tmp_path: Path) -> Recorded:
    shutil.copytree(model.repo.path, tmp_path / "repo", symlinks=True)
    return Recorded.over(tmp_path / "repo", model.key, model.now)


def folder(town: Recorded, name: str) -> Path:
    return town.repo.path.parent / name


def key_of(town: Recorded) -> tuple[str, str]:
    return "--key", str(town.key.private)


def shard(town: Recorded, number: int, of: int, *words: str) -> Run:
    part = str(folder(town, f"part-{number}-{of}"))
    return run(town, "build", "--shard", f"{number}/{of}", "--part", part, *key_of(town), *words)


def parts(town: Recorded, of: int, code: int = 0, *words: str) -> list[Path]:
    codes = [shard(town, number, of, *words).code for number in range(1, of + 1)]
    assert max(codes) == code
    return [folder(town, f"part-{number}-{of}") for number in range(1, of + 1)]


def merge(town: Recorded, named: list[Path], *words: str, site: str = "merged", after: timedelta = timedelta(hours=1)) -> Run:
    given = [str(one) for one in named]
    return run(town, "build", "--site-dir", str(folder(town, site)), *key_of(town), *words, "--merge", *given, after=after)


def whole(town: Recorded, *words: str, site: str = "whole", after: timedelta = timedelta(hours=1)) -> Run:
    return run(town, "build", "--site-dir", str(folder(town, site)), *key_of(town), *words, after=after)


def differences(town: Recorded, one: str, other: str) -> str:
    """As `diff -r` tells them."""
    said = subprocess.run(["diff", "-r", folder(town, one), folder(town, other)], capture_output=True, text=True, check=False)
    return said.stdout + said.stderr


def test_parts_of_any_number_give_the_very_site_of_a_whole_build(town: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    assert whole(town).code == 0
    monkeypatch.setattr(shard_making, "PER_FILE", 20)
    for of in (1, 2, 3):
        done = merge(town, parts(town, of), "--format", "json")
        assert done.code == 0, done.out
        assert differences(town, "merged", "whole") == ""
        assert done.json["parts"] == of
        assert done.json["embargoed"] == [LATER]
        assert done.json["pages_ready"] >= (73 if of == 1 else 55), "most pages are taken as they came"
    assert len([*(folder(town, "part-1-2") / "pages").iterdir()]) == 2


def test_several_processes_make_an_internal_site_the_same_way(town: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = ("--internal", "--without-drafts")
    assert whole(town, *inside).code == 0
    for module in ("sanshen.site.pool", "sanshen.commands.build_shard"):
        monkeypatch.setattr(f"{module}.cores", lambda: 2)
    for function in (composing_crew.composed, KeptBuild.publish, PartMaking.__call__):
        monkeypatch.setattr(function, "__kwdefaults__", function.__kwdefaults__ and {**function.__kwdefaults__, "worth": 1})
        monkeypatch.setattr(function, "__defaults__", function.__defaults__ and (*function.__defaults__[:-1], 1))
    assert merge(town, parts(town, 2, 0, *inside), *inside).code == 0
    assert differences(town, "merged", "whole") == ""
    assert "审签单" in (folder(town, "merged") / "liangshan/policy/2026/moved/index.html").read_text("utf-8")


def test_a_site_that_was_merged_is_gone_on_from(town: Recorded) -> None:
    assert merge(town, parts(town, 2), site="public").code == 0
    town.publish({NEWS + "new.md": article_text("新的一篇。\n", title="新的一篇", keywords="[检查, 独7]")})
    assert whole(town, site="public").code == 0
    assert whole(town).code == 0
    assert differences(town, "public", "whole") == ""


def test_what_is_not_proven_or_breaks_a_rule_is_left_out_and_told_as_by_a_whole_build(
    town: Recorded, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.publish({SPOILED: article_text("会坏掉的一篇。\n", title="会坏掉", keywords="[检查]")})
    town.repo.commit({UNSIGNED: article_text("未经签署。\n", title="未经签署")}, "direct")
    spoil(monkeypatch)
    done, other = merge(town, parts(town, 3, code=1), "--format", "json"), whole(town, "--format", "json")
    assert (done.code, other.code) == (1, 1)
    assert differences(town, "merged", "whole") == ""
    told = {name: value for name, value in done.json.items() if name not in {"site_dir", "parts", "pages_ready"}}
    assert told == {name: value for name, value in other.json.items() if name != "site_dir"}
    assert [one["path"] for one in told["left_out"]] == [UNSIGNED, SPOILED]
    assert (folder(town, "merged") / "liangshan/policy/2026/moved/index.html").is_file()


def spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """One article's page does not show what was signed: as by a fault of the program, the same one everywhere."""
    from sanshen.commands.proven_reading import Reader
    from sanshen.model.proof import Proof
    from sanshen.site.edition import Published

    plain = Reader.__call__

    def spoiled(self: Reader, proof: Proof) -> object:
        made = plain(self, proof)
        bad = isinstance(made, Published) and made.path == SPOILED
        return msgspec.structs.replace(made, html="<p>别的话。</p>") if bad else made

    monkeypatch.setattr(Reader, "__call__", spoiled)


def test_a_part_tells_what_it_left_out_and_is_whole_all_the_same(town: Recorded) -> None:
    town.repo.commit({UNSIGNED: article_text("未经签署。\n", title="未经签署")}, "direct")
    done = [shard(town, number, 2, "--format", "json") for number in (1, 2)]
    assert sorted(one.code for one in done) == [0, 1]
    assert [one["path"] for run in done for one in run.json["left_out"]] == [UNSIGNED]
    assert [run.json["allowed"] for run in done] == [run.code == 0 for run in done]
    assert merge(town, [folder(town, "part-1-2"), folder(town, "part-2-2")]).code == 1


def test_an_embargo_that_ends_between_the_parts_and_the_merge(town: Recorded) -> None:
    named, after = parts(town, 2), timedelta(days=10)
    done = merge(town, named, after=after)
    assert done.code == 0, done.out
    assert whole(town, after=after).code == 0
    assert differences(town, "merged", "whole") == ""
    assert (folder(town, "merged") / "liangshan/news/2026/later/index.html").is_file()


# -- what is refused ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(model: Recorded) -> tuple[Path, ...]:
    """The parts of one division in one, and of one in two."""
    return (*parts(model, 1), *parts(model, 2))


@pytest.fixture
def part(made: tuple[Path, ...], tmp_path: Path) -> Path:
    """A copy of the whole town's one part, to be spoiled."""
    return Path(shutil.copytree(made[0], tmp_path / "part"))


def edited(part: Path, key: Key, **changes: object) -> None:
    """Change what a part says of itself, and sign it anew: only whoever holds the pipeline key can."""
    manifest = msgspec.json.decode((part / MANIFEST).read_bytes(), type=PartManifest)
    of_terms = {name: value for name, value in changes.items() if hasattr(manifest.terms, name)}
    others = {name: value for name, value in changes.items() if name not in of_terms}
    terms = msgspec.structs.replace(manifest.terms, **of_terms)
    data = msgspec.json.encode(msgspec.structs.replace(manifest, terms=terms, **others))
    (part / MANIFEST).write_bytes(data)
    (part / SIGNATURE).write_text(sign(data, key.private, os.environ, namespace=NAMESPACE), encoding="ascii")


def spoil_file(kind: str) -> Callable[[Path], None]:
    def change(part: Path) -> None:
        file = min((part / kind).iterdir())
        file.write_bytes(file.read_bytes()[:-1] + b"\0")

    return change


def exchange(part: Path) -> None:
    """A picture in the place of another: both are the part's own."""
    one, other, *_ = sorted((part / "pictures").iterdir())
    one.write_bytes(other.read_bytes())


def link(part: Path) -> None:
    file = min((part / "pages").iterdir())
    file.rename(part.parent / "elsewhere")
    file.symlink_to(part.parent / "elsewhere")


def fifo(part: Path) -> None:
    file = min((part / "pages").iterdir())
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (spoil_file("articles"), "被改过"),
        (spoil_file("pages"), "被改过"),
        (spoil_file("pictures"), "被改过"),
        (exchange, "被改过"),
        (lambda part: min((part / "pages").iterdir()).unlink(), "缺少"),
        (lambda part: (part / "pages/0009").write_bytes(b"more"), "多出"),
        (lambda part: (part / "\x1b[31m").write_bytes(b"more"), "多出 <U+001B>[31m"),
        (link, "缺少"),
        (fifo, "缺少"),
        (lambda part: (part / SIGNATURE).unlink(), "没有签名"),
        (lambda part: (part / SIGNATURE).write_bytes(b"\xff"), "签名格式不对"),
        (lambda part: (part / MANIFEST).write_bytes((part / MANIFEST).read_bytes() + b" "), "签名与内容不符"),
        (lambda part: (part / MANIFEST).unlink(), "不是做完的一份"),
        (lambda part: edited(part, shared_key("stranger")), "不是当时登记的发布密钥"),
    ],
)
def test_a_part_that_anybody_touched_is_refused(model: Recorded, part: Path, act: Callable[[Path], None], why: str) -> None:
    act(part)
    done = merge(model, [part], site="refused")
    assert done.code == 1
    assert why in done.err
    assert not folder(model, "refused").exists()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"revision": "1" * 40}, "它是 111111111111 的"),
        ({"records": "2" * 40}, "另一些审签记录"),
        ({"program": "3" * 64}, "另一版本的程序"),
        ({"ground": "4" * 64}, "外观、名册、口径"),
        ({"at": 4_000_000_000_000_000}, "晚于本机的时钟"),
        ({"of": 2}, "缺 2/2"),
        ({"shard": 0, "of": 0}, "不是 0 份"),
        ({"files": {"../../x": "5" * 64}}, "多出"),
    ],
)
def test_a_part_of_something_else_is_refused_though_it_is_signed(
    model: Recorded, part: Path, changes: dict[str, object], why: str
) -> None:
    edited(part, model.key, **changes)
    done = merge(model, [part], site="refused")
    assert done.code == 1
    assert why in done.err


def test_parts_must_be_one_whole_set(model: Recorded, made: tuple[Path, ...]) -> None:
    one, first, second = made
    for named, why in (
        ([first], "缺 2/2"),
        ([first, first], "缺 2/2；重复 1/2"),
        ([first, second, second], "重复 2/2"),
        ([one, second], "分法不同：1/1、2/2"),
        ([*made], "分法不同"),
    ):
        done = merge(model, named, site="refused")
        assert (done.code, why in done.err) == (1, True), done.err
    assert not folder(model, "refused").exists()
    assert merge(model, [second, first], site="turned").code == 0, "their order counts for nothing"


def test_a_part_with_the_articles_of_another_is_refused(model: Recorded, made: tuple[Path, ...], tmp_path: Path) -> None:
    one, other = (Path(shutil.copytree(part, tmp_path / part.name)) for part in made[1:])
    edited(other, model.key, shard=1)
    edited(one, model.key, shard=2)
    done = merge(model, [one, other], site="refused")
    assert done.code == 1
    assert "多出或重复" in done.err


def test_a_part_that_holds_back_an_article_is_refused(model: Recorded, part: Path) -> None:
    """Signed, and every digest right: yet it is held against what is proven here."""
    rewritten(part, model.key, lambda rows: rows[1:])
    done = merge(model, [part], site="refused")
    assert (done.code, "缺少 content/" in done.err) == (1, True), done.err


def test_a_part_with_an_article_of_another_record_is_refused(model: Recorded, part: Path) -> None:
    def older(rows: list[ArticleRow]) -> list[ArticleRow]:
        article = rows[0].article
        assert article is not None
        return [msgspec.structs.replace(rows[0], article=msgspec.structs.replace(article, proof="6" * 64)), *rows[1:]]

    rewritten(part, model.key, older)
    done = merge(model, [part], site="refused")
    assert (done.code, "与审签记录不符" in done.err) == (1, True), done.err


def rewritten(part: Path, key: Key, change: Callable[[list[ArticleRow]], list[ArticleRow]]) -> None:
    """Change the articles of a part, as only whoever holds the pipeline key can."""
    file = part / "articles/0000"
    rows = change(msgspec.msgpack.decode(zlib.decompress(file.read_bytes()), type=list[ArticleRow]))
    file.write_bytes(zlib.compress(msgspec.msgpack.encode(rows)))
    files = msgspec.json.decode((part / MANIFEST).read_bytes(), type=PartManifest).files
    edited(part, key, files={**files, "articles/0000": hashlib.sha256(file.read_bytes()).hexdigest()})


def test_a_new_commit_makes_old_parts_useless_and_so_does_another_kind_of_site(town: Recorded, part: Path) -> None:
    assert "公开版与内部版之别" in merge(town, [part], "--internal", "--without-drafts").err
    town.publish({NEWS + "new.md": article_text("新的一篇。\n", title="新的一篇")})
    assert "它是" in merge(town, [part]).err


def test_a_shard_that_is_killed_leaves_nothing_that_looks_finished(town: Recorded, tmp_path: Path) -> None:
    """Killed at the last moment: when the manifest is to be signed, all else being written."""
    fake = tmp_path / "bin/ssh-keygen"
    fake.parent.mkdir()
    real = shutil.which("ssh-keygen")
    fake.write_text(f'#!/bin/sh\ncase "$*" in *{NAMESPACE}*) kill -9 $PPID;; esac\nexec {real} "$@"\n')
    fake.chmod(0o755)
    part = folder(town, "part")
    words = [sys.executable, "-m", "sanshen", "-C", str(town.repo.path), "build", "--shard", "1/1", "--part", str(part)]
    env = {**os.environ, "PATH": f"{fake.parent}:{os.environ['PATH']}"}
    done = subprocess.run([*words, *key_of(town)], env=env, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not part.exists()
    (left,) = [one for one in part.parent.iterdir() if one.name.startswith(".part-")]
    assert (left / "part/articles/0000").is_file()
    assert "不是做完的一份" in merge(town, [left / "part"]).err
    assert shard(town, 1, 1).code == 0


# -- the command line ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--shard", "0/3"),
        ("--shard", "4/3"),
        ("--shard", "1/999"),
        ("--shard", "eins/drei"),
        ("--shard", ""),
        ("--shard", "1/2", "--site-dir", "site"),
        ("--shard", "1/2", "--archive", "site.tar"),
        ("--shard", "1/2", "--merge", "part"),
        ("--part", "part"),
        ("--merge",),
    ],
)
def test_a_command_line_that_makes_no_sense(town: Recorded, words: tuple[str, ...]) -> None:
    done = run(town, "build", *key_of(town), *words)
    assert done.code == 2
    assert done.err


def test_a_part_is_signed_by_a_listed_key_or_not_made(town: Recorded) -> None:
    assert run(town, "build", "--shard", "1/2").code == 2
    done = run(town, "build", "--shard", "1/2", "--key", str(shared_key("stranger").private))
    assert done.code == 2
    assert not (town.repo.path / "build/parts").exists()


def test_a_part_goes_where_it_is_told_and_never_over_anything_else(town: Recorded) -> None:
    done = run(town, "build", "--shard", "2/3", *key_of(town))
    assert done.code == 0
    made = town.repo.path / "build/parts/2-of-3"
    assert (made / MANIFEST).is_file()
    assert str(made) in done.out
    assert run(town, "build", "--shard", "2/3", *key_of(town)).code == 0, "made anew in its place"
    mine = folder(town, "mine")
    mine.mkdir()
    (mine / "text").write_text("mine")
    refused = run(town, "build", "--shard", "1/3", "--part", str(mine), *key_of(town))
    assert refused.code == 1
    assert [one.name for one in mine.iterdir()] == ["text"]
