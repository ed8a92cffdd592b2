"""Paper signatures (书面签批) in the sticky comment: what one rests on, and the line that administrators complete to enter one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sanshen.model.sheet import StageState, State, Verdict
from sanshen.report.harmless import harmless
from sanshen.report.verdict_text import Names


def paper_line(stage: StageState, names: Names) -> str:
    """What a stage signed on paper rests on."""
    paper = stage.paper
    assert paper is not None  # noqa: S101  # asked only for such stages
    by = "、".join(names.people.get(one) or harmless(one) for one in paper.administrators)
    return f"书面签批（代录） {harmless(paper.number)}，{paper.day}，{by}代录"


def paper_lines(verdict: Verdict, stages: Collection[str], names: Names) -> Iterator[str]:
    """For two administrators: the line to complete, for each article whose open stage may be signed on paper."""
    wanted = [
        (sheet, state)
        for sheet in verdict.articles
        for state in sheet.stages
        if state.state is State.OPEN and state.id in stages and sheet.substance
    ]
    if not wanted:
        return
    yield "<details><summary>区领导在纸上签批的，由两名区政府办公室管理员各自代录</summary>\n"
    yield "对照纸面，把下面一行的末尾四项换成签批单上的摘要（16 位，去掉空格）、签批人编号、日期、文号，整行发为评论，例如末尾写：\n"
    yield "019ff1cb688345bd xing.ming 2026-11-23 办签〔2026〕12号\n"
    for sheet, state in wanted:
        digest = sheet.substance or ""
        groups = " ".join(digest[at : at + 4] for at in range(0, 16, 4))
        yield f"{harmless(sheet.path)} {names.stages.get(state.id, state.id)}：签批单上请写明版本摘要 <code>{groups}</code>\n"
        yield f"```text\n/attest {verdict.head} {state.id} 摘要 签批人编号 日期 文号\n```\n"
    yield "</details>\n"
