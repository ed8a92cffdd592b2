"""The same deployment on another machine: a real sshd and rsync, on loopback."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sanshen.deploying.shell import Place, read_place
from support import sshd
from support.editions import tree
from support.keys import shared_key
from support.station import Station, releases, up

INSTALLED = bool(os.environ.get("CI")) or (sshd.SERVER.exists() and shutil.which("rsync") is not None)
"""In CI they must be there, so there it is taken for granted."""
pytestmark = pytest.mark.skipif(not INSTALLED, reason="sshd or rsync is not installed here")


class Server(NamedTuple):
    """The machine: `folder` is the target on its disk, `word` how it is written, `config` how ssh finds it."""

    folder: Path
    word: str
    config: Path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Station:
    station = Station(tmp_path_factory.mktemp("station"))
    station.publish("a", "b")
    station.build("one")
    station.publish("c")
    station.build("two")
    return station


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    room = tmp_path_factory.mktemp("server")
    home = room / "home"
    (home / ".ssh").mkdir(parents=True, mode=0o700)
    (home / ".ssh" / "authorized_keys").write_text(shared_key("deployer").public + "\n")
    with sshd.running(room, home) as port:
        host = (room / "host.pub").read_text().split()[:2]
        (room / "known_hosts").write_text(f"[127.0.0.1]:{port},[::1]:{port} {' '.join(host)}\n")
        key = shared_key("deployer").private
        lines = (f"UserKnownHostsFile {room}/known_hosts", "GlobalKnownHostsFile /dev/null", f"IdentityFile {key}")
        (room / "config").write_text("\n".join((*lines, "IdentitiesOnly yes", "LogLevel ERROR")) + "\n")
        yield room, port


@pytest.fixture
def server(machine: tuple[Path, int], tmp_path: Path) -> Server:
    room, port = machine
    folder = tmp_path / "it's a target" / "www"
    return Server(folder, f"ssh://{getpass.getuser()}@127.0.0.1:{port}{folder}", room / "config")


def deploy(model: Station, server: Server, site: str, *words: str, **env: str) -> tuple[int, str]:
    done = model.deploy(server.word, model.room / site, "--ssh-config", str(server.config), *words, **env)
    return done.code, done.out + done.err


def test_two_releases_a_check_and_a_late_build(model: Station, server: Server) -> None:
    code, said = deploy(model, server, "one")
    assert code == 0, said
    assert up(server.folder) == tree(model.room / "one")
    code, said = deploy(model, server, "two")
    assert code == 0, said
    assert up(server.folder) == tree(model.room / "two")
    first, second = (server.folder / "releases" / name for name in releases(server.folder))
    assert (first / "assets/sanshen/site.css").stat().st_ino == (second / "assets/sanshen/site.css").stat().st_ino
    assert oct((second / "index.html").stat().st_mode)[-3:] == "644"
    assert deploy(model, server, "one")[0] == 1
    assert list((server.folder / "incoming").iterdir()) == []
    checked = model.run("deploy", server.word, "--check", SANSHEN_SSH_CONFIG=str(server.config))
    assert checked.code == 0, checked.err
    (second / "index.html").write_text("别的")
    assert model.run("deploy", server.word, "--check", SANSHEN_SSH_CONFIG=str(server.config)).code == 1


def test_what_arrives_changed_is_never_put_up(model: Station, server: Server, tmp_path: Path) -> None:
    """A faulty line, disk or rsync: what counts is what lies there."""
    assert deploy(model, server, "one")[0] == 0
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin" / "rsync"
    page = server.folder / "incoming" / "site" / "index.html"
    wrapper.write_text(f'#!/bin/sh\n"{shutil.which("rsync")}" "$@" && echo x >> "{page}"\n')
    wrapper.chmod(0o755)
    code, said = deploy(model, server, "two", PATH=f"{tmp_path}/bin:{os.environ['PATH']}")
    assert code == 1
    assert "文件不符" in said
    assert up(server.folder) == tree(model.room / "one")


def test_an_upload_that_breaks_off_leaves_the_old_site_up(model: Station, server: Server, tmp_path: Path) -> None:
    assert deploy(model, server, "one")[0] == 0
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin" / "rsync"
    wrapper.write_text("#!/bin/sh\necho 'connection unexpectedly closed' >&2\nexit 12\n")
    wrapper.chmod(0o755)
    code, said = deploy(model, server, "two", PATH=f"{tmp_path}/bin:{os.environ['PATH']}")
    assert code == 3
    assert "connection unexpectedly closed" in said
    assert up(server.folder) == tree(model.room / "one")
    assert deploy(model, server, "two")[0] == 0
    assert up(server.folder) == tree(model.room / "two")


def test_without_the_connection_that_holds_the_lock_nothing_more_is_done(
    model: Station, server: Server, tmp_path: Path
) -> None:
    """It breaks in the upload; ssh and rsync could connect anew, and would work beside whoever has the lock by then."""
    assert deploy(model, server, "one")[0] == 0
    (tmp_path / "bin").mkdir()
    wrapper = tmp_path / "bin" / "rsync"
    ours = 'tr "\\0" " " < "$one/cmdline" | grep -q ControlMaster=yes && [ "$(cut -d" " -f4 "$one/stat")" = "$PPID" ]'
    end = f'for one in /proc/[0-9]*; do if {ours}; then kill -9 "${{one#/proc/}}"; fi; done 2>/dev/null'
    wrapper.write_text(f'#!/bin/sh\n{end}\n"{shutil.which("rsync")}" "$@"\n')
    wrapper.chmod(0o755)
    code, said = deploy(model, server, "two", PATH=f"{tmp_path}/bin:{os.environ['PATH']}")
    assert code == 3, said
    assert not (server.folder / "incoming/site").exists() or not list((server.folder / "incoming/site").iterdir())
    assert up(server.folder) == tree(model.room / "one")
    assert deploy(model, server, "two")[0] == 0


def test_a_machine_with_an_ipv6_address(model: Station, server: Server, machine: tuple[Path, int]) -> None:
    word = server.word.replace("127.0.0.1", "[::1]")
    code, said = deploy(model, Server(server.folder, word, server.config), "one")
    assert code == 0, said
    assert up(server.folder) == tree(model.room / "one")
    user = getpass.getuser()
    assert read_place(word, "/") == Place(str(server.folder), f"{user}@::1", machine[1])
    assert read_place(f"{user}@[::1]:/srv/www", "/") == Place("/srv/www", f"{user}@::1")
    assert str(read_place("[::1]:/srv/www", "/")) == "[::1]:/srv/www"


def test_somebody_else_at_work_there(model: Station, server: Server) -> None:
    assert deploy(model, server, "one")[0] == 0
    words = ["sh", "-c", "exec 9>>.lock; flock -n 9; echo held; cat >/dev/null"]
    holding = subprocess.Popen(words, cwd=server.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holding.stdout is not None
    assert holding.stdout.readline() == b"held\n"
    try:
        code, said = deploy(model, server, "two")
        assert code == 1
        assert "另一次上线" in said
    finally:
        holding.communicate()


def test_a_host_whose_key_is_not_known_is_never_spoken_to(model: Station, server: Server, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text(server.config.read_text().replace("UserKnownHostsFile ", f"UserKnownHostsFile {tmp_path}/none"))
    code, said = deploy(model, Server(server.folder, server.word, config), "one")
    assert code == 3
    assert "连不上" in said
    assert not server.folder.exists()


@pytest.mark.parametrize(
    "word",
    ["ssh://", "ssh:///srv/www", "-oProxyCommand=x:/srv", "host:", "host:relative", "host:/", "ssh://-oX@h:abc/x", "a b:/srv", "ssh://h:99999/x", "x\n:/a",
     "::1:/srv", "fe80::1:/srv", "ssh://::1/srv", "[web]:/srv", "[::1]", "[::1]:", "[::1]:srv", "-[::1]:/srv", "[::1:/srv"],
)  # fmt: skip
def test_a_target_that_names_no_place_is_refused(model: Station, word: str) -> None:
    done = model.deploy(word, model.room / "no-such-site")
    assert done.code == 2, done.out + done.err
