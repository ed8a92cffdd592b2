"""Reading for findings alone says the same as reading whole; only the digests are missing."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.reading import tree
from sanshen.reading.article import Reading, read_article
from sanshen.reading.markdown import parse
from support.reading import PATH, article_text, policy

_LIMIT = policy().limits.nesting
_MARKS = st.sampled_from(["~~", "[", "](a.png)", "![", "甲", "`", "> ", "- ", "\n", "\n\n", "*", "乙", "<b>", "    "])


def both(body: str) -> tuple[Reading, Reading]:
    data = article_text(body).encode()
    return read_article(PATH, data, {}, policy()), read_article(PATH, data, {}, policy(), digested=False)


def same(body: str) -> bool:
    whole, bare = both(body)
    if whole.draft is None or bare.draft is None:
        return whole == bare
    assert (bare.draft.canonical, bare.draft.substance, bare.draft.form) == ((), "", "")
    assert len(whole.draft.substance) == len(whole.draft.form) == 64
    rest = msgspec.structs.replace(whole.draft, canonical=(), substance="", form="")
    return (whole.findings, whole.wanted, rest) == (bare.findings, bare.wanted, bare.draft)


@pytest.mark.parametrize(
    "body",
    [
        "甲\n",
        "",
        "~~" * 400 + "甲\n",
        "~~甲 " * (_LIMIT + 2) + "甲~~ " * (_LIMIT + 2) + "\n",
        "> " * (_LIMIT - 2) + "甲\n",
        "> " * (_LIMIT + 2) + "甲\n",
        "![" + "~~甲 " * (_LIMIT + 2) + "甲~~ " * (_LIMIT + 2) + "](a.png)\n",
        "![" * 30 + "甲" + "](a.png)" * 30 + "\n",
        "- 甲\n  - 乙\n    - 丙\n",
    ],
)
def test_the_same_findings(body: str) -> None:
    assert same(body)


@given(st.lists(_MARKS, max_size=60))
@settings(max_examples=100, deadline=None)
def test_the_same_findings_whatever_is_written(marks: list[str]) -> None:
    assert same("".join(marks) + "\n")


@given(st.lists(_MARKS, max_size=60), st.integers(1, 12))
@settings(max_examples=100, deadline=None)
def test_what_is_not_built_is_not_deep(marks: list[str], depth: int) -> None:
    tokens = parse("".join(marks) + "\n", 1, _LIMIT).tokens
    assert tree.may_reach(tokens, depth) or tree.build(tokens, str, _LIMIT).depth < depth
