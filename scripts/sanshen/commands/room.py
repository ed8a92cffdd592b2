"""Room on the interpreter's stack for a whole run.

CPython keeps the frames of its calls in pieces of 16 KB and gives a piece back to the system as soon as the call that needed it
returns. A loop that happens to run at the edge of a piece asks the system for memory and gives it back at each turn: thousands
of times while modules are imported, depending on how deep the importing module itself is imported. A function that says it
needs a large stack gets one large piece, and whatever it calls finds room there. The piece is touched only where it is used.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Final, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

SLOTS: Final = 1 << 16
"""Places asked for (8 bytes each). The system's piece is the next power of two above: as much again is left for what is called."""


def roomy(function: Callable[P, R]) -> Callable[P, R]:
    """`function` with room for all that it calls; it does the same as before."""
    plain = cast("FunctionType", function)
    plain.__code__ = plain.__code__.replace(co_stacksize=SLOTS)
    return function
