"""Public SSH keys as the roster lists them: `[options ]type base64[ comment]`, checked without any cryptography."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Final

from sanshen.model.text import Text

FIELDS: Final[Mapping[str, int]] = {
    "ssh-ed25519": 2,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "ssh-rsa": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
"""Key types that may sign, and of how many strings their wire form consists. No certificates, no DSA."""

RSA_BITS: Final = 2048
_OPTION: Final = r'(?:valid-after|valid-before)="\d{8}(?:\d{4}(?:\d{2})?)?Z?"|namespaces="[A-Za-z0-9@.,*_-]{1,200}"'
_OPTIONS: Final = rf"(?:{_OPTION})(?:,(?:{_OPTION}))*"
_PRIVATE: Final = re.compile(r"PRIVATE KEY|b3BlbnNzaC1rZXktdjE|PuTTY-User-Key-File")


def holds_private_key(text: str) -> bool:
    """Whether the text holds (a part of) a private key, in armour or as its bare base64."""
    return _PRIVATE.search(text) is not None


def key_fault(line: str) -> Text | None:
    """Why a line is no usable public key, else None. The message never repeats the key."""
    if holds_private_key(line):
        return Text(
            "这是私钥，绝不能放进仓库；请立即停用并更换这把密钥，这里只写公钥",
            "this is a private key and must never stand in the repository; retire it now and list the public key only",
        )
    words = line.split()
    if words and words[0] not in FIELDS and re.fullmatch(_OPTIONS, words[0], re.IGNORECASE):
        words = words[1:]
    if len(words) < 2 or words[0] not in FIELDS:  # noqa: PLR2004  # type and base64
        known = "、".join(FIELDS)
        return Text(
            f"不是可用的 SSH 公钥；应为“类型 base64 [备注]”，类型为 {known} 之一",
            f"not a usable SSH public key; expected `type base64 [comment]`, the type one of {', '.join(FIELDS)}",
        )
    if not _whole(words[0], words[1]):
        return Text(
            "SSH 公钥不完整或与类型不符（RSA 至少 2048 位）；请从 .pub 文件原样复制",
            "the SSH public key is cut short or of another type (RSA needs 2048 bits); copy it from the .pub file",
        )
    return None


def _whole(type_: str, encoded: str) -> bool:
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    if base64.b64encode(blob).decode() != encoded:  # one key, one spelling: else it could be listed twice unseen
        return False
    strings = _strings(blob)
    if strings is None or len(strings) != FIELDS[type_] or strings[0] != type_.encode():
        return False
    if type_ == "ssh-rsa":
        return int.from_bytes(strings[2], "big").bit_length() >= RSA_BITS
    if "ed25519" in type_:
        return len(strings[1]) == 32  # noqa: PLR2004  # an ed25519 public key has 32 bytes
    return all(strings)


def _strings(blob: bytes) -> list[bytes] | None:
    """The length-prefixed strings a key consists of, None where it is anything else."""
    found, at = [], 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        at += 4 + size
        if at > len(blob):
            return None
        found.append(blob[at - size : at])
    return found
