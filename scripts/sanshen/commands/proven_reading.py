"""Of what is proven at a commit, what the site shows: read from Git objects, held against the records, composed."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from sanshen.commands.edition_reading import credentials_of, internal_of, look_of, measurer, read_data
from sanshen.commands.former_reading import former_paths
from sanshen.judging.office import Office
from sanshen.model.article import Article
from sanshen.model.proof import Proof, Proofs
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.site.composing import Ground, compose
from sanshen.site.edition import Edition, LeftOut, Published, Setting, Tombstone
from sanshen.site.look import Look

Moves = Mapping[str, Sequence[str]]
"""Article path → the paths it was published under before."""


def moves_of(proofs: Proofs, former: Mapping[str, str]) -> dict[str, list[str]]:
    """Article path → the paths it was published under before, oldest links followed to where the article stands now.

    `former` are those of an older site.
    """
    onward = {**former, **{one.path: one.moved_to for one in proofs.withdrawn if one.moved_to}}
    found: dict[str, list[str]] = {}
    for path in onward:
        at, seen = path, {path}
        while at in onward and onward[at] not in seen:
            at = onward[at]
            seen.add(at)
        found.setdefault(at, []).append(path)
    return found


class Embargoed(msgspec.Struct, frozen=True):
    """A proven article whose `publish-after` has not come yet (Art. 13(5)): nothing of it is on the site before `until`."""

    left_out: LeftOut
    until: datetime


class Standing(Container[str]):
    """The paths that have a page: published, taken down, or moved. Asked one by one, so that nobody has to read all proofs."""

    def __init__(self, proofs: Proofs) -> None:
        self._proven = proofs.proven
        self._withdrawn = frozenset(one.path for one in proofs.withdrawn)

    def __contains__(self, path: object) -> bool:
        return path in self._withdrawn or path in self._proven


class Terms(msgspec.Struct, frozen=True):
    """When a build takes place, whether it is the internal one, and what has moved (see `moves_of`)."""

    now: datetime
    internal: bool
    moves: Moves


class Reader:
    """Reads and composes articles of a commit, each held against its proof first."""

    def __init__(self, repository: Repository, commit: str, office: Office, ground: Ground, terms: Terms) -> None:
        self._repository = repository
        self._commit = commit
        self._office = office
        self._ground = ground
        self.terms = terms

    def read_ahead(self, paths: Iterable[str]) -> None:
        """Articles (64 at most) that are about to be read."""
        self._repository.read_ahead(self._commit, paths)

    def __call__(self, proof: Proof) -> Published | LeftOut | Embargoed:
        """What a proven article's page shows, or why it is not on the site."""
        article = self._proven(proof)
        if isinstance(article, LeftOut):
            return article
        not_before, terms = article.meta.publish_after, self.terms
        shown = internal_of(proof, self._office) if terms.internal else None
        made = compose(article, credentials_of(proof, terms.moves.get(proof.path, ()), shown, not_before), self._ground)
        if not isinstance(made, LeftOut) and not_before is not None and not_before > terms.now:
            return Embargoed(LeftOut(proof.path, Text("未到 publish-after", "before its publish-after")), not_before)
        return made

    def _proven(self, proof: Proof) -> Article | LeftOut:
        """The article, if its bytes and those of its pictures and attachments are the ones that its record names."""
        data = self._repository.read_path(self._commit, proof.path)
        if data is None or hashlib.sha256(data).hexdigest() != proof.sha256:
            return LeftOut(proof.path, Text("内容与最新记录不符", "its bytes are not those of the newest record"))
        article = read_data(self._repository, self._commit, proof.path, data, self._office)
        if isinstance(article, LeftOut):
            return article
        strange = [file.path for file in article.bundle if (file.path, file.digest) not in frozenset(proof.bundle)]
        if not strange:
            return article
        return LeftOut(article.path, Text(f"附件 {strange[0]} 未经证明", f"its file {strange[0]} is not proven"))


def ground_of(repository: Repository, proofs: Proofs, office: Office, standing: Container[str]) -> Ground:
    """What all articles of a commit share."""
    look, policy = look_of(repository, proofs.office_at, office), office.policy
    return Ground(look, standing, policy.limits.nesting, measurer(repository, proofs.commit), policy.government_hosts)


def moves_at(repository: Repository, proofs: Proofs, office: Office) -> Moves:
    """What has moved, from the records and from the list of an older site's addresses."""
    return moves_of(proofs, former_paths(repository, proofs.office_at, proofs, office.roster.units))


def assemble(repository: Repository, proofs: Proofs, office: Office, *, now: datetime, internal: bool) -> Edition:
    """The edition of a proven commit at `now`; nothing unproven is in it."""
    ground, moves = ground_of(repository, proofs, office, Standing(proofs)), moves_at(repository, proofs, office)
    reader = Reader(repository, proofs.commit, office, ground, Terms(now, internal, moves))
    made = (reader(proof) for _, proof in sorted(proofs.proven.items()))
    setting = setting_at(proofs, office, ground.look, moves, internal=internal)
    facts = {name: getattr(setting, name) for name in setting.__struct_fields__}
    return Edition(**facts, articles=tuple(one for one in made if isinstance(one, Published)))


def setting_at(proofs: Proofs, office: Office, look: Look, moves: Moves, *, internal: bool) -> Setting:
    """What all pages of a commit's site share."""
    gone = {one.path: one.at for one in proofs.withdrawn}
    gone |= {path: gone[target] for target, paths in moves.items() if target in gone for path in paths if path not in gone}
    # Moved, and taken down at the new place: the old address says so, too.
    ends = {path: target for target, paths in moves.items() for path in paths}
    stones = tuple(
        Tombstone(path, gone.get(ends.get(path, path), at)) for path, at in sorted(gone.items()) if ends.get(path, path) in gone
    )
    return Setting(
        look=look,
        name=office.roster.name,
        units=office.roster.units,
        column_types=office.policy.column_types,
        platform=office.policy.disclosure_platform,
        time_zone=office.policy.time_zone,
        government=office.policy.government_hosts,
        revision=proofs.commit,
        tombstones=stones,
        internal=internal,
    )
