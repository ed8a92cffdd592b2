from __future__ import annotations

import pytest

from sanshen.model.change import SignOffKind
from support.forge_cases import AUTHOR, HEAD, OTHER, pull_request, read
from support.office import login


@pytest.mark.parametrize("by", ["li.na", "chen.jie", AUTHOR])
def test_t28_a_dismissed_objection_is_still_there_whoever_dismissed_it(by: str) -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "APPROVED", HEAD)
        objection = forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD)
        forge.dismiss(objection, login(by))
        approval, dismissed = read(forge).sign_offs
    assert (approval.kind, approval.void) == (SignOffKind.APPROVE, None)
    assert (dismissed.kind, dismissed.person, dismissed.void) == (SignOffKind.DISMISSED, "li.na", None)
    assert dismissed.at > approval.at


def test_t28_an_objection_outlives_a_push() -> None:
    with pull_request() as forge:
        forge.review(1, login("li.na"), "CHANGES_REQUESTED", HEAD)
        forge.push(1, OTHER, [OTHER], force=True)
        forge.forget(HEAD)
        (found,) = read(forge).sign_offs
    assert (found.kind, found.void) == (SignOffKind.OBJECT, None)
