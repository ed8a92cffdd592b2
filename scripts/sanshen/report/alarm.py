"""What an alarm issue says: which commit of the protected branch cannot be published, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sanshen.model.text import Text
from sanshen.report.harmless import harmless

_MOST: Final = 20


def title_of(commit: str) -> str:
    """One line, the same for every run."""
    return f"警报：主线提交 {commit[:12]} 未经审签，没有发布"


def words_of(commit: str, reasons: Sequence[Text], run: str | None) -> str:
    """The body in GitHub Markdown. Reasons may quote paths and names of the commit: none of it becomes markup.

    `run`: the address of the run's log, made by ourselves.
    """
    lines = [
        f"### 🚨 主线上的提交 <code>{commit}</code> 没有完整审签，**没有发布**；网站保持上一次的样子。",
        "",
        "原因：",
        *(f"- {harmless(reason.zh)}" for reason in reasons[:_MOST]),
        *([f"- ……共 {len(reasons)} 条"] if len(reasons) > _MOST else []),
        "",
        "怎么办：",
        "1. 查清是谁、经什么途径推上来的（提交页面、审计日志），收回不该有的权限。",
        "2. 内容不该有：开一个合并请求撤回它，照常审签。内容该有：把同样的内容另开合并请求，补齐审签。",
        "3. 在此之后合并的内容要等这一步有了着落才会发布；处理完请关闭本议题。",
    ]
    return "\n".join([*lines, *(["", f"[运行日志]({run})"] if run else [])]) + "\n"
