"""What is kept between runs holds only for the very same program: its modules, its tables, its libraries."""

from __future__ import annotations

import ast
import shutil
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path

import pytest

import sanshen
from sanshen.commands import bringing, check_cache, proof_shelf, site_ground
from sanshen.judging import own_code

ROOT = Path(sanshen.__file__).parent


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of one package of ours that the digest is taken of."""
    shutil.copytree(ROOT / "reading", tmp_path / "reading", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(own_code.sanshen, "__file__", str(tmp_path / "__init__.py"))
    return tmp_path / "reading"


def digest() -> str:
    return own_code.digest_of_code(("reading",), ())


def test_a_changed_table_is_another_program_and_what_python_compiles_is_not(program: Path) -> None:
    before = digest()
    (program / "__pycache__").mkdir()
    (program / "__pycache__/inert.pyc").write_bytes(b"x")
    assert digest() == before
    table = program / "folding_table.json"
    table.write_bytes(table.read_bytes() + b" ")
    assert digest() != before


def imported(parts: tuple[str, ...]) -> set[str]:
    """The libraries, by the name they are installed under, that modules of some of our packages import."""
    found: set[str] = set()
    for file in (file for part in parts for file in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_bytes())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            found |= {name.partition(".")[0] for name in names}
    installed = packages_distributions()
    return {installed[name][0] for name in found - sys.stdlib_module_names - {"sanshen"} if name in installed}


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


@pytest.mark.parametrize(
    ("parts", "listed"),
    [
        (tuple(one for one in check_cache._PARTS if one != "commands"), check_cache._LIBRARIES),
        (tuple(one for one in site_ground._CODE if one not in {"commands", "records"}), site_ground._LIBRARIES),
        (proof_shelf._CODE, proof_shelf._LIBRARIES),
        (bringing._PARTS, bringing._LIBRARIES),
    ],
    ids=["check", "site", "proofs", "import"],
)
def test_every_library_that_takes_part_is_named(parts: tuple[str, ...], listed: tuple[str, ...]) -> None:
    assert {plain(one) for one in imported(parts)} - {plain(one) for one in listed} == set()


@pytest.mark.parametrize("library", [*check_cache._LIBRARIES, *proof_shelf._LIBRARIES, *site_ground._LIBRARIES])
def test_the_version_of_a_library_is_the_one_that_is_installed(library: str) -> None:
    assert own_code._version(library) == version(library)


def test_a_library_that_is_not_there_is_no_empty_version() -> None:
    with pytest.raises(PackageNotFoundError):
        own_code._version("no-such-library")
