"""What has been taken down stays down: no clone that has not heard of it and no way back makes it public again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from support.actions import BIN
from support.editions import tree
from support.station import Ran, Station, releases, up

PAGE_OF_B = "liangshan/news/2026/b/index.html"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """`one` has a; `two` has b as well, and an entry for the way back from it to `one` is recorded after it; `three` took b down."""
    station = Station(tmp_path_factory.mktemp("model"))
    station.publish("a")
    assert station.deploy(www(station), station.build("one")).code == 0
    station.publish("b")
    assert station.deploy(www(station), station.build("two")).code == 0
    return station


@pytest.fixture
def station(model: Station, tmp_path: Path) -> Station:
    return model.copy(tmp_path / "station")


def www(station: Station) -> Path:
    return station.room / "www"


def back(station: Station, *words: str) -> Ran:
    return station.run("deploy", str(www(station)), "--rollback", "--why", "页首名称写错", *words)


def sign_way_back(station: Station, *words: str) -> str:
    """Enter the way back and have it recorded; the commit that holds it."""
    assert back(station, *words).code == 1
    top = station.town.repo.path
    entries = {path.relative_to(top).as_posix(): path.read_text() for path in (top / "reviews/ledger").rglob("*.yml")}
    station.town.publish(dict(entries))
    return station.town.repo.tip()


def test_t55_a_way_back_is_not_judged_by_a_clone_that_missed_a_take_down(station: Station) -> None:
    station.publish("c")
    assert station.deploy(www(station), station.build("more")).code == 0
    stale = sign_way_back(station, "--to", "2")
    station.take_down("b")
    assert station.deploy(www(station), station.build("three")).code == 0
    done = back(station, "--to", "2", "--rev", stale)
    assert done.code == 1, done.out
    assert "之后撤下、更正了什么，这里看不到" in done.err
    assert up(www(station)) == tree(station.room / "three")


def test_t55_after_a_rollback_nothing_older_than_what_was_up_goes_up(station: Station) -> None:
    """Going back lowers what is up, not what the target has seen: `two`, by a clone of its day, would show b again."""
    day_of_two = station.town.repo.tip()
    station.take_down("b")
    assert station.deploy(www(station), station.build("three")).code == 0
    sign_way_back(station, "--to", "1")
    assert back(station, "--to", "1").code == 0
    assert PAGE_OF_B not in up(www(station))
    late = station.deploy(www(station), station.room / "two", "--rev", day_of_two)
    assert late.code == 1, late.out
    assert "这里看不到" in late.err
    assert up(www(station)) == tree(station.room / "one")
    (www(station) / "state.json").unlink()
    forgetful = station.deploy(www(station), station.room / "two", "--rev", day_of_two)
    assert "这里看不到" in forgetful.err, "what has been up still lies there, signed"
    older = station.deploy(www(station), station.room / "one")
    assert older.code == 0, "it is up already"
    station.publish("d")
    assert station.deploy(www(station), station.build("four")).code == 0


def test_a_clone_without_what_has_been_up_decides_nothing(station: Station) -> None:
    state = www(station) / "state.json"
    noted = json.loads(state.read_text())
    noted["deployments"][0]["revision"] = "ab" * 20
    state.write_text(json.dumps(noted))
    station.publish("c")
    for done in (back(station), station.deploy(www(station), station.build("new"), "--repair")):
        assert done.code == 3, done.out
        assert "本仓库没有线上网站所用的版本 abababababab" in done.err


NONE = ("000009-$(touch ran)", "000009-abcdefabcde", "000009-ABCDEFABCDEF", "000009", "٠٠٠٠٠٩-abcdefabcdef", "x 000009-abcdefabcdef",
        "x\n000009-abcdefabcdef", "'; touch ran; '", "-rf", "\x1b[31m")  # fmt: skip


def test_names_among_the_releases_that_are_none_are_left_alone_and_told(station: Station) -> None:
    for name in NONE:
        (www(station) / "releases" / name).mkdir()
    for words in (("--check",), ("--site-dir", str(station.build("new")), "--keep", "0")):
        done = station.run("deploy", str(www(station)), *words)
        assert done.code == 0, done.err
        assert f"{len(NONE)} 个不是上线版本的东西" in done.err
        assert "\x1b" not in done.err
    assert {*NONE} < {*releases(www(station))}
    assert not list(station.room.rglob("ran"))


def test_a_link_or_a_file_named_like_a_release_is_none(station: Station) -> None:
    (www(station) / "releases" / "000008-abcdefabcdef").symlink_to("/etc")
    (www(station) / "releases" / "000009-abcdefabcdef").write_text("x")
    done = station.deploy(www(station), station.build("new"))
    assert done.code == 0, done.err
    assert "2 个不是上线版本的东西" in done.err
    (www(station) / "current").unlink()
    (www(station) / "current").symlink_to("releases/000008-abcdefabcdef")
    assert "指向别处" in station.run("deploy", str(www(station)), "--check").err


def test_the_numbers_have_an_end(station: Station) -> None:
    (www(station) / "releases" / "999999-abcdefabcdef").mkdir()
    station.publish("c")
    done = station.deploy(www(station), station.build("new"))
    assert done.code == 1
    assert "上线编号用完了" in done.err
    assert up(www(station)) == tree(station.room / "two")


def test_what_is_the_target_s_own_is_no_link(station: Station) -> None:
    for name in (".lock", "releases", "incoming", "state.json"):
        own, elsewhere = www(station) / name, station.room / "elsewhere"
        own.rename(elsewhere)
        own.symlink_to(elsewhere)
        done = station.run("deploy", str(www(station)), "--check")
        assert done.code == 1
        assert f"别的东西（{name}）" in done.err
        own.unlink()
        elsewhere.rename(own)
    assert station.run("deploy", str(www(station)), "--check").code == 0


def test_a_target_may_be_reached_by_a_link_and_never_lies_inside_another(station: Station) -> None:
    (station.room / "linked").symlink_to("www")
    assert station.deploy(station.room / "linked", station.build("new")).code == 0
    internal = station.build("internal", "--internal")
    for inside in ("www/current", "linked/current/staff/x"):
        done = station.deploy(station.room / inside, internal, "--internal")
        assert done.code == 1, inside
        assert "在另一个目标" in done.err
        assert not (www(station) / "current/staff").exists()


def broken(folder: Path, name: str, script: str) -> str:
    """A PATH on which the command `name` is `script`; "$REAL" is the real one."""
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\nREAL={shutil.which(name)}\n{script}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_old_releases_that_cannot_be_removed_do_not_make_a_failure_of_it(station: Station, tmp_path: Path) -> None:
    path = broken(tmp_path / "bin", "rm", 'case "$*" in *incoming/old*) exit 1 ;; esac; exec "$REAL" "$@"')
    station.publish("c")
    done = station.deploy(www(station), station.build("new"), "--keep", "0", PATH=path)
    assert done.code == 0, done.err
    assert "已上线；旧版没有清掉" in done.err
    assert up(www(station)) == tree(station.room / "new")
    assert station.run("deploy", str(www(station)), "--check").code == 0
    assert list((www(station) / "incoming").iterdir()) == []


def test_a_folder_that_cannot_be_searched_is_not_fine(station: Station, tmp_path: Path) -> None:
    """Whoever else can read it might show what is in there."""
    closed = 'case "$*" in *"-type f"*) "$REAL" "$@"; exit 1 ;; esac; exec "$REAL" "$@"'
    path = broken(tmp_path / "bin", "find", closed)
    done = station.run("deploy", str(www(station)), "--check", PATH=path)
    assert done.code == 3, done.out


AFTER = 'case "$*" in *incoming/current*) "$REAL" "$@"; exit 1 ;; esac; exec "$REAL" "$@"'
BEFORE = 'case "$*" in *incoming/current*) exit 1 ;; esac; exec "$REAL" "$@"'


def test_a_failure_in_the_switch_is_told_as_it_is(station: Station, tmp_path: Path) -> None:
    station.publish("c")
    site = station.build("new")
    before = station.deploy(www(station), site, PATH=broken(tmp_path / "before", "mv", BEFORE))
    assert before.code == 3
    assert "线上网站没有动" in before.err
    assert up(www(station)) == tree(station.room / "two")
    after = station.deploy(www(station), site, PATH=broken(tmp_path / "after", "mv", AFTER))
    assert after.code == 0, after.err
    assert up(www(station)) == tree(site)


def test_a_target_that_falls_silent_in_the_switch_leaves_the_question_open(station: Station, tmp_path: Path) -> None:
    station.publish("c")
    site = station.build("new")
    script = f'case "$*" in *incoming/current*) "$REAL" "$@"; touch "{tmp_path}/gone"; exit 1 ;; esac; exec "$REAL" "$@"'
    path = broken(tmp_path / "bin", "mv", script)
    broken(tmp_path / "more", "readlink", f'if [ -e "{tmp_path}/gone" ]; then kill -9 $PPID; fi; exec "$REAL" "$@"')
    done = station.deploy(www(station), site, PATH=f"{tmp_path}/more:{path}")
    assert done.code == 3
    assert "不知道换成了没有" in done.err
    assert "没有动" not in done.err
    assert station.run("deploy", str(www(station)), "--check").code == 0


def test_an_interruption_says_what_may_be_up(station: Station, tmp_path: Path) -> None:
    station.publish("c")
    words = [BIN / "sanshen", "-C", station.town.repo.path, "deploy", www(station), "--site-dir", station.build("new")]
    interrupt = (
        'case "$*" in *incoming/current*) "$REAL" "$@"; kill -INT $(cat "'
        + str(tmp_path)
        + '/victim"); sleep 5 ;; esac; exec "$REAL" "$@"'
    )
    path = broken(tmp_path / "bin", "mv", interrupt)
    started = ["sh", "-c", f'echo $$ > "{tmp_path}/victim"; exec "$@"', "sh", *words]
    done = subprocess.run(started, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "线上是完整的旧版或新版" in done.stderr
    assert up(www(station)) == tree(station.room / "new")


def test_an_internal_build_that_was_put_among_the_releases_is_no_way_back(station: Station) -> None:
    """It is signed by the same key: whoever can write to the target can carry it over from the intranet."""
    planted = www(station) / "releases" / releases(www(station))[0]
    shutil.rmtree(planted)
    shutil.copytree(station.build("internal", "--internal"), planted)
    done = back(station, "--to", "1")
    assert done.code == 1
    assert "不是同一种网站" in done.err
    assert not list((station.town.repo.path / "reviews/ledger").rglob("*.yml"))


def test_whose_target_it_is_the_signed_manifest_says(station: Station) -> None:
    """The target's own notes are anybody's who can write there: they make no public target an internal one."""
    internal = station.build("internal", "--internal")
    state = www(station) / "state.json"
    noted = json.loads(state.read_text())
    for text in (json.dumps({**noted, "internal": True}), json.dumps({"internal": True}), ""):
        state.write_text(text)
        done = station.deploy(www(station), internal, "--internal")
        assert done.code == 1
        assert "不能放在同一个目标" in done.err
        (www(station) / "current").rename(station.room / "current")
        assert station.deploy(www(station), internal, "--internal", "--repair").code == 1
        (station.room / "current").rename(www(station) / "current")
    for release in releases(www(station)):
        (www(station) / "releases" / release / "manifest.json.sig").unlink()
    done = station.deploy(www(station), internal, "--internal", "--repair")
    assert done.code == 1
    assert "看不出这个目标" in done.err
    assert up(www(station)).keys() == tree(station.room / "two").keys() - {"manifest.json.sig"}
