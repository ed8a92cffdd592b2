"""Statements for tests: valid by default, signed by real keys."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from sanshen.evidence.statements import SignedStatement, Statement, statement_hash
from sanshen.evidence.wellformed import format_time
from support.keys import HardwareKey, Key

ROOT = "1" * 40
HEAD = "2" * 40
ARTICLE = "content/liangshan/news/2026/xiaofang.md"
START = datetime(2026, 11, 2, 1, 0, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC)


def statement(**over: Any) -> Statement:  # noqa: ANN401  # any field of the statement
    """A well-formed statement over ARTICLE by zhang.wei."""
    fields: dict[str, Any] = {
        "repository": ROOT,
        "path": ARTICLE,
        "kind": "sign",
        "grade": "general",
        "stage": "review-1",
        "substance": "a" * 64,
        "form": "b" * 64,
        "commit": HEAD,
        "person": "zhang.wei",
        "time": format_time(START),
    }
    return Statement(**{**fields, **over})


def signed(key: Key | HardwareKey, number: int = 1, **over: Any) -> SignedStatement:  # noqa: ANN401  # any field
    """A statement signed by `key`."""
    one = statement(**over)
    return SignedStatement(one, key.sign(canonical_by_the_book(one)), number)


def canonical_by_the_book(one: Statement) -> bytes:
    """The canonical bytes, computed as docs/statements.md says and not by the code under test."""
    import json

    return json.dumps(msgspec.to_builtins(one), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain(*links: tuple[Key, dict[str, Any]], start: int = 1, previous: str = "none") -> list[SignedStatement]:
    """Statements a minute apart, each naming the one before."""
    made: list[SignedStatement] = []
    for place, (key, over) in enumerate(links):
        fields = {"time": format_time(START + timedelta(minutes=place)), "previous": previous, **over}
        made.append(signed(key, start + place, **fields))
        previous = statement_hash(made[-1].statement)
    return made
