"""Public SSH keys as the roster holds them, and the armour of an SSH signature. Pure: bytes and text in, values out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.reading.ssh_keys import FIELDS, key_fault

NAMESPACE: Final = "sanshen"
"""The signature namespace of statements: a signature made for Git, e-mail or files never counts as a sign-off."""

KEY_TYPES: Final = frozenset(FIELDS)
"""Plain and hardware keys. Certificates and DSA are refused: a certificate's rights are not in the roster."""

_OPTION = re.compile(r'(valid-after|valid-before|namespaces)="([A-Za-z0-9@.,*_-]{1,200})"', re.IGNORECASE)
_STAMP = re.compile(r"(\d{8})(\d{4}(?:\d{2})?)?(Z?)")
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_ARMOUR_LINE: Final = 76


class PublicKey(msgspec.Struct, frozen=True):
    """One usable public key. `blob` is the key in SSH wire form; the window's ends are instants (UTC), both included."""

    type: str
    blob: bytes
    comment: str = ""
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    namespaces: str = ""

    @property
    def fingerprint(self) -> str:
        """`SHA256:…` as `ssh-keygen -l` prints it."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def line(self) -> str:
        """`type base64`, as in a .pub file without its comment."""
        return f"{self.type} {base64.b64encode(self.blob).decode()}"

    @property
    def windowed(self) -> bool:
        """Whether the key is valid only for a time."""
        return self.valid_after is not None or self.valid_before is not None

    def allowed_signer(self, person: str) -> str:
        """One line of an allowed_signers file for `person`; times are UTC, so it must be read with TZ=UTC."""
        options = []
        if self.valid_after is not None:
            options.append(f'valid-after="{stamp(self.valid_after)}"')
        if self.valid_before is not None:
            options.append(f'valid-before="{stamp(self.valid_before)}"')
        options.append(f'namespaces="{self.namespaces or NAMESPACE}"')
        return f"{person} {','.join(options)} {self.line}"


def stamp(at: datetime) -> str:
    """An instant as ssh-keygen reads it with TZ=UTC: YYYYMMDDHHMMSS."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def garbled(revoked: bytes) -> bool:
    """Whether a list of revoked keys is neither a KRL nor text. ssh-keygen takes a line from a NUL byte on for blank: it would revoke nothing."""
    return b"\0" in revoked and not revoked.startswith(b"SSHKRL\n\0")


def wire_strings(blob: bytes) -> tuple[bytes, ...]:
    """The length-prefixed strings that `blob` consists of; raises ValueError where it is anything else."""
    found, at = [], 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        if at + 4 + size > len(blob):
            raise ValueError("cut short")
        found.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return tuple(found)


def _instant(text: str, zone: str) -> datetime:
    """A validity time as allowed_signers writes it, in `zone` unless it ends in Z; raises ValueError."""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise ValueError("YYYYMMDD[HHMM[SS]][Z]")
    digits = match[1] + (match[2] or "").ljust(6, "0")
    local = datetime.strptime(digits, "%Y%m%d%H%M%S")  # noqa: DTZ007  # the zone is added on the next line
    return local.replace(tzinfo=UTC if match[3] else ZoneInfo(zone)).astimezone(UTC)


def _options(text: str, zone: str) -> dict[str, str | datetime]:
    found: dict[str, str | datetime] = {}
    at = 0
    while at < len(text):
        match = _OPTION.match(text, at)
        if match is None or match[1].lower() in found:
            raise ValueError(f"option {text[at:][:40]!r}")
        name = match[1].lower()
        found[name] = match[2] if name == "namespaces" else _instant(match[2], zone)
        at = match.end()
        if at < len(text):
            if text[at] != ",":
                raise ValueError(f"option {text[at:][:40]!r}")
            at += 1
    return found


class UnusableKeyError(ValueError):
    """A line that is no usable public key; `text` says why and never repeats the key."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def parse_key(line: str, zone: str = "Asia/Shanghai") -> PublicKey:
    """A roster's key: `[options ]type base64[ comment]`; options are `valid-after`, `valid-before`, `namespaces`.

    Times without a final Z are in `zone` (the policy's `time-zone`). Raises UnusableKeyError.
    """
    fault = key_fault(line)
    if fault is not None:
        raise UnusableKeyError(fault)
    words = line.split()
    options: dict[str, str | datetime] = {}
    if words[0] not in KEY_TYPES:
        try:
            options, words = _options(words[0], zone), words[1:]
        except ValueError as error:  # a day that no calendar has, or an option twice
            raise UnusableKeyError(Text(f"密钥选项有误：{error}", f"the key's options: {error}")) from error
    return PublicKey(
        type=words[0],
        blob=base64.b64decode(words[1], validate=True),
        comment=" ".join(words[2:]),
        valid_after=_as_time(options.get("valid-after")),
        valid_before=_as_time(options.get("valid-before")),
        namespaces=str(options.get("namespaces", "")),
    )


def _as_time(value: str | datetime | None) -> datetime | None:
    return value if isinstance(value, datetime) else None


class KeyRing(msgspec.Struct, frozen=True):
    """The roster's keys by person, and whose each key is. `shared` holds keys of several people or of the pipeline."""

    keys: Mapping[str, tuple[PublicKey, ...]]
    owners: Mapping[bytes, str]
    shared: frozenset[bytes] = frozenset()
    unusable: Mapping[str, tuple[Text, ...]] = {}
    """Person id → why a key of theirs cannot be used."""


def key_ring(roster: Roster, zone: str = "Asia/Shanghai") -> KeyRing:
    """All usable keys of the roster. A key that two people (or a person and the pipeline) hold proves nobody."""
    keys: dict[str, tuple[PublicKey, ...]] = {}
    owners: dict[bytes, str] = {}
    shared: set[bytes] = set()
    unusable: dict[str, tuple[Text, ...]] = {}
    for line in roster.pipeline_keys:
        try:
            shared.add(parse_key(line, zone).blob)
        except UnusableKeyError:
            continue  # a pipeline key that cannot be used can be nobody's either
    for person_id, person in roster.people.items():
        usable = []
        for line in person.ssh:
            try:
                usable.append(parse_key(line, zone))
            except UnusableKeyError as error:
                unusable[person_id] = (*unusable.get(person_id, ()), error.text)
        keys[person_id] = tuple(usable)
        for key in usable:
            if owners.setdefault(key.blob, person_id) != person_id:
                shared.add(key.blob)
    return KeyRing(keys=keys, owners=owners, shared=frozenset(shared), unusable=unusable)


class Envelope(msgspec.Struct, frozen=True):
    """What an SSH signature says of itself (PROTOCOL.sshsig); nothing in it is believed before ssh-keygen has verified it."""

    key_type: str
    key: bytes
    namespace: str
    hash_algorithm: str
    signature_type: str
    signature: bytes = b""


def open_envelope(armoured: str) -> Envelope:
    """Read the armour of a signature; raises ValueError where it is not exactly one version-1 SSH signature."""
    lines = armoured.split("\n")
    if len(lines) < 4 or lines[0] != _BEGIN or lines[-2:] != [_END, ""]:  # noqa: PLR2004  # begin, one line, end, ""
        raise ValueError("not one armoured SSH signature")
    if any(len(line) > _ARMOUR_LINE for line in lines):
        raise ValueError("a line of the armour is too long")
    try:
        blob = base64.b64decode("".join(lines[1:-2]), validate=True)
    except binascii.Error as error:
        raise ValueError("the armour is not base64") from error
    if blob[:10] != b"SSHSIG\x00\x00\x00\x01":
        raise ValueError("not an SSH signature of version 1")
    parts = wire_strings(blob[10:])
    if len(parts) != 5:  # noqa: PLR2004  # key, namespace, reserved, hash algorithm, signature
        raise ValueError("an SSH signature has five fields")
    key, namespace, _, algorithm, signature = parts
    return Envelope(
        key_type=_first_string(key).decode("ascii"),
        key=key,
        namespace=namespace.decode("utf-8"),
        hash_algorithm=algorithm.decode("ascii"),
        signature_type=_first_string(signature).decode("ascii"),
        signature=signature,
    )


def _first_string(blob: bytes) -> bytes:
    """The leading string alone: what follows in a certificate or a hardware key's signature is not all strings."""
    return blob[4 : 4 + int.from_bytes(blob[:4], "big")]
