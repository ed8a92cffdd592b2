"""SSH signatures over records (SSHSIG, namespace `sanshen-record`): made by ssh-keygen, checked in this process.

ed25519, rsa and ecdsa are checked with `cryptography` (20,000 of them in seconds); other kinds of key by ssh-keygen.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import subprocess
import tempfile
from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.records.record import NAMESPACE

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.ssh import SSHPublicKeyTypes

_MAGIC: Final = b"SSHSIG"
_HEAD: Final = "-----BEGIN SSH SIGNATURE-----"
_FOOT: Final = "-----END SSH SIGNATURE-----"
_HASHES: Final = frozenset({b"sha256", b"sha512"})
_WIDTH: Final = 70
_KEYGEN_SECONDS: Final = 60


class _Blob(msgspec.Struct, frozen=True):
    """The fields of an SSHSIG blob that decide."""

    key: bytes
    hash_name: bytes
    kind: bytes
    raw: bytes


def _string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _take(data: bytes, at: int) -> tuple[bytes, int]:
    size = int.from_bytes(data[at : at + 4], "big")
    end = at + 4 + size
    if len(data) < at + 4 or len(data) < end:
        raise ValueError("cut short")
    return data[at + 4 : end], end


def armor(blob: bytes) -> str:
    """The one armored spelling of a signature that records use (that of ssh-keygen)."""
    text = base64.b64encode(blob).decode("ascii")
    lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
    return "\n".join([_HEAD, *lines, _FOOT]) + "\n"


def _open(armored: str, wanted: str) -> _Blob:
    """The signature's fields; ValueError unless it is spelt as `armor` spells it, for namespace `wanted`, with nothing left over."""
    body = armored.removeprefix(_HEAD + "\n").removesuffix(_FOOT + "\n").replace("\n", "")
    blob = base64.b64decode(body, validate=True)
    if armor(blob) != armored or not blob.startswith(_MAGIC + b"\0\0\0\1"):
        raise ValueError("not an SSH signature")
    fields, at = [], len(_MAGIC) + 4
    for _ in range(5):
        field, at = _take(blob, at)
        fields.append(field)
    key, namespace, reserved, hash_name, signature = fields
    kind, end = _take(signature, 0)
    raw, end = _take(signature, end)
    # A security key appends one byte of flags and a counter of four.
    if at != len(blob) or reserved or (end != len(signature) and not kind.startswith(b"sk-")):
        raise ValueError("bytes left over")
    if namespace != wanted.encode() or hash_name not in _HASHES:
        raise ValueError("another namespace or hash")
    return _Blob(key, hash_name, kind, raw)


@lru_cache(maxsize=256)
def _key_blob(line: str) -> bytes:
    """The key's own bytes from a line such as `ssh-ed25519 AAAA… comment`; b"" where the line is none."""
    try:
        kind, encoded = line.split(None, 2)[:2]
        blob = base64.b64decode(encoded, validate=True)
        return blob if _take(blob, 0)[0] == kind.encode() else b""
    except (ValueError, binascii.Error):
        return b""


@lru_cache(maxsize=256)
def _loaded(blob: bytes) -> SSHPublicKeyTypes | None:
    """The key ready for use, None for kinds that only ssh-keygen knows (security keys)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    kind = _take(blob, 0)[0]
    if kind.startswith(b"sk-"):
        return None
    try:
        return load_ssh_public_key(kind + b" " + base64.b64encode(blob))
    except (UnsupportedAlgorithm, ValueError):
        return None


def _holds(key: SSHPublicKeyTypes, blob: _Blob, signed: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

    try:
        if isinstance(key, ed25519.Ed25519PublicKey) and blob.kind == b"ssh-ed25519":
            key.verify(blob.raw, signed)
            return True
        if isinstance(key, rsa.RSAPublicKey) and blob.kind in {b"rsa-sha2-256", b"rsa-sha2-512"}:
            key.verify(blob.raw, signed, padding.PKCS1v15(), hashes.SHA512() if blob.kind.endswith(b"512") else hashes.SHA256())
            return True
        if isinstance(key, ec.EllipticCurvePublicKey) and blob.kind == _take(blob.key, 0)[0]:
            first, at = _take(blob.raw, 0)
            second, _ = _take(blob.raw, at)
            sizes: Mapping[int, hashes.HashAlgorithm] = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
            pair = utils.encode_dss_signature(int.from_bytes(first, "big"), int.from_bytes(second, "big"))
            key.verify(pair, signed, ec.ECDSA(sizes[key.curve.key_size]))
            return True
    except (InvalidSignature, ValueError):
        return False
    return False


def _keygen(words: list[str], data: bytes, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    # Never ask, not on the terminal either (hence the new session): a pipeline has nobody to answer.
    quiet = {**env, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    quiet.pop("SSH_ASKPASS", None)
    try:
        return subprocess.run(
            ["ssh-keygen", *words],
            input=data,
            capture_output=True,
            env=quiet,
            timeout=_KEYGEN_SECONDS,
            check=False,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise UndecidedError(
            Text("找不到 ssh-keygen，无法签署或核对记录", "ssh-keygen is missing: records can be neither signed nor checked"),
            Text("请安装 openssh-client", "install openssh-client"),
        ) from error
    except subprocess.TimeoutExpired as error:
        raise UndecidedError(Text("ssh-keygen 没有答复", "ssh-keygen did not answer")) from error


def _holds_by_keygen(line: str, data: bytes, armored: str, namespace: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        allowed, signature = Path(folder, "allowed"), Path(folder, "signature")
        allowed.write_text(f'pipeline namespaces="{namespace}" {line}\n', encoding="utf-8")
        signature.write_text(armored, encoding="ascii")
        words = ["-Y", "verify", "-f", str(allowed), "-I", "pipeline", "-n", namespace, "-s", str(signature)]
        return _keygen(words, data, os.environ).returncode == 0


def problem(data: bytes, armored: str, keys: Collection[str], namespace: str = NAMESPACE) -> Text | None:
    """None where `armored` is a signature over `data` by one of `keys` (public key lines); otherwise what is wrong with it."""
    try:
        blob = _open(armored, namespace)
    except (ValueError, binascii.Error):
        return Text("签名格式不对或用途不符", "the signature is malformed or of another namespace")
    line = next((one for one in keys if _key_blob(one) == blob.key), None)
    if line is None:
        return Text("签名密钥不是当时登记的发布密钥", "signed by a key that was no pipeline key at that time")
    hashed = hashlib.new(blob.hash_name.decode(), data).digest()
    signed = _MAGIC + _string(namespace.encode()) + _string(b"") + _string(blob.hash_name) + _string(hashed)
    key = _loaded(blob.key)
    good = _holds_by_keygen(line, data, armored, namespace) if key is None else _holds(key, blob, signed)
    return None if good else Text("签名与内容不符", "the signature does not fit the content")


def sign(data: bytes, key: Path, env: Mapping[str, str], *, namespace: str = NAMESPACE) -> str:
    """The armored signature over `data` by the private key (or the agent's key of the public file) at `key`.

    Raises UsageError where the key cannot be used without asking somebody.
    """
    done = _keygen(["-Y", "sign", "-f", str(key), "-n", namespace], data, env)
    if done.returncode != 0:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(
            Text(f"发布密钥 {key} 不能签名：{'; '.join(why[:2])}", f"the pipeline key {key} cannot sign: {'; '.join(why[:2])}"),
            Text(
                "请用 --key 或 SANSHEN_PIPELINE_KEY 指向没有口令的发布私钥（或已载入代理的公钥）",
                "point --key or SANSHEN_PIPELINE_KEY at a private key without passphrase, or at a public key in the agent",
            ),
        )
    return done.stdout.decode("ascii").replace("\r\n", "\n")


def key_line(key: Path, env: Mapping[str, str]) -> str:
    """The public line of the private or public key file at `key`; UsageError where it is no key."""
    if not key.is_file():
        raise UsageError(
            Text(f"找不到发布密钥：{key}", f"no pipeline key at {key}"),
            Text("请用 --key FILE 或环境变量 SANSHEN_PIPELINE_KEY 指明", "give --key FILE or set SANSHEN_PIPELINE_KEY"),
        )
    text = key.read_text(encoding="utf-8", errors="replace").strip()
    if _key_blob(text):
        return text
    done = _keygen(["-y", "-P", "", "-f", str(key)], b"", env)
    if done.returncode != 0:
        raise UsageError(Text(f"{key} 不是可用的私钥", f"{key} is not a usable private key"))
    return done.stdout.decode("utf-8", "replace").strip()


def same_key(one: str, other: str) -> bool:
    """Whether two public key lines name the same key, comments aside."""
    return bool(_key_blob(one)) and _key_blob(one) == _key_blob(other)


def is_public(data: bytes) -> bool:
    """Whether the bytes of a key file are a public key, such as one that stands for a key in an agent."""
    return bool(_key_blob(data.decode("utf-8", "replace").strip()))
