"""The policy (审签口径): grades, stages, limits and deadlines as data. The shapes here are those of `reviews/policy.yml`."""

# Annotations are no strings here: msgspec would have to compile each of them, in every run that opens the office.
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

import msgspec

from sanshen.model.attachments import Attachments
from sanshen.model.data import Count, Data, Identifier
from sanshen.model.grading import GradeTrigger, Leader
from sanshen.model.sources import Host


class Grade(Data, frozen=True):
    """An importance grade (Art. 11). Grades stand in policy.yml from the lowest to the highest."""

    name: str
    stages: tuple[Identifier, ...]
    why: str = ""


class Stage(Data, frozen=True):
    """One signature that a grade demands (Art. 12)."""

    name: str
    roles: tuple[Identifier, ...]
    of: Literal["unit", "portfolio", "district", "former-unit"]
    binds: Literal["substance", "form"]
    after: tuple[Identifier, ...] = ()
    edits: bool = False
    """The holder reviews *and edits*: may amend the text without voiding the stages below (Art. 12)."""
    attestable: bool = False
    """May be signed on paper and entered by two office-administrators where `attested` is on."""
    within: Identifier | None = None
    """The entry of `deadlines` that says how long one may take once it is one's turn; None: as long as it takes."""


class Corrections(Data, frozen=True):
    """Small text corrections while proofing (校改)."""

    characters: Count = 10
    bound_into: tuple[Identifier, ...] = ()
    """Stages whose statement lists the corrections."""


class Seat(Data, frozen=True):
    """A signature that a control-plane change or a take-down needs; signed in any order."""

    name: str
    roles: tuple[Identifier, ...]
    of: Literal["unit", "district", "delegator", "unit-or-district"]
    within: Identifier | None = None
    """As of a stage."""


class Row(Data, frozen=True):
    """Which signatures a control-plane path needs. The first row whose pattern matches a path decides."""

    paths: tuple[str, ...]
    """Patterns in the manner of `fnmatch`; `*` does not cross a slash, `**` does."""
    needs: tuple[Identifier, ...]
    otherwise: tuple[Identifier, ...] = ()
    """Two-administrator way out: used instead of `needs` where `exception` applies."""
    exception: Literal["", "principal-seat", "delegator"] = ""
    """`principal-seat`: the change touches the principal head or that seat is empty or unfit, so `otherwise` *is demanded*.
    `delegator`: `otherwise` is *accepted in place of* `needs`."""
    basis: str = ""


class ControlPlane(Data, frozen=True):
    """Who signs what is not content (Art. 5, 6, 8, 9)."""

    seats: Mapping[Identifier, Seat]
    rows: tuple[Row, ...]


class LedgerKind(Data, frozen=True):
    """One kind of ledger entry and who may write it."""

    name: str
    writers: tuple[Identifier, ...]
    of: Literal["unit", "district", "unit-or-district"] = "unit-or-district"


class Takedown(Data, frozen=True):
    """Removing articles (Art. 23, 24): one signature from anyone concerned, confirmed later."""

    reasons: Mapping[Identifier, str]
    seat: Identifier = "takedown"
    restore_reason: Identifier = "mistake"
    restore_stage: Identifier = "restore"
    """The one stage that brings an article back, byte for byte, after a take-down for `restore-reason`."""
    confirm_roles: tuple[Identifier, ...] = ("deputy-head", "principal-head")


class ColumnType(Data, frozen=True):
    """A kind of column and how fresh it must be kept (Art. 17)."""

    name: str
    fresh_days: Count = 0
    """0: no limit."""
    warn_days: Count = 0
    source: str = ""


class Deadline(Data, frozen=True):
    """A period the measures or a higher rule set, with its source."""

    name: str
    amount: Annotated[int, msgspec.Meta(ge=1)]
    unit: Literal["hours", "days", "working-days", "months"]
    source: str


class Reminders(Data, frozen=True):
    """Reminding those who are waited for (催办). Both periods are entries of `deadlines`."""

    by: tuple[Literal["email", "webhook"], ...]
    """Ways of telling them; each is tried. Addresses and secrets come from the environment, never from here."""
    first: Identifier
    """How long somebody is left alone once it is their turn."""
    again: Identifier
    """How long they are left alone after a reminder."""


class Limits(Data, frozen=True):
    """Bounds that keep judging finite; beyond one a change is blocked with a plain message."""

    articles: Count = 10
    takedown: Count = 5
    files: Count = 3000
    commits: Count = 250
    article_bytes: Count = 1_048_576
    front_matter_bytes: Count = 65_536
    bundle_file_bytes: Count = 20_971_520
    office_file_bytes: Count = 4_194_304
    line_characters: Count = 100_000
    nesting: Count = 40
    delegation_days: Count = 30


class Moves(Data, frozen=True):
    """What a move into another unit needs on top of the grade's stages."""

    stage: Identifier = ""


class Policy(Data, frozen=True):
    """The whole of `reviews/policy.yml`."""

    schema: Literal[1]
    grades: Mapping[Identifier, Grade]
    stages: Mapping[Identifier, Stage]
    separate: tuple[tuple[Identifier, ...], ...]
    drafters_may_not: tuple[Identifier, ...]
    control_plane: ControlPlane
    takedown: Takedown
    column_types: Mapping[Identifier, ColumnType]
    disclosure_platform: tuple[Identifier, ...] = ()
    """The kinds of column that make up each unit's disclosure platform (政务信息公开平台, Art. 7), in order; none: no platform."""
    moves: Moves = Moves()
    protected_branch: str = "main"
    time_zone: str = "Asia/Shanghai"
    trained_roles: tuple[Identifier, ...] = ()
    principal_role: Identifier = "principal-head"
    administrator_role: Identifier = "office-administrator"
    write_roles: tuple[Identifier, ...] = ()
    """Roles whose holders need to push branches to the forge, administrators aside. Empty: every role."""
    early: Literal["void", "hold"] = "void"
    corrections: Corrections = Corrections()
    verified_commits: tuple[Identifier, ...] = ()
    attested: bool = False
    ledger: Mapping[Identifier, LedgerKind] = {}
    deadlines: Mapping[Identifier, Deadline] = {}
    reminders: Reminders | None = None
    """None: nobody is reminded."""
    rules: Mapping[str, Literal["error", "warning", "note", "off"]] = {}
    fix_categories: tuple[Identifier, ...] = ()
    """Categories of the lexicon whose `instead` is the one right wording, so that `check --fix` may write it."""
    limits: Limits = Limits()
    leaders: tuple[Leader, ...] = ()
    grade_triggers: tuple[GradeTrigger, ...] = ()
    general_reprints: tuple[Literal["government", "party", "media", "platform"], ...] = ()
    """Kinds of sources whose texts, reprinted word for word, trigger no grade."""
    government_hosts: tuple[Host, ...] = ("gov.cn",)
    """Domains whose hosts are government sites: a link to any other is marked on the page, and asked about before readers leave."""
    attachments: Attachments = Attachments()
    roles: Mapping[Identifier, str] = {}
    """Role id → its Chinese name. Where given, every role used anywhere must be listed."""

    def rank(self, grade: str) -> int:
        """Position of a grade, lowest first; raises KeyError for an unknown id."""
        return {key: place for place, key in enumerate(self.grades)}[grade]

    def demanded(self, grade: str, *, moved: bool = False, restored: bool = False) -> tuple[str, ...]:
        """The stages that an article's sheet has, in the order of the policy (Art. 12).

        `moved`: it comes from another unit; `restored`: it comes back unchanged after a take-down by mistake.
        """
        if restored:
            return (self.takedown.restore_stage,)
        wanted = {*self.grades[grade].stages, *((self.moves.stage,) if moved else ())}
        return tuple(stage for stage in self.stages if stage in wanted)

    def highest(self, grades: Iterable[str]) -> str | None:
        """The highest of several grades, None where there is none: of the old and the new one the higher counts."""
        return max(grades, key=self.rank, default=None)

    def grade_id(self, word: str) -> str | None:
        """The grade id for an id or a Chinese name, else None: never a default (Art. 11)."""
        if word in self.grades:
            return word
        return next((key for key, grade in self.grades.items() if grade.name == word), None)

    def below(self, stage: str) -> frozenset[str]:
        """Every stage that must come before `stage`, directly or not."""
        found: set[str] = set()
        todo = list(self.stages[stage].after)
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo.extend(self.stages[one].after)
        return frozenset(found)
