"""The question whose answer is a pull request's fingerprint, and the shape of that answer (GitHub's GraphQL schema)."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.evidence.wire import Moment

QUERY: Final = """
query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $number) {
      headRefOid baseRefName state isDraft
      firstReviews: reviews(first: 100) { ...reviews }
      lastReviews: reviews(last: 100) { ...reviews }
      firstComments: comments(first: 100) { ...comments }
      lastComments: comments(last: 100) { ...comments }
      firstCommits: commits(first: 100) { totalCount nodes { commit { ...commit } } }
      lastCommits: commits(last: 100) { totalCount nodes { commit { ...commit } } }
      middleCommits: timelineItems(itemTypes: [PULL_REQUEST_COMMIT], first: 100, skip: 100) {
        totalCount nodes { ... on PullRequestCommit { commit { ...commit } } }
      }
      firstEvents: timelineItems(itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, READY_FOR_REVIEW_EVENT, REOPENED_EVENT], first: 100) {
        ...events
      }
      lastEvents: timelineItems(itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT, READY_FOR_REVIEW_EVENT, REOPENED_EVENT], last: 100) {
        ...events
      }
    }
  }
}
fragment who on Actor {
  __typename login
  ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } ... on Organization { databaseId }
}
fragment reviews on PullRequestReviewConnection {
  totalCount nodes { fullDatabaseId state body submittedAt commit { oid } author { ...who } }
}
fragment comments on IssueCommentConnection {
  totalCount nodes { fullDatabaseId body createdAt updatedAt author { ...who } }
}
fragment commit on Commit {
  oid signature { isValid } author { user { databaseId login } } committer { user { databaseId login } }
}
fragment events on PullRequestTimelineItemsConnection {
  totalCount
  nodes {
    __typename
    ... on HeadRefForcePushedEvent { id createdAt afterCommit { oid } }
    ... on ReadyForReviewEvent { id createdAt }
    ... on ReopenedEvent { id createdAt }
  }
}
"""


class Actor(msgspec.Struct, frozen=True):
    """Whose something is; a machine's login has no "[bot]" here."""

    kind: str = msgspec.field(name="__typename")
    login: str
    id: int | None = msgspec.field(name="databaseId", default=None)


class GraphOid(msgspec.Struct, frozen=True, rename="camel"):
    """A commit by its id."""

    oid: str


class GraphReview(msgspec.Struct, frozen=True, rename="camel"):
    """A review."""

    full_database_id: str | int
    state: str
    body: str
    submitted_at: Moment | None
    commit: GraphOid | None
    author: Actor | None


class GraphComment(msgspec.Struct, frozen=True, rename="camel"):
    """A comment on the pull request as a whole."""

    full_database_id: str | int
    body: str
    created_at: Moment
    updated_at: Moment
    author: Actor | None


class GraphUser(msgspec.Struct, frozen=True, rename="camel"):
    """Whom GitHub has matched to a commit's address."""

    database_id: int | None
    login: str


class GraphHand(msgspec.Struct, frozen=True, rename="camel"):
    """Author or committer of a commit."""

    user: GraphUser | None


class GraphSignature(msgspec.Struct, frozen=True, rename="camel"):
    """What GitHub says of a commit's signature."""

    is_valid: bool


class GraphCommit(msgspec.Struct, frozen=True, rename="camel"):
    """A commit: what GitHub may come to say otherwise of it."""

    oid: str
    signature: GraphSignature | None
    author: GraphHand | None
    committer: GraphHand | None


class GraphListed(msgspec.Struct, frozen=True, rename="camel"):
    """A commit as a list holds it."""

    commit: GraphCommit


class GraphEvent(msgspec.Struct, frozen=True):
    """An event of the timeline."""

    kind: str = msgspec.field(name="__typename")
    id: str
    at: Moment = msgspec.field(name="createdAt")
    after: GraphOid | None = msgspec.field(name="afterCommit", default=None)


class GraphReviews(msgspec.Struct, frozen=True, rename="camel"):
    """Some of the reviews, and how many there are."""

    total_count: int
    nodes: tuple[GraphReview, ...]


class GraphComments(msgspec.Struct, frozen=True, rename="camel"):
    """Some of the comments, and how many there are."""

    total_count: int
    nodes: tuple[GraphComment, ...]


class GraphCommits(msgspec.Struct, frozen=True, rename="camel"):
    """Some of the commits, and how many there are."""

    total_count: int
    nodes: tuple[GraphListed, ...]


class GraphEvents(msgspec.Struct, frozen=True, rename="camel"):
    """Some of the events, and how many there are."""

    total_count: int
    nodes: tuple[GraphEvent, ...]


class GraphPull(msgspec.Struct, frozen=True, rename="camel"):
    """A pull request."""

    head_ref_oid: str
    base_ref_name: str
    state: str
    is_draft: bool
    first_reviews: GraphReviews
    last_reviews: GraphReviews
    first_comments: GraphComments
    last_comments: GraphComments
    first_commits: GraphCommits
    last_commits: GraphCommits
    middle_commits: GraphCommits
    first_events: GraphEvents
    last_events: GraphEvents


class GraphRepository(msgspec.Struct, frozen=True, rename="camel"):
    """A repository."""

    pull_request: GraphPull


class GraphData(msgspec.Struct, frozen=True, rename="camel"):
    """The whole answer."""

    repository: GraphRepository
