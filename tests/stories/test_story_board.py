"""A district without a forge: the board is made of branches and statements, stays inside, and people are told by mail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support import scenes
from support.office import email
from support.post import mail_server
from support.town import FIRE, Town, article


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """One article published and recorded; another on a branch, signed by the information officer."""
    made = scenes.published(tmp_path_factory.mktemp("board"))
    assert made.record()[0] == 0
    made.branch("second")
    made.draft("content/liangshan/news/2026/second.md", article("第二篇", body="今天召开安全生产工作会议，部署下一步工作。\n"))
    assert made.sign("zhang.wei", "content/liangshan/news/2026/second.md")[0] == 0
    return made


def _board(town: Town, *words: str) -> dict[str, object]:
    code, out, err = town.run("status", *(words or ("--all",)), "--format", "json")
    assert code == 0, err
    found: dict[str, object] = json.loads(out)
    return found


def test_a_branch_with_statements_is_a_line_of_the_board(town: Town) -> None:
    found = _board(town)
    (line,) = found["changes"]  # type: ignore[misc]
    assert (line["branch"], line["standing"]) == ("second", "waiting")  # type: ignore[index]
    assert line["waiting"][0]["people"] == ["li.na"]  # type: ignore[index]
    assert line["author"] == "wu.lei"  # type: ignore[index]  # nobody else had a hand in it
    assert found["evidence"] == "ssh"
    assert _board(town, "--mine", "wu.lei")["handed_in"] == ["second"]
    assert _board(town, "--mine", "li.na")["to_sign"] == ["second"]
    assert _board(town, "--mine", "zhang.wei")["to_sign"] == []


def test_a_branch_that_would_change_nothing_any_more_is_not_on_the_board(town: Town) -> None:
    twin = town.copy(Path(str(town.root) + "-squashed"))
    twin.git("branch", "squashed", "main")
    twin.git("checkout", "-q", "squashed")
    twin.write({"content/liangshan/news/2026/third.md": article("第三篇")})
    twin.commit("第三篇", by="wu.lei")
    assert {line["branch"] for line in _board(twin)["changes"]} == {"second", "squashed"}  # type: ignore[attr-defined]
    twin.git("checkout", "-q", "main")
    twin.write({"content/liangshan/news/2026/third.md": article("第三篇")})
    twin.commit("压缩合并", by="zhao.min")
    assert {line["branch"] for line in _board(twin)["changes"]} == {"second"}  # type: ignore[attr-defined]


def test_the_board_never_reaches_the_public_site(town: Town) -> None:
    assert town.run("status", "--all", "--format", "html", "--out", "build/board.html")[0] == 0
    page = (town.root / "build/board.html").read_text("utf-8")
    assert "审签看板" in page
    code, out, err = town.run("build", "--rev", "main", "--site-dir", "site")
    assert code in {0, 1}, (out, err)
    written = [path for path in (town.root / "site").rglob("*") if path.is_file()]
    assert any(path.name == "index.html" for path in written)
    assert [path for path in written if "board" in path.name or "审签看板".encode() in path.read_bytes()] == []
    for place in ("site/board.html", "site/deep/board.html"):
        assert town.run("status", "--all", "--format", "html", "--out", place)[0] == 2


def test_a_board_that_somebody_commits_is_refused_by_the_gate(town: Town) -> None:
    twin = town.copy(Path(str(town.root) + "-twin"))
    twin.branch("leak")
    for place in ("content/liangshan/news/2026/board.html", "content/board.html"):
        twin.write({place: "<!doctype html><title>审签看板</title>"})
        twin.commit("leak", by="zhang.wei")
        assert not twin.gate()["allowed"]


def test_reminding_without_a_forge_names_the_command_to_run(town: Town) -> None:
    policy = (town.root / "reviews/policy.yml").read_text("utf-8")
    twin = town.copy(Path(str(town.root) + "-reminding"))
    twin.branch("policy")
    hourly = "\nreminders: {by: [email], first: soon, again: soon}\n"
    soon = policy.replace("deadlines:\n", "deadlines:\n  soon: {name: 催办, amount: 1, unit: hours, source: 口径}\n", 1)
    twin.write({"reviews/policy.yml": soon + hourly})
    twin.commit("口径", by="zhao.min")
    twin.git("branch", "-f", "main", "policy")
    twin.minute += 120
    with mail_server() as mail:
        code, _, err = twin.run("remind", env={"SANSHEN_NOTIFY_EMAIL": mail.address})
        assert code == 0, err
        (letter,) = mail.to(email("li.na"))
        assert "git switch second，再 sanshen sign" in letter.get_content()
        assert FIRE not in letter.get_content()
