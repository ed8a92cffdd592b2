"""The canonical form: what is written is what json.dumps would write, and no other byte sequence is read as a record."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.records.record import (
    ChangedPath,
    CorrectedText,
    Record,
    RecordedVersion,
    SheetLine,
    StepEvidence,
    WholeStep,
    canonical,
    digest,
    file_path,
    read_file,
    seal_file,
)

AT = datetime(2026, 11, 23, 6, 11, 20, tzinfo=UTC)
words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


def version(**more: object) -> RecordedVersion:
    line = SheetLine(stage="review-1", person="zhang.wei", at=AT, evidence="e", on_behalf_of="", amended="")
    made = RecordedVersion(
        path="content/liangshan/news/2026/a.md",
        number=1,
        replaces="none",
        state="published",
        blob="b" * 40,
        sha256="a" * 64,
        substance="c" * 64,
        form="d" * 64,
        grade="general",
        bundle=(("content/liangshan/news/2026/图.png", "e" * 64),),
        sheet=(line,),
        corrections=(CorrectedText(line=3, from_="竟", to="境"),),
        moved_from="",
        sample="",
    )
    return msgspec.structs.replace(made, **more)


def record(**more: object) -> Record:
    made = Record(
        schema="sanshen-record-1",
        repository="0" * 40,
        number=1,
        previous="none",
        before="1" * 40,
        after="2" * 40,
        judged_at=AT,
        published=AT,
        evidence=StepEvidence(kind="ssh", pull=0),
        versions=(version(),),
        control_plane=WholeStep(changed=(ChangedPath(path="reviews/policy.yml", sha256="f" * 64),), stages=()),
        takedowns=(),
    )
    return msgspec.structs.replace(made, **more)


@given(words, words, st.integers(1, 10**6))
def test_canonical_form_is_the_documented_one(text: str, other: str, number: int) -> None:
    one = record(number=number, versions=(version(path=text, moved_from=other),), takedowns=(other,))
    plain = msgspec.to_builtins(one)
    assert canonical(one) == json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@given(words, st.integers(1, 999_999))
def test_what_is_written_is_read_back(text: str, number: int) -> None:
    one = record(number=number, versions=(version(path=text),))
    data = seal_file(one, "signature\n")
    read = read_file(file_path(one), data)
    assert (read.problem, read.record, read.body, read.digest) == ("", one, canonical(one), digest(one))


def test_the_file_is_named_by_year_and_running_number() -> None:
    assert file_path(record(number=17)) == "reviews/records/2026/000017.json"
    # New Year's morning in Shanghai is still the old year in UTC, the calendar that records use.
    assert file_path(record(published=datetime(2026, 12, 31, 20, 0, tzinfo=UTC))).startswith("reviews/records/2026/")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data + b"\n",
        lambda data: data.replace(b'{"record":', b'{ "record":', 1),
        lambda data: data.replace(b'"number":1', b'"number":1,"number":1', 1),
        lambda data: data.replace(b'"number":1', b'"number":1,"extra":1', 1),
        lambda data: data.replace(b"zhang.wei", b"zhang\\u002ewei", 1),
        lambda data: data.replace(b"2026-11-23T06:11:20Z", b"2026-11-23T14:11:20+08:00", 1),
        lambda data: data.replace(b'"takedowns":[]', b"", 1),
        lambda data: data.replace("境".encode(), b"\xff", 1),
        lambda data: b"[" * 100_000,
        lambda data: b"",
    ],
)
def test_only_canonical_bytes_are_a_record(change: object) -> None:
    data = seal_file(record(), "signature\n")
    changed = change(data)  # type: ignore[operator]
    assert changed != data
    read = read_file(file_path(record()), changed)
    assert read.record is None
    assert read.problem


def test_a_record_under_another_name_is_misplaced() -> None:
    read = read_file("reviews/records/2026/000002.json", seal_file(record(), "signature\n"))
    assert read.problem == "misplaced"
    assert read.record is not None


def test_the_hash_of_a_version_depends_on_every_field() -> None:
    seen = {digest(version())}
    for field in RecordedVersion.__struct_fields__:
        value = getattr(version(), field)
        other: object = {"number": 2, "state": "withdrawn"}.get(field, () if isinstance(value, tuple) else "changed")
        seen.add(digest(version(**{field: other})))
    assert len(seen) == len(RecordedVersion.__struct_fields__) + 1
