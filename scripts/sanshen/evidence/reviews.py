"""Reviews, and the author's `/sign` comments, as sign-offs: what each says, or why it counts for nothing (contract §5.1)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from sanshen.evidence.accounts import PERSON, Holder, holder_of
from sanshen.evidence.wire import Account, Comment, Pull, Review
from sanshen.model.change import SignOff, SignOffKind
from sanshen.model.errors import UndecidedError
from sanshen.model.roster import Roster
from sanshen.model.text import Text

STATES: Final = {
    "APPROVED": SignOffKind.APPROVE,
    "CHANGES_REQUESTED": SignOffKind.OBJECT,
    "DISMISSED": SignOffKind.DISMISSED,
}
_SILENT: Final = frozenset({"COMMENTED", "PENDING"})
"""States of a review that say nothing: a remark, and a draft nobody but its writer should see."""
COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_SIGN: Final = re.compile(r"/sign ([0-9a-f]{40})")
_SIGN_LIKE: Final = re.compile(r"/sign(?!\w)")
_NOTE_LENGTH: Final = 200
SEARCHED: Final = 4000
"""Characters of a review that are searched for what may not be passed on: far more than are ever copied."""
REVIEW_ORDER: Final = 0
COMMENT_ORDER: Final = 1


def sign_off_of_review(review: Review, pull: Pull, roster: Roster) -> SignOff | None:
    """The sign-off a review is; None for one that says nothing."""
    if review.state in _SILENT:
        return None
    kind = STATES.get(review.state)
    holder = holder_of(review.user, roster)
    if kind in {SignOffKind.OBJECT, SignOffKind.DISMISSED} and review.submitted_at is None:
        raise UndecidedError(
            Text(f"无法判定：审阅 {review.id} 没有时间", f"cannot decide: review {review.id} has no time"),
            Text("稍后重跑", "run it again later"),
        )
    commit = review.commit_id if review.commit_id and COMMIT.fullmatch(review.commit_id) else None
    return SignOff(
        id=f"review:{review.id}",
        kind=kind or SignOffKind.APPROVE,
        who=holder.who,
        person=holder.person,
        at=to_second(review.submitted_at or pull.created_at),
        order=(REVIEW_ORDER, review.id),
        commit=commit,
        note=_first_line(review.body),
        said=(review.body or "")[:SEARCHED],
        void=_review_void(review, kind, holder, commit, by_author=_is_author(review.user, holder, pull, roster)),
    )


def _review_void(
    review: Review, kind: SignOffKind | None, holder: Holder, commit: str | None, *, by_author: bool
) -> Text | None:
    """Why a review counts for nothing.

    An objection needs no version and no seat to be shown: it is void only where nobody at all, or a machine, made it.
    """
    if kind is None:
        return Text("审阅状态不在 GitHub 的说明之内", "a review state that GitHub does not document")
    if kind is not SignOffKind.APPROVE:
        return None if review.user is not None and review.user.type == PERSON else holder.why
    if by_author:
        return Text("提交人不能批准自己的合并请求；请用 /sign 签署", "the author cannot approve; they sign by /sign")
    if holder.person is None:
        return holder.why
    if review.submitted_at is None:
        return Text("审阅没有提交时间", "the review has no time")
    if commit is None:
        return Text("所签版本已不存在", "the version it was made over no longer exists")
    return None


def sign_off_of_comment(comment: Comment, pull: Pull, commits: frozenset[str], roster: Roster) -> SignOff | None:
    """The sign-off a comment is; None for one that does not begin with the sign command."""
    body = (comment.body or "").rstrip("\r\n")  # a copied line may bring its line end along; anything more is not exact
    if not _SIGN_LIKE.match(body.lstrip()):
        return None
    exact = _SIGN.fullmatch(body)
    commit = exact[1] if exact else None
    holder = holder_of(comment.user, roster)
    return SignOff(
        id=f"comment:{comment.id}",
        kind=SignOffKind.APPROVE,
        who=holder.who,
        person=holder.person,
        at=to_second(comment.created_at),
        order=(COMMENT_ORDER, comment.id),
        commit=commit,
        void=_comment_void(comment, commit, holder, commits, by_author=_is_author(comment.user, holder, pull, roster)),
    )


def _comment_void(
    comment: Comment, commit: str | None, holder: Holder, commits: frozenset[str], *, by_author: bool
) -> Text | None:
    """Why a `/sign` comment counts for nothing."""
    if not by_author:
        return Text("只有合并请求的提交人才用 /sign 签署；其他人请用“批准”", "only the author signs by /sign; others approve")
    if holder.person is None:
        return holder.why
    if comment.performed_via_github_app is not None:
        return Text("经应用程序发出的 /sign 不算", "made through an app")
    if comment.updated_at != comment.created_at:
        return Text("评论发出后被修改过；请另发一条", "the comment was edited; write a new one")
    if commit is None:
        return Text("整条评论须恰好是“/sign 完整的 40 位提交号”", "the whole comment must be “/sign” and the full commit id")
    if commit not in commits:
        return Text("该提交不属于此合并请求", "that commit is not one of this pull request")
    return None


def _is_author(account: Account | None, holder: Holder, pull: Pull, roster: Roster) -> bool:
    """Whether an account is the author's: the same account, or another one of the same person."""
    if account is None or pull.user is None:
        return False
    person = holder_of(pull.user, roster).person
    return account.id == pull.user.id or (person is not None and holder.person == person)


def _first_line(body: str | None) -> str:
    """The first line of a review, where a reason code (退回理由) may stand."""
    lines = (body or "").strip().splitlines()
    return lines[0].strip()[:_NOTE_LENGTH] if lines else ""


def to_second(at: datetime) -> datetime:
    """The moment in UTC, whole seconds: sign-offs are ordered by the second."""
    return at.astimezone(UTC).replace(microsecond=0)
