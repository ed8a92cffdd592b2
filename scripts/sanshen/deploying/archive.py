"""A built site as one file: a tar whose bytes follow from the site's alone, and the way back out of it, checked file by file."""

from __future__ import annotations

import hashlib
import os
import secrets
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from sanshen.deploying.folder import listing
from sanshen.deploying.release import KeysOf, ReadFile, Release, is_safe, read_release
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.report.inert import inert
from sanshen.site.manifest import PARTS, ROOT, SIGNATURE

_BLOCK: Final = 1 << 20
_MODE: Final = 0o644
_MOST: Final = 1 << 28
"""Bytes that one part of a manifest may have; it is read whole."""


class _Counted:
    """A stream that digests what passes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


def _order(name: str) -> tuple[int, str]:
    """The manifest first, so that whoever unpacks knows what must come."""
    first = {ROOT: 0, SIGNATURE: 1}
    return first.get(name, 2 if name.startswith(f"{PARTS}/") else 3), name


def write_archive(folder: Path, release: Release, out: Path) -> None:
    """Write the site in `folder` as `out`, whole or not at all. The same site gives the same bytes on every machine.

    Raises BlockedError where a file is no longer the one in the manifest.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.parent / f".{out.name}.{secrets.token_hex(6)}.tmp"
    try:
        with temporary.open("xb") as stream:
            with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for name in sorted(release.files, key=_order):
                    _add(tar, folder, name, release.files[name])
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, folder: Path, name: str, digest: str) -> None:
    with (folder / name).open("rb") as stream:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = os.fstat(stream.fileno()).st_size, _MODE, 0
        counted = _Counted(stream)
        tar.addfile(member, counted)
    if counted.digest != digest:
        raise BlockedError(Text(f"{name} 在打包时变了", f"{name} changed while it was packed"))


def _members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    """The files of an archive by name. Raises ValueError for anything but plain files with sound names, each once."""
    found: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        if not member.isreg() or member.issparse() or not is_safe(member.name) or member.name in found:
            raise ValueError(inert(member.name))
        found[member.name] = member
    return found


def _read(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> ReadFile:
    def read(name: str) -> bytes | None:
        member = members.get(name)
        stream = tar.extractfile(member) if member is not None and member.size <= _MOST else None
        return stream.read() if stream is not None else None

    return read


def read_manifest(stream: IO[bytes], keys_of: KeysOf) -> Release:
    """The release whose manifest files come as a tar; its other files are not looked at."""
    try:
        with tarfile.open(fileobj=stream, mode="r:") as tar:
            plain = {name.removeprefix("./"): one for name, one in _plain_members(tar)}
            return read_release(_read(tar, plain), keys_of)
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise _damaged(error) from error


def _plain_members(tar: tarfile.TarFile) -> Iterator[tuple[str, tarfile.TarInfo]]:
    for member in tar:
        if not member.isdir():
            if not member.isreg() or member.issparse():
                raise ValueError(inert(member.name))
            yield member.name, member


def unpack(archive: Path, into: Path, keys_of: KeysOf) -> Release:
    """Unpack into the empty folder `into`; returns what stands there then, checked to the last byte. Raises BlockedError otherwise."""
    try:
        with archive.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            members = _members(tar)
            release = read_release(_read(tar, members), keys_of)
            _require_same(members.keys() - release.files.keys(), release.files.keys() - members.keys())
            for name, member in members.items():
                _write(tar, member, into / name, release.files[name])
    except (tarfile.TarError, ValueError, EOFError) as error:
        raise _damaged(error) from error
    return release


def _require_same(more: set[str], fewer: set[str]) -> None:
    wrong = [Text(f"多出 {inert(name)}", f"{inert(name)} is not in the manifest") for name in sorted(more)]
    wrong += [Text(f"缺少 {name}", f"{name} is missing") for name in sorted(fewer)]
    if wrong:
        raise BlockedError(Text("归档与它的发布清单不符：", "the archive is not what its manifest says: ") + listing(wrong))


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, place: Path, digest: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    stream = tar.extractfile(member)
    if stream is None:
        raise ValueError(member.name)
    counted = _Counted(stream)
    with place.open("xb") as out:
        while data := counted.read(_BLOCK):
            out.write(data)
    if counted.digest != digest:
        raise BlockedError(
            Text(f"归档里的 {member.name} 被改过", f"{member.name} in the archive has been changed"),
            Text("用原来的归档，或重新构建", "use the original archive, or build again"),
        )


def _damaged(error: Exception) -> BlockedError:
    what = inert(str(error))[:200]
    return BlockedError(
        Text(f"不是完好的网站归档：{what}", f"no sound archive of a site: {what}"),
        Text("归档由 sanshen build --archive 写成，不能手工改", "archives are written by sanshen build --archive and by nothing else"),
    )  # fmt: skip
