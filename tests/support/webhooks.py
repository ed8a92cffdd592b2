"""Events as GitHub sends them: its own published examples, and what tests change in them.

They come from npm (`@octokit/webhooks-examples`, pinned by checksum). Where npm is missing, tests that need them are skipped,
but fail where CI is set. `event_like` takes an example and changes just what a test is about; a key that no example of that
event has, or a value of another type, is the test's fault: nobody tests what GitHub never sends.
"""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Mapping
from typing import Any

from support.npm_script import WEBHOOKS, source_of

Json = dict[str, Any]
AS = {"pull_request_target": "pull_request"}
"""Workflow events whose payload is that of another event's."""


@functools.cache
def _every() -> Mapping[str, list[Json]]:
    return {one["name"]: one["examples"] for one in json.loads(source_of(WEBHOOKS))}


def kinds() -> list[str]:
    """Every event there is an example of."""
    return sorted(_every())


def examples_of(event: str, *actions: str) -> list[Json]:
    """Copies of the examples of an event, of all its actions unless some are named."""
    found = _every()[AS.get(event, event)]
    return [copy.deepcopy(one) for one in found if not actions or one.get("action") in actions]


def event_like(event: str, action: str | None = None, **changes: Any) -> Json:  # noqa: ANN401  # what GitHub sends
    """The first example of an event (and action) with `changes` in it; a mapping changes the keys it names and no others."""
    whole = examples_of(event, *([action] if action else []))[0]
    _change(whole, changes, examples_of(event), event)
    return whole


def unlike(event: str, payload: Mapping[str, Any]) -> list[str]:
    """What of a payload no example of that event has: keys, and values of a type that none shows."""
    return _strange(payload, examples_of(event), event)


def _change(into: Json, changes: Mapping[str, Any], known: list[Json], where: str) -> None:
    assert not (strange := _strange(changes, known, where)), f"GitHub sends no such thing: {strange}"
    for key, value in changes.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _change(into[key], value, [one[key] for one in known if isinstance(one.get(key), dict)], f"{where}.{key}")
        else:
            into[key] = value


def _strange(payload: Mapping[str, Any], known: list[Json], where: str) -> list[str]:
    found: list[str] = []
    for key, value in payload.items():
        shown = [one[key] for one in known if key in one]
        if not shown:
            found.append(f"{where}.{key}")
        elif isinstance(value, Mapping) and any(shown):
            found += _strange(value, [one for one in shown if isinstance(one, dict)], f"{where}.{key}")
        elif value is not None and not any(one is None or type(one) is type(value) for one in shown):
            found.append(f"{where}.{key} as {type(value).__name__}")
    return found
