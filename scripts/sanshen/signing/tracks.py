"""The state of each article while the events of a change pass by."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from sanshen.model.change import ArticleCase, SignOff, Version
from sanshen.model.sheet import Correction
from sanshen.signing.fitness import Standing
from sanshen.signing.survival import Hop


class Target(NamedTuple):
    """What the reviews of one article must survive to, and the corrections made after it."""

    version: Version
    corrections: tuple[Correction, ...] = ()


class Signature(msgspec.Struct):
    """One stage signed by one event; `hops` are the amendments whose amender has not signed yet."""

    sign_off: SignOff
    standing: Standing
    hops: tuple[Hop, ...] = ()
    stands: bool = False
    here: bool = False


class Track(msgspec.Struct):
    """The state of one article while the events pass by."""

    case: ArticleCase
    target: Target
    signed: dict[str, Signature] = msgspec.field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """Stages that are unsigned, or signed only provisionally."""
        return tuple(one for one in self.case.stages if one not in self.signed or self.signed[one].hops)


def covers(event: SignOff, case: ArticleCase) -> bool:
    """Whether a sign-off covers an article: its own version also changes it (or its statement names the path)."""
    if event.path is not None and event.path != case.path:
        return False
    version = case.versions.get(event.commit or "")
    return version is not None and version.covered
