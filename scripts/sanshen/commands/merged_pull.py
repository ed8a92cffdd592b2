"""A step of the protected branch judged by the pull request that brought it, as of the moment it was merged (§5.4).

Whatever way it was merged (merge commit, squash, rebase), what stands on the branch must be, byte for byte, what merging
the pull request's head into the tip before gives: so what was signed is what is recorded (T54).
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from sanshen.commands.attachment_reader import attachment_reader
from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.desk import Desk
from sanshen.commands.forge_events import events_of
from sanshen.commands.lexicon_cache import lexicon_reader
from sanshen.commands.record_steps import Judged
from sanshen.evidence.forge import Forge
from sanshen.evidence.github import read_pull_request
from sanshen.evidence.wire import Pull
from sanshen.judging.content import rule_book
from sanshen.judging.github import PullEvidence, open_forge
from sanshen.judging.judge import judge
from sanshen.judging.office import load_office
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.repository import Repository
from sanshen.verdict.verdict import blocked


def judge_merge(desk: Desk, repository: Repository, before: str, after: str, at: datetime) -> Judged | None:
    """The verdict on a step by its merged pull request; None where no pull request brought it.

    `at`: the earliest time of judgement, never before the record before. UndecidedError where the forge cannot tell.
    """
    office = load_office(repository, before, desk.env)
    with open_forge(desk.env, desk.clock(), cache_folder(desk.env)) as forge:
        number = _number(forge, after, office.policy.protected_branch)
        if number is None:
            return None
        pull = read_pull_request(forge, number, roster=office.roster, policy=office.policy)
        if not pull.merged or pull.merged_at is None:
            raise UndecidedError(
                Text(f"合并请求 #{number} 没有合并时间", f"pull request #{number} has no time of merging"),
                Text("稍后重跑", "run it again later"),
            )
        if not repository.obtain(pull.head_sha):
            raise UndecidedError(
                Text(f"取不到合并请求 #{number} 的提交", f"the head of pull request #{number} cannot be had"),
                Text("检查 origin 是否可达", "check that origin can be reached"),
            )
        signed = tuple(one for one in pull.sign_offs if one.at <= pull.merged_at)
        # What the forge no longer has makes that sign-off void.
        repository.obtain_all(one.commit for one in signed if one.commit is not None)
        evidence = PullEvidence(forge, msgspec.structs.replace(pull, sign_offs=signed))
        moment = min(max(pull.merged_at, at), desk.clock())
        judgement = judge(
            repository,
            before,
            pull.head_sha,
            evidence,
            now=moment,
            env=desk.env,
            reader=attachment_reader(desk.env),
            read_lexicon=lexicon_reader(desk.env),
        )
    if judgement.tree != repository.tree_of(after):
        why = Text(f"{after[:12]} 的内容不是合并请求 #{number} 的合并结果", f"{after[:12]} is not what merging #{number} gives")
        return Judged(blocked(before, after, (why,)), (), "github", number, moment)
    events = events_of(pull, pull.merged_at, rule_book(office, moment))
    return Judged(judgement.verdict, judgement.cases, "github", number, moment, events)


def _number(forge: Forge, after: str, branch: str) -> int | None:
    """The pull request into the protected branch whose merging made that commit its tip."""
    found = forge.every(f"/commits/{after}/pulls", Pull)
    numbers = [one.number for one in found if one.merged_at and one.base.ref == branch and one.merge_commit_sha == after]
    return min(numbers, default=None)
