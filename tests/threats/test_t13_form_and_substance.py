"""T13: only form changed while proofing leaves the substance; a number or hidden text "as form" does not."""

from __future__ import annotations

import pytest

from support.reading import article

BODY = "街道检查了 **12** 家单位，\n发现隐患 3 处，详见[通报](https://example.org/a)。\n\n| 项目 | 数量 |\n|:---|---:|\n| 隐患 | 3 |\n"
FILES = {"content/liangshan/news/2026/a.png": b"1"}


@pytest.mark.parametrize(
    "typed",
    [
        BODY.replace("，\n", "，"),
        BODY.replace("**12**", "12"),
        BODY.replace("**12**", "*12*"),
        BODY.replace("|:---|---:|", "|---|:-:|"),
        BODY.replace("| 隐患 | 3 |", "|隐患|3|"),
        BODY.replace("隐患 3 处", "隐患3处"),
    ],
)
def test_t13_rewrapping_emphasis_and_alignment_are_form(typed: str) -> None:
    before, after = article(BODY), article(typed)
    assert before.substance == after.substance
    assert before.form != after.form


@pytest.mark.parametrize(
    ("body", "front"),
    [
        (BODY.replace("12", "21"), {}),
        (BODY.replace("| 3 |", "| 4 |"), {}),
        (BODY.replace("example.org/a", "example.org/b"), {}),
        (BODY.replace("隐患 3 处", "隐患 ~~3~~ 处"), {}),
        (BODY + "\n<!-- 藏 -->\n", {}),
        (BODY + "\n[藏]: https://example.org\n", {}),
        (BODY.replace("[通报](https://example.org/a)", '[通报](https://example.org/a "藏")'), {}),
        (BODY, {"keywords": "[藏]"}),
        (BODY + "\n![](a.png)\n", {}),
        (BODY.replace("单位", "单&#8203;位"), {}),
    ],
)
def test_t13_a_change_of_what_is_said_is_substance(body: str, front: dict[str, str]) -> None:
    assert article(BODY).substance != article(body, front, files=FILES).substance


def test_t13_another_picture_under_the_same_name_is_substance() -> None:
    path = "content/liangshan/news/2026/a.png"
    one, other = (article("![图](a.png)\n", files={path: data}) for data in (b"1", b"2"))
    assert one.substance != other.substance


def test_t07_a_swapped_attachment_changes_both_digests() -> None:
    path = "content/liangshan/news/2026/b.pdf"
    one, other = (article("[附件](b.pdf)\n", files={path: data}) for data in (b"1", b"2"))
    assert (one.substance, one.form) != (other.substance, other.form)
    assert one.form != other.form
