"""The workshop beside a site: its lock, the catalogue, and the other slot, which is brought forward while readers see the first.

`.<site>.build/` holds `lock`, `catalogue` (what every article's page and lists were made from), `site` (the other slot: the site as
it was one build ago), `differs` (the files in which the two slots may differ) and `seal`.

Nothing of it is believed on its word. The seal is an HMAC under a key that is kept elsewhere, over what the catalogue's file and the
two slots are to the system (device, inode, size, times) and over the manifest they belong to. A workshop that was copied, unpacked,
restored from a cache, touched by anybody or left by a run that was killed while it wrote is no workshop: the site is built whole.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from sanshen.site.catalogue_tables import opened
from sanshen.site.manifest import ROOT
from sanshen.site.switching import Folder, switch

_SEAL_BYTES: Final = hashlib.sha256().digest_size
_PRIVATE: Final = 0o700
_PUBLIC: Final = 0o755


class Sealed(msgspec.Struct, frozen=True):
    """What the seal is over. `ground`: the digest of program, look and dossiers; `mark`: up to where the proofs were followed."""

    ground: str
    mark: str
    root: str
    catalogue: tuple[int, ...]
    slots: tuple[tuple[int, int], ...]
    differs: str


class Workshop:
    """One workshop, locked. `key` None: nothing can be sealed, so nothing is believed or kept."""

    def __init__(self, target: Path, key: bytes | None) -> None:
        self.target = target
        self.folder = folder_of(target)
        self.slot = self.folder / "site"
        self.catalogue = self.folder / "catalogue"
        self._seal = self.folder / "seal"
        self._differs = self.folder / "differs"
        self._key = key

    def open(self, ground: str) -> tuple[Sealed, sqlite3.Connection] | None:
        """What the last build left, if it is that, untouched, and made on the same ground; None otherwise."""
        try:
            sealed = self._read()
            if sealed is None or sealed.ground != ground or sealed.catalogue != _state(self.catalogue):
                return None
            if {_identity(self.slot), _identity(self.target)} != set(sealed.slots):
                return None
            if _digest(self._differs) != sealed.differs or not self._stands(sealed):
                return None
            return sealed, opened(self.catalogue)
        except (OSError, ValueError, msgspec.MsgspecError, sqlite3.Error):
            return None

    def _stands(self, sealed: Sealed) -> bool:
        """Whether the site that the seal speaks of is up. A run that was killed just before it put it up is finished here."""
        if _digest(self.target / ROOT) == sealed.root:
            return True
        if _digest(self.slot / ROOT) != sealed.root:
            return False
        switch(self.slot, self.target)
        return True

    def _read(self) -> Sealed | None:
        if self._key is None:
            return None
        data = self._seal.read_bytes()
        body = data[_SEAL_BYTES:]
        genuine = hmac.compare_digest(data[:_SEAL_BYTES], hmac.digest(self._key, body, "sha256"))
        return msgspec.msgpack.decode(body, type=Sealed) if genuine else None

    def forget(self) -> None:
        """From now on until `seal` nothing here is believed."""
        self._seal.unlink(missing_ok=True)

    def seal(self, ground: str, mark: str, root: bytes) -> None:
        """Vouch for what stands here: the catalogue is closed, and the slots hold what it says."""
        if self._key is None:
            return
        slots = tuple(sorted((_identity(self.slot), _identity(self.target))))
        state = Sealed(ground, mark, hashlib.sha256(root).hexdigest(), _state(self.catalogue), slots, _digest(self._differs))
        body = msgspec.msgpack.encode(state)
        self._put(self._seal, hmac.digest(self._key, body, "sha256") + body)

    # -- the slots ------------------------------------------------------------------------------------------------------

    def differing(self) -> frozenset[str]:
        """The files in which the two slots may differ."""
        return frozenset(msgspec.json.decode(self._differs.read_bytes(), type=list[str]))

    def bring_forward(self, new: dict[str, bytes], gone: frozenset[str]) -> None:
        """Make the other slot what the one that is up will be: the same, with these files and without those."""
        behind = self.differing()
        self._note(behind | new.keys() | gone)
        folder = Folder(self.slot)
        for name in sorted(behind - new.keys() - gone):
            source = self.target / name
            if source.is_file():
                folder.link(name, source)
            else:
                folder.remove(name)
        for name in sorted(gone):
            folder.remove(name)
        for name, data in sorted(new.items()):
            folder.write(name, data)

    def put_up(self) -> None:
        """Let readers see the other slot: one step of the kernel."""
        switch(self.slot, self.target)

    def _note(self, names: frozenset[str]) -> None:
        self._put(self._differs, msgspec.json.encode(sorted(names)))

    def take_over(self, catalogue: Path, out: Path) -> None:
        """A whole new site goes up; what stood there is gone. Nothing is believed until `seal` says so."""
        self.forget()
        twin = out.with_name("twin")
        _link_tree(out, twin)
        switch(out, self.target)
        if self.slot.exists():
            self.slot.rename(out.with_name("old"))
        twin.rename(self.slot)
        catalogue.replace(self.catalogue)
        self._note(frozenset())

    def settle(self, changed: frozenset[str]) -> None:
        """The slots differ in these files only."""
        self._note(changed)

    @staticmethod
    def _put(file: Path, data: bytes) -> None:
        temporary = file.with_name(f"{file.name}.new")
        temporary.write_bytes(data)
        temporary.replace(file)


def folder_of(target: Path) -> Path:
    """The workshop of a site's folder."""
    return target.with_name(f".{target.name}.build")


@contextmanager
def workshop(target: Path, key: bytes | None, wait: Callable[[], None] = lambda: None) -> Iterator[tuple[Workshop, Path]]:
    """A workshop and a room in it for this run, which is empty now and gone afterwards. `wait` is told where another run is at work."""
    folder = folder_of(target)
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    (folder / ".gitignore").write_text("*\n", encoding="ascii")
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob("room-*"):  # of runs that were killed: nobody else is here now
            shutil.rmtree(left, ignore_errors=True)
        room = Path(tempfile.mkdtemp(prefix="room-", dir=folder))
        try:
            yield Workshop(target, key), room
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _link_tree(source: Path, twin: Path) -> None:
    """The same files under a second folder; where the file system knows no second names, copies."""

    def link(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:
            shutil.copyfile(one, other)

    shutil.copytree(source, twin, copy_function=link)
    twin.chmod(_PUBLIC)


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.lstat()
    return found.st_dev, found.st_ino


def _state(file: Path) -> tuple[int, ...]:
    """What a file is to the system: whoever writes to it, copies it or puts another in its place changes this."""
    found = file.lstat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_uid, found.st_mode


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
