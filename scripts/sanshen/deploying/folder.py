"""A folder compared with its release: every file's bytes, no file more, none fewer, nothing that is no plain file."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sanshen.deploying.release import KeysOf, ReadFile, Release, read_release
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.report.inert import inert
from sanshen.site.manifest import files_below

_SHOWN: Final = 5


def reader(folder: Path) -> ReadFile:
    """Reads plain files of a folder by name; a link or anything else counts as missing."""

    def read(name: str) -> bytes | None:
        place = folder / name
        return place.read_bytes() if _is_plain(place) else None

    return read


def _is_plain(place: Path) -> bool:
    try:
        return stat.S_ISREG(place.lstat().st_mode)
    except OSError:
        return False


def differences(folder: Path, release: Release) -> Iterator[Text]:
    """What of a folder is not as its release has it, one message a file."""
    found = frozenset(files_below(folder))
    for name in sorted(found - release.files.keys()):
        yield Text(f"多出 {inert(name)}", f"{inert(name)} is not in the manifest")
    for name, digest in sorted(release.files.items()):
        if name not in found:
            yield Text(f"缺少 {name}", f"{name} is missing")
        elif not _is_plain(folder / name):
            yield Text(f"{name} 不是普通文件", f"{name} is no plain file")
        elif digest_of(folder / name) != digest:
            yield Text(f"{name} 被改过", f"{name} has been changed")


def digest_of(place: Path) -> str:
    """SHA-256 of a file, hex."""
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verified(folder: Path, keys_of: KeysOf) -> Release:
    """The release that stands in a folder, every byte of it checked. Raises BlockedError for any difference."""
    release = read_release(reader(folder), keys_of)
    wrong = list(differences(folder, release))
    if wrong:
        raise BlockedError(
            Text(f"{folder} 与它的发布清单不符：", f"{folder} is not what its manifest says: ") + listing(wrong),
            Text(
                "请重新构建；反复如此，查谁能写这个文件夹", "build it again; if that recurs, see who can write to that folder"
            ),
        )
    return release


def listing(wrong: list[Text]) -> Text:
    """The first few of many, and how many there are."""
    shown = wrong[:_SHOWN]
    zh, en = "；".join(one.zh for one in shown), "; ".join(one.en for one in shown)
    return Text(f"{zh}（共 {len(wrong)} 处）", f"{en} ({len(wrong)} in all)") if len(wrong) > _SHOWN else Text(zh, en)


def size_of(folder: Path, release: Release) -> int:
    """How many bytes the site's files hold."""
    return sum((folder / name).stat().st_size for name in release.files)
