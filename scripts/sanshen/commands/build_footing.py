"""What a build of the site stands on: a commit, what is proven at it, the office it goes by, and how articles and files are read."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from sanshen.commands.desk import Desk
from sanshen.commands.edition_reading import file_reader
from sanshen.commands.proof_shelf import proof_shelf
from sanshen.commands.proven_reading import Moves, Reader, Standing, Terms, ground_of, moves_at, setting_at
from sanshen.commands.site_ground import ground_digest
from sanshen.judging.office import Office, load_office
from sanshen.model.proof import Proofs
from sanshen.records.proving import Proven, prove_onward
from sanshen.repository import Repository
from sanshen.site.edition import Setting


class Footing(NamedTuple):
    """One build's footing. `ground` is the digest of all that every page depends on; `reader` composes, `read_files` gives bytes."""

    repository: Repository
    env: Mapping[str, str]
    commit: str
    now: datetime
    proven: Proven
    office: Office
    moves: Moves
    setting: Setting
    reader: Reader
    read_files: Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]
    ground: str

    @property
    def proofs(self) -> Proofs:
        """What is proven at the commit."""
        return self.proven.proofs


def footing_of(args: argparse.Namespace, desk: Desk, repository: Repository, key: Path | None) -> Footing:
    """Prove the revision that was asked for, and read the office that its site goes by. `key`: the pipeline's, if there is one."""
    commit, now = repository.resolve(args.rev), desk.clock()
    proven = prove_onward(repository, commit, now=now, shelf=proof_shelf(repository, desk.env, key))
    proofs = proven.proofs
    office = load_office(repository, proofs.office_at, desk.env)
    ground = ground_of(repository, proofs, office, Standing(proofs))
    moves = moves_at(repository, proofs, office)
    setting = setting_at(proofs, office, ground.look, moves, internal=args.internal)
    setting = msgspec.structs.replace(setting, in_review=_with_drafts(args, proofs))
    read_files = file_reader(repository, commit, proofs.office_at)
    return Footing(
        repository=repository,
        env=desk.env,
        commit=commit,
        now=now,
        proven=proven,
        office=office,
        moves=moves,
        setting=setting,
        reader=Reader(repository, commit, office, ground, Terms(now, args.internal, moves)),
        read_files=read_files,
        ground=ground_digest(setting, office, read_files),
    )


def _with_drafts(args: argparse.Namespace, proofs: Proofs) -> bool:
    """Whether what is open stands on the site: on an internal one alone, and only where the office of the commit is a proven one."""
    return bool(args.internal and not args.without_drafts and proofs.office_at == proofs.commit)
