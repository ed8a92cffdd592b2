"""Commits as their bytes tell them. Nothing here raises on rubbish: what cannot be read is nobody's and at no time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sanshen.model.commit import NEVER, CommitInfo
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.repository.objects import ObjectReader
from sanshen.repository.process import Git

_PERSON = re.compile(rb"([^<>\n]*)<([^<>\n]*)>(?:\s+(-?\d{1,18})(?:\s+[+-]\d+)?)?")
"""Of a field without blanks at its ends. No two of its parts can share a blank: thousands of them would take hours to hand around."""
_SIGNATURES: Final = {"sha1": b"gpgsig", "sha256": b"gpgsig-sha256"}
_TRAILERS: Final = "%H%n%(trailers:key=Co-authored-by,valueonly,unfold)"

MOST: Final = 1_000_000
"""Bytes of a commit that is read; its text is nobody's essay, and it packs a thousand times smaller than it is."""


class _Signed(NamedTuple):
    """A name, an address and a time."""

    name: str
    email: str
    at: datetime


class _Parts(NamedTuple):
    """A commit object taken apart: header fields in order, the signature, and what the signature is over."""

    fields: tuple[tuple[bytes, bytes], ...]
    signature: bytes | None
    payload: bytes
    message: bytes

    def first(self, name: bytes) -> bytes:
        """The first field of that name, empty where there is none."""
        return next((value for key, value in self.fields if key == name), b"")


def commit_bytes(reader: ObjectReader, sha: str) -> bytes:
    """The bytes of a commit object. Raises BlockedError where they are more than `MOST`, UndecidedError where it is not here."""
    header = reader.header(sha)
    if header is not None and header.size > MOST:
        size = header.size
        raise BlockedError(
            Text(
                f"提交 {sha[:12]} 本身有 {size} 字节，上限 {MOST}", f"commit {sha[:12]} itself has {size} bytes, at most {MOST}"
            ),
            Text("请用简短的提交说明重新提交", "commit anew with a short message"),
        )
    return reader.content(sha, "commit")


def read_commit(sha: str, data: bytes, object_format: str, co_authors: Sequence[tuple[str, str]] = ()) -> CommitInfo:
    """The commit that `data` (the object's bytes) is. Never raises."""
    parts = _split(data, _SIGNATURES.get(object_format, b"gpgsig"))
    encoding = parts.first(b"encoding").decode("ascii", "replace") or "utf-8"
    author = _person(parts.first(b"author"), encoding)
    committer = _person(parts.first(b"committer"), encoding)
    return CommitInfo(
        sha=sha,
        tree=parts.first(b"tree").decode("ascii", "replace"),
        parents=tuple(value.decode("ascii", "replace") for key, value in parts.fields if key == b"parent"),
        author_name=author.name,
        author_email=author.email,
        author_time=author.at,
        committer_name=committer.name,
        committer_email=committer.email,
        committer_time=committer.at,
        payload=parts.payload,
        co_authors=tuple(co_authors),
        signature=parts.signature,
        subject=_decoded(parts.message.lstrip(b"\n").split(b"\n", 1)[0], encoding),
    )


def _split(data: bytes, signature_field: bytes) -> _Parts:
    """Take a commit object apart the way git does when it verifies: every `gpgsig…` field is outside the payload."""
    head, gap, message = data.partition(b"\n\n")
    lines: list[tuple[bytes, list[bytes]]] = []
    kept: list[bytes] = []
    for line in head.split(b"\n"):
        if line.startswith(b" ") and lines:
            lines[-1][1].append(line[1:])
        else:
            name, _, value = line.partition(b" ")
            lines.append((name, [value]))
        if not lines[-1][0].startswith(b"gpgsig"):
            kept.append(line)
    fields = [(name, b"\n".join(values)) for name, values in lines]
    signatures = [value for name, value in fields if name == signature_field]
    return _Parts(
        fields=tuple(fields),
        # Two signatures are one too many: nobody can say which of them the commit rests on.
        signature=signatures[0] + b"\n" if len(signatures) == 1 else None,
        payload=b"\n".join(kept) + gap + message,
        message=message,
    )


def _person(field: bytes, encoding: str) -> _Signed:
    match = _PERSON.fullmatch(field.strip())
    if match is None:
        return _Signed(_decoded(field, encoding), "", NEVER)
    return _Signed(_decoded(match[1].strip(), encoding), _decoded(match[2], encoding).strip(), time_of(match[3]))


def time_of(seconds: bytes | None) -> datetime:
    """The time that git gives in seconds since 1970; NEVER for what is none."""
    try:
        return datetime.fromtimestamp(int(seconds or b"0"), UTC)
    except (OverflowError, ValueError, OSError):  # a date outside what calendars know proves nothing either way
        return NEVER


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding, "replace")
    except (LookupError, ValueError):  # an encoding nobody knows, or one of Python's that cannot pass over what it cannot read
        return raw.decode("utf-8", "replace")


def co_authors(git: Git, shas: Sequence[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """The `Co-authored-by` trailers of many commits, parsed by git, in one process."""
    if not shas:
        return {}
    question = "".join(f"{sha}\n" for sha in shas).encode("ascii")
    answer = git.run("log", "--no-walk=unsorted", "--stdin", "-z", f"--format={_TRAILERS}", stdin=question)
    found = {}
    for record in answer.out.decode("utf-8", "replace").split("\0"):
        sha, *values = record.strip("\n").split("\n")
        found[sha] = tuple(_co_author(value) for value in values if value.strip())
    return found


def _co_author(value: str) -> tuple[str, str]:
    person = _person(value.encode("utf-8", "replace"), "utf-8")
    return person.name, person.email
