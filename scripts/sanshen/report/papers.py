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
    yield "把“签批人编号 签批日期 文号”换成纸面上的，整行原样发为评论，例如末尾写 xing.ming 2026-11-23 办签〔2026〕12号：\n"
    for sheet, state in wanted:
        yield f"{harmless(sheet.path)} {names.stages.get(state.id, state.id)}\n"
        yield f"```text\n/attest {verdict.head} {sheet.substance} {state.id} 签批人编号 签批日期 文号\n```\n"
    yield "</details>\n"
