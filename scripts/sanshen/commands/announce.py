"""Judge a pull request and say so on the forge: the status, the comment, whose turn it is (contract §5, §6).

The comment is written first, the status after it, and then the log of statuses is read once more: a run that finds that
another one judged between its beginning and its own post may have judged by older evidence, and judges again. So the
last word is always that of whoever looked last, and a comment that may not have arrived never leaves "allowed" behind.
A token that may not write changes no verdict: the exit code of `gate` says it. An event's run fails then (`insists`), for
only the status would have said it, and one of before may still stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from sanshen.commands.addresses import checks_address, run_address
from sanshen.commands.annotate import annotate, withdraw
from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.desk import Desk
from sanshen.commands.judge import Hearing, hear_pull
from sanshen.commands.names import names_of
from sanshen.evidence.access import Access
from sanshen.evidence.answer import RefusedError
from sanshen.evidence.calling import follow_labels, request_reviews
from sanshen.evidence.forge import Forge
from sanshen.evidence.status_log import CONTEXT, Log, Meanwhile, StatusWord, Writer, look_again, post, read_log, writer_of
from sanshen.evidence.sticky import Sticky
from sanshen.evidence.wire import Pull
from sanshen.judging.github import access_of
from sanshen.judging.judge import Judgement
from sanshen.judging.turns import Turn, turns
from sanshen.model.errors import SanshenError, UndecidedError
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.protection.labels import GRADE_LABEL, TURN_LABEL
from sanshen.report import comment
from sanshen.report.inert import inert
from sanshen.report.status_line import description_of, shorten, state_of
from sanshen.repository import Repository

ROUNDS: Final = 3
"""How often one run judges at most because others judged meanwhile."""


class Known(msgspec.Struct, frozen=True):
    """What an event's run knows already: the way to the forge, and the open pull requests as they were a moment ago.

    `queued`: a merge queue's own commit that needs the verdict as well, and gets it only where it holds just what was judged.
    `insists`: a status that the forge does not take is an error: nobody waits for this run's exit code, only for the status.
    """

    access: Access
    listed: Sequence[Pull] | None = None
    queued: str | None = None
    insists: bool = False


def announce_pull(
    desk: Desk, repository: Repository, base: str, head: str, number: int, known: Known | None = None
) -> Judgement:
    """The judgement of a pull request, written to it as status and comment; those whose turn it is are asked.

    Raises UndecidedError where the forge cannot be read or written; then the status says that too, if it can be said at all.
    """
    known = known or Known(access_of(desk.env, desk.clock()))
    queued = known.queued
    with Forge(known.access, cache_folder(desk.env)) as forge:
        try:
            if not repository.obtain(head):
                raise UndecidedError(Text(f"取不到提交 {head}", f"commit {head} cannot be had"))
            hearing, found = _rounds(desk, repository, forge, base, head, number, known.listed)
            if queued is not None:
                post(forge, queued, _queued_word(desk, repository, hearing, queued))
        except Exception as error:  # whatever went wrong: a status of before must not go on saying "allowed"
            _say_unable(desk, forge, (head, queued or head), _unable(error, desk.env))
            raise
        if found is not None and not found.after:
            _call(desk, forge, hearing)
        if known.insists and found is not None and found.refused:
            raise UndecidedError(
                Text("状态未能写入，先前的状态可能仍在", "the status could not be written; one of before may still stand"),
                Text("检查令牌或 App 的 statuses 写权限", "check that the token or the App may write statuses"),
            )
        return hearing.judgement


def announce_unable(desk: Desk, error: SanshenError) -> None:
    """Say on every open pull request that nothing can be decided: what an office said that can no longer be read must not stand.

    Raises UndecidedError where the forge does not list them.
    """
    with Forge(access_of(desk.env, desk.clock())) as forge:
        heads = [one.head.sha for one in forge.every("/pulls", Pull, state="open")]
        _say_unable(desk, forge, heads, _unable(error, desk.env))


def _queued_word(desk: Desk, repository: Repository, hearing: Hearing, queued: str) -> StatusWord:
    """The verdict for the merge queue's commit: what it holds must be the merge that was judged, byte for byte (T54)."""
    judgement = hearing.judgement
    if not repository.obtain(queued) or repository.tree_of(queued) != judgement.tree:
        why = "⛔ 合并队列的结果与所判定的不同（主线已变或同批有其他请求），请重新排队"
        return StatusWord("failure", why, CONTEXT, run_address(desk.env))
    verdict = judgement.verdict
    return StatusWord(state_of(verdict), description_of(verdict, names_of(judgement.office)), CONTEXT, run_address(desk.env))


def _rounds(
    desk: Desk, repository: Repository, forge: Forge, base: str, head: str, number: int, listed: Sequence[Pull] | None
) -> tuple[Hearing, Meanwhile | None]:
    """The hearing whose verdict stands written, and what happened meanwhile; None where nothing was to be written."""
    me = writer_of(forge)
    for _ in range(ROUNDS):
        before = read_log(forge, head)
        hearing = hear_pull(desk, repository, forge, base, head, number, thrifty=True, listed=listed)
        listed = None  # old by the next round
        if hearing.pull.state != "open":
            desk.warn(
                Text(f"合并请求 #{number} 已关闭，未写入任何内容", f"pull request #{number} is closed; nothing is written")
            )
            return hearing, None
        found = _announced(desk, forge, hearing, before, me)
        if not found.before:
            return hearing, found
    raise UndecidedError(
        Text("同时有其他判定在进行", "other runs were judging at the same time"), Text("稍后重跑", "run it again later")
    )


def _announced(desk: Desk, forge: Forge, hearing: Hearing, before: Log | None, me: Writer) -> Meanwhile:
    """Write what has changed, and see who else did. Whoever posted before us may have judged by newer evidence than ours."""
    verdict, number = hearing.judgement.verdict, hearing.pull.number
    notice = notice_of(hearing, desk.env)
    body = comment.render(notice)
    word = StatusWord(state_of(verdict), description_of(verdict, notice.names), CONTEXT, run_address(desk.env))
    sticky = Sticky(forge, number, comment.MARKER, me)
    present = sticky.ours(hearing.pull.comments)
    same = len(present) == 1 and comment.same_apart_from_time(present[0].body or "", body)
    if same and before is not None and before.says(word, me):
        return Meanwhile(before=False, after=False)
    try:
        if not same:
            sticky.write(body, hearing.pull.comments)
    except RefusedError as error:  # the token may not comment: the verdict is the same (§6: what else fails is no error)
        desk.warn(Text("评论未能写入：", "the comment could not be written: ") + error.text)
    if forge.checks:
        annotate(desk, forge, hearing.judgement.verdict, word)
    try:
        own = post(forge, verdict.head, word)
    except RefusedError as error:
        desk.warn(Text("状态未能写入：", "the status could not be written: ") + error.text)
        return Meanwhile(before=False, after=False, refused=True)
    return look_again(forge, verdict.head, before, own)


def notice_of(hearing: Hearing, env: Mapping[str, str]) -> comment.Notice:
    """Everything the comment says."""
    judgement, author = hearing.judgement, hearing.pull.author
    found = turns(judgement, hearing.at) if judgement.verdict.outcome != "allowed" else ()
    person = author.person if author is not None else None
    return comment.Notice(
        verdict=judgement.verdict,
        names=names_of(judgement.office),
        turns=tuple(comment.Turn(turn.stage, tuple(_known(judgement, one) for one in turn.people)) for turn in found),
        at=hearing.at,
        author_signs=person is not None and any(person in turn.people for turn in found),
        paper_stages=_paper_stages(judgement.office.policy),
        sample=checks_address(env, hearing.pull.number),
    )


def _paper_stages(policy: Policy) -> frozenset[str]:
    return frozenset(key for key, stage in policy.stages.items() if policy.attested and stage.attestable)


def _known(judgement: Judgement, person: str) -> tuple[str, str]:
    """Name and login as the roster of the base gives them."""
    one = judgement.office.roster.people[person]
    return one.name, one.github.login if one.github is not None else ""


def _call(desk: Desk, forge: Forge, hearing: Hearing) -> None:
    """Ask those whose turn it is, and set the labels; what fails here is said and changes nothing."""
    found = turns(hearing.judgement, hearing.at) if hearing.judgement.verdict.outcome != "allowed" else ()
    try:
        refused = request_reviews(forge, hearing.pull.number, tuple(_to_ask(hearing, found)))
        if refused:
            listed = "、".join(refused)
            desk.warn(Text(f"GitHub 不接受请其审阅：{listed}（可能没有仓库权限）", f"GitHub refuses to request: {listed}"))
        follow_labels(
            forge, hearing.pull.number, hearing.pull.labels, tuple(_labels(hearing.judgement)), (GRADE_LABEL, TURN_LABEL)
        )
    except SanshenError as error:
        desk.warn(Text("请审阅或加标签未成：", "asking for reviews or labelling failed: ") + error.text)


def _to_ask(hearing: Hearing, found: tuple[Turn, ...]) -> Iterator[str]:
    """Logins of those whose turn it is: not the author, nobody asked already; nobody at all while it is a draft."""
    if hearing.pull.draft:
        return
    author = hearing.pull.author
    silent = {one.casefold() for one in hearing.pull.requested} | ({author.login.casefold()} if author is not None else set())
    for person in dict.fromkeys(person for turn in found for person in turn.people):
        _, login = _known(hearing.judgement, person)
        if login and login.casefold() not in silent and (author is None or person != author.person):
            yield login


def _labels(judgement: Judgement) -> Iterator[str]:
    """The highest grade of the change, and every stage that is open."""
    policy, verdict, names = judgement.office.policy, judgement.verdict, names_of(judgement.office)
    grades = [sheet.grade for sheet in verdict.articles if sheet.grade in policy.grades]
    if grades:
        yield GRADE_LABEL + policy.grades[max(grades, key=policy.rank)].name
    if verdict.outcome != "allowed":
        for stage in verdict.open:
            yield TURN_LABEL + names.stages.get(stage, stage)


def _say_unable(desk: Desk, forge: Forge, commits: Sequence[str], word: StatusWord) -> None:
    """Put `word` in the place of what was said before."""
    for commit in dict.fromkeys(commits):
        if not forge.last_word(f"/statuses/{commit}", word):
            desk.warn(Text("状态也未能写入 GitHub", "the status could not be written to GitHub either"))
    if forge.checks:
        withdraw(forge, commits[0], word)


def _unable(error: Exception, env: Mapping[str, str]) -> StatusWord:
    why = error.text.zh if isinstance(error, SanshenError) else "内部故障"
    return StatusWord("error", shorten(f"❓ {inert(why)}"), CONTEXT, run_address(env))
