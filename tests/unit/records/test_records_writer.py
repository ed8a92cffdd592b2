"""Appending: two writers lose nothing, a killed one leaves nothing, a clone continues origin's branch."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.records import writer
from sanshen.records.build import StepFacts, build
from sanshen.records.chain import Chain
from sanshen.records.record import BRANCH, Record
from sanshen.records.seal import sign
from sanshen.records.writer import append
from sanshen.repository import Repository
from support.recording import NEWS, NOW, Recorded, sheet

A = NEWS + "a.md"


def facts(site: Recorded, number: int) -> StepFacts:
    return StepFacts(root=site.genesis, before=f"{number:040x}", after=f"{number + 1:040x}", judged_at=NOW)


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each of two threads appends ten records of its own; all twenty stand in one unbroken chain."""
    site = Recorded(tmp_path / "site")
    start, each = Barrier(2), 10

    def write(first: int) -> None:
        with site.opened() as repository:
            start.wait()
            for number in range(first, first + each):
                step = facts(site, number)
                append(
                    repository,
                    site.genesis,
                    lambda chain, step=step: build(step, chain, {}, NOW),  # type: ignore[misc]
                    lambda data: sign(data, site.key.private, os.environ),
                    NOW,
                )

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (0, 1000)))
    chain = site.chain()
    assert chain.faults == ()
    assert [file.record.number for file in chain.files if file.record] == list(range(1, 2 * each + 1))
    assert {file.record.before for file in chain.files if file.record} == {
        f"{number:040x}" for first in (0, 1000) for number in range(first, first + each)
    }


def test_a_writer_killed_between_objects_and_ref_leaves_the_branch_whole(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    tip = site.repo.git("rev-parse", BRANCH)
    code = """
import os, signal, sys
sys.path[:0] = sys.argv[3:]
from pathlib import Path
import sanshen.repository.repository as module
from support.keys import Key
from support.recording import Recorded
module.move_ref = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
site = Recorded.over(Path(sys.argv[1]), Key(Path(sys.argv[2]), ""))
site.record(site.repo.git("rev-parse", "main~1"), site.repo.tip())
"""
    site.repo.commit({A: "a2"})
    tests = str(Path(__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", code, str(site.repo.path), str(site.key.private), tests], check=False)
    assert done.returncode == -signal.SIGKILL
    assert site.repo.git("rev-parse", BRANCH) == tip
    assert site.repo.git("fsck", "--strict", "--no-dangling") == ""
    site.record(site.repo.git("rev-parse", "main~1"), site.repo.tip())
    assert site.prove().faults == ()


def test_what_make_refuses_is_not_written(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")

    def refuse(_: Chain) -> Record:
        raise BlockedError(writer.Text("不", "no"))

    with site.opened() as repository, pytest.raises(BlockedError):
        append(repository, site.genesis, refuse, lambda _: "", NOW)
    assert site.repo.git("branch", "--list", "sanshen-records") == ""


def test_a_branch_that_always_moves_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Recorded(tmp_path / "site")

    def moved(*_: object, **__: object) -> str:
        raise BlockedError(writer.Text("已被更新", "was moved"))

    monkeypatch.setattr(Repository, "write_commit_on", moved)
    with pytest.raises(UndecidedError):
        site.publish({A: "a"})


def cloned(site: Recorded, path: Path) -> Recorded:
    """The same site in a fresh clone, which has the records only as origin's."""
    return Recorded.over(site.repo.clone(path), site.key, site.now)


def test_a_fresh_clone_continues_origins_branch(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    other = cloned(site, tmp_path / "clone")
    assert other.prove().faults == ()
    other.publish({A: "a2"})
    proofs = other.prove()
    assert (proofs.faults, proofs.records, proofs.proven[A].version) == ((), 2, 2)
    other.repo.git("push", "-q", "origin", "sanshen-records")


def test_the_branch_that_holds_the_other_counts(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    other = cloned(site, tmp_path / "clone")
    other.repo.git("branch", "sanshen-records", "origin/sanshen-records")
    site.publish({A: "a2"})
    other.repo.git("fetch", "-q", "origin")
    other.repo.git("update-ref", "refs/heads/main", "refs/remotes/origin/main")
    assert other.prove().faults == ()
    other.publish({A: "a3"}, sheets={A: sheet(A)})
    assert other.prove().proven[A].version == 3


def test_parted_branches_are_undecided(tmp_path: Path) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "a"})
    other = cloned(site, tmp_path / "clone")
    other.publish({A: "one"})
    site.publish({A: "two"})
    other.repo.git("fetch", "-q", "origin")
    with pytest.raises(UndecidedError):
        other.prove()
