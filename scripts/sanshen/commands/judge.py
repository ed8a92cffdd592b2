"""The two ways to judge from a command: with the repository's own statements, or with a pull request of the forge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sanshen.commands.desk import Desk
from sanshen.evidence.statements import SignedStatement
from sanshen.judging.evidence import SshEvidence
from sanshen.judging.judge import Judgement, judge
from sanshen.repository import Repository


def judge_ssh(
    desk: Desk,
    repository: Repository,
    base: str,
    head: str,
    *,
    now: datetime | None = None,
    extra_statements: Sequence[SignedStatement] = (),
) -> Judgement:
    """Judge by the statements in the repository. `base` and `head` are full commit ids; `now` is the desk's clock by default.

    `extra_statements`: statements that stand in the signer's work tree and are not committed yet.
    """
    moment = now if now is not None else desk.clock()
    return judge(repository, base, head, SshEvidence(), now=moment, env=desk.env, extra=extra_statements)


def judge_pull(desk: Desk, repository: Repository, base: str, head: str, number: int) -> Judgement:
    """Judge by the reviews and comments of pull request `number`, and of every other one that shares its head (T54).

    Raises UndecidedError where the forge cannot tell, or `head` is not the pull request's head.
    """
    from sanshen.judging.github import open_forge, pull_evidence, sharing_head, with_shared_head
    from sanshen.judging.office import load_office

    office = load_office(repository, base, desk.env)
    with open_forge(desk.env) as forge:
        others = sharing_head(forge, number, head, office.policy)
        now = desk.clock()

        def of(one: int) -> Judgement:
            evidence = pull_evidence(forge, one, head, office.policy, office.roster)
            for commit in {event.commit for event in evidence.pull.sign_offs if event.commit is not None}:
                repository.obtain(commit)  # a force-push may have left it to the forge alone; unobtainable is void
            return judge(repository, base, head, evidence, now=now, env=desk.env)

        return with_shared_head(of(number), {other: of(other) for other in others})
