"""A disk that is full, or a run that is killed: a clear message, exit 3, and nothing half-written (files have a size limit here)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.town import FIRE, Town, article


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """One published article, recorded, and a site built from it."""
    town = Town(tmp_path)
    town.draft()
    town.sign_all()
    town.merge()
    assert town.record()[0] == 0
    return town


def process(town: Town, *args: str, most_bytes: int | None = None) -> subprocess.Popen[str]:
    """The real program; no file that it writes may grow beyond `most_bytes`."""

    def limit() -> None:
        if most_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(town.root.parent),
        "TMPDIR": str(town.root.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "sanshen", *args]
    return subprocess.Popen(
        command,
        cwd=town.root,
        env=env,
        preexec_fn=limit,  # noqa: PLW1509  # a test starts no threads of its own
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def leftovers(folder: Path) -> list[str]:
    """Temporary files and folders that a run left beside what it was to write."""
    return [
        path.name for path in folder.iterdir() if path.name.startswith((".site", ".town", "sanshen-")) or "tmp" in path.suffix
    ]


def test_a_build_without_room_leaves_the_old_site(town: Town) -> None:
    site = town.root.parent / "site"
    first = process(town, "build", "--site-dir", str(site))
    assert first.wait() == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    again = process(town, "build", "--site-dir", str(site), most_bytes=8_000)
    _, err = again.communicate()
    assert again.returncode == 3
    assert "sanshen:" in err
    assert "Traceback" not in err
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    workshop = town.root.parent / ".site.build"
    assert leftovers(town.root.parent) == [workshop.name]
    assert not list(workshop.glob("room-*"))


def test_a_signature_without_room_is_none(town: Town) -> None:
    town.branch("work")
    town.draft(text=article("另一个标题"))
    before = sorted((town.root / "reviews/signatures").rglob("*"))
    done = process(town, "sign", FIRE, "--key", str(town.keys["zhang.wei"].private), most_bytes=100)
    _, err = done.communicate()
    assert done.returncode == 3
    assert "Traceback" not in err
    assert sorted((town.root / "reviews/signatures").rglob("*")) == before


def test_a_build_that_is_killed_leaves_the_old_site(town: Town) -> None:
    site = town.root.parent / "site"
    assert process(town, "build", "--site-dir", str(site)).wait() == 0
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    for pause in (0.2, 0.5, 0.9):
        running = process(town, "build", "--site-dir", str(site))
        time.sleep(pause)
        running.kill()
        running.communicate()
        assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    assert process(town, "build", "--site-dir", str(site)).wait() == 0


def test_an_interrupted_gate_says_so(town: Town) -> None:
    town.branch("work")
    town.draft(text=article("另一个标题"))
    running = process(town, "gate", "--base", "main", "--head", "work", "--format", "json")
    time.sleep(0.15)
    running.send_signal(signal.SIGINT)
    running.communicate()
    assert running.returncode != 0
