"""Paper signatures by SSH statements, through the real command line, in a real repository: entered, recorded, verified; and abused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sanshen.evidence.statements import SignedStatement, StatedPaper, canonical, encode, read_statement
from sanshen.model.sheet import paper_of
from support import office
from support.town import FIRE, START, Town, article, sheet, stages

STAGE = "district-deputy"
ON = office.policy_bytes().replace(b"attested: false", b"attested: true")
PAPER = StatedPaper(signer="sun.er", number="办签〔2026〕12号", date="2026-11-23")
OTHER = FIRE.replace("fire", "flood")


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A major article, signed by its unit, in a district that takes paper signatures."""
    assert office.policy_bytes() != ON
    made = Town(tmp_path_factory.mktemp("paper"), policy=ON)
    made.draft(text=article(grade="major"))
    made.state_all(count=3)
    return made


@pytest.fixture
def town(reviewed: Town, tmp_path: Path) -> Town:
    return reviewed.copy(tmp_path)


def digest(town: Town, path: str = FIRE) -> str:
    return str(sheet(town.gate(), path)["substance"])


def enter(town: Town, person: str, path: str = FIRE, **over: str) -> tuple[int, str, str]:
    """One administrator enters the paper, as at a terminal; committed where it was accepted."""
    fields = {"stage": STAGE, "signer": PAPER.signer, "number": PAPER.number, "date": PAPER.date, **over}
    fields.setdefault("digest", digest(town, path)[:16])
    words = [word for key, value in fields.items() for word in (f"--{key}", value)]
    answer = town.run("attest", path, *words, "--key", str(town.keys[person].private))
    if answer[0] == 0:
        town.commit(f"Enter as {person}", by=person)
    return answer


def state(town: Town, person: str, **over: object) -> SignedStatement:
    """An entry made by hand, past all refusals of the command."""
    return town.state(person, STAGE, **{"kind": "attest", "paper": PAPER, **over})  # type: ignore[arg-type]  # fields of a statement


def whys(town: Town) -> str:
    return " | ".join(one["why"] for one in town.gate()["ignored"])


def test_entered_by_two_it_is_allowed_recorded_and_verified(town: Town) -> None:
    code, out, err = enter(town, "zhao.min")
    assert code == 0, err
    assert "孙二 2026-11-23 在书面 办签〔2026〕12号 上签批" in out
    first = town.gate()
    assert stages(first)[STAGE] == "open"
    assert "待另一名管理员" in first["ignored"][0]["why"]
    assert enter(town, "zhou.san")[0] == 0
    line = next(one for one in sheet(town.gate())["stages"] if one["id"] == STAGE)
    assert (line["state"], line["person"]) == ("signed", "sun.er")
    assert line["evidence"].startswith("attested:2026-11-23:办签〔2026〕12号:statement:")
    assert set(line) == {"id", "roles", "state", "person", "at", "evidence", "amended"}
    code, out, _ = town.run("status")
    assert "孙二 sun.er（书面签批（代录）：办签〔2026〕12号，2026-11-23，赵敏、周三代录）" in out
    for person, stage in (("wang.fang", "proof-1"), ("liu.yang", "proof-2"), ("li.na", "proof-3")):
        town.state(person, stage)
    assert town.gate()["allowed"]
    town.merge()
    assert town.record()[0] == 0
    assert town.run("verify", "--all-history")[0] == 0
    files = town.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/")
    record = town.git("show", f"sanshen-records:{files.splitlines()[0]}")
    [version] = json.loads(record)["record"]["versions"]
    assert next(one for one in version["sheet"] if one["stage"] == STAGE)["evidence"] == line["evidence"]
    assert paper_of(line["evidence"]) == (date(2026, 11, 23), "办签〔2026〕12号")
    code, _, err = town.run(
        "build", "--internal", "--site-dir", "inside", env={"SANSHEN_PIPELINE_KEY": str(town.pipeline.private)}
    )
    assert code == 0, err
    assert "书面签批（代录）办签〔2026〕12号" in (town.root / "inside/liangshan/news/2026/fire/index.html").read_text("utf-8")
    town.branch("later")
    town.draft(OTHER, article("另一篇"))
    assert "（书面签批（代录）：办签〔2026〕12号，2026-11-23）" in town.run("status", FIRE)[1]


def test_the_same_paper_is_no_paper_for_the_next_version(town: Town) -> None:
    for person in ("zhao.min", "zhou.san"):
        state(town, person)
    for person, stage in (("wang.fang", "proof-1"), ("liu.yang", "proof-2"), ("li.na", "proof-3")):
        town.state(person, stage)
    town.merge()
    assert town.record()[0] == 0
    town.branch("next")
    town.draft(text=article(grade="major", body="另一个版本的正文。\n"))
    town.sign_all(FIRE, people=("zhang.wei", "li.na", "chen.jie"))
    code, _, err = enter(town, "zhao.min")
    assert code == 1
    assert "已用于本篇以前的版本" in err
    present = town._line(FIRE)[-1].statement.replaces
    for person in ("zhao.min", "zhou.san"):
        state(town, person, replaces=present)
    assert stages(town.gate())[STAGE] == "open"
    assert "已用于本篇以前的版本" in whys(town)


@pytest.mark.parametrize(
    ("over", "code", "says"),
    [
        ({"digest": "0" * 16}, 1, "不是现版本的"),
        ({"digest": "abc"}, 2, "16 位"),
        ({"date": "2026-11-24"}, 1, "晚于代录之日"),
        ({"date": "2026-13-01"}, 2, "不是日期"),
        ({"signer": "sun.ee"}, 2, "sun.er"),
        ({"number": "办签 12号"}, 2, "文号"),
        ({"number": "138" + "0013" + "8000"}, 2, "文号"),
        ({"stage": "review-3"}, 2, STAGE),
        ({"number": ""}, 2, "--number"),
    ],
)
def test_the_command_refuses_what_would_not_count(reviewed: Town, over: dict[str, str], code: int, says: str) -> None:
    answer = enter(reviewed, "zhao.min", **{"digest": digest(reviewed)[:16], **over})
    assert answer[0] == code
    assert says in answer[2]
    assert reviewed.git("status", "--porcelain") == ""


@pytest.mark.parametrize("person", ["sun.er", "chen.jie", "han.mei"])
def test_nobody_but_an_administrator_enters(reviewed: Town, person: str) -> None:
    code, _, err = enter(reviewed, person)
    assert code == 1
    assert "代录" in err
    assert reviewed.git("status", "--porcelain") == ""


def test_off_nothing_is_entered_and_what_was_made_by_hand_is_void(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.draft(text=article(grade="major"))
    town.state_all(count=3)
    code, _, err = enter(town, "zhao.min")
    assert code == 1
    assert "没有启用" in err
    for person in ("zhao.min", "zhou.san"):
        state(town, person)
    assert stages(town.gate())[STAGE] == "open"
    assert "没有启用书面签批" in whys(town)


def test_a_branch_cannot_turn_it_on_for_itself(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.write({office.POLICY_PATH: ON})
    town.draft(text=article(grade="major"))
    for person in ("zhao.min", "zhou.san"):
        state(town, person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "没有启用书面签批" in whys(town)


def test_one_key_for_both_entries_is_void(town: Town) -> None:
    state(town, "zhao.min")
    state(town, "zhou.san", key="zhao.min")
    assert stages(town.gate())[STAGE] != "signed"
    assert "zhao.min" in whys(town)


def test_an_entry_copied_to_another_article_is_void(town: Town) -> None:
    made = [state(town, person) for person in ("zhao.min", "zhou.san")]
    town.draft(OTHER, article("另一篇", grade="major"))
    town.state_all(OTHER, count=3)
    line = town._line(OTHER)
    for one in made:
        town.state(one.statement.person, STAGE, OTHER, kind="attest", paper=PAPER, substance=digest(town))
    assert len(town._line(OTHER)) == len(line) + 2
    verdict = town.gate()
    assert stages(verdict, OTHER)[STAGE] != "signed"
    assert "所录摘要不是" in whys(town)


def test_a_signer_may_not_be_changed_after_signing(town: Town) -> None:
    made = state(town, "zhao.min", save=False)
    other = StatedPaper(signer="qian.yi", number=PAPER.number, date=PAPER.date)
    forged = SignedStatement(
        made.statement.__class__(
            **{**{f: getattr(made.statement, f) for f in made.statement.__struct_fields__}, "paper": other}
        ),
        made.signature,
        made.number,
    )
    (town.root / made.file).unlink()
    town.write({forged.file: encode(forged)})
    town.commit("forge")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert stages(verdict)[STAGE] == "open"


@pytest.mark.parametrize(
    "paper",
    [
        StatedPaper(signer="Sun Er", number="1", date="2026-11-23"),
        StatedPaper(signer="sun.er", number="", date="2026-11-23"),
        StatedPaper(signer="sun.er", number="a:b", date="2026-11-23"),
        StatedPaper(signer="sun.er", number="a\u202eb", date="2026-11-23"),
        StatedPaper(signer="sun.er", number="1", date="20261123"),
        StatedPaper(signer="sun.er", number="x" * 61, date="2026-11-23"),
    ],
)
def test_a_paper_that_is_none_is_no_statement(reviewed: Town, paper: StatedPaper) -> None:
    made = reviewed.state("zhao.min", STAGE, kind="attest", paper=paper, save=False)
    (reviewed.root / made.file).unlink()
    assert not isinstance(read_statement(made.file, encode(made)), SignedStatement)


def test_a_paper_belongs_to_entries_alone(reviewed: Town) -> None:
    for kind, paper in (("sign", {"paper": PAPER}), ("attest", {})):
        made = reviewed.state("zhao.min", STAGE, kind=kind, save=False, **paper)  # type: ignore[arg-type]  # fields of a statement
        (reviewed.root / made.file).unlink()
        assert not isinstance(read_statement(made.file, encode(made)), SignedStatement)


def test_statements_without_a_paper_have_the_bytes_they_always_had(reviewed: Town) -> None:
    assert all(b"paper" not in canonical(one.statement) for one in reviewed._line(FIRE))


def test_the_slip_names_the_version(reviewed: Town) -> None:
    code, out, _ = reviewed.run("attest", FIRE, "--stage", STAGE, "--slip")
    assert code == 0
    start = digest(reviewed)[:16]
    assert " ".join(start[at : at + 4] for at in range(0, 16, 4)) in out
    assert "梁山街道开展冬季消防安全检查" in out
    assert START.year == 2026
