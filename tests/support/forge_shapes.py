"""Objects in the shape that GitHub's REST description demands, filled in completely from a few facts."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_USER_LINKS = (
    "events", "followers", "following", "gists", "organizations", "received_events", "repos", "starred", "subscriptions",
)  # fmt: skip
_REPO_LINKS = (
    "archive", "assignees", "blobs", "branches", "collaborators", "comments", "commits", "compare", "contents",
    "contributors", "deployments", "downloads", "events", "forks", "git_commits", "git_refs", "git_tags", "hooks",
    "issue_comment", "issue_events", "issues", "keys", "labels", "languages", "merges", "milestones", "notifications",
    "pulls", "releases", "stargazers", "statuses", "subscribers", "subscription", "tags", "teams", "trees",
)  # fmt: skip
_PULL_LINKS = ("comments", "commits", "statuses", "html", "issue", "review_comments", "review_comment", "self")


def user(host: str, login: str, number: int, kind: str = "User") -> Json:
    """A `simple-user`."""
    url = f"{host}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": f"U_{number}",
        "avatar_url": f"{url}/avatar",
        "gravatar_id": "",
        "url": url,
        "html_url": url,
        **{f"{name}_url": f"{url}/{name}" for name in _USER_LINKS},
        "type": kind,
        "site_admin": False,
    }


def repository(host: str, full_name: str, owner: Json, *, fork: bool = False) -> Json:
    """A `repository`, private, with `main` as its default branch."""
    url = f"{host}/repos/{full_name}"
    return {
        "id": 42,
        "node_id": "R_42",
        "name": full_name.split("/")[1],
        "full_name": full_name,
        "owner": owner,
        "private": True,
        "fork": fork,
        "url": url,
        "html_url": url,
        "clone_url": f"{url}.git",
        "git_url": f"{url}.git",
        "ssh_url": f"{url}.git",
        "svn_url": url,
        **{f"{name}_url": f"{url}/{name}" for name in _REPO_LINKS},
        **dict.fromkeys(("description", "homepage", "language", "mirror_url", "license"), None),
        **dict.fromkeys(("pushed_at", "created_at", "updated_at"), "2026-01-01T00:00:00Z"),
        **dict.fromkeys(("forks", "forks_count", "open_issues", "open_issues_count", "size"), 0),
        **dict.fromkeys(("stargazers_count", "watchers", "watchers_count"), 0),
        **dict.fromkeys(("has_downloads", "has_issues", "has_projects", "has_wiki", "has_pages"), True),
        "archived": False,
        "disabled": False,
        "default_branch": "main",
    }


def commit(repo_url: str, sha: str, facts: Json) -> Json:
    """A `commit`; `facts` gives author, committer, emails, message, verified, at, parents."""
    url = f"{repo_url}/commits/{sha}"
    return {
        "sha": sha,
        "node_id": f"C_{sha}",
        "url": url,
        "html_url": url,
        "comments_url": f"{url}/comments",
        "author": facts["author"],
        "committer": facts["committer"],
        "parents": [
            {"sha": parent, "url": f"{repo_url}/commits/{parent}", "html_url": f"{repo_url}/commit/{parent}"}
            for parent in facts["parents"]
        ],
        "commit": {
            "url": url,
            "author": {"name": "author", "email": facts["author_email"], "date": facts["at"]},
            "committer": {"name": "committer", "email": facts["committer_email"], "date": facts["at"]},
            "message": facts["message"],
            "comment_count": 0,
            "tree": {"sha": sha, "url": f"{repo_url}/git/trees/{sha}"},
            "verification": {
                "verified": facts["verified"],
                "reason": "valid" if facts["verified"] else "unsigned",
                "signature": None,
                "payload": None,
                "verified_at": facts["at"] if facts["verified"] else None,
            },
        },
    }


def pull_simple(repo_url: str, facts: Json) -> Json:
    """A `pull-request-simple`, as lists hold it."""
    url = f"{repo_url}/pulls/{facts['number']}"
    links = (
        "html", "diff", "patch", "issue", "commits", "review_comments", "review_comment", "comments", "statuses",
    )  # fmt: skip
    return {
        "id": 9000 + facts["number"],
        "node_id": f"PR_{facts['number']}",
        "number": facts["number"],
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in links},
        "state": facts["state"],
        "locked": False,
        "title": facts["title"],
        "user": facts["user"],
        "body": None,
        "labels": [label(repo_url, name) for name in facts["labels"]],
        "requested_reviewers": facts["requested"],
        "milestone": None,
        "assignee": None,
        "created_at": facts["created_at"],
        "updated_at": facts["created_at"],
        "closed_at": facts["merged_at"],
        "merged_at": facts["merged_at"],
        "merge_commit_sha": facts["merge_commit_sha"],
        "head": facts["head"],
        "base": facts["base"],
        "_links": {name: {"href": f"{url}/{name}"} for name in _PULL_LINKS},
        "author_association": "MEMBER",
        "auto_merge": None,
        "draft": facts["draft"],
    }


def pull(repo_url: str, facts: Json) -> Json:
    """A `pull-request`, as asked for by number."""
    return {
        **pull_simple(repo_url, facts),
        "merged": facts["merged_at"] is not None,
        "mergeable": True,
        "mergeable_state": "clean",
        "merged_by": None,
        "comments": facts["comments"],
        "review_comments": 0,
        "maintainer_can_modify": False,
        "commits": facts["commits"],
        "additions": 1,
        "deletions": 0,
        "changed_files": 1,
    }


def review(repo_url: str, number: int, facts: Json) -> Json:
    """A `pull-request-review`; without `submitted_at` where `facts` has none (a pending one)."""
    url = f"{repo_url}/pulls/{number}"
    found = {
        "id": facts["id"],
        "node_id": f"PRR_{facts['id']}",
        "user": facts["user"],
        "body": facts["body"],
        "state": facts["state"],
        "html_url": f"{url}/reviews/{facts['id']}",
        "pull_request_url": url,
        "author_association": "MEMBER",
        "_links": {"html": {"href": url}, "pull_request": {"href": url}},
        "commit_id": facts["commit_id"],
    }
    return found if facts["submitted_at"] is None else {**found, "submitted_at": facts["submitted_at"]}


def comment(repo_url: str, number: int, facts: Json) -> Json:
    """An `issue-comment`."""
    url = f"{repo_url}/issues/comments/{facts['id']}"
    return {
        "id": facts["id"],
        "node_id": f"IC_{facts['id']}",
        "url": url,
        "html_url": url,
        "issue_url": f"{repo_url}/issues/{number}",
        "body": facts["body"],
        "user": facts["user"],
        "created_at": facts["created_at"],
        "updated_at": facts["updated_at"],
        "author_association": "MEMBER",
        "performed_via_github_app": facts["app"],
    }


def app(host: str, name: str, owner: Json) -> Json:
    """An `integration`: the GitHub App through which something was done."""
    return {
        "id": 7,
        "slug": name,
        "node_id": "A_7",
        "owner": owner,
        "name": name,
        "description": None,
        "external_url": host,
        "html_url": f"{host}/apps/{name}",
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "permissions": {"issues": "write"},
        "events": [],
    }


def event(repo_url: str, kind: str, facts: Json) -> Json:
    """An event of the timeline that is neither a comment, a review nor a commit."""
    number = facts["id"]
    return {
        "id": number,
        "node_id": f"E_{number}",
        "url": f"{repo_url}/issues/events/{number}",
        "actor": facts["actor"],
        "event": kind,
        "commit_id": facts.get("commit_id"),
        "commit_url": f"{repo_url}/commits/{facts['commit_id']}" if facts.get("commit_id") else None,
        "created_at": facts["at"],
        "performed_via_github_app": None,
        **facts.get("more", {}),
    }


def label(repo_url: str, name: str) -> Json:
    """A `label`."""
    return {
        "id": sum(name.encode()),
        "node_id": f"L_{sum(name.encode())}",
        "url": f"{repo_url}/labels/{sum(name.encode())}",
        "name": name,
        "description": "",
        "color": "ededed",
        "default": False,
    }


def status(repo_url: str, sha: str, facts: Json) -> Json:
    """A `status` of a commit."""
    return {
        "url": f"{repo_url}/statuses/{sha}",
        "avatar_url": facts["creator"]["avatar_url"],
        "id": facts["id"],
        "node_id": f"SC_{facts['id']}",
        "state": facts["state"],
        "description": facts["description"],
        "target_url": facts["target_url"],
        "context": facts["context"],
        "created_at": facts["at"],
        "updated_at": facts["at"],
        "creator": facts["creator"],
    }


def myself(account: Json) -> Json:
    """A `public-user`: what the owner of a token is told about themselves."""
    return {
        **account,
        **dict.fromkeys(("bio", "blog", "company", "email", "hireable", "location", "name"), None),
        **dict.fromkeys(("followers", "following", "public_gists", "public_repos"), 0),
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "user_view_type": "public",
    }


def installation(host: str, owner: Json, permissions: Json) -> Json:
    """An `installation` of the district's App."""
    url = f"{host}/app/installations/77"
    return {
        "id": 77,
        "app_id": 4711,
        "app_slug": "sanshen-district",
        "target_id": owner["id"],
        "target_type": "Organization",
        "single_file_name": None,
        "repository_selection": "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "html_url": url,
        "repositories_url": f"{host}/installation/repositories",
        "events": [],
        "account": owner,
        "permissions": permissions,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "suspended_by": None,
        "suspended_at": None,
    }


def check_run(repo_url: str, facts: Json, app: Json) -> Json:
    """A `check-run`; `app` is whose it is."""
    url = f"{repo_url}/check-runs/{facts['id']}"
    done = facts["conclusion"] is not None
    return {
        "id": facts["id"],
        "node_id": f"CR_{facts['id']}",
        "head_sha": facts["head_sha"],
        "external_id": "",
        "url": url,
        "html_url": url,
        "details_url": facts["details_url"],
        "status": "completed" if done else facts["status"],
        "conclusion": facts["conclusion"],
        "started_at": facts["at"],
        "completed_at": facts["at"] if done else None,
        "output": {
            "title": facts["title"],
            "summary": facts["summary"],
            "text": None,
            "annotations_count": len(facts["annotations"]),
            "annotations_url": f"{url}/annotations",
        },
        "name": facts["name"],
        "check_suite": {"id": 5},
        "app": app,
        "pull_requests": [],
    }


def issue(repo_url: str, facts: Json) -> Json:
    """An `issue`."""
    url = f"{repo_url}/issues/{facts['number']}"
    return {
        "id": 5000 + facts["number"],
        "node_id": f"I_{facts['number']}",
        "url": url,
        "repository_url": repo_url,
        "labels_url": f"{url}/labels",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": url,
        "number": facts["number"],
        "state": facts["state"],
        "title": facts["title"],
        "body": facts["body"],
        "user": facts["user"],
        "labels": [label(repo_url, name) for name in facts["labels"]],
        "assignee": None,
        "milestone": None,
        "locked": False,
        "comments": 0,
        "closed_at": None,
        "created_at": facts["at"],
        "updated_at": facts["at"],
        "author_association": "MEMBER",
    }


def workflow_run(repo_url: str, repository: Json, facts: Json) -> Json:
    """A `workflow-run`."""
    url = f"{repo_url}/actions/runs/{facts['id']}"
    links = ("jobs", "logs", "check_suite", "artifacts", "cancel", "rerun", "workflow")
    return {
        "id": facts["id"],
        "name": "preview",
        "node_id": f"WFR_{facts['id']}",
        "head_branch": "draft",
        "head_sha": facts["head_sha"],
        "path": f".github/workflows/{facts['workflow']}",
        "display_title": "第 1 号稿件",
        "run_number": 1,
        "event": facts["event"],
        "status": "completed" if facts["conclusion"] else "in_progress",
        "conclusion": facts["conclusion"],
        "workflow_id": 3,
        "url": url,
        "html_url": url,
        "pull_requests": [],
        "created_at": facts["at"],
        "updated_at": facts["at"],
        **{f"{name}_url": f"{url}/{name}" for name in links},
        "head_commit": None,
        "repository": repository,
        "head_repository": repository,
    }
