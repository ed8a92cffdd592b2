"""An edition of the site, read from one commit: what is proven, from Git objects and never from the work tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from sanshen.judging.library import Library
from sanshen.judging.office import Office
from sanshen.model.article import Article, BundleFile
from sanshen.model.modes import PLAIN
from sanshen.model.proof import Proof, SignedStage
from sanshen.model.sheet import paper_of
from sanshen.model.text import EMPTY, Text
from sanshen.repository import Repository
from sanshen.site.composing import Credentials
from sanshen.site.edition import Internal, LeftOut, SheetLine
from sanshen.site.look import LOOK_FILE, MAX_BYTES, Look, read_look
from sanshen.site.pictures import Picture, measure

Tell = Callable[[int, int], None]
"""Progress: how many of how many are done."""
CONTENT: Final = "content"
_MEASURED: Final = 64
"""Pictures are asked for twice in a row: by the text, and by the list of the files that belong to it."""


def look_of(repository: Repository, treeish: str, office: Office) -> Look:
    """The site's look at a commit; a repository without mkdocs.yml gets the district's name. Raises BlockedError for a bad file."""
    entry = repository.entry(treeish, LOOK_FILE)
    if entry is None:
        return Look(site_name=office.roster.name)
    data = repository.read(entry.oid) if entry.mode == PLAIN and entry.size <= MAX_BYTES else b"\0"
    return read_look(data)


def internal_of(proof: Proof, office: Office) -> Internal:
    """What only the internal build shows of an article."""
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
    """One article with its bundle."""
    data = repository.read_path(treeish, path)
    return (
        LeftOut(path, Text("文件不存在", "there is no such file"))
        if data is None
        else read_data(repository, treeish, path, data, office)
    )


def read_data(repository: Repository, treeish: str, path: str, data: bytes, office: Office) -> Article | LeftOut:
    """The same, of bytes at hand, without its digests: no page shows them.

    A library of its own each time: nothing is kept, so memory does not grow with the archive.
    """
    reading = Library(repository, office.policy, office.roster).with_bundle(treeish, path, data, digested=False)
    return reading.article if reading.article is not None else unreadable(path, reading.findings)


def measurer(repository: Repository, treeish: str) -> Callable[[BundleFile], Picture | None]:
    """Measures the pictures of a commit's or tree's bundles."""

    @lru_cache(maxsize=_MEASURED)
    def measured(file: BundleFile) -> Picture | None:
        data = repository.read_path(treeish, file.path)
        return None if data is None else measure(data)

    return measured


def file_reader(repository: Repository, treeish: str, office_at: str) -> Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]:
    """Reads pictures and attachments of a commit or tree by path; what belongs to the look, from the commit of the office."""

    def read(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            data = repository.read_path(treeish if path.startswith(f"{CONTENT}/") else office_at, path)
            if data is not None:
                yield path, data

    return read
