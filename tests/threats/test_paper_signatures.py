"""Paper signatures (书面签批, §5.3): what an administrator, alone or with another, must not be able to make of a paper."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from sanshen.model.change import Paper, SignOff, SignOffKind
from sanshen.model.policy import Policy
from sanshen.model.roster import Appointment
from sanshen.model.sheet import Decision, evidence_ids
from support import office
from support.sheets import MAJOR, PATH, START, Story, complete, signed, stages

DAY = date(2026, 11, 23)
PAPER = Paper("sun.er", "办签〔2026〕12号", DAY)
STAGE = "district-deputy"


def law(**more: object) -> Policy:
    return msgspec.structs.replace(office.policy(), attested=True, **more)


def reviewed(policy: Policy | None = None, grade: str = "major") -> Story:
    """A story signed by the unit; its substance is a digest, as an entry names it."""
    story = Story(policy=policy or law(), grade=grade)
    story.commit("s1")
    return story.sign(*MAJOR[:3])


def enter(
    story: Story, person: str | None, paper: Paper = PAPER, stage: str = STAGE, digest: str = "s1", **more: object
) -> Story:
    story.event(SignOffKind.ATTEST, person, stage=stage, digests=(digest, ""), paper=paper, **more)
    return story


def both(story: Story, paper: Paper = PAPER, **more: object) -> Story:
    return enter(enter(story, "zhao.min", paper, **more), "zhou.san", paper, **more)  # type: ignore[arg-type]  # passed on


def whys(decision: Decision) -> str:
    return " | ".join(f"{one.who}: {one.why.en}" for one in decision.ignored)


def assert_unsigned(story: Story, why: str) -> None:
    """Whatever was entered signs nothing, and the sheet says why."""
    decision = story.decide()
    assert STAGE not in signed(decision)
    assert why in whys(decision)


def test_two_administrators_enter_a_paper_and_its_signer_has_signed() -> None:
    story = both(reviewed()).sign("wang.fang", "liu.yang", "li.na")
    decision = story.decide()
    assert complete(decision)
    state = stages(decision)[STAGE]
    assert (state.person, state.at) == ("sun.er", story.events[4].at)
    assert state.evidence == "attested:2026-11-23:办签〔2026〕12号:review:4+review:5"
    assert evidence_ids(state.evidence) == ("review:4", "review:5")
    assert state.paper == msgspec.structs.replace(PAPER, administrators=("zhao.min", "zhou.san"))
    assert decision.ignored == ()


def test_off_in_the_policy_it_is_void() -> None:
    assert_unsigned(both(reviewed(office.policy())), "paper signatures are off")


def test_one_administrator_alone_signs_nothing() -> None:
    story = enter(reviewed(), "zhao.min")
    assert_unsigned(story, "another administrator must enter it too")
    assert story.decide().ignored[0].held


def test_one_administrator_twice_counts_once() -> None:
    assert_unsigned(enter(enter(reviewed(), "zhao.min"), "zhao.min"), "counts once")


@pytest.mark.parametrize(
    "other",
    [
        msgspec.structs.replace(PAPER, number="办签〔2026〕13号"),
        msgspec.structs.replace(PAPER, day=DAY - timedelta(days=1)),
        msgspec.structs.replace(PAPER, signer="qian.yi"),
    ],
    ids=["number", "date", "signer"],
)
def test_the_two_must_agree_on_everything(other: Paper) -> None:
    assert_unsigned(enter(enter(reviewed(), "zhao.min"), "zhou.san", other), "another administrator")


def test_the_two_must_agree_on_the_stage() -> None:
    story = enter(enter(reviewed(grade="special"), "zhao.min"), "zhou.san", stage="district-principal")
    assert set(signed(story.decide())) == {"review-1", "review-2", "review-3"}


@pytest.mark.parametrize("person", ["zhang.wei", "chen.jie", "sun.er", "qian.yi", None])
def test_nobody_but_an_administrator_enters(person: str | None) -> None:
    assert_unsigned(enter(enter(reviewed(), "zhao.min"), person), "paper entry")


def test_an_administrator_out_of_office_enters_nothing() -> None:
    story = reviewed()
    people = {**story.roster.people, "zhou.san": msgspec.structs.replace(story.roster.people["zhou.san"], suspended=DAY)}
    story.roster = msgspec.structs.replace(story.roster, people=people)
    assert_unsigned(both(story), "suspended")


@pytest.mark.parametrize("stage", ["review-1", "review-3", "proof-1", "no-such-stage"])
def test_only_the_stages_that_the_policy_names(stage: str) -> None:
    decision = both(reviewed(), stage=stage).decide()
    assert set(signed(decision)) == {"review-1", "review-2", "review-3"}
    assert "cannot be signed on paper" in whys(decision)


def test_the_paper_of_another_article_or_version_is_void() -> None:
    assert_unsigned(both(reviewed(), digest="another article's"), "digest entered is not")


def test_a_paper_over_an_older_version_is_void_once_the_text_changes() -> None:
    story = both(reviewed())
    story.commit("s2")
    story.sign(*MAJOR[:3])
    assert_unsigned(story, "changed since")


def test_an_old_paper_is_no_paper_for_the_new_version() -> None:
    story = both(reviewed())
    story.commit("s2")
    story.sign(*MAJOR[:3])
    assert_unsigned(both(story, digest="s2"), "a new one needs a new paper")
    fresh = msgspec.structs.replace(PAPER, number="办签〔2026〕13号")
    assert signed(both(story, fresh, digest="s2").decide())[STAGE] == "sun.er"


def test_one_paper_may_hold_the_signatures_of_both_leaders() -> None:
    story = both(reviewed(grade="special"))
    both(story, msgspec.structs.replace(PAPER, signer="qian.yi"), stage="district-principal")
    assert {"district-deputy", "district-principal"} <= set(signed(story.decide()))


def test_the_signer_must_hold_the_seat_and_be_fit_that_day() -> None:
    story = both(reviewed(), msgspec.structs.replace(PAPER, signer="qian.yi"))
    assert_unsigned(story, "no seat")
    later = reviewed()
    seat = msgspec.structs.replace(later.roster.district_roles[STAGE][0], from_=DAY + timedelta(days=1))
    later.roster = msgspec.structs.replace(later.roster, district_roles={**later.roster.district_roles, STAGE: (seat,)})
    at = START + timedelta(days=1, hours=1)
    enter(enter(later, "zhao.min", at=at), "zhou.san", at=at)
    decision = later.decide(now=START + timedelta(days=2))
    assert STAGE not in signed(decision)
    assert "was not in office on 2026-11-23" in whys(decision)


def test_the_signer_must_still_be_fit_at_judgement() -> None:
    story = both(reviewed())
    people = {**story.roster.people, "sun.er": msgspec.structs.replace(story.roster.people["sun.er"], left=DAY)}
    story.roster = msgspec.structs.replace(story.roster, people=people)
    assert_unsigned(story, "left on")


def test_a_paper_dated_ahead_is_void() -> None:
    assert_unsigned(
        both(reviewed(), msgspec.structs.replace(PAPER, day=DAY + timedelta(days=1))), "after the day it was entered"
    )


def test_a_paper_dated_before_its_turn_came_is_void() -> None:
    assert_unsigned(
        both(reviewed(), msgspec.structs.replace(PAPER, day=DAY - timedelta(days=1))), "before the day the stage's turn came"
    )


def test_entered_before_its_turn_it_is_early_and_must_be_entered_again() -> None:
    story = Story(policy=law(), grade="major")
    story.commit("s1")
    both(story).sign(*MAJOR[:3])
    assert_unsigned(story, "early")
    assert signed(both(story).decide())[STAGE] == "sun.er"


def test_who_drafted_the_article_enters_nothing() -> None:
    story = Story(policy=law(), grade="major")
    story.commit("s1", by="zhou.san")
    assert_unsigned(both(story.sign(*MAJOR[:3])), "drafted")
    story = reviewed()
    story.add(PATH, author="zhao.min")
    story._contributions[PATH] = {}
    story.commit("s1")
    story.sign(*MAJOR[:3])
    assert_unsigned(both(story), "drafted")


def test_who_signs_another_stage_enters_nothing() -> None:
    story = reviewed()
    unit = story.roster.units["liangshan"]
    roles = {**unit.roles, "site-administrator": (Appointment(person="wang.fang"), Appointment(person="zhou.san"))}
    units = {**story.roster.units, "liangshan": msgspec.structs.replace(unit, roles=roles)}
    story.roster = msgspec.structs.replace(story.roster, units=units)
    assert STAGE in signed(both(story).decide())
    assert_unsigned(story.sign("zhou.san"), "signs another stage")


def test_a_leader_who_is_an_administrator_too_enters_no_own_paper() -> None:
    story = reviewed()
    more = (*story.roster.district_roles["office-administrator"], Appointment(person="sun.er"))
    roles = {**story.roster.district_roles, "office-administrator": more}
    story.roster = msgspec.structs.replace(story.roster, district_roles=roles)
    assert_unsigned(enter(enter(story, "zhao.min"), "sun.er"), "their own paper")


def test_a_signer_who_drafted_has_not_signed() -> None:
    story = Story(policy=law(), grade="major")
    story.commit("s1", by="sun.er")
    assert_unsigned(both(story.sign(*MAJOR[:3])), "drafted the article")


def test_whoever_entered_it_takes_it_back_by_objecting() -> None:
    story = both(reviewed())
    assert_unsigned(story.object_("zhao.min"), "taken back")


def test_a_paper_lifts_no_objection() -> None:
    story = reviewed()
    story.object_("sun.er")
    decision = both(story).sign("wang.fang", "liu.yang", "li.na").decide()
    assert [one.who for one in decision.objections if one.blocks] == ["sun.er"]


def test_an_entry_that_is_void_by_itself_stays_void() -> None:
    from sanshen.model.text import Text

    story = enter(enter(reviewed(), "zhao.min"), "zhou.san", void=Text("评论发出后被修改过", "the comment was edited"))
    assert_unsigned(story, "the comment was edited")


def test_the_order_in_which_events_come_does_not_matter() -> None:
    story = both(reviewed()).sign("wang.fang", "liu.yang", "li.na")
    backwards: list[SignOff] = list(reversed(story.events))
    assert story.decide(events=backwards) == story.decide()
    assert complete(story.decide(events=backwards))


def test_taking_an_entry_away_only_blocks() -> None:
    story = both(reviewed()).sign("wang.fang", "liu.yang", "li.na")
    for place in (3, 4):
        fewer = [event for number, event in enumerate(story.events) if number != place]
        assert not complete(story.decide(events=fewer))
