"""Where a comment that is too long is cut."""

from __future__ import annotations

from markdown_it import MarkdownIt

from sanshen.report.cutting import CUT, shortened

FOOT = "<sub>判定于 12:00</sub>"
TABLE = ["#### 一篇", "", "| 环节 | 谁 |", "| --- | --- |", *(f"| 环节 {one} | 某人 |" for one in range(20)), ""]
FOLD = ["<details><summary>原因</summary>", "", *(f"- 原因 {one}" for one in range(20)), "", "</details>", ""]
CODE = ["```text", *(f"/sign {one}" for one in range(20)), "```", ""]


def _size(lines: list[str]) -> int:
    return sum(len(one) + 1 for one in lines)


def _balanced(lines: list[str]) -> bool:
    text = "\n".join(lines)
    whole = MarkdownIt("js-default").parse(text)
    fences = [one for one in whole if one.type == "fence"]
    return text.count("<details") == text.count("</details>") and not any(CUT in one.content for one in fences)


def test_whole_blocks_are_kept_and_the_last_line_too() -> None:
    lines = ["<!-- mark -->", "", *TABLE, *FOLD, *CODE, FOOT]
    for longest in range(260, _size(lines), 7):
        cut = shortened(lines, longest)
        assert _size(cut) <= longest
        assert cut[0] == lines[0]
        assert cut[-3:] == [CUT, "", FOOT]
        assert _balanced(cut), longest
    cut = shortened(lines, _size(["<!-- mark -->", "", *TABLE]) + 150)
    assert cut[:-3] == ["<!-- mark -->", "", *TABLE]


def test_one_block_that_is_too_long_by_itself_is_closed() -> None:
    for block in (FOLD, CODE, ["<details><summary>一</summary>", "", *CODE * 3, "</details>"]):
        lines = ["<!-- mark -->", "", *block, FOOT]
        cut = shortened(lines, _size(lines) - 60)
        assert _balanced(cut)
        assert len(cut) > len(block) // 2
        assert cut[-1] == FOOT
