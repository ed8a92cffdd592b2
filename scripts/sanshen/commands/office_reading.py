"""The files of the office as `check` needs them: what the rules consult, and every fault of every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec

from sanshen.commands.file_sources import FileSource, digest_on_disk
from sanshen.commands.lexicon_cache import Digests, Lists, digests_of
from sanshen.model.errors import UsageError
from sanshen.model.finding import Finding
from sanshen.model.lexicon import Lexicon
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault, Roster
from sanshen.model.sources import Sources
from sanshen.model.text import Text
from sanshen.rules.files import not_plain, of_fault, unknown
from sanshen.rules.judging import policy_faults

REVIEWS: Final = "reviews/"
POLICY: Final = "reviews/policy.yml"
POLICY_TESTS: Final = "reviews/policy-tests.yml"
DISTRICT: Final = "reviews/district.yml"
SOURCES: Final = "reviews/sources.yml"
BASELINE: Final = "reviews/baseline.json"
FORMER: Final = "reviews/former-addresses.json"
CALENDAR: Final = "reviews/calendar.yml"
INTERPRETATIONS: Final = "reviews/interpretations.yml"
LEDGER: Final = "reviews/ledger/"
SIGNATURES: Final = "reviews/signatures/"
RECORDS: Final = "reviews/records/"
UNITS: Final = "reviews/units/"
LEXICON: Final = "reviews/lexicon/"
_MOST_BYTES: Final = 16_777_216
T = TypeVar("T")


class Office(msgspec.Struct, frozen=True):
    """Everything the rules consult, and the digest of the files it came from."""

    policy: Policy
    roster: Roster
    lexicon: Lexicon
    sources: Sources
    digest: str


class OfficeFiles(NamedTuple):
    """Repository path → bytes of all but the lexicon, and their digest; those of the lexicon's files and of the confidential list,
    which are not read where it is remembered what they say.
    """

    files: Mapping[str, bytes]
    others: str
    lexicon: Digests

    @property
    def digest(self) -> str:
        """The digest of all of it."""
        return f"{self.others}{self.lexicon.whole}"


def lexicon_extra(env: Mapping[str, str]) -> bytes | None:
    """The district's confidential list, a file outside the repository named by SANSHEN_LEXICON."""
    place = env.get("SANSHEN_LEXICON", "")
    return _of_extra(lambda: Path(place).read_bytes()) if place else None


def _extra_digest(env: Mapping[str, str]) -> str | None:
    """The SHA-256 of that list."""
    place = env.get("SANSHEN_LEXICON", "")
    return _of_extra(lambda: digest_on_disk(place)) if place else None


def _of_extra(read: Callable[[], T]) -> T:
    try:
        return read()
    except OSError as error:
        # A list that was asked for and cannot be read must not be taken for an empty one.
        raise UsageError(
            Text("SANSHEN_LEXICON 指定的保密词表无法读取", "the confidential list named by SANSHEN_LEXICON cannot be read"),
            Text("检查该环境变量与文件权限", "check the variable and the file's permissions"),
        ) from error


def _load(source: FileSource, paths: Iterable[str]) -> tuple[dict[str, bytes], list[Finding]]:
    files: dict[str, bytes] = {}
    refused: list[Finding] = []
    for path in paths:
        kind = source.kind(path, _MOST_BYTES)
        if kind:
            refused.append(not_plain(path, kind))
        else:
            files[path] = source.read(path)
    return files, refused


def _rule_paths(source: FileSource) -> Iterator[str]:
    for path in (POLICY, DISTRICT, SOURCES):
        if source.kind(path, _MOST_BYTES) != "missing":
            yield path
    yield from source.paths(UNITS)


def _lexicon_paths(source: FileSource) -> Iterator[str]:
    return (path for path in source.paths(LEXICON) if path.endswith(".yml"))


def _under(files: Mapping[str, bytes], *prefixes: str) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith(prefixes)}


def office_files(source: FileSource, env: Mapping[str, str]) -> OfficeFiles:
    """The bytes of everything the rules consult."""
    files, _ = _load(source, _rule_paths(source))
    lexicon = {path: source.digest(path) for path in _lexicon_paths(source) if not source.kind(path, _MOST_BYTES)}
    return OfficeFiles(files, digests_of(files, None).whole, Digests(lexicon, _extra_digest(env)))


def lexicon_lists(source: FileSource, env: Mapping[str, str]) -> Lists:
    """The bytes of the lexicon's files and of the confidential list."""
    return _load(source, _lexicon_paths(source))[0], lexicon_extra(env)


def office_of(found: OfficeFiles, lexicon: Lexicon) -> Office:
    """What those bytes say, with a lexicon that was read. Raises UsageError where policy.yml or district.yml cannot be used."""
    from sanshen.reading import office

    files = found.files
    policy = office.require_policy(files.get(POLICY))
    return Office(
        policy=policy,
        roster=office.read_roster(_under(files, DISTRICT, UNITS), policy),
        lexicon=lexicon,
        sources=office.read_sources(files.get(SOURCES))[0],
        digest=found.digest,
    )


def read_office(source: FileSource, env: Mapping[str, str]) -> Office:
    """Read policy, roster, lexicon and sources. Raises UsageError where one of them or the confidential list cannot be used."""
    from sanshen.reading.office import read_lexicon

    files = office_files(source, env)
    return office_of(files, read_lexicon(*lexicon_lists(source, env))[0])


def _severity_faults(policy: Policy) -> Iterator[Fault]:
    for rule_id, message in policy_faults(policy):
        yield Fault(POLICY, 1, 1, f"rules.{rule_id}", message)


def _entry_faults(files: Mapping[str, bytes], policy: Policy) -> Iterator[Fault]:
    """Faults of the append-only folders: statements that are none, ledger entries that are none."""
    from sanshen.reading import office

    for path, data in _under(files, LEDGER).items():
        yield from office.read_ledger_entry(path, data, policy)[1]
    signed = _under(files, SIGNATURES)
    if signed:
        from sanshen.evidence.statements import read_statement

        for path, data in signed.items():
            read = read_statement(path, data)
            if isinstance(read, Fault):
                yield read


def _policy_test_faults(files: Mapping[str, bytes], policy: Policy) -> tuple[Fault, ...]:
    """Faults of the policy tests; whether they pass is for `sanshen policy test` to say."""
    if POLICY_TESTS not in files:
        return ()
    from sanshen.reading import office
    from sanshen.reading.policy_tests_file import read_policy_tests

    try:
        roster = office.read_roster(_under(files, DISTRICT, UNITS), policy)
    except UsageError:  # its faults are listed already; then the cases' people cannot be looked up
        roster = None
    return read_policy_tests(files[POLICY_TESTS], policy, roster)[1]


def _is_known(path: str) -> bool:
    """Whether some reader takes notice of this file under reviews/."""
    if path.startswith(LEXICON):
        return path.endswith(".yml")
    if path.startswith((UNITS, LEDGER, SIGNATURES, RECORDS)):
        return True  # their own readers name what does not belong there
    return (
        path in {POLICY, POLICY_TESTS, DISTRICT, SOURCES, CALENDAR, INTERPRETATIONS, BASELINE, FORMER}
        or path.rpartition("/")[2] == "README.md"
    )


def office_findings(source: FileSource, env: Mapping[str, str], usable: Policy) -> tuple[Finding, ...]:
    """Every fault of every file under reviews/. Where its policy.yml is unusable, `usable` (the base's) serves for the rest."""
    from sanshen.reading import former_addresses, office

    files, refused = _load(source, source.paths(REVIEWS))
    own, faults = (None, ()) if POLICY not in files else office.read_policy(files[POLICY])
    policy = own if own is not None else usable
    found: list[Fault] = [*faults, *_severity_faults(policy)]
    found += office.dossier_faults(_under(files, DISTRICT, UNITS), policy)
    lexicon = {path: data for path, data in _under(files, LEXICON).items() if path.endswith(".yml")}
    found += office.read_lexicon(lexicon, lexicon_extra(env))[1]
    found += office.read_sources(files.get(SOURCES))[1]
    found += office.read_calendar(files.get(CALENDAR))[1]
    found += office.read_interpretations(files.get(INTERPRETATIONS), policy)[1]
    found += former_addresses.faults(files.get(FORMER))
    found += _policy_test_faults(files, policy)
    found += _entry_faults(files, policy)
    return (*refused, *(of_fault(fault) for fault in found), *(unknown(path) for path in files if not _is_known(path)))
