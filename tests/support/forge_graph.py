"""The GraphQL side of the fake forge: GitHub's own published schema reads the question and checks the answer.

The schema comes from npm (`@octokit/graphql-schema`, pinned by checksum). A question it does not allow, or an answer that
departs from it, is a violation. Without the schema there is no GraphQL, as on an old GitHub Enterprise Server.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from support.npm_script import GRAPH, place_of, source_of

if TYPE_CHECKING:
    from graphql import GraphQLSchema

    from support.fake_forge import FakeForge

Json = dict[str, Any]
EVENTS = {
    "head_ref_force_pushed": ("HEAD_REF_FORCE_PUSHED_EVENT", "HeadRefForcePushedEvent"),
    "ready_for_review": ("READY_FOR_REVIEW_EVENT", "ReadyForReviewEvent"),
    "reopened": ("REOPENED_EVENT", "ReopenedEvent"),
    "review_dismissed": ("REVIEW_DISMISSED_EVENT", "ReviewDismissedEvent"),
}


def require_graph() -> None:
    """Install the schema if need be, and read it (that takes longer than an answer may); without npm the test is skipped, but fails in CI."""
    source_of(GRAPH)
    _schema()


@functools.cache
def _schema() -> GraphQLSchema:
    from graphql import build_schema

    return build_schema(source_of(GRAPH), assume_valid=True)


def answer_graph(forge: FakeForge, body: bytes) -> tuple[int, Json, list[str]]:
    """Status, answer and violations for one question."""
    from graphql import ExecutionResult, execute, parse, validate

    if not place_of(GRAPH).is_file():
        return 404, {"message": "Not Found"}, []
    asked = json.loads(body)
    document = parse(asked["query"])
    if faults := validate(_schema(), document):
        return 200, {"errors": [{"message": str(one)} for one in faults]}, [f"GraphQL: {one.message}" for one in faults]
    done = execute(_schema(), document, root_value=_root(forge), variable_values=asked.get("variables"))
    assert isinstance(done, ExecutionResult)
    faults = [
        f"GraphQL: {one.message} at {one.path}" for one in done.errors or () if not str(one).startswith("Could not resolve")
    ]
    errors = [{"message": one.message, "path": one.path} for one in done.errors or ()]
    return 200, {"data": done.data, **({"errors": errors} if errors else {})}, faults


def _root(forge: FakeForge) -> Json:
    def repository(_: object, owner: str, name: str, **more: object) -> Json | None:
        del more
        known = f"{owner}/{name}".casefold() == forge.repository.casefold()
        return {"pullRequest": lambda _, number: pull(forge, number)} if known else None

    return {"viewer": {"login": forge.writer}, "repository": repository}


def pull(forge: FakeForge, number: int) -> Json | None:
    """A `PullRequest`."""
    one = forge.facts_of(number)
    if one is None:
        return None
    commits = [{"__typename": "PullRequestCommit", "commit": _commit(found)} for found in forge.answer_commits(number)]
    items = {
        "PULL_REQUEST_COMMIT": commits,
        **{kind: [] for kind, _ in EVENTS.values()},
    }
    for event in one["events"]:
        kind, name = EVENTS[event["event"]]
        items[kind].append(_event(name, event))
    return {
        "headRefOid": one["head"]["sha"],
        "baseRefName": one["base"]["ref"],
        "isDraft": one["draft"],
        "state": "MERGED" if one["merged_at"] else one["state"].upper(),
        "reviews": _connection(lambda: [_review(found) for found in one["reviews"]], forge),
        "comments": _connection(lambda: [_comment(found) for found in one["comment_list"]], forge),
        "commits": _connection(lambda: commits, forge),
        "timelineItems": _timeline(items, forge),
    }


def _connection(items: Callable[[], list[Json]], forge: FakeForge) -> Callable[..., Json]:
    def page(_: object, first: int | None = None, last: int | None = None, skip: int = 0, **more: object) -> Json:
        del more
        assert (first or last or 0) <= 100, "GitHub refuses more than 100 records"
        whole = items()[skip:]
        whole = whole[::-1] if forge.reverse else whole
        size = min(first or last or 0, 100)
        return {"totalCount": len(items()), "nodes": whole[:size] if first else whole[-size:]}

    return page


def _timeline(items: dict[str, list[Json]], forge: FakeForge) -> Callable[..., Json]:
    def page(info: object, itemTypes: list[str], **more: Any) -> Json:  # noqa: ANN401, N803  # GitHub's name
        return _connection(lambda: [one for kind in itemTypes for one in items[kind]], forge)(info, **more)

    return page


def _actor(account: Json | None) -> Json | None:
    if account is None:
        return None
    kind = account["type"]
    return {"__typename": kind, "login": account["login"].removesuffix("[bot]"), "databaseId": account["id"]}


def _review(facts: Json) -> Json:
    return {
        "fullDatabaseId": str(facts["id"]),
        "author": _actor(facts["user"]),
        "state": facts["state"] if facts["state"] in _schema().type_map["PullRequestReviewState"].values else "COMMENTED",  # type: ignore[attr-defined]
        "commit": {"oid": facts["commit_id"]} if facts["commit_id"] else None,
        "body": facts["body"] or "",
        "submittedAt": facts["submitted_at"],
    }


def _comment(facts: Json) -> Json:
    return {
        "fullDatabaseId": str(facts["id"]),
        "author": _actor(facts["user"]),
        "body": facts["body"] or "",
        "createdAt": facts["created_at"],
        "updatedAt": facts["updated_at"],
    }


def _commit(found: Json) -> Json:
    signature = {"__typename": "GpgSignature", "isValid": True} if found["commit"]["verification"]["verified"] else None
    return {
        "oid": found["sha"],
        "author": {"user": _owner(found["author"])},
        "committer": {"user": _owner(found["committer"])},
        "signature": signature,
    }


def _owner(account: Json | None) -> Json | None:
    return {"databaseId": account["id"], "login": account["login"]} if account and account["type"] == "User" else None


def _event(name: str, event: Json) -> Json:
    found = {"__typename": name, "id": event["node_id"], "createdAt": event["created_at"]}
    return {**found, "afterCommit": {"oid": event["commit_id"]}} if event["event"] == "head_ref_force_pushed" else found
