"""Work for several processes at once: in order, and never so much ahead that what is ready piles up.

A worker is a copy of this process as it stands: it begins with all that is loaded and known here, and is told no more than the number of the
piece that it is to make. It ends as soon as nobody is there to ask for more: with its work, or with this process, however that ends.
"""

from __future__ import annotations

import gc
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection, Pipe, wait
from typing import Final, NamedTuple, NoReturn, TypeVar, cast

from sanshen.model.errors import SanshenError, UndecidedError
from sanshen.model.text import EMPTY, Text

_AHEAD: Final = 4
"""Pieces of work that each process has before it."""
_NUMBER: Final = 4
"""Bytes of the number of a piece."""
_GARBAGE: Final = 50_000
_STANDARD: Final = 3
"""Below this are the streams that every process has."""
_OPEN: Final = "/dev/fd"
_AT_ONCE: Final = -1
"""In the place of a number: a worker cannot work at all."""
Piece = TypeVar("Piece")
Made = TypeVar("Made")
Begin = Callable[[], AbstractContextManager[Callable[[Piece], Made]]]
"""Called once in each worker: what makes a piece there, and what is to be put away at the end."""


class _Fault(NamedTuple):
    """Why a worker could not go on, in words; an exception of ours would lose them between two processes."""

    kind: type[SanshenError]
    text: Text
    advice: Text = EMPTY


class _Broken(NamedTuple):
    """What nobody expected in a worker, and where."""

    error: Exception
    told: str


class _Worker(NamedTuple):
    process: int
    answers: Connection


def in_order(processes: int, begin: Begin[Piece, Made], pieces: Sequence[Piece]) -> Iterator[Made]:
    """What is made of each piece, in their order. Raises what a worker raised; UndecidedError where a worker was killed."""
    asked, ask = os.pipe()
    workers: list[_Worker] = []
    try:
        workers += (_started(begin, pieces, asked) for _ in range(processes))
        _ask(ask, range(min(processes * _AHEAD, len(pieces))))
        ready: dict[int, Made | _Fault | _Broken] = {}
        for number in range(len(pieces)):
            while number not in ready:
                ready.update(_answers(workers))
            made = _made(ready.pop(number))
            _ask(ask, range(number + processes * _AHEAD, len(pieces))[:1])
            yield made
    finally:
        os.close(ask)
        os.close(asked)  # not before: whoever asks when all workers have ended is told why by their answers
        for worker in workers:
            worker.answers.close()
        for worker in workers:
            os.waitpid(worker.process, 0)


def _ask(ask: int, numbers: Iterable[int]) -> None:
    os.write(ask, b"".join(number.to_bytes(_NUMBER, "big") for number in numbers))


def _answers(workers: Sequence[_Worker]) -> Iterator[tuple[int, Made | _Fault | _Broken]]:
    """What workers have ready now, at least one piece."""
    for ready in wait([worker.answers for worker in workers]):
        try:
            number, made = cast(Connection, ready).recv()
        except (EOFError, OSError) as error:
            raise UndecidedError(
                Text(
                    "一个工作进程被系统终止，多半是内存不足",
                    "a worker process was ended by the system, most likely for lack of memory",
                ),
                Text("原网站保持不变；请腾出内存后重试", "the old site stays up; free some memory and try again"),
            ) from error
        if number == _AT_ONCE:
            _made(made)
        yield number, made


def _made(made: Made | _Fault | _Broken) -> Made:
    if isinstance(made, _Fault):
        raise made.kind(made.text, made.advice)
    if isinstance(made, _Broken):
        raise made.error from RuntimeError(made.told)
    return made


def _started(begin: Begin[Piece, Made], pieces: Sequence[Piece], asked: int) -> _Worker:
    answers, answer = Pipe(duplex=False)
    process = os.fork()
    if process == 0:
        _work(begin, pieces, asked, answer)
    answer.close()
    return _Worker(process, answers)


def _work(begin: Begin[Piece, Made], pieces: Sequence[Piece], asked: int, answer: Connection) -> NoReturn:
    """All that a worker does. It never returns to what its parent was about to do, and holds none of its parent's files and locks."""
    code = 1
    try:
        _let_go(asked, answer.fileno())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told; its end is ours
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        with begin() as make:
            while number := os.read(asked, _NUMBER):
                at = int.from_bytes(number, "big")
                answer.send((at, _answer(make, pieces[at])))
        code = 0
    except BrokenPipeError:  # nobody waits for the answer
        code = 0
    except Exception as error:  # noqa: BLE001  # raised again by the parent
        answer.send((_AT_ONCE, _told(error)))
    finally:
        os._exit(code)


def _let_go(*kept: int) -> None:
    """What the parent holds open leads nowhere here, locks and other processes' ends of pipes among it; nothing new takes its numbers."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir(_OPEN):  # noqa: PTH208  # numbers, no files
        file = int(name)
        if file >= _STANDARD and file not in {nowhere, *kept}:
            os.dup2(nowhere, file, inheritable=False)


def _answer(make: Callable[[Piece], Made], piece: Piece) -> Made | _Fault | _Broken:
    try:
        return make(piece)
    except Exception as error:  # noqa: BLE001  # raised again by the parent
        return _told(error)


def _told(error: Exception) -> _Fault | _Broken:
    if isinstance(error, SanshenError):
        return _Fault(type(error), error.text, error.advice)
    return _Broken(error, traceback.format_exc())


def cores() -> int:
    """How many processes this one may use at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
