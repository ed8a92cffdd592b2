"""A real sshd on loopback, in a temporary folder: nothing of this machine's configuration is touched."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER = Path("/usr/sbin/sshd")
PATHS = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@contextmanager
def running(folder: Path, home: Path) -> Iterator[int]:
    """sshd for whoever holds a key of `home`/.ssh/authorized_keys; gives its port on loopback (127.0.0.1 and ::1). Needs no rights of root."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host")], check=True)
    config = folder / "sshd_config"
    config.write_text(
        f"ListenAddress 127.0.0.1\nListenAddress ::1\nPort {port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {home}/.ssh/authorized_keys\nPasswordAuthentication no\nPermitRootLogin yes\n"
        f"SetEnv HOME={home}\nSetEnv PATH={PATHS}\n"
    )
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # sshd's empty folder for dropping privileges
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen([SERVER, "-D", "-e", "-f", str(config)], stderr=log)
        try:
            _wait(port, process)
            yield port
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "sshd ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd does not answer")
