"""From plain values to the types of `model`: every fault of a file in one run, each with its line, key and what to write.

The types themselves are the only description of a file: the same definitions give the JSON Schemas (`schemas.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from functools import cache
from typing import Final, TypeVar, cast

import msgspec
import msgspec.inspect as mi

from sanshen.model.roster import Fault
from sanshen.model.text import Text
from sanshen.reading.leaves import leaf_fits
from sanshen.reading.wording import expected, nearest, shown

Key = tuple[str | int, ...]
T = TypeVar("T")
Marks = Mapping[Key, tuple[int, int]]


class Ground:
    """One file under examination: where each key stands, and the faults found so far."""

    def __init__(self, path: str, marks: Marks, rule: str = "SS0501") -> None:
        self.path = path
        self.marks = marks
        self.rule = rule
        self.faults: list[Fault] = []
        self.base: Key = ()
        """Where in the file this ground begins."""

    def within(self, inside: Key) -> Ground:
        """The part of the file at `inside` as a ground of its own, whose keys begin there."""
        here = len(inside)
        part = Ground(self.path, {key[here:]: at for key, at in self.marks.items() if key[:here] == inside}, self.rule)
        part.base = (*self.base, *inside)
        return part

    def place(self, key: Key) -> tuple[int, int]:
        """(line, column) of a key, or of the nearest thing around it that has a place."""
        for end in range(len(key), -1, -1):
            if key[:end] in self.marks:
                return self.marks[key[:end]]
        return 1, 1

    def fault(self, key: Key, message: Text) -> None:
        """Note one fault at `key`."""
        line, column = self.place(key)
        self.faults.append(Fault(self.path, line, column, dotted((*self.base, *key)), message, self.rule))


def dotted(key: Key) -> str:
    """A key as messages name it: `people.zhang.wei.trained`, with list places counted from 0."""
    return ".".join("".join(one if one.isprintable() else "�" for one in str(part)[:100]) for part in key)


@cache
def _type(type_: Hashable) -> mi.Type:
    return mi.type_info(type_)


def shape(value: object, marks: Marks, type_: type[T], path: str, rule: str = "SS0501") -> tuple[T | None, tuple[Fault, ...]]:
    """`value` as a `type_` (a type of `model`), or None and every fault found in it. Never raises for bad input."""
    try:
        return msgspec.convert(value, type=type_), ()
    except msgspec.ValidationError as error:
        ground = Ground(path, marks, rule)
        _walk(ground, value, _type(cast("Hashable", type_)), ())
        if not ground.faults:  # the two readings must not disagree silently
            ground.fault((), Text(f"内容不符合要求：{error}", f"the content has the wrong shape: {error}"))
        return None, tuple(ground.faults)


def _walk(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    if isinstance(type_, mi.Metadata):
        type_, described = type_.type, type_
    else:
        described = None
    step = _STEPS.get(type(type_))
    if step is not None:
        step(ground, value, type_, key)
    elif not leaf_fits(value, type_):
        _wrong(ground, value, described or type_, key)


def _wrong(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    want, got = expected(type_), shown(value)
    near = nearest(value, _choices(type_)) if isinstance(value, str) and _choices(type_) else Text("", "")
    ground.fault(
        key,
        Text(
            f"“{dotted(key) or '全文'}”写的是{got.zh}，应为{want.zh}{near.zh}；请改正",
            f"{dotted(key) or 'the file'} is {got.en}, expected {want.en}{near.en}; please correct it",
        ),
    )


def _choices(type_: mi.Type) -> tuple[str, ...]:
    if isinstance(type_, mi.LiteralType):
        return tuple(str(one) for one in type_.values)
    if isinstance(type_, mi.EnumType):
        return tuple(str(one.value) for one in type_.cls)
    if isinstance(type_, mi.UnionType):
        return tuple(choice for one in type_.types for choice in _choices(one))
    return ()


def _struct(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    if not isinstance(type_, mi.StructType) or not isinstance(value, Mapping):
        _wrong(ground, value, type_, key)
        return
    fields = {field.encode_name: field for field in type_.fields}
    for name, one in value.items():
        if name in fields:
            _walk(ground, one, fields[name].type, (*key, name))
        else:
            _unknown(ground, name, fields, key)
    for name, field in fields.items():
        if field.required and name not in value:
            want = expected(field.type)
            message = Text(
                f"{_inside(key).zh}缺少“{name}”；请补上，应为{want.zh}",
                f"{_inside(key).en}{name!r} is missing; add it, expected {want.en}",
            )
            ground.fault(key, message)


def _inside(key: Key) -> Text:
    return Text(f"“{dotted(key)}”", f"{dotted(key)}: ") if key else Text("", "")


def _unknown(ground: Ground, name: object, known: Collection[str], key: Key) -> None:
    place: Key = (*key, name) if isinstance(name, (str, int)) else key
    near = nearest(name, known)
    ground.fault(place, Text(f"没有{shown(name).zh}这个键{near.zh}", f"there is no key {shown(name).en}{near.en}"))


def _mapping(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    if not isinstance(type_, mi.DictType) or not isinstance(value, Mapping):
        _wrong(ground, value, type_, key)
        return
    for name, one in value.items():
        place: Key = (*key, name) if isinstance(name, (str, int)) else key
        if not _fits(name, type_.key_type):
            want = expected(type_.key_type)
            ground.fault(
                place,
                Text(
                    f"键{shown(name).zh}不合要求，应为{want.zh}；请改名",
                    f"the key {shown(name).en} is not allowed, expected {want.en}; rename it",
                ),
            )
        _walk(ground, one, type_.value_type, place)


def _list(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    if not isinstance(type_, (mi.VarTupleType, mi.ListType)) or not isinstance(value, (list, tuple)):
        _wrong(ground, value, type_, key)
        return
    for place, one in enumerate(value):
        _walk(ground, one, type_.item_type, (*key, place))


def _fixed(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    """A list of a fixed number of items, each of its own type."""
    if not isinstance(type_, mi.TupleType) or not isinstance(value, (list, tuple)) or len(value) != len(type_.item_types):
        _wrong(ground, value, type_, key)
        return
    for place, (one, item) in enumerate(zip(value, type_.item_types, strict=True)):
        _walk(ground, one, item, (*key, place))


def _union(ground: Ground, value: object, type_: mi.Type, key: Key) -> None:
    if not isinstance(type_, mi.UnionType) or any(_fits(value, one) for one in type_.types):
        return
    container = next((one for one in type_.types if _holds(value, one)), None)
    if container is None:
        _wrong(ground, value, type_, key)
    else:  # the one member of the value's own form says more exactly what is wrong inside
        _walk(ground, value, container, key)


def _holds(value: object, type_: mi.Type) -> bool:
    plain = type_.type if isinstance(type_, mi.Metadata) else type_
    if isinstance(value, Mapping):
        return isinstance(plain, (mi.StructType, mi.DictType))
    return isinstance(value, (list, tuple)) and isinstance(plain, (mi.VarTupleType, mi.ListType))


def _fits(value: object, type_: mi.Type) -> bool:
    trial = Ground("", {})
    _walk(trial, value, type_, ())
    return not trial.faults


_STEPS: Final[Mapping[type[mi.Type], Callable[[Ground, object, mi.Type, Key], None]]] = {
    mi.StructType: _struct,
    mi.DictType: _mapping,
    mi.VarTupleType: _list,
    mi.ListType: _list,
    mi.TupleType: _fixed,
    mi.UnionType: _union,
}
