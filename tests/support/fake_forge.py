"""A forge on loopback that keeps state like GitHub's: real HTTP, real pagination, faults on demand.

    with FakeForge() as forge:
        forge.add_user("zhangwei-gov", 1101)
        forge.open_pull(1, "zhangwei-gov", base_sha=base, head_sha=head, commits=[head])
        forge.review(1, "lina-gov", "APPROVED", head)
        ...  # run with forge.env in the environment

Where GitHub's description is installed (see github_description.py), every request and answer is held against it, and
leaving the `with` block fails on the first deviation.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from support import forge_shapes as shapes
from support.app_key import AppKey
from support.forge_server import Fault, ForgeServer, Planned, Seen
from support.forge_settings import ForgeSettings
from support.github_description import installed_description

Json = dict[str, Any]
Written = tuple[int, Any]
WEB_FLOW = "web-flow"
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def stamp(at: datetime | str) -> str:
    """A moment the way GitHub writes it."""
    return at if isinstance(at, str) else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeForge:
    """One repository on a forge. Times left out follow one another by a minute, from START on.

    `enterprise`: on an Enterprise Server, whose interfaces lie below /api and have a description of their own.
    """

    def __init__(
        self, repository: str = "district/website", *, page_size: int = 100, check: bool = True, enterprise: bool = False
    ) -> None:
        self._secret = secrets.token_hex(20)
        self.repository = repository
        self.page_size = page_size
        self.reverse = False
        self.links_on_304 = True
        self._clock, self._ids = START, 1000
        self._users: dict[str, Json] = {}
        self._commits: dict[str, Json] = {}
        self._pulls: dict[int, Json] = {}
        self._statuses: dict[str, list[Json]] = {}
        self._check_runs: list[Json] = []
        self._runs: list[Json] = []
        self._issues: list[Json] = []
        self.app_permissions: dict[str, str] = {}
        self.app: AppKey | None = None
        self.outsiders: set[str] = set()
        self.writer = "github-actions[bot]"
        self.tokens = {f"{kind}_{self._secret}" for kind in ("ghs", "ghp")}
        self.settings = ForgeSettings(self)
        described = installed_description(enterprise=enterprise) if check else None
        self._server = ForgeServer(self, described, enterprise=enterprise)
        self.add_user(repository.partition("/")[0], 10, "Organization")
        self.add_user(WEB_FLOW, 19864447)
        self.add_user(self.writer, 41898282, "Bot")

    # --- running -----------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._server.stop()
        if kind is None:
            assert not self._server.violations, self._server.violations[0]

    @property
    def token(self) -> str:
        """The token of whoever writes: GitHub begins a person's and a machine's differently."""
        kind = "ghp" if self._users[self.writer.casefold()]["type"] == "User" else "ghs"
        return f"{kind}_{self._secret}"

    @property
    def env(self) -> dict[str, str]:
        """The environment that leads here."""
        return {"GITHUB_API_URL": self.url, "GITHUB_TOKEN": self.token, "GITHUB_REPOSITORY": self.repository}

    @property
    def url(self) -> str:
        """The base address of the API."""
        return self._server.url

    @property
    def requests(self) -> list[Seen]:
        """Everything asked so far, in order."""
        return self._server.seen

    def fail(
        self, fault: Fault, *, path: str = "", nth: int | None = None, times: int = 1, method: str = "", query: str = ""
    ) -> None:
        """Let `fault` meet the next `times` requests of `method` whose path contains `path`, or only the `nth` (from 1).

        `query`: a parameter that must have been given, written "name=value".
        """
        self._server.fail(Planned(fault, path, nth, times, method, query))

    def meanwhile(self, method: str, path: str, act: Callable[[], None]) -> None:
        """Let `act` happen once between a request's being carried out and its answer."""
        self._server.before_answer(method, path, act)

    def mend(self) -> None:
        """Forget every fault planned and not yet met."""
        self._server.mend()

    # --- state -------------------------------------------------------------------------------------------------

    def add_user(self, login: str, number: int | None = None, kind: str = "User") -> Json:
        """Register an account (again: the login then belongs to the new one)."""
        self._users[login.casefold()] = shapes.user(self._host, login, number or self._next_id(), kind)
        return self._users[login.casefold()]

    def commit(
        self,
        sha: str,
        author: str | None,
        committer: str | None = "",
        *,
        verified: bool = True,
        message: str = "改稿",
        author_email: str | None = None,
        committer_email: str | None = None,
        parents: Sequence[str] = (),
    ) -> str:
        """Register a commit. `committer` "" means the author; None for either means an account nobody knows."""
        committer = author if committer == "" else committer
        self._commits[sha] = shapes.commit(
            self._repo_url,
            sha,
            {
                "author": self._user(author),
                "committer": self._user(committer),
                "author_email": author_email or f"{author or 'nobody'}@mail.example",
                "committer_email": committer_email or f"{committer or 'nobody'}@mail.example",
                "verified": verified,
                "message": message,
                "at": stamp(START),
                "parents": list(parents),
            },
        )
        return sha

    def forget(self, sha: str) -> None:
        """Let a commit be gone from the forge, as after a force-push and its garbage collection."""
        self._commits.pop(sha, None)

    def open_pull(
        self,
        number: int,
        author: str | None,
        base_ref: str = "main",
        base_sha: str = "0" * 40,
        head_sha: str = "",
        commits: Sequence[str] = (),
        *,
        draft: bool = False,
        head_repo: str | None = "",
        at: datetime | str | None = None,
    ) -> int:
        """Open a pull request; unknown commits become verified ones by its author. `head_repo` None: a deleted fork."""
        repo = self._repository()
        fork = repo if head_repo == "" else head_repo and shapes.repository(self._host, head_repo, repo["owner"], fork=True)
        user = self._user(author)
        self._pulls[number] = {
            "number": number,
            "state": "open",
            "title": f"第 {number} 号稿件",
            "user": user,
            "created_at": self._at(at),
            "merged_at": None,
            "merge_commit_sha": None,
            "draft": draft,
            "head": {"label": f"fork:draft-{number}", "ref": f"draft-{number}", "sha": head_sha, "repo": fork, "user": user},
            "base": {"label": f"main:{base_ref}", "ref": base_ref, "sha": base_sha, "repo": repo, "user": repo["owner"]},
            "commit_list": [],
            "reviews": [],
            "comment_list": [],
            "events": [],
            "labels": [],
            "requested": [],
        }
        self.push(number, head_sha, commits or [head_sha])
        return number

    def push(
        self, number: int, head_sha: str, commits: Sequence[str] | None = None, *, force: bool = False, by: str | None = None
    ) -> None:
        """Move the head. `commits` is the whole list from now on; a force-push leaves an event in the timeline."""
        pull = self._pulls[number]
        author = pull["user"]["login"] if pull["user"] else None
        pull["head"] = {**pull["head"], "sha": head_sha}
        pull["commit_list"] = list(commits) if commits is not None else [*pull["commit_list"], head_sha]
        for sha in pull["commit_list"]:
            if sha not in self._commits:
                self.commit(sha, author)
        if force:
            self._event(number, "head_ref_force_pushed", by or author, {"commit_id": head_sha})

    def review(
        self,
        number: int,
        login: str | None,
        state: str,
        commit_id: str | None,
        *,
        at: datetime | str | None = None,
        body: str = "",
        review_id: int | None = None,
    ) -> int:
        """Submit a review and return its id. `login` None: the account was deleted since."""
        found = review_id or self._next_id()
        self._pulls[number]["reviews"].append(
            {
                "id": found,
                "user": self._user(login),
                "state": state,
                "commit_id": commit_id,
                "body": body,
                "submitted_at": None if state == "PENDING" else self._at(at),
            }
        )
        return found

    def dismiss(self, review_id: int, by: str | None = None, at: datetime | str | None = None) -> None:
        """Dismiss a review: its state becomes DISMISSED, and the timeline says who did it."""
        for number, pull in self._pulls.items():
            for review in pull["reviews"]:
                if review["id"] == review_id:
                    more = {"review_id": review_id, "state": review["state"].lower(), "dismissal_message": "撤销"}
                    review["state"] = "DISMISSED"
                    actor = by or (review["user"] or {}).get("login")
                    self._event(number, "review_dismissed", actor, {"more": {"dismissed_review": more}}, at)
                    return
        raise KeyError(review_id)

    def comment(
        self,
        number: int,
        login: str | None,
        body: str,
        *,
        at: datetime | str | None = None,
        updated: datetime | str | None = None,
        app: str | None = None,
    ) -> int:
        """Write a comment and return its id. `updated` marks it as edited, `app` as written through a GitHub App."""
        found, created = self._next_id(), self._at(at)
        owner = self._users[self.repository.partition("/")[0].casefold()]
        self._pulls[number]["comment_list"].append(
            {
                "id": found,
                "user": self._user(login),
                "body": body,
                "created_at": created,
                "updated_at": stamp(updated) if updated is not None else created,
                "app": shapes.app(self._host, app, owner) if app else None,
            }
        )
        return found

    def merge(self, number: int, merge_sha: str, at: datetime | str | None = None) -> None:
        """Merge a pull request."""
        self._pulls[number].update(state="closed", merged_at=self._at(at), merge_commit_sha=merge_sha)

    def close(self, number: int) -> None:
        """Close a pull request without merging."""
        self._pulls[number].update(state="closed")

    def run(
        self, head_sha: str, workflow: str = "preview.yml", *, conclusion: str | None = "success", event: str = "pull_request"
    ) -> int:
        """A workflow's run on a commit; its id. `conclusion` None: it is going on."""
        facts = {"id": self._next_id(), "workflow": workflow, "head_sha": head_sha, "event": event, "conclusion": conclusion}
        self._runs.append({**facts, "at": self._at(None)})
        return int(facts["id"])

    def conclude(self, run: int, conclusion: str) -> None:
        """Let a run end."""
        next(one for one in self._runs if one["id"] == run)["conclusion"] = conclusion

    # --- answers -----------------------------------------------------------------------------------------------

    def answer_pulls(self, query: dict[str, str]) -> list[Json]:
        """The list of pull requests, newest first, with GitHub's filters."""
        wanted = query.get("state", "open")
        return [
            shapes.pull_simple(self._repo_url, pull)
            for _, pull in sorted(self._pulls.items(), reverse=True)
            if wanted in {"all", pull["state"]} and query.get("base", pull["base"]["ref"]) == pull["base"]["ref"]
        ]

    def answer_issues(self, query: dict[str, str]) -> list[Json]:
        """The list of issues, newest first, with the filters used here."""
        wanted, label = query.get("state", "open"), query.get("labels")
        found = [
            one
            for one in reversed(self._issues)
            if wanted in {"all", one["state"]} and (label is None or label in one["labels"])
        ]
        return [shapes.issue(self._repo_url, one) for one in found]

    def answer_pull(self, number: int) -> Json | None:
        """One pull request."""
        pull = self._pulls.get(number)
        if pull is None:
            return None
        # Asked for by number, GitHub shows its "ghost" in place of a deleted author; in lists it shows null.
        author = pull["user"] or self._ghost
        counted = {
            **pull,
            "user": author,
            "head": {**pull["head"], "user": author},
            "comments": len(pull["comment_list"]),
            "commits": len(pull["commit_list"]),
        }
        return shapes.pull(self._repo_url, counted)

    def facts_of(self, number: int) -> Json | None:
        """What is known of a pull request, for the GraphQL side."""
        return self._pulls.get(number)

    def answer_reviews(self, number: int) -> list[Json]:
        """The reviews of a pull request."""
        return [shapes.review(self._repo_url, number, one) for one in self._pulls[number]["reviews"]]

    def answer_comments(self, number: int) -> list[Json]:
        """The comments of a pull request."""
        return [shapes.comment(self._repo_url, number, one) for one in self._pulls[number]["comment_list"]]

    def answer_commits(self, number: int) -> list[Json]:
        """The commits of a pull request: GitHub lists 250 at most."""
        return [self._commits[sha] for sha in self._pulls[number]["commit_list"] if sha in self._commits][:250]

    def answer_commit(self, sha: str) -> Json | None:
        """One commit, None where the forge does not have it."""
        return self._commits.get(sha)

    def answer_timeline(self, number: int) -> list[Json]:
        """Commits, comments, reviews and events together."""
        found = [self._committed(one) for one in self.answer_commits(number)]
        found += [
            {"event": "commented", "actor": one["user"] or self._ghost, **one, "user": one["user"] or self._ghost}
            for one in self.answer_comments(number)
        ]
        found += [
            {"event": "reviewed", **one, "user": one["user"] or self._ghost, "commit_id": one["commit_id"] or ""}
            for one in self.answer_reviews(number)
            if one["state"] != "PENDING"
        ]
        return found + self._pulls[number]["events"]

    def answer_commit_pulls(self, sha: str) -> list[Json]:
        """The pull requests a commit belongs to, or that brought it."""
        return [
            shapes.pull_simple(self._repo_url, pull)
            for pull in self._pulls.values()
            if sha in {pull["merge_commit_sha"], *pull["commit_list"]}
        ]

    def answer_statuses(self, sha: str) -> list[Json]:
        """The statuses of a commit, the newest first."""
        return [shapes.status(self._repo_url, sha, one) for one in reversed(self._statuses.get(sha, []))]

    def may_read_runs(self) -> bool:
        """An App only where it was given that; a workflow's token, as the workflow file says."""
        return self.app is None or "actions" in self.app_permissions

    def answer_runs(self, workflow: str, query: dict[str, str]) -> list[Json]:
        """A workflow's runs, the newest first, with the filters used here."""
        return [
            shapes.workflow_run(self._repo_url, self._repository(), one)
            for one in reversed(self._runs)
            if one["workflow"] == workflow and all(one[key] == query.get(key, one[key]) for key in ("head_sha", "event"))
        ]

    def answer_user(self) -> Json | None:
        """Whose token it is; None for that of an App or a workflow."""
        writer = self._users[self.writer.casefold()]
        return shapes.myself(writer) if writer["type"] == "User" else None

    # --- the district's App ------------------------------------------------------------------------------------

    def install_app(self, *, checks: bool = False, actions: bool = False) -> dict[str, str]:
        """Install an App, as which everything is written from now on; the environment that names it."""
        self.app = AppKey()
        self.app_permissions = {"contents": "read", "issues": "write", "pull_requests": "write", "statuses": "write"}
        self.app_permissions |= ({"checks": "write"} if checks else {}) | ({"actions": "read"} if actions else {})
        self.add_user("sanshen-district[bot]", 4712, "Bot")
        return {"SANSHEN_APP_ID": "4711", "SANSHEN_APP_KEY": self.app.pem}

    def is_app(self, token: str) -> bool:
        """Whether a pass is the App's own, and good at this moment of the tests' clock."""
        return self.app is not None and self.app.made(token)

    def answer_installation(self, body: Json) -> Written:
        """The App's installation in the repository."""
        owner = self._users[self.repository.partition("/")[0].casefold()]
        return 200, shapes.installation(self._host, owner, self.app_permissions)

    def new_token(self, body: Json) -> Written:
        """A token for as much as is asked for, where the App was given that."""
        if not body["permissions"].items() <= self.app_permissions.items():
            return 422, {"message": "The permissions requested are not granted to this installation."}
        token = f"ghs_{secrets.token_hex(20)}"
        self.tokens.add(token)
        self.asked_permissions = body
        self.writer = "sanshen-district[bot]"
        return 201, {"token": token, "expires_at": "2026-11-20T02:00:00Z", "permissions": body["permissions"]}

    # --- writing -----------------------------------------------------------------------------------------------

    def post_status(self, sha: str, body: Json) -> Written:
        """Post a status; GitHub refuses descriptions beyond 140 characters and commits it does not have."""
        if len(body.get("description") or "") > 140 or sha not in self._commits:
            return 422, {"message": "Validation Failed"}
        creator = self._users[self.writer.casefold()]
        given = {"description": None, "target_url": None, "context": "default", **body}
        self._statuses.setdefault(sha, []).append({**given, "id": self._next_id(), "creator": creator, "at": self._at(None)})
        return 201, self.answer_statuses(sha)[0]

    def post_comment(self, number: str, body: Json) -> Written:
        """Write a comment as the owner of the token."""
        if len(body["body"]) > 65_536:
            return 422, {"message": "Validation Failed"}
        self.comment(int(number), self.writer, body["body"])
        return 201, self.answer_comments(int(number))[-1]

    def edit_comment(self, comment_id: str, body: Json) -> Written:
        """Change a comment."""
        found = self._comment(int(comment_id))
        if found is None:
            return 404, {"message": "Not Found"}
        number, one = found
        one.update(body=body["body"], updated_at=self._at(None))
        return 200, shapes.comment(self._repo_url, number, one)

    def delete_comment(self, comment_id: str, body: Json) -> Written:
        """Delete a comment."""
        found = self._comment(int(comment_id))
        if found is None:
            return 404, {"message": "Not Found"}
        self._pulls[found[0]]["comment_list"].remove(found[1])
        return 204, None

    def request_reviewers(self, number: str, body: Json) -> Written:
        """Ask for reviews; all are refused where one is the author or has no access."""
        pull = self._pulls[int(number)]
        author = (pull["user"] or {}).get("login")
        if any(login in self.outsiders or login == author for login in body["reviewers"]):
            return 422, {"message": "Reviews may only be requested from collaborators."}
        pull["requested"] += [self._users[login.casefold()] for login in body["reviewers"]]
        return 201, shapes.pull_simple(self._repo_url, pull)

    def add_labels(self, number: str, body: Json) -> Written:
        """Add labels; GitHub refuses names beyond 50 characters."""
        if any(len(name) > 50 for name in body["labels"]):
            return 422, {"message": "Validation Failed"}
        pull = self._pulls[int(number)]
        pull["labels"] = list(dict.fromkeys([*pull["labels"], *body["labels"]]))
        return 200, [shapes.label(self._repo_url, name) for name in pull["labels"]]

    def remove_label(self, number: str, name: str, body: Json) -> Written:
        """Take a label off."""
        pull = self._pulls[int(number)]
        if name not in pull["labels"]:
            return 404, {"message": "Label does not exist"}
        pull["labels"].remove(name)
        return 200, [shapes.label(self._repo_url, one) for one in pull["labels"]]

    def post_issue(self, body: Json) -> Written:
        """Open an issue as the owner of the token."""
        return 201, shapes.issue(self._repo_url, self.open_issue(self.writer, body["title"], body["body"], body["labels"]))

    def open_issue(self, login: str, title: str, body: str, labels: Sequence[str] = ()) -> Json:
        """Open an issue as somebody."""
        facts = {"number": 900 + len(self._issues), "title": title, "body": body, "labels": list(labels), "state": "open"}
        self._issues.append({**facts, "user": self._user(login), "at": self._at(None)})
        return self._issues[-1]

    def edit_issue(self, number: str, body: Json) -> Written:
        """Close an issue, say."""
        found = next((one for one in self._issues if one["number"] == int(number)), None)
        if found is None:
            return 404, {"message": "Not Found"}
        found.update(state=body["state"])
        return 200, shapes.issue(self._repo_url, found)

    def post_check_run(self, body: Json) -> Written:
        """Begin a check run; only an App that was given the permission may, and 50 annotations at once are the most."""
        if self.app is None or "checks" not in self.app_permissions:
            return 403, {"message": "Resource not accessible by integration"}
        if len(body["output"].get("annotations", ())) > 50 or body["head_sha"] not in self._commits:
            return 422, {"message": "Validation Failed"}
        made = {"annotations": [], **body["output"], "id": self._next_id(), "at": self._at(None)}
        self._check_runs.append({**{key: body.get(key) for key in ("conclusion", "details_url")}, **body, **made})
        return 201, self._check_run(self._check_runs[-1])

    def edit_check_run(self, number: str, body: Json) -> Written:
        """Add to a check run: its annotations are added to those it has."""
        found = next((one for one in self._check_runs if one["id"] == int(number)), None)
        if found is None or len(body["output"].get("annotations", ())) > 50:
            return (404 if found is None else 422), {"message": "Not Found or too many"}
        found["annotations"] = [*found["annotations"], *body["output"].get("annotations", ())]
        return 200, self._check_run(found)

    def _check_run(self, facts: Json) -> Json:
        owner = self._users[self.repository.partition("/")[0].casefold()]
        return shapes.check_run(self._repo_url, facts, shapes.app(self._host, "sanshen-district", owner))

    # --- what tests look at ------------------------------------------------------------------------------------

    def label(self, number: int, *names: str) -> None:
        """Put labels on a pull request."""
        self._pulls[number]["labels"] += names

    def labels(self, number: int) -> list[str]:
        """The labels of a pull request."""
        return list(self._pulls[number]["labels"])

    def requested(self, number: int) -> list[str]:
        """Those whose review was asked for."""
        return [one["login"] for one in self._pulls[number]["requested"]]

    def statuses(self, sha: str) -> list[Json]:
        """The statuses of a commit, the newest first."""
        return self.answer_statuses(sha)

    def written(self, number: int, login: str | None = None) -> list[str]:
        """What an account (the token's owner by default) has said in a pull request, the oldest first."""
        wanted = (login or self.writer).casefold()
        listed = self._pulls[number]["comment_list"]
        return [one["body"] for one in listed if one["user"] and one["user"]["login"].casefold() == wanted]

    def issues(self, state: str = "all") -> list[Json]:
        """The issues there are, the oldest first."""
        return [one for one in self._issues if state in {"all", one["state"]}]

    def check_runs(self, sha: str) -> list[Json]:
        """The check runs of a commit as they were sent, the oldest first."""
        return [one for one in self._check_runs if one["head_sha"] == sha]

    def has_pull(self, number: int) -> bool:
        """Whether that pull request exists."""
        return number in self._pulls

    def _comment(self, found: int) -> tuple[int, Json] | None:
        listed = ((number, one) for number, pull in self._pulls.items() for one in pull["comment_list"])
        return next((pair for pair in listed if pair[1]["id"] == found), None)

    # --- parts -------------------------------------------------------------------------------------------------

    @property
    def _host(self) -> str:
        return "https://github.example"

    @property
    def _repo_url(self) -> str:
        return f"{self._host}/repos/{self.repository}"

    @property
    def _ghost(self) -> Json:
        return shapes.user(self._host, "ghost", 10137)

    def _repository(self) -> Json:
        return shapes.repository(self._host, self.repository, self._users[self.repository.partition("/")[0].casefold()])

    def _committed(self, commit: Json) -> Json:
        body = commit["commit"]
        parts = {key: commit[key] for key in ("sha", "node_id", "url", "html_url", "parents")}
        more = {key: body[key] for key in ("author", "committer", "message", "tree", "verification")}
        return {"event": "committed", **parts, **more}

    def _event(self, number: int, kind: str, actor: str | None, facts: Json, at: datetime | str | None = None) -> None:
        whole = {"id": self._next_id(), "actor": self._user(actor) or self._ghost, "at": self._at(at), **facts}
        self._pulls[number]["events"].append(shapes.event(self._repo_url, kind, whole))

    def _user(self, login: str | None) -> Json | None:
        if login is None:
            return None
        return self._users.get(login.casefold()) or self.add_user(login)

    def _next_id(self) -> int:
        self._ids += 1
        return self._ids

    def _at(self, at: datetime | str | None) -> str:
        if at is None:
            self._clock += timedelta(minutes=1)
            return stamp(self._clock)
        return stamp(at)
