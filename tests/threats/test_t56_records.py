"""T56: a record forged, edited, deleted, moved, signed by an unknown or retired key: `verify` fails and names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.keys import shared_key
from support.recorded_town import (
    DISTRICT,
    OTHER,
    change_control,
    copied,
    push_past_the_gate,
    record,
    record_file,
    recorded_model,
    rewrite_records,
    verify,
)
from support.recording import Recorded
from support.town import FIRE, Town, article

TWO = "reviews/records/2026/000002.json"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return copied(recorded_model(), tmp_path)


def named(town: Town, what: str) -> set[str]:
    """Verification fails and names `what`; the paths that are unproven."""
    code, said = verify(town)
    assert code == 1
    assert not said["allowed"]
    assert any(what in one["record"] + one["message"] for one in said["faults"]), said["faults"]
    return {one["path"] for one in said["unproven"]}


def test_t56_everything_is_proven_before(town: Town) -> None:
    code, said = verify(town, "--all-history")
    assert (code, said["proven"], said["records"], said["faults"]) == (0, 2, 3, [])
    assert {one["path"]: one["version"] for one in said["articles"]} == {FIRE: 2, OTHER: 1}


def test_t56_an_edited_record(town: Town) -> None:
    text = record_file(town, 2)
    rewrite_records(town, {TWO: text.replace("chen.jie", "wang.fang", 1)})
    assert named(town, TWO) == {OTHER}


def test_t56_a_deleted_record(town: Town) -> None:
    rewrite_records(town, {TWO: None})
    assert named(town, "000002") == {OTHER}


def test_t56_a_moved_record(town: Town) -> None:
    rewrite_records(town, {TWO: None, "reviews/records/2025/000002.json": record_file(town, 2)})
    assert named(town, "2025/000002.json") == {OTHER}


def test_t56_exchanged_records(town: Town) -> None:
    rewrite_records(town, {TWO: record_file(town, 3), TWO.replace("2.json", "3.json"): record_file(town, 2)})
    assert named(town, TWO) == {FIRE, OTHER}


def test_t56_a_record_signed_by_an_unknown_key(town: Town) -> None:
    site = Recorded.over(town.root, town.pipeline, town.now())
    site.edit(TWO, shared_key("attacker"))
    assert named(town, TWO) == {OTHER}


def test_t56_a_forged_record_for_an_unsigned_push(town: Town) -> None:
    before = town.head("main")
    after = push_past_the_gate(town, {OTHER: article("未经审签")})
    Recorded.over(town.root, shared_key("attacker"), town.now()).record(before, after)
    assert named(town, "reviews/records/2026/000004.json") == {OTHER}


def test_t56_a_forged_record_by_the_pipelines_own_key_falls_to_the_statements(town: Town) -> None:
    before = town.head("main")
    after = push_past_the_gate(town, {OTHER: article("未经审签")})
    Recorded.over(town.root, town.pipeline, town.now()).record(before, after)
    code, said = verify(town, "--all-history")
    assert code == 1
    assert [one["record"] for one in said["faults"]] == ["reviews/records/2026/000004.json"]


def test_t56_a_retired_pipeline_key(town: Town) -> None:
    new = shared_key("pipeline-2")
    town.git("checkout", "-q", "main")
    district = (town.root / DISTRICT).read_text().replace(town.pipeline.public, new.public)
    change_control(town, DISTRICT, district)
    # The step that retires the key is the last one it may sign.
    assert record(town)[1]["added"] == 1
    assert verify(town)[0] == 0
    before = town.head("main")
    town.git("checkout", "-q", "main")
    town.git(
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "nothing",
        **{f"GIT_{r}_{k}": "x" for r in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")},
    )
    assert record(town)[0] == 2
    Recorded.over(town.root, town.pipeline, town.now()).record(before, town.head("main"))
    code, said = verify(town)
    assert code == 1
    assert any("000005.json" in one["record"] for one in said["faults"])


def test_t56_one_byte_of_a_published_article(town: Town) -> None:
    path = town.root / FIRE
    town.git("checkout", "-q", "main")
    data = path.read_bytes()
    push_past_the_gate(town, {FIRE: data[:-4] + bytes([data[-4] ^ 1]) + data[-3:]})
    code, said = verify(town)
    assert code == 1
    assert [one["path"] for one in said["unproven"]] == [FIRE]


def test_t56_the_whole_branch_gone(town: Town) -> None:
    town.git("branch", "-D", "sanshen-records")
    assert named(town, "没有有效的审签记录") == {FIRE, OTHER}
