"""Work for several processes at once: in order, and never so much ahead that what is ready piles up."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Final, NamedTuple, TypeVar

from sanshen.model.errors import SanshenError, UndecidedError
from sanshen.model.text import EMPTY, Text

_AHEAD: Final = 4
"""Pieces of work that each process has before it."""
_GARBAGE: Final = 50_000
_PRELOADED: Final = (
    "sanshen.site.crew", "sanshen.site.warm", "sanshen.site.composing", "sanshen.commands.composing_crew", "jinja2", "numpy", "selectolax.lexbor", "zxingcpp",
)  # fmt: skip
"""What every worker needs beside the module of its work: loaded once, by the process that all of them are copies of."""
Piece = TypeVar("Piece")
Made = TypeVar("Made")


class Fault(NamedTuple):
    """Why a worker could not go on, in words; an exception would lose them between two processes."""

    kind: type[SanshenError]
    text: Text
    advice: Text = EMPTY


def fault_of(error: SanshenError) -> Fault:
    """What a worker answers with in the place of an exception."""
    return Fault(type(error), error.text, error.advice)


def settle_in() -> None:
    """A worker has begun: what it begins with stays to its end, and what it makes leaves hardly any garbage."""
    gc.freeze()
    gc.set_threshold(_GARBAGE)


def in_order(
    processes: int,
    begin: Callable[..., None],
    given: Sequence[object],
    make: Callable[[Piece], Made | Fault],
    pieces: Iterable[Piece],
) -> Iterator[Made]:
    """What `make` gives for each piece, in their order. `begin(*given)` is called once in each process.

    Raises what a worker's `Fault` says; UndecidedError where a worker was killed.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([make.__module__, *_PRELOADED])
    under_way: deque[Future[Made | Fault]] = deque()
    try:
        with ProcessPoolExecutor(processes, context, initializer=begin, initargs=tuple(given)) as pool:
            for piece in pieces:
                under_way.append(pool.submit(make, piece))
                if len(under_way) >= processes * _AHEAD:
                    yield _made(under_way.popleft())
            while under_way:
                yield _made(under_way.popleft())
    except BrokenProcessPool as error:
        raise UndecidedError(
            Text(
                "一个工作进程被系统终止，多半是内存不足",
                "a worker process was ended by the system, most likely for lack of memory",
            ),
            Text("原网站保持不变；请腾出内存后重试", "the old site stays up; free some memory and try again"),
        ) from error


def _made(future: Future[Made | Fault]) -> Made:
    made = future.result()
    if isinstance(made, Fault):
        raise made.kind(made.text, made.advice)
    return made


def cores() -> int:
    """How many processes this one may use at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
