"""Reading an attachment in a child process, so that a parser that crashes, hangs or eats memory is a finding and never a pass."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

import msgspec

from sanshen.attachments.order import Order
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Mark, Sign

_WORDS_MEMORY: Final = 4 << 30
"""Address space of the engine that reads words in pictures; what it really uses stays below 1 GB."""
_WORDS_SECONDS: Final = 60
"""So many times as long may reading take where words in pictures are wanted."""
_PATIENCE: Final = 4
"""So many times the processor time may pass on the clock: a busy machine is no fault of the file, a sleeping child is."""
_NO_MEMORY: Final = frozenset({-4, -5, -6})
"""How the PDF engine ends where it gets no more memory: an illegal instruction, a trap or an abort."""
_ENVIRONMENT: Final = {
    "PATH": "/usr/bin:/bin",
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


def read_in_child(data: bytes, suffix: str, limits: AttachmentLimits, *, pictures: bool) -> Extract:
    """Everything in one file (`suffix`: its name's last part, lower case); an Extract with the mark that says why where it fails."""
    seconds = limits.seconds * (_WORDS_SECONDS if pictures else 1)
    memory = max(limits.memory_bytes, _WORDS_MEMORY) if pictures else limits.memory_bytes
    order = msgspec.json.encode(Order(suffix, limits, pictures, memory, seconds)).decode()
    # -I: neither the folder it runs in nor the environment can bring modules along.
    command = [sys.executable, "-I", "-m", "sanshen.attachments", order]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, env=_ENVIRONMENT, cwd="/", timeout=seconds * _PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return _failed(Sign.LIMIT, "seconds")
    if done.returncode in _NO_MEMORY:
        return _failed(Sign.LIMIT, "memory-bytes")
    if done.returncode:
        late = done.returncode in {-24, -9}  # SIGXCPU; or the kernel ended it, for its time or its memory
        return _failed(Sign.LIMIT if late else Sign.CRASHED, "seconds" if late else _last_word(done.stderr))
    try:
        return msgspec.msgpack.decode(done.stdout, type=Extract)
    except msgspec.MsgspecError:
        return _failed(Sign.CRASHED, "")


def _last_word(err: bytes) -> str:
    """The name of the exception, which holds nothing of the file; never its message."""
    lines = err.decode("utf-8", "replace").strip().splitlines()
    name = lines[-1].partition(":")[0].rpartition(".")[2] if lines else ""
    return name if name.isidentifier() else ""


def _failed(sign: Sign, detail: str) -> Extract:
    return Extract("unknown", (), (Mark(sign, detail=detail),))
