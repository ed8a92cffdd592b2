"""What is up stays up: whoever is killed, refused or out of space on the way leaves readers the site of before, whole."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.actions import BIN
from support.editions import tree
from support.station import Station, releases, up

WWW = "www"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Station:
    """Two builds: `one` of a and b, `two` with c as well; the repository is at the second."""
    station = Station(tmp_path_factory.mktemp("station"))
    station.publish("a", "b")
    station.build("one")
    station.publish("c")
    station.build("two")
    return station


@pytest.fixture
def www(model: Station, tmp_path: Path) -> Path:
    """A target with the first build up."""
    done = model.deploy(tmp_path / WWW, model.room / "one")
    assert done.code == 0, done.err
    return tmp_path / WWW


def test_a_newer_site_takes_the_place_of_the_older_and_what_has_not_changed_is_kept_once(model: Station, www: Path) -> None:
    assert model.deploy(www, model.room / "two").code == 0
    assert up(www) == tree(model.room / "two")
    first, second = releases(www)
    assert tree(www / "releases" / first) == tree(model.room / "one")
    same = "assets/sanshen/site.css"
    assert (www / "releases" / first / same).stat().st_ino == (www / "releases" / second / same).stat().st_ino
    assert list((www / "incoming").iterdir()) == []


def test_the_same_site_again_is_compared_and_left_alone(model: Station, www: Path) -> None:
    done = model.deploy(www, model.room / "one", "--format", "json")
    assert (done.code, done.json["action"]) == (0, "none")
    assert len(releases(www)) == 1


def test_t55_an_older_build_that_comes_late_is_refused(model: Station, www: Path) -> None:
    assert model.deploy(www, model.room / "two").code == 0
    late = model.deploy(www, model.room / "one")
    assert late.code == 1
    assert "比它旧" in late.err
    assert up(www) == tree(model.room / "two")


def test_t55_a_build_that_shows_what_was_taken_down_since_is_refused_wherever_it_would_go_up(tmp_path: Path) -> None:
    """A new server, or one whose site is older still: the repository of today decides."""
    station = Station(tmp_path)
    station.publish("a", "b")
    old = station.build("old")
    station.take_down("b")
    done = station.deploy(tmp_path / WWW, old)
    assert done.code == 1
    assert "content/liangshan/news/2026/b.md 已经撤下" in done.err
    station.publish("a", body="更正后的文字。\n")
    assert "更正后的版本" in station.deploy(tmp_path / WWW, old).err
    assert station.deploy(tmp_path / WWW, station.build("new")).code == 0


def test_an_article_never_vanishes_without_a_trace(model: Station, tmp_path: Path) -> None:
    """A fresh build knows nothing of the site before it: the target does."""
    station = Station(tmp_path)
    station.publish("a", "b")
    assert station.deploy(tmp_path / WWW, station.build("one")).code == 0
    station.town.repo.commit({"content/liangshan/news/2026/b.md": None}, "pushed past the gate")
    site = tmp_path / "two"
    words = ("build", "--site-dir", str(site), "--key", str(station.key.private))
    assert station.run(*words).code == 1  # not proven, and so not in the output
    done = station.deploy(tmp_path / WWW, site)
    assert done.code == 1
    assert "消失而没有撤稿登记：content/liangshan/news/2026/b.md" in done.err


def test_a_site_of_another_repository_is_not_replaced(model: Station, tmp_path: Path) -> None:
    other = Station(tmp_path)
    other.publish("z")
    assert other.deploy(tmp_path / WWW, other.build()).code == 0
    done = model.deploy(tmp_path / WWW, model.room / "one")
    assert done.code in {1, 3}
    assert "本仓库没有线上网站所用的版本" in done.err
    strange = model.deploy(tmp_path / "www2", tmp_path / "public")
    assert strange.code == 1


def test_old_releases_are_kept_in_number_and_the_rest_goes(model: Station, www: Path) -> None:
    for _ in range(2):
        assert model.deploy(www, model.room / "two", "--repair").code == 0
        (www / "current" / "index.html").unlink()  # damaged, so that the same site is put up once more
    assert len(releases(www)) == 3
    done = model.deploy(www, model.room / "two", "--repair", "--keep", "1")
    assert done.code == 0, done.err
    assert len(releases(www)) == 2
    assert up(www) == tree(model.room / "two")


@pytest.mark.parametrize("name", ["index.html", ".htaccess", "releases.old"])
def test_a_folder_with_something_else_in_it_is_left_alone(model: Station, tmp_path: Path, name: str) -> None:
    (tmp_path / WWW).mkdir()
    (tmp_path / WWW / name).write_text("别人的")
    done = model.deploy(tmp_path / WWW, model.room / "two")
    assert done.code == 1
    assert name in done.err
    assert [one.name for one in (tmp_path / WWW).iterdir()] == [name]


def add_page(www: Path) -> None:
    (www / "current" / "phishing.html").write_text("挂马")


def link_page(www: Path) -> None:
    (www / "current" / "passwd").symlink_to("/etc/passwd")


def break_manifest(www: Path) -> None:
    manifest = www / "current" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"internal": false', '"internal":  false'))


def remove_signature(www: Path) -> None:
    (www / "current" / "manifest.json.sig").unlink()


@pytest.mark.parametrize("tamper", [add_page, link_page, break_manifest])
def test_tampering_is_seen_and_only_overwritten_on_purpose(model: Station, www: Path, tamper: Callable[[Path], None]) -> None:
    assert model.run("deploy", str(www), "--check").code == 0
    tamper(www)
    seen = model.run("deploy", str(www), "--check")
    assert seen.code == 1
    assert "被动过" in seen.err
    refused = model.deploy(www, model.room / "one")
    assert refused.code == 1
    assert "--repair" in refused.err
    mended = model.deploy(www, model.room / "one", "--repair")
    assert mended.code == 0, mended.err
    assert up(www) == tree(model.room / "one")
    assert model.run("deploy", str(www), "--check").code == 0


def test_a_tampered_file_is_not_carried_into_the_next_release(model: Station, www: Path) -> None:
    sheet = www / "current" / "assets" / "sanshen" / "site.css"
    sheet.write_text("body { display: none }")
    assert model.deploy(www, model.room / "two").code == 0
    assert up(www) == tree(model.room / "two")


def test_a_link_that_leads_elsewhere_or_is_gone_stops_everything(model: Station, www: Path, tmp_path: Path) -> None:
    (www / "current").unlink()
    (www / "current").symlink_to(tmp_path)
    assert "指向别处" in model.deploy(www, model.room / "two").err
    (www / "current").unlink()
    (www / "current").mkdir()
    assert "current 不是链接" in model.deploy(www, model.room / "two").err


def test_t55_repairing_is_no_way_to_an_older_site(model: Station, www: Path) -> None:
    assert model.deploy(www, model.room / "two").code == 0
    remove_signature(www)
    done = model.deploy(www, model.room / "one", "--repair")
    assert done.code == 1
    assert "比它旧" in done.err


def test_two_deployments_at_once(model: Station, www: Path) -> None:
    holding = subprocess.Popen(
        ["sh", "-c", "exec 9>>.lock; flock -n 9; echo held; cat >/dev/null"],
        cwd=www,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == b"held\n"
    try:
        done = model.deploy(www, model.room / "two")
        assert done.code == 1
        assert "另一次上线" in done.err
        assert up(www) == tree(model.room / "one")
    finally:
        holding.communicate()
    assert model.deploy(www, model.room / "two").code == 0


def test_many_deployments_at_once_leave_one_site_whole(model: Station, www: Path) -> None:
    words = [BIN / "sanshen", "-C", model.town.repo.path, "deploy", www, "--site-dir", model.room / "two"]
    running = [subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(3)]
    codes = [(one.communicate()[1], one.returncode) for one in running]
    assert {code for _, code in codes} <= {0, 1}
    assert 0 in {code for _, code in codes}, codes
    assert up(www) == tree(model.room / "two")


def wrapped(folder: Path, name: str, script: str) -> str:
    """A PATH on which `name` is `script`, with `$REAL` the real one."""
    folder.mkdir()
    real = shutil.which(name)
    (folder / name).write_text(f"#!/bin/sh\nREAL={real}\n{script}\n")
    (folder / name).chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


MIDWAY = {
    "verifying": ("sha256sum", 'kill -9 "$VICTIM"; exit 1'),
    "before the switch": ("ln", 'kill -9 "$VICTIM"; exit 1'),
    "in the switch": ("mv", 'case "$*" in *incoming/current*) kill -9 "$VICTIM"; exit 1 ;; esac; exec "$REAL" "$@"'),
    "sweeping": ("rm", 'case "$*" in *incoming/old*) kill -9 "$VICTIM"; exit 1 ;; esac; exec "$REAL" "$@"'),
}


@pytest.mark.parametrize("moment", MIDWAY)
def test_a_deployment_that_is_killed_leaves_a_whole_site_and_the_next_one_goes_on(
    model: Station, www: Path, tmp_path: Path, moment: str
) -> None:
    name, script = MIDWAY[moment]
    victim = tmp_path / "victim"
    path = wrapped(tmp_path / "bin", name, f'VICTIM=$(cat "{victim}")\n{script}')
    words = ["sh", "-c", f'echo $$ > "{victim}"; exec "$@"', "sh", BIN / "sanshen", "-C", model.town.repo.path, "deploy", www]
    words += ["--site-dir", model.room / "two", "--keep", "0"]
    killed = subprocess.run(words, env={**os.environ, "PATH": path}, capture_output=True, check=False)
    assert killed.returncode == -9, killed
    assert up(www) == tree(model.room / ("two" if moment == "sweeping" else "one"))
    for _ in range(50):
        done = model.deploy(www, model.room / "two", "--keep", "0")
        if "另一次上线" not in done.err:
            break
        time.sleep(0.1)
    assert done.code == 0, done.err
    assert up(www) == tree(model.room / "two")
    assert list((www / "incoming").iterdir()) == []


def test_a_first_deployment_that_is_killed_can_be_begun_again(model: Station, tmp_path: Path) -> None:
    path = wrapped(tmp_path / "bin", "ln", "exit 1")
    first = model.deploy(tmp_path / WWW, model.room / "two", PATH=path)
    assert first.code == 3
    assert not (tmp_path / WWW / "current").exists()
    assert model.deploy(tmp_path / WWW, model.room / "two").code == 0
    assert up(tmp_path / WWW) == tree(model.room / "two")


def test_a_full_disk_leaves_the_old_site_up(model: Station, www: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the same failure in the same place."""
    big = tmp_path / "big"
    shutil.copytree(model.room / "two", big)
    words = [BIN / "sanshen", "-C", model.town.repo.path, "deploy", www, "--site-dir", big]
    largest = max(path.stat().st_size for path in big.rglob("*") if path.is_file())
    limit = largest - 1
    fresh = tmp_path / "fresh"
    words[4] = fresh
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),  # no threads here
    )
    assert done.returncode == 3, done
    assert "线上网站没有动" in done.stderr
    assert not (fresh / "current").exists()
    assert model.deploy(fresh, big).code == 0
    assert up(fresh) == tree(big)
    assert up(www) == tree(model.room / "one")


def test_state_that_cannot_be_read_is_not_guessed(model: Station, www: Path) -> None:
    (www / "state.json").write_text("{")
    done = model.deploy(www, model.room / "two")
    assert done.code == 1
    assert "state.json 读不出来" in done.err


def test_the_target_remembers_what_was_done(model: Station, www: Path) -> None:
    assert model.deploy(www, model.room / "two").code == 0
    state = json.loads((www / "state.json").read_text())
    assert [one["action"] for one in state["deployments"]] == ["deploy", "deploy"]
    assert [one["release"] for one in state["deployments"]] == releases(www)
