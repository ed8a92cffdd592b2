"""A repository whose main line has real records, sealed by a real pipeline key, without the judging before them.

    site = Recorded(tmp_path / "site")
    site.publish({"content/liangshan/news/2026/a.md": "text"})
    proofs = site.prove()

Whether a step deserves its record is the gate's business and tested there; here every sheet is complete unless a test says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from sanshen.model.proof import Proofs
from sanshen.model.sheet import Sheet, StageState, State
from sanshen.records.build import PublishedFile, StepFacts, build
from sanshen.records.chain import Chain
from sanshen.records.record import BRANCH, NAMESPACE, Record, canonical, read_file, seal_file
from sanshen.records.store import read_chain, tip
from sanshen.records.verifier import prove
from sanshen.records.writer import Written, append
from sanshen.repository import Repository
from support.keys import Key, shared_key
from support.office import POLICY_PATH, district_files, policy_bytes
from support.repos import START, Repo

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
NEWS = "content/liangshan/news/2026/"
SIGNERS = {
    "review-1": "zhang.wei",
    "review-2": "li.na",
    "review-3": "chen.jie",
    "district-deputy": "sun.er",
    "proof-1": "wang.fang",
    "proof-2": "liu.yang",
    "proof-3": "li.na",
}
GENERAL = ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3")


def sha256(data: str | bytes) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()


def sheet(path: str, *, grade: str = "general", stages: Sequence[str] = GENERAL, kind: str = "modified") -> Sheet:
    """A complete sheet, signed an hour before `NOW`."""
    at = NOW - timedelta(hours=1)
    lines = tuple(StageState(stage, (), State.SIGNED, SIGNERS[stage], at, f"statement:{stage}") for stage in stages)
    return Sheet(path, grade, kind, sha256(path + "s"), sha256(path + "f"), lines, complete=True)


class Recorded:
    """A repository with an office at its first commit, and the means to publish into it."""

    def __init__(self, path: Path, *, key: Key | None = None, files: Mapping[str, str] | None = None) -> None:
        self.key = key or shared_key("pipeline")
        self.repo = Repo(path)
        office = {**district_files(pipeline=(self.key.public,)), POLICY_PATH: policy_bytes()}
        self.genesis = self.repo.commit({**office, **(files or {})}, "office")
        self.now = NOW

    @classmethod
    def over(cls, path: Path, key: Key, now: datetime = NOW) -> Recorded:
        """The same for a repository that is there already (a clone, say)."""
        repo = Repo.__new__(Repo)
        repo.path, repo.git_dir, repo._clock = path, path / ".git", START
        site = cls.__new__(cls)
        site.repo, site.key, site.now = repo, key, now
        site.genesis = repo.git("rev-list", "--max-parents=0", "main")
        return site

    @contextmanager
    def opened(self) -> Iterator[Repository]:
        with Repository.open(self.repo.path, dict(os.environ)) as repository:
            yield repository

    def later(self) -> datetime:
        """A minute later than whatever was asked for before."""
        self.now += timedelta(minutes=1)
        return self.now

    def publish(
        self,
        files: Mapping[str, str | bytes | None],
        *,
        sheets: Mapping[str, Sheet] | None = None,
        moved: Mapping[str, str] | None = None,
        key: Key | None = None,
        takedowns: Sequence[str] = (),
    ) -> Written:
        """Commit `files` on main (None removes) and record the step; .md files are articles, files beside them their bundle."""
        before = self.repo.tip()
        after = self.repo.commit(dict(files))
        return self.record(before, after, sheets=sheets, moved=moved, key=key, takedowns=takedowns)

    def record(
        self,
        before: str,
        after: str,
        *,
        sheets: Mapping[str, Sheet] | None = None,
        moved: Mapping[str, str] | None = None,
        key: Key | None = None,
        takedowns: Sequence[str] = (),
        replaced: Mapping[str, str] | None = None,
    ) -> Written:
        """Record a step that is there already."""
        signer = key or self.key
        when = self.later()
        with self.opened() as repository:
            facts = self._facts(repository, before, after, sheets or {}, moved or {}, takedowns)

            def make(chain: Chain) -> Record:
                return build(facts, chain, replaced or {}, when)

            return append(repository, self.genesis_root, make, lambda data: signer.sign(data, NAMESPACE), when)

    @property
    def genesis_root(self) -> str:
        return self.repo.git("rev-list", "--max-parents=0", "main")

    def _facts(
        self,
        repository: Repository,
        before: str,
        after: str,
        sheets: Mapping[str, Sheet],
        moved: Mapping[str, str],
        takedowns: Sequence[str],
    ) -> StepFacts:
        changes = repository.changes(before, after)
        articles = []
        for one in changes:
            if one.path.endswith(".md") and one.path.startswith("content/") and one.after is not None:
                data = repository.read(one.after.oid)
                folder = one.path.rpartition("/")[0] + "/"
                text = data.decode("utf-8", "replace")
                held = [e.path for e in repository.list(after, folder) if not e.path.endswith(".md")]
                names = [name for name in held if name in text or name.removeprefix(folder) in text]
                bundle = tuple((name, sha256(repository.read_path(after, name) or b"")) for name in names)
                made = sheets.get(one.path) or sheet(one.path)
                articles.append(PublishedFile(made, one.after.oid, sha256(data), bundle, moved.get(one.path, "")))
        return StepFacts(
            root=self.genesis_root,
            before=before,
            after=after,
            judged_at=self.now,
            articles=tuple(articles),
            removed=tuple(c.path for c in changes if c.path.endswith(".md") and c.after is None),
            changed={
                c.path: sha256(repository.read(c.after.oid)) if c.after else "none"
                for c in changes
                if not c.path.startswith("content/")
            },
            takedowns=tuple(takedowns),
        )

    def prove(self, commit: str | None = None) -> Proofs:
        """What is proven at `commit`, main's tip by default, an hour later."""
        with self.opened() as repository:
            return prove(repository, commit or self.repo.tip(), now=self.now + timedelta(hours=1))

    def chain(self) -> Chain:
        with self.opened() as repository:
            return read_chain(repository, tip(repository), self.genesis_root)

    # Tampering: everything below rewrites the records branch as somebody with push rights could.

    def files(self) -> dict[str, bytes]:
        """The files of the records branch."""
        with self.opened() as repository:
            commit = tip(repository)
            assert commit is not None
            return {entry.path: repository.read(entry.oid) for entry in repository.list(commit)}

    def replace_files(self, files: Mapping[str, bytes]) -> None:
        """Make the records branch hold exactly `files`."""
        tree = self.repo.tree(dict(files))
        self.repo.commit({}, "tampered", branch="sanshen-records", parents=[self.repo.git("rev-parse", BRANCH)], tree=tree)

    def edit(self, path: str, key: Key, **changes: object) -> None:
        """Change fields of a record and sign it anew with `key`."""
        files = self.files()
        record = read_file(path, files[path]).record
        assert record is not None
        edited = msgspec.structs.replace(record, **changes)
        files[path] = seal_file(edited, key.sign(canonical(edited), NAMESPACE))
        self.replace_files(files)
