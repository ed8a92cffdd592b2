"""Which operations of GitHub's description the fake forge has for settings, and who answers them."""

from __future__ import annotations

from typing import NamedTuple

REPO = "/repos/{owner}/{repo}"
ENVIRONMENT = f"{REPO}/environments/{{environment_name}}"
POLICIES = f"{ENVIRONMENT}/deployment-branch-policies"
ACTIONS = f"{REPO}/actions/permissions"
NAME = r"([^/]+)"


class Route(NamedTuple):
    """One operation: its name in GitHub's description, the path that leads to it, and who answers."""

    operation: str
    pattern: str
    answer: str


SETTING_ROUTES = (
    Route(f"GET {REPO}", r"/repos/R", "get_repository"),
    Route(f"PATCH {REPO}", r"/repos/R", "patch_repository"),
    Route(f"GET {REPO}/rulesets", r"/repos/R/rulesets", "list_rulesets"),
    Route(f"POST {REPO}/rulesets", r"/repos/R/rulesets", "post_ruleset"),
    Route(f"GET {REPO}/rulesets/{{ruleset_id}}", r"/repos/R/rulesets/(\d+)", "get_ruleset"),
    Route(f"PUT {REPO}/rulesets/{{ruleset_id}}", r"/repos/R/rulesets/(\d+)", "put_ruleset"),
    Route(f"GET {REPO}/rules/branches/{{branch}}", rf"/repos/R/rules/branches/{NAME}", "branch_rules"),
    Route(f"GET {REPO}/branches/{{branch}}/protection", rf"/repos/R/branches/{NAME}/protection", "get_protection"),
    Route(f"GET {REPO}/environments", r"/repos/R/environments", "list_environments"),
    Route(f"GET {ENVIRONMENT}", rf"/repos/R/environments/{NAME}", "get_environment"),
    Route(f"PUT {ENVIRONMENT}", rf"/repos/R/environments/{NAME}", "put_environment"),
    Route(f"GET {POLICIES}", rf"/repos/R/environments/{NAME}/deployment-branch-policies", "list_patterns"),
    Route(f"POST {POLICIES}", rf"/repos/R/environments/{NAME}/deployment-branch-policies", "post_pattern"),
    Route(
        f"DELETE {POLICIES}/{{branch_policy_id}}",
        rf"/repos/R/environments/{NAME}/deployment-branch-policies/(\d+)",
        "delete_pattern",
    ),
    Route(f"GET {ENVIRONMENT}/secrets", rf"/repos/R/environments/{NAME}/secrets", "environment_secrets"),
    Route(f"GET {ENVIRONMENT}/variables", rf"/repos/R/environments/{NAME}/variables", "environment_variables"),
    Route(f"GET {REPO}/actions/secrets", r"/repos/R/actions/secrets", "list_secrets"),
    Route(f"GET {REPO}/actions/organization-secrets", r"/repos/R/actions/organization-secrets", "list_organisation_secrets"),
    Route(f"GET {ACTIONS}", r"/repos/R/actions/permissions", "get_permissions"),
    Route(f"PUT {ACTIONS}", r"/repos/R/actions/permissions", "put_permissions"),
    Route(f"GET {ACTIONS}/workflow", r"/repos/R/actions/permissions/workflow", "get_token"),
    Route(f"PUT {ACTIONS}/workflow", r"/repos/R/actions/permissions/workflow", "put_token"),
    Route(f"GET {ACTIONS}/selected-actions", r"/repos/R/actions/permissions/selected-actions", "get_selected"),
    Route(f"PUT {ACTIONS}/selected-actions", r"/repos/R/actions/permissions/selected-actions", "put_selected"),
    Route(
        f"GET {ACTIONS}/fork-pr-workflows-private-repos",
        r"/repos/R/actions/permissions/fork-pr-workflows-private-repos",
        "get_fork_runs",
    ),
    Route(
        f"PUT {ACTIONS}/fork-pr-workflows-private-repos",
        r"/repos/R/actions/permissions/fork-pr-workflows-private-repos",
        "put_fork_runs",
    ),
    Route(f"GET {REPO}/actions/runners", r"/repos/R/actions/runners", "list_runners"),
    Route(f"GET {REPO}/pages", r"/repos/R/pages", "get_pages"),
    Route(f"PUT {REPO}/pages", r"/repos/R/pages", "put_pages"),
    Route(f"GET {REPO}/collaborators", r"/repos/R/collaborators", "list_collaborators"),
    Route(f"GET {REPO}/invitations", r"/repos/R/invitations", "list_invitations"),
    Route(f"GET {REPO}/keys", r"/repos/R/keys", "list_keys"),
    Route(f"GET {REPO}/labels", r"/repos/R/labels", "list_labels"),
    Route(f"POST {REPO}/labels", r"/repos/R/labels", "post_label"),
    Route("GET /orgs/{org}", rf"/orgs/{NAME}", "get_organisation"),
    Route("GET /orgs/{org}/actions/runner-groups", rf"/orgs/{NAME}/actions/runner-groups", "list_groups"),
    Route(
        "GET /orgs/{org}/actions/runner-groups/{runner_group_id}/runners",
        rf"/orgs/{NAME}/actions/runner-groups/(\d+)/runners",
        "list_shared_runners",
    ),
    Route("GET /orgs/{org}/installations", rf"/orgs/{NAME}/installations", "list_installations"),
    Route("GET /apps/{app_slug}", rf"/apps/{NAME}", "get_app"),
)
LISTED = frozenset({
    "list_rulesets", "branch_rules", "list_collaborators", "list_invitations", "list_keys", "list_labels",
})  # fmt: skip
"""Answers that are plain lists, and so come in pages."""
WRAPPED = {
    "list_environments": "environments",
    "list_patterns": "branch_policies",
    "environment_secrets": "secrets",
    "environment_variables": "variables",
    "list_secrets": "secrets",
    "list_organisation_secrets": "secrets",
    "list_runners": "runners",
    "list_installations": "installations",
    "list_groups": "runner_groups",
    "list_shared_runners": "runners",
}
"""Answers that are lists inside an object with their number, page by page too."""
