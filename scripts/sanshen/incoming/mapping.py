"""What people decide about an old site: which of its sections becomes which column, and what its keys mean here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo
from typing import Final

import msgspec

from sanshen.incoming.times import moment
from sanshen.model.errors import UsageError
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import Text
from sanshen.reading.strict_yaml import YamlError, load

KEYS: Final = {"tags": "keywords", "keywords": "keywords", "description": "summary", "summary": "summary", "author": "editor"}
"""Front-matter keys of old sites that mean the same here; the mapping's own `keys` go before."""
OURS: Final = frozenset({"keywords", "summary", "editor", "section", "source", "grade", "matter"})
_MOST_BYTES: Final = 4_194_304
_SHAPE: Final = Text(
    "应有 sections: {旧目录: 单位/栏目}；可有 skip、defaults、keys、times、addresses",
    "expected sections: {old folder: unit/column}; optional: skip, defaults, keys, times, addresses",
)


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every article gets that its page does not say: `grade` ("" for the lowest), `source` ("" for its unit's name)."""

    grade: str = ""
    source: str = ""


class Mapped(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `sections`: old folder ("" for all) → unit/column; `skip`: files and folders that are not brought in.

    `times` and `addresses`: old file → its publication time, its address where the program cannot know it.
    """

    sections: Mapping[str, str]
    skip: tuple[str, ...] = ()
    defaults: Defaults = Defaults()
    keys: Mapping[str, str] = {}
    times: Mapping[str, str] = {}
    addresses: Mapping[str, str] = {}

    def column_of(self, section: str) -> str | None:
        """The unit/column of a page by the longest folder that holds it, None where there is none."""
        fitting = [folder for folder in self.sections if lies_in(section, folder)]
        return self.sections[max(fitting, key=len)] if fitting else None

    def skips(self, section: str) -> bool:
        """Whether people have decided that this file stays behind."""
        return any(lies_in(section, one) for one in self.skip)


def lies_in(path: str, folder: str) -> bool:
    """Whether a path is a file or folder, or lies below it; everything lies in ""."""
    folder = folder.strip("/")
    return not folder or path == folder or path.startswith(f"{folder}/")


def read(name: str, data: bytes, policy: Policy, roster: Roster, zone: tzinfo) -> Mapped:
    """The mapping file, checked against the dossiers. Raises UsageError, naming the first fault."""
    try:
        made = msgspec.convert(load(data, max_bytes=_MOST_BYTES).value, Mapped)
    except YamlError as error:
        line, _, text = error.faults[0]
        raise UsageError(Text(f"{name} 第 {line} 行：", f"{name}, line {line}: ") + text, _SHAPE) from error
    except msgspec.ValidationError as error:
        raise UsageError(Text(f"{name} 不是对照表：{error}", f"{name} is no mapping: {error}"), _SHAPE) from error
    for wrong in (*_wrong_columns(made, roster), *_wrong_words(made, policy, zone)):
        raise UsageError(Text(f"{name}：", f"{name}: ") + wrong, _SHAPE)
    return made


def _wrong_columns(made: Mapped, roster: Roster) -> Collection[Text]:
    listed = {f"{unit.id}/{column}" for unit in roster.units.values() for column in unit.columns}
    return [
        Text(f"没有栏目 {place}（先在 columns.yml 登记）", f"there is no column {place} (list it in columns.yml first)")
        for place in made.sections.values()
        if place not in listed
    ]


def _wrong_words(made: Mapped, policy: Policy, zone: tzinfo) -> Collection[Text]:
    wrong = [Text(f"keys 不能对到 {one}", f"keys cannot map to {one}") for one in made.keys.values() if one not in OURS]
    wrong += [
        Text(f"times 中 {name} 的时间读不懂", f"times: {name} has no readable time")
        for name, value in made.times.items()
        if moment(value, zone) is None
    ]
    if made.defaults.grade and policy.grade_id(made.defaults.grade) is None:
        wrong.append(Text(f"没有等级 {made.defaults.grade}", f"there is no grade {made.defaults.grade}"))
    return wrong


def time_of(made: Mapped, source: str, zone: tzinfo) -> datetime | None:
    """The publication time that people have given for an old file."""
    return moment(made.times[source], zone) if source in made.times else None
