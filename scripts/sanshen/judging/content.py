"""Content rules and dossier faults inside a judgement: what no signature can permit (Art. 13, 16, 18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sanshen.judging.archive import Archive, archive_findings
from sanshen.judging.articles import ChangedArticles
from sanshen.judging.attachments import AttachmentReader, attachment_findings
from sanshen.judging.evidence import Situation
from sanshen.judging.office import Office, dossiers
from sanshen.model.errors import UsageError
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault, introduced
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.office import (
    dossier_faults,
    read_lexicon,
    read_policy,
    read_roster,
    read_sources,
)
from sanshen.repository import Repository
from sanshen.rules.files import homeless
from sanshen.verdict.paths import PathKind
from sanshen.verdict.scope import Scope

Spans = Sequence[tuple[int, int]]


def rule_book(office: Office, now: datetime) -> RuleBook:
    """What the rules consult; an article of the change is judged by the day of judgement."""
    day = now.astimezone(ZoneInfo(office.policy.time_zone)).date()
    return RuleBook(policy=office.policy, roster=office.roster, lexicon=office.lexicon, sources=office.sources, day=day)


def content_findings(
    office: Office,
    changed: ChangedArticles,
    now: datetime,
    bytes_of: Callable[[str], bytes],
    reader: AttachmentReader,
    archive: Archive | None = None,
) -> tuple[Finding, ...]:
    """Reading faults and rule findings of every article that is there after the change, and of what it brings along.

    `bytes_of`: a file of the result by its path. `archive`: None where the document numbers of what is published are not asked.
    """
    from sanshen.rules import run

    book = rule_book(office, now)
    found: list[Finding] = []
    for change in changed.kept:
        if change.after is None:
            continue
        found += change.after.findings
        told = {one.rule for one in change.after.findings}
        read = change.article or change.after.draft  # what is faulty is searched all the same: all its faults in one run
        if read is not None:
            beside = (*attachment_findings(read, bytes_of, book, reader), *archive_findings(read, archive))
            found += [one for one in run(read, book, beside) if one.rule not in told or one.path != read.path]
        if change.article is not None:
            found += homeless(change.article, office.roster)
    return tuple(found)


def lexicon_hits(office: Office, now: datetime) -> Callable[[str], Spans]:
    """A function from a text to the spans of lexicon terms in it; the automaton is built when it is first asked."""

    day = rule_book(office, now).day

    def hits(text: str) -> Spans:
        from sanshen.reading.folding import fold
        from sanshen.rules.term_matcher import matcher_of

        folded, lexicon = fold(text), office.lexicon

        def span(start: int, end: int) -> tuple[int, int]:
            return folded.origin[start], folded.origin[end - 1] + 1

        def original(start: int, end: int) -> str:
            first, last = span(start, end)
            return text[first:last]

        hits = matcher_of(lexicon).find(folded.text, original)
        return [span(hit.start, hit.end) for hit in hits if lexicon.entry(hit.term)[0].active_on(day)]

    return hits


def dossier_findings(repository: Repository, office: Office, base: str, tree: str, scope: Scope) -> tuple[Finding, ...]:
    """Faults of the office's files that the change brings in; those that the base has already block nothing (§4a)."""
    touched = {one.path for one in scope.of(PathKind.CONTROL) if one.path.startswith("reviews/")}
    if not touched:
        return ()
    new = introduced(_faults(repository, office, base), _faults(repository, office, tree))
    return tuple(fault_finding(one) for one in new)


def _faults(repository: Repository, office: Office, treeish: str) -> tuple[Fault, ...]:
    """Every fault of the office's files in one tree. A result's dossiers are read with the result's policy, if it has one."""
    data = repository.read_path(treeish, "reviews/policy.yml")
    if data is None:
        gone = Fault("reviews/policy.yml", 1, 1, "", Text("审签口径不可删除", "the policy must not be removed"))
        return (gone, *dossier_faults(dossiers(repository, treeish), office.policy))
    policy, faults = read_policy(data)
    lexicon = {
        one.path: repository.read(one.oid) for one in repository.list(treeish, "reviews/lexicon") if one.path.endswith(".yml")
    }
    return (
        *faults,
        *dossier_faults(dossiers(repository, treeish), policy or office.policy),
        *read_lexicon(lexicon)[1],
        *read_sources(repository.read_path(treeish, "reviews/sources.yml"))[1],
        *_policy_test_faults(repository, treeish, policy or office.policy),
    )


def _policy_test_faults(repository: Repository, treeish: str, policy: Policy) -> tuple[Fault, ...]:
    from sanshen.reading.policy_tests_file import POLICY_TESTS, read_policy_tests

    try:
        roster = read_roster(dossiers(repository, treeish), policy)
    except UsageError:  # the dossiers' own faults are listed beside
        roster = None
    return read_policy_tests(repository.read_path(treeish, POLICY_TESTS), policy, roster)[1]


def statement_findings(situation: Situation) -> tuple[Finding, ...]:
    """The append-only folder takes only statements whose signature verifies."""
    from sanshen.evidence.ssh import folder_faults

    zone = situation.policy.time_zone
    faults = folder_faults(situation.new, situation.roster, situation.now, zone=zone, revoked=situation.revoked)
    return tuple(fault_finding(one) for one in faults)


def fault_finding(fault: Fault) -> Finding:
    """A fault of a file of the office as a blocking finding."""
    place = Place(fault.line, fault.column, fault.column + 1)
    advice = Text("请改正后重新提交", "correct it and submit again")
    return Finding(rule=fault.rule, severity=Severity.ERROR, path=fault.path, place=place, message=fault.message, advice=advice)


def spoken_fault(fault: Fault) -> Text:
    """A fault of a file of the office as one line: where and what."""
    where = f"{fault.path}:{fault.line}:{fault.column}"
    return Text(f"{where}：{fault.message.zh}", f"{where}: {fault.message.en}")
