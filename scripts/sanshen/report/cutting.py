"""Cutting our own Markdown where it may be cut: between blocks, never inside a table, a fold or a code block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

CUT: Final = "…内容过长，其余请在检查日志中查看。"


def shortened(lines: Sequence[str], longest: int) -> list[str]:
    """As many whole blocks of `lines` as fit into `longest` characters, a word that there is more, and the last line.

    A block ends at an empty line outside of folds and code blocks. One block that alone is too long is cut after one of its
    lines, and what it has opened is closed.
    """
    foot = [CUT, "", lines[-1]]
    room = longest - sum(len(one) + 1 for one in foot) - len("```\n\n</details>\n\n")
    used, end, whole = 0, 0, 0
    fence, folds = False, 0
    for place, line in enumerate(lines[:-1]):
        used += len(line) + 1
        if used > room:
            break
        end = place + 1
        fence ^= line.startswith("```")
        folds += 0 if fence else line.count("<details") - line.count("</details>")
        if not (line or fence or folds):
            whole = end
    if whole > end // 2:
        return [*lines[:whole], *foot]
    return [*lines[:end], *_closing(lines[:end]), "", *foot]


def _closing(lines: Sequence[str]) -> list[str]:
    """What ends the code block and the folds that `lines` leave open."""
    fence, folds = False, 0
    for line in lines:
        fence ^= line.startswith("```")
        folds += 0 if fence else line.count("<details") - line.count("</details>")
    return [*(["```"] if fence else []), *(["", "</details>"] * max(0, folds))]
