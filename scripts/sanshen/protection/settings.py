"""The settings of a repository as GitHub gives them, only the fields that some demand looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sanshen.evidence.wire import Account


class Repository(msgspec.Struct, frozen=True):
    """A repository. What GitHub shows to administrators only is None for everybody else."""

    full_name: str
    private: bool
    owner: Account
    default_branch: str
    visibility: str = ""
    forks_count: int = 0
    archived: bool = False
    allow_forking: bool | None = None
    allow_auto_merge: bool | None = None


class Rule(msgspec.Struct, frozen=True):
    """One rule of a ruleset; `ruleset_id` only where GitHub lists the rules that hold for a branch."""

    type: str
    parameters: Mapping[str, Any] = {}
    ruleset_id: int = 0


class Actor(msgspec.Struct, frozen=True):
    """Who may go past a ruleset."""

    actor_type: str
    actor_id: int | None = None
    bypass_mode: str = "always"


class Ruleset(msgspec.Struct, frozen=True):
    """A ruleset. `bypass_actors` is None where the token may not see them."""

    id: int
    name: str
    enforcement: str
    target: str = "branch"
    source_type: str = "Repository"
    bypass_actors: tuple[Actor, ...] | None = None
    conditions: Mapping[str, Any] | None = None
    rules: tuple[Rule, ...] = ()


class Reviews(msgspec.Struct, frozen=True):
    """What an old-fashioned branch protection says of reviews."""

    dismiss_stale_reviews: bool


class BranchProtection(msgspec.Struct, frozen=True):
    """An old-fashioned branch protection; it never counts as a ruleset, but can do harm."""

    required_pull_request_reviews: Reviews | None = None


class BranchSetting(msgspec.Struct, frozen=True):
    """From where an environment may be used: any protected branch, or those that its patterns name."""

    protected_branches: bool
    custom_branch_policies: bool


class BranchPattern(msgspec.Struct, frozen=True):
    """One pattern of an environment."""

    id: int
    name: str
    type: str = "branch"


class EnvironmentFacts(msgspec.Struct, frozen=True):
    """An environment; without a branch setting it is open to every branch."""

    name: str
    protection_rules: tuple[Mapping[str, Any], ...] = ()
    deployment_branch_policy: BranchSetting | None = None


class Environment(msgspec.Struct, frozen=True):
    """An environment with its patterns and the names of what it holds."""

    facts: EnvironmentFacts
    patterns: tuple[BranchPattern, ...] = ()
    secrets: frozenset[str] = frozenset()
    variables: frozenset[str] = frozenset()


class ActionsPermissions(msgspec.Struct, frozen=True):
    """Whether Actions run, and which actions. `sha_pinning_required` is None where the forge does not know it."""

    enabled: bool
    allowed_actions: str = "all"
    sha_pinning_required: bool | None = None


class SelectedActions(msgspec.Struct, frozen=True):
    """Which actions are allowed where only some are."""

    github_owned_allowed: bool = False
    verified_allowed: bool = False
    patterns_allowed: tuple[str, ...] = ()


class TokenPermissions(msgspec.Struct, frozen=True):
    """What a workflow's own token may do unless it says otherwise."""

    default_workflow_permissions: str
    can_approve_pull_request_reviews: bool


class ForkRuns(msgspec.Struct, frozen=True):
    """What pull requests from forks of a private repository may set going."""

    run_workflows_from_fork_pull_requests: bool
    send_write_tokens_to_workflows: bool
    send_secrets_and_variables: bool
    require_approval_for_fork_pr_workflows: bool


class Rights(msgspec.Struct, frozen=True):
    """What an account may do in the repository."""

    pull: bool
    push: bool
    admin: bool
    maintain: bool = False
    triage: bool = False


class Collaborator(msgspec.Struct, frozen=True):
    """An account with access, whether by itself, through a team or as an owner of the organisation."""

    id: int
    login: str
    type: str
    role_name: str
    permissions: Rights

    @property
    def account(self) -> Account:
        """The account alone."""
        return Account(self.id, self.login, self.type)


class Invitation(msgspec.Struct, frozen=True):
    """An invitation that is not accepted yet."""

    permissions: str
    invitee: Account | None = None
    expired: bool = False


class DeployKey(msgspec.Struct, frozen=True):
    """A key that may fetch, and unless `read_only` push."""

    id: int
    title: str
    read_only: bool


class Installation(msgspec.Struct, frozen=True):
    """A GitHub App that is installed in the organisation."""

    app_id: int
    app_slug: str
    repository_selection: str
    permissions: Mapping[str, str]
    suspended_at: str | None = None


class Runner(msgspec.Struct, frozen=True):
    """A machine of the district's own on which workflows run."""

    name: str
    ephemeral: bool | None = None


class Pages(msgspec.Struct, frozen=True):
    """From where GitHub Pages takes the site."""

    build_type: str | None = None


class Settings(msgspec.Struct, frozen=True):
    """Everything that was asked. `main` and `records`: the rules that hold for these branches, by GitHub's own reckoning."""

    repository: Repository
    rulesets: tuple[Ruleset, ...]
    main: tuple[Rule, ...]
    records: tuple[Rule, ...]
    old_protection: BranchProtection | None
    environments: Mapping[str, Environment]
    others: Mapping[str, frozenset[str]]
    """Every other environment, with the names of its secrets."""
    secrets: frozenset[str]
    """Names of secrets that any workflow of any branch can read: the repository's and the organisation's."""
    permissions: ActionsPermissions
    selected: SelectedActions | None
    token: TokenPermissions
    fork_runs: ForkRuns | None
    """None where the forge does not know this setting."""
    pages: Pages | None
    runners: tuple[Runner, ...]
    """The repository's own machines and those of the organisation that it may use."""
    groups_seen: bool
    """Whether the organisation's machines could be listed."""
    base_permission: str | None
    """What every member of the organisation may do in it; None for a personal account."""
    collaborators: tuple[Collaborator, ...]
    invitations: tuple[Invitation, ...]
    keys: tuple[DeployKey, ...]
    labels: tuple[str, ...]
    installations: tuple[Installation, ...] | None
    """None where they cannot be listed (a personal account)."""
    actions_app: int | None
    """The id of the App as which every workflow's own token speaks."""
