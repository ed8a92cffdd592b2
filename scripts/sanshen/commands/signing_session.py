"""What `sign` and `attest` share: the branch that is signed, the statements made over it, and the gate's own answer on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from sanshen.commands import work_tree
from sanshen.commands.desk import Desk
from sanshen.commands.judge import judge_ssh
from sanshen.commands.signing import Chains, uncounted
from sanshen.evidence.signers import Signer, sign_bytes
from sanshen.evidence.statements import FOLDER, SignedStatement, StatedPaper, Statement, canonical
from sanshen.evidence.wellformed import NONE, format_time
from sanshen.judging.judge import Judgement
from sanshen.model.errors import BlockedError
from sanshen.model.finding import Finding
from sanshen.model.sheet import Sheet
from sanshen.model.text import Text
from sanshen.repository import Repository

_ON_MAIN: Final = Text(
    "现在就在受保护分支上，没有变更可签：在新分支上提交，再签署（git switch -c 分支名）",
    "this is the protected branch itself, there is no change to sign: commit on a new branch and sign there (git switch -c NAME)",
)


class Act(msgspec.Struct, frozen=True):
    """What one person is about to put their name to: a path's digests, its stage, and what the stage binds in."""

    path: str
    grade: str
    stage: str
    substance: str
    form: str
    corrections: tuple[tuple[int, str, str], ...] = ()
    kind: Literal["sign", "object", "attest"] = "sign"
    reason: str = ""
    paper: StatedPaper | msgspec.UnsetType = msgspec.UNSET


class Session:
    """One run of `sign` on the current branch: `base` is the tip of the protected branch, `head` what is signed over."""

    def __init__(self, desk: Desk, repository: Repository) -> None:
        self.desk = desk
        self.repository = repository
        self.top = work_tree.top_of(repository)
        work_tree.require_branch(repository)
        self.head = repository.resolve("HEAD")
        self.base = work_tree.protected_tip(repository, self.head)
        self.now: datetime = desk.clock()
        self.changed = tuple(one.path for one in repository.changes(self.base, self.head))
        self.extra = work_tree.uncommitted_statements(repository, self.top, self.head, self.changed)
        self.judgement = self.judge(())

    def judge(self, more: Sequence[SignedStatement]) -> Judgement:
        """The judgement of this branch, uncommitted statements and `more` included."""
        extra = (*self.extra, *more)
        return judge_ssh(self.desk, self.repository, self.base, self.head, now=self.now, extra_statements=extra, words="never")

    def sheets(self, paths: Sequence[str]) -> tuple[Sheet, ...]:
        """The sheets of the named articles (none named: of all); () where the change is judged as one piece."""
        whole = self.judgement.whole is not None
        known = {sheet.path: sheet for sheet in self.judgement.verdict.articles}
        for path in paths:
            if path not in (self.changed if whole else known):
                raise self._not_here(path)
        if not whole and not known:
            raise self._not_here("")
        return () if whole else tuple(known[path] for path in paths or known)

    def _not_here(self, path: str) -> BlockedError:
        reasons = self.judgement.verdict.reasons
        return BlockedError(
            Text(f"{path} 不在本分支的改动之中", f"{path} is not among what this branch changes")
            if path
            else Text("本分支没有可签署的改动", "this branch changes nothing that could be signed")
            + (Text("：", ": ") + reasons[0] if reasons else Text("", "")),
            _ON_MAIN
            if self.base == self.head
            else Text("改动须先提交（git commit）才能签署", "a change must be committed (git commit) before it can be signed"),
        )

    def refuse_unclean(self, sheets: Sequence[Sheet]) -> None:
        """What is signed is the commit, so what the signer sees on disk must be the same."""
        if self.judgement.whole is not None:
            paths = [path for path in self.changed if not path.startswith(FOLDER)]
        else:
            paths = [path for sheet in sheets for path in self._files(sheet.path)]
        for path in work_tree.unclean(self.repository, self.top, self.head, paths):
            raise BlockedError(
                Text(
                    f"{path} 有未提交的改动，所见与所签将不一致",
                    f"{path} has uncommitted changes: you would sign what you do not see",
                ),
                Text("先提交或撤销改动（git status）", "commit or undo them first (git status)"),
            )

    def _files(self, path: str) -> Iterator[str]:
        yield path
        for case in self.judgement.cases:
            if case.path == path and case.judged.article is not None:
                yield from (file.path for file in case.judged.article.bundle)

    def refuse_findings(self, sheets: Sequence[Sheet]) -> None:
        """Content that a rule forbids is not signed (Art. 13): no signature could make it public."""
        own: list[Finding] = [one for sheet in sheets for one in sheet.findings if one.blocks]
        own += [one for one in self.judgement.verdict.findings if one.blocks]
        if own:
            first = own[0]
            raise BlockedError(
                Text(
                    f"内容规则不允许（{len(own)} 处），首处 {first.path}:{first.place.line}: {first.rule} {first.message.zh}",
                    f"rules forbid it ({len(own)}), first {first.path}:{first.place.line}: {first.rule} {first.message.en}",
                ),
                Text("改正后提交，再签署", "correct and commit it, then sign"),
            )


def make(session: Session, signer: Signer, acts: Sequence[Act]) -> tuple[SignedStatement, ...]:
    """The statements of these acts, signed and chained one behind the other."""
    chains = Chains(session.repository, session.judgement, session.base, session.now)
    root = session.repository.root_commit(session.base)
    made = []
    for act in acts:
        tip = chains.tip(act.path)
        said = Statement(
            repository=root,
            path=act.path,
            kind=act.kind,
            grade=act.grade,
            stage=act.stage,
            substance=act.substance,
            form=act.form,
            commit=session.head,
            person=signer.person,
            time=format_time(session.now),
            replaces=session.judgement.replaces.get(act.path, NONE),
            previous=tip.previous,
            corrections=act.corrections,
            reason=act.reason,
            paper=act.paper,
        )
        made.append(SignedStatement(said, sign_bytes(signer, canonical(said), session.desk.env), tip.number))
    return tuple(made)


def require_counted(session: Session, made: Sequence[SignedStatement]) -> None:
    """The gate's own answer on the finished statements: each must count, or nothing is written."""
    before, after = session.judgement, session.judge(made)
    events = {event.id: event for event in after.events}
    for one in made:
        event = events[f"statement:{one.hash[:16]}"]
        why = event.void or (None if one.statement.kind == "object" else uncounted(before.verdict, after.verdict, event))
        if why is not None:
            raise BlockedError(
                Text(f"{one.statement.path}：签署不被采信：", f"{one.statement.path}: the sign-off would not count: ") + why,
                Text("没有写入任何文件", "nothing was written"),
            )
