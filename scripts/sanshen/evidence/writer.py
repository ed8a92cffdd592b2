"""Who this run writes as: what bears our marker is ours only where that very account wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

import msgspec

from sanshen.evidence.accounts import BOT, machine_login
from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Account
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

WORKFLOW: Final = machine_login("github-actions")
"""As whom GitHub documents that a workflow's own token writes."""
_VIEWER: Final = "query { viewer { login } }"


class Marked(Protocol):
    """A comment or an issue: numbered in the order of writing, with text that may begin with a marker."""

    @property
    def id(self) -> int: ...  # noqa: D102
    @property
    def body(self) -> str | None: ...  # noqa: D102
    @property
    def user(self) -> Account | None: ...  # noqa: D102


M = TypeVar("M", bound=Marked)


class _Login(msgspec.Struct, frozen=True):
    login: str


class _Viewer(msgspec.Struct, frozen=True):
    viewer: _Login


class Writer(msgspec.Struct, frozen=True):
    """Who we write as: a person's account, a machine by its login (`account` None), or `unknown` because the forge did not say.

    `assumed`: a machine's token that does not tell whose it is; `bot` is then the workflow's, as it nearly always will be.
    """

    account: Account | None = None
    unknown: bool = False
    bot: str = WORKFLOW
    assumed: bool = False

    def owns(self, account: Account | None) -> bool:
        """Whether what `account` wrote is ours: by number for a person, for a machine by the login that no other can have."""
        if account is None or self.unknown:
            return False
        if self.account is not None:
            return account.id == self.account.id
        return account.type == BOT and account.login.casefold() == self.bot.casefold()

    def doubts(self, account: Account | None) -> bool:
        """Whether `account` is another machine that may be ourselves after all."""
        return self.assumed and account is not None and account.type == BOT and not self.owns(account)


def writer_of(forge: Forge) -> Writer:
    """Who this run writes as."""
    try:
        account = forge.account()
    except UndecidedError:
        return Writer(unknown=True)
    return Writer(account, bot=forge.bot or WORKFLOW, assumed=account is None and not forge.bot)


class OwnWords:
    """What this run's account has written under one marker, which begins its first line; somebody else's, written to take
    its place or to keep it from being written, is none of it.
    """

    def __init__(self, forge: Forge, me: Writer, marker: str) -> None:
        self._forge, self._marker = forge, marker
        self.me = me

    def answered(self, account: Account | None) -> None:
        """`account` wrote what we have just posted, so the forge says: it is ourselves, and nobody need be asked."""
        if account is not None and self.me.doubts(account):
            self.me = Writer(bot=account.login)

    def among(self, items: Iterable[M]) -> tuple[M, ...]:
        """Those of `items` that are ours, each once, the oldest first; UndecidedError where that cannot be told."""
        marked = [one for one in items if (one.body or "").startswith(self._marker)]
        self.me = _ascertained(self._forge, self.me, [one.user for one in marked])
        if self.me.unknown:
            raise UndecidedError(
                Text("无法确认哪些评论、议题是自己写的", "it cannot be told which comments and issues are our own"),
                Text("稍后重跑", "run it again later"),
            )
        found = {one.id: one for one in marked if self.me.owns(one.user)}
        return tuple(found[id_] for id_ in sorted(found))


def _ascertained(forge: Forge, me: Writer, seen: Iterable[Account | None]) -> Writer:
    """`me`, asked for where one of `seen` leaves a doubt: some App's token that was handed to us as if it were the workflow's."""
    if not any(me.doubts(one) for one in seen):
        return me
    found = forge.graph(_VIEWER, {}, _Viewer)
    return Writer(unknown=True) if found is None else Writer(bot=machine_login(found.viewer.login))
