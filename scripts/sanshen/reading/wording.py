"""How faults of the office's files are worded: a value as it may be shown, what was expected, the nearest known word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

import msgspec.inspect as mi

from sanshen.model.mask import mask
from sanshen.model.text import EMPTY, Text

SHOWN: Final = 40
"""Characters of a value that a message shows."""
LISTED: Final = 20
"""Words that a message lists before it says "and more"."""


def shown(value: object) -> Text:
    """A value as a message may show it: masked, on one line, without control or invisible characters, cut short."""
    if isinstance(value, Mapping):
        return Text("一组键值", "a mapping")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return Text("一个列表", "a list")
    if value is None:
        return Text("空", "nothing")
    if isinstance(value, bool):
        return Text(str(value).lower(), str(value).lower())
    if isinstance(value, (int, float)):
        number = mask(str(value))
        return Text(f" {number} ", number)
    text = mask(str(value))
    text = "".join(one if one.isprintable() else f"<U+{ord(one):04X}>" for one in text[:SHOWN]) + "…" * (len(text) > SHOWN)
    return Text(f"“{text}”", f"“{text}”")


def listed(words: Collection[object]) -> Text:
    """Known words in a row, at most twenty of them."""
    names = [str(word) for word in words]
    more = len(names) > LISTED
    return Text("、".join(names[:LISTED]) + (" 等" if more else ""), ", ".join(names[:LISTED]) + (" and more" if more else ""))


def nearest(word: object, known: Collection[str]) -> Text:
    """What to write instead of an unknown word: the nearest known one, else the known ones."""
    from difflib import get_close_matches

    close = get_close_matches(word.strip(), known, 1, 0.6) if isinstance(word, str) else []
    if close:
        return Text(f"；是否想写“{close[0]}”？", f"; did you mean “{close[0]}”?")
    if not known:
        return EMPTY
    names = listed(sorted(known))
    return Text(f"；可用：{names.zh}", f"; known: {names.en}")


def expected(type_: mi.Type) -> Text:
    """What a value of that type looks like, in words an editor understands."""
    if isinstance(type_, mi.Metadata):
        note = (type_.extra_json_schema or {}).get("description")
        plain = expected(type_.type)
        return Text(f"{plain.zh}（{note}）", f"{plain.en} ({note})") if note else plain
    if isinstance(type_, mi.UnionType):
        parts = [expected(one) for one in type_.types]
        return Text("，或".join(one.zh for one in parts), ", or ".join(one.en for one in parts))
    if isinstance(type_, mi.LiteralType):
        names = listed(type_.values)
        return Text(f"以下之一：{names.zh}", f"one of: {names.en}")
    if isinstance(type_, mi.EnumType):
        names = listed([one.value for one in type_.cls])
        return Text(f"以下之一：{names.zh}", f"one of: {names.en}")
    if isinstance(type_, mi.TupleType):
        count = len(type_.item_types)
        return (
            Text(f"恰好 {count} 项的列表", f"a list of exactly {count} items")
            if count
            else Text("空列表 []", "an empty list []")
        )
    if isinstance(type_, mi.IntType) and type_.ge is not None:
        return Text(f"不小于 {type_.ge} 的整数", f"an integer of at least {type_.ge}")
    return _PLAIN.get(type(type_), Text("别的值", "another value"))


_PLAIN: Final[Mapping[type[mi.Type], Text]] = {
    mi.StrType: Text("文字", "text"),
    mi.IntType: Text("整数", "an integer"),
    mi.FloatType: Text("数字", "a number"),
    mi.BoolType: Text("true 或 false", "true or false"),
    mi.NoneType: Text("空（null）", "nothing (null)"),
    mi.DateType: Text("日期（如 2026-03-01）", "a date (such as 2026-03-01)"),
    mi.DateTimeType: Text("时间（如 2026-03-01T09:30:00+08:00）", "a time (such as 2026-03-01T09:30:00+08:00)"),
    mi.VarTupleType: Text("列表", "a list"),
    mi.ListType: Text("列表", "a list"),
    mi.DictType: Text("一组键值", "a mapping"),
    mi.StructType: Text("一组键值", "a mapping"),
}
