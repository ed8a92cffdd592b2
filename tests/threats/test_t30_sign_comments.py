from __future__ import annotations

import pytest

from support.forge_cases import AUTHOR, HEAD, OTHER, pull_request, read
from support.office import login


@pytest.mark.parametrize(
    "body",
    [f"> /sign {HEAD}", f"/sign {HEAD[:7]}", f"/sign {OTHER}", "LGTM", "👍", f"同意\n/sign {HEAD}", f"/sign {HEAD}\n> 好"],
)
def test_t30_nothing_but_the_exact_line_signs(body: str) -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), body)
        assert not [one for one in read(forge).sign_offs if one.void is None]


def test_t30_an_edited_comment_signs_nothing() -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}", at="2026-11-02T03:00:00Z", updated="2026-11-05T03:00:00Z")
        assert not [one for one in read(forge).sign_offs if one.void is None]


def test_t30_nobody_else_signs_by_comment() -> None:
    with pull_request() as forge:
        forge.comment(1, login("li.na"), f"/sign {HEAD}")
        forge.comment(1, "passer-by", f"/sign {HEAD}")
        found = read(forge).sign_offs
    assert len(found) == 2
    assert all(one.void is not None for one in found)


def test_t30_an_app_signs_nothing_in_the_authors_name() -> None:
    with pull_request() as forge:
        forge.comment(1, login(AUTHOR), f"/sign {HEAD}", app="some-app")
        assert not [one for one in read(forge).sign_offs if one.void is None]
