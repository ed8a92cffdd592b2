"""What lay before the judge on a forge, as a record keeps it: every review, `/sign` and `/attest` comment, counted or not.

Only the fields that judging relies on, in the forge's own words; texts are cut, and numbers and addresses in them masked.
A text that holds what may not be passed on (secrets, persons) is not kept at all: the rule's number stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sanshen.evidence.github import PullRequestEvidence
from sanshen.evidence.reviews import SEARCHED
from sanshen.evidence.wire import Account, Comment, Review
from sanshen.judging.remarks import kept_out
from sanshen.model.change import SignOff
from sanshen.model.mask import STARS, mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.sheet import Verdict, evidence_ids
from sanshen.records.record import ForgeAccount, ForgeEvent

MOST: Final = 300
LONGEST: Final = 500
_ADDRESS: Final = r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}"


def events_of(pull: PullRequestEvidence, until: datetime, book: RuleBook) -> tuple[ForgeEvent, ...]:
    """The events up to a moment in the order in which they were judged. `book`: what their words are searched by."""
    reviews = {f"review:{one.id}": one for one in pull.reviews}
    comments = {f"comment:{one.id}": one for one in pull.comments}
    return tuple(
        _of_review(reviews[one.id], one.at, book) if one.id in reviews else _of_comment(comments[one.id], one, book)
        for one in pull.sign_offs
        if one.at <= until
    )


def bounded(events: Sequence[ForgeEvent], verdict: Verdict) -> tuple[ForgeEvent, ...]:
    """At most `MOST` of them in their order: all that a signature rests on, and the newest of the others."""
    if len(events) <= MOST:
        return tuple(events)
    stages = [stage for sheet in verdict.articles for stage in sheet.stages] + list(verdict.whole)
    needed = {id_ for stage in stages if stage.evidence for id_ in evidence_ids(stage.evidence)}
    others = [one for one in events if one.named not in needed]
    room = max(0, MOST - (len(events) - len(others)))
    dropped = {one.named for one in others[: len(others) - room]}
    return tuple(one for one in events if one.named not in dropped)


def _of_review(review: Review, at: datetime, book: RuleBook) -> ForgeEvent:
    return ForgeEvent(
        kind="review",
        id=review.id,
        user=_account(review.user),
        state=review.state[:40],
        commit_id=(review.commit_id or "")[:64],
        at=at,
        edited=False,
        through_app=False,
        body=_shown(review.body, book),
    )


def _of_comment(comment: Comment, event: SignOff, book: RuleBook) -> ForgeEvent:
    """A command that was read word by word (it names a commit) holds nothing else; any other is searched."""
    return ForgeEvent(
        kind="comment",
        id=comment.id,
        user=_account(comment.user),
        state="",
        commit_id="",
        at=event.at,
        edited=comment.updated_at != comment.created_at,
        through_app=comment.performed_via_github_app is not None,
        body=_cut(comment.body or "") if event.commit is not None else _shown(comment.body, book),
    )


def _account(account: Account | None) -> ForgeAccount | None:
    return ForgeAccount(id=account.id, login=account.login[:100], type=account.type[:40]) if account is not None else None


def _shown(body: str | None, book: RuleBook) -> str:
    text = (body or "")[:SEARCHED]
    rules = kept_out(text, book)
    return f"{STARS} {' '.join(rules)}" if rules else _cut(text)


def _cut(text: str) -> str:
    return re.sub(_ADDRESS, STARS, mask(text))[:LONGEST]
