"""Makes the shared builders importable as `support.…`; and lets the workers share what each would pay in full."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None]:
    """Thousands of tests come to stay: looking through them for garbage, now or between any two tests, finds none."""
    gc.disable()
    try:
        if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
            _begin_at_the_end(session.config)
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def _begin_at_the_end(config: pytest.Config) -> None:
    """All workers import the same modules at the same time: one of them from the end, so that what each compiles serves the others."""
    files = {file for place in config.args for file in (config.rootpath / place).rglob("test_*.py")}
    for file in sorted(files, reverse=True):
        if not (file.parent / "__init__.py").exists():
            sys.path.insert(0, str(file.parent))
            with suppress(Exception, pytest.skip.Exception):  # told where pytest itself imports the module
                importlib.import_module(file.stem)
