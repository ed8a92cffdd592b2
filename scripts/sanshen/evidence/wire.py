"""The fields of GitHub's answers that sanshen uses, and no others. An answer lacking one of them is no proper answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Account(msgspec.Struct, frozen=True):
    """A GitHub account; `type` is "User" for people, anything else for machines and organisations."""

    id: int
    login: str
    type: str


class Nobody(msgspec.Struct, frozen=True):
    """What an account field may also hold: an object of which nothing is used, `{}` where GitHub knows no account."""

    id: int | None = None
    login: str | None = None
    type: str | None = None

    def account(self) -> Account | None:
        """The account, if all of it is there."""
        if self.id is None or self.login is None or self.type is None:
            return None
        return Account(self.id, self.login, self.type)


class Repository(msgspec.Struct, frozen=True):
    """A repository."""

    full_name: str


class Tip(msgspec.Struct, frozen=True):
    """One end of a pull request; `repo` is None for a fork that is gone."""

    ref: str
    sha: str
    repo: Repository | None = None


class Label(msgspec.Struct, frozen=True):
    """A label."""

    name: str


class Pull(msgspec.Struct, frozen=True):
    """A pull request, as the single answer and as an item of the list of pull requests."""

    number: int
    state: str
    user: Account | None
    base: Tip
    head: Tip
    created_at: Moment
    draft: bool = False
    merged: bool = False
    merged_at: Moment | None = None
    merge_commit_sha: str | None = None
    requested_reviewers: tuple[Account, ...] | None = None
    title: str = ""
    html_url: str = ""
    labels: tuple[Label, ...] = ()


class Review(msgspec.Struct, frozen=True):
    """A review. GitHub documents no list of states, and allows a null commit, user and time."""

    id: int
    user: Account | None
    state: str
    commit_id: str | None
    body: str | None = None
    submitted_at: Moment | None = None


class Comment(msgspec.Struct, frozen=True):
    """A comment on the pull request as a whole."""

    id: int
    user: Account | None
    created_at: Moment
    updated_at: Moment
    body: str | None = None
    performed_via_github_app: object = None


class Event(msgspec.Struct, frozen=True):
    """An event of the timeline. Kinds differ in shape, so only what is used is looked at, and only where it is used."""

    event: object = None
    id: object = None
    state: object = None
    commit_id: object = None
    user: object = None
    created_at: object = None
    updated_at: object = None
    body: object = None
    performed_via_github_app: object = None


def commented(timeline: Iterable[Event]) -> tuple[Comment, ...]:
    """The comments as a timeline shows them; none where it does not show each of them whole."""
    found = [msgspec.structs.asdict(one) for one in timeline if one.event == "commented"]
    try:
        return msgspec.convert(found, tuple[Comment, ...])
    except msgspec.ValidationError:
        return ()


class Ident(msgspec.Struct, frozen=True):
    """Author or committer as the commit itself names them."""

    email: str = ""


class Verification(msgspec.Struct, frozen=True):
    """Whether GitHub has verified the commit's signature."""

    verified: bool = False


class CommitBody(msgspec.Struct, frozen=True):
    """What stands in the commit itself."""

    message: str
    author: Ident | None = None
    committer: Ident | None = None
    verification: Verification | None = None


class Commit(msgspec.Struct, frozen=True):
    """A commit with the accounts GitHub has matched to its author and committer."""

    sha: str
    commit: CommitBody
    author: Nobody | None = None
    committer: Nobody | None = None


class Posted(msgspec.Struct, frozen=True):
    """The answer to a post of ours: only its number is used."""

    id: int


class Status(msgspec.Struct, frozen=True):
    """A commit status. GitHub gives each post a new, higher number and lists the newest first."""

    id: int
    state: str
    context: str
    creator: Account | None
    description: str | None = None
