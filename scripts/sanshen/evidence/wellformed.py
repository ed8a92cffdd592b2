"""Which values the fields of a statement may have (docs/statements.md). Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.model.mask import mask

if TYPE_CHECKING:
    from sanshen.evidence.statements import StatedPaper, Statement

NONE: Final = "none"
WHOLE: Final = "whole/"
MAX_REASON: Final = 500
MAX_CORRECTIONS: Final = 100
MAX_NUMBER: Final = 60

_HEX64 = re.compile(r"[0-9a-f]{64}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PERSON = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
_WHOLE = re.compile(r"whole/[0-9a-f]{32}")
_TIME: Final = "%Y-%m-%dT%H:%M:%SZ"

Listed = tuple[int, str, str]
"""One correction (校改) as it is bound into a statement: line, text before, text after."""


def format_time(at: datetime) -> str:
    """A statement's time: ISO 8601, UTC, whole seconds, Z."""
    return at.astimezone(UTC).strftime(_TIME)


def parse_time(text: str) -> datetime:
    """The instant of a statement's time; raises ValueError for any other form."""
    at = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    if format_time(at) != text:
        raise ValueError(text)
    return at


def plain(text: str) -> bool:
    """Whether `text` is one line without control, format, bidirectional or unassigned characters."""
    return not any(unicodedata.category(char)[0] == "C" or unicodedata.category(char) in {"Zl", "Zp"} for char in text)


def _path_ok(path: str) -> bool:
    if _WHOLE.fullmatch(path):
        return True
    parts = path.split("/")
    return (
        parts[0] == "content"
        and path.endswith(".md")
        and len(parts) > 1
        and not {"", ".", ".."} & set(parts)
        and parts[-1] != ".md"
        and plain(path)
        and "\\" not in path
        and unicodedata.is_normalized("NFC", path)
    )


def _time_ok(text: str) -> bool:
    try:
        parse_time(text)
    except ValueError:
        return False
    return True


def _corrections_ok(listed: tuple[Listed, ...]) -> bool:
    return len(listed) <= MAX_CORRECTIONS and all(line > 0 and plain(old) and plain(new) for line, old, new in listed)


def _hash_or_none(text: str) -> bool:
    return text == NONE or bool(_HEX64.fullmatch(text))


def faulty_field(statement: Statement) -> str | None:
    """The first field whose value no statement may have, or None."""
    whole = statement.path.startswith(WHOLE)
    signs = statement.kind != "object"
    attests = statement.kind == "attest"
    named = bool(_IDENTIFIER.fullmatch(statement.stage))
    checks = {
        "repository": bool(_COMMIT.fullmatch(statement.repository)),
        "path": _path_ok(statement.path),
        "grade": statement.grade == "" if whole else bool(_IDENTIFIER.fullmatch(statement.grade)),
        # An objection is the person's, not a stage's; a control-plane sign-off signs one seat in each row.
        "stage": (named or (whole and not attests and statement.stage == "")) if signs else statement.stage == "",
        "substance": bool(_HEX64.fullmatch(statement.substance)),
        "form": bool(_HEX64.fullmatch(statement.form)) and (not whole or statement.form == statement.substance),
        "commit": bool(_COMMIT.fullmatch(statement.commit)),
        "person": bool(_PERSON.fullmatch(statement.person)),
        "time": _time_ok(statement.time),
        "replaces": _hash_or_none(statement.replaces),
        "previous": _hash_or_none(statement.previous),
        "corrections": _corrections_ok(statement.corrections) and (statement.kind == "sign" or not statement.corrections),
        "paper": _paper_ok(statement.paper) and not whole if attests else statement.paper is msgspec.UNSET,
        "reason": statement.reason == "" if signs else _reason_ok(statement.reason),
    }
    if whole and statement.substance[:32] != statement.path.removeprefix(WHOLE):
        return "path"
    return next((name for name, good in checks.items() if not good), None)


def day_ok(text: str) -> bool:
    """Whether `text` is a day, as in 2026-11-23."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def number_ok(text: str) -> bool:
    """Whether `text` may be a paper's number (文号): one word, no colon, no phone or ID number."""
    return 0 < len(text) <= MAX_NUMBER and plain(text) and not re.search(r"[\s:]", text) and mask(text) == text


def _paper_ok(paper: StatedPaper | msgspec.UnsetType) -> bool:
    if paper is msgspec.UNSET:
        return False
    return bool(_PERSON.fullmatch(paper.signer)) and number_ok(paper.number) and day_ok(paper.date)


def _reason_ok(reason: str) -> bool:
    # A phone or ID number must not come into the repository by way of a reason either (§8): masking must change nothing.
    return bool(reason.strip()) and len(reason) <= MAX_REASON and plain(reason) and mask(reason) == reason
