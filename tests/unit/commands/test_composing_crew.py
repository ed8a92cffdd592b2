"""Several processes compose what one would: the same articles in the same order, with everything that they may not be."""

from __future__ import annotations

import argparse
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from sanshen.commands import composing_crew
from sanshen.commands.build_footing import Footing, footing_of
from sanshen.commands.composing_crew import composed
from sanshen.commands.desk import Desk
from sanshen.commands.proven_reading import Embargoed
from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.site.edition import LeftOut
from sanshen.site.filed import Filed
from sanshen.site.pool import in_order
from support.editions import article_text
from support.recording import NEWS, Recorded

MKDOCS = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\n"
COUNT = 40


@pytest.fixture
def footing(tmp_path: Path) -> Footing:
    town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS})
    texts = {f"{NEWS}a{number:02}.md": f"第 {number} 篇，见[下一篇](a{number + 1:02}.md)。\n" for number in range(COUNT)}
    later = {"publish_after": "2099-01-01T00:00:00+08:00"}
    town.publish({path: article_text(body, **(later if path.endswith("07.md") else {})) for path, body in texts.items()})
    args = argparse.Namespace(rev="main", internal=True, without_drafts=True)
    desk = Desk(root=town.repo.path, env=dict(os.environ))
    return footing_of(args, desk, Repository.open(town.repo.path, desk.env), None)


def test_several_processes_give_what_one_gives_in_the_same_order(footing: Footing) -> None:
    paths = [*sorted(footing.proofs.proven, reverse=True), f"{NEWS}unknown.md"]
    told: list[tuple[int, int]] = []
    alone = list(composed(footing, paths))
    together = list(composed(footing, paths, 2, lambda done, total: told.append((done, total)), worth=2))
    assert [path for path, _ in together] == paths
    assert together == alone
    assert told[-1] == (COUNT + 1, COUNT + 1)
    kinds = [type(one) for _, one in together]
    assert kinds.count(Filed) == COUNT - 1
    assert Embargoed in kinds
    assert together[-1] == (f"{NEWS}unknown.md", None)


def test_a_link_leads_where_another_worker_composes(footing: Footing) -> None:
    paths = sorted(footing.proofs.proven)
    made = dict(composed(footing, paths, 2, worth=2))
    first, last = made[paths[0]], made[paths[-1]]
    assert isinstance(first, Filed)
    assert isinstance(last, Filed)
    assert first.targets == (paths[1],)
    assert last.article.dead_links == (f"a{COUNT}.md",)


def test_bytes_that_no_record_names_are_left_out_by_workers_too(footing: Footing, monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    path = sorted(footing.proofs.proven)[3]
    proofs = footing.proofs
    forged = {**proofs.proven, path: msgspec.structs.replace(proofs.proven[path], sha256="0" * 64)}
    proven = msgspec.structs.replace(footing.proven, proofs=msgspec.structs.replace(proofs, proven=forged))
    made = dict(composed(footing._replace(proven=proven), sorted(forged), 2, worth=2))
    assert isinstance(made[path], LeftOut)
    assert sum(isinstance(one, LeftOut) for one in made.values()) == 1
    assert composing_crew.WORTH > 1


@contextmanager
def refusing() -> Iterator[Callable[[int], int]]:
    def refuse(_: int) -> int:
        raise BlockedError(Text("不行", "no"), Text("改", "mend"))

    yield refuse


@contextmanager
def dying() -> Iterator[Callable[[int], int]]:
    def die(piece: int) -> int:
        os.kill(os.getpid(), 9) if piece == 1 else None
        return piece

    yield die


def failing() -> AbstractContextManager[Callable[[int], int]]:
    raise BlockedError(Text("开不了头", "cannot begin"))


def test_what_stops_a_worker_is_told_in_its_own_words() -> None:
    with pytest.raises(BlockedError) as caught:
        list(in_order(2, refusing, range(3)))
    assert (caught.value.text.zh, caught.value.advice.en) == ("不行", "mend")


def test_a_worker_that_cannot_begin_says_why() -> None:
    with pytest.raises(BlockedError) as caught:
        list(in_order(2, failing, range(3)))
    assert caught.value.text.zh == "开不了头"


def test_what_nobody_expected_is_raised_as_what_it_is() -> None:
    @contextmanager
    def dividing() -> Iterator[Callable[[int], float]]:
        yield lambda piece: 1 / piece

    with pytest.raises(ZeroDivisionError) as caught:
        list(in_order(2, dividing, [1, 0, 2]))
    assert "1 / piece" in str(caught.value.__cause__)


def test_a_worker_that_the_system_kills_leaves_no_traceback() -> None:
    with pytest.raises(UndecidedError) as caught:
        list(in_order(2, dying, range(40)))
    assert "内存" in caught.value.text.zh


def test_many_pieces_come_back_in_their_order_from_workers_of_any_number() -> None:
    @contextmanager
    def uneven() -> Iterator[Callable[[int], tuple[int, bytes]]]:
        def make(piece: int) -> tuple[int, bytes]:
            time.sleep(0.01 * (piece % 3 == 0))
            return piece, bytes(piece * 3000)  # more than a pipe holds

        yield make

    for processes in (1, 2, 5):
        assert [at for at, _ in in_order(processes, uneven, range(40))] == list(range(40))
    assert list(in_order(2, uneven, [])) == []


def be_killed_while_others_work(lock: Path, tell: int) -> None:
    @contextmanager
    def telling() -> Iterator[Callable[[int], int]]:
        yield lambda _: os.getpid()

    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        made = in_order(2, telling, range(99))
        os.write(tell, b" ".join(b"%d" % pid for pid in {next(made) for _ in range(50)}))
        time.sleep(60)


def test_workers_end_with_whoever_started_them_and_hold_none_of_its_locks(tmp_path: Path) -> None:
    """A build that is killed leaves nobody behind: neither at work nor asleep, nor with its lock."""
    told, tell = os.pipe()
    lock = tmp_path / "lock"
    parent = os.fork()
    if parent == 0:
        try:
            be_killed_while_others_work(lock, tell)
        finally:
            os._exit(1)
    workers = [int(pid) for pid in os.read(told, 100).split()]
    os.kill(parent, 9)
    os.waitpid(parent, 0)
    left = ["lock"]
    for _ in range(200):  # one that has only just been started lets go when it gets its turn
        left = [f"worker {pid}" for pid in workers if is_running(pid)] + (["lock"] if is_locked(lock) else [])
        if not left:
            break
        time.sleep(0.05)
    assert not left


def is_locked(lock: Path) -> bool:
    """Whether somebody holds it."""
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def is_running(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be counted by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
