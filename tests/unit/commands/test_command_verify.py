"""`verify` and `baseline` as commands: what they say and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.recorded_town import OTHER, copied, publish, push_past_the_gate, record, recorded_model, records, verify
from support.recording import Recorded
from support.town import FIRE, Town, article


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return copied(recorded_model(), tmp_path)


@pytest.fixture
def old_site(tmp_path: Path) -> Town:
    """A site that published before it had this system."""
    town = Town(tmp_path)
    push_past_the_gate(town, {FIRE: article(), OTHER: article("旧信息")})
    return town


def baseline(town: Town, *words: str) -> tuple[int, str]:
    code, out, err = town.run("baseline", "--rev", "main", *words)
    return code, out + err


def signed_in(town: Town) -> None:
    town.branch("baseline")
    code, said = baseline(town, "--from-git")
    assert code == 0, said
    town.commit("存量登记", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        assert town.sign(person, "reviews/baseline.json")[0] == 0
    town.merge("baseline")


def test_the_text_says_what_was_proven(town: Town) -> None:
    code, out, err = town.run("verify", "--rev", "main")
    assert (code, err) == (0, "")
    assert "全部 2 篇信息均经完整审签（审签记录 3 条）" in out


def test_the_text_names_path_record_and_next_step(town: Town) -> None:
    push_past_the_gate(town, {OTHER: article("改了")})
    code, out, _ = town.run("verify", "--rev", "main")
    assert code == 1
    assert f"{OTHER} · reviews/records/2026/000002.json: " in out
    assert "sanshen record" in out


@pytest.mark.parametrize("words", [("--rev", "nothing"), ("--format", "xml"), ("--root",)])
def test_a_wrong_command_line(town: Town, words: tuple[str, ...]) -> None:
    assert town.run("verify", *words)[0] == 2


def test_a_repository_without_an_office(tmp_path: Path) -> None:
    town = Town(tmp_path, policy=b"schema: 1\n", files={FIRE: article().encode()})
    code, said = verify(town)
    assert (code, [one["path"] for one in said["unproven"]]) == (1, [FIRE])
    assert record(town)[0] in {1, 2}


def test_a_baseline_brings_an_old_site_in(old_site: Town) -> None:
    town = old_site
    assert verify(town)[0] == 1
    signed_in(town)
    assert record(town)[1]["added"] == 1
    code, said = verify(town, "--all-history")
    assert (code, {one["path"]: one["version"] for one in said["articles"]}) == (0, {FIRE: 0, OTHER: 0})
    assert records(town)[0]["evidence"]["kind"] == "baseline"
    publish(town, FIRE, article(body="更新后的内容。\n"))
    assert record(town)[1]["added"] == 1
    code, said = verify(town, "--all-history")
    assert (code, {one["path"]: one["version"] for one in said["articles"]}) == (0, {FIRE: 1, OTHER: 0})
    push_past_the_gate(town, {OTHER: article("旧信息，改了")})
    assert [one["path"] for one in verify(town)[1]["unproven"]] == [OTHER]


def test_a_baseline_is_refused_once_a_record_exists(town: Town) -> None:
    code, said = baseline(town, "--from-git")
    assert code == 1
    assert "已有审签记录" in said


def test_the_gate_refuses_a_late_baseline(town: Town) -> None:
    town.branch("baseline")
    town.write({"reviews/baseline.json": "{}"})
    town.commit("存量登记", by="zhao.min")
    assert any("已有审签记录" in reason for reason in town.gate()["reasons"])


def test_names_that_are_no_text_are_named_all_the_same(town: Town) -> None:
    odd = "content/\udcff\x1b.md"
    repo = Recorded.over(town.root, town.pipeline).repo
    repo.commit({odd: "x"})
    code, out, _ = town.run("verify", "--rev", "main")
    assert (code, "\x1b" in out, "content/" in out) == (1, False, True)
    out.encode()
    assert verify(town)[0] == 1


def test_a_baseline_needs_both_signatures(old_site: Town) -> None:
    town = old_site
    town.branch("baseline")
    assert baseline(town, "--from-git")[0] == 0
    town.commit("存量登记", by="zhao.min")
    assert town.sign("zhao.min", "reviews/baseline.json")[0] == 0
    town.merge("baseline")
    assert record(town)[0] == 1
    assert {one["path"] for one in verify(town)[1]["unproven"]} == {FIRE, OTHER}


def test_a_baseline_that_is_not_true_of_its_commit_gets_no_record(old_site: Town) -> None:
    town = old_site
    town.branch("baseline")
    assert baseline(town, "--from-git")[0] == 0
    path = town.root / "reviews/baseline.json"
    text = path.read_text()
    digest = json.loads(text)["articles"][0]["sha256"]
    path.write_text(text.replace(digest, "0" * 64))
    town.commit("存量登记", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        assert town.sign(person, "reviews/baseline.json")[0] == 0
    town.merge("baseline")
    code, said = record(town)
    assert code == 1
    assert "baseline.json" in said["reasons"][0]


def test_the_times_of_a_file(old_site: Town, tmp_path: Path) -> None:
    town, times = old_site, tmp_path / "times.yml"
    times.write_text(f"{FIRE}: 2019-05-01T09:00:00+08:00\n{OTHER}: 2020-01-02T00:00:00Z\n")
    assert baseline(town, "--times", str(times))[0] == 0
    made = json.loads((town.root / "reviews/baseline.json").read_text())
    assert [one["published"] for one in made["articles"]] == ["2019-05-01T01:00:00Z", "2020-01-02T00:00:00Z"]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRE}: 2019-05-01T09:00:00+08:00\n",
        f"{FIRE}: 2019-05-01T09:00:00\n{OTHER}: 2019-05-01T09:00:00\n",
        f"{FIRE}: soon\n{OTHER}: later\n",
        f"{FIRE}: 2999-05-01T09:00:00Z\n{OTHER}: 2020-01-02T00:00:00Z\n",
        "[]",
        "{",
    ],
)
def test_times_that_are_missing_naive_late_or_none(old_site: Town, tmp_path: Path, text: str) -> None:
    times = tmp_path / "times.yml"
    times.write_text(text)
    assert baseline(old_site, "--times", str(times))[0] == 2
    assert baseline(old_site, "--times", str(tmp_path / "missing"))[0] == 2
    assert not (old_site.root / "reviews/baseline.json").exists()


def test_an_unreadable_article_is_named(old_site: Town) -> None:
    push_past_the_gate(old_site, {OTHER: "没有前言的旧信息\n"})
    code, said = baseline(old_site, "--from-git")
    assert code == 1
    assert OTHER in said
