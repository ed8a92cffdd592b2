"""Settings in the shape that GitHub's REST description demands, filled in completely from a few facts."""

from __future__ import annotations

from typing import Any

from support.forge_shapes import app, label

Json = dict[str, Any]
DAY = "2026-01-01T00:00:00Z"
__all__ = [
    "DAY", "app", "collaborator", "deploy_key", "environment", "installed", "invitation", "label", "more_of_a_repository",
    "organisation", "pages", "protection_rules", "runner", "runner_group", "secret", "variable",
]  # fmt: skip


def more_of_a_repository() -> Json:
    """What a `full-repository` has beyond a `repository`."""
    return {"has_discussions": False, "network_count": 0, "subscribers_count": 0}


def environment(repo_url: str, name: str, facts: Json) -> Json:
    """An `environment`."""
    url = f"{repo_url}/environments/{name}"
    limited = [{"id": 1, "node_id": "GA_1", "type": "branch_policy"}] if facts["setting"] else []
    return {
        "id": 1,
        "node_id": "EN_1",
        "name": name,
        "url": url,
        "html_url": url,
        "created_at": DAY,
        "updated_at": DAY,
        "protection_rules": [*facts["rules"], *limited],
        "deployment_branch_policy": facts["setting"],
    }


def protection_rules(body: Json, before: list[Json]) -> list[Json]:
    """The rules of an environment that a request sets: what it leaves out is gone."""
    known = {(r["type"], r["reviewer"]["id"]): r for rule in before for r in rule.get("reviewers", ())}
    found: list[Json] = []
    if body.get("wait_timer"):
        found.append({"id": 2, "node_id": "GA_2", "type": "wait_timer", "wait_timer": body["wait_timer"]})
    if body.get("reviewers"):
        found.append({
            "id": 3,
            "node_id": "GA_3",
            "type": "required_reviewers",
            "prevent_self_review": body.get("prevent_self_review", False),
            "reviewers": [known[one["type"], one["id"]] for one in body["reviewers"]],
        })  # fmt: skip
    return found


def secret(name: str) -> Json:
    """An `actions-secret`: its name, never what it holds."""
    return {"name": name, "created_at": DAY, "updated_at": DAY}


def variable(name: str) -> Json:
    """An `actions-variable`."""
    return {**secret(name), "value": "value"}


def runner(name: str, *, ephemeral: bool) -> Json:
    """A `runner`."""
    return {
        "id": 5,
        "name": name,
        "os": "linux",
        "status": "online",
        "busy": False,
        "labels": [{"name": "self-hosted"}],
        "ephemeral": ephemeral,
    }


def runner_group(host: str) -> Json:
    """A `runner-groups-org`: the one that every organisation has."""
    return {
        "id": 1,
        "name": "Default",
        "visibility": "all",
        "default": True,
        "runners_url": f"{host}/runner-groups/1/runners",
        "inherited": False,
        "allows_public_repositories": False,
    }


def organisation(host: str, login: str, base: str | None) -> Json:
    """An `organization-full`."""
    url = f"{host}/orgs/{login}"
    links = ("repos", "events", "hooks", "issues", "members", "public_members", "avatar", "html")
    return {
        "login": login,
        "id": 10,
        "node_id": "O_10",
        "url": url,
        **{f"{name}_url": f"{url}/{name}" for name in links},
        "description": None,
        "has_organization_projects": True,
        "has_repository_projects": True,
        **dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0),
        "type": "Organization",
        "created_at": DAY,
        "updated_at": DAY,
        "archived_at": None,
        "default_repository_permission": base,
    }


def pages(repo_url: str, build_type: str) -> Json:
    """A `page`."""
    return {
        "url": f"{repo_url}/pages",
        "status": "built",
        "cname": None,
        "custom_404": False,
        "public": True,
        "build_type": build_type,
    }


def collaborator(user: Json, role: str) -> Json:
    """A `collaborator`; a role that is not GitHub's own shows the rights of "read"."""
    order = ["pull", "triage", "push", "maintain", "admin"]
    level = {"read": 0, "triage": 1, "write": 2, "maintain": 3, "admin": 4}.get(role, 0)
    return {**user, "role_name": role, "permissions": {name: place <= level for place, name in enumerate(order)}}


def invitation(repo_url: str, repository: Json, invitee: Json | None, level: str) -> Json:
    """A `repository-invitation`."""
    url = f"{repo_url}/invitations/1"
    return {
        "id": 1,
        "node_id": "RI_1",
        "repository": repository,
        "invitee": invitee,
        "inviter": None,
        "permissions": level,
        "created_at": DAY,
        "expired": False,
        "url": url,
        "html_url": url,
    }


def deploy_key(repo_url: str, number: int, title: str, read_only: bool) -> Json:
    """A `deploy-key`."""
    return {
        "id": number,
        "key": "ssh-ed25519 AAAA",
        "url": f"{repo_url}/keys/{number}",
        "title": title,
        "verified": True,
        "created_at": DAY,
        "read_only": read_only,
    }


def installed(host: str, account: Json, facts: Json) -> Json:
    """An `installation`, as an organisation lists them."""
    return {
        "id": 77,
        "account": account,
        "target_id": account["id"],
        "target_type": "Organization",
        "repository_selection": "selected",
        "access_tokens_url": f"{host}/app/installations/77/access_tokens",
        "repositories_url": f"{host}/installation/repositories",
        "html_url": f"{host}/settings/installations/77",
        "events": [],
        "single_file_name": None,
        "created_at": DAY,
        "updated_at": DAY,
        "suspended_by": None,
        "suspended_at": None,
        **facts,
    }
