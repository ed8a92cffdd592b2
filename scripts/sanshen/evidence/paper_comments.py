"""`/attest` comments: an office-administrator enters a paper that a district leader signed (书面签批代录, contract §5.3)."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from sanshen.evidence.accounts import Holder, holder_of
from sanshen.evidence.reviews import COMMENT_ORDER, to_second
from sanshen.evidence.wellformed import day_ok, number_ok
from sanshen.evidence.wire import Comment
from sanshen.model.change import Paper, SignOff, SignOffKind
from sanshen.model.roster import Roster
from sanshen.model.text import Text

_ATTEST: Final = re.compile(
    r"/attest (?P<commit>[0-9a-f]{40}) (?P<stage>[a-z][a-z0-9-]*) (?P<digest>[0-9a-f]{16,64}) (?P<signer>[a-z][a-z0-9.-]*)"
    r" (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<number>\S+)"
)
_ATTEST_LIKE: Final = re.compile(r"/attest(?!\w)")


def entry_of_comment(comment: Comment, commits: frozenset[str], roster: Roster) -> SignOff | None:
    """The entry a comment is; None for one that does not begin with the command.

    Who may enter, for which stage, over which version: that is decided with the sheet, as for every other source.
    """
    body = (comment.body or "").rstrip("\r\n")
    if not _ATTEST_LIKE.match(body.lstrip()):
        return None
    exact = _ATTEST.fullmatch(body)
    if exact is not None and not (day_ok(exact["day"]) and number_ok(exact["number"])):
        exact = None
    holder = holder_of(comment.user, roster)
    return SignOff(
        id=f"comment:{comment.id}",
        kind=SignOffKind.ATTEST,
        who=holder.who,
        person=holder.person,
        at=to_second(comment.created_at),
        order=(COMMENT_ORDER, comment.id),
        commit=exact["commit"] if exact else None,
        stage=exact["stage"] if exact else None,
        digests=(exact["digest"], "") if exact else None,
        paper=Paper(exact["signer"], exact["number"], date.fromisoformat(exact["day"])) if exact else None,
        void=_void(comment, exact, holder, commits),
    )


def _void(comment: Comment, exact: re.Match[str] | None, holder: Holder, commits: frozenset[str]) -> Text | None:
    """Why an `/attest` comment counts for nothing, as far as the comment alone tells."""
    if holder.person is None:
        return holder.why
    if comment.performed_via_github_app is not None:
        return Text("经应用程序发出的 /attest 不算", "made through an app")
    if comment.updated_at != comment.created_at:
        return Text("评论发出后被修改过；请另发一条", "the comment was edited; write a new one")
    if exact is None:
        return Text(
            "整条评论须恰好是“/attest 提交号 环节 摘要 签批人 日期 文号”",
            "the whole comment must be “/attest COMMIT STAGE DIGEST SIGNER DATE NUMBER”",
        )
    if exact["commit"] not in commits:
        return Text("该提交不属于此合并请求", "that commit is not one of this pull request")
    return None
