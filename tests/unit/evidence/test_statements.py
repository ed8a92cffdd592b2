from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.evidence.statements import (
    MAX_BYTES,
    SignedStatement,
    Statement,
    canonical,
    encode,
    file_of,
    folder_of,
    read_statement,
    statement_hash,
    whole_path,
)
from sanshen.evidence.wellformed import faulty_field, format_time, parse_time, plain
from sanshen.model.roster import Fault
from support.keys import shared_key
from support.statements import ARTICLE, NOW, canonical_by_the_book, signed, statement

DIGEST = "c" * 64
VECTOR = (
    '{"commit":"2222222222222222222222222222222222222222","corrections":[[12,"座",  "坐"]],"form":"'
    + "b" * 64
    + '","grade":"general",'
    '"kind":"sign","path":"content/liangshan/news/2026/xiaofang.md","person":"zhang.wei","previous":"none","reason":"",'
    '"replaces":"none","repository":"1111111111111111111111111111111111111111","schema":"sanshen-statement-1","stage":"proof-3",'
    '"substance":"' + "a" * 64 + '","time":"2026-11-02T01:00:00Z"}'
).replace(",  ", ",")


def one() -> SignedStatement:
    return signed(shared_key("zhang"))


def fault(path: str, data: bytes) -> Fault:
    result = read_statement(path, data)
    assert isinstance(result, Fault), result
    assert result.rule == "SS1201"
    assert result.path == path
    assert result.message.zh
    assert result.message.en
    return result


def test_canonical_bytes_are_those_written_in_the_documentation() -> None:
    said = statement(stage="proof-3", corrections=((12, "座", "坐"),))
    assert canonical(said).decode() == VECTOR
    assert statement_hash(said) == hashlib.sha256(VECTOR.encode()).hexdigest()


def test_a_stored_statement_is_read_back_as_it_was() -> None:
    stored = one()
    assert read_statement(stored.file, encode(stored)) == stored


def test_the_file_stands_below_its_article_and_carries_number_and_hash() -> None:
    said = statement()
    assert folder_of(ARTICLE) == "reviews/signatures/liangshan/news/2026/xiaofang/"
    assert file_of(said, 7) == f"reviews/signatures/liangshan/news/2026/xiaofang/0007-{statement_hash(said)[:16]}.json"


def test_a_whole_change_is_named_by_its_digest() -> None:
    said = statement(path=whole_path(DIGEST), grade="", stage="office-filing", substance=DIGEST, form=DIGEST)
    assert faulty_field(said) is None
    assert folder_of(said.path) == "reviews/signatures/whole/" + "c" * 32 + "/"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("repository", "1" * 39),
        ("repository", "G" * 40),
        ("path", "content/../reviews/policy.md"),
        ("path", "content//a.md"),
        ("path", "content/a\u202eb.md"),
        ("path", "content/cafe\u0301.md"),
        ("path", "content/a\\b.md"),
        ("path", "content/.md"),
        ("path", "reviews/policy.yml"),
        ("path", "/content/a.md"),
        ("path", "whole/" + "c" * 31),
        ("grade", ""),
        ("grade", "一般"),
        ("stage", ""),
        ("stage", "Review-1"),
        ("substance", "a" * 63),
        ("form", "none"),
        ("commit", "HEAD"),
        ("commit", "2" * 41),
        ("person", "张伟"),
        ("time", "2026-11-02T01:00:00+08:00"),
        ("time", "2026-11-02T1:00:00Z"),
        ("time", "2026-02-30T01:00:00Z"),
        ("replaces", ""),
        ("previous", "f" * 16),
        ("corrections", ((0, "a", "b"),)),
        ("corrections", ((1, "a\n", "b"),)),
        ("corrections", ((1, "a", "b"),) * 101),
        ("reason", "a sign-off has none"),
    ],
)
def test_no_field_takes_anything_but_its_own_form(field: str, value: object) -> None:
    assert faulty_field(statement(**{field: value})) == field


@pytest.mark.parametrize("reason", ["", "   ", "a\nb", "a\x1b[31m", "\u202e", "x" * 501])
def test_an_objection_gives_its_reason_in_one_plain_line(reason: str) -> None:
    assert faulty_field(statement(kind="object", stage="", reason=reason)) == "reason"


def test_an_objection_names_no_stage_and_lists_no_corrections() -> None:
    assert faulty_field(statement(kind="object", stage="", reason="数字与附件不符")) is None
    assert faulty_field(statement(kind="object", reason="数字与附件不符")) == "stage"
    assert faulty_field(statement(kind="object", stage="", reason="x", corrections=((1, "a", "b"),))) == "corrections"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"grade": "general"}, "grade"),
        ({"form": "d" * 64}, "form"),
        ({"substance": "d" * 64, "form": "d" * 64}, "path"),
    ],
)
def test_a_whole_change_has_no_grade_and_one_digest(over: dict[str, Any], field: str) -> None:
    fields: dict[str, Any] = {"path": whole_path(DIGEST), "grade": "", "stage": "", "substance": DIGEST, "form": DIGEST}
    assert faulty_field(statement(**fields)) is None
    assert faulty_field(statement(**{**fields, **over})) == field


def test_unknown_missing_and_doubled_keys_are_faults() -> None:
    stored = one()
    tree = json.loads(encode(stored))
    for change in ({"extra": 1}, {"signature": 1}):
        fault(stored.file, json.dumps({**tree, **change}).encode())
    inner = dict(tree["statement"])
    inner["extra"] = ""
    fault(stored.file, json.dumps({**tree, "statement": inner}).encode())
    del tree["signature"]
    fault(stored.file, json.dumps(tree).encode())
    doubled = encode(stored).replace(b'"kind":"sign"', b'"kind":"sign","kind":"sign"')
    fault(stored.file, doubled)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b'","', b'", "', 1),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"zhang", b"\\u007ahang"),
        lambda data: data.replace(b'"reason":"",', b""),
        lambda data: b"[" * 60_000,
        lambda data: b"",
        lambda data: b"\xff\xfe",
        lambda data: b"null",
        lambda data: data.ljust(MAX_BYTES + 1, b" "),
    ],
)
def test_only_the_exact_canonical_bytes_are_taken(change: Any) -> None:  # noqa: ANN401  # a function of bytes
    stored = one()
    fault(stored.file, change(encode(stored)))


def test_a_statement_at_another_place_is_a_fault_that_names_the_right_one() -> None:
    stored = one()
    data = encode(stored)
    for path in (
        stored.file.replace("xiaofang", "other"),
        stored.file.replace("0001-", "0000-"),
        stored.file.replace("0001-", "1-"),
        stored.file[:-6] + "0.json",
        stored.file.replace(".json", ".JSON"),
    ):
        fault(path, data)
    assert stored.file in fault("reviews/signatures/x.json", data).message.zh


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH\n-----END SSH SIGNATURE-----\n",
        "-----BEGIN PGP SIGNATURE-----\nAAAA\n-----END PGP SIGNATURE-----\n",
    ],
)
def test_something_that_is_no_ssh_signature_is_a_fault(signature: str) -> None:
    broken = SignedStatement(statement(), signature)
    assert fault(broken.file, encode(broken)).key == "signature"


def test_text_before_or_after_the_armour_is_a_fault() -> None:
    stored = one()
    for signature in ("x\n" + stored.signature, stored.signature + "x", stored.signature * 2, stored.signature.rstrip("\n")):
        broken = SignedStatement(stored.statement, signature)
        assert fault(broken.file, encode(broken)).key == "signature"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changing_any_byte_of_the_file_is_noticed_or_changes_what_is_said(data: st.DataObject) -> None:
    stored = one()
    raw = bytearray(encode(stored))
    place = data.draw(st.integers(0, len(raw) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    raw[place] = value
    result = read_statement(stored.file, bytes(raw))
    if isinstance(result, SignedStatement):  # only the signature's own base64 may still parse; it will not verify
        assert result.statement == stored.statement
        assert result.signature != stored.signature


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(data: bytes) -> None:
    fault("reviews/signatures/a/0001-0123456789abcdef.json", data)


@given(st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), max_size=30))
def test_canonical_bytes_agree_with_the_documentation_for_any_text(text: str) -> None:
    said = statement(corrections=((3, text, text[::-1]),), stage="proof-3")
    assert canonical(said) == canonical_by_the_book(said)
    assert msgspec.json.decode(canonical(said), type=Statement) == said


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds must be naive
def test_times_come_back_to_the_second(at: datetime) -> None:
    assert parse_time(format_time(at)) == at.replace(microsecond=0)


def test_plain_refuses_what_would_hide_or_move_text() -> None:
    assert plain("将“座谈”改为“坐谈” 1")
    for char in "\x00\n\x1b\u200b\u202e\u2066\u2028\ufeff\ue000":
        assert not plain(f"a{char}b")


def test_now_of_the_examples_is_after_their_times() -> None:
    assert statement().at < NOW
