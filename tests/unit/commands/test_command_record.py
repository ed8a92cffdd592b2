"""`record` over real steps, signed by real keys: what gets a record, what does not, what is said."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from support import office
from support.keys import make_key, shared_key
from support.recorded_town import OTHER, PEOPLE, change_control, copied, merged_model, publish, record, records
from support.town import BODY, FIRE, START, Town, article


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.fixture
def merged(tmp_path: Path) -> Town:
    """A town with an article merged into main, FIRE, that has no record yet."""
    return copied(merged_model(), tmp_path)


def step(town: Town) -> tuple[str, str]:
    """The newest step: (tip before, tip after)."""
    return town.head("main~1"), town.head("main")


def test_a_signed_merge_gets_one_record_with_its_whole_sheet(merged: Town) -> None:
    town = merged
    before, after = step(town)
    code, said = record(town, "--base", before, "--head", after)
    assert (code, said["recorded"], said["added"], said["number"]) == (0, True, 1, 1)
    (one,) = records(town)
    assert (one["before"], one["after"], one["repository"]) == (before, after, before)
    (version,) = one["versions"]
    assert [line["stage"] for line in version["sheet"]] == ["review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"]
    assert (version["path"], version["number"], version["state"], version["grade"]) == (FIRE, 1, "published", "general")
    assert version["blob"] == town.git("rev-parse", f"main:{FIRE}")


def test_the_publication_time_is_the_clocks_not_the_commits(merged: Town) -> None:
    town = merged
    before, after = step(town)
    town.minute += 600
    record(town, "--base", before, "--head", after)
    (one,) = records(town)
    assert one["published"] == (START + timedelta(minutes=town.minute)).isoformat().replace("+00:00", "Z")
    # The step is judged as of its own time, ten hours earlier.
    assert one["judged_at"] < one["published"]


def test_an_unsigned_step_gets_none(town: Town) -> None:
    before = town.head("main")
    town.draft()
    after = town.merge()
    code, said = record(town, "--base", before, "--head", after)
    assert (code, said["allowed"], said["recorded"]) == (1, False, False)
    assert said["reasons"]
    assert town.git("branch", "--list", "sanshen-records") == ""


def test_recording_twice_writes_once(merged: Town) -> None:
    town = merged
    before, after = step(town)
    record(town, "--base", before, "--head", after)
    for words in (("--base", before, "--head", after), ()):
        code, said = record(town, *words)
        assert (code, said["added"]) == (0, 0)
    assert len(records(town)) == 1
    code, out, _ = town.run("record", "--base", before, "--head", after, "--key", str(town.pipeline.private))
    assert (code, "已有审签记录 000001" in out) == (0, True)


def test_missing_records_are_written_in_order(merged: Town) -> None:
    town = merged
    first = step(town)
    second = publish(town, OTHER, article("另一篇"))
    town.git("checkout", "-q", "main")
    town.git("commit", "-q", "--allow-empty", "-m", "nothing", GIT_AUTHOR_DATE="@1795400000 +0000", **author())
    code, said = record(town)
    assert (code, said["added"]) == (0, 3)
    assert [(one["before"], one["after"]) for one in records(town)][:2] == [first, second]
    assert records(town)[2]["versions"] == []
    assert town.run("verify", "--all-history")[0] == 0


def author() -> dict[str, str]:
    who = {"NAME": "赵敏", "EMAIL": office.email("zhao.min")}
    return {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}


def test_an_earlier_step_without_its_record_is_written_first_or_named(merged: Town) -> None:
    town = merged
    before, after = publish(town, OTHER, article("另一篇"))
    code, said = record(town, "--base", before, "--head", after)
    assert (code, said["added"]) == (0, 2)


def test_a_gap_that_cannot_be_recorded_is_named_and_nothing_is_written_behind_it(town: Town) -> None:
    genesis = town.head("main")
    town.draft(OTHER, article("未签"))
    gap = town.merge()
    before, after = publish(town)
    code, said = record(town, "--base", before, "--head", after)
    assert (code, said["refused"]) == (1, {"before": genesis, "after": gap})
    assert town.git("branch", "--list", "sanshen-records") == ""


def test_a_push_of_several_commits_is_one_step(town: Town) -> None:
    """Pushed to main without a merge commit: the intermediate commits were never tips."""
    town.draft()
    town.sign_all()
    before = town.head("main")
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    code, said = record(town)
    assert (code, said["added"]) == (0, 1)
    assert [(one["before"], one["after"]) for one in records(town)] == [(before, town.head("main"))]
    assert town.run("verify")[0] == 0


def test_people_who_leave_later_do_not_unpublish(town: Town) -> None:
    publish(town)
    record(town)
    people = (town.root / PEOPLE).read_text()
    left = people.replace("chen.jie: {", "chen.jie: {left: 2026-11-23, ")
    assert left != people
    change_control(town, PEOPLE, left)
    assert record(town)[1]["added"] == 1
    town.minute += 60 * 24 * 400
    assert town.run("verify", "--all-history")[0] == 0
    control = records(town)[-1]["control_plane"]
    assert [one["path"] for one in control["changed"]] == [PEOPLE]
    assert {line["person"] for line in control["stages"]} == {"zhao.min", "zhou.san"}


def test_a_take_down_is_recorded(merged: Town) -> None:
    town = merged
    record(town)
    town.branch("down")
    code, out, err = town.run("takedown", FIRE, "--reason", "mistake", "--by", "wang.fang")
    assert code == 0, out + err
    town.commit("撤下", by="wang.fang")
    code, out, err = town.sign("wang.fang", FIRE)
    assert code == 0, out + err
    town.merge("down")
    code, said = record(town)
    assert (code, said["added"]) == (0, 1)
    one = records(town)[-1]
    assert [(version["path"], version["state"], version["number"]) for version in one["versions"]] == [(FIRE, "withdrawn", 2)]
    assert len(one["takedowns"]) == 1
    code, out, _ = town.run("verify", "--all-history", "--format", "json")
    assert (code, json.loads(out)["withdrawn"]) == (0, [FIRE])


def test_a_damaged_chain_is_not_built_upon(merged: Town) -> None:
    town = merged
    record(town)
    town.git("checkout", "-q", "--orphan", "junk")
    town.git("reset", "-q", "--hard")
    town.write({"reviews/records/2026/000001.json": "{}"})
    town.commit("tampered", signed=False)
    town.git("branch", "-f", "sanshen-records", "junk")
    town.git("checkout", "-q", "main")
    publish(town, OTHER, article("另一篇"))
    code, said = record(town)
    assert code == 1
    assert "000001.json" in said["reasons"][0]


def test_a_key_that_is_not_registered_signs_nothing(merged: Town) -> None:
    town = merged
    before, after = step(town)
    code, said = record(town, "--base", before, "--head", after, key=shared_key("stranger").private)
    assert (code, said["allowed"]) == (2, False)
    assert town.git("branch", "--list", "sanshen-records") == ""


@pytest.mark.parametrize("words", [("--base", "main"), ("--head", "main"), ("--base", "nothing", "--head", "main")])
def test_a_wrong_command_line(town: Town, words: tuple[str, ...]) -> None:
    code, said = record(town, *words)
    assert (code, said["allowed"]) == (2, False)


def test_no_key_or_an_unusable_one(merged: Town, tmp_path: Path) -> None:
    town = merged
    before, after = step(town)
    words = ("record", "--base", before, "--head", after)
    assert town.run(*words)[0] == 2
    assert town.run(*words, "--key", str(tmp_path / "missing"))[0] == 2
    locked = make_key(tmp_path / "locked", passphrase="x" * 8)
    assert town.run(*words, "--key", str(locked.private))[0] == 2
    assert town.run(*words, env={"SANSHEN_PIPELINE_KEY": str(town.pipeline.private)})[0] == 0


def test_commits_off_the_line_are_refused(merged: Town) -> None:
    town = merged
    code, said = record(town, "--base", "draft", "--head", "main")
    assert (code, said["allowed"]) == (1, False)
    assert "主线" in said["reasons"][0]


def test_a_bare_repository_is_enough(merged: Town, tmp_path: Path) -> None:
    town = merged
    before, after = step(town)
    town.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    town.root = tmp_path / "bare.git"
    assert record(town, "--base", before, "--head", after)[1]["added"] == 1
    assert town.run("verify", "--rev", "main")[0] == 0


def test_corrections_and_bundles_are_in_the_record(town: Town) -> None:
    picture = "content/liangshan/news/2026/annex.txt"
    body = BODY + "\n[附件](annex.txt)\n"
    town.draft(FIRE, article(body=body), **{picture: "附件一\n"})
    for person in ("zhang.wei", "li.na", "chen.jie", "wang.fang"):
        assert town.sign(person)[0] == 0
    town.write({FIRE: article(body=body.replace("沿街商铺", "沿街的商铺"))})
    town.commit("校改", by="wang.fang")
    town.sign_all(FIRE, people=("wang.fang", "liu.yang", "li.na"))
    town.merge()
    assert record(town)[1]["added"] == 1
    (version,) = records(town)[0]["versions"]
    assert [name for name, _ in version["bundle"]] == [picture]
    assert version["corrections"], version
    assert town.run("verify", "--all-history")[0] == 0
