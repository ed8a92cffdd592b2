"""Found by review: T24. A delegation filed in one unit gives away no seat that its giver holds in another unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.office import district_files, with_text
from support.scenes import founded
from support.town import Town, article

EDUCATION = "content/education/news/2026/term.md"
PEOPLE = "reviews/units/education/people.yml"
DELEGATION = (
    "delegations:\n  - {from: li.na, to: liu.yang, stages: [review-2], start: 2026-11-20, end: 2026-11-30, reason: 外出培训}\n"
)


@pytest.mark.parametrize(("filed_in", "allowed"), [("liangshan", False), ("education", True)])
def test_t24_a_delegation_counts_in_the_unit_that_filed_it(tmp_path: Path, filed_in: str, allowed: bool) -> None:
    """li.na is deputy head of both units; liangshan's principal alone may sign liangshan's delegations.yml."""
    town = both_units(tmp_path)
    town.write({f"reviews/units/{filed_in}/delegations.yml": DELEGATION})
    town.commit("Delegate", by="chen.jie")
    town.branch("draft", "main")
    town.draft(EDUCATION, article().replace("source: 梁山街道", "source: 区教委"), by="feng.tao")
    assert town.sign("wu.lei", EDUCATION)[0] == 0
    assert (town.sign("liu.yang", EDUCATION)[0] == 0) is allowed
    if not allowed:
        town.state("liu.yang", "review-2", EDUCATION)
        stages = {one["id"]: one["state"] for one in town.gate()["articles"][0]["stages"]}
        assert stages["review-2"] == "open"


def both_units(tmp_path: Path) -> Town:
    """A town in which li.na is deputy head of both units; it stands on main."""
    town = founded(tmp_path)
    people = with_text(district_files(), PEOPLE, "deputy-head: [han.mei]", "deputy-head: [han.mei, li.na]")[PEOPLE]
    line = people.decode().partition("roles:")[2]
    kept = (town.root / PEOPLE).read_text().partition("roles:")[0]
    town.git("checkout", "-q", "main")
    town.write({PEOPLE: f"{kept}roles:{line}"})
    return town
