"""What a change contains: paths, articles before and after, versions signed over, and who made them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

import msgspec

from sanshen.model.article import Article
from sanshen.model.text import EMPTY, Text


class Entry(msgspec.Struct, frozen=True):
    """One entry of a Git tree. `mode` is Git's six octal digits; `size` is -1 where it was not asked for."""

    path: str
    mode: str
    oid: str
    size: int = -1


class PathChange(msgspec.Struct, frozen=True):
    """One path that differs between two trees; `before` or `after` is None where the path does not exist there."""

    path: str
    before: Entry | None
    after: Entry | None


class ChangeKind(StrEnum):
    """What a change does to an article."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"
    MOVED = "moved"


class Version(msgspec.Struct, frozen=True):
    """An article as it stands at one commit that somebody signed over, or at the judged tree.

    `substance` and `form` are hex digests, None where the article is absent or unreadable there.
    `reach` holds those commits of the change that touch the article and are reachable from `commit`.
    `covered`: the article differs between `commit` and that commit's merge base with the protected branch.
    """

    commit: str
    substance: str | None
    form: str | None
    reach: frozenset[str]
    covered: bool
    article: Article | None = None


class Contribution(msgspec.Struct, frozen=True):
    """One commit (not on the protected branch) that changes an article: who had a hand in it.

    `people`: roster persons among author, co-authors and committer, verified or not (they are drafters).
    `attributed_to`: the one person it is attributed to (§3 Attribution), None where it is nobody's or several persons'.
    `attributed`: author and committer accounts are verified people of the roster; otherwise `why_not` says what is missing.
    """

    commit: str
    people: frozenset[str]
    attributed: bool
    attributed_to: str | None = None
    why_not: Text = EMPTY


class ArticleCase(msgspec.Struct, frozen=True):
    """All facts that one article's sheet is decided on.

    `stages` are demanded by the effective grade, in policy order. `former_unit` is set for a move into another unit.
    `versions`: commit id → version, for every commit a sign-off was made over; `judged` is the merge result.
    """

    path: str
    kind: ChangeKind
    grade: str
    stages: tuple[str, ...]
    unit: str
    judged: Version
    versions: Mapping[str, Version] = {}
    contributions: Mapping[str, Contribution] = {}
    former_unit: str = ""
    former_path: str = ""
    matter: str = ""
    claims: Mapping[str, str] = {}
    claims_line: int = 1
    author: str | None = None
    """The pull request's author, if a person of the roster (drafter of every article)."""


class Demand(msgspec.Struct, frozen=True):
    """What one control-plane row asks for in this change, in one unit or (`unit` empty) the district."""

    row: str
    unit: str
    paths: tuple[str, ...]
    alternatives: tuple[tuple[str, ...], ...]
    delegators: frozenset[str] = frozenset()


class WholeChange(msgspec.Struct, frozen=True):
    """A change judged as one piece: control plane, take-down or ledger.

    `digests`: commit id → digest of paths, modes and bytes of the whole change at that commit, None if unobtainable.
    `demands`: one tuple of alternatives a row; each alternative is a tuple of seats that must all be signed.
    """

    digest: str
    demands: tuple[Demand, ...]
    digests: Mapping[str, str | None] = {}
    changed: tuple[str, ...] = ()


class SignOffKind(StrEnum):
    """What an event of the evidence says."""

    APPROVE = "approve"
    OBJECT = "object"
    DISMISSED = "dismissed"
    ATTEST = "attest"
    """An office-administrator enters a paper that a district leader signed; two such entries make one approval (§5.3)."""


class Paper(msgspec.Struct, frozen=True):
    """A paper (书面签批): who signed it, its number and its date; `administrators` entered it, once two have."""

    signer: str
    number: str
    day: date
    administrators: tuple[str, ...] = ()


class SignOff(msgspec.Struct, frozen=True):
    """One event of the evidence, as it happened.

    `who` is the person id, else the login or key fingerprint. `order` sorts events of one second: (kind of source, id).
    `commit` is the version it was made over, None if unobtainable. `path` and `stage` are set where the evidence names them
    (SSH statements); a forge's approval covers whatever its version changes. `void` says why the evidence itself is no good.
    """

    id: str
    kind: SignOffKind
    who: str
    person: str | None
    at: datetime
    order: tuple[int, int]
    commit: str | None
    path: str | None = None
    stage: str | None = None
    digests: tuple[str, str] | None = None
    """(substance, form) that the signer's own statement names; must agree with the version."""
    listed: tuple[tuple[int, str, str], ...] | None = None
    """The corrections that a signer's own statement lists; None where the evidence lists none (a forge's approval)."""
    note: str = ""
    said: str = ""
    """All that was written with it, of bounded length: it is searched and never shown."""
    withheld: tuple[str, ...] = ()
    """Rules by which what was written may be copied nowhere; `note` is "" then."""
    void: Text | None = None
    grade: str | None = None
    """The grade the signer's own statement names, None where the evidence names none."""
    paper: Paper | None = None
    """What an entry is about, or what an approval rests on where its signer signed on paper."""
