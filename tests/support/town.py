"""A whole district in a real repository with real keys, driven through the command line as its people would.

town = Town(tmp_path)
town.draft("content/liangshan/news/2026/fire.md", article())
town.sign_all("content/liangshan/news/2026/fire.md")
assert town.gate()["allowed"]
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.evidence.statements import (
    SignedStatement,
    Statement,
    canonical,
    encode,
    folder_of,
    read_statement,
    statement_hash,
    whole_path,
)
from sanshen.evidence.wellformed import format_time
from sanshen.judging.library import Library
from sanshen.judging.office import load_office
from sanshen.judging.whole import whole_digest
from sanshen.repository import Repository
from support import office
from support.keys import Key, shared_key
from support.objects import Objects
from support.repos import clean_environment

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FIRE = "content/liangshan/news/2026/fire.md"
GENERAL = ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na")
MAJOR = ("zhang.wei", "li.na", "chen.jie", "sun.er", "wang.fang", "liu.yang", "li.na")
SPECIAL = ("zhang.wei", "li.na", "chen.jie", "sun.er", "qian.yi", "wang.fang", "liu.yang", "li.na")
SEATS = {
    "review-1": "zhang.wei",
    "review-2": "li.na",
    "review-3": "chen.jie",
    "district-deputy": "sun.er",
    "district-principal": "qian.yi",
    "proof-1": "wang.fang",
    "proof-2": "liu.yang",
    "proof-3": "li.na",
}
"""Stage → who signs it for unit liangshan."""
BODY = "街道组织工作人员走访沿街商铺，检查消防设施，讲解用火用电常识。\n\n下一步，街道将继续开展检查，及时消除隐患。\n"


def article(title: str = "梁山街道开展冬季消防安全检查", *, grade: str = "general", body: str = BODY, more: str = "") -> str:
    """A valid article of unit liangshan."""
    return f"---\ntitle: {title}\ngrade: {grade}\nsource: 梁山街道\n{more}---\n\n{body}"


class Town:
    """The repository with everybody's keys. `minute` is the town's clock: every act takes one."""

    def __init__(self, folder: Path, *, policy: bytes | None = None, files: dict[str, bytes] | None = None) -> None:
        self.root = folder / "town"
        self.keys: dict[str, Key] = {person: shared_key(person) for person in office.NAMES}
        self.pipeline = shared_key("pipeline")
        self.minute = 0
        public = {person: key.public for person, key in self.keys.items()}
        self.root.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        given = office.district_files(public, pipeline=(self.pipeline.public,)) if files is None else files
        self.write({"reviews/policy.yml": policy or office.policy_bytes(), **given})
        self.commit("Genesis", by="zhao.min")
        self.branch("draft")

    # -- acts ---------------------------------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The town's time; every call lets a minute pass."""
        self.minute += 1
        return START + timedelta(minutes=self.minute)

    def git(self, *args: str, check: bool = True, **env: str) -> str:
        """Run git in the work tree."""
        done = subprocess.run(
            ["git", *args], cwd=self.root, env={**clean_environment(), **env}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout.strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Put files into the work tree; None removes one."""
        for path, content in files.items():
            place = self.root / path
            if content is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str = "change", *, by: str = "wu.lei", signed: bool = True) -> str:
        """Commit the work tree as one person, with that person's SSH key; returns the commit id."""
        at = f"{int(self.now().timestamp())} +0000"
        name, email = office.NAMES.get(by, by), office.email(by)
        self.git("add", "-A")
        branch, parent = self._plain_tip()
        if not parent:
            return self._commit_by_git(message, name, email, at, self.keys[by] if signed else None)
        person = f"{name} <{email}> {at}"
        head = f"tree {self.git('write-tree')}\nparent {parent}\nauthor {person}\ncommitter {person}"
        text = f"\n\n{message.strip()}\n"
        armoured = self.keys[by].sign((head + text).encode(), "git").rstrip("\n").replace("\n", "\n ") if signed else ""
        made = self._objects.write("commit", (head + (f"\ngpgsig {armoured}" if signed else "") + text).encode())
        self._objects.move(branch, made)
        return made

    @property
    def _objects(self) -> Objects:
        return Objects(self.root / ".git", "sha1")

    def _plain_tip(self) -> tuple[str, str]:
        """The branch in the work tree and its commit; the commit is empty where only Git itself knows what a commit would be."""
        kept = self.root / ".git"
        head = (kept / "HEAD").read_text().strip() if kept.is_dir() else ""
        branch = head.removeprefix("ref: refs/heads/")
        if branch == head or any((kept / name).exists() for name in ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD")):
            return "", ""
        return branch, self._objects.branch(branch) or ""

    def _commit_by_git(self, message: str, name: str, email: str, at: str, key: Key | None) -> str:
        who = {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": at,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email,
            "GIT_COMMITTER_DATE": at,
        }
        options = ["-c", "gpg.format=ssh", "-c", f"user.signingkey={key.private}"] if key else []
        self.git(*options, "commit", "-q", "--allow-empty", *(["-S"] if key else []), "-m", message, **who)
        return self.head()

    def head(self, revision: str = "HEAD") -> str:
        """The commit id of a revision."""
        branch = self._plain_tip()[0] if revision == "HEAD" else revision
        return (self._objects.branch(branch) if branch else None) or self.git("rev-parse", revision)

    def branch(self, name: str, at: str = "main") -> None:
        """A new branch in the work tree."""
        self.git("checkout", "-q", "-B", name, at)

    def draft(self, path: str = FIRE, text: str | None = None, *, by: str = "wu.lei", **more: str | bytes) -> str:
        """Write and commit an article (and files beside it)."""
        self.write({path: article() if text is None else text, **more})
        return self.commit(f"Draft {path}", by=by)

    def run(self, *args: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One command, as at a terminal: (exit code, stdout, stderr)."""
        out, err = io.StringIO(), io.StringIO()
        surroundings = {"PATH": os.environ["PATH"], "HOME": str(self.root.parent), "SANSHEN_TRACE": "1", **(env or {})}
        desk = Desk(root=self.root, out=out, err=err, env=surroundings, clock=self.now)
        code = main(list(args), desk)
        return code, out.getvalue(), err.getvalue()

    def sign(self, person: str, *paths: str, commit: bool = True, **options: str) -> tuple[int, str, str]:
        """One person signs (stage="…", object="reason") and the statement is committed."""
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        answer = self.run("sign", *(paths or (FIRE,)), "--key", str(self.keys[person].private), *words)
        if commit and answer[0] == 0:
            self.commit(f"Sign as {person}", by=person)
        return answer

    def copy(self, folder: Path) -> Town:
        """The same town again elsewhere: what is done there does not touch this one."""
        twin = object.__new__(Town)
        twin.__dict__.update(self.__dict__)
        twin.root = folder / "town"
        shutil.copytree(self.root, twin.root, symlinks=True)
        return twin

    def plant(self, entries: dict[str, tuple[str, str | bytes] | None], message: str = "plant", *, by: str = "wu.lei") -> str:
        """Commit tree entries that no work tree could hold: path → (mode, bytes, or for a submodule its commit); None removes."""
        for path, entry in entries.items():
            if entry is None:
                self.git("update-index", "--force-remove", "--", path)
                continue
            mode, content = entry
            data = content.encode() if isinstance(content, str) else content
            oid = data.decode() if mode == "160000" else self.blob(data)
            line = f"{mode} {oid}\t{path}".encode("utf-8", "surrogateescape") + b"\0"
            command = ["git", "update-index", "--add", "-z", "--index-info"]
            subprocess.run(command, cwd=self.root, env=clean_environment(), input=line, check=True)
        at = f"{int(self.now().timestamp())} +0000"
        name = ["-c", f"user.name={by}", "-c", f"user.email={office.email(by)}"]
        self.git(*name, "commit", "-q", "--allow-empty", "-m", message, GIT_AUTHOR_DATE=at, GIT_COMMITTER_DATE=at)
        return self.head()

    def state_all(self, *paths: str, count: int | None = None) -> str:
        """The statements that each article's grade asks for (or the first `count`), by hand: quicker than `sign_all`."""
        for path in paths or (FIRE,):
            with Repository.open(self.root, clean_environment()) as repository:
                policy = load_office(repository, self.head(), {}).policy
            fields = self._fields(path)
            for stage in policy.grades[str(fields["grade"])].stages[:count]:
                self.state(SEATS[stage], stage, path, save=False, **{**fields, "time": format_time(self.now())})
        return self.commit("Statements")

    def blob(self, data: bytes) -> str:
        """Store bytes as a Git object; returns its id."""
        command = ["git", "hash-object", "-w", "--stdin"]
        done = subprocess.run(command, cwd=self.root, env=clean_environment(), input=data, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def state(
        self, person: str, stage: str, path: str = FIRE, *, key: str = "", number: int = 0, save: bool = True, **over: object
    ) -> SignedStatement:
        """A statement made by hand over HEAD, past all refusals of `sign`: what a forger or an old program could write.

        `key`: whose key signs it (the person's own by default); `save`: commit it; `over`: any field of the statement.
        """
        known = {} if "substance" in over and "repository" in over else self._fields(path)
        fields = {**known, "stage": stage, "person": person, "path": path, "kind": "sign", **over}
        line = self._line(path)
        fields = {"previous": statement_hash(line[-1].statement) if line else "none", **fields}
        said = Statement(**fields)  # type: ignore[arg-type]
        made = SignedStatement(said, self.keys[key or person].sign(canonical(said)), number or len(line) + 1)
        self.write({made.file: encode(made)})
        if save:
            self.commit(f"State {stage}", by=person)
        return made

    def whole_digest(self) -> str:
        """What a change judged as one piece binds its signatures to, as HEAD has it."""
        with Repository.open(self.root, clean_environment()) as repository:
            start = repository.merge_base(self.head(), self.head("main")) or ""
            return whole_digest(repository, repository.changes(start, self.head()))

    def state_whole(self, person: str, stage: str = "", **over: object) -> SignedStatement:
        """A statement by hand over HEAD's change as one piece (control plane, take-down)."""
        digest = self.whole_digest()
        fields = {"grade": "", "substance": digest, "form": digest, **over}
        return self.state(person, stage, whole_path(digest), **fields)  # type: ignore[arg-type]

    def _fields(self, path: str) -> dict[str, object]:
        """Repository, digests, grade, commit and time, as an honest signer would state them."""
        head = self.head()
        with Repository.open(self.root, clean_environment()) as repository:
            law = load_office(repository, head, {})
            reading = Library(repository, law.policy, law.roster).read(head, path)
            read = reading.article if reading is not None else None
            return {
                "repository": repository.root_commit(head),
                "substance": read.substance if read is not None else "0" * 64,
                "form": read.form if read is not None else "0" * 64,
                "grade": (law.policy.grade_id(read.meta.grade) if read is not None else None) or "general",
                "commit": head,
                "time": format_time(self.now()),
            }

    def _line(self, path: str) -> list[SignedStatement]:
        """The statements on a path in the work tree, by number."""
        files = sorted((self.root / folder_of(path)).glob("*.json"))
        read = [read_statement(str(one.relative_to(self.root)), one.read_bytes()) for one in files]
        return [one for one in read if isinstance(one, SignedStatement)]

    def sign_all(self, *paths: str, people: tuple[str, ...] = GENERAL) -> None:
        """Everybody in turn; fails where one of them is refused."""
        for person in people:
            code, out, err = self.sign(person, *paths)
            assert code == 0, (person, out, err)

    # -- questions ----------------------------------------------------------------------------------------------------

    def gate(self, base: str = "main", head: str = "HEAD", *more: str, env: dict[str, str] | None = None) -> dict[str, Any]:
        """The verdict's JSON; the exit code must agree with it."""
        code, out, err = self.run("gate", "--base", base, "--head", head, "--format", "json", *more, env=env)
        verdict: dict[str, Any] = json.loads(out)
        assert code == (0 if verdict["allowed"] else 1) or code in {2, 3}, err
        verdict["exit"] = code
        return verdict

    def merge(self, branch: str = "draft", *, by: str = "zhao.min") -> str:
        """Merge into main as the server would."""
        self.git("checkout", "-q", "main")
        at = f"{int(self.now().timestamp())} +0000"
        who = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        name = ["-c", f"user.name={by}", "-c", f"user.email={office.email(by)}"]
        self.git(*name, "merge", "-q", "--no-ff", "-m", f"Merge {branch}", branch, **who)
        return self.head("main")

    def record(self) -> tuple[int, str, str]:
        """The pipeline records every step that has no record yet."""
        return self.run("record", "--key", str(self.pipeline.private))


def states(verdict: dict[str, Any]) -> dict[str, str]:
    """Control-plane stage id → state (the last of an id, where several rows ask for it)."""
    return {one["id"]: one["state"] for one in verdict["control_plane"]["stages"]}


def sheet(verdict: dict[str, Any], path: str = FIRE) -> dict[str, Any]:
    """One article of a verdict's JSON."""
    found: dict[str, Any] = next(one for one in verdict["articles"] if one["path"] == path)
    return found


def rules(verdict: dict[str, Any]) -> set[str]:
    """Every rule that some finding of the verdict names, of articles and of other files."""
    findings = [*verdict.get("findings", []), *(line for one in verdict.get("articles", []) for line in one["findings"])]
    return {one["rule"] for one in findings}


def stages(verdict: dict[str, Any], path: str = FIRE) -> dict[str, str]:
    """Stage id → state, of one article of a verdict's JSON."""
    found = next(one for one in verdict["articles"] if one["path"] == path)
    return {one["id"]: one["state"] for one in found["stages"]}
