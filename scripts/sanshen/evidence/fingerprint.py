"""What one GraphQL question shows of everything in a pull request: enough to tell whether lists read before are still so.

It is no evidence: no sign-off is ever made of it. It is complete or there is none: of each list the first and the last hundred
are asked for (of commits the second hundred too), and what is distinct among them must be as many as the forge says there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

import msgspec

from sanshen.evidence.accounts import BOT, GHOST, PERSON, machine_name
from sanshen.evidence.attribution import WEB_FLOW
from sanshen.evidence.forge import Forge
from sanshen.evidence.graph_wire import (
    QUERY,
    Actor,
    GraphComment,
    GraphCommit,
    GraphData,
    GraphEvent,
    GraphPull,
    GraphReview,
    GraphUser,
)
from sanshen.evidence.lists import FORCE_PUSHED, Lists
from sanshen.evidence.wire import Account, Comment, Commit, Nobody, Pull, Review


class SeenReview(msgspec.Struct, frozen=True):
    """A review: what can change of it. `text` is the digest of its body."""

    id: int
    state: str
    at: datetime | None
    commit: str | None
    author: Actor | None
    text: str


class SeenComment(msgspec.Struct, frozen=True):
    """A comment: what can change of it."""

    id: int
    created: datetime
    updated: datetime
    author: Actor | None
    text: str


Said = TypeVar("Said", SeenReview, SeenComment)


class Fingerprint(msgspec.Struct, frozen=True):
    """Everything judging relies on that can change, in an order of its own. Two that are equal are of one state."""

    head: str
    base: str
    state: str
    draft: bool
    reviews: tuple[SeenReview, ...]
    comments: tuple[SeenComment, ...]
    commits: tuple[GraphCommit, ...]
    events: tuple[GraphEvent, ...]


def take_fingerprint(forge: Forge, number: int) -> Fingerprint | None:
    """The fingerprint of pull request `number` now; None where GraphQL does not answer, or not completely."""
    owner, _, name = forge.repository.partition("/")
    found = forge.graph(QUERY, {"owner": owner, "name": name, "number": number}, GraphData)
    return None if found is None else _fingerprint(found.repository.pull_request)


def _fingerprint(pull: GraphPull) -> Fingerprint | None:
    reviews = {_review(one) for one in (*pull.first_reviews.nodes, *pull.last_reviews.nodes)}
    comments = {_comment(one) for one in (*pull.first_comments.nodes, *pull.last_comments.nodes)}
    listed = (*pull.first_commits.nodes, *pull.middle_commits.nodes, *pull.last_commits.nodes)
    commits = {one.commit for one in listed}
    events = {*pull.first_events.nodes, *pull.last_events.nodes}
    counts = (
        (reviews, (pull.first_reviews.total_count, pull.last_reviews.total_count)),
        (comments, (pull.first_comments.total_count, pull.last_comments.total_count)),
        (commits, (pull.first_commits.total_count, pull.last_commits.total_count)),
        (events, (pull.first_events.total_count, pull.last_events.total_count)),
    )
    if any({len(found)} != set(totals) for found, totals in counts):
        return None
    return Fingerprint(
        head=pull.head_ref_oid,
        base=pull.base_ref_name,
        state=pull.state,
        draft=pull.is_draft,
        reviews=tuple(sorted(reviews, key=lambda one: one.id)),
        comments=tuple(sorted(comments, key=lambda one: one.id)),
        commits=tuple(sorted(commits, key=lambda one: one.oid)),
        events=tuple(sorted(events, key=lambda one: one.id)),
    )


def agrees(seen: Fingerprint, pull: Pull, lists: Lists) -> bool:
    """Whether the lists, as read by REST, hold just what the fingerprint shows: then both are of one state, whatever
    happened between the two. What GraphQL does not show (through which App a comment was made, a commit's text and addresses)
    never changes under the same id.
    """
    force_pushes = [one for one in seen.events if one.kind == "HeadRefForcePushedEvent"]
    pushed = sum(one.event == FORCE_PUSHED for one in lists.events)
    return (
        (seen.head, seen.base) == (pull.head.sha, pull.base.ref)
        and _same_commits({one.oid: one for one in seen.commits}, {one.sha: one for one in lists.commits})
        and (pushed, len(lists.events) - pushed) == (len(force_pushes), len(seen.events) - len(force_pushes))
        and {_nameless(one) for one in seen.reviews} == {_nameless(_review_of(one)) for one in lists.reviews}
        and {_nameless(one) for one in seen.comments} == {_nameless(_comment_of(one)) for one in lists.comments}
    )


def _same_commits(seen: Mapping[str, GraphCommit], listed: Mapping[str, Commit]) -> bool:
    return seen.keys() == listed.keys() and all(_same_commit(one, listed[sha]) for sha, one in seen.items())


def _same_commit(seen: GraphCommit, listed: Commit) -> bool:
    """Verified or not on both sides, and by the same people: GraphQL names no machines, and need not name GitHub's own account."""
    verification = listed.commit.verification
    verified = verification is not None and verification.verified
    hands = ((seen.author, listed.author), (seen.committer, listed.committer))
    return verified == (seen.signature is not None and seen.signature.is_valid) and all(
        _same_hand(hand.user if hand is not None else None, account) for hand, account in hands
    )


def _same_hand(seen: GraphUser | None, listed: Nobody | None) -> bool:
    account = listed.account() if listed is not None else None
    if seen is None:
        return account is None or account.type != PERSON or account.login == WEB_FLOW
    return account is not None and account.id == seen.database_id


def with_comment(seen: Fingerprint, comment: Comment) -> Fingerprint:
    """The fingerprint after a comment was written or changed, as the forge's own answer to that says."""
    others = [one for one in seen.comments if one.id != comment.id]
    return msgspec.structs.replace(seen, comments=tuple(sorted((*others, _comment_of(comment)), key=lambda one: one.id)))


def _review(one: GraphReview) -> SeenReview:
    commit = one.commit.oid if one.commit is not None else None
    return SeenReview(int(one.full_database_id), one.state, one.submitted_at, commit, one.author, _digest(one.body))


def _comment(one: GraphComment) -> SeenComment:
    return SeenComment(int(one.full_database_id), one.created_at, one.updated_at, one.author, _digest(one.body))


def _review_of(one: Review) -> SeenReview:
    return SeenReview(one.id, one.state, one.submitted_at, one.commit_id, _actor(one.user), _digest(one.body or ""))


def _comment_of(one: Comment) -> SeenComment:
    return SeenComment(one.id, one.created_at, one.updated_at, _actor(one.user), _digest(one.body or ""))


def _actor(account: Account | None) -> Actor | None:
    """An account of REST as GraphQL shows it: one that was deleted is nobody."""
    if account is None or account.login == GHOST:
        return None
    return Actor(account.type, machine_name(account.login) if account.type == BOT else account.login, account.id)


def _nameless(one: Said) -> Said:
    """The same by some machine: the two interfaces do not always agree on a machine's name, and no machine's word counts."""
    machine = one.author is not None and one.author.kind == BOT
    return msgspec.structs.replace(one, author=Actor(BOT, "")) if machine else one


def _digest(body: str) -> str:
    return sha256(body.replace("\r\n", "\n").encode("utf-8", "surrogatepass")).hexdigest()
