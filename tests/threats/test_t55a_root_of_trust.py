"""T55a: roster or pipeline key replaced on main by someone with push rights; `verify --root` names the first unproven change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.keys import shared_key
from support.recorded_town import DISTRICT, PEOPLE, change_control, copied, push_past_the_gate, record, recorded_model, verify
from support.recording import Recorded
from support.town import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return copied(recorded_model(), tmp_path)


def root_file(town: Town, folder: Path, **over: object) -> str:
    genesis = town.git("rev-list", "--max-parents=0", "main")
    path = folder / "root.json"
    path.write_text(json.dumps({"genesis": genesis, "keys": [town.pipeline.public], **over}))
    return str(path)


def replaced(town: Town) -> str:
    """district.yml with the pipeline key replaced by the attacker's."""
    text = (town.root / DISTRICT).read_text()
    changed = text.replace(town.pipeline.public, shared_key("attacker").public)
    assert changed != text
    return changed


def test_t55a_an_honest_history_is_proven_to_the_root(town: Town, tmp_path: Path) -> None:
    town.git("checkout", "-q", "main")
    renamed = (town.root / PEOPLE).read_text().replace("梁山街道", "梁山街道办事处", 1)
    change_control(town, PEOPLE, renamed, ("li.na", "zhao.min"))
    assert record(town)[1]["added"] == 1
    code, said = verify(town, "--root", root_file(town, tmp_path))
    assert (code, said["faults"]) == (0, [])


def test_t55a_a_replaced_pipeline_key_is_named_even_with_records_by_that_key(town: Town, tmp_path: Path) -> None:
    town.git("checkout", "-q", "main")
    bad = push_past_the_gate(town, {DISTRICT: replaced(town)})
    # The attacker's pipeline goes on recording with the new key.
    after = push_past_the_gate(town, {"README.md": "later"})
    attacker = shared_key("attacker").private
    words = ("--base", bad, "--head", after)
    code, _ = record(town, *words, key=attacker)
    assert code in {1, 2}
    code, said = verify(town, "--root", root_file(town, tmp_path))
    assert code == 1
    named = [one for one in said["faults"] if "第一处" in one["message"]]
    assert len(named) == 1
    assert bad[:12] in named[0]["message"]
    assert DISTRICT in named[0]["message"]


def test_t55a_a_roster_slipped_in_with_a_forged_record_is_named(town: Town, tmp_path: Path) -> None:
    """Whoever holds the pipeline key can sign a record; the statements behind it cannot be made up."""
    town.git("checkout", "-q", "main")
    before = town.head("main")
    text = (town.root / PEOPLE).read_text().replace("[chen.jie]", "[wang.fang]")
    bad = push_past_the_gate(town, {PEOPLE: text})
    site = Recorded.over(town.root, town.pipeline, town.now())
    site.record(before, bad)
    plain, _ = verify(town)
    assert plain == 0
    code, said = verify(town, "--root", root_file(town, tmp_path))
    assert code == 1
    assert any(bad[:12] in one["message"] and PEOPLE in one["message"] for one in said["faults"])
    assert verify(town, "--all-history")[0] == 1


def test_t55a_another_genesis_or_first_key_is_named(town: Town, tmp_path: Path) -> None:
    other = root_file(town, tmp_path, genesis="0" * 40)
    assert verify(town, "--root", other)[0] == 1
    other = root_file(town, tmp_path, keys=[shared_key("attacker").public])
    code, said = verify(town, "--root", other)
    assert code == 1
    assert any(one["path"] == DISTRICT for one in said["faults"])


@pytest.mark.parametrize("text", ["", "[]", '{"genesis": 1}', "{", '{"genesis": "a", "keys": [], "more": 1}'])
def test_t55a_an_unusable_root_file_is_a_usage_error(town: Town, tmp_path: Path, text: str) -> None:
    path = tmp_path / "root.json"
    path.write_text(text)
    code, said = verify(town, "--root", str(path))
    assert (code, said["allowed"]) == (2, False)
    assert verify(town, "--root", str(tmp_path / "missing"))[0] == 2
