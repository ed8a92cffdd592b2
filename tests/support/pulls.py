"""A whole pull request: a real repository with its office, the fake forge, and the `gate` command over both."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sanshen.cli import main
from sanshen.commands.desk import Desk
from support.fake_forge import FakeForge
from support.office import GITHUB_IDS, NAMES, login
from support.repos import clean_environment
from support.sites import ARTICLE, SIGNERS, TEXT, Site

AUTHOR = "zhang.wei"
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class Said(NamedTuple):
    """How the gate ended: its exit code, its JSON, and what it said to stderr."""

    code: int
    json: dict[str, Any]
    err: str

    def states(self, path: str = ARTICLE) -> dict[str, str]:
        """Stage → state of one article."""
        sheet = next(one for one in self.json["articles"] if one["path"] == path)
        return {stage["id"]: stage["state"] for stage in sheet["stages"]}

    def signers(self, path: str = ARTICLE) -> dict[str, str]:
        """Stage → person, for the signed stages of one article."""
        sheet = next(one for one in self.json["articles"] if one["path"] == path)
        return {stage["id"]: stage["person"] for stage in sheet["stages"] if stage["state"] == "signed"}


class Pull:
    """Pull request 1: branch `draft` into `main`. Everything said follows by a minute."""

    def __init__(self, site: Site, forge: FakeForge) -> None:
        self.site, self.forge = site, forge
        self.base = site.repo.tip()

    @property
    def head(self) -> str:
        """The newest commit of the branch."""
        return self.site.repo.tip("draft")

    def push(self, *, force: bool = False) -> str:
        """Tell the forge where `draft` is now, and of its commits (verified, by their author's account)."""
        listed = self.site.repo.git("rev-list", "--reverse", f"main..{self.head}").split("\n")
        self.forge.push(1, self.head, listed, force=force)
        return self.head

    def approve(self, person: str, commit: str | None = None, **more: Any) -> int:  # noqa: ANN401  # passed on as it is
        """An approval by a person of the district, over the head unless said otherwise."""
        return self.forge.review(1, login(person), "APPROVED", commit or self.head, **more)

    def object(self, person: str, body: str = "退回") -> int:
        """Changes requested."""
        return self.forge.review(1, login(person), "CHANGES_REQUESTED", self.head, body=body)

    def sign(self, commit: str | None = None, person: str = AUTHOR, **more: Any) -> int:  # noqa: ANN401
        """A `/sign` comment."""
        return self.forge.comment(1, login(person), f"/sign {commit or self.head}", **more)

    def complete(self, stages: Sequence[str] = ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3")) -> None:
        """Sign those stages in order, each by its own person; the author by comment."""
        for stage in stages:
            if SIGNERS[stage] == AUTHOR:
                self.sign()
            else:
                self.approve(SIGNERS[stage])

    def gate(
        self,
        *more: str,
        head: str | None = None,
        env: Mapping[str, str] | None = None,
        number: int = 1,
        root: Path | None = None,
    ) -> Said:
        """`sanshen gate --pr 1 --dry-run --format json`, in English; in another clone where `root` says so."""
        return self.announce("--dry-run", *more, head=head, env=env, number=number, root=root)

    def announce(
        self,
        *more: str,
        head: str | None = None,
        env: Mapping[str, str] | None = None,
        number: int = 1,
        at: datetime = NOW,
        root: Path | None = None,
    ) -> Said:
        """`sanshen gate --pr 1 --format json`, in English: the verdict is written to the forge."""
        out, err = io.StringIO(), io.StringIO()
        surroundings = {**clean_environment(), **self.forge.env, **(env or {})}
        desk = Desk(root=root or self.site.repo.path, lang="en", out=out, err=err, env=surroundings, clock=lambda: at)
        words = ["gate", "--base", self.base, "--head", head or self.head, "--pr", str(number)]
        code = main([*words, "--format", "json", *more], desk)
        return Said(code, json.loads(out.getvalue()), err.getvalue())


@contextmanager
def pull_of_article(path: Path, text: str = TEXT, *, enterprise: bool = False) -> Iterator[Pull]:
    """An article drafted by the information officer, opened as pull request 1; nobody has signed yet."""
    with pull_over(drafted_site(path, text), enterprise=enterprise) as pull:
        yield pull


def drafted_site(path: Path, text: str = TEXT) -> Site:
    """A site with one article drafted by the information officer."""
    site = Site(path / "site", at=NOW - timedelta(days=18))
    site.draft(text)
    return site


@contextmanager
def pull_over(site: Site, *, enterprise: bool = False) -> Iterator[Pull]:
    """A forge of its own over a site (on github.com, or an Enterprise Server), its branch `draft` opened as pull request 1."""
    with FakeForge(enterprise=enterprise) as forge:
        for person in NAMES:
            forge.add_user(login(person), GITHUB_IDS[person])
        pull = Pull(site, forge)
        forge.open_pull(1, login(AUTHOR), "main", pull.base, pull.head)
        yield pull
