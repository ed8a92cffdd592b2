"""Throw-away SSH keys for tests: made at run time, in a temporary folder, never in the repository."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sanshen.model.roster import Person, Roster
from support.places import lasting_place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

EMPTY_HOME = "/nonexistent"


@dataclass(frozen=True)
class Key:
    """A key pair on disk: `private` is the file's path, `public` the `type base64 comment` line."""

    private: Path
    public: str
    quick: bool = False
    """An ed25519 key without passphrase: its signatures are made without a process, and are those of ssh-keygen to the byte."""

    @property
    def blob(self) -> bytes:
        return base64.b64decode(self.public.split()[1])

    @property
    def fingerprint(self) -> str:
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    def sign(self, data: bytes, namespace: str = "sanshen") -> str:
        """An armoured signature: ssh-keygen's."""
        if not self.quick:
            return self.sign_by_ssh_keygen(data, namespace)
        digest = _string(hashlib.sha512(data).digest())
        signed = b"SSHSIG" + b"".join(map(_string, (namespace.encode(), b"", b"sha512"))) + digest
        raw = _private(self.private).sign(signed)
        return armour(self.blob, namespace.encode(), b"sha512", _string(b"ssh-ed25519") + _string(raw))

    def sign_by_ssh_keygen(self, data: bytes, namespace: str) -> str:
        """The same by a process of the real ssh-keygen."""
        done = subprocess.run(
            ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(self.private)],
            input=data,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode()


def make_key(folder: Path, kind: str = "ed25519", name: str = "id", *, bits: int | None = None, passphrase: str = "") -> Key:
    """A new key pair `folder/name`(.pub)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", f"{name}@test", "-f", str(path)]
    subprocess.run(command + (["-b", str(bits)] if bits else []), check=True, capture_output=True)
    return Key(path, path.with_name(name + ".pub").read_text().strip())


@cache
def shared_key(name: str, kind: str = "ed25519", bits: int | None = None) -> Key:
    """A key made once a test run: making one costs more than using it."""
    made = make_key(lasting_place("keys"), kind, name, bits=bits)
    return replace(made, quick=kind == "ed25519")


@cache
def _private(path: Path) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    return cast("Ed25519PrivateKey", load_ssh_private_key(path.read_bytes(), password=None))


class HardwareKey:
    """A security key (sk-ssh-ed25519@openssh.com) played in software: same bytes as a token would give."""

    def __init__(self, application: str = "ssh:") -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.generate()
        self._application = application.encode()
        raw = self._key.public_key().public_bytes_raw()
        self.blob = _string(b"sk-ssh-ed25519@openssh.com") + _string(raw) + _string(self._application)
        self.public = f"sk-ssh-ed25519@openssh.com {base64.b64encode(self.blob).decode()} token@test"

    def sign(self, data: bytes, namespace: str = "sanshen") -> str:
        """An armoured signature, with the user-present flag and a counter, as PROTOCOL.u2f describes."""
        digest = _string(hashlib.sha512(data).digest())
        signed = b"SSHSIG" + _string(namespace.encode()) + _string(b"") + _string(b"sha512") + digest
        flags = b"\x01" + (7).to_bytes(4, "big")
        message = hashlib.sha256(self._application).digest() + flags + hashlib.sha256(signed).digest()
        signature = _string(b"sk-ssh-ed25519@openssh.com") + _string(self._key.sign(message)) + flags
        return armour(self.blob, namespace.encode(), b"sha512", signature)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def armour(key: bytes, namespace: bytes, algorithm: bytes, signature: bytes) -> str:
    """An SSHSIG envelope around the given parts."""
    fields = (key, namespace, b"", algorithm, signature)
    blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(_string(field) for field in fields)
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def roster_of(people: Mapping[str, str | tuple[str, ...]], pipeline: tuple[str, ...] = ()) -> Roster:
    """A roster of people with keys only: person id → one or more `ssh` lines."""
    return Roster(
        name="示例区",
        people={
            person: Person(name=person, ssh=(lines,) if isinstance(lines, str) else lines) for person, lines in people.items()
        },
        home=dict.fromkeys(people, ""),
        district_roles={},
        units={},
        pipeline_keys=pipeline,
    )


@contextmanager
def agent(*keys: Key) -> Iterator[dict[str, str]]:
    """A running ssh-agent that holds `keys`; gives the environment in which it is found."""
    folder = lasting_place("agent")
    env = {"PATH": os.environ["PATH"], "HOME": EMPTY_HOME, "SSH_AUTH_SOCK": f"{folder}/socket"}
    with subprocess.Popen(["ssh-agent", "-D", "-a", env["SSH_AUTH_SOCK"]], stdout=subprocess.DEVNULL) as process:
        try:
            while not Path(env["SSH_AUTH_SOCK"]).exists():
                if process.poll() is not None:
                    raise RuntimeError("ssh-agent ended at once")
            for key in keys:
                subprocess.run(["ssh-add", "-q", str(key.private)], env=env, check=True, capture_output=True)
            yield env
        finally:
            process.terminate()
