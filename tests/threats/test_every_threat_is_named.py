"""Every threat on the list has a test that bears its number, and one that runs the command line, a hook or a workflow."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
THREATS = (
    *(f"{number:02}" for ends in ((1, 17), (20, 35), (40, 48), (50, 56), (56, 59), (60, 69)) for number in range(*ends)),
    "55a",
)
ELSEWHERE = {"64"}
"""Attachments: test_t64_attachments.py, whose tests are named by what they find."""
AT_THE_COMMAND_LINE = re.compile(
    r"\b(?:town|pull|office|done|scene|made|major|found)\.(?:gate|run|announce|sign|record)\(|\bmain\(|_run\(|_build\(|_event\("
    r"|checking\.sanshen\(|\bpush\(|\bact\(|\brecord\(|\bverify\(|\bbuild\(|subprocess\.run\("
)


@cache
def named() -> dict[str, list[str]]:
    """Threat → the sources of its tests, each with the helpers of its own file that it calls."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in sorted(TESTS.rglob("test_*.py")):
        source = file.read_text("utf-8")
        if not re.search(r"def test_\w*t\d\d", source):
            continue
        lines = source.splitlines(keepends=True)
        nodes = [one for one in ast.parse(source).body if isinstance(one, ast.FunctionDef)]
        functions = {one.name: "".join(lines[one.lineno - 1 : one.end_lineno]) for one in nodes}
        for name, text in functions.items():
            numbers = re.findall(r"(?<=_)t(\d\da?)(?=_)", name) if name.startswith("test_") else []
            if not numbers:
                continue
            called = {one for one in re.findall(r"\b(\w+)\(", text) if one in functions and one != name}
            text += "".join(functions[one] for one in sorted(called))  # noqa: PLW2901  # with what it calls
            for number in numbers:
                found[number].append(text)
    return found


@pytest.mark.parametrize("threat", sorted(set(THREATS) - ELSEWHERE))
def test_a_threat_has_a_named_test_at_the_command_line(threat: str) -> None:
    assert named()[threat], f"no test is named after T{threat}"
    assert any(AT_THE_COMMAND_LINE.search(one) for one in named()[threat]), f"T{threat} is shown on inner functions only"


def test_no_test_bears_a_number_that_is_on_no_list() -> None:
    assert set(named()) <= set(THREATS)
