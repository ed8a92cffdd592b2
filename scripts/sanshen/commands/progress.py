"""How far a long run has come: a bar with rate and remaining time on a terminal, silence in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from sanshen.model.text import Text

if TYPE_CHECKING:
    from tqdm import tqdm

    from sanshen.commands.desk import Desk

Tell = Callable[[int, int], None]
"""How many of how many are done."""


def progress(desk: Desk, what: Text) -> Tell:
    """The bar of one piece of work, drawn from the first time it is told; it goes once everything is done."""
    if not desk.err.isatty():
        return lambda _done, _total: None
    bars: list[tqdm[NoReturn]] = []

    def tell(done: int, total: int) -> None:
        if not bars:
            from tqdm import tqdm  # only terminals pay for it

            bars.append(tqdm(total=total, desc=what.to(desk.lang), file=desk.err, leave=False, dynamic_ncols=True))
        bars[0].update(done - bars[0].n)
        if done >= total:
            bars.pop().close()

    return tell
