"""Front matter, typed: every key has one shape, and every fault is named with its line, key and the nearest known word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time
from typing import Final

from sanshen.model.article import Document, Medium, Meta, Source, Waiver
from sanshen.model.finding import Finding
from sanshen.model.policy import Policy
from sanshen.model.text import EMPTY, Text
from sanshen.reading import article_path
from sanshen.reading.front_matter import SHAPE, fault
from sanshen.reading.meta_words import dotted, grades, nearest, odd_characters, split_moment
from sanshen.reading.strict_yaml import Path, YamlDocument
from sanshen.reading.yaml_faults import shown

GRADE_RULE: Final = "SS1101"
SIGNATURES: Final = "signatures"
_REQUIRED: Final = ("title", "source")


class MetaReader:
    """Reads the front matter of one article; faults gather in `findings`, faulty values are left empty."""

    def __init__(self, path: str, document: YamlDocument, policy: Policy, unit_ids: Collection[str]) -> None:
        self.path, self.document, self.policy, self.unit_ids = path, document, policy, unit_ids
        self.findings: list[Finding] = []
        self.front: Mapping[str, object] = document.value if isinstance(document.value, dict) else {}

    def read(self) -> Meta:
        """The typed front matter; only to be believed where `findings` holds no fault."""
        self._unknown((), self.front, {*_KEYS, SIGNATURES})
        values = {}
        for key, reader in _KEYS.items():
            if key in self.front:
                value = reader(self, (key,), self.front[key])
                if value is not None:
                    values[key.replace("-", "_")] = value
        for key in _REQUIRED:
            if key not in self.front:
                self.fault((), Text(f"缺少必填的键 {key}", f"required key {key} is missing"))
        if "grade" not in self.front:
            self.fault(
                (),
                Text(f"没有写等级 grade；{grades(self.policy).zh}", f"there is no grade; {grades(self.policy).en}"),
                GRADE_RULE,
            )
        self._check_unit()
        return Meta(**({"title": "", "grade": "", "source": Source("")} | values))  # type: ignore[arg-type]  # each reader gives its key's type

    def fault(self, at: Path, message: Text, rule: str = SHAPE, advice: Text = EMPTY) -> None:
        """Note a fault of the value at `at`, at the place of its key."""
        line, column = self.document.marks.get(at, (1, 1))
        key = shown(dotted(at))
        where = Text(f"{key}：", f"{key}: ") if key else EMPTY
        self.findings.append(fault(rule, self.path, line, column, where + message, advice))

    def text(self, at: Path, value: object) -> str | None:
        """A text that is not empty."""
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, str) or value is None:
            self.fault(at, Text("不能为空", "must not be empty"))
        elif isinstance(value, (bool, int, float)):
            self.fault(
                at,
                Text(f"应为文字，写的却是 {shown(value)}；请加引号", f"must be text but is {shown(value)}; put it in quotes"),
            )
        else:
            self.fault(at, Text("应为文字", "must be text"))
        return None

    def grade(self, at: Path, value: object) -> str | None:
        """The word as written, if it is exactly a grade of the policy (Art. 11): never a default."""
        if isinstance(value, str) and self.policy.grade_id(value) is not None:
            return value
        known = grades(self.policy)
        if not isinstance(value, str):
            self.fault(at, Text(f"应为等级的名称；{known.zh}", f"must be the name of a grade; {known.en}"), GRADE_RULE)
            return None
        odd = odd_characters(value, self.policy)
        self.fault(at, Text(f"没有这个等级{odd.zh}；{known.zh}", f"there is no such grade{odd.en}; {known.en}"), GRADE_RULE)
        return value

    def texts(self, at: Path, value: object) -> tuple[str, ...] | None:
        """A list of texts."""
        if not isinstance(value, list):
            self.fault(at, Text("应为列表，例如 [消防, 安全]", "must be a list, such as [a, b]"))
            return None
        found = [self.text((*at, place), item) for place, item in enumerate(value)]
        return tuple(item for item in found if item is not None)

    def source(self, at: Path, value: object) -> Source | None:
        """The unit's name, or a reprint's origin (Art. 18)."""
        from sanshen.reading.origin import read_origin

        if isinstance(value, str):
            name = self.text(at, value)
            return Source(name) if name is not None else None
        return read_origin(self, at, value)

    def document_block(self, at: Path, value: object) -> Document | None:
        """The block of an official document."""
        kinds: Mapping[str, _Reader] = {
            "index": MetaReader.text,
            "number": MetaReader.text,
            "issuer": MetaReader.text,
            "written": MetaReader.day,
            "validity": MetaReader.text,
        }
        parts = self.mapping(at, value, kinds)
        return None if parts is None else Document(**parts)  # type: ignore[arg-type]  # each reader gives its field's type

    def mapping(self, at: Path, value: object, kinds: Mapping[str, _Reader]) -> dict[str, object] | None:
        """A mapping with known keys only; a faulty value is left out, with its fault noted."""
        if not isinstance(value, dict):
            names = "、".join(kinds)
            self.fault(at, Text(f"应为一组键值：{names}", f"must be a mapping with {', '.join(kinds)}"))
            return None
        self._unknown(at, value, kinds)
        read = {key: kinds[key](self, (*at, key), part) for key, part in value.items() if key in kinds}
        return {key: part for key, part in read.items() if part is not None}

    def waivers(self, at: Path, value: object) -> tuple[Waiver, ...] | None:
        """误报说明."""
        from sanshen.reading.waivers import read_waivers

        return read_waivers(self, at, value)

    def media(self, at: Path, value: object) -> tuple[Medium, ...] | None:
        """Sound and film with their transcripts (Art. 10)."""
        from sanshen.reading.media import read_media

        return read_media(self, at, value)

    def day(self, at: Path, value: object) -> date | None:
        """A date, yyyy-mm-dd."""
        found = split_moment(value)
        if found is None or found[1] is not None:
            self.fault(at, Text("应为日期，例如 2026-11-01", "must be a date such as 2026-11-01"))
            return None
        return found[0]

    def moment(self, at: Path, value: object) -> datetime | None:
        """A moment, aware in UTC; without an offset it is the district's own time, a date alone its first second."""
        found = split_moment(value)
        if found is None:
            self.fault(
                at,
                Text(
                    "应为时间，例如 2026-11-01 或 2026-11-01T08:00:00+08:00", "must be a time such as 2026-11-01T08:00:00+08:00"
                ),
            )
            return None
        day, clock = found
        if clock is None or clock.tzinfo is None:
            from zoneinfo import ZoneInfo

            local = datetime.combine(day, clock or time(), tzinfo=ZoneInfo(self.policy.time_zone))
        else:
            local = datetime.combine(day, clock)
        try:
            return local.astimezone(UTC)
        except OverflowError:
            self.fault(at, Text("时间超出范围", "the time is out of range"))
            return None

    def article(self, at: Path, value: object) -> str | None:
        """The path of an article."""
        word = self.text(at, value)
        if word is None or article_path.parse(word) is not None:
            return word
        self.fault(
            at,
            Text(
                "应为信息的路径 content/单位/栏目/年份/名称.md",
                "must be the path of an article, content/<unit>/<column>/<yyyy>/<slug>.md",
            ),
        )
        return None

    def _unknown(self, at: Path, value: Mapping[str, object], known: Collection[str]) -> None:
        for key in value:
            if key not in known:
                near = nearest(key, known)
                self.fault((*at, key), Text(f"没有这个键{near.zh}", f"there is no such key{near.en}"))

    def _check_unit(self) -> None:
        place = article_path.parse(self.path)
        if place is None:
            return
        if place.unit != article_path.PORTAL:
            if "unit" in self.front:
                self.fault(("unit",), Text("只有门户栏目的信息才写 unit", "only articles of the portal's columns have `unit`"))
        elif "unit" not in self.front:
            if self.unit_ids and article_path.PORTAL not in self.unit_ids:
                self.fault(
                    (),
                    Text(
                        "门户栏目的信息须写 unit：由哪个单位审签", "an article of the portal needs `unit`: whose people sign it"
                    ),
                )
        elif self.unit_ids and self.front["unit"] not in self.unit_ids:
            near = nearest(str(self.front["unit"]), self.unit_ids)
            self.fault(("unit",), Text(f"没有这个单位{near.zh}", f"there is no such unit{near.en}"))


_Reader = Callable[[MetaReader, Path, object], object]
_KEYS: Final[Mapping[str, _Reader]] = {
    "title": MetaReader.text,
    "grade": MetaReader.grade,
    "source": MetaReader.source,
    "disclosure": MetaReader.text,
    "keywords": MetaReader.texts,
    "summary": MetaReader.text,
    "matter": MetaReader.text,
    "section": MetaReader.text,
    "editor": MetaReader.text,
    "unit": MetaReader.text,
    "grade-basis": MetaReader.text,
    "document": MetaReader.document_block,
    "interprets": MetaReader.article,
    "publish-after": MetaReader.moment,
    "moved-from": MetaReader.article,
    "channels": MetaReader.texts,
    "waivers": MetaReader.waivers,
    "media": MetaReader.media,
}
