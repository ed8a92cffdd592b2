"""A change of the policy tests is control plane, and one with a fault is refused like any other fault of the office's files."""

from __future__ import annotations

from pathlib import Path

from support.town import Town, rules, states

TESTS = "reviews/policy-tests.yml"
SHIPPED = Path(__file__).parents[2] / "scripts/sanshen/templates" / TESTS


def test_a_faulty_case_is_refused_and_a_good_file_takes_two_administrators(tmp_path: Path) -> None:
    town = Town(tmp_path)
    good = SHIPPED.read_text("utf-8")
    town.write({TESTS: good.replace("verdict: allowed", "verdict: alowed", 1)})
    town.commit("Policy tests", by="zhao.min")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS0501" in rules(verdict)
    assert any(TESTS in one and "allowed" in one for one in verdict["reasons"])
    town.write({TESTS: good})
    town.commit("Correct them", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        assert states(town.gate())["office-second"] == "open"
        town.state_whole(person)
    assert town.gate()["allowed"]


def test_a_fault_that_the_base_has_already_blocks_nothing_else(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.git("checkout", "-q", "main")
    town.write({TESTS: "schema: 2\n"})
    town.commit("A bad day", by="zhao.min")
    town.branch("draft")
    town.write({"reviews/sources.yml": (SHIPPED.parent / "sources.yml").read_text("utf-8")})
    town.commit("Sources", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        town.state_whole(person)
    assert town.gate()["allowed"]
