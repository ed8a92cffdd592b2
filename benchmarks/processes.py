"""CPU seconds of whole processes, children included: what every figure in this folder is made of."""

from __future__ import annotations

import resource
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path


def cpu_of(command: Sequence[str], folder: Path, *, expect: int = 0) -> float:
    """User and system seconds of one run (its own children too); fails where the exit code is another."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == expect, done.stderr.decode()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
