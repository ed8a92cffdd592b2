"""The manifest: SHA-256 of every file of the site, a part for each unit and year, under one root that the pipeline signs.

Deterministic: it names the revision it was built from, and neither hour nor machine.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.site.edition import Setting

ROOT: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
PARTS: Final = "manifest"
NAMESPACE: Final = "sanshen-manifest"
"""The signature namespace: a signature over a manifest never counts as one over a record or a statement."""


class Part(msgspec.Struct, frozen=True):
    """Where a part is, its digest, and how many files it lists."""

    path: str
    sha256: str
    files: int


class Manifest(msgspec.Struct, frozen=True):
    """The root. `units` are the parts: of each unit one a year and one for what stands longer, one for each gathering of what all
    units publish (`by_type` …), so that one more article changes few and small ones.

    `files` are those that belong to none; `internal` editions must never be deployed.
    """

    schema: int
    revision: str
    site: str
    internal: bool
    units: Mapping[str, Part]
    files: Mapping[str, str]


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a unit. `kind` is set for pages that answer for an article, `proof` is its 校验码."""

    sha256: str
    kind: str = ""
    proof: str = ""


class UnitManifest(msgspec.Struct, frozen=True):
    """One part."""

    schema: int
    unit: str
    files: Mapping[str, Listed]


def encode(value: object) -> bytes:
    """One spelling for every manifest: sorted keys, one blank of indent, final newline."""
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n"


def files_below(folder: Path) -> Iterator[str]:
    """Every file below `folder`, as paths with slashes, sorted. A link is listed, never followed."""
    yield from sorted(_below(str(folder), ""))


def _below(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as held:
        for one in held:
            if one.is_dir(follow_symlinks=False):
                yield from _below(one.path, f"{prefix}{one.name}/")
            else:
                yield prefix + one.name


def part_path(part: str) -> str:
    """Where a part of the manifest stands."""
    return f"{PARTS}/{part}.json"


def part_bytes(part: str, files: Mapping[str, Listed]) -> bytes:
    """One part."""
    return encode(UnitManifest(1, part, files))


def root_bytes(setting: Setting, parts: Mapping[str, Part], files: Mapping[str, str]) -> bytes:
    """The root, which is what is signed."""
    return encode(Manifest(1, setting.revision, setting.look.site_name, setting.internal, parts, files))


class Live(msgspec.Struct, frozen=True):
    """The site that is up: its manifest, and the kind of every page that answers for an article (None: not asked for)."""

    manifest: Manifest
    pages: Mapping[str, str] | None


def read_live(folder: Path) -> Live | None:
    """The manifest of the site that stands in `folder`, None where nothing stands there. Raises BlockedError for any other folder.

    A folder that this program did not write is never replaced: it could be anything.
    """
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return None
    try:
        manifest = msgspec.json.decode((folder / ROOT).read_bytes(), type=Manifest)
        pages: dict[str, str] = {}
        for part in manifest.units.values():
            data = (folder / part.path).read_bytes()
            if hashlib.sha256(data).hexdigest() != part.sha256:
                raise ValueError(f"{part.path}: its digest is not the one in {ROOT}")
            listed = msgspec.json.decode(data, type=UnitManifest)
            pages |= {name: one.kind for name, one in listed.files.items() if one.kind}
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise BlockedError(
            Text(
                f"{folder} 里不是本程序生成的网站，不予替换：{error}",
                f"{folder} holds no site of this program and is left alone: {error}",
            ),
            Text("换一个 --site-dir，或先移走该文件夹", "choose another --site-dir, or move that folder away first"),
        ) from error
    return Live(manifest, pages)
