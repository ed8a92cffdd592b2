"""What stands at a target: its releases by name, which of them is up, and what the target remembers of what was done."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.text import Text

DEPLOY: Final = "deploy"
AGAIN: Final = "again"
ROLLBACK: Final = "rollback"
_SHORT: Final = 12
_DIGITS: Final = 6


class Deployment(msgspec.Struct, frozen=True):
    """One change of what is up. `left`: content digest of the site that a rollback took down, or that was put up again after one.

    `entry`: the ledger entry of a rollback.
    """

    release: str
    revision: str
    manifest: str
    at: datetime
    action: str = DEPLOY
    left: str = ""
    entry: str = ""


class State(msgspec.Struct, frozen=True):
    """What a target remembers; `deployments` oldest first. What is up is told by the link, not by this."""

    schema: int = 1
    internal: bool = False
    deployments: tuple[Deployment, ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """Content digests of sites that were rolled back and have not been put up again on purpose."""
        found: set[str] = set()
        for one in self.deployments:
            if one.action == AGAIN:
                found.discard(one.left)
            elif one.left:
                found.add(one.left)
        return frozenset(found)


class Standing(msgspec.Struct, frozen=True):
    """What stands at a target: the release that is up ("" for none), all releases, oldest first, and what it remembers."""

    current: str
    releases: tuple[str, ...]
    state: State
    strange: tuple[str, ...] = ()
    """What else lies among the releases."""

    @property
    def next_number(self) -> int:
        """The number of the next release: no number is used twice while its release is there. Raises BlockedError after the last."""
        number = max((number_of(one) for one in self.releases), default=0) + 1
        if len(str(number)) > _DIGITS:
            raise BlockedError(
                Text(f"上线编号用完了：{self.releases[-1]}", f"there is no number after {self.releases[-1]}"),
                Text("查明是谁建了它，移走它", "find out who made it, and move it away"),
            )
        return number


def number_of(release: str) -> int:
    """The number that the name of a release begins with; 0 for a name that is none."""
    found = re.fullmatch(r"([0-9]{6})-[0-9a-f]{12}", release)
    return int(found[1]) if found is not None else 0


def release_name(number: int, revision: str) -> str:
    """The folder of a release."""
    return f"{number:0{_DIGITS}d}-{revision[:_SHORT]}"
