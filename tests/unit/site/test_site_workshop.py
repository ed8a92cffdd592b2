"""The workshop: killed at any moment, out of room, two at once, tampered with; the site stays whole and the next build is right."""

from __future__ import annotations

import hmac
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sanshen.model.errors import UndecidedError
from sanshen.site import kept_publishing, switching, workshop
from sanshen.site.edition import Published
from support.editions import NEWS, make_article, many, tree
from support.onward import KEY, Bench

Point = tuple[object, str, int, bool]
"""Of what, which call, how many of them happen first, and whether the process dies after it rather than before."""
POINTS: tuple[Point, ...] = (
    (switching.Folder, "write", 0, False),
    (switching.Folder, "write", 3, True),
    (switching.Folder, "link", 0, False),
    (switching.Folder, "remove", 0, True),
    (workshop.Workshop, "_sealed", 0, False),
    (workshop.Workshop, "_sealed", 0, True),
    (workshop.Workshop, "_sealed", 1, False),
    (workshop.Workshop, "_sealed", 1, True),
    (workshop.Workshop, "_sealed", 2, False),
    (workshop.Workshop, "_sealed", 2, True),
    (kept_publishing.KeptBuild, "_close", 0, False),
    (kept_publishing.KeptBuild, "_close", 0, True),
    (workshop, "switch", 0, False),
    (workshop, "switch", 0, True),
    (switching, "_second_name", 0, True),
    (Path, "replace", 0, True),
    (Path, "rename", 0, True),
)


def article(name: str, title: str) -> Published:
    return make_article(f"{NEWS}{name}.md", title=title)


def in_child(act: Callable[[], object]) -> int:
    """What another process ends with that does this: its signal below zero, else its code."""
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException:  # noqa: BLE001  # a child of a test must never go on as the test
            os._exit(9)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dies_at(point: Point, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on this process is killed at a point."""
    owner, name, first, after = point
    real, calls = getattr(owner, name), 0

    def dying(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls <= first:
            return real(*args, **named)
        if after:
            real(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    monkeypatch.setattr(owner, name, dying)


def begun(folder: Path) -> Bench:
    """A site with two builds behind it."""
    bench = Bench(folder)
    bench.build(*many(3), article("a", "甲"), article("b", "乙"))
    bench.build(article("a", "甲·二稿"), gone=(NEWS + "b.md",))
    assert bench.onward == 1
    return bench


ONWARD = [(point, "ground") for point in POINTS if point[1] not in {"replace", "rename"}]
WHOLE = [(point, "another") for point in POINTS if point[:3] in {
    (switching.Folder, "write", 3), (workshop.Workshop, "_sealed", 0), (workshop, "switch", 0), (switching, "_second_name", 0),
    (Path, "rename", 0),
}]  # fmt: skip


def named(value: object) -> str | None:
    """The name of a case."""
    return f"{value[1]}-{value[2]}-{'after' if value[3] else 'before'}" if isinstance(value, tuple) else None


@pytest.mark.parametrize(("point", "ground"), [*ONWARD, *WHOLE], ids=named)
def test_a_build_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: Point, ground: str
) -> None:
    bench = begun(tmp_path)
    before, bench.ground = bench.site_now(), ground
    change = (article("c", "丙"), article("a", "甲·三稿"))

    def build() -> None:
        dies_at(point, monkeypatch)
        bench.build(*change)

    ended = in_child(build)
    assert ended in {0, -signal.SIGKILL}, ended
    bench.number += 1
    bench.articles |= {one.path: one for one in change}
    assert bench.site_now() in (before, bench.whole())
    bench.number += 1
    built = bench.run([one.path for one in change])
    assert built.switched
    assert bench.site_now() == bench.whole()
    bench.build(article("d", "丁"))
    assert bench.site_now() == bench.whole()
    assert not list(workshop.folder_of(bench.site).glob("room-*"))


@pytest.mark.parametrize("linked", [True, False])
def test_what_is_written_once_stands_in_both_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, linked: bool) -> None:
    def unable(*_: object) -> None:
        raise PermissionError

    if not linked:
        monkeypatch.setattr(os, "link", unable)
    out, twin = tmp_path / "new", tmp_path / "twin"
    folder = switching.Folder(out, twin)
    for name, data in (("index.html", b"1"), ("a/b/c.html", b"2"), ("a/b/c.html", b"3"), ("a/d.html", b"4")):
        folder.write(name, data)
    folder.remove("a/d.html")
    folder.remove("a/b/c.html")
    folder.write("a/b/c.html", b"5")
    for place in (out, twin):
        assert {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()} == {
            "index.html": b"1", "a/b/c.html": b"5",
        }  # fmt: skip
    assert (out / "index.html").samefile(twin / "index.html") is linked


def test_two_builds_at_once_wait_for_each_other(tmp_path: Path) -> None:
    bench = begun(tmp_path)
    bench.articles |= {one.path: one for one in (article("c", "丙"),)}
    bench.number += 1
    children = []
    for _ in range(3):
        child = os.fork()
        if child == 0:
            code = 9
            try:
                bench.run([NEWS + "c.md"])
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    assert bench.site_now() == bench.whole()


def test_without_room_the_old_site_stays_and_the_next_build_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = begun(tmp_path)
    before, real, written = bench.site_now(), switching.Folder.write, 0

    def full(self: switching.Folder, name: str, data: bytes) -> None:
        nonlocal written
        written += 1
        if written > 4:
            raise OSError(28, "No space left on device")
        real(self, name, data)

    with monkeypatch.context() as patched:
        patched.setattr(switching.Folder, "write", full)
        with pytest.raises(OSError, match="No space"):
            bench.build(article("c", "丙"))
    assert bench.site_now() == before
    bench.run([NEWS + "c.md"])
    assert bench.onward == 3
    assert bench.site_now() == bench.whole()


def test_one_more_article_writes_few_files(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.build(*many(90))
    kept = {path: path.stat().st_ino for path in bench.site.rglob("*.html")}
    built = bench.build(article("c", "丙"))
    assert bench.onward == 1
    assert built.changed < 30
    assert sum(path.stat().st_ino == kept[path] for path in bench.site.rglob("*.html") if path in kept) > 90


def rewritten(bench: Bench) -> None:
    """Somebody puts another text into the catalogue, as a cache brought along could."""
    connection = sqlite3.connect(workshop.folder_of(bench.site) / "catalogue")
    connection.execute(
        "UPDATE body SET data=(SELECT data FROM body WHERE path=?) WHERE path=?", (NEWS + "n001.md", NEWS + "a.md")
    )
    connection.commit()
    connection.close()


def copied(bench: Bench) -> None:
    """The workshop comes from elsewhere: restored from a cache, or unpacked."""
    folder = workshop.folder_of(bench.site)
    shutil.copytree(folder, folder.with_name("other"))
    shutil.rmtree(folder)
    folder.with_name("other").rename(folder)


def resealed(bench: Bench) -> None:
    """A seal that somebody made who has not the key."""
    seal = workshop.folder_of(bench.site) / "seal"
    body = seal.read_bytes()[32:]
    seal.write_bytes(hmac.digest(b"another key" * 3, body, "sha256") + body)


def other_slot(bench: Bench) -> None:
    """Another folder in the place of the other slot."""
    slot = workshop.folder_of(bench.site) / "site"
    shutil.copytree(slot, slot.with_name("new"))
    shutil.rmtree(slot)
    slot.with_name("new").rename(slot)


def other_site(bench: Bench) -> None:
    """The site itself was put back from a copy."""
    shutil.copytree(bench.site, bench.folder / "copy")
    shutil.rmtree(bench.site)
    (bench.folder / "copy").rename(bench.site)


def cut_off(bench: Bench) -> None:
    """A catalogue of which half is there."""
    catalogue = workshop.folder_of(bench.site) / "catalogue"
    catalogue.write_bytes(catalogue.read_bytes()[:5_000])


def emptied(bench: Bench) -> None:
    """Nothing but a seal."""
    (workshop.folder_of(bench.site) / "catalogue").unlink()


@pytest.mark.parametrize("harm", [rewritten, copied, resealed, other_slot, other_site, cut_off, emptied])
def test_a_workshop_that_is_not_what_the_last_build_left_is_not_believed(tmp_path: Path, harm: Callable[[Bench], None]) -> None:
    bench = begun(tmp_path)
    harm(bench)
    bench.build(article("c", "丙"))
    assert bench.onward == 1
    assert bench.site_now() == bench.whole()
    bench.build(article("d", "丁"))
    assert bench.onward == 2
    assert bench.site_now() == bench.whole()


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    bench = Bench(tmp_path, key=None)
    bench.build(article("a", "甲"))
    bench.build(article("b", "乙"))
    assert bench.onward == 0
    assert not (workshop.folder_of(bench.site) / "catalogue").exists()
    assert bench.site_now() == bench.whole()


def test_the_slots_never_share_a_file_that_differs(tmp_path: Path) -> None:
    bench = begun(tmp_path)
    before = bench.site_now()
    bench.build(article("c", "丙"))
    assert tree(workshop.folder_of(bench.site) / "site") == before


def test_a_page_that_would_vanish_keeps_the_old_site(tmp_path: Path) -> None:
    bench = begun(tmp_path)
    before = bench.site_now()
    built = bench.build(gone=(NEWS + "a.md",), stones=False)
    assert built.vanished == ("liangshan/news/2026/a/index.html",)
    assert bench.site_now() == before
    bench.build(article("a", "甲·四稿"))
    assert bench.site_now() == bench.whole()


def overwritten(file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\x5a" * (len(data) - 4096))


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:8192])


def other_texts(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE body SET data=x'00'")


def other_entries(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE article SET entry=x'93'")


@pytest.mark.parametrize("damage", [overwritten, cut_short, other_texts, other_entries])
def test_a_catalogue_that_is_damaged_and_fits_its_seal_leads_to_a_whole_site(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    bench = begun(tmp_path)
    with workshop.workshop(bench.site, KEY) as (shop, _):
        sealed = shop._read()
        assert sealed is not None
        damage(shop.catalogue)
        shop._sealed(msgspec.structs.replace(sealed, catalogue=workshop._state(shop.catalogue)))
    built = bench.build(article("c", "丙"), article("a", "甲·三稿"))
    assert built.switched
    told = int(damage is not cut_short)  # a file that is too short is not even opened
    assert bench.distrusted == told
    assert bench.site_now() == bench.whole()
    onward = bench.onward
    bench.build(article("d", "丁"))
    assert (bench.onward, bench.distrusted) == (onward + 1, told)
    assert bench.site_now() == bench.whole()


def test_where_not_even_a_new_catalogue_can_be_written_the_old_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = begun(tmp_path)
    before, bench.ground = bench.site_now(), "another"

    def full(_: Path) -> sqlite3.Connection:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(kept_publishing, "on_disk", full)
    with pytest.raises(UndecidedError) as caught:
        bench.build(article("c", "丙"))
    assert "编目" in caught.value.text.zh
    assert bench.site_now() == before


def noted(monkeypatch: pytest.MonkeyPatch, said: list[str], owner: object, name: str, word: str) -> None:
    real = getattr(owner, name)

    def noting(*args: object, **named: object) -> object:
        said.append(word)
        return real(*args, **named)

    monkeypatch.setattr(owner, name, noting)


@pytest.mark.parametrize("ground", ["ground", "another"])
def test_a_seal_never_says_more_than_the_disk_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ground: str) -> None:
    bench, said = begun(tmp_path), list[str]()
    bench.ground = ground
    for owner, name, word in (
        (workshop, "write_through", "seal"), (workshop, "flush_folder", "sealed"), (workshop, "flush", "flush"),
        (switching.Folder, "write", "change"), (switching.Folder, "link", "change"), (kept_publishing.KeptBuild, "_close", "close"),
        (workshop, "switch", "switch"),
    ):  # fmt: skip
        noted(monkeypatch, said, owner, name, word)
    bench.build(article("c", "丙"))
    order = [word for number, word in enumerate(said) if said[number - 1 : number] != [word]]
    if ground == "ground":
        assert order == ["seal", "sealed", "change", "close", "flush", "seal", "sealed", "switch", "seal", "sealed"]
    else:
        assert order == ["change", "close", "flush", "switch", "seal", "sealed"]
