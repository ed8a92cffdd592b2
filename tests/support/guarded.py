"""A district's repository on the fake forge, with what takes a person already done, and `sanshen forge` over it."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sanshen.cli import main
from sanshen.commands.desk import Desk
from sanshen.evidence.app_token import PERMISSIONS
from support.fake_forge import FakeForge
from support.forge_settings import OWN_APP
from support.office import GITHUB_IDS, NAMES, POLICY_PATH, district_files, login, policy_bytes
from support.repos import Repo, clean_environment

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
ADMINISTRATORS = ("zhao.min", "zhou.san")
WRITERS = ("zhang.wei", "wang.fang", "liu.yang", "li.na", "wu.lei")
READERS = ("chen.jie", "qian.yi", "sun.er")


class Said(NamedTuple):
    """How the command ended: its exit code, what it printed, and what it said to stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def gaps(self) -> set[str]:
        """The ids of the demands that are not met."""
        return {one["id"] for one in self.json["gaps"]}

    def found(self, demand: str) -> list[str]:
        """What was found instead of a demand."""
        return [one["found"] for one in self.json["gaps"] if one["id"] == demand]


class Guarded:
    """The district's clone and its forge."""

    def __init__(self, repo: Repo, forge: FakeForge) -> None:
        self.repo, self.forge = repo, forge

    def run(self, *words: str, lang: str = "zh", app: str | None = str(OWN_APP), **env: str) -> Said:
        """`sanshen forge WORDS`."""
        out, err = io.StringIO(), io.StringIO()
        given = {"SANSHEN_APP_ID": app} if app is not None else {}
        surroundings = {**clean_environment(), **self.forge.env, **given, **env}
        desk = Desk(
            root=self.repo.path, lang="en" if lang == "en" else "zh", out=out, err=err, env=surroundings, clock=lambda: NOW
        )
        code = main(["forge", *words], desk)
        return Said(code, out.getvalue(), err.getvalue())

    def audit(self, **more: Any) -> Said:  # noqa: ANN401  # passed on as it is
        """`sanshen forge audit --format json`."""
        return self.run("audit", "--format", "json", **more)

    def apply(self, **more: Any) -> Said:  # noqa: ANN401  # passed on as it is
        """`sanshen forge setup --apply --format json`."""
        return self.run("setup", "--apply", "--format", "json", **more)


def people_of(forge: FakeForge) -> None:
    """Everybody's account, with the access that they need."""
    for person in NAMES:
        forge.add_user(login(person), GITHUB_IDS[person])
    forge.settings.access = {
        **{login(one): "admin" for one in ADMINISTRATORS},
        **{login(one): "write" for one in WRITERS},
        **{login(one): "read" for one in READERS},
    }


def done_by_hand(forge: FakeForge) -> None:
    """What takes a person: the App, the deploy key, the secrets, the people."""
    people_of(forge)
    settings = forge.settings
    settings.install(OWN_APP, "sanshen-district", dict(PERMISSIONS))
    settings.keys = [("sanshen-records", False)]
    settings.pages = "legacy"
    settings.add_environment("gate").update(secrets=["SANSHEN_APP_KEY"], variables=["SANSHEN_APP_ID"])
    held = ["SANSHEN_PIPELINE_KEY", "SANSHEN_RECORDS_KEY"]
    settings.add_environment("publishing").update(secrets=held, variables=["SANSHEN_ROOT"])


@contextmanager
def fresh_district(repo: Repo, *, check: bool = False) -> Iterator[Guarded]:
    """A new repository whose people, App, key and secrets are there, and whose settings are GitHub's defaults.

    `check`: hold everything against GitHub's description (once is enough; it takes time).
    """
    with FakeForge(check=check) as forge:
        done_by_hand(forge)
        yield Guarded(repo, forge)


@contextmanager
def guarded_district(repo: Repo, set_up: Mapping[str, Any]) -> Iterator[Guarded]:
    """The same with everything as `setup --apply` left it in `set_up`."""
    with FakeForge(check=False) as forge:
        people_of(forge)
        vars(forge.settings).update(copy.deepcopy(dict(set_up)))
        yield Guarded(repo, forge)


def set_up_once(repo: Repo) -> Mapping[str, Any]:
    """The settings that `setup --apply` leaves behind."""
    with fresh_district(repo) as district:
        assert district.apply().code == 0
        return {key: value for key, value in vars(district.forge.settings).items() if key != "forge"}


def office_repo(path: Path) -> Repo:
    """A clone with the office on main."""
    repo = Repo(path)
    repo.commit({**district_files(), POLICY_PATH: policy_bytes()})
    return repo
