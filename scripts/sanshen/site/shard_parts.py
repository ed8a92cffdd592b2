"""What one machine hands to the one that puts the site together: a folder of its articles, their pages and narrower pictures.

    part.json, part.json.sig    of which shard, revision and program; the SHA-256 of every other file; signed by a pipeline key
    articles/0000 …             what the catalogue needs of each article, `PER_FILE` in each
    pages/0000 …                the pages of the same articles, each under the key that says what it was made from
    pictures/<SHA-256>          narrower pictures

Nothing of a folder is opened before the signature over its manifest holds and the manifest is for this very build; every file is
compared with its digest each time it is read. No name that a part brings along becomes the name of a file.
"""

from __future__ import annotations

import hashlib
import stat
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.finding import Finding
from sanshen.model.text import Text
from sanshen.records.seal import problem
from sanshen.report.inert import inert
from sanshen.site.edition import LeftOut, Published
from sanshen.site.manifest import encode, files_below
from sanshen.site.shards import Shard
from sanshen.site.switching import Folder

MANIFEST: Final = "part.json"
SIGNATURE: Final = "part.json.sig"
NAMESPACE: Final = "sanshen-shard"
"""The signature namespace: a signature over a part never counts as one over a site's manifest or a record."""
PER_FILE: Final = 256
_ARTICLES: Final = "articles"
_PAGES: Final = "pages"
_PICTURES: Final = "pictures"
_SCHEMA: Final = 1
_COMPRESSION: Final = 1
_MOST: Final = 268_435_456
"""Bytes of a manifest: beyond that it is none of this program's."""
Sign = Callable[[bytes], str]
_AGAIN: Final = Text("请重新做这一份", "make that part again")
Row = TypeVar("Row")


class Gram(msgspec.Struct, frozen=True, array_like=True):
    """What the search index keeps of an article, as the catalogue's table `gram` holds it."""

    digest: bytes
    size: int
    data: bytes


class ArticleRow(msgspec.Struct, frozen=True, array_like=True):
    """One article: what is shown of it, or why nothing is (`until`: not before then, microseconds since 1970)."""

    path: str
    article: Published | None = None
    left_out: LeftOut | None = None
    until: int | None = None
    gram: Gram | None = None


class PageRow(msgspec.Struct, frozen=True, array_like=True):
    """The page of one article, made under `key` and found fit; `qr` is its QR code, empty for none."""

    path: str
    key: str
    html: bytes
    qr: bytes
    findings: tuple[Finding, ...] = ()
    links: tuple[str, ...] = ()


class Terms(msgspec.Struct, frozen=True):
    """What all parts of one site have in common. `records`: the commit of the records branch; `program`, `ground`: digests."""

    revision: str
    records: str
    program: str
    ground: str


class PartManifest(msgspec.Struct, frozen=True):
    """`at`: when it was made, microseconds since 1970; `files`: name → SHA-256; `pictures`: address on the site → SHA-256."""

    schema: int
    shard: int
    of: int
    terms: Terms
    at: int
    files: Mapping[str, str]
    pictures: Mapping[str, str]


class PartWriter:
    """Writes a part into an empty folder; it is none before `close`."""

    def __init__(self, out: Path) -> None:
        self._folder = Folder(out)
        self._files: dict[str, str] = {}
        self._pictures: dict[str, str] = {}

    def articles(self, rows: Sequence[ArticleRow]) -> None:
        """The next articles, at most `PER_FILE`."""
        self._rows(_ARTICLES, rows)

    def pages(self, rows: Sequence[PageRow]) -> None:
        """The next pages, at most `PER_FILE`."""
        self._rows(_PAGES, rows)

    def picture(self, address: str, data: bytes) -> None:
        """A narrower picture that stands at `address` on the site."""
        digest = hashlib.sha256(data).hexdigest()
        self._pictures[address] = digest
        self._add(f"{_PICTURES}/{digest}", data)

    def close(self, shard: Shard, terms: Terms, at: int, sign: Sign) -> None:
        """Say what it is, and sign that."""
        made = PartManifest(_SCHEMA, shard.number, shard.of, terms, at, self._files, self._pictures)
        data = encode(made)
        self._folder.write(SIGNATURE, sign(data).encode("ascii"))
        self._folder.write(MANIFEST, data)

    def _rows(self, kind: str, rows: Sequence[object]) -> None:
        number = sum(name.startswith(f"{kind}/") for name in self._files)
        self._add(f"{kind}/{number:04}", zlib.compress(msgspec.msgpack.encode(rows), _COMPRESSION))

    def _add(self, name: str, data: bytes) -> None:
        self._files[name] = hashlib.sha256(data).hexdigest()
        self._folder.write(name, data)


class ShardPart:
    """A part whose manifest is signed and for this build. Each file is compared with its digest when it is read."""

    def __init__(self, folder: Path, manifest: PartManifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.shard = Shard(manifest.shard, manifest.of)

    def articles(self) -> Iterator[ArticleRow]:
        """All its articles."""
        return self._rows(_ARTICLES, ArticleRow)

    def pages(self) -> Iterator[PageRow]:
        """All its pages."""
        return self._rows(_PAGES, PageRow)

    def picture(self, address: str) -> bytes | None:
        """The narrower picture for an address, None where it has none."""
        digest = self.manifest.pictures.get(address)
        return None if digest is None else self._read(f"{_PICTURES}/{digest}")

    def check(self) -> None:
        """Compare the whole folder with the manifest: every byte, no file more, none fewer."""
        found = {*files_below(self.folder)} - {MANIFEST, SIGNATURE}
        for name in sorted(found - self.manifest.files.keys()):
            raise self._refused(Text(f"多出 {inert(name)}", f"{inert(name)} is not in its manifest"))
        for name in sorted(self.manifest.files):
            self._read(name)

    def _rows(self, kind: str, row: type[Row]) -> Iterator[Row]:
        for name in sorted(self.manifest.files):
            if name.startswith(f"{kind}/"):
                try:
                    yield from msgspec.msgpack.decode(zlib.decompress(self._read(name)), type=tuple[row, ...])  # type: ignore[valid-type]
                except (zlib.error, msgspec.MsgspecError) as error:
                    raise self._refused(Text(f"{name} 读不出来", f"{name} cannot be read")) from error

    def _read(self, name: str) -> bytes:
        data = _plain(self.folder / name) if _is_own(name) else None
        if data is None:
            raise self._refused(Text(f"缺少 {inert(name)}", f"{inert(name)} is missing"))
        if hashlib.sha256(data).hexdigest() != self.manifest.files.get(name):
            raise self._refused(Text(f"{name} 被改过", f"{name} has been changed"))
        return data

    def _refused(self, what: Text) -> BlockedError:
        return refused(self.folder, what)


def refused(folder: Path, what: Text) -> BlockedError:
    """Why a folder is no part of this build."""
    return BlockedError(Text(f"{folder} 不能合并：", f"{folder} is not merged: ") + what, _AGAIN)


def read_part(folder: Path, keys: Collection[str]) -> ShardPart:
    """The part in a folder, signed by one of `keys` (public key lines). Raises BlockedError for anything else."""
    data, signature = _plain(folder / MANIFEST), _plain(folder / SIGNATURE)
    if data is None:
        raise refused(folder, Text(f"没有 {MANIFEST}：不是做完的一份", f"there is no {MANIFEST}: it is no finished part"))
    if signature is None:
        raise refused(folder, Text(f"{MANIFEST} 没有签名", f"{MANIFEST} is not signed"))
    wrong = problem(data, signature.decode("ascii", "replace"), keys, NAMESPACE)
    if wrong is not None:
        raise refused(folder, Text(f"{MANIFEST} ", f"{MANIFEST}: ") + wrong)
    try:
        manifest = msgspec.json.decode(data, type=PartManifest)
    except (ValueError, msgspec.MsgspecError) as error:
        raise refused(folder, Text(f"{MANIFEST} 读不出来", f"{MANIFEST} cannot be read")) from error
    return ShardPart(folder, manifest)


def is_part(folder: Path) -> bool:
    """Whether something that may be replaced stands there: a part, an empty folder, nothing."""
    return not folder.exists() or (folder.is_dir() and ((folder / MANIFEST).is_file() or not any(folder.iterdir())))


def _is_own(name: str) -> bool:
    """Whether it is a name that `PartWriter` gives."""
    kind, _, rest = name.partition("/")
    return kind in {_ARTICLES, _PAGES, _PICTURES} and rest.isascii() and rest.isalnum()


def _plain(place: Path) -> bytes | None:
    """The bytes of a plain file, None for anything else."""
    try:
        found = place.lstat()
        return place.read_bytes() if stat.S_ISREG(found.st_mode) and found.st_size <= _MOST else None
    except OSError:
        return None
