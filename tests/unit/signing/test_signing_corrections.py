"""Which spans of a text no correction may touch (§3 Corrections)."""

from __future__ import annotations

import pytest

from sanshen.signing.corrections import _edits, _forbidden, _touches


def touched(text: str, *names: str) -> set[str]:
    """What of the text is out of bounds."""
    return {text[start:end] for start, end in _forbidden(text, names)}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("检查3次", {"3", "次"}),
        ("3.5万元", {"3", ".", "5", "万", "元"}),
        ("10:30", {"1", "0", ":", "3"}),
        ("用时5分钟", {"5", "分钟"}),
        ("提高2个百分点", {"2", "个百分点", "百"}),
        ("Ⅳ级", {"Ⅳ", "级"}),
        ("½升", {"½", "升"}),
        ("٣", {"٣"}),
        ("㉑", {"㉑"}),
        ("三十吨", {"三", "十", "吨"}),
        ("不未无非勿没否", set("不未无非勿没否")),
        ("ＡｂéⒶа", {"Ａ", "ｂ", "é", "Ⓐ", "а"}),
        ("元旦、分局、年会", set()),
        ("消防设施", set()),
    ],
)
def test_what_is_out_of_bounds(text: str, spans: set[str]) -> None:
    assert touched(text) == spans


def test_names_are_out_of_bounds_wherever_they_stand() -> None:
    assert touched("李娜李娜同志", "李娜") == {"李娜"}
    assert touched("娜娜娜", "娜娜") == {"娜娜"}


def hit(old: str, new: str, *names: str) -> bool:
    edits = _edits(old, new)
    assert edits is not None
    return _touches(old, [one.old for one in edits], names, lambda _: ()) or _touches(
        new, [one.new for one in edits], names, lambda _: ()
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("3.5", "3,5"), ("35", "3.5"), ("10", "1"), ("5分钟", "5分种"), ("12甲", "21甲"), ("李娜", "李小娜"), ("甲3", "甲乙3")],
)
def test_edits_that_touch(old: str, new: str) -> None:
    assert hit(old, new, "李娜")


@pytest.mark.parametrize(
    ("old", "new"), [("商辅", "商铺"), ("的的检查", "的检查"), ("李娜通志", "李娜同志"), ("3名通志", "3名同志")]
)
def test_edits_that_do_not(old: str, new: str) -> None:
    assert not hit(old, new, "李娜")
