"""Judge a pull request and say so on the forge: the status, the comment, whose turn it is (contract §5, §6).

The comment is written first, the status after it, and then the log of statuses is read once more: a run that finds that
another one judged between its beginning and its own post may have judged by older evidence, and judges again. So the
last word is always that of whoever looked last, and a comment that may not have arrived never leaves "allowed" behind.
A token that may not write changes no verdict: the exit code of `gate` says it. An event's run fails then (`insists`), for
only the status would have said it, and one of before may still stand there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from sanshen.commands.addresses import run_address, sample_address
from sanshen.commands.annotate import annotate, withdraw
from sanshen.commands.cache_folder import cache_folder
from sanshen.commands.call import call, label, name_and_login, turns_of
from sanshen.commands.desk import Desk
from sanshen.commands.judge import Hearing, hear_pull
from sanshen.commands.names import names_of
from sanshen.evidence.access import Access
from sanshen.evidence.answer import RefusedError
from sanshen.evidence.forge import Forge
from sanshen.evidence.status_log import CONTEXT, Log, Meanwhile, StatusWord, look_again, post, read_log
from sanshen.evidence.sticky import Sticky
from sanshen.evidence.wire import Pull
from sanshen.evidence.writer import Writer, writer_of
from sanshen.judging.github import access_of
from sanshen.judging.judge import Judgement
from sanshen.model.errors import SanshenError, UndecidedError
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.report import comment, comment_marker
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
            label(desk, forge, hearing)
        if known.insists and found is not None and found.refused:
            raise UndecidedError(
                Text("状态未能写入，先前的状态可能仍在", "the status could not be written; one of before may still stand"),
                Text("检查令牌或 App 的 statuses 写权限", "check that the token or the App may write statuses"),
            )
        return hearing.judgement


def announce_unqueued(desk: Desk, access: Access, queued: str) -> None:
    """Say on a merge queue's commit that nothing can be decided: the pull request it names is none that is open into main."""
    error = UndecidedError(Text("合并队列所指的合并请求不在待判定之列", "the queue names no open pull request"))
    with Forge(access) as forge:
        _say_unable(desk, forge, (queued,), _unable(error, desk.env))


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
    sticky = Sticky(forge, number, comment_marker.MARKER, me)
    present = sticky.ours(hearing.pull.comments)
    remembered = comment_marker.refused_before(present[0].body or "", verdict.head, hearing.at) if present else ()
    asked = call(desk, forge, hearing, remembered)
    notice = notice_of(hearing, sample_address(forge, desk.env, number, verdict.head), asked)
    body = comment.render(notice)
    word = StatusWord(state_of(verdict), description_of(verdict, notice.names), CONTEXT, run_address(desk.env))
    same = len(present) == 1 and comment_marker.same_apart_from_time(present[0].body or "", body)
    if same and before is not None and before.says(word, sticky.me):
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


def notice_of(hearing: Hearing, sample: str = "", refused: Sequence[str] = ()) -> comment.Notice:
    """Everything the comment says. `sample`: its address; `refused`: logins whose review GitHub does not let us request."""
    judgement, author = hearing.judgement, hearing.pull.author
    found = turns_of(hearing)
    person = author.person if author is not None else None
    return comment.Notice(
        verdict=judgement.verdict,
        names=names_of(judgement.office),
        turns=tuple(comment.Turn(turn.stage, tuple(name_and_login(judgement, one) for one in turn.people)) for turn in found),
        at=hearing.at,
        author_signs=person is not None and any(person in turn.people for turn in found),
        paper_stages=_paper_stages(judgement.office.policy) if found else frozenset(),
        sample=sample,
        refused=tuple(refused),
    )


def _paper_stages(policy: Policy) -> frozenset[str]:
    return frozenset(key for key, stage in policy.stages.items() if policy.attested and stage.attestable)


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
