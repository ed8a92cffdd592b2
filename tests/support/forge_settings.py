"""The settings of the fake forge's repository: rulesets, environments, Actions, access, keys, labels; kept like GitHub's.

It begins as GitHub makes a new private repository of an organisation: nothing is protected. Tests change the attributes
directly, which are in GitHub's own shape, or let `sanshen forge setup` do it over HTTP.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from support import forge_setting_shapes as shapes
from support.forge_setting_routes import Route

if TYPE_CHECKING:
    from support.fake_forge import FakeForge

Json = dict[str, Any]
Written = tuple[int, Any]
ACTIONS_APP = 15368
OWN_APP = 4711
_GONE: Written = (404, {"message": "Not Found"})


class ForgeSettings:
    """The state, and what GitHub answers from it."""

    def __init__(self, forge: FakeForge) -> None:
        self.forge = forge
        self.ignored: set[str] = set()
        """What of a repository's settings this server does not let anybody change, and says nothing."""
        self.repository: Json = {
            "private": True,
            "visibility": "private",
            "default_branch": "main",
            "archived": False,
            "forks_count": 0,
            "allow_forking": True,
            "allow_auto_merge": False,
            "allow_merge_commit": True,
            "allow_squash_merge": True,
            "allow_rebase_merge": True,
        }
        self.rulesets: dict[int, Json] = {}
        self.protection: Json | None = None
        self.environments: dict[str, Json] = {}
        self.secrets: list[str] = []
        self.organisation_secrets: list[str] = []
        self.permissions: Json = {"enabled": True, "allowed_actions": "all", "sha_pinning_required": False}
        self.selected: Json = {"github_owned_allowed": True, "verified_allowed": True, "patterns_allowed": []}
        self.token: Json = {"default_workflow_permissions": "write", "can_approve_pull_request_reviews": True}
        self.fork_runs: Json | None = {
            "run_workflows_from_fork_pull_requests": False,
            "send_write_tokens_to_workflows": False,
            "send_secrets_and_variables": False,
            "require_approval_for_fork_pr_workflows": False,
        }
        self.runners: list[Json] = []
        self.shared_runners: list[Json] = []
        self.groups: bool = True
        self.base_permission: str | None = "read"
        self.pages: str | None = None
        self.access: dict[str, str] = {}
        self.invited: list[tuple[str | None, str]] = []
        self.keys: list[tuple[str, bool]] = []
        self.labels: list[str] = ["bug"]
        self.installations: list[Json] = []

    # --- made by tests -----------------------------------------------------------------------------------------

    def add_ruleset(self, name: str, branch: str, rules: Iterable[Json], **more: Any) -> Json:  # noqa: ANN401  # GitHub's own fields
        """A ruleset for a branch, or as `more` says."""
        number = self.forge._next_id()
        self.rulesets[number] = {
            "id": number,
            "name": name,
            "target": "branch",
            "source_type": "Repository",
            "source": self.forge.repository,
            "enforcement": "active",
            "bypass_actors": [],
            "conditions": {"ref_name": {"include": [f"refs/heads/{branch}"] if branch else [], "exclude": []}},
            "rules": list(rules),
            **more,
        }
        return self.rulesets[number]

    def ruleset(self, name: str) -> Json:
        """The ruleset of that name."""
        return next(one for one in self.rulesets.values() if one["name"] == name)

    def add_environment(self, name: str, *patterns: tuple[str, str]) -> Json:
        """An environment: open to all, or to what the (name, type) patterns say."""
        found = self.environments.setdefault(
            name, {"setting": None, "rules": [], "patterns": {}, "secrets": [], "variables": []}
        )
        for pattern, kind in patterns:
            found["setting"] = {"protected_branches": False, "custom_branch_policies": True}
            found["patterns"][self.forge._next_id()] = (pattern, kind)
        return found

    def install(self, app_id: int, slug: str, permissions: Json, **more: Any) -> Json:  # noqa: ANN401  # GitHub's own fields
        """Install an App in the organisation."""
        owner = self.forge._users[self.forge.repository.partition("/")[0].casefold()]
        facts = {"app_id": app_id, "app_slug": slug, "permissions": permissions, **more}
        self.installations.append(shapes.installed(self.forge._host, owner, facts))
        return self.installations[-1]

    # --- the repository ----------------------------------------------------------------------------------------

    def get_repository(self, body: Json) -> Written:
        """The repository as an administrator sees it."""
        return 200, {**shapes.more_of_a_repository(), **self.forge._repository(), **self.repository}

    def patch_repository(self, body: Json) -> Written:
        """Change it."""
        if "visibility" in body:
            self.repository["private"] = body["visibility"] == "private"
        self.repository.update({key: value for key, value in body.items() if key not in self.ignored})
        return self.get_repository({})

    # --- rules -------------------------------------------------------------------------------------------------

    def list_rulesets(self, body: Json) -> Written:
        """All rulesets, without what they say."""
        return 200, [self._ruleset(one, whole=False) for one in self.rulesets.values()]

    def get_ruleset(self, number: str, body: Json) -> Written:
        """One ruleset, whole."""
        found = self.rulesets.get(int(number))
        return (200, self._ruleset(found)) if found else _GONE

    def post_ruleset(self, body: Json) -> Written:
        """Make one; two may not have the same name."""
        if any(one["name"] == body["name"] for one in self.rulesets.values()):
            return 422, {"message": "Name must be unique"}
        return 201, self._ruleset(self.add_ruleset(**{"branch": "", "rules": (), **body}))

    def put_ruleset(self, number: str, body: Json) -> Written:
        """Change one of the repository's own."""
        found = self.rulesets.get(int(number))
        if found is None or found["source_type"] != "Repository":
            return _GONE
        found.update(body)
        return 200, self._ruleset(found)

    def branch_rules(self, branch: str, body: Json) -> Written:
        """Every rule of an active ruleset that covers a branch."""
        return 200, [
            {
                **rule,
                "ruleset_source_type": one["source_type"],
                "ruleset_source": one["source"],
                "ruleset_id": one["id"],
            }
            for one in self.rulesets.values()
            if one["enforcement"] == "active" and one["target"] == "branch" and self._covers(one, branch)
            for rule in one["rules"]
        ]

    def get_protection(self, branch: str, body: Json) -> Written:
        """The old-fashioned protection of a branch."""
        return (200, self.protection) if self.protection else (404, {"message": "Branch not protected"})

    def _covers(self, ruleset: Json, branch: str) -> bool:
        names = ruleset["conditions"]["ref_name"]
        return self._matches(names["include"], branch) and not self._matches(names["exclude"], branch)

    def _matches(self, patterns: Iterable[str], branch: str) -> bool:
        default = self.repository["default_branch"]
        return any(
            one == "~ALL"
            or (one == "~DEFAULT_BRANCH" and branch == default)
            or fnmatch.fnmatchcase(f"refs/heads/{branch}", one)
            for one in patterns
        )

    def _ruleset(self, one: Json, *, whole: bool = True) -> Json:
        left_out = set() if whole else {"bypass_actors", "conditions", "rules"}
        found = {key: value for key, value in one.items() if key not in left_out and value is not None}
        return {**found, "node_id": f"RRS_{one['id']}", "created_at": shapes.DAY, "updated_at": shapes.DAY}

    # --- environments ------------------------------------------------------------------------------------------

    def list_environments(self, body: Json) -> Written:
        """All environments."""
        return 200, [shapes.environment(self.forge._repo_url, name, one) for name, one in self.environments.items()]

    def get_environment(self, name: str, body: Json) -> Written:
        """One environment."""
        found = self.environments.get(name)
        return (200, shapes.environment(self.forge._repo_url, name, found)) if found else _GONE

    def put_environment(self, name: str, body: Json) -> Written:
        """Make or replace one: what is not said is gone."""
        found = self.add_environment(name)
        found["setting"] = body.get("deployment_branch_policy")
        found["rules"] = shapes.protection_rules(body, found["rules"])
        return self.get_environment(name, {})

    def list_patterns(self, name: str, body: Json) -> Written:
        """Who may use it."""
        found = self.environments.get(name)
        return (200, [_pattern(*one) for one in found["patterns"].items()]) if found else _GONE

    def post_pattern(self, name: str, body: Json) -> Written:
        """Let something in."""
        found = self.environments.get(name)
        if found is None or not (found["setting"] or {}).get("custom_branch_policies"):
            return _GONE
        number = self.forge._next_id()
        found["patterns"][number] = (body["name"], body.get("type", "branch"))
        return 200, _pattern(number, found["patterns"][number])

    def delete_pattern(self, name: str, number: str, body: Json) -> Written:
        """Shut something out."""
        self.environments[name]["patterns"].pop(int(number))
        return 204, None

    def environment_secrets(self, name: str, body: Json) -> Written:
        """Names of the secrets in it."""
        return 200, [shapes.secret(one) for one in self.environments[name]["secrets"]]

    def environment_variables(self, name: str, body: Json) -> Written:
        """The variables in it."""
        return 200, [shapes.variable(one) for one in self.environments[name]["variables"]]

    def list_secrets(self, body: Json) -> Written:
        """Names of the repository's secrets."""
        return 200, [shapes.secret(one) for one in self.secrets]

    def list_organisation_secrets(self, body: Json) -> Written:
        """Names of the organisation's secrets that the repository sees."""
        return 200, [shapes.secret(one) for one in self.organisation_secrets]

    # --- Actions and Pages -------------------------------------------------------------------------------------

    def get_permissions(self, body: Json) -> Written:
        """Whether Actions run, and which; GitHub does not say which where none run."""
        off = not self.permissions["enabled"]
        return 200, {key: value for key, value in self.permissions.items() if not (off and key == "allowed_actions")}

    def put_permissions(self, body: Json) -> Written:
        """Change that."""
        self.permissions.update(body)
        return 204, None

    def get_token(self, body: Json) -> Written:
        """What a workflow's token may do."""
        return 200, self.token

    def put_token(self, body: Json) -> Written:
        """Change that."""
        self.token.update(body)
        return 204, None

    def get_selected(self, body: Json) -> Written:
        """Which actions are selected; GitHub refuses where they are not."""
        return (200, self.selected) if self.permissions["allowed_actions"] == "selected" else (409, {"message": "Conflict"})

    def put_selected(self, body: Json) -> Written:
        """Change that."""
        if self.permissions["allowed_actions"] != "selected":
            return 409, {"message": "Conflict"}
        self.selected.update(body)
        return 204, None

    def get_fork_runs(self, body: Json) -> Written:
        """What forks may set going; older servers know nothing of it."""
        return (200, self.fork_runs) if self.fork_runs is not None else _GONE

    def put_fork_runs(self, body: Json) -> Written:
        """Change that."""
        assert self.fork_runs is not None
        self.fork_runs.update(body)
        return 204, None

    def list_runners(self, body: Json) -> Written:
        """The repository's own machines."""
        return 200, self.runners

    def get_pages(self, body: Json) -> Written:
        """From where Pages takes the site."""
        return (200, shapes.pages(self.forge._repo_url, self.pages)) if self.pages else _GONE

    def put_pages(self, body: Json) -> Written:
        """Change that."""
        self.pages = body["build_type"]
        return 204, None

    # --- access ------------------------------------------------------------------------------------------------

    def list_collaborators(self, body: Json) -> Written:
        """Everybody with access."""
        return 200, [shapes.collaborator(self.forge._user(login) or {}, role) for login, role in self.access.items()]

    def list_invitations(self, body: Json) -> Written:
        """Invitations not yet accepted."""
        repository = self.forge._repository()
        return 200, [
            shapes.invitation(self.forge._repo_url, repository, self.forge._user(login), level) for login, level in self.invited
        ]

    def list_keys(self, body: Json) -> Written:
        """The deploy keys."""
        return 200, [shapes.deploy_key(self.forge._repo_url, place, *one) for place, one in enumerate(self.keys, 1)]

    def list_labels(self, body: Json) -> Written:
        """The labels."""
        return 200, [shapes.label(self.forge._repo_url, one) for one in self.labels]

    def post_label(self, body: Json) -> Written:
        """Make one; two may not differ in the case of their letters only."""
        if body["name"].casefold() in {one.casefold() for one in self.labels} or len(body["name"]) > 50:
            return 422, {"message": "Validation Failed"}
        self.labels.append(body["name"])
        return 201, shapes.label(self.forge._repo_url, body["name"])

    def get_organisation(self, name: str, body: Json) -> Written:
        """The organisation as its owners see it."""
        return 200, shapes.organisation(self.forge._host, name, self.base_permission)

    def list_groups(self, organisation: str, body: Json) -> Written:
        """The groups of machines that the repository may use; some plans have none."""
        return (200, [shapes.runner_group(self.forge._host)]) if self.groups else _GONE

    def list_shared_runners(self, organisation: str, group: str, body: Json) -> Written:
        """The machines of a group."""
        return 200, self.shared_runners

    def list_installations(self, organisation: str, body: Json) -> Written:
        """The Apps of the organisation."""
        return 200, self.installations

    def get_app(self, slug: str, body: Json) -> Written:
        """A public App: here GitHub's own only."""
        if slug != "github-actions":
            return _GONE
        owner = self.forge._users[self.forge.repository.partition("/")[0].casefold()]
        return 200, {**shapes.app(self.forge._host, slug, owner), "id": ACTIONS_APP}


def _pattern(number: int, facts: tuple[str, str]) -> Json:
    return {"id": number, "node_id": f"DBP_{number}", "name": facts[0], "type": facts[1]}


def answer_of(settings: ForgeSettings, route: Route) -> Callable[..., Written]:
    """Who answers that operation."""
    found: Callable[..., Written] = getattr(settings, route.answer)
    return found
