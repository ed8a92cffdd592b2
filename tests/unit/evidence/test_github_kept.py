"""Answers kept from run to run: fewer bytes, never another verdict."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from sanshen.evidence import kept as kept_module
from sanshen.evidence.access import Access, read_access
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import PullRequestEvidence, read_pull_request
from sanshen.evidence.kept import Kept, Shelf
from sanshen.evidence.wire import Review
from sanshen.model.errors import UndecidedError
from support.fake_forge import FakeForge
from support.forge_cases import HEAD, Patience, policy, pull_request, roster
from support.forge_server import Fault
from support.office import login

URL = "https://api.github.example/repos/district/website/pulls/1/reviews"
KEPT = Kept(URL, 'W/"1"', "", b"[]")


def _asked(forge: FakeForge, folder: Path, token: str | None = None) -> Forge:
    waits = Patience()
    access = read_access(forge.env)
    given = Access(access.base_url, access.repository, token or access.token)
    return Forge(given, folder, sleep=waits.sleep, clock=waits.clock, now=waits.now)


def _read(forge: FakeForge, folder: Path) -> PullRequestEvidence:
    with _asked(forge, folder) as asked:
        return read_pull_request(asked, 1, roster=roster(), policy=policy())


def _reviews(forge: FakeForge, folder: Path) -> list[int]:
    with _asked(forge, folder) as asked:
        return [one.id for one in asked.every("/pulls/1/reviews", Review)]


def _statuses(forge: FakeForge, since: int) -> list[int]:
    """Whether each question asked since then was answered with a body (200) or without (304), by asking it again."""
    return [304 if "if-none-match" in one.headers else 200 for one in forge.requests[since:]]


def test_what_has_not_changed_is_not_sent_again_and_says_the_same(tmp_path: Path) -> None:
    with pull_request(page_size=2) as forge:
        for person in ("li.na", "chen.jie", "liu.yang"):
            forge.review(1, login(person), "APPROVED", HEAD)
        whole = _read(forge, tmp_path)
        since = len(forge.requests)
        assert set(_statuses(forge, 0)) == {200}
        assert _read(forge, tmp_path) == whole
        assert set(_statuses(forge, since)) == {304}
        forge.review(1, login("wang.fang"), "CHANGES_REQUESTED", HEAD)
        assert len(_read(forge, tmp_path).sign_offs) == len(whole.sign_offs) + 1


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("before", [99, 100, 200])
def test_t32_a_page_that_was_the_last_and_is_not_any_more_hides_nothing(tmp_path: Path, before: int, *, links: bool) -> None:
    """The 101st review leaves the bytes of the first page as they were: the forge answers 304 to it."""
    with pull_request() as forge:
        forge.links_on_304 = links
        ids = [forge.review(1, login("li.na"), "COMMENTED", HEAD) for _ in range(before)]
        assert _reviews(forge, tmp_path) == ids
        ids += [forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD) for _ in range(2)]
        assert _reviews(forge, tmp_path) == ids
        assert _reviews(forge, tmp_path) == ids


@pytest.mark.parametrize("links", [True, False])
def test_pages_that_are_gone_are_not_waited_for(tmp_path: Path, *, links: bool) -> None:
    with pull_request() as forge:
        forge.links_on_304 = links
        ids = [forge.review(1, login("li.na"), "COMMENTED", HEAD) for _ in range(205)]
        assert _reviews(forge, tmp_path) == ids
        del forge._pulls[1]["reviews"][150:]
        assert _reviews(forge, tmp_path) == ids[:150]


def _spoil(folder: Path, how: str) -> None:
    for one in folder.iterdir():
        data = one.read_bytes()
        place = data.find(b"CHANGES_REQUESTED")
        spoilt = {
            "cut": data[: len(data) // 2],
            "empty": b"",
            "body": data[:place] + b"COMMENTED" + data[place + 17 :] if place > 0 else data,
            "etag": data[:60] + b"x" + data[61:],
            "seal": b"\0" * 32 + data[32:],
            "junk": b"\xff" * 500,
        }
        one.write_bytes(spoilt[how])


@pytest.mark.parametrize("how", ["cut", "empty", "body", "etag", "seal", "junk"])
def test_whoever_changes_a_kept_answer_changes_no_verdict(tmp_path: Path, how: str) -> None:
    with pull_request() as forge:
        forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        whole = _read(forge, tmp_path)
        _spoil(tmp_path, how)
        since = len(forge.requests)
        assert _read(forge, tmp_path) == whole
        assert how == "body" or set(_statuses(forge, since)) == {200}


def test_an_entry_of_another_address_is_none(tmp_path: Path) -> None:
    """Sealed by us, and copied: the answer about one pull request put in the place of another's."""
    shelf = Shelf(tmp_path, "secret")
    shelf.keep(KEPT)
    (entry,) = tmp_path.iterdir()
    other = Kept(URL.replace("/1/", "/2/"), 'W/"2"', "", b"[1]")
    shelf.keep(other)
    (second,) = set(tmp_path.iterdir()) - {entry}
    second.write_bytes(entry.read_bytes())
    assert shelf.find(other.url) is None
    assert shelf.find(URL) == KEPT


def test_another_secret_reads_nothing(tmp_path: Path) -> None:
    Shelf(tmp_path, "secret").keep(KEPT)
    assert Shelf(tmp_path, "secret").find(URL) == KEPT
    assert Shelf(tmp_path, "another").find(URL) is None
    assert b"secret" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


def test_an_older_answer_put_back_is_asked_about_and_dropped(tmp_path: Path) -> None:
    with pull_request() as forge:
        _read(forge, tmp_path)
        old = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
        forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        whole = _read(forge, tmp_path)
        for name, data in old.items():
            (tmp_path / name).write_bytes(data)
        assert _read(forge, tmp_path) == whole


@pytest.mark.parametrize("kind", ["502", "truncated", "nothing new"])
def test_t32_a_fault_with_something_kept_is_no_answer_either(tmp_path: Path, kind: str) -> None:
    """A forge that fails is not taken to say that nothing has changed, and what failed is not kept."""
    faults = {"502": Fault(status=502), "truncated": Fault(truncated=True), "nothing new": Fault(status=304, body=b"")}
    with pull_request() as forge:
        _read(forge, tmp_path)
        forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        whole = _read(forge, tmp_path / "other")
        if kind != "nothing new":
            forge.fail(faults[kind], path="/reviews", times=2)
            assert _read(forge, tmp_path) == whole
        forge.fail(faults[kind], path="/reviews", times=99)
        with pytest.raises(UndecidedError):
            _read(forge, tmp_path / "empty")
        forge.mend()
        assert _read(forge, tmp_path) == whole


def test_what_can_no_longer_be_read_is_asked_for_anew(tmp_path: Path) -> None:
    with pull_request() as forge:
        review = forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        assert _reviews(forge, tmp_path) == [review]
        with _asked(forge, tmp_path) as asked:
            shelf = asked._wire._answers
            url = asked._url("/pulls/1/reviews", per_page="100")
            found = shelf.find(url)
            assert found is not None
            shelf.keep(Kept(url, found.etag, "", b'[{"id": 1}]'))
        assert _reviews(forge, tmp_path) == [review]


def test_two_at_once_leave_whole_entries(tmp_path: Path) -> None:
    shelves = [Shelf(tmp_path, "secret") for _ in range(2)]
    bodies = {f"[{number}]".encode() * 2000 for number in range(20)}

    def write(shelf: Shelf) -> None:
        for body in bodies:
            shelf.keep(Kept(URL, "e", "", body))
            found = shelf.find(URL)
            assert found is not None
            assert found.body in bodies

    both = [threading.Thread(target=write, args=(one,)) for one in shelves]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [one.suffix for one in tmp_path.iterdir()] == [".answer"]


def test_the_folder_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST_ENTRIES", 3)
    shelf = Shelf(tmp_path, "secret")
    for number in range(9):
        shelf.keep(Kept(f"{URL}{number}", "e", "", b"[]"))
    shelf.tidy()
    assert len(list(tmp_path.iterdir())) == 3


def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    old, young = tmp_path / ".answer-old", tmp_path / ".answer-young"
    for one in (old, young):
        one.write_bytes(b"half")
    os.utime(old, (1, 1))
    shelf = Shelf(tmp_path, "secret")
    shelf.keep(KEPT)
    shelf.tidy()
    assert not old.exists()
    assert young.exists()


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pull_request() as forge:
        assert _read(forge, tmp_path / "file") == _read(forge, tmp_path / "file" / "below")
    assert not (tmp_path / "file").read_text()


def test_writes_are_not_kept(tmp_path: Path) -> None:
    with pull_request() as forge, _asked(forge, tmp_path) as asked:
        asked.send("POST", "/issues/1/labels", {"labels": ["急件"]}, list[dict[str, object]])
        assert list(tmp_path.iterdir()) == []
