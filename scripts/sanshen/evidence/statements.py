"""The statement: what a person signs with an SSH key, its canonical bytes, its file (docs/statements.md; Art. 12)."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Final, Literal

import msgspec

from sanshen.evidence.keys import open_envelope
from sanshen.evidence.wellformed import NONE, WHOLE, Listed, faulty_field, parse_time
from sanshen.model.roster import Fault
from sanshen.model.text import Text

SCHEMA: Final = "sanshen-statement-1"
FOLDER: Final = "reviews/signatures/"
MAX_BYTES: Final = 65_536

_FILE = re.compile(r"(?P<folder>.+)/(?P<number>\d{4,6})-(?P<hash>[0-9a-f]{16})\.json")


class StatedPaper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The paper (书面签批) that an entry is about: who signed it (a person id), its number and its date (`YYYY-MM-DD`)."""

    signer: str
    number: str
    date: str


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is signed. Every field is always present, `paper` only in an entry; docs/statements.md gives each one's form.

    `path` is an article's path, or `whole/` and 32 hex digits for a change judged as one piece.
    `replaces` and `previous` are `none` or a hash; `time` is UTC to the second.
    """

    schema: Literal["sanshen-statement-1"] = "sanshen-statement-1"
    repository: str
    path: str
    kind: Literal["sign", "object", "attest"]
    grade: str
    stage: str
    substance: str
    form: str
    commit: str
    person: str
    time: str
    replaces: str = NONE
    previous: str = NONE
    corrections: tuple[Listed, ...] = ()
    reason: str = ""
    paper: StatedPaper | msgspec.UnsetType = msgspec.UNSET

    @property
    def at(self) -> datetime:
        """When the signer says it was signed (aware, UTC)."""
        return parse_time(self.time)


class SignedStatement(msgspec.Struct, frozen=True):
    """A statement with its armoured signature, as stored. `number` is the place in its path's chain, from its file name."""

    statement: Statement
    signature: str
    number: int = 1

    @property
    def hash(self) -> str:
        """SHA-256 of the statement's canonical bytes, hex."""
        return statement_hash(self.statement)

    @property
    def file(self) -> str:
        """The repository path that this statement must stand at."""
        return file_of(self.statement, self.number)


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    statement: Statement
    signature: str


def canonical(statement: Statement) -> bytes:
    """The bytes that are signed: JSON, keys sorted, no blanks, no escapes beyond what JSON demands, UTF-8, no line end."""
    return _json(msgspec.to_builtins(statement))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def statement_hash(statement: Statement) -> str:
    """SHA-256 of the canonical bytes, hex: what the next statement on the same path names as `previous`."""
    return hashlib.sha256(canonical(statement)).hexdigest()


def encode(signed: SignedStatement) -> bytes:
    """The exact bytes of the statement's file: canonical JSON of both parts and one line end."""
    return _json({"statement": msgspec.to_builtins(signed.statement), "signature": signed.signature}) + b"\n"


def folder_of(path: str) -> str:
    """The folder, with its final slash, in which all statements on `path` are kept."""
    return f"{FOLDER}{path.removeprefix('content/').removesuffix('.md')}/"


def file_of(statement: Statement, number: int) -> str:
    """The repository path of a statement that is number `number` (from 1) in its path's chain."""
    return f"{folder_of(statement.path)}{number:04d}-{statement_hash(statement)[:16]}.json"


def whole_path(digest: str) -> str:
    """The statement path for a change judged as one piece (control plane, take-down) with that 64-digit digest."""
    return WHOLE + digest[:32]


def _fault(path: str, key: str, message: Text) -> Fault:
    return Fault(path=path, line=1, column=1, key=key, message=message, rule="SS1201")


def _decode(data: bytes) -> _Stored | str:
    """The file's content, or in a word what is wrong with it."""
    if len(data) > MAX_BYTES:
        return f"> {MAX_BYTES} bytes"
    try:
        stored = msgspec.json.decode(data, type=_Stored)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return str(error) or type(error).__name__
    return stored


def read_statement(path: str, data: bytes) -> SignedStatement | Fault:
    """A file of `reviews/signatures/`, or the fault (SS1201) that keeps it out of the append-only folder.

    Strict: exact keys, exact canonical bytes, a file name that agrees with path, place and hash, bounded size, one signature.
    The signature itself is verified elsewhere (`ssh.verify_statement`).
    """
    stored = _decode(data)
    if isinstance(stored, str):
        return _fault(
            path,
            "",
            Text(f"不是签署声明：{stored}；格式见 docs/statements.md", f"not a statement: {stored}; see docs/statements.md"),
        )
    field = faulty_field(stored.statement)
    if field is not None:
        return _fault(
            path, f"statement.{field}", Text(f"签署声明的 {field} 不合规定", f"the statement's {field} is not well-formed")
        )
    try:
        open_envelope(stored.signature)
    except ValueError as error:
        return _fault(path, "signature", Text(f"不是一个 SSH 签名：{error}", f"not one SSH signature: {error}"))
    match = _FILE.fullmatch(path)
    signed = SignedStatement(stored.statement, stored.signature, int(match["number"]) if match else 0)
    if signed.number < 1 or signed.file != path:
        expected = file_of(signed.statement, max(signed.number, 1))
        return _fault(
            path,
            "",
            Text(f"文件名与内容不符，应为 {expected}", f"the file name does not agree with its content: expected {expected}"),
        )
    if encode(signed) != data:
        return _fault(
            path,
            "",
            Text(
                "不是规范写法（键排序、无空白、末尾一个换行），可能被改动过",
                "not the canonical form (sorted keys, no blanks, one final line end): it may have been altered",
            ),
        )
    return signed
