"""What whole runs cost, with all processes that they start: what every figure in this folder is made of."""

from __future__ import annotations

import ctypes
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

_CHILD_SUBREAPER: Final = 36
_LOOK_EVERY: Final = 0.2


class Spent(NamedTuple):
    """One run: seconds of the processor and of the clock, what it wrote, and the most memory (bytes) of its first process and of any other."""

    cpu: float
    wall: float
    out: str
    first: int
    others: int


def cpu_of(command: Sequence[str], folder: Path, *, expect: int = 0) -> float:
    """User and system seconds of one run, all its processes included; fails where the exit code is another."""
    return spent(command, folder, expect=expect).cpu


def spent(command: Sequence[str], folder: Path, *, expect: int = 0, env: Mapping[str, str] | None = None) -> Spent:
    """Run it and wait for every process that it started: those that outlive it become our children, so that their seconds count."""
    assert ctypes.CDLL(None, use_errno=True).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    peaks: dict[int, int] = {}
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while True:
            try:
                out, err = process.communicate(timeout=_LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                for one, most in _peaks(process.pid).items():  # of one that has just ended nothing is known any more
                    peaks[one] = max(most, peaks.get(one, 0))
    wall = time.perf_counter() - begun
    _wait_for_all()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process.returncode == expect, err.decode() + out.decode()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    first = peaks.pop(process.pid, 0)
    return Spent(cpu, wall, out.decode(), first, max(peaks.values(), default=0))


def _wait_for_all() -> None:
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def _peaks(first: int) -> dict[int, int]:
    """Process id → the most memory it has had, of a process and all below it."""
    parents, peaks = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                lines = dict(line.split(":", 1) for line in (entry / "status").read_text().splitlines() if ":" in line)
            except OSError:  # it has just ended
                continue
            parents[int(entry.name)] = int(lines["PPid"])
            peaks[int(entry.name)] = int(lines.get("VmHWM", "0 kB").split()[0]) * 1024
    found = {first}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return {one: peaks[one] for one in found if one in peaks}


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)
