"""Calling the people whose turn it is, and the labels that show where a change stands. Neither is part of the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Label

MOST_REVIEWERS: Final = 15
"""GitHub takes no more at once."""
LONGEST_LABEL: Final = 50
_UNPROCESSABLE: Final = frozenset({422})


class _Requested(msgspec.Struct, frozen=True):
    number: int


def request_reviews(forge: Forge, number: int, logins: Sequence[str]) -> tuple[str, ...]:
    """Ask `logins` for a review and return those whom GitHub refuses (people without access to the repository).

    GitHub refuses all of them where it refuses one, so then each is asked for alone. UndecidedError where it does not answer.
    """
    wanted = list(logins)[:MOST_REVIEWERS]
    if not wanted or _request(forge, number, wanted):
        return ()
    if len(wanted) == 1:
        return tuple(wanted)
    return tuple(one for one in wanted if not _request(forge, number, [one]))


def _request(forge: Forge, number: int, logins: Sequence[str]) -> bool:
    path = f"/pulls/{number}/requested_reviewers"
    return forge.send_or_none("POST", path, {"reviewers": list(logins)}, _Requested, missing=_UNPROCESSABLE) is not None


def follow_labels(forge: Forge, number: int, present: Sequence[str], wanted: Sequence[str], prefixes: Sequence[str]) -> None:
    """Let the labels that begin with one of `prefixes` be just `wanted`; no other label is touched.

    UndecidedError where the forge does not answer.
    """
    asked = [one[:LONGEST_LABEL] for one in wanted]
    missing = [one for one in asked if one not in present]
    for one in present:
        if one.startswith(tuple(prefixes)) and one not in asked:
            forge.remove(f"/issues/{number}/labels/{quote(one, safe='')}")
    if missing:
        forge.send("POST", f"/issues/{number}/labels", {"labels": missing}, list[Label])
