"""What a sign-off would do before it is made: the stage it signs, whether it counts, and the statement that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from sanshen.evidence.chain import Tip, next_tip
from sanshen.evidence.ssh import verify_many
from sanshen.evidence.statements import SignedStatement, folder_of, whole_path
from sanshen.evidence.wellformed import Listed, format_time
from sanshen.judging.content import lexicon_hits
from sanshen.judging.judge import Judgement
from sanshen.judging.office import revoked_keys
from sanshen.judging.paper import read_folder
from sanshen.model.change import ArticleCase, SignOff, SignOffKind, Version
from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.sheet import Decision, Sheet, Verdict, evidence_ids
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.signing.decide import decide
from sanshen.signing.fitness import Bench, Standing

_CANDIDATE = "statement:candidate"
_LAST = 1 << 30


class Rehearsal:
    """Plays sign-offs of one person over `head` through the real decision, before anything is signed.

    Each sign-off that is kept counts for the next one, so several articles are signed as if one after another.
    """

    def __init__(self, judgement: Judgement, person: str, head: str, now: datetime) -> None:
        self._judgement = judgement
        self._person = person
        self._head = head
        self._now = now
        office = judgement.office
        self._bench = Bench(office.policy, office.roster, now)
        self._hits = lexicon_hits(office, now)
        self._cases = tuple(_signed_over(case, head) for case in judgement.cases)
        whole = judgement.whole
        self._whole = msgspec.structs.replace(whole, digests={**whole.digests, head: whole.digest}) if whole else None
        self._kept: list[SignOff] = []

    def stage_of(self, sheet: Sheet, wanted: str) -> str:
        """The stage that this person's sign-off signs now; BlockedError (with the reason) where it would count for nothing."""
        case = next(case for case in self._cases if case.path == sheet.path)
        stages = self._candidates(case, wanted)
        refusals: list[Text] = []
        for stage in stages:
            candidate = self._event(sheet.path, stage, sheet)
            refusal = self._refusal(candidate)
            if refusal is None:
                self._kept.append(msgspec.structs.replace(candidate, id=f"{_CANDIDATE}:{len(self._kept)}"))
                return stage
            refusals.append(refusal)
        why = refusals[0] if refusals else self._no_seat(case)
        raise BlockedError(
            Text(f"{sheet.path}：不能签署：", f"{sheet.path}: cannot be signed: ") + why,
            Text("用 sanshen status 查看审签单", "see the sheet with sanshen status"),
        )

    def check_whole(self, wanted: str) -> None:
        """BlockedError where this person's sign-off of the whole change would count for nothing."""
        whole = self._whole
        if whole is None:
            raise BlockedError(Text("本次变更不需要整体签署", "this change is not signed as one piece"))
        seats = {seat for demand in whole.demands for alternative in demand.alternatives for seat in alternative}
        if wanted and wanted not in seats:
            raise _unknown_stage(wanted, seats)
        refusal = self._refusal(self._event(whole_path(whole.digest), wanted, None))
        if refusal is not None:
            raise BlockedError(
                Text("不能签署：", "cannot be signed: ") + refusal,
                Text("用 sanshen status 查看所需签署", "see what must be signed with sanshen status"),
            )

    def listed(self, stage: str, sheet: Sheet) -> tuple[Listed, ...]:
        """The corrections that a statement of this stage must list."""
        if stage not in self._judgement.office.policy.corrections.bound_into:
            return ()
        return tuple((one.line, one.before, one.after) for one in sheet.corrections)

    def _candidates(self, case: ArticleCase, wanted: str) -> Sequence[str]:
        if wanted:
            if wanted not in case.stages:
                raise _unknown_stage(wanted, case.stages)
            return (wanted,)
        seats = self._seats(case)
        is_open = {state.id for state in self._sheet_of(self._decide(()), case.path).stages if state.state == "open"}
        return sorted(seats, key=lambda stage: stage not in is_open)

    def _seats(self, case: ArticleCase) -> list[str]:
        return [
            stage for stage in case.stages if isinstance(self._bench.may_sign(self._person, stage, case, self._now), Standing)
        ]

    def _no_seat(self, case: ArticleCase) -> Text:
        answers = (self._bench.may_sign(self._person, stage, case, self._now) for stage in case.stages)
        reasons = list(dict.fromkeys(one for one in answers if isinstance(one, Text)))
        return Text("；".join(one.zh for one in reasons), "; ".join(one.en for one in reasons))

    def _event(self, path: str, stage: str, sheet: Sheet | None) -> SignOff:
        whole = self._whole.digest if self._whole is not None else ""
        return SignOff(
            id=_CANDIDATE,
            kind=SignOffKind.APPROVE,
            who=self._person,
            person=self._person,
            at=self._now,
            order=(0, _LAST),
            commit=self._head,
            path=path,
            stage=stage or None,
            digests=(sheet.substance or "", sheet.form or "") if sheet is not None else (whole, whole),
            grade=sheet.grade if sheet is not None else None,
            listed=self.listed(stage, sheet) if sheet is not None else (),
        )

    def _decide(self, more: Iterable[SignOff]) -> Decision:
        return decide(self._bench, self._cases, self._whole, (*self._judgement.events, *self._kept, *more), self._hits)

    def _refusal(self, candidate: SignOff) -> Text | None:
        return uncounted(self._decide(()), self._decide((candidate,)), candidate)

    @staticmethod
    def _sheet_of(decision: Decision, path: str) -> Sheet:
        return next(sheet for sheet in decision.sheets if sheet.path == path)


def uncounted(before: Decision | Verdict, after: Decision | Verdict, event: SignOff) -> Text | None:
    """Why `event`, which `after` has seen and `before` has not, counts for nothing; None where it counts.

    It counts where it signs a stage (as one of a paper's two entries too), answers its signer's own objection, or waits: for its
    turn by the policy (`early: hold`), for a paper's second entry.
    """
    sheets = after.sheets if isinstance(after, Decision) else after.articles
    states = (*after.whole, *(state for sheet in sheets for state in sheet.stages))
    if any(event.id in evidence_ids(state.evidence or "") for state in states):
        return None
    standing = {one.id for one in after.objections if one.blocks}
    if any(one.blocks and one.who == event.who and one.id not in standing for one in before.objections):
        return None
    ignored = next((one for one in after.ignored if event.id in evidence_ids(one.id)), None)
    if ignored is None:
        return Text("没有可签的环节", "there is no stage to sign")
    return None if ignored.held else ignored.why


def _signed_over(case: ArticleCase, head: str) -> ArticleCase:
    """The case as it stands once `head` has been signed over."""
    if head in case.versions:
        return case
    over = Version(head, case.judged.substance, case.judged.form, case.judged.reach, covered=True, article=case.judged.article)
    return msgspec.structs.replace(case, versions={**case.versions, head: over})


def _unknown_stage(wanted: str, known: Iterable[str]) -> UsageError:
    listed = "、".join(known)
    return UsageError(
        Text(f"审签单上没有环节 {wanted}", f"there is no stage {wanted} on the sheet"),
        Text(f"可选：{listed}", f"choose from: {listed}"),
    )


class Chains:
    """The next place in each path's chain, given the statements of the base and those that are new."""

    def __init__(self, repository: Repository, judgement: Judgement, base: str, now: datetime) -> None:
        self._repository = repository
        self._base = base
        self._now = now
        self._new = list(judgement.statements)
        self._zone = judgement.office.policy.time_zone
        self._revoked = revoked_keys(repository, base)
        verified = verify_many(self._new, judgement.office.roster, now, zone=self._zone, revoked=self._revoked)
        self._bad = frozenset(key for key, why in verified.items() if why is not None)

    def tip(self, path: str) -> Tip:
        """What the next statement on `path` follows; UndecidedError where this machine's clock is behind the last one."""
        tip = next_tip(path, self._existing(path), self._new, self._bad, self._now)
        if tip.latest is not None and tip.latest > self._now:
            raise UndecidedError(
                Text(
                    f"本机时间早于上一份声明（{format_time(tip.latest)}）",
                    f"this machine's clock is behind the last statement ({format_time(tip.latest)})",
                ),
                Text("请校准本机时间", "set the clock right"),
            )
        return tip

    def _existing(self, path: str) -> Iterator[SignedStatement]:
        return read_folder(self._repository, self._base, folder_of(path))
