"""A GitHub pull request with everything that was signed in it, read completely or not at all (contract §5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from sanshen.evidence.accounts import holder_of
from sanshen.evidence.forge import Forge
from sanshen.evidence.kept_lists import lists_of
from sanshen.evidence.lists import FORCE_PUSHED, HANDED_IN, Lists, read_lists
from sanshen.evidence.paper_comments import entry_of_comment
from sanshen.evidence.reviews import COMMIT, sign_off_of_comment, sign_off_of_review, to_second
from sanshen.evidence.wire import Account, Comment, Commit, Event, Moment, Pull, Review
from sanshen.model.change import SignOff
from sanshen.model.errors import UndecidedError
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import Text


class Author(msgspec.Struct, frozen=True):
    """Who opened the pull request; `person` is None where the roster does not know them."""

    login: str
    id: int
    person: str | None


class PullRequestEvidence(msgspec.Struct, frozen=True):
    """A pull request with everything that was signed in it.

    `author` is None where the account is deleted, `head_repo` where the fork is. `commits` are all commit ids known to
    belong to the pull request, now or before a force-push; `facts` holds what GitHub says about those it lists now.
    """

    number: int
    author: Author | None
    base_ref: str
    base_sha: str
    head_sha: str
    head_repo: str | None
    state: str
    draft: bool
    merged: bool
    sign_offs: tuple[SignOff, ...]
    commits: frozenset[str]
    facts: Mapping[str, Commit] = {}
    merged_at: datetime | None = None
    comments: tuple[Comment, ...] = ()
    reviews: tuple[Review, ...] = ()
    requested: tuple[str, ...] = ()
    """Logins of those whose review is asked for already."""
    labels: tuple[str, ...] = ()
    opened: datetime | None = None
    """Since when it lies before people: opened, reopened or declared ready, whichever came last."""


def read_pull_request(
    forge: Forge, number: int, *, roster: Roster, policy: Policy, listed: Pull | None = None
) -> PullRequestEvidence:
    """Read a pull request into the protected branch completely; UndecidedError where any part of it cannot be known.

    `listed`: the pull request as the list of open ones has just shown it. Then nothing is asked for that was seen already:
    neither it alone, nor its comments where the timeline shows them, nor lists that are kept and still so (`kept_lists`).
    """
    pull = listed or forge.one(f"/pulls/{number}", Pull)
    if pull.base.ref != policy.protected_branch:
        raise UndecidedError(
            Text(
                f"无法判定：合并请求 #{number} 的目标分支是 {pull.base.ref}，不是受保护分支 {policy.protected_branch}",
                f"cannot decide: pull request #{number} is into {pull.base.ref}, not {policy.protected_branch}",
            ),
            Text(f"把目标分支改为 {policy.protected_branch}", f"change its base to {policy.protected_branch}"),
        )
    lists = read_lists(forge, number, thrifty=False) if listed is None else lists_of(forge, listed)
    facts = {commit.sha: commit for commit in lists.commits}
    commits = _commit_ids(pull, lists)
    signed = [sign_off_of_review(review, pull, roster) for review in lists.reviews]
    signed += [sign_off_of_comment(comment, pull, commits, roster) for comment in lists.comments]
    signed += [entry_of_comment(comment, commits, roster) for comment in lists.comments]
    return PullRequestEvidence(
        number=number,
        author=_author(pull.user, roster),
        base_ref=pull.base.ref,
        base_sha=pull.base.sha,
        head_sha=pull.head.sha,
        head_repo=pull.head.repo.full_name if pull.head.repo else None,
        state=pull.state,
        draft=pull.draft,
        merged=pull.merged,
        sign_offs=tuple(sorted((one for one in signed if one is not None), key=lambda one: (one.at, one.order))),
        commits=commits,
        facts=facts,
        merged_at=to_second(pull.merged_at) if pull.merged_at else None,
        comments=tuple(sorted(lists.comments, key=lambda one: one.id)),
        reviews=tuple(sorted(lists.reviews, key=lambda one: one.id)),
        requested=tuple(one.login for one in pull.requested_reviewers or ()),
        labels=tuple(one.name for one in pull.labels),
        opened=_opened(pull, lists.events),
    )


def open_pull_requests(forge: Forge, branch: str) -> tuple[Pull, ...]:
    """The open pull requests into the protected branch."""
    found = forge.every("/pulls", Pull, state="open", base=branch)
    return tuple(one for one in found if one.state == "open" and one.base.ref == branch)


def sharing_head(pulls: Iterable[Pull], head_sha: str, *, number: int) -> tuple[int, ...]:
    """Numbers of the others among `pulls` whose head is `head_sha` too, ascending (T54)."""
    return tuple(sorted({one.number for one in pulls if one.head.sha == head_sha and one.number != number}))


def _opened(pull: Pull, timeline: Iterable[Event]) -> datetime:
    times = [pull.created_at]
    for event in timeline:
        if event.event in HANDED_IN and isinstance(event.created_at, str):
            try:
                times.append(msgspec.convert(event.created_at, Moment))
            except msgspec.ValidationError:  # then the time before stands: this only tells how long people have waited
                continue
    return to_second(max(times))


def _author(account: Account | None, roster: Roster) -> Author | None:
    if account is None:
        return None
    return Author(account.login, account.id, holder_of(account, roster).person)


def _commit_ids(pull: Pull, lists: Lists) -> frozenset[str]:
    """Commits of the pull request, now or before a force-push."""
    named: list[object] = [pull.head.sha, *(commit.sha for commit in lists.commits)]
    named += [review.commit_id for review in lists.reviews]
    named += [event.commit_id for event in lists.events if event.event == FORCE_PUSHED]
    return frozenset(one for one in named if isinstance(one, str) and COMMIT.fullmatch(one))
