"""GitHub's own published descriptions of its REST API, of github.com and of an Enterprise Server, cut down to what sanshen uses.

They come from npm (`@octokit/openapi`, pinned with its checksum in package-lock.json beside this file). `require_description`
fetches them into build/npm once; where npm is missing, tests that need them are skipped, but fail where CI is set.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support.forge_setting_routes import SETTING_ROUTES
from support.npm_script import fetch

if TYPE_CHECKING:
    import jsonschema

    from support.forge_server import Reply, Seen

HERE = Path(__file__).parent
BUILD = Path(__file__).parents[2] / "build" / "npm"
PACKAGE = "@octokit/openapi"
SERVED = {False: "api.github.com", True: "ghes-3.19"}
"""Whether an Enterprise Server's → the description's name in the package."""
REPO = "/repos/{owner}/{repo}"
OPERATIONS = (
    f"GET {REPO}/pulls",
    f"GET {REPO}/pulls/{{pull_number}}",
    f"GET {REPO}/pulls/{{pull_number}}/reviews",
    f"GET {REPO}/pulls/{{pull_number}}/commits",
    f"GET {REPO}/issues/{{issue_number}}/comments",
    f"GET {REPO}/issues/{{issue_number}}/timeline",
    f"GET {REPO}/commits/{{ref}}",
    f"GET {REPO}/commits/{{ref}}/statuses",
    f"GET {REPO}/commits/{{commit_sha}}/pulls",
    f"GET {REPO}/actions/workflows/{{workflow_id}}/runs",
    f"POST {REPO}/statuses/{{sha}}",
    f"POST {REPO}/issues/{{issue_number}}/comments",
    f"PATCH {REPO}/issues/comments/{{comment_id}}",
    f"DELETE {REPO}/issues/comments/{{comment_id}}",
    f"POST {REPO}/pulls/{{pull_number}}/requested_reviewers",
    f"POST {REPO}/issues/{{issue_number}}/labels",
    f"DELETE {REPO}/issues/{{issue_number}}/labels/{{name}}",
    f"GET {REPO}/issues",
    f"POST {REPO}/issues",
    f"PATCH {REPO}/issues/{{issue_number}}",
    f"POST {REPO}/check-runs",
    f"PATCH {REPO}/check-runs/{{check_run_id}}",
    "GET /user",
    f"GET {REPO}/installation",
    "POST /app/installations/{installation_id}/access_tokens",
    *(route.operation for route in SETTING_ROUTES),
)
TIMELINE = f"GET {REPO}/issues/{{issue_number}}/timeline"
EVENTS = {
    "commented": "timeline-comment-event",
    "reviewed": "timeline-reviewed-event",
    "committed": "timeline-committed-event",
    "review_dismissed": "review-dismissed-issue-event",
    "head_ref_force_pushed": "state-change-issue-event",
    "ready_for_review": "state-change-issue-event",
    "reopened": "state-change-issue-event",
}
Json = dict[str, Any]
Node = dict[str, Any] | list[Any] | str | int | float | None


class Description:
    """The cut-out, ready to hold requests and answers against."""

    def __init__(self, cut: Json) -> None:
        self.operations: Json = cut["operations"]
        self._schemas: Json = cut["schemas"]

    def faults(self, template: str, seen: Seen, reply: Reply) -> list[str]:
        """Every way in which a request or its answer departs from the description."""
        found = self.request_faults(template, seen)
        if 200 <= reply.status < 300:
            found += self._success_faults(template, reply)
        return [f"{seen.method} {seen.path}: {one}" for one in found]

    def _success_faults(self, template: str, reply: Reply) -> list[str]:
        answers = self.operations[template]["answers"]
        if str(reply.status) not in answers:
            return [f"answers {reply.status}, which the description does not know"]
        if answers[str(reply.status)] is None:
            return ["an answer without content has some"] if reply.body else []
        return self.answer_faults(template, json.loads(reply.body))

    def request_faults(self, template: str, seen: Seen) -> list[str]:
        """Unknown or ill-typed query parameters, a body of the wrong shape, and missing headers."""
        found = self._body_faults(template, seen)
        parameters = self.operations[template]["query"]
        for name, value in seen.query.items():
            if name not in parameters:
                found.append(f"unknown parameter {name}")
                continue
            schema = parameters[name]
            typed = int(value) if schema.get("type") == "integer" and value.isdigit() else value
            found += self._errors(schema, typed)
        if seen.headers.get("accept") != "application/vnd.github+json":
            found.append("no Accept header for GitHub's JSON")
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", seen.headers.get("x-github-api-version", "")):
            found.append("no API version")
        if not seen.headers.get("user-agent"):
            found.append("no User-Agent, which GitHub refuses")
        return found

    def _body_faults(self, template: str, seen: Seen) -> list[str]:
        schema = self.operations[template]["body"]
        if schema is None:
            return ["a body where none belongs"] if seen.body else []
        if seen.headers.get("content-type") != "application/json":
            return ["no Content-Type"]
        body = json.loads(seen.body)
        unknown = set(body) - set(schema.get("properties") or body)
        return [f"unknown field {name}" for name in sorted(unknown)] + self._errors(schema, body)

    def answer_faults(self, template: str, body: Node) -> list[str]:
        """Deviations of a successful answer's body."""
        if template == TIMELINE:
            return [fault for event in body for fault in self._event_faults(event)]
        # The description forgets that the repository of a deleted fork is null.
        for one in body if isinstance(body, list) else [body]:
            if "head" in one and "repo" in one["head"] and one["head"]["repo"] is None:
                one["head"]["repo"] = one["base"]["repo"]
        answer = next(one for one in self.operations[template]["answers"].values() if one is not None)
        return self._errors(answer, body)

    def _event_faults(self, event: Json) -> list[str]:
        kind = event.get("event")
        if kind not in EVENTS:
            return [f"event {kind!r} is not among those checked"]
        return self._errors({"$ref": f"#/$defs/{EVENTS[kind]}"}, event)

    def _errors(self, schema: Json, value: object) -> list[str]:
        found = self._validator(json.dumps(schema)).iter_errors(value)
        return [f"{'/'.join(str(step) for step in error.absolute_path)}: {error.message[:300]}" for error in found]

    @functools.cache  # noqa: B019  # one description lives as long as the test run
    def _validator(self, schema: str) -> jsonschema.Draft7Validator:
        import jsonschema

        checker = jsonschema.FormatChecker(formats=())
        checker.checks("date-time")(_is_moment)
        return jsonschema.Draft7Validator({**json.loads(schema), "$defs": self._schemas}, format_checker=checker)


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", value) is not None


@functools.cache
def installed_description(*, enterprise: bool = False) -> Description | None:
    """The description if it was fetched before, else None."""
    place = _cut_path(enterprise=enterprise)
    return Description(json.loads(place.read_bytes())) if place.is_file() else None


def require_description(*, enterprise: bool = False) -> Description:
    """The description, fetched now if need be; skips the test where npm is missing, unless CI is set."""
    if installed_description(enterprise=enterprise) is None:
        _install()
        installed_description.cache_clear()
    found = installed_description(enterprise=enterprise)
    assert found is not None
    return found


def _cut_path(*, enterprise: bool) -> Path:
    """Named after what it is made from, so that another version or another cut is made anew."""
    made_from = b"".join(
        one.read_bytes() for one in (HERE / "package-lock.json", Path(__file__), HERE / "forge_setting_routes.py")
    )
    return BUILD / f"{SERVED[enterprise]}-{hashlib.sha256(made_from).hexdigest()[:16]}.json"


def _install() -> None:
    """Fetch the package and write the cut-outs; only one process at a time does it."""
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if all(_cut_path(enterprise=one).is_file() for one in SERVED):
            return
        pinned = json.loads((HERE / "package-lock.json").read_bytes())["packages"][f"node_modules/{PACKAGE}"]
        members = [f"package/generated/{name}.json" for name in SERVED.values()]
        found = fetch(f"{PACKAGE}@{pinned['version']}", pinned["integrity"].removeprefix("sha512-"), members)
        for enterprise, whole in zip(SERVED, found, strict=True):
            ready = _cut_path(enterprise=enterprise).with_suffix(".new")
            ready.write_text(json.dumps(cut_out(json.loads(whole))))
            ready.replace(_cut_path(enterprise=enterprise))


def cut_out(whole: Json) -> Json:
    """The operations used, with every schema they lead to, as JSON Schema."""
    operations = {}
    for named in OPERATIONS:
        method, _, template = named.partition(" ")
        operation = whole["paths"][template][method.lower()]
        parameters = [_resolved(whole, one) for one in operation.get("parameters", ())]
        operations[named] = {
            "query": {one["name"]: _as_json_schema(one["schema"]) for one in parameters if one["in"] == "query"},
            "body": _content(operation.get("requestBody")),
            "answers": {status: _content(one) for status, one in operation["responses"].items() if status.startswith("2")},
        }
    every = whole["components"]["schemas"]
    schemas: Json = {}
    todo = set(EVENTS.values()) | _names(operations)
    while todo:
        name = todo.pop()
        schemas[name] = _as_json_schema(every[name])
        todo |= _names(schemas[name]) - set(schemas)
    return {"operations": operations, "schemas": schemas}


def _content(node: Json | None) -> Node:
    """The schema of a body, None where there is none."""
    content = (node or {}).get("content", {}).get("application/json")
    return None if content is None else _as_json_schema(content["schema"])


def _names(value: object) -> set[str]:
    return set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(value)))


def _resolved(whole: Json, parameter: Json) -> Json:
    reference = parameter.get("$ref")
    return whole["components"]["parameters"][reference.rsplit("/", 1)[1]] if reference else parameter


def _as_json_schema(node: Node) -> Node:
    """OpenAPI 3.0 as JSON Schema: references into $defs, `nullable` as a type of its own, nothing that only documents."""
    if isinstance(node, list):
        return [_as_json_schema(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"].replace("#/components/schemas/", "#/$defs/")}
    silent = {"example", "examples", "description", "title", "discriminator", "externalDocs", "nullable", "deprecated"}
    found = {}
    for key, value in node.items():
        if key == "properties":
            found[key] = {name: _as_json_schema(one) for name, one in value.items()}
        elif key not in silent and not key.startswith("x-"):
            found[key] = _as_json_schema(value)
    return {"anyOf": [found, {"type": "null"}]} if node.get("nullable") else found
