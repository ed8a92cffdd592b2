"""A pull request of the forge as evidence (§5.1): statements in the repository do not count here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from sanshen.evidence.access import Access, read_access
from sanshen.evidence.app_token import through_app
from sanshen.evidence.attribution import contributions
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import PullRequestEvidence, read_pull_request
from sanshen.evidence.wire import Pull
from sanshen.judging.evidence import Situation
from sanshen.judging.judge import Judgement
from sanshen.model.change import Contribution, SignOff
from sanshen.model.commit import CommitInfo
from sanshen.model.errors import UndecidedError
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import Text


class PullEvidence:
    """One pull request, read completely before anything is judged."""

    def __init__(self, forge: Forge, pull: PullRequestEvidence) -> None:
        self._forge = forge
        self.pull = pull
        self._known: dict[str, Contribution] = {}

    def sign_offs(self, situation: Situation) -> tuple[SignOff, ...]:
        """Reviews and `/sign` comments."""
        del situation  # a forge's events are judged as they are; the change's own statements prove nothing here
        return self.pull.sign_offs

    def identify(self, situation: Situation, commit: CommitInfo) -> Contribution:
        """By what the forge says of the commit's accounts and verification."""
        if commit.sha not in self._known:
            self._known |= contributions(self._forge, [commit.sha], self.pull.facts, roster=situation.roster)
        return self._known[commit.sha]

    def author(self) -> str | None:
        """Who opened the pull request."""
        return self.pull.author.person if self.pull.author is not None else None


def access_of(env: Mapping[str, str], now: datetime) -> Access:
    """The way to the forge that the environment names, as the App it names; UsageError where it names no forge."""
    return through_app(read_access(env), env, now)


def open_forge(env: Mapping[str, str], now: datetime, folder: Path | None) -> Forge:
    """The forge that the environment names. `folder`: where answers are kept for the next run."""
    return Forge(access_of(env, now), folder)


def pull_evidence(
    forge: Forge, number: int, head: str, policy: Policy, roster: Roster, listed: Sequence[Pull] | None = None
) -> PullEvidence:
    """Read pull request `number`; UndecidedError where `head` is not its head (T54: pushed between event and judgement).

    `listed`: the open pull requests as just read, where what they hold need not be asked for once more.
    """
    own = next((one for one in listed or () if one.number == number), None)
    pull = read_pull_request(forge, number, roster=roster, policy=policy, listed=own)
    if pull.head_sha != head:
        raise UndecidedError(
            Text(
                f"合并请求 #{number} 的最新提交是 {pull.head_sha[:12]}，不是 {head[:12]}",
                f"the head of pull request #{number} is {pull.head_sha[:12]}, not {head[:12]}",
            ),
            Text("请以最新提交重新判定", "judge its newest commit instead"),
        )
    return PullEvidence(forge, pull)


def with_shared_head(judgement: Judgement, others: Mapping[int, Judgement]) -> Judgement:
    """The judgement, blocked where another open pull request with the same head is not allowed (§6, T54)."""
    refused = [number for number, one in sorted(others.items()) if one.verdict.outcome != "allowed"]
    if not refused:
        return judgement
    listed = "、".join(f"#{number}" for number in refused)
    why = Text(
        f"同一提交还属于未通过的合并请求 {listed}；请关闭它或使其通过",
        f"the same commit is the head of {listed}, which is not allowed; close it or complete it",
    )
    verdict = msgspec.structs.replace(judgement.verdict, outcome="blocked", reasons=(*judgement.verdict.reasons, why))
    return msgspec.structs.replace(judgement, verdict=verdict)
