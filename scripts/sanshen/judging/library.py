"""Articles as they stand in a tree, with their bundles, read once each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sanshen.model.article import BundleFile
from sanshen.model.modes import FOLDER, LINK, PLAIN, SUBMODULE
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.reading.article import Reading, read_article, wanted_files
from sanshen.reading.article_path import parse
from sanshen.reading.front_matter import too_large
from sanshen.repository import Repository

_LFS = b"version https://git-lfs"
_SHELVES = 4


class Library:
    """Reads articles of one repository by tree and path. `policy` and the units of `roster` are the base's."""

    def __init__(self, repository: Repository, policy: Policy, roster: Roster) -> None:
        self._repository = repository
        self._policy = policy
        self._units = tuple(roster.units)
        self._readings: dict[tuple[str, str], Reading | None] = {}
        self._files: dict[str, BundleFile | str] = {}
        self._shelves: dict[tuple[str, str], tuple[tuple[str, bytes], ...]] = {}
        self._wanted: dict[tuple[str, bytes], tuple[str, ...]] = {}

    def read(self, treeish: str, path: str) -> Reading | None:
        """The article at `path` of a commit or tree, None where there is no file."""
        key = (treeish, path)
        if key not in self._readings:
            self._readings[key] = self._read(treeish, path)
        return self._readings[key]

    def _read(self, treeish: str, path: str) -> Reading | None:
        entry = self._repository.entry(treeish, path)
        if entry is not None and entry.size > self._policy.limits.article_bytes:
            return Reading(None, (too_large(path, entry.size, self._policy.limits),))
        data = self._repository.read_path(treeish, path)
        return None if data is None else self.with_bundle(treeish, path, data)

    def with_bundle(self, treeish: str, path: str, data: bytes, *, digested: bool = True) -> Reading:
        """An article whose bytes are at hand, with the files of that tree that it embeds or links. `digested`: see `read_article`."""
        if len(data) > self._policy.limits.article_bytes:
            return Reading(None, (too_large(path, len(data), self._policy.limits),))
        wanted = wanted_files(path, data, self._policy)
        bundle = {one: self._file(treeish, one) for one in wanted}
        return read_article(path, data, bundle, self._policy, unit_ids=self._units, digested=digested)

    def _file(self, treeish: str, path: str) -> BundleFile | str:
        """A bundle file, or the word for what is wrong with it."""
        entry = self._repository.entry(treeish, path)
        if entry is None or entry.mode == FOLDER:
            return "missing"
        if entry.mode != PLAIN:
            return {LINK: "symlink", SUBMODULE: "submodule"}.get(entry.mode, "mode")
        if entry.size > self._policy.limits.bundle_file_bytes:
            return "size"
        key = f"{entry.oid}:{path}"
        if key not in self._files:
            data = self._repository.read(entry.oid)
            made = BundleFile(path=path, digest=hashlib.sha256(data).hexdigest(), size=len(data))
            self._files[key] = "lfs" if data.startswith(_LFS) else made
        return self._files[key]

    def owners(self, treeish: str, file: str) -> Iterator[str]:
        """Paths of the articles in that tree that embed or link `file`: they stand in its folder or above."""
        folder, _, name = file.rpartition("/")
        # A name can be disguised by percent escapes, entities and backslashes; whoever uses one of those is read.
        marks = {name.encode("utf-8", "surrogateescape"), b"%", b"&", b"\\"}
        while folder.count("/") >= 3:  # noqa: PLR2004  # content/<unit>/<column>/<yyyy>
            for path, data in self._shelf(treeish, folder):
                if any(mark in data for mark in marks) and file in self._wanted_by(path, data):
                    yield path
            folder = folder.rpartition("/")[0]

    def _shelf(self, treeish: str, folder: str) -> tuple[tuple[str, bytes], ...]:
        """The articles right in a folder: path and bytes. Few are kept: a change full of pictures asks for the same ones again."""
        if (treeish, folder) not in self._shelves:
            listed = self._repository.list(treeish, folder)
            oids = {one.path: one.oid for one in listed if one.path.rpartition("/")[0] == folder and parse(one.path)}
            data = dict(self._repository.read_many(list(dict.fromkeys(oids.values()))))
            while len(self._shelves) >= _SHELVES:
                del self._shelves[next(iter(self._shelves))]
            self._shelves[treeish, folder] = tuple((path, data[oid]) for path, oid in oids.items())
        return self._shelves[treeish, folder]

    def _wanted_by(self, path: str, data: bytes) -> tuple[str, ...]:
        key = (path, hashlib.sha256(data).digest())
        if key not in self._wanted:
            self._wanted[key] = wanted_files(path, data, self._policy)
        return self._wanted[key]
