"""The workshop beside a site: its lock, the catalogue, and the other slot, which is brought forward while readers see the first.

`.<site>.build/` holds `lock`, `catalogue` (what every article's page and lists were made from), `site` (the other slot: the site as
it was one build ago) and `seal`, which also names the files in which the two slots may differ.

Nothing of it is believed on its word. The seal is an HMAC under a key that is kept elsewhere, over what the catalogue's file
is to the system (device, inode, size, times), over which folders the two slots are (device, inode), and over the manifest they belong
to. A workshop that was copied, unpacked, restored from a cache or left by a run that was killed while it wrote is no workshop: the
site is built whole. What is changed inside the live folder is found by a check against the manifest, not here.

A seal never says more than the disk holds: what it speaks of is written through before it is, and it is on the disk itself before anything
is changed that it allows for. A machine that loses its power leaves an older seal or none, not a wrong one.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from sanshen.site.catalogue_tables import opened
from sanshen.site.manifest import ROOT
from sanshen.site.switching import Folder, flush, flush_folder, switch, write_through

_PURPOSE: Final = b"sanshen workshop 1\0"
_SEAL_BYTES: Final = hashlib.sha256().digest_size
_PRIVATE: Final = 0o700


class Sealed(msgspec.Struct, frozen=True):
    """What the seal is over. `ground`: the digest of program, look and dossiers; `mark`: up to where the proofs were followed, `at` when.

    `differs`: the files in which the two slots may differ.
    """

    ground: str
    mark: str
    root: str
    catalogue: tuple[int, ...]
    slots: tuple[tuple[int, int], ...]
    at: int
    differs: tuple[str, ...] = ()


class Workshop:
    """One workshop, locked. `key` None: nothing can be sealed, so nothing is believed or kept."""

    def __init__(self, target: Path, key: bytes | None) -> None:
        self.target = target
        self.folder = folder_of(target)
        self.slot = self.folder / "site"
        self.catalogue = self.folder / "catalogue"
        self._seal = self.folder / "seal"
        self._key = key
        self.believed = False
        """Whether this run goes on from what the last one left."""

    def distrust(self) -> None:
        """Nothing that is kept here is believed any more."""
        self.believed = False
        self._seal.unlink(missing_ok=True)

    def open(self, ground: str, fit: Callable[[Sealed], bool]) -> tuple[Sealed, sqlite3.Connection] | None:
        """What the last build left, if it is that, untouched, made on the same ground, and `fit`; None otherwise."""
        try:
            sealed = self._read()
            if sealed is None or sealed.ground != ground or sealed.catalogue != _state(self.catalogue) or not fit(sealed):
                return None
            if {_identity(self.slot), _identity(self.target)} != set(sealed.slots):
                return None
            if not self._stands(sealed):
                return None
            connection = opened(self.catalogue)
            self.believed = True
            return sealed, connection
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
        genuine = hmac.compare_digest(data[:_SEAL_BYTES], hmac.digest(self._key, _PURPOSE + body, "sha256"))
        return msgspec.msgpack.decode(body, type=Sealed) if genuine else None

    def bring_forward(self, sealed: Sealed, new: Mapping[str, bytes], gone: Collection[str]) -> Sealed:
        """Make the other slot what the one that is up will be: the same, with these files and without those."""
        behind = frozenset(sealed.differs)
        ahead = self._sealed(msgspec.structs.replace(sealed, differs=tuple(sorted(behind.union(new, gone)))))
        folder = Folder(self.slot)
        for name in sorted(behind.difference(new, gone)):
            source = self.target / name
            if source.is_file():
                folder.link(name, source)
            else:
                folder.remove(name)
        for name in sorted(gone):
            folder.remove(name)
        for name, data in sorted(new.items()):
            folder.write(name, data)
        return ahead

    def put_up(self, ahead: Sealed, new: Mapping[str, bytes], gone: Collection[str]) -> None:
        """Let readers see the other slot, in one step of the kernel; the catalogue has been closed with all that was changed."""
        root = hashlib.sha256(new[ROOT]).hexdigest()
        flush(self.folder)
        ahead = self._sealed(msgspec.structs.replace(ahead, root=root, catalogue=_state(self.catalogue)))
        switch(self.slot, self.target)
        self._sealed(msgspec.structs.replace(ahead, differs=tuple(sorted({*new, *gone}))))

    def folder_in(self, room: Path) -> Folder:
        """Where a whole new site is made; with a twin, the same files under second names, where that can be kept."""
        return Folder(room / "new", None if self._key is None else room / "twin")

    def take_over(self, catalogue: Path, folder: Folder, ground: str, mark: str, at: int) -> None:
        """A whole new site goes up, and nothing stays of what was here before. Nothing is believed until it is sealed again."""
        self._seal.unlink(missing_ok=True)
        out, *twins = folder.places
        if not twins:
            switch(out, self.target)
            return
        (twin,) = twins
        root = _digest(out / ROOT)
        flush(self.folder)
        switch(out, self.target)
        if self.slot.exists():
            self.slot.rename(twin.with_name("old"))
        twin.rename(self.slot)
        catalogue.replace(self.catalogue)
        slots = tuple(sorted((_identity(self.slot), _identity(self.target))))
        self._sealed(Sealed(ground, mark, root, _state(self.catalogue), slots, at))

    def _sealed(self, state: Sealed) -> Sealed:
        """Vouch for what stands here."""
        if self._key is not None:
            body = msgspec.msgpack.encode(state)
            temporary = self._seal.with_name("seal.new")
            write_through(temporary, hmac.digest(self._key, _PURPOSE + body, "sha256") + body)
            temporary.replace(self._seal)
            flush_folder(self.folder)
        return state


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


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.lstat()
    return found.st_dev, found.st_ino


def _state(file: Path) -> tuple[int, ...]:
    """What a file is to the system: whoever writes to it, copies it or puts another in its place changes this."""
    found = file.lstat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_uid, found.st_mode


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
