from __future__ import annotations

import pytest

from sanshen.evidence.asking import WAITING
from sanshen.model.errors import UndecidedError
from support.forge_cases import HEAD, Patience, pull_request, read
from support.forge_server import Fault
from support.office import login

FAULTS = {
    "502": Fault(status=502),
    "429": Fault(status=429, headers={"Retry-After": "2"}),
    "403-rate-limit": Fault(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1000004"}),
    "half-a-page": Fault(truncated=True),
    "invalid-json": Fault(body=b"[{]"),
    "no-answer": Fault(hang_up=True),
}


def test_t32_the_101st_review_counts() -> None:
    with pull_request() as forge:
        for _ in range(100):
            forge.review(1, "passer-by", "COMMENTED", HEAD)
        last = forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD)
        (found,) = read(forge).sign_offs
    assert found.id == f"review:{last}"


@pytest.mark.parametrize("kind", FAULTS)
def test_t32_a_passing_fault_changes_nothing(kind: str) -> None:
    patience = Patience()
    with pull_request(page_size=1) as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        whole = read(forge)
        forge.fail(FAULTS[kind], path="/reviews")
        assert read(forge, patience=patience) == whole
    assert 0 < sum(patience.slept) <= WAITING


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("path", ["/pulls/1", "/reviews", "/comments", "/pulls/1/commits", "/timeline"])
def test_t32_a_lasting_fault_is_undecided_within_the_time_allowed(kind: str, path: str) -> None:
    patience = Patience()
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.fail(FAULTS[kind], path=path, times=99)
        with pytest.raises(UndecidedError) as refused:
            read(forge, patience=patience)
    assert refused.value.exit_code == 3
    assert sum(patience.slept) <= WAITING


def test_t32_a_second_page_that_never_comes_is_undecided() -> None:
    with pull_request(page_size=1) as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        forge.review(1, login("chen.jie"), "CHANGES_REQUESTED", HEAD)
        read(forge)
        second = next(
            place for place, one in enumerate(forge.requests, 1) if one.query.get("page") == "2" and "reviews" in one.path
        )
        for place in range(second, second + 9):
            forge.fail(Fault(status=502), nth=len(forge.requests) + place)
        with pytest.raises(UndecidedError):
            read(forge)
