"""What a path is, and who signs for it: the first matching row (§4b)."""

from __future__ import annotations

import msgspec
import pytest

from sanshen.verdict.paths import PathKind, kind_of, row_of, unit_of
from sanshen.verdict.rows import unsignable
from support import office


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("content/liangshan/news/2026/fire.md", PathKind.ARTICLE),
        ("content/liangshan/news/2026/fire.MD", PathKind.ARTICLE),
        ("content/x.md", PathKind.ARTICLE),
        ("content/liangshan/news/2026/fire.png", PathKind.BUNDLE),
        ("content/liangshan/news/2026/fire.md/x", PathKind.BUNDLE),
        ("reviews/signatures/liangshan/x.json", PathKind.STATEMENT),
        ("reviews/signatures/README.md", PathKind.STATEMENT),
        ("reviews/ledger/takedown/2026/x.yml", PathKind.LEDGER),
        ("reviews/records/2026/x.json", PathKind.RECORD),
        ("reviews/signatures", PathKind.CONTROL),
        ("reviews/policy.yml", PathKind.CONTROL),
        ("Content/x.md", PathKind.CONTROL),
        ("content", PathKind.CONTROL),
        ("contents/x.md", PathKind.CONTROL),
        ("mkdocs.yml", PathKind.CONTROL),
    ],
)
def test_kinds(path: str, kind: PathKind) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("path", "basis"),
    [
        ("reviews/units/liangshan/columns.yml", "办法第八条"),
        ("reviews/units/liangshan/accounts.yml", "办法第九条"),
        ("reviews/units/liangshan/people.yml", "办法第五条、第六条"),
        ("reviews/units/liangshan/delegations.yml", "办法第十二条（委托审签）"),
        ("reviews/units/liangshan/deep/people.yml", "办法第四条"),
        ("reviews/units/people.yml", "办法第四条"),
        ("reviews/units/liangshan/people.yml.bak", "办法第四条"),
        ("x/reviews/units/liangshan/people.yml", "办法第四条"),
        ("reviews/units/liangshan/people.yml\n", "办法第四条"),
        ("any\nthing", "办法第四条"),
    ],
)
def test_the_first_matching_row_decides(path: str, basis: str) -> None:
    row = row_of(office.policy(), path)
    assert row is not None
    assert row.basis == basis


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("reviews/units/liangshan/people.yml", "liangshan"),
        ("reviews/units/liangshan/deep/people.yml", ""),
        ("reviews/district.yml", ""),
        ("reviews/units/people.yml", ""),
    ],
)
def test_the_unit_of_a_dossier_file(path: str, unit: str) -> None:
    assert unit_of(path) == unit


def test_a_path_that_no_row_names_is_refused() -> None:
    """The policy's reader wants a last row for everything; should there ever be none, nobody can sign."""
    policy = office.policy()
    plane = msgspec.structs.replace(policy.control_plane, rows=policy.control_plane.rows[:-1])
    narrow = msgspec.structs.replace(policy, control_plane=plane)
    assert [one.path for one in unsignable(narrow, ["mkdocs.yml", "reviews/units/liangshan/people.yml"])] == ["mkdocs.yml"]
    assert unsignable(policy, ["mkdocs.yml"]) == ()
