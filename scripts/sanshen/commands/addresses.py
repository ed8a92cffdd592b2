"""Addresses on the forge that a run may show; none is made of an odd environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sanshen.evidence.forge import Forge

_SERVER: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?")


def run_address(env: Mapping[str, str]) -> str | None:
    """Where this run's log can be read, when it runs in GitHub Actions."""
    address, run = _repository_address(env), env.get("GITHUB_RUN_ID", "")
    return f"{address}/actions/runs/{run}" if address and run.isascii() and run.isdigit() else None


def sample_address(forge: Forge, env: Mapping[str, str], number: int, head: str) -> str:
    """Where the sample (样版) of a pull request's head is found: with the artifacts of the run that makes it.

    Where GitHub names no such run, the pull request's checks; "" outside GitHub Actions, and then nothing is asked.
    """
    from sanshen.evidence.sample_run import sample_run

    address = _repository_address(env)
    if not address:
        return ""
    run = sample_run(forge, head) if forge.reads_runs else None
    return f"{address}/pull/{number}/checks" if run is None else f"{address}/actions/runs/{run}#artifacts"


def _repository_address(env: Mapping[str, str]) -> str:
    server = env.get("GITHUB_SERVER_URL", "").rstrip("/")
    return f"{server}/{env.get('GITHUB_REPOSITORY', '')}" if _SERVER.fullmatch(server) else ""
