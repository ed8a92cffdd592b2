"""`sanshen status --pr`, `--mine`, `--all`: the board over real repositories and the fake forge. Nothing is ever written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sanshen.commands.named import person_named
from sanshen.evidence.forge import Forge
from support.boards import SECOND, THIRD, Office, office_over, office_site
from support.forge_server import Fault
from support.office import login, roster
from support.pulls import NOW
from support.sites import ARTICLE, TEXT, Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return office_site(tmp_path_factory.mktemp("board"))


@pytest.fixture
def office(site: Site) -> Iterator[Office]:
    with office_over(site) as found:
        yield found
        assert {seen.method for seen in found.forge.requests} <= {"GET"}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", lambda seconds: None)


def board(office: Office, *words: str, code: int = 0, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # passed on as it is
    said = office.run("status", *(words or ("--all",)), "--format", "json", **more)
    assert said.code == code, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def change(found: dict[str, Any], number: int) -> dict[str, Any]:
    return next(one for one in found["changes"] if one["number"] == number)


def test_the_board_says_whose_turn_it_is_since_when_and_what_is_overdue(office: Office) -> None:
    found = board(office)
    first = change(found, 1)
    assert first["articles"] == [{"path": ARTICLE, "grade": "general", "unit": "liangshan", "change": "added"}]
    turn = first["waiting"][0]
    assert (turn["stage"], turn["people"], turn["articles"], turn["overdue"]) == ("review-3", ["chen.jie"], [ARTICLE], True)
    assert turn["since"] == "2026-11-02T01:06:00Z"  # the deputy head's approval
    assert turn["due"] == "2026-11-03T16:00:00Z"  # one working day after a Monday, at midnight in Shanghai
    assert change(found, 2)["waiting"][0]["people"] == ["wu.lei"]
    assert change(found, 3)["standing"] == "returned"
    assert change(found, 3)["objections"] == [
        {"who": "li.na", "at": "2026-11-02T01:08:00Z", "note": "13(七) 数据有误", "blocks": True}
    ]
    assert {one["stage"] for one in change(found, 4)["waiting"]} == {"office-first", "office-second"}
    assert change(found, 4)["control_plane"] == ["reviews/sources.yml"]
    assert set(found["overdue"]) == {1, 2, 3}  # seats of the control plane have no period in the policy
    assert found["undecided"] == []


def test_requests_are_shared_one_list_and_three_or_four_a_pull_request(office: Office) -> None:
    board(office)
    assert len(office.forge.requests) == 1 + 2 * 3 + 2 * 4  # a timeline that shows comments spares their list


def test_mine_finds_the_person_by_login_in_any_case_by_account_id_or_by_person_id(office: Office) -> None:
    found = board(office, "--mine", "LINA-GOV")
    assert found["person"] == "li.na"
    assert found["to_sign"] == []  # hers is the turn in 3, but she has sent it back and waits herself
    assert found["handed_in"] == [2]
    assert found["returned"] == [3]
    assert {one["number"] for one in found["changes"]} == {2, 3}
    assert {person_named(word, roster()) for word in ("lina-gov", "@Lina-Gov", "1108", "li.na", "李娜")} == {"li.na"}


def test_mine_in_words(office: Office) -> None:
    said = office.run("status", "--mine", "chenjie-gov")
    assert said.code == 0
    assert "【轮到您签 1 件】" in said.out
    assert "▶ 三审签发：陈杰，已等 17 天，已逾期（限 11-03）" in said.out
    assert "#2" not in said.out


def test_mine_of_a_stranger_is_a_usage_error(office: Office) -> None:
    said = office.run("status", "--mine", "nobody-here")
    assert said.code == 2
    assert "人员名册中没有" in said.err


def test_one_that_cannot_be_read_hides_no_other_and_the_exit_code_says_so(office: Office) -> None:
    office.forge.fail(Fault(status=502), path="/pulls/2/reviews", times=99)
    found = board(office, code=3)
    assert found["undecided"] == [2]
    assert change(found, 2)["standing"] == "undecided"
    assert change(found, 2)["problem"]
    assert {one["number"] for one in found["changes"]} == {1, 2, 3, 4}
    said = office.run("status", "--all")
    assert said.code == 3
    assert "#2 第 2 号稿件  [无法判定]" in said.out
    assert "#2：" in said.err


@pytest.mark.parametrize(
    ("path", "fault", "undecided"),
    [
        ("/issues/1/timeline", Fault(status=502), []),
        ("/pulls/1/commits", Fault(truncated=True), []),
        ("/pulls/3/reviews", Fault(status=403), [3]),
        ("/pulls/3/reviews", Fault(body=b"[]"), [3]),
    ],
)
def test_a_fault_on_the_way_is_retried_or_said(office: Office, path: str, fault: Fault, undecided: list[int]) -> None:
    office.forge.fail(fault, path=path)
    found = board(office, code=3 if undecided else 0)
    assert found["undecided"] == undecided
    assert change(found, 1)["waiting"][0]["people"] == ["chen.jie"]


def test_several_broken_ones_leave_the_others_their_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2):
        office.forge.fail(Fault(status=502), path=f"/pulls/{number}/reviews", times=99)
    waited: list[float] = []
    monkeypatch.setitem(Forge.__init__.__kwdefaults__, "sleep", waited.append)
    found = board(office, code=3)
    assert set(found["undecided"]) == {1, 2}
    assert sum(waited) <= 12


def test_without_the_list_nothing_is_known(office: Office) -> None:
    office.forge.fail(Fault(status=502), path="/pulls", times=99)
    found = office.run("status", "--all", "--format", "json")
    assert found.code == 3
    assert json.loads(found.out)["allowed"] is False


def test_a_fault_of_our_own_in_one_is_shown_and_hides_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanshen.judging import judge as judging

    real = judging.judge

    def faulty(repository: Any, base: str, head: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401
        if head == office.tip("second"):
            raise ZeroDivisionError
        return real(repository, base, head, *rest, **more)

    monkeypatch.setattr(judging, "judge", faulty)
    found = board(office, code=3)
    assert found["undecided"] == [2]
    assert len(found["changes"]) == 4


def test_t54_a_head_shared_with_one_that_is_not_allowed_is_not_allowed(office: Office) -> None:
    office.pull.complete()
    assert change(board(office), 1)["standing"] == "allowed"
    office.forge.open_pull(5, login("wu.lei"), "main", office.pull.base, office.pull.head)
    found = board(office)
    assert change(found, 1)["standing"] == "blocked"
    assert any("#5" in reason for reason in change(found, 1)["reasons"])
    office.forge.fail(Fault(status=502), path="/pulls/5/reviews", times=99)
    assert set(board(office, code=3)["undecided"]) == {1, 5}


def test_nobody_is_waited_for_while_it_is_a_draft_the_clock_starts_when_it_is_handed_in(office: Office) -> None:
    office.forge._event(2, "ready_for_review", login("li.na"), {}, datetime(2026, 11, 19, 1, 0, tzinfo=UTC))
    office.forge.open_pull(6, login("zhang.wei"), "main", office.pull.base, office.tip("third"), draft=True)
    office.forge.close(3)
    found = board(office)
    turn = change(found, 2)["waiting"][0]
    assert (turn["since"], turn["overdue"]) == ("2026-11-19T01:00:00Z", False)
    assert (change(found, 6)["standing"], change(found, 6)["waiting"]) == ("draft", [])  # nobody is waited for


def test_nobody_is_waited_for_while_the_author_must_mend_what_was_returned(office: Office) -> None:
    """The turn goes on while an objection stands (§3), but nobody reads an article that is to be changed first."""
    returned = change(board(office), 3)
    assert returned["standing"] == "returned"
    assert returned["waiting"]
    office.pull.object("chen.jie")
    faulty = office.site.repo.commit(
        {ARTICLE: TEXT + f"\n联系人手机 139{'1234' * 2}。\n"}, "加电话", branch="faulty", parents=(office.pull.head,)
    )
    office.forge.push(1, faulty)
    found = change(board(office), 1)
    assert (found["standing"], found["waiting"]) == ("returned", [])


def test_what_was_altered_after_signing_starts_the_turn_anew(office: Office) -> None:
    altered = office.site.repo.commit(
        {ARTICLE: TEXT.replace("十二处", "十三处")},
        "改",
        branch="altered",
        parents=(office.pull.head,),
        date=NOW - timedelta(hours=3),
    )
    office.forge.push(1, altered)
    first = change(board(office), 1)
    assert first["waiting"][0]["stage"] == "review-1"
    assert first["waiting"][0]["since"] == (NOW - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
    future = office.site.repo.commit({ARTICLE: TEXT}, "改回", branch="future", parents=(altered,), date=NOW + timedelta(days=9))
    office.forge.push(1, future)
    turn = change(board(office), 1)["waiting"][0]  # good again; the clock was not set forward by that commit's own word
    assert turn["since"] <= NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_year_without_a_calendar_is_not_guessed(office: Office) -> None:
    later = datetime(2031, 3, 3, 1, 0, tzinfo=UTC)
    office.forge._pulls[2]["created_at"] = "2031-03-01T00:00:00Z"
    turn = change(board(office, at=later), 2)["waiting"][0]
    assert (turn["due"], turn["overdue"]) == (None, False)
    assert "2031" in turn["why_not_due"]


def test_pr_is_the_gates_verdict_with_whose_turn_it_is(office: Office) -> None:
    said = office.run("status", "--pr", "1", "--format", "json", lang="en")
    assert said.code == 1
    found = json.loads(said.out)
    gate = office.pull.gate().json
    assert {key: found[key] for key in gate} == gate
    assert found["pull"]["waiting"][0]["people"] == ["chen.jie"]
    text = office.run("status", "--pr", "3", THIRD).out
    assert "✘ 李娜 li.na 于 2026-11-02 09:08 退回：13(七) 数据有误" in text
    assert "✔ 已签  一审  张伟 zhang.wei" in text


def test_pr_that_is_complete_is_allowed(office: Office) -> None:
    office.pull.complete()
    assert office.run("status", "--pr", "1").code == 0
    assert office.run("status", "--pr", "1", ARTICLE).code == 0


def test_pr_that_is_over_says_so(office: Office) -> None:
    office.forge.close(2)
    office.forge.merge(4, "f" * 40)
    office.forge._pulls[3]["base"]["ref"] = "elsewhere"
    for number, word in ((2, "已关闭"), (4, "已合并"), (3, "不是受保护分支 main")):
        said = office.run("status", "--pr", str(number))
        assert (said.code, word in said.err) == (2, True), said


def test_pr_that_is_not_there_cannot_be_known(office: Office) -> None:
    said = office.run("status", "--pr", "77", "--format", "json")
    assert said.code == 3
    assert json.loads(said.out)["allowed"] is False


def test_options_that_do_not_go_together(office: Office) -> None:
    for words in (
        ("--all", "--mine", "li.na"),
        ("--all", "--pr", "1"),
        ("--all", ARTICLE),
        ("--mine", "li.na", "--head", "HEAD"),
        ("--pr", "1", "--head", "HEAD"),
        ("--format", "html"),
        ("--mine", "li.na", "--format", "html"),
        ("--all", "--out", "x.html"),
        ("--pr", "x"),
    ):
        assert office.run("status", *words).code == 2, words
    assert office.forge.requests == []


def test_half_a_forge_is_said_not_taken_for_none(office: Office) -> None:
    said = office.run("status", "--all", forge=False, env={"GITHUB_TOKEN": "x" * 20})
    assert said.code == 2
    assert "GITHUB_REPOSITORY" in said.err


def test_without_a_forge_the_board_is_made_of_branches(office: Office) -> None:
    found = board(office, forge=False)
    assert found["evidence"] == "ssh"
    assert office.forge.requests == []
    second = next(one for one in found["changes"] if one["branch"] == "second")
    assert second["number"] is None
    assert second["articles"][0]["path"] == SECOND
    assert second["waiting"][0]["people"] == ["wu.lei"]
    assert "main" not in {one["branch"] for one in found["changes"]}
    assert "second 另一篇  [待签]" in office.run("status", "--all", forge=False).out


def test_the_page_is_written_whole_beside_the_site_never_into_it(office: Office, tmp_path: Path) -> None:
    page = tmp_path / "internal" / "board.html"
    said = office.run("status", "--all", "--format", "html", "--out", str(page))
    assert said.code == 0
    assert "审签看板：在办 4 件，3 件逾期" in said.out
    html = page.read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert [one.name for one in page.parent.iterdir()] == ["board.html"]
    assert office.run("status", "--all", "--format", "html").out == html


def test_the_page_is_refused_in_a_public_folder(office: Office) -> None:
    for place in ("site/board.html", "content/board.html", "reviews/board.html", "build/public/x/board.html"):
        said = office.run("status", "--all", "--format", "html", "--out", place)
        assert (said.code, "内部资料" in said.err) == (2, True)
        assert not (office.site.repo.path / place).exists()
    assert office.forge.requests == []


def test_the_page_is_refused_in_any_built_site_and_through_links(office: Office, tmp_path: Path) -> None:
    built = tmp_path / "web"
    (built / "deep").mkdir(parents=True)
    (built / "manifest.json").write_text("{}")
    (tmp_path / "link").symlink_to(built / "deep")
    for place in (built / "board.html", built / "deep" / "board.html", tmp_path / "link" / "board.html"):
        assert office.run("status", "--all", "--format", "html", "--out", str(place)).code == 2
        assert not place.exists()
    assert office.run("status", "--all", "--format", "html", "--out", str(tmp_path)).code == 2


def test_t51_other_peoples_words_are_inert_everywhere(office: Office) -> None:
    office.forge._pulls[2]["title"] = "</h3><script>alert(1)</script>\u202e\x1b[31m\n::error::x"
    office.forge._pulls[1]["title"] = "请来电 13812345678"
    office.forge._pulls[2]["html_url"] = "javascript:alert(1)"
    outputs = [office.run("status", *words).out for words in (("--all",), ("--pr", "2"), ("--all", "--format", "html"))]
    for out in (*outputs, office.run("status", "--mine", "li.na", "--format", "json").out):
        assert "13812345678" not in out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert not re.search(r"^::", out, re.MULTILINE)
    html = outputs[-1]
    assert "<script" not in html
    assert "&lt;/h3&gt;&lt;script&gt;" in html


def test_an_empty_board(office: Office) -> None:
    for number in (1, 2, 3, 4):
        office.forge.close(number)
    assert "目前没有在办的事项" in office.run("status", "--all", "--format", "html").out
    assert "【轮到您签 0 件】" in office.run("status", "--mine", "li.na").out
