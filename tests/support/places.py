"""Folders that last as long as one test run: what costs time to make is made once and copied, and nothing of it stays behind."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path


def lasting_place(kind: str) -> Path:
    """A new empty folder outside of any test's own. It goes with the process: keys made for the tests must not outlive them."""
    place = Path(tempfile.mkdtemp(prefix=f"sanshen-{kind}-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
