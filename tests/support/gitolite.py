"""gitolite behind a real sshd on loopback, in a temporary folder: nothing of this machine's configuration is touched."""

from __future__ import annotations

import getpass
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from support import sshd
from support.keys import Key
from support.pushes import HOOK

SHELL = Path("/usr/share/gitolite3/gitolite-shell")


class Gitolite(NamedTuple):
    """A running server. `home` is gitolite's home, `port` sshd's port on loopback."""

    home: Path
    port: int
    admin: Key

    def bare(self, name: str) -> Path:
        """A repository on the server's disk."""
        return self.home / "repositories" / f"{name}.git"

    def url(self, name: str) -> str:
        """The address that clients push to."""
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}/{name}"

    def ssh(self, key: Key) -> dict[str, str]:
        """The environment in which git speaks to the server with that key alone."""
        options = (
            "-F /dev/null -o IdentitiesOnly=yes -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR"
        )
        return {"GIT_SSH_COMMAND": f"ssh {options} -i {key.private}", "GIT_SSH_VARIANT": "ssh"}


def installed() -> bool:
    """Whether gitolite3 and sshd are there; in CI they must be, so there it is taken for granted."""
    return bool(os.environ.get("CI")) or (SHELL.exists() and sshd.SERVER.exists())


@contextmanager
def running(folder: Path, admin: Key, repository: str) -> Iterator[Gitolite]:
    """gitolite with one repository that `admin` may write, the hook installed for all repositories as docs/pre-receive.md says."""
    assert SHELL.exists(), "gitolite3 is not installed; .ci/run installs it where it may"
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "admin.pub").write_text(admin.public + "\n")
    _gitolite(home, "setup", "-pk", "admin.pub")
    rc = home / ".gitolite.rc"
    rc.write_text(
        rc.read_text().replace('# LOCAL_CODE                =>  "$ENV{HOME}/local"', 'LOCAL_CODE => "$ENV{HOME}/local"')
    )
    hooks = home / "local" / "hooks" / "common"
    hooks.mkdir(parents=True)
    copyfile(HOOK, hooks / "pre-receive")
    (hooks / "pre-receive").chmod(0o755)
    conf = home / ".gitolite" / "conf" / "gitolite.conf"
    conf.write_text(conf.read_text() + f"\nrepo {repository}\n    RW+ = admin\n")
    (home / ".gitconfig").write_text(f"[sanshen]\n\tpython = {sys.executable}\n[init]\n\tdefaultBranch = main\n")
    _gitolite(home, "compile")
    _gitolite(home, "setup", "--hooks-only")
    with sshd.running(folder, home) as port:
        yield Gitolite(home, port, admin)


def _gitolite(home: Path, *words: str) -> None:
    env = {"PATH": sshd.PATHS, "HOME": str(home), "LC_ALL": "C"}
    done = subprocess.run(["gitolite", *words], cwd=home, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
