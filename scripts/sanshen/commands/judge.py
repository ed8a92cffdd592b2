"""The two ways to judge from a command: with the repository's own statements, or with a pull request of the forge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from sanshen.commands.archive_numbers import numbers_reader
from sanshen.commands.attachment_reader import attachment_reader
from sanshen.commands.desk import Desk
from sanshen.commands.lexicon_cache import lexicon_reader
from sanshen.evidence.statements import SignedStatement
from sanshen.judging.attachments import Words
from sanshen.judging.evidence import SshEvidence
from sanshen.judging.judge import Judgement, judge
from sanshen.repository import Repository

if TYPE_CHECKING:
    from sanshen.evidence.forge import Forge
    from sanshen.evidence.github import PullRequestEvidence
    from sanshen.evidence.wire import Pull


def judge_ssh(
    desk: Desk,
    repository: Repository,
    base: str,
    head: str,
    *,
    now: datetime | None = None,
    extra_statements: Sequence[SignedStatement] = (),
    words: Words = "policy",
) -> Judgement:
    """Judge by the statements in the repository. `base` and `head` are full commit ids; `now` is the desk's clock by default.

    `extra_statements`: statements that stand in the signer's work tree and are not committed yet. `words`: whether the words in
    pictures are read too (on a person's own machine they are not: the gate reads them).
    """
    moment = now if now is not None else desk.clock()
    reader = attachment_reader(desk.env, words)
    return judge(
        repository,
        base,
        head,
        SshEvidence(),
        now=moment,
        env=desk.env,
        extra=extra_statements,
        reader=reader,
        read_lexicon=lexicon_reader(desk.env),
        numbers=numbers_reader(desk.env),
    )


class Hearing(msgspec.Struct, frozen=True):
    """A judgement by a pull request, with the pull request as it was read; `at` is when reading began.

    `alone`: what it would be if no other pull request had the same head.
    """

    judgement: Judgement
    pull: PullRequestEvidence
    at: datetime
    alone: Judgement


def judge_pull(desk: Desk, repository: Repository, base: str, head: str, number: int) -> Judgement:
    """Judge by the reviews and comments of pull request `number`, and of every other one that shares its head (T54).

    Raises UndecidedError where the forge cannot tell, or `head` is not the pull request's head.
    """
    from sanshen.commands.cache_folder import cache_folder
    from sanshen.judging.github import open_forge

    with open_forge(desk.env, desk.clock(), cache_folder(desk.env)) as forge:
        return hear_pull(desk, repository, forge, base, head, number).judgement


def hear_pull(
    desk: Desk,
    repository: Repository,
    forge: Forge,
    base: str,
    head: str,
    number: int,
    *,
    thrifty: bool = False,
    listed: Sequence[Pull] | None = None,
    words: Words = "policy",
) -> Hearing:
    """Like `judge_pull`, over a forge that is open already, for those who also want to write to it.

    `thrifty`: what one answer has shown is not asked for once more. `listed`: the open pull requests, read just now.
    `words`: as for `judge_ssh`.
    """
    from sanshen.evidence.github import open_pull_requests, sharing_head
    from sanshen.judging.github import pull_evidence, with_shared_head
    from sanshen.judging.office import load_office

    terms = lexicon_reader(desk.env)
    office = load_office(repository, base, desk.env, terms)
    now = desk.clock()
    pulls = open_pull_requests(forge, office.policy.protected_branch) if listed is None else listed
    reader = attachment_reader(desk.env, words)
    others = sharing_head(pulls, head, number=number)

    def of(one: int) -> Hearing:
        evidence = pull_evidence(forge, one, head, office.policy, office.roster, pulls if thrifty else None)
        # A force-push may have left what was signed over to the forge alone; what it has not either is void.
        repository.obtain_all(event.commit for event in evidence.pull.sign_offs if event.commit is not None)
        numbers = numbers_reader(desk.env)
        found = judge(
            repository, base, head, evidence, now=now, env=desk.env, reader=reader, read_lexicon=terms, numbers=numbers
        )
        return Hearing(found, evidence.pull, now, found)

    own = of(number)
    judgement = with_shared_head(own.judgement, {other: of(other).judgement for other in others})
    return Hearing(judgement, own.pull, now, own.judgement)
