"""One pull request on the fake forge, people who act on it, and a client that does not really wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import yaml

from sanshen.evidence.access import read_access
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import PullRequestEvidence, read_pull_request
from sanshen.model.change import SignOff
from sanshen.model.policy import Policy
from sanshen.model.roster import GitHubAccount, Person, Roster
from support.fake_forge import FakeForge
from support.office import GITHUB_IDS, NAMES, email, login, policy_bytes

BASE, OLD, HEAD, OTHER = "0" * 40, "1" * 40, "2" * 40, "f" * 40
AUTHOR = "zhang.wei"


class Patience:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def clock(self) -> float:
        return sum(self.slept)

    def now(self) -> float:
        return 1_000_000.0 + self.clock()


def policy() -> Policy:
    """The default policy, shaped without the office's reader."""
    return msgspec.convert(yaml.safe_load(policy_bytes()), Policy)


def roster(**changed: Person) -> Roster:
    """Everybody of the sample district with login and id; `changed` (underscores for dots) replaces or adds people."""
    people = {
        person: Person(name=name, github=GitHubAccount(login=login(person), id=GITHUB_IDS[person]), emails=(email(person),))
        for person, name in NAMES.items()
    }
    people |= {key.replace("_", "."): person for key, person in changed.items()}
    return Roster("示例区", people, {}, {}, {})


@contextmanager
def pull_request(
    *, page_size: int = 100, commits: Sequence[str] = (OLD, HEAD), author: str | None = AUTHOR
) -> Iterator[FakeForge]:
    """Pull request 1 by `author` with two commits, HEAD being its head, and everybody's accounts."""
    with FakeForge(page_size=page_size) as forge:
        for person in NAMES:
            forge.add_user(login(person), GITHUB_IDS[person])
        forge.open_pull(1, login(author) if author else None, "main", BASE, HEAD, commits)
        yield forge


def client(forge: FakeForge, patience: Patience | None = None) -> Forge:
    """A client of that forge; its pauses take no time."""
    waits = patience or Patience()
    return Forge(read_access(forge.env), sleep=waits.sleep, clock=waits.clock, now=waits.now)


def read(forge: FakeForge, *, by: Roster | None = None, patience: Patience | None = None) -> PullRequestEvidence:
    """The evidence of pull request 1."""
    with client(forge, patience) as asked:
        return read_pull_request(asked, 1, roster=by or roster(), policy=policy())


def only(evidence: PullRequestEvidence) -> SignOff:
    """The one sign-off there is."""
    (found,) = evidence.sign_offs
    return found
