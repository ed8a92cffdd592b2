"""The HTTP side of the fake forge: routes, pages, faults, and a record of what was asked."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from support.forge_graph import answer_graph
from support.forge_setting_routes import LISTED, SETTING_ROUTES, WRAPPED
from support.forge_settings import answer_of

if TYPE_CHECKING:
    from support.fake_forge import FakeForge
    from support.github_description import Description

NUMBER = r"(\d+)"
SHA = r"([0-9a-f]{7,40})"
REPO = "/repos/{owner}/{repo}"
ROUTES: tuple[tuple[str, str, str, str], ...] = (
    ("GET", r"/pulls", f"{REPO}/pulls", "pulls"),
    ("GET", rf"/pulls/{NUMBER}", f"{REPO}/pulls/{{pull_number}}", "pull"),
    ("GET", rf"/pulls/{NUMBER}/reviews", f"{REPO}/pulls/{{pull_number}}/reviews", "reviews"),
    ("GET", rf"/pulls/{NUMBER}/commits", f"{REPO}/pulls/{{pull_number}}/commits", "commits"),
    ("GET", rf"/issues/{NUMBER}/comments", f"{REPO}/issues/{{issue_number}}/comments", "comments"),
    ("GET", rf"/issues/{NUMBER}/timeline", f"{REPO}/issues/{{issue_number}}/timeline", "timeline"),
    ("GET", rf"/commits/{SHA}", f"{REPO}/commits/{{ref}}", "commit"),
    ("GET", rf"/commits/{SHA}/statuses", f"{REPO}/commits/{{ref}}/statuses", "statuses"),
    ("GET", rf"/commits/{SHA}/pulls", f"{REPO}/commits/{{commit_sha}}/pulls", "commit_pulls"),
    ("GET", r"/actions/workflows/([\w.-]+)/runs", f"{REPO}/actions/workflows/{{workflow_id}}/runs", "runs"),
    ("POST", rf"/statuses/{SHA}", f"{REPO}/statuses/{{sha}}", "post_status"),
    ("POST", rf"/issues/{NUMBER}/comments", f"{REPO}/issues/{{issue_number}}/comments", "post_comment"),
    ("PATCH", rf"/issues/comments/{NUMBER}", f"{REPO}/issues/comments/{{comment_id}}", "edit_comment"),
    ("DELETE", rf"/issues/comments/{NUMBER}", f"{REPO}/issues/comments/{{comment_id}}", "delete_comment"),
    (
        "POST",
        rf"/pulls/{NUMBER}/requested_reviewers",
        f"{REPO}/pulls/{{pull_number}}/requested_reviewers",
        "request_reviewers",
    ),
    ("POST", rf"/issues/{NUMBER}/labels", f"{REPO}/issues/{{issue_number}}/labels", "add_labels"),
    ("GET", r"/issues", f"{REPO}/issues", "issues"),
    ("POST", r"/issues", f"{REPO}/issues", "post_issue"),
    ("PATCH", rf"/issues/{NUMBER}", f"{REPO}/issues/{{issue_number}}", "edit_issue"),
    ("POST", r"/check-runs", f"{REPO}/check-runs", "post_check_run"),
    ("PATCH", rf"/check-runs/{NUMBER}", f"{REPO}/check-runs/{{check_run_id}}", "edit_check_run"),
    ("DELETE", rf"/issues/{NUMBER}/labels/([^/]+)", f"{REPO}/issues/{{issue_number}}/labels/{{name}}", "remove_label"),
)
APP_ROUTES = (
    (f"GET {REPO}/installation", r"/repos/{repo}/installation", "answer_installation"),
    (
        "POST /app/installations/{installation_id}/access_tokens",
        r"/app/installations/77/access_tokens",
        "new_token",
    ),
)
LISTS = frozenset({"pulls", "reviews", "commits", "comments", "timeline", "statuses", "commit_pulls"})
BY_COMMIT = frozenset({"statuses", "commit_pulls"})
MAX_PAGE = 100
ENTERPRISE = "/api/v3"


class Seen(NamedTuple):
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""


class Reply(NamedTuple):
    """One answer before it is sent."""

    status: int
    headers: dict[str, str]
    body: bytes


class Fault(NamedTuple):
    """What goes wrong with an answer: another status or body, headers changed, cut off, late, or not sent at all."""

    status: int | None = None
    headers: Mapping[str, str] = MappingProxyType({})
    body: bytes | None = None
    truncated: bool = False
    seconds: float = 0.0
    hang_up: bool = False
    """The request is carried out, and its answer gets lost."""
    refused: bool = False
    """The request is not carried out: whatever is answered, nothing happens."""
    change: Callable[[Reply], Reply] | None = None

    def applied(self, reply: Reply) -> Reply:
        """The answer with the fault in it."""
        found = self.change(reply) if self.change else reply
        body = found.body if self.body is None else self.body
        if self.status is not None and self.body is None:
            body = json.dumps({"message": f"fault {self.status}"}).encode()
        return Reply(self.status or found.status, {**found.headers, **self.headers}, body)


@dataclass
class Planned:
    """A fault, and which of the coming requests it meets."""

    fault: Fault
    path: str
    nth: int | None
    times: int
    method: str
    query: str = ""

    def meets(self, number: int, seen: Seen) -> bool:
        """Whether it meets this request, the `number`-th one; each meeting is counted."""
        asked = self.path in seen.path and self.method in {"", seen.method} and self.nth in {None, number}
        asked = asked and (not self.query or self.query in {f"{name}={value}" for name, value in seen.query.items()})
        if self.times <= 0 or not asked:
            return False
        self.times -= 1
        return True


class ForgeServer:
    """Serves one FakeForge on a free port of 127.0.0.1, laid out like github.com or like an Enterprise Server."""

    def __init__(self, forge: FakeForge, description: Description | None, *, enterprise: bool = False) -> None:
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self._forge, self._description = forge, description
        self._below = ENTERPRISE if enterprise else ""
        self._planned: list[Planned] = []
        self._acts: list[tuple[str, str, Callable[[], None]]] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._http: ThreadingHTTPServer | None = None
        self.url = ""

    def start(self) -> None:
        """Begin to listen."""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}{self._below}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Stop listening, and wake up whoever hangs."""
        self._stopping.set()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()

    def fail(self, planned: Planned) -> None:
        """Plan a fault."""
        self._planned.append(planned)

    def before_answer(self, method: str, path: str, act: Callable[[], None]) -> None:
        """Do something once, after a request was carried out and before its answer is sent: what another run does meanwhile."""
        self._acts.append((method, path, act))

    def _between(self, seen: Seen) -> None:
        for one in [one for one in self._acts if one[0] == seen.method and one[1] in seen.path][:1]:
            self._acts.remove(one)
            one[2]()

    def mend(self) -> None:
        """Forget the faults planned."""
        self._planned.clear()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # else every answer waits for the client's delayed acknowledgement
            wbufsize = -1

            def do_GET(self) -> None:
                server.handle(self)

            do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815  # the names http.server gives them

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name http.server gives it
                """Say nothing: tests read `requests` instead."""

        return Handler

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        parts = urlsplit(handler.path)
        seen = Seen(
            handler.command,
            parts.path,
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in handler.headers.items()},
            handler.rfile.read(int(handler.headers.get("Content-Length") or 0)),
        )
        with self._lock:
            self.seen.append(seen)
            fault = next((one.fault for one in self._planned if one.meets(len(self.seen), seen)), None)
            refused = fault is not None and (fault.refused or fault.status is not None)
            reply = _json(503, {"message": "refused"}) if refused and seen.method != "GET" else self._reply(seen)
        self._between(seen)
        reply = self._conditional(seen, reply)
        if fault is not None:
            reply = fault.applied(reply)
        self._send(handler, reply, fault)

    def _conditional(self, seen: Seen, reply: Reply) -> Reply:
        """With its ETag, which GitHub makes of the body and of who asks; or 304 for whoever has just that already."""
        if seen.method != "GET" or reply.status != 200:
            return reply
        etag = f'W/"{hashlib.sha256(seen.headers.get("authorization", "").encode() + reply.body).hexdigest()}"'
        headers = {**reply.headers, "ETag": etag}
        if seen.headers.get("if-none-match") != etag:
            return reply._replace(headers=headers)
        return Reply(304, headers if self._forge.links_on_304 else {"ETag": etag}, b"")

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault | None) -> None:
        if fault is not None and fault.seconds:
            self._stopping.wait(fault.seconds)
        if fault is not None and fault.hang_up:
            handler.close_connection = True
            return
        body = reply.body[: len(reply.body) // 2] if fault is not None and fault.truncated else reply.body
        handler.send_response(reply.status)
        for name, value in {"Content-Type": "application/json; charset=utf-8", **reply.headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        try:
            handler.wfile.write(body)
            handler.wfile.flush()
        except OSError:  # the client has given up waiting: that is its right
            handler.close_connection = True
        if len(body) != len(reply.body):
            handler.close_connection = True

    def _reply(self, seen: Seen) -> Reply:
        path = self._path_of(seen)
        if path is None:
            self.violations.append(f"nothing is served at {seen.path}")
            return _json(404, {"message": "Not Found"})
        return self._replied(seen._replace(path=path))

    def _path_of(self, seen: Seen) -> str | None:
        """The path as github.com has it: an Enterprise Server has REST below /api/v3, and GraphQL beside that."""
        if not self._below:
            return seen.path
        if seen.path == "/api/graphql":
            return "/graphql"
        below = seen.path.removeprefix(self._below)
        return below if below.startswith("/") and below not in {seen.path, "/graphql"} else None

    def _replied(self, seen: Seen) -> Reply:
        if (found := self._of_app(seen)) is not None:
            return found
        if seen.headers.get("authorization") not in {f"Bearer {one}" for one in self._forge.tokens}:
            return _json(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.example"})
        if (seen.method, seen.path) == ("GET", "/user"):
            me = self._forge.answer_user()
            reply = _json(200, me) if me else _json(403, {"message": "Resource not accessible by integration"})
            return self._checked("/user", seen, reply)
        if (seen.method, seen.path) == ("POST", "/graphql"):
            status, answer, faults = answer_graph(self._forge, seen.body)
            self.violations += faults if self._description is not None else []
            return _json(status, answer)
        if (found := self._of_settings(seen)) is not None:
            return found
        prefix = f"/repos/{self._forge.repository}"
        rest = seen.path.removeprefix(prefix)
        for method, pattern, template, name in ROUTES:
            match = re.fullmatch(pattern, rest)
            if match and method == seen.method and seen.path.startswith(prefix):
                return self._checked(template, seen, self._answer(name, match.groups(), seen))
        self.violations.append(f"no such operation: {seen.method} {seen.path}")
        return _json(404, {"message": "Not Found"})

    def _of_app(self, seen: Seen) -> Reply | None:
        """What an App is told that shows its pass; None for every other question."""
        for operation, pattern, answer in APP_ROUTES:
            method, _, template = operation.partition(" ")
            if method == seen.method and re.fullmatch(pattern.format(repo=self._forge.repository), seen.path):
                if not self._forge.is_app(seen.headers.get("authorization", "").removeprefix("Bearer ")):
                    return _json(401, {"message": "A JSON web token could not be decoded"})
                status, found = getattr(self._forge, answer)(json.loads(seen.body) if seen.body else {})
                return self._checked(template, seen, _json(status, found))
        return None

    def _of_settings(self, seen: Seen) -> Reply | None:
        """What the settings say; None for every other question."""
        for route in SETTING_ROUTES:
            method, _, template = route.operation.partition(" ")
            pattern = route.pattern.replace("/R", f"/{self._forge.repository}", 1) if "/R" in route.pattern else route.pattern
            match = re.fullmatch(pattern, seen.path)
            if match is None or method != seen.method:
                continue
            body = json.loads(seen.body) if seen.body else {}
            status, found = answer_of(self._forge.settings, route)(*(unquote(word) for word in match.groups()), body)
            if status != 200 or route.answer not in {*LISTED, *WRAPPED}:
                reply = Reply(status, {}, b"") if found is None else _json(status, found)
            elif route.answer in LISTED:
                reply = self._page(found, seen)
            else:
                reply = self._wrapped(WRAPPED[route.answer], found, seen)
            return self._checked(template, seen, reply)
        return None

    def _wrapped(self, key: str, items: list[Any], seen: Seen) -> Reply:
        """One page of a list inside an object."""
        page = self._page(items, seen)
        return _json(200, {"total_count": len(items), key: json.loads(page.body)})._replace(headers=page.headers)

    def _answer(self, name: str, words: tuple[str, ...], seen: Seen) -> Reply:
        if name in {"pulls", "issues"}:
            return self._page(getattr(self._forge, f"answer_{name}")(seen.query), seen)
        if name == "runs" and not self._forge.may_read_runs():
            return _json(403, {"message": "Resource not accessible by integration"})
        if name == "runs":
            return self._wrapped("workflow_runs", self._forge.answer_runs(words[0], seen.query), seen)
        if name == "commit":
            found = self._forge.answer_commit(words[0])
            message = f"No commit found for SHA: {words[0]}"
            return _json(200, found) if found else _json(422, {"message": message, "documentation_url": "https://x.example"})
        if seen.method != "GET":
            body = json.loads(seen.body) if seen.body else {}
            status, answer = getattr(self._forge, name)(*(unquote(word) for word in words), body)
            return _json(status, answer) if answer is not None else Reply(status, {}, b"")
        if name not in BY_COMMIT and not self._forge.has_pull(int(words[0])):
            return _json(404, {"message": "Not Found"})
        found = getattr(self._forge, f"answer_{name}")(words[0] if name in BY_COMMIT else int(words[0]))
        return self._page(found, seen) if name in LISTS else _json(200, found)

    def _page(self, items: list[Any], seen: Seen) -> Reply:
        """One page of a list, with the Link header GitHub sends when there are several."""
        size = min(int(seen.query.get("per_page", "30")), MAX_PAGE, self._forge.page_size)
        page, last = int(seen.query.get("page", "1")), max(1, -(-len(items) // size))
        newest_first = seen.path.endswith("/statuses")  # documented; the order of the other lists is not
        ordered = items[::-1] if self._forge.reverse and not newest_first else items
        reply = _json(200, ordered[(page - 1) * size : page * size])
        wanted = {"next": page + 1, "last": last} if page < last else {}
        wanted |= {"prev": page - 1, "first": 1} if page > 1 else {}
        links = [f'<{self.url}{seen.path}?{urlencode({**seen.query, "page": n})}>; rel="{rel}"' for rel, n in wanted.items()]
        return reply._replace(headers={"Link": ", ".join(links)} if links else {})

    def _checked(self, template: str, seen: Seen, reply: Reply) -> Reply:
        if self._description is not None:
            self.violations += self._description.faults(f"{seen.method} {template}", seen, reply)
        return reply


def _json(status: int, body: object) -> Reply:
    return Reply(status, {}, json.dumps(body, ensure_ascii=False).encode())


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return False
