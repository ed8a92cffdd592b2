"""Addresses on the forge that a run may show; none is made of an odd environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_SERVER: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?")


def run_address(env: Mapping[str, str]) -> str | None:
    """Where this run's log can be read, when it runs in GitHub Actions."""
    address, run = _repository_address(env), env.get("GITHUB_RUN_ID", "")
    return f"{address}/actions/runs/{run}" if address and run.isascii() and run.isdigit() else None


def checks_address(env: Mapping[str, str], number: int) -> str:
    """Where the pull request's checks, the sample (样版) among them, are found; "" outside GitHub Actions."""
    address = _repository_address(env)
    return f"{address}/pull/{number}/checks" if address else ""


def _repository_address(env: Mapping[str, str]) -> str:
    server = env.get("GITHUB_SERVER_URL", "").rstrip("/")
    return f"{server}/{env.get('GITHUB_REPOSITORY', '')}" if _SERVER.fullmatch(server) else ""
