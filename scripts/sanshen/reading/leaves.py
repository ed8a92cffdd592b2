"""Whether a single scalar is what a type asks for; agrees with msgspec's own strict conversion (a test holds it)."""

from __future__ import annotations

import re
from datetime import date, datetime

import msgspec
import msgspec.inspect as mi


def leaf_fits(value: object, type_: mi.Type) -> bool:
    """Whether a scalar is what the type asks for."""
    if isinstance(type_, mi.NoneType):
        return value is None
    if isinstance(type_, mi.BoolType):
        return isinstance(value, bool)
    if isinstance(type_, mi.IntType):
        return _integer_fits(value, type_)
    if isinstance(type_, mi.FloatType):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(type_, mi.StrType):
        return _text_fits(value, type_)
    if isinstance(type_, mi.LiteralType):
        return any(value == one and type(value) is type(one) for one in type_.values)
    if isinstance(type_, mi.EnumType):
        return any(value == one.value for one in type_.cls)
    return _moment_fits(value, type_)


def _integer_fits(value: object, type_: mi.IntType) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return (type_.ge is None or value >= type_.ge) and (type_.le is None or value <= type_.le)


def _text_fits(value: object, type_: mi.StrType) -> bool:
    if not isinstance(value, str):
        return False
    if (type_.min_length or 0) > len(value) or (type_.max_length is not None and len(value) > type_.max_length):
        return False
    return type_.pattern is None or re.search(type_.pattern, value) is not None


def _moment_fits(value: object, type_: mi.Type) -> bool:
    """Dates and times: the library's own reading decides, so that the two roads cannot differ."""
    if isinstance(type_, mi.DateType):
        return _converts(value, date)
    if isinstance(type_, mi.DateTimeType):
        if not _converts(value, datetime):
            return False
        return not type_.tz or msgspec.convert(value, datetime).tzinfo is not None
    return True


def _converts(value: object, type_: type) -> bool:
    try:
        msgspec.convert(value, type_)
    except msgspec.ValidationError:
        return False
    return True
