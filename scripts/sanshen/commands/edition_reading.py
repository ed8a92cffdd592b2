"""An edition of the site, read from one commit: what is proven, from Git objects and never from the work tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

import msgspec

from sanshen.commands.former_reading import former_paths
from sanshen.judging.library import Library
from sanshen.judging.office import Office
from sanshen.model.article import Article, BundleFile
from sanshen.model.proof import Proof, Proofs, SignedStage
from sanshen.model.sheet import paper_of
from sanshen.model.text import EMPTY, Text
from sanshen.repository import Repository
from sanshen.site.composing import Credentials, Ground, compose
from sanshen.site.edition import Edition, Internal, LeftOut, Published, SheetLine, Tombstone
from sanshen.site.look import LOOK_FILE, MAX_BYTES, Look, read_look
from sanshen.site.pictures import Picture, measure

Tell = Callable[[int, int], None]
"""Progress: how many of how many are done."""
CONTENT: Final = "content"
_PLAIN: Final = "100644"
_MEASURED: Final = 64
"""Pictures are asked for twice in a row: by the text, and by the list of the files that belong to it."""


class Assembled(msgspec.Struct, frozen=True):
    """An edition, and what of the commit is not in it."""

    edition: Edition
    left_out: tuple[LeftOut, ...]
    embargoed: tuple[str, ...] = ()
    """Proven articles whose `publish-after` has not come yet (Art. 13(5)): nothing of them is on the site."""


def look_of(repository: Repository, treeish: str, office: Office) -> Look:
    """The site's look at a commit; a repository without mkdocs.yml gets the district's name. Raises BlockedError for a bad file."""
    entry = repository.entry(treeish, LOOK_FILE)
    if entry is None:
        return Look(site_name=office.roster.name)
    data = repository.read(entry.oid) if entry.mode == _PLAIN and entry.size <= MAX_BYTES else b"\0"
    return read_look(data)


def _moves(proofs: Proofs, former: Mapping[str, str]) -> dict[str, list[str]]:
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


def _internal(proof: Proof, office: Office) -> Internal:
    policy, people = office.policy, office.roster.people
    grade = policy.grades.get(proof.grade)

    def name(person: str) -> str:
        return people[person].name if person in people else person

    lines = tuple(
        SheetLine(
            stage=policy.stages[one.stage].name if one.stage in policy.stages else one.stage,
            person=name(one.person) + (f"（受{name(one.on_behalf_of)}委托）" if one.on_behalf_of else ""),
            at=one.at,
            note=_note(one),
        )
        for one in proof.sheet
    )
    return Internal(grade.name if grade else proof.grade, lines)


def _note(one: SignedStage) -> str:
    """What else the sheet says of a signature: an amendment made at it, the paper it was signed on."""
    paper = paper_of(one.evidence)
    notes = ["经本环节修改" if one.amended else "", f"书面签批（代录）{paper[1]}，{paper[0]}" if paper is not None else ""]
    return "；".join(filter(None, notes))


def credentials_of(
    proof: Proof, former: Iterable[str], internal: Internal | None, not_before: datetime | None = None
) -> Credentials:
    """What the page says of an article's records. A move is no correction.

    What was embargoed was public from its `publish-after` on. A correction that adds a moment gone by changes no time.
    """
    embargoed = not_before is not None and (proof.version == 1 or proof.published < not_before)
    least = not_before if embargoed and not_before is not None else proof.first_published
    times = {max(time, least) for time in (proof.first_published, *proof.times)}
    return Credentials(tuple(sorted(times)), proof.record_digest, tuple(sorted(former)), internal)


def unreadable(path: str, findings: Iterable[object]) -> LeftOut:
    """An article that is proven and cannot be read (under a policy changed since, for example)."""
    first = next(iter(findings), None)
    message = getattr(first, "message", EMPTY)
    advice = getattr(first, "advice", EMPTY)
    return LeftOut(path, Text("读不出来：", "unreadable: ") + message, advice)


def read_one(repository: Repository, treeish: str, path: str, office: Office) -> Article | LeftOut:
    """One article with its bundle. A library of its own each time: nothing is kept, so memory does not grow with the archive."""
    reading = Library(repository, office.policy, office.roster).read(treeish, path)
    if reading is None:
        return LeftOut(path, Text("文件不存在", "there is no such file"))
    return reading.article if reading.article is not None else unreadable(path, reading.findings)


def measurer(repository: Repository, treeish: str) -> Callable[[BundleFile], Picture | None]:
    """Measures the pictures of a commit's or tree's bundles."""

    @lru_cache(maxsize=_MEASURED)
    def measured(file: BundleFile) -> Picture | None:
        data = repository.read_path(treeish, file.path)
        return None if data is None else measure(data)

    return measured


def _only_proven(article: Article | LeftOut, proof: Proof) -> Article | LeftOut:
    """The article, unless it uses a picture or attachment whose bytes its record does not name."""
    if isinstance(article, LeftOut):
        return article
    strange = [file.path for file in article.bundle if (file.path, file.digest) not in frozenset(proof.bundle)]
    if not strange:
        return article
    return LeftOut(article.path, Text(f"附件 {strange[0]} 未经证明", f"its file {strange[0]} is not proven"))


def assemble(
    repository: Repository,
    proofs: Proofs,
    office: Office,
    *,
    now: datetime,
    internal: bool,
    tell: Tell = lambda _done, _all: None,
) -> Assembled:
    """The edition of a proven commit at `now`; everything unproven is named, never shown."""
    look = look_of(repository, proofs.office_at, office)
    moves = _moves(proofs, former_paths(repository, proofs.office_at, proofs, office.roster.units))
    standing = frozenset(proofs.proven) | {one.path for one in proofs.withdrawn}
    ground = Ground(
        look, standing, office.policy.limits.nesting, measurer(repository, proofs.commit), office.policy.government_hosts
    )
    articles: list[Published] = []
    embargoed: list[str] = []
    left_out = [LeftOut(path, why) for path, why in sorted(proofs.unproven.items())]
    for number, (path, proof) in enumerate(sorted(proofs.proven.items()), start=1):
        article = _only_proven(read_one(repository, proofs.commit, path, office), proof)
        if isinstance(article, Article):
            not_before = article.meta.publish_after
            shown = _internal(proof, office) if internal else None
            made = compose(article, credentials_of(proof, moves.get(path, ()), shown, not_before), ground)
        else:
            not_before, made = None, article
        if isinstance(made, LeftOut):
            left_out.append(made)
        elif not_before is not None and not_before > now:
            embargoed.append(path)
        else:
            articles.append(made)
        tell(number, len(proofs.proven))
    return Assembled(_edition(proofs, office, look, articles, moves, internal=internal), tuple(left_out), tuple(embargoed))


def _edition(
    proofs: Proofs, office: Office, look: Look, articles: list[Published], moves: dict[str, list[str]], *, internal: bool
) -> Edition:
    shown = {article.path for article in articles}
    redirected = {path for target, paths in moves.items() if target in shown for path in paths}
    gone = {one.path: one.at for one in proofs.withdrawn}
    gone |= {path: gone[target] for target, paths in moves.items() if target in gone for path in paths if path not in gone}
    # Moved, and taken down at the new place: the old address says so, too.
    ends = {path: target for target, paths in moves.items() for path in paths}
    stones = tuple(
        Tombstone(path, gone.get(ends.get(path, path), at))
        for path, at in sorted(gone.items())
        if path not in redirected and ends.get(path, path) in gone
    )
    return Edition(
        look=look,
        name=office.roster.name,
        units=office.roster.units,
        column_types=office.policy.column_types,
        platform=office.policy.disclosure_platform,
        time_zone=office.policy.time_zone,
        government=office.policy.government_hosts,
        revision=proofs.commit,
        articles=tuple(articles),
        tombstones=stones,
        internal=internal,
    )


def file_reader(repository: Repository, treeish: str, office_at: str) -> Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]:
    """Reads pictures and attachments of a commit or tree by path; what belongs to the look, from the commit of the office."""

    def read(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            data = repository.read_path(treeish if path.startswith(f"{CONTENT}/") else office_at, path)
            if data is not None:
                yield path, data

    return read
