"""The sticky comment's exact Markdown (tests/golden/comment/), and that nothing untrusted in it does anything."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.sheet import Amendment, Amendments, Correction, Ignored, Objection, Sheet, StageState, State, Verdict
from sanshen.model.text import Text
from sanshen.report.comment import LONGEST, Notice, Turn, render
from sanshen.report.comment_marker import MARKER, same_apart_from_time
from sanshen.report.harmless import harmless
from sanshen.report.status_line import LONGEST as LONGEST_STATUS
from sanshen.report.status_line import description_of, shorten, state_of
from sanshen.report.verdict_text import Names
from support.office import NAMES, login, policy

GOLDEN = Path(__file__).parents[2] / "golden" / "comment"
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
BASE, HEAD = "b" * 40, "a" * 40
ARTICLE = "content/liangshan/news/2026/xiaofang.md"
ORDER = ("review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3")
SIGNERS = dict(zip(ORDER, ("zhang.wei", "li.na", "chen.jie", "wang.fang", "liu.yang", "li.na"), strict=True))
HOSTILE = "</code>@li-na #1 [点我](https://evil.example) `x` |\n::set-output name=a::b\u202e<img src=x> \x1b[31m"


def _names() -> Names:
    rules = policy()
    return Names(
        stages={key: one.name for key, one in rules.stages.items()}
        | {key: one.name for key, one in rules.control_plane.seats.items()},
        grades={key: one.name for key, one in rules.grades.items()},
        roles=rules.roles,
        people=NAMES,
        zone=ZoneInfo("Asia/Shanghai"),
    )


def _stages(signed: int, **amended: str) -> tuple[StageState, ...]:
    found = []
    for place, stage in enumerate(ORDER):
        roles = policy().stages[stage].roles
        if place < signed:
            at = AT - timedelta(days=2, hours=-place)
            mark = amended.get(stage.replace("-", "_"), "")
            found.append(StageState(stage, roles, State.SIGNED, SIGNERS[stage], at, f"review:{place}", mark))
        else:
            found.append(StageState(stage, roles, State.OPEN if place == signed else State.WAITING))
    return tuple(found)


def _sheet(signed: int, **more: object) -> Sheet:
    whole = {"path": ARTICLE, "grade": "general", "kind": "added", "substance": "s", "form": "f", "stages": _stages(signed)}
    return Sheet(**{**whole, **more})  # type: ignore[arg-type]


def _verdict(*sheets: Sheet, **more: object) -> Verdict:
    unsigned = [one for one in sheets if any(stage.state is not State.SIGNED for stage in one.stages)]
    reasons = tuple(Text(f"{one.path}：尚缺签署", f"{one.path}: not signed yet") for one in unsigned)
    opened = tuple(dict.fromkeys(stage.id for one in sheets for stage in one.stages if stage.state is State.OPEN))
    whole = {"outcome": "blocked", "base": BASE, "head": HEAD, "articles": sheets, "open": opened, "reasons": reasons}
    return Verdict(**{**whole, **more})  # type: ignore[arg-type]


def _notice(verdict: Verdict, *people: str, **more: object) -> Notice:
    turns = tuple(Turn(stage, tuple((NAMES[one], login(one)) for one in people)) for stage in verdict.open)
    whole = {"verdict": verdict, "names": _names(), "turns": turns, "at": AT}
    return Notice(**{**whole, **more})  # type: ignore[arg-type]


def _finding(message: str = "手机号不得公开", path: str = ARTICLE) -> Finding:
    return Finding("SS1305", Severity.ERROR, path, Place(9, 4, 15), Text(message, message), "138****0000")


def _blocked() -> Notice:
    objection = Objection("chen.jie", AT - timedelta(hours=3), "review:9", "13(七) 内容重复，与上周通知不一致", blocks=True)
    stranger = Objection("passer-by", AT, "review:10", HOSTILE, blocks=False)
    ignored = Ignored("li.na", AT - timedelta(days=1), Text("“二审”尚未轮到：签早了，请轮到时再签", "early"))
    sheet = _sheet(2, findings=(_finding(),))
    why = Text(f"{ARTICLE}:9:4：SS1305 手机号不得公开", "x")
    return _notice(
        _verdict(sheet, objections=(objection, stranger), ignored=(ignored,), reasons=(why, Text(HOSTILE, HOSTILE))), "chen.jie"
    )


def _to_mend() -> Notice:
    why = Text(f"{ARTICLE}:9:4：SS1305 手机号不得公开", "x")
    verdict = _verdict(_sheet(1, findings=(_finding(),)), reasons=(why,))
    return msgspec.structs.replace(_notice(verdict), turns=())


def _proofing() -> Notice:
    corrections = (Correction(12, "己全部整改", "已全部整改"), Correction(15, "", "、"), Correction(16, "的的", "的"))
    amended = Amendments((Amendment(10, "3处", "2处"), Amendment(14, "", "下一步，继续检查。")), whole=False)
    stages = _stages(3, review_1="stands", review_2="here")
    first = _sheet(3, stages=stages, corrections=corrections, amendments=amended)
    second = _sheet(3, path="content/liangshan/notice/2026/tongzhi.md", kind="modified")
    return _notice(
        _verdict(first, second), "zhang.wei", "wang.fang", author_signs=True, sample="https://github.example/d/w/pull/1/checks"
    )


def _office() -> Notice:
    seats = tuple(StageState(one, ("office-administrator",), State.OPEN) for one in ("office-first", "office-second"))
    paths = tuple(f"reviews/lexicon/topic-{number}.yml" for number in range(23))
    reasons = tuple(Text(f"尚缺签署：{one.id}", one.id) for one in seats)
    verdict = _verdict(changed=paths, whole=seats, open=("office-first", "office-second"), reasons=reasons)
    return _notice(verdict, "zhao.min", "zhou.san")


def _allowed() -> Notice:
    return _notice(_verdict(_sheet(6), outcome="allowed", open=(), reasons=()))


CASES = {
    "pending": lambda: _notice(_verdict(_sheet(0)), "zhang.wei", author_signs=True),
    "proofing": _proofing,
    "blocked": _blocked,
    "control-plane": _office,
    "refused": lambda: _notice(_verdict(_sheet(1)), "li.na", refused=(login("li.na"),)),
    "to-mend": _to_mend,
    "nobody-left": lambda: _notice(_verdict(_sheet(1))),
    "allowed": _allowed,
}


@pytest.mark.parametrize("name", CASES)
def test_the_exact_markdown(name: str) -> None:
    """SANSHEN_GOLDEN=1 writes the files anew; look at what changed before you keep it."""
    made, place = render(CASES[name]()), GOLDEN / f"{name}.md"
    if os.environ.get("SANSHEN_GOLDEN"):
        place.parent.mkdir(exist_ok=True)
        place.write_text(made)
    assert made == place.read_text()


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("pending", "pending"),
        ("proofing", "pending"),
        ("blocked", "failure"),
        ("control-plane", "pending"),
        ("allowed", "success"),
    ],
)
def test_the_state_of_the_status(name: str, state: str) -> None:
    assert state_of(CASES[name]().verdict) == state


def test_a_reason_beyond_missing_signatures_is_a_failure() -> None:
    verdict = _verdict(_sheet(1))
    conflict = (*verdict.reasons, Text("与受保护分支有冲突", "conflict"))
    assert state_of(msgspec.structs.replace(verdict, reasons=conflict)) == "failure"
    assert state_of(msgspec.structs.replace(verdict, open=())) == "failure"
    assert state_of(msgspec.structs.replace(verdict, outcome="undecided")) == "error"


@given(st.text(max_size=400))
def test_a_status_never_exceeds_what_github_takes(line: str) -> None:
    assert len(shorten(line)) <= LONGEST_STATUS
    assert shorten(line)[: LONGEST_STATUS - 1] == line[: LONGEST_STATUS - 1]


def test_the_status_says_the_headline() -> None:
    notice = CASES["pending"]()
    assert description_of(notice.verdict, notice.names) == "⏳ 尚待签署：一审"


@pytest.mark.parametrize(
    "text", [HOSTILE, "@all", "#12", "https://evil.example", "www.evil.example", "a|b", "<!-- -->", "~~x~~", "GH-1"]
)
def test_t51_untrusted_text_is_inert(text: str) -> None:
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(f"| a |\n| --- |\n| {harmless(text)} |\n")
    assert re.findall(r"<(\w+)", rendered) == ["table", "thead", "tr", "th", "tbody", "tr", "td", "code"]
    assert "\x1b" not in rendered
    assert "\u202e" not in rendered


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_t51_no_text_gets_out_of_its_code(text: str) -> None:
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"- {harmless(text)}\n")
    assert re.findall(r"<(\w+)", rendered) == ["ul", "li", "code"]


def test_t51_a_comment_of_hostile_words_holds_no_more_markup_than_one_of_plain_words() -> None:
    def structure(words: str) -> list[str]:
        sheet = _sheet(1, path=words, corrections=(Correction(1, words, words),), findings=(_finding(words, words),))
        ignored = Ignored(words, AT, Text(words, words))
        verdict = _verdict(
            sheet, ignored=(ignored,), objections=(Objection(words, AT, "r", words, blocks=True),), changed=(words,)
        )
        return re.findall(r"<(/?\w+)", MarkdownIt("gfm-like", {"linkify": False}).render(render(_notice(verdict))))

    assert structure(HOSTILE) == structure("平常")


def test_a_comment_is_bounded_and_says_so() -> None:
    sheets = [_sheet(2, path=f"content/liangshan/news/2026/{'长' * 400}{number}.md") for number in range(100)]
    made = render(_notice(_verdict(*sheets), "chen.jie"))
    assert len(made) <= LONGEST
    assert "内容过长" in made
    assert made.startswith(MARKER)


def test_only_the_time_is_overlooked_when_comments_are_compared() -> None:
    one = CASES["pending"]()
    later = msgspec.structs.replace(one, at=AT + timedelta(hours=5))
    assert render(one) != render(later)
    assert same_apart_from_time(render(one), render(later).replace("\n", "\r\n"))
    moved = msgspec.structs.replace(one, verdict=msgspec.structs.replace(one.verdict, head="c" * 40))
    assert not same_apart_from_time(render(one), render(moved))
    assert not same_apart_from_time(render(one), render(CASES["allowed"]()))
    assert not same_apart_from_time("", render(one))
