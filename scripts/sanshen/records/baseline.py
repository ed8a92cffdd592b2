"""The baseline (存量登记): the articles of an existing site at one commit, brought in once by two office-administrators."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from sanshen.records.record import RecordFile

PATH: Final = "reviews/baseline.json"


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


def covered(data: bytes, files: Sequence[RecordFile]) -> bool:
    """Whether the first record is the one that brought these very bytes in: a baseline is refused once any record exists."""
    if not files or files[0].record is None or files[0].record.number != 1:
        return False
    wanted = hashlib.sha256(data).hexdigest()
    return any(one.path == PATH and one.sha256 == wanted for one in files[0].record.control_plane.changed)
