"""The pipeline: two revisions in, one Verdict out. The same for gate, hook, sign, status, record and verify (§1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial

import msgspec

from sanshen.evidence.statements import SignedStatement, folder_of, whole_path
from sanshen.judging.archive import Archive, Numbers
from sanshen.judging.articles import ChangedArticles, changed_articles, subject_of
from sanshen.judging.attachments import AttachmentReader
from sanshen.judging.cases import CaseMaker, Revisions
from sanshen.judging.content import (
    content_findings,
    dossier_findings,
    lexicon_hits,
    rule_book,
    spoken_fault,
    statement_findings,
)
from sanshen.judging.evidence import Evidence, Situation
from sanshen.judging.library import Library
from sanshen.judging.names import name_findings
from sanshen.judging.obstacles import conflicts, obstacles
from sanshen.judging.office import LexiconReader, Office, load_office, revoked_keys
from sanshen.judging.paper import read_folder, read_paper
from sanshen.judging.remarks import with_fit_amendments, with_fit_words
from sanshen.judging.replaced import (
    excused_versions,
    newest_takedowns,
    replaced_versions,
    restored_paths,
)
from sanshen.judging.sizes import oversized
from sanshen.judging.whole import WholeMaker
from sanshen.model.change import ArticleCase, Demand, SignOff, WholeChange
from sanshen.model.errors import UndecidedError
from sanshen.model.finding import Finding
from sanshen.model.ledger import LedgerEntry, TakedownEntry
from sanshen.model.sheet import Verdict
from sanshen.model.text import Text
from sanshen.reading.article_path import faults as path_faults
from sanshen.reading.office import read_lexicon as lexicon_as_it_is
from sanshen.records.newest import newest_entries
from sanshen.repository import Repository
from sanshen.signing.decide import decide
from sanshen.signing.fitness import Bench
from sanshen.verdict.rows import unsignable
from sanshen.verdict.scope import Scope, scope_of
from sanshen.verdict.takedown import dating_findings, takedown_findings
from sanshen.verdict.verdict import blocked, conclude


class Judgement(msgspec.Struct, frozen=True):
    """A verdict with the facts it was decided on; `tree` is the merge result, "" where there is none."""

    verdict: Verdict
    office: Office
    tree: str = ""
    changes: ChangedArticles | None = None
    cases: tuple[ArticleCase, ...] = ()
    whole: WholeChange | None = None
    events: tuple[SignOff, ...] = ()
    entries: Mapping[str, LedgerEntry] = {}
    statements: tuple[SignedStatement, ...] = ()
    replaces: Mapping[str, str] = {}


def judge(
    repository: Repository,
    base: str,
    head: str,
    evidence: Evidence,
    *,
    now: datetime,
    env: Mapping[str, str],
    extra: Sequence[SignedStatement] = (),
    reader: AttachmentReader | None = None,
    read_lexicon: LexiconReader = lexicon_as_it_is,
    numbers: Numbers | None = None,
) -> Judgement:
    """Judge merging `head` into `base` (full commit ids), the tip of the protected branch.

    `extra`: statements that are not committed yet (a signer's own work tree). `reader` reads attachments; by default without
    remembering any; `read_lexicon` reads the lexicon's files; `numbers` gives the document numbers of what is published (they
    only warn, so without it the verdict is the same). Raises UsageError where policy or district of
    the base cannot be used, UndecidedError where the repository or the forge cannot answer.
    """
    office = load_office(repository, base, env, read_lexicon)
    merge = repository.merge(base, head)
    if merge.tree is None:
        return Judgement(blocked(base, head, conflicts(merge)), office)
    changes = repository.changes(base, merge.tree)
    names = {one.path: path_faults(one.path) for one in changes if one.after is not None}
    scope = scope_of(office.policy, changes, {path: faults for path, faults in names.items() if faults})
    large = tuple(oversized(repository, office.policy, changes))
    if large or len(changes) > office.policy.limits.files:
        return Judgement(blocked(base, head, (*scope.reasons, *large)), office, merge.tree)
    return _Hearing(repository, office, Revisions(base, head, merge.tree), scope, evidence, now, reader, numbers).judge(extra)


class _Hearing:
    """One judgement while its facts come together."""

    def __init__(
        self,
        repository: Repository,
        office: Office,
        revisions: Revisions,
        scope: Scope,
        evidence: Evidence,
        now: datetime,
        reader: AttachmentReader | None,
        numbers: Numbers | None,
    ) -> None:
        self.repository = repository
        self.office = office
        self.revisions = revisions
        self.scope = scope
        self.evidence = evidence
        self.now = now
        self.reader = reader or AttachmentReader()
        self.numbers = numbers
        self.library = Library(repository, office.policy, office.roster)
        self.wholes = WholeMaker(repository, office.policy, office.roster, revisions.base)
        self.changed = changed_articles(repository, self.library, scope, revisions.base, revisions.tree)
        self.paper = read_paper(repository, office, scope)

    def judge(self, extra: Sequence[SignedStatement]) -> Judgement:
        """Gather, decide, conclude."""
        demands = self._demands()
        situation = self._situation(demands, (*self.paper.statements, *extra))
        book = rule_book(self.office, self.now)
        events = with_fit_words(self.evidence.sign_offs(situation), book)
        # What is void anyway is not looked up: a heap of forged statements must not cost a look at history each.
        commits = tuple(dict.fromkeys(one.commit for one in events if one.commit is not None and one.void is None))
        cases, too_long = self._cases(situation, commits)
        whole = self.wholes.whole(self.revisions.tree, demands, commits) if demands else None
        bench = Bench(self.office.policy, self.office.roster, self.now)
        decision = decide(bench, cases, whole, events, lexicon_hits(self.office, self.now))
        findings = self._findings(situation)
        decision = with_fit_amendments(decision, findings, book)
        standing = obstacles(self.repository, self.office.policy, self.revisions, self.scope, self.changed)
        reasons = [*self.scope.reasons, *standing, *([too_long] if too_long is not None else [])]
        notes = [spoken_fault(one) for one in self.office.faults]
        if not self.scope.changes:
            notes.append(Text("没有需要判定的改动", "nothing to review"))
        subjects = [subject_of(self.office.policy, one) for one in self.changed.articles]
        verdict = conclude(self.revisions.base, self.revisions.head, decision, subjects, self.scope, findings, reasons, notes)
        return Judgement(
            verdict=verdict,
            office=self.office,
            tree=self.revisions.tree,
            changes=self.changed,
            cases=cases,
            whole=whole,
            events=events,
            entries=self.paper.entries,
            statements=tuple(situation.new),
            replaces=situation.replaces,
        )

    def _demands(self) -> tuple[Demand, ...]:
        """What must be signed as one piece: control plane, take-down, other ledger entries."""
        paths = [one.path for one in self.scope.control]
        deleted = [one.path for one in self.changed.deleted]
        return (
            *self.wholes.control_demands(self.revisions.tree, paths, self.now),
            *self.wholes.ledger_demands(dict(self.paper.entries), deleted),
        )

    def _situation(self, demands: Sequence[Demand], new: Sequence[SignedStatement]) -> Situation:
        base = self.revisions.base
        subjects = [one.path for one in self.changed.articles]
        subjects += [whole_path(self.wholes.digest(self.revisions.tree))] if demands else []
        newest = newest_entries(self.repository, base, {*subjects, *(one.statement.path for one in new)})
        folders = {folder_of(path) for path in (*subjects, *(one.statement.path for one in new))}
        existing = [one for folder in sorted(folders) for one in read_folder(self.repository, base, folder)]
        return Situation(
            policy=self.office.policy,
            roster=self.office.roster,
            now=self.now,
            root=self.repository.root_commit(base),
            replaces=replaced_versions(newest, subjects),
            excused=excused_versions(self.repository, newest, new),
            new=new,
            existing=existing,
            revoked=revoked_keys(self.repository, base),
        )

    def _cases(self, situation: Situation, commits: Sequence[str]) -> tuple[tuple[ArticleCase, ...], Text | None]:
        if self.changed.deleted:
            return (), None
        policy = self.office.policy
        maker = CaseMaker(self.repository, self.library, policy, self.revisions)
        restored = restored_paths(self.repository, self.revisions.base, policy, self.changed.kept)
        identify = partial(self.evidence.identify, situation)
        return maker.cases(self.changed.kept, commits, identify, self.evidence.author(), restored)

    def _findings(self, situation: Situation) -> tuple[Finding, ...]:
        base, tree = self.revisions.base, self.revisions.tree
        deleted = {
            one.path: one.former_article.form if one.former_article is not None else None for one in self.changed.deleted
        }
        takedowns = {path: entry for path, entry in self.paper.entries.items() if isinstance(entry, TakedownEntry)}
        others = [one.path for one in self.changed.kept]
        policy, roster = self.office.policy, self.office.roster
        return (
            *self.scope.findings,
            *name_findings(self.repository, tree, self.scope.changes),
            *self.changed.findings,
            *self.paper.findings,
            *statement_findings(situation),
            *takedown_findings(policy, roster, deleted, takedowns, others),
            *dating_findings(self.paper.entries, newest_takedowns(self.repository, base, policy, deleted), self.now),
            *unsignable(policy, [one.path for one in self.scope.control]),
            *dossier_findings(self.repository, self.office, base, tree, self.scope),
            *content_findings(self.office, self.changed, self.now, self._bytes_of, self.reader, self._archive()),
        )

    def _archive(self) -> Archive | None:
        """What the base has published, with this change: nothing else of the change is believed."""
        repository, (base, tree), numbers = self.repository, (self.revisions.base, self.revisions.tree), self.numbers
        if numbers is None:
            return None
        limits, paths = self.office.policy.limits, [one.path for one in self.changed.kept]

        def now(path: str) -> bytes | None:
            entry = repository.entry(tree, path)
            return repository.read_path(tree, path) if entry is not None and entry.size <= limits.article_bytes else None

        def judged() -> Iterator[tuple[str, bytes]]:
            return ((path, data) for path in paths if (data := now(path)) is not None)

        return Archive(lambda: numbers(repository, base, limits), now, judged, limits)

    def _bytes_of(self, path: str) -> bytes:
        """A file of the result, which is there: it was digested with its article."""
        data = self.repository.read_path(self.revisions.tree, path)
        if data is None:
            raise UndecidedError(Text(f"读不出 {path}", f"{path} cannot be read"))
        return data
