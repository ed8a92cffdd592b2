"""A large pull request's lists kept from run to run, and believed only while one question shows that nothing has changed.

What is kept was read by REST, page by page, and at that time held just what GraphQL showed (`fingerprint.agrees`). It is
believed where GraphQL shows now what it showed then, to the letter; so in everything that can change the kept lists are the
present ones, whatever came and went between. They lie sealed beside the kept answers, for a day at most. Whatever is missing,
refused, incomplete, different, older, or sealed by another's secret: everything is read anew, as if nothing were kept.
"""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.evidence.connection import LISTS_SECONDS
from sanshen.evidence.fingerprint import Fingerprint, agrees, take_fingerprint, with_comment
from sanshen.evidence.forge import Forge
from sanshen.evidence.lists import Lists, read_lists
from sanshen.evidence.wire import Comment, Pull

MANY: Final = 5
"""Requests for its lists from which on a pull request is large: those of an ordinary one cost four at most."""


class _KeptLists(msgspec.Struct, frozen=True):
    """Lists, when they were begun to be read (seconds since 1970), and what GraphQL showed of them."""

    at: float
    seen: Fingerprint
    lists: Lists


def lists_of(forge: Forge, pull: Pull) -> Lists:
    """The lists of a pull request that the list of open ones has just shown; UndecidedError where they cannot be known."""
    kept = _find(forge, pull.number)
    seen = take_fingerprint(forge, pull.number) if kept is not None else None
    if kept is not None and kept.seen == seen and (seen.head, seen.base) == (pull.head.sha, pull.base.ref):
        return kept.lists
    began, before = forge.time(), forge.requests
    lists = read_lists(forge, pull.number, thrifty=True)
    if forge.keeps and kept is None and forge.requests - before >= MANY:
        seen = take_fingerprint(forge, pull.number)
    if seen is not None and agrees(seen, pull, lists):
        _keep(forge, pull.number, _KeptLists(began, seen, lists))
    return lists


def wrote_comment(forge: Forge, number: int, comment: Comment) -> None:
    """Tell what is kept of our own comment, by the forge's answer to our writing it: it is no change by anybody else."""
    kept = _find(forge, number)
    if kept is not None:
        others = tuple(one for one in kept.lists.comments if one.id != comment.id)
        lists = msgspec.structs.replace(kept.lists, comments=(*others, comment))
        _keep(forge, number, _KeptLists(kept.at, with_comment(kept.seen, comment), lists))


def _place(number: int) -> str:
    return f"/pulls/{number}#lists"


def _find(forge: Forge, number: int) -> _KeptLists | None:
    data = forge.recall_lists(_place(number))
    if data is None:
        return None
    try:
        kept = msgspec.msgpack.decode(data, type=_KeptLists)
    except msgspec.MsgspecError:  # sealed by another release of ours
        return None
    return kept if 0 <= forge.time() - kept.at <= LISTS_SECONDS else None


def _keep(forge: Forge, number: int, kept: _KeptLists) -> None:
    forge.remember_lists(_place(number), msgspec.msgpack.encode(kept))
