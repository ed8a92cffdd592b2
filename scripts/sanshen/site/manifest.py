"""The manifest: SHA-256 of every file of the site, one part a unit, under one root that the pipeline signs.

Deterministic: it names the revision it was built from, and neither hour nor machine.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.site.addresses import output_file
from sanshen.site.page import PERSISTENT, Plan

ROOT: Final = "manifest.json"
SIGNATURE: Final = "manifest.json.sig"
PARTS: Final = "manifest"
NAMESPACE: Final = "sanshen-manifest"
"""The signature namespace: a signature over a manifest never counts as one over a record or a statement."""


class Part(msgspec.Struct, frozen=True):
    """Where a unit's part is, its digest, and how many files it lists."""

    path: str
    sha256: str
    files: int


class Manifest(msgspec.Struct, frozen=True):
    """The root. `units` are the parts: one a unit, one for each gathering of what all units publish (`by_type` …).

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
    """One unit's part."""

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


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _split(plan: Plan, folder: Path) -> tuple[dict[str, dict[str, Listed]], dict[str, str]]:
    names = tuple(files_below(folder))
    units = {name.split("/")[0] for name in names if "/" in name and not name.startswith("assets/")}
    known = {output_file(page.address): page for page in plan.pages}
    parts: dict[str, dict[str, Listed]] = defaultdict(dict)
    others: dict[str, str] = {}
    for name in names:
        digest, unit = _digest(folder / name), name.split("/")[0]
        page = known.get(name)
        kind = page.kind if page and page.kind in PERSISTENT else ""
        if "/" in name and unit in units:
            parts[unit][name] = Listed(digest, kind, page.article.proof if page and page.article else "")
        else:
            others[name] = digest
    return parts, others


def write_manifest(plan: Plan, folder: Path) -> bytes:
    """List every file below `folder`, write the parts and the root; returns the root's bytes, which are what is signed."""
    parts, others = _split(plan, folder)
    units: dict[str, Part] = {}
    for unit, files in sorted(parts.items()):
        data = encode(UnitManifest(1, unit, files))
        path = f"{PARTS}/{unit}.json"
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
        units[unit] = Part(path, hashlib.sha256(data).hexdigest(), len(files))
    edition = plan.edition
    root = encode(Manifest(1, edition.revision, edition.look.site_name, edition.internal, units, others))
    (folder / ROOT).write_bytes(root)
    return root


class Live(msgspec.Struct, frozen=True):
    """The site that is up: its manifest, and the kind of every page that answers for an article."""

    manifest: Manifest
    pages: Mapping[str, str]


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


def vanished(live: Live, plan: Plan) -> tuple[str, ...]:
    """Pages of articles that are up now and would be gone: none may go without a take-down entry (Art. 23, 24)."""
    kept = {output_file(page.address) for page in plan.pages}
    return tuple(sorted(name for name in live.pages if name not in kept))


def strangers(plan: Plan, folder: Path, derived: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(files without a page, pages without a file) in a folder that MkDocs has written; both must be empty."""
    expected = {output_file(page.address) for page in plan.pages} | set(plan.files) | set(plan.narrow) | set(derived)
    found = set(files_below(folder))
    return tuple(sorted(found - expected)), tuple(sorted(expected - found))
