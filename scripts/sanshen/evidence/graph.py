"""GitHub's GraphQL interface, where one question can look at many lists at once. Never evidence, never needed (contract §5.1)."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

import msgspec

from sanshen.evidence.answer import OK, Answer, TransientFault, decoded
from sanshen.model.text import Text

T = TypeVar("T")

_ENTERPRISE: Final = "/api/v3"


class _Reply(msgspec.Struct, Generic[T], frozen=True):
    """What GraphQL answers: beside errors the data is not believed, however much of it there is."""

    data: T | None = None
    errors: object = None


def graph_url(base: str) -> str:
    """The address of GraphQL beside that of REST: on github.com below it, on GitHub Enterprise Server next to it."""
    return f"{base.removesuffix('/v3')}/graphql" if base.endswith(_ENTERPRISE) else f"{base}/graphql"


def answered(answer: Answer, shape: type[T]) -> T:
    """The data of a good answer without errors; TransientFault for every other."""
    if answer.status != OK:
        raise TransientFault(Text(f"回应 {answer.status}", f"it answered {answer.status}"))
    reply: _Reply[T] = decoded(answer, _Reply[shape])  # type: ignore[valid-type]  # a shape given at run time
    if reply.errors is not None or reply.data is None:
        raise TransientFault(Text("GraphQL 报告了错误", "GraphQL reports errors"))
    return reply.data
