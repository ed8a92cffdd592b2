"""Composing many proven articles: read from Git, held against their records, made ready for the catalogue; by several processes at once.

    composed(footing, paths, processes)      # (path, what it gave) in the order of the paths, whoever made it

A worker knows what was known when it was started, and reads Git objects for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Final

from sanshen.commands.build_footing import Footing
from sanshen.commands.feeding import Composed
from sanshen.commands.proven_reading import Reader, ground_of
from sanshen.model.proof import Proof
from sanshen.repository import Repository
from sanshen.site.edition import Published, Setting
from sanshen.site.filed import filed
from sanshen.site.making import Tell, silent
from sanshen.site.pool import in_order

WORTH: Final = 300
"""From so many articles on several processes are worth their start."""
_AT_ONCE: Final = 32


class _Composer:
    """Composes articles of a footing."""

    def __init__(self, reader: Reader, setting: Setting) -> None:
        self._reader = reader
        self._setting = setting

    def some(self, proofs: Sequence[Proof | None]) -> list[Composed | None]:
        """A few articles."""
        self._reader.read_ahead(one.path for one in proofs if one is not None)
        return [self(proof) for proof in proofs]

    def __call__(self, proof: Proof | None) -> Composed | None:
        """What an article gives, ready for the catalogue; None where it is not proven (any more)."""
        if proof is None:
            return None
        made = self._reader(proof)
        return filed(made, self._setting) if isinstance(made, Published) else made


def composed(
    footing: Footing, paths: Iterable[str], processes: int = 1, tell: Tell = silent, worth: int = WORTH
) -> Iterator[tuple[str, Composed | None]]:
    """Compose the articles at these paths, in their order. `processes`: how many may do it together, where there are `worth`."""
    asked, proven = tuple(paths), footing.proofs.proven
    alone = processes <= 1 or len(asked) < worth
    chunks = ([proven.get(path) for path in asked[at : at + _AT_ONCE]] for at in range(0, len(asked), _AT_ONCE))
    made = map(_Composer(footing.reader, footing.setting).some, chunks) if alone else _together(footing, chunks, processes)
    for done, (path, one) in enumerate(zip(asked, chain.from_iterable(made), strict=True), start=1):
        yield path, one
        tell(done, len(asked))


def _together(footing: Footing, chunks: Iterable[Sequence[Proof | None]], processes: int) -> Iterator[list[Composed | None]]:
    standing = frozenset((*footing.proofs.proven, *(one.path for one in footing.proofs.withdrawn)))
    return in_order(processes, lambda: _begun(footing, standing), tuple(chunks))


@contextmanager
def _begun(footing: Footing, standing: Container[str]) -> Iterator[Callable[[Sequence[Proof | None]], list[Composed | None]]]:
    """What a worker composes with: it reads the repository for itself. `standing`: every path that has a page."""
    with Repository.open(footing.repository.root, footing.env) as repository:
        ground = ground_of(repository, footing.proofs, footing.office, standing)
        reader = Reader(repository, footing.commit, footing.office, ground, footing.reader.terms)
        yield _Composer(reader, footing.setting).some
