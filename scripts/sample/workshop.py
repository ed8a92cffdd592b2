"""A district's repository with everybody's throw-away keys, driven through the real commands by a clock of its own.

The sample's maker and the demonstration both build repositories with it. Keys live in a temporary folder and die with it.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from repositories import SEALED, new_repository

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster, Unit
from sanshen.reading import office

ROOT = Path(__file__).resolve().parents[2]
"""The checkout that this file belongs to."""
PIPELINE = "pipeline"
_PERSON = re.compile(r'^(  ([a-z][a-z0-9.-]*): \{.*\bssh: \[")[^"]*("\].*)$', re.MULTILINE)
_PIPELINE = re.compile(r'(?<=^pipeline-keys:\n  - ")[^"]*', re.MULTILINE)


class StoryError(Exception):
    """A step of the story did not end as the story says; the message holds what the command printed."""


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


class Clock:
    """The story's time: it stands still until somebody acts."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time, in UTC, to the second."""
        return self._now

    def pass_minutes(self, minutes: int) -> None:
        """Let time pass."""
        self._now += timedelta(minutes=minutes)

    def move_to(self, moment: datetime) -> None:
        """Go on to `moment`; StoryError where that lies in the past, for times never run backwards."""
        if moment < self._now:
            raise StoryError(f"the story goes back in time: {moment} is before {self._now}")
        self._now = moment.astimezone(UTC)


def office_files(source: Path) -> dict[str, bytes]:
    """The files of the office that a district begins with (no statement, no ledger), and the look of its site."""
    grown = ("reviews/signatures/", "reviews/ledger/")
    paths = [path for path in sorted((source / "reviews").rglob("*")) if path.is_file()]
    names = {path.relative_to(source).as_posix(): path for path in paths}
    files = {name: path.read_bytes() for name, path in names.items() if not name.startswith(grown)}
    return {**files, "mkdocs.yml": (source / "mkdocs.yml").read_bytes()}


class Keys:
    """A new ed25519 key for everybody, in a folder outside every repository."""

    def __init__(self, folder: Path, people: Iterable[str]) -> None:
        folder.mkdir(mode=0o700, parents=True)
        self.private = {person: folder / person for person in (*people, PIPELINE)}
        for person, place in self.private.items():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", str(place)], check=True)

    def public(self, person: str) -> str:
        """The `type base64 comment` line."""
        return self.private[person].with_name(person + ".pub").read_text().strip()


def with_keys(files: Mapping[str, bytes], folder: Path) -> tuple[dict[str, bytes], Keys]:
    """`files` with a new public key in every `ssh:` list and in `pipeline-keys`, and the key pairs."""
    roster = [name for name in files if name == "reviews/district.yml" or name.endswith("/people.yml")]
    keys = Keys(folder, [found[2] for name in roster for found in _PERSON.finditer(files[name].decode())])
    changed = dict(files)
    for name in roster:
        text = _PERSON.sub(lambda found: f"{found[1]}{keys.public(found[2])}{found[3]}", files[name].decode())
        changed[name] = _PIPELINE.sub(keys.public(PIPELINE), text).encode()
    return changed, keys


class Workshop:
    """A repository, its people and their keys. Every act is the act of one person at the clock's time."""

    def __init__(self, root: Path, files: Mapping[str, bytes], keys: Keys, clock: Clock) -> None:
        self.root, self.keys, self.clock = root, keys, clock
        policy, faults = office.read_policy(files[office.POLICY])
        if policy is None:
            raise StoryError("; ".join(fault.message.zh for fault in faults))
        self.policy: Policy = policy
        self.roster: Roster = office.read_roster(files, policy)
        if self.roster.faults:
            raise StoryError("\n".join(f"{one.path}:{one.line}: {one.message.zh}" for one in self.roster.faults))
        root.mkdir(parents=True)
        self.repo = new_repository(root)
        self.write(files)

    # -- the work tree ------------------------------------------------------------------------------------------------

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files into the work tree."""
        for name, data in files.items():
            place = self.root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)

    def commit(self, message: str, by: str) -> str:
        """Commit the work tree, signed with that person's SSH key; returns the commit id."""
        self.repo.git.add("-A")
        with self.repo.git.custom_environment(**self._identity(by)):
            self.repo.git(c=["gpg.format=ssh", f"user.signingkey={self.keys.private[by]}"]).commit("-q", "-S", "-m", message)
        return self.head()

    def _identity(self, person: str) -> dict[str, str]:
        at = f"{int(self.clock.now().timestamp())} +0800"
        found = self.roster.people.get(person)
        name, email = (found.name, found.emails[0]) if found else ("发布流水线", "publishing@example.gov.cn")
        roles = ("AUTHOR", "COMMITTER")
        return {
            f"GIT_{role}_{key}": value
            for role in roles
            for key, value in zip(("NAME", "EMAIL", "DATE"), (name, email, at), strict=True)
        }

    def head(self, revision: str = "HEAD") -> str:
        """The commit id of a revision."""
        found: str = self.repo.git.rev_parse(revision)
        return found

    def branch(self, name: str, at: str = "main") -> None:
        """Begin a branch in the work tree."""
        self.repo.git.checkout("-q", "-B", name, at)

    def merge(self, branch: str, message: str, by: str) -> str:
        """Merge a branch into main, as the server would, and delete it."""
        self.repo.git.checkout("-q", "main")
        with self.repo.git.custom_environment(**self._identity(by)):
            self.repo.git.merge("-q", "--no-ff", "-m", message, branch)
        self.repo.git.branch("-q", "-D", branch)
        return self.head()

    # -- the commands -------------------------------------------------------------------------------------------------

    def run(self, *words: str) -> Answer:
        """One command of sanshen, as at a terminal, at the clock's time."""
        out, err = io.StringIO(), io.StringIO()
        desk = Desk(root=self.root, out=out, err=err, env=_environment(self.root / ".git"), clock=self.clock.now)
        code = main(list(words), desk)
        return Answer(code, out.getvalue(), err.getvalue())

    def must(self, *words: str) -> Answer:
        """The same for a command that the story needs to succeed; StoryError otherwise."""
        answer = self.run(*words)
        if answer.code != 0:
            raise StoryError(f"sanshen {' '.join(words)}: {answer.code}\n{answer.out}{answer.err}")
        return answer

    def sign(self, person: str, *paths: str) -> Answer:
        """One person signs what is open to them; the statement is committed where the command succeeds."""
        answer = self.run("sign", *paths, "--key", str(self.keys.private[person]))
        if answer.code == 0:
            self.commit(f"签署 {', '.join(paths)}", person)
        return answer

    def record(self) -> Answer:
        """The pipeline records every step of main that has no record yet."""
        return self.run("record", "--key", str(self.keys.private[PIPELINE]))

    # -- the people ---------------------------------------------------------------------------------------------------

    def signer(self, stage: str, unit: str) -> str:
        """Who signs a stage for a unit today: the first fit holder of the seat, or whom they delegated it to."""
        today = self.clock.now().date()
        wanted = self.policy.stages[stage]
        appointments = self.roster.units[unit].roles if wanted.of == "unit" else self.roster.district_roles
        for role in wanted.roles:
            for one in appointments.get(role, ()):
                covered = one.portfolio is None or one.portfolio.units == "all" or unit in one.portfolio.units
                if one.holds_on(today) and covered:
                    return self._stand_in(self.roster.units[unit], one.person, stage)
        raise StoryError(f"nobody holds the seat of {stage} for {unit}")

    def _stand_in(self, unit: Unit, person: str, stage: str) -> str:
        today = self.clock.now().date()
        for one in unit.delegations:
            if one.from_ == person and stage in one.stages and one.runs_on(today):
                return one.to
        return person


def _environment(home: Path) -> dict[str, str]:
    """An environment in which no configuration of this machine counts; `home` is no part of any commit (caches are kept there)."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), **SEALED}
