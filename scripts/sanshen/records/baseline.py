"""The baseline (存量登记): the articles of an existing site at one commit, brought in once by two office-administrators."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from sanshen.records.record import RecordFile
from sanshen.repository import Repository

PATH: Final = "reviews/baseline.json"
CONTENT: Final = "content/"


class BaselineArticle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One article as it stood: its digests, the SHA-256 of its bytes and of its bundle, and its original publication time."""

    path: str
    form: str
    substance: str
    sha256: str
    bundle: tuple[tuple[str, str], ...]
    published: datetime


class Baseline(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file. `commit` is the commit that the list was made from; `repository` the first commit of all."""

    schema: Literal["sanshen-baseline-1"]
    repository: str
    commit: str
    articles: tuple[BaselineArticle, ...]


def encode(baseline: Baseline) -> bytes:
    """The file's bytes: sorted keys, one value a line, so that a difference can be read."""
    return msgspec.json.format(msgspec.json.encode(baseline, order="sorted"), indent=1) + b"\n"


def decode(data: bytes) -> Baseline | str:
    """The baseline in `data`, or what is wrong with it."""
    try:
        baseline = msgspec.json.decode(data, type=Baseline)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return str(error)
    paths = [one.path for one in baseline.articles]
    if paths != sorted(set(paths)):
        return "articles are not sorted by path, or one is there twice"
    return baseline if encode(baseline) == data else "not as `sanshen baseline` writes it"


def start(repository: Repository, line: Sequence[str]) -> int:
    """Where the first record begins on the first-parent `line` (genesis first): at the commit that the baseline at its end names.

    What an existing site brought in between genesis and that commit is vouched for by the baseline; so it must be content
    and nothing else. 0, the genesis commit, where there is no such baseline.
    """
    data = repository.read_path(line[-1], PATH)
    read = decode(data) if data is not None else None
    if not isinstance(read, Baseline) or read.commit not in line:
        return 0
    between = repository.changes(line[0], read.commit)
    return line.index(read.commit) if all(one.path.startswith(CONTENT) for one in between) else 0


def misfits(repository: Repository, baseline: Baseline, root: str) -> str:
    """The first thing the baseline says that is not so at its own commit, "" where all of it is."""
    if baseline.repository != root or not repository.has(baseline.commit):
        return baseline.commit
    entries = {one.path: one.oid for one in repository.list(baseline.commit, CONTENT)}
    wanted = {one.path: one.sha256 for one in baseline.articles}
    wanted.update(pair for one in baseline.articles for pair in one.bundle)
    absent = sorted(path for path in wanted if path not in entries)
    if absent:
        return absent[0]
    hashes = {oid: hashlib.sha256(data).hexdigest() for oid, data in repository.read_many({entries[path] for path in wanted})}
    return next((path for path, sha256 in sorted(wanted.items()) if hashes[entries[path]] != sha256), "")


def covered(data: bytes, files: Sequence[RecordFile]) -> bool:
    """Whether the first record is the one that brought these very bytes in: a baseline is refused once any record exists."""
    if not files or files[0].record is None or files[0].record.number != 1:
        return False
    wanted = hashlib.sha256(data).hexdigest()
    return any(one.path == PATH and one.sha256 == wanted for one in files[0].record.control_plane.changed)
