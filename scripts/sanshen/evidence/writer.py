"""Who this run writes as: what bears our marker is ours only where that very account wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Account
from sanshen.model.errors import UndecidedError

WORKFLOW: Final = "github-actions[bot]"
"""As whom GitHub documents that a workflow's own token writes."""
BOT: Final = "Bot"


_VIEWER: Final = "query { viewer { login } }"
_SUFFIX: Final = "[bot]"


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


def ascertained(forge: Forge, me: Writer, seen: Iterable[Account | None]) -> Writer:
    """`me`, asked for where one of `seen` leaves a doubt: some App's token that was handed to us as if it were the workflow's."""
    if not any(me.doubts(one) for one in seen):
        return me
    found = forge.graph(_VIEWER, {}, _Viewer)
    return Writer(unknown=True) if found is None else Writer(bot=f"{found.viewer.login.removesuffix(_SUFFIX)}{_SUFFIX}")
