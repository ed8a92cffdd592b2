from __future__ import annotations

import pytest

from support.forge_cases import HEAD, pull_request, read
from support.office import login


@pytest.mark.parametrize("commit", [None, "", "HEAD", "abc123", "A" * 40])
def test_t04_an_approval_without_its_commit_is_void_and_alone_in_that(commit: str | None) -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", commit)
        forge.review(1, login("chen.jie"), "APPROVED", HEAD)
        lost, good = read(forge).sign_offs
    assert lost.commit is None
    assert lost.void is not None
    assert "no longer exists" in lost.void.en
    assert good.void is None
