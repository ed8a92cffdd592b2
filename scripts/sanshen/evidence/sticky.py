"""The one comment of ours on a pull request: found again, changed in place, never a second one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sanshen.evidence.forge import Forge
from sanshen.evidence.kept_lists import wrote_comment
from sanshen.evidence.wire import Comment
from sanshen.evidence.writer import OwnWords, Writer
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text

_TRIES: Final = 4


class Sticky:
    """Our comment on one pull request; `marker` begins its first line and nobody else's words."""

    def __init__(self, forge: Forge, number: int, marker: str, me: Writer) -> None:
        self._forge, self._number = forge, number
        self._own = OwnWords(forge, me, marker)

    @property
    def me(self) -> Writer:
        """Who we write as, as far as it had to be found out."""
        return self._own.me

    def ours(self, comments: Iterable[Comment]) -> tuple[Comment, ...]:
        """Those of `comments` that are ours, the oldest first; UndecidedError where that cannot be told."""
        return self._own.among(comments)

    def write(self, body: str, comments: Iterable[Comment]) -> None:
        """Let `body` be what our one comment says; `comments` are those of the pull request as read before.

        Before one is written anew the list is looked at once more: what was read before may be old, or have lacked a page.
        UndecidedError where the forge does not take it.
        """
        found = self.ours(comments) or self._look()
        for _ in range(_TRIES):
            if found:
                if self._settle_on(found, body):
                    return
                found = self._look()
                continue
            made = self._create(body)
            # Another run may have written one at the same moment, and an answer that got lost may have been a "yes".
            found = self._look() if made is None else self.ours((made, *self._look()))
            if [one.body for one in found] == [body]:
                return
        raise UndecidedError(
            Text("无法写入合并请求的评论", "the comment on the pull request cannot be written"),
            Text("稍后重跑", "run it again later"),
        )

    def _settle_on(self, found: tuple[Comment, ...], body: str) -> bool:
        """Keep the oldest, with that body, and delete the others; False where the oldest is gone meanwhile."""
        kept, *others = found
        if kept.body != body and self._edit(kept, body) is None:
            return False
        for one in others:
            self._forge.remove(f"/issues/comments/{one.id}")
        return True

    def _edit(self, kept: Comment, body: str) -> Comment | None:
        path = f"/issues/comments/{kept.id}"
        return self._written(self._forge.send_or_none("PATCH", path, {"body": body}, Comment, missing=frozenset({404})))

    def _create(self, body: str) -> Comment | None:
        """Write a new comment; None where it is not known whether it arrived."""
        made = self._written(self._forge.send_once("POST", f"/issues/{self._number}/comments", {"body": body}, Comment))
        self._own.answered(made.user if made is not None else None)
        return made

    def _written(self, comment: Comment | None) -> Comment | None:
        if comment is not None:
            wrote_comment(self._forge, self._number, comment)
        return comment

    def _look(self) -> tuple[Comment, ...]:
        return self.ours(self._forge.every(f"/issues/{self._number}/comments", Comment))
