"""Composing many proven articles: read from Git, held against their records, made ready for the catalogue; by several processes at once.

    composed(footing, paths, processes)      # (path, what it gave) in the order of the paths, whoever made it

A worker is given what all articles share, and the proofs of those it composes; nothing of the archive beside the names of its paths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands.build_footing import Footing
from sanshen.commands.feeding import Composed
from sanshen.commands.proven_reading import Reader, Terms, ground_of
from sanshen.judging.office import Office
from sanshen.model.errors import SanshenError
from sanshen.model.lexicon import Lexicon
from sanshen.model.proof import Proof, Proofs
from sanshen.repository import Repository
from sanshen.site.edition import Published, Setting
from sanshen.site.filed import filed
from sanshen.site.making import Tell, silent
from sanshen.site.pool import Fault, fault_of, in_order, settle_in

WORTH: Final = 300
"""From so many articles on several processes are worth their start."""
_AT_ONCE: Final = 32


class Share(msgspec.Struct, frozen=True):
    """What a worker needs to compose any article of a commit. `standing`: every path that has a page."""

    root: Path
    env: Mapping[str, str]
    proofs: Proofs
    """Of the commit, without the proofs themselves."""
    office: Office
    terms: Terms
    setting: Setting
    standing: frozenset[str]


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
    made = (
        map(_Composer(footing.reader, footing.setting), map(proven.get, asked))
        if alone
        else _together(footing, asked, processes)
    )
    for done, (path, one) in enumerate(zip(asked, made, strict=True), start=1):
        yield path, one
        tell(done, len(asked))


def _together(footing: Footing, paths: Sequence[str], processes: int) -> Iterator[Composed | None]:
    proofs, proven = footing.proofs, footing.proofs.proven
    share = Share(
        root=footing.repository.root,
        env=footing.env,
        proofs=msgspec.structs.replace(proofs, proven={}, faults=()),
        office=msgspec.structs.replace(footing.office, lexicon=Lexicon()),  # only pages are held against it
        terms=footing.reader.terms,
        setting=footing.setting,
        standing=frozenset((*proven, *(one.path for one in proofs.withdrawn))),
    )
    chunks = ([proven.get(path) for path in paths[at : at + _AT_ONCE]] for at in range(0, len(paths), _AT_ONCE))
    for some in in_order(processes, _begin, (share,), _compose, chunks):
        yield from some


_composer: _Composer | None = None


def _begin(share: Share) -> None:
    global _composer  # noqa: PLW0603  # one composer a process, made when the process starts
    repository = Repository.open(share.root, share.env)
    ground = ground_of(repository, share.proofs, share.office, share.standing)
    _composer = _Composer(Reader(repository, share.proofs.commit, share.office, ground, share.terms), share.setting)
    settle_in()


def _compose(proofs: Sequence[Proof | None]) -> list[Composed | None] | Fault:
    if _composer is None:
        raise RuntimeError("the worker process was not begun")
    try:
        return _composer.some(proofs)
    except SanshenError as error:
        return fault_of(error)
