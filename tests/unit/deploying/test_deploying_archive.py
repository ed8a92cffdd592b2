"""A site as one file: the same bytes on every machine, and nothing comes out of it that was not signed."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.editions import tree
from support.station import Station, up

Member = tuple[tarfile.TarInfo, bytes]


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    station = Station(tmp_path_factory.mktemp("station"))
    station.publish("a", "b")
    station.build("public", "--archive", str(station.room / "site.tar"))
    return station


def archive(station: Station) -> Path:
    return station.room / "site.tar"


def members(path: Path) -> Iterator[Member]:
    with tarfile.open(path) as tar:
        for one in tar.getmembers():
            stream = tar.extractfile(one)
            yield one, stream.read() if stream else b""


def write(path: Path, held: list[Member]) -> Path:
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as tar:
        for one, data in held:
            one.size = len(data) if one.isreg() else 0
            tar.addfile(one, io.BytesIO(data))
    return path


def deploy(station: Station, target: Path, archive: Path) -> tuple[int, str]:
    done = station.run("deploy", str(target), "--archive", str(archive))
    return done.code, done.out + done.err


def test_the_same_site_gives_the_same_archive_whenever_and_wherever_it_is_built(station: Station, tmp_path: Path) -> None:
    station.build("elsewhere", "--archive", str(tmp_path / "again.tar"))
    assert (tmp_path / "again.tar").read_bytes() == archive(station).read_bytes()
    assert [one.name for one, _ in members(archive(station))][:2] == ["manifest.json", "manifest.json.sig"]


def test_an_archive_goes_up_as_the_site_it_was_made_of(station: Station, tmp_path: Path) -> None:
    code, said = deploy(station, tmp_path / "www", archive(station))
    assert code == 0, said
    assert up(tmp_path / "www") == tree(station.room / "public")
    assert "已经在线" in station.deploy(tmp_path / "www", station.room / "public").out


def test_without_a_key_there_is_no_archive(station: Station, tmp_path: Path) -> None:
    done = station.run("build", "--site-dir", str(tmp_path / "x"), "--archive", str(tmp_path / "x.tar"))
    assert done.code == 2
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "x.tar").exists()


def plain(name: str) -> tarfile.TarInfo:
    return tarfile.TarInfo(name)


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, target
    return made


HOSTILE: dict[str, Callable[[list[Member]], list[Member]]] = {
    "a file more": lambda held: [*held, (plain("more.html"), b"x")],
    "a file fewer": lambda held: held[:-1],
    "a byte changed": lambda held: [*held[:-1], (held[-1][0], held[-1][1] + b" ")],
    "a file twice": lambda held: [*held, held[-1]],
    "out of the folder": lambda held: [*held, (plain("../../etc/cron.d/x"), b"x")],
    "an absolute path": lambda held: [*held, (plain("/srv/x"), b"x")],
    "a symbolic link": lambda held: [*held, (link("x", "/etc/passwd", tarfile.SYMTYPE), b"")],
    "a hard link": lambda held: [*held, (link("x", "index.html", tarfile.LNKTYPE), b"")],
    "a device": lambda held: [*held, (link("x", "", tarfile.CHRTYPE), b"")],
    "a file through a link": lambda held: [(link("liangshan", "/srv", tarfile.SYMTYPE), b""), *held],
    "no manifest": lambda held: [one for one in held if one[0].name != "manifest.json"],
    "no signature": lambda held: [one for one in held if one[0].name != "manifest.json.sig"],
    "nothing": lambda _: [],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_that_was_changed_is_refused(station: Station, tmp_path: Path, name: str) -> None:
    made = write(tmp_path / "site.tar", HOSTILE[name](list(members(archive(station)))))
    code, said = deploy(station, tmp_path / "www", made)
    assert code == 1, said
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("cut", [0, 100, 5000, -30_000])
def test_an_archive_that_was_cut_short_or_is_none_is_refused(station: Station, tmp_path: Path, cut: int) -> None:
    (tmp_path / "site.tar").write_bytes(archive(station).read_bytes()[:cut])
    assert deploy(station, tmp_path / "www", tmp_path / "site.tar")[0] == 1
    (tmp_path / "site.tar").write_bytes(b"PK\x03\x04" * 1000)
    assert deploy(station, tmp_path / "www", tmp_path / "site.tar")[0] == 1
    assert not (tmp_path / "www").exists()


def test_an_archive_that_cannot_be_written_leaves_the_one_before(station: Station, tmp_path: Path) -> None:
    place = tmp_path / "folder.tar"
    place.mkdir()
    done = station.run("build", "--site-dir", str(tmp_path / "x"), "--key", str(station.key.private), "--archive", str(place))
    assert done.code == 3
    assert list(tmp_path.glob(".folder.tar*")) == []
    shutil.rmtree(place)
