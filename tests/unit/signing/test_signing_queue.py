"""The table of cases for turns, survival and objections (§3). One line of the contract, one test."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest

from sanshen.model.roster import Appointment, Delegation
from sanshen.model.text import Text
from support import office
from support.sheets import GENERAL, MAJOR, PATH, START, Story, complete, signed, stages

SECOND = "content/liangshan/news/2026/second.md"


def reviewed(story: Story) -> Story:
    return story.sign(*GENERAL[:3])


def with_person(story: Story, person: str, **facts: object) -> Story:
    people = {**story.roster.people, person: msgspec.structs.replace(story.roster.people[person], **facts)}
    story.roster = msgspec.structs.replace(story.roster, people=people)
    return story


def with_role(story: Story, role: str, *appointments: Appointment, unit: str = "liangshan") -> Story:
    dossier = story.roster.units[unit]
    roles = {**dossier.roles, role: appointments}
    units = {**story.roster.units, unit: msgspec.structs.replace(dossier, roles=roles)}
    story.roster = msgspec.structs.replace(story.roster, units=units)
    return story


def fresh(**facts: object) -> Story:
    story = Story(**facts)
    story.commit("s1")
    return story


class TestTurns:
    def test_everybody_in_turn_completes_the_sheet(self) -> None:
        decision = fresh().sign(*GENERAL).decide()
        assert complete(decision)
        assert list(signed(decision).values()) == list(GENERAL)
        assert decision.open == ()

    def test_major_needs_the_district_deputy_too(self) -> None:
        assert not complete(fresh(grade="major").sign(*GENERAL).decide())
        assert complete(fresh(grade="major").sign(*MAJOR).decide())

    def test_special_district_stages_in_either_order(self) -> None:
        for pair in (("sun.er", "qian.yi"), ("qian.yi", "sun.er")):
            decision = fresh(grade="special").sign(*GENERAL[:3], *pair, *GENERAL[3:]).decide()
            assert complete(decision), pair

    def test_open_lists_parallel_stages(self) -> None:
        assert reviewed(fresh(grade="special")).decide().open == ("district-deputy", "district-principal")

    def test_first_stage_is_open_at_the_start_and_the_rest_waits(self) -> None:
        decision = fresh().decide()
        assert decision.open == ("review-1",)
        assert [one.state.value for one in decision.sheets[0].stages] == ["open"] + ["waiting"] * 5

    def test_signing_too_early_is_void_and_reported(self) -> None:
        story = fresh().sign("li.na", "zhang.wei")
        decision = story.decide()
        assert signed(decision) == {"review-1": "zhang.wei"}
        assert [one.who for one in decision.ignored] == ["li.na"]
        assert "early" in decision.ignored[0].why.en

    def test_early_hold_counts_later_if_the_version_is_the_same(self) -> None:
        story = fresh(policy=msgspec.structs.replace(office.policy(), early="hold")).sign("li.na", "zhang.wei")
        assert signed(story.decide()) == {"review-1": "zhang.wei", "review-2": "li.na"}
        story.commit("s2")
        story.sign("zhang.wei")
        assert signed(story.decide()) == {"review-1": "zhang.wei"}

    def test_a_statement_that_lists_corrections_nobody_made_signs_nothing(self) -> None:
        invented = ((3, "辅", "铺"),)
        assert signed(fresh().sign("zhang.wei", listed=()).decide()) == {"review-1": "zhang.wei"}
        decision = fresh().sign("zhang.wei", listed=invented).decide()
        assert signed(decision) == {}
        assert "corrections" in decision.ignored[0].why.en

    def test_one_sign_off_never_signs_two_stages(self) -> None:
        story = fresh().sign(*GENERAL[:3], "zhang.wei")
        assert signed(story.decide()) == {
            "review-1": "zhang.wei",
            "review-2": "li.na",
            "review-3": "chen.jie",
            "proof-1": "zhang.wei",
        }
        assert "proof-3" not in signed(fresh().sign("zhang.wei", "li.na").decide())

    def test_the_earliest_signature_of_a_stage_counts(self) -> None:
        story = fresh()
        with_role(story, "information-officer", Appointment(person="zhang.wei"), Appointment(person="wang.fang"))
        decision = story.sign("zhang.wei", "wang.fang").decide()
        assert signed(decision) == {"review-1": "zhang.wei"}
        assert [one.who for one in decision.ignored] == ["wang.fang"]

    def test_within_one_second_reviews_come_before_comments_then_the_lower_id(self) -> None:
        story = fresh()
        with_role(story, "information-officer", Appointment(person="zhang.wei"), Appointment(person="wang.fang"))
        story.sign("wang.fang", at=START, order=(1, 1), id="comment:1")
        story.sign("zhang.wei", at=START, order=(0, 9), id="review:9")
        assert signed(story.decide()) == {"review-1": "zhang.wei"}

    def test_t23_a_late_second_article_does_not_let_one_approval_sign_two_different_stages(self) -> None:
        story = fresh().sign("zhang.wei")
        story.add(SECOND).commit("t1", path=SECOND)
        story.sign("li.na")
        assert signed(story.decide()) == {"review-1": "zhang.wei"}
        decision = story.sign("zhang.wei", "li.na").decide()
        assert signed(decision) == signed(decision, SECOND) == {"review-1": "zhang.wei", "review-2": "li.na"}

    def test_a_sign_off_covers_only_what_its_version_changes(self) -> None:
        story = fresh().sign(*GENERAL)
        story.add(SECOND).commit("t1", path=SECOND)
        decision = story.decide()
        assert decision.sheets[0].complete
        assert signed(decision, SECOND) == {}
        assert not complete(decision)

    def test_an_empty_stage_elsewhere_is_waiting_unless_open_for_all(self) -> None:
        story = fresh().sign("zhang.wei")
        story.add(SECOND).commit("t1", path=SECOND)
        decision = story.decide()
        assert decision.open == ("review-1",)
        assert stages(decision)["review-2"].state == "waiting"


class TestPeople:
    def test_t21_one_person_in_two_seats_that_must_be_separate_counts_once(self) -> None:
        story = fresh()
        with_role(story, "principal-head", Appointment(person="li.na"), Appointment(person="chen.jie"))
        decision = story.sign("zhang.wei", "li.na", "li.na").decide()
        assert signed(decision) == {"review-1": "zhang.wei", "review-2": "li.na"}
        assert decision.ignored[0].who == "li.na"

    def test_reviews_and_proofs_are_separate_groups(self) -> None:
        assert signed(fresh().sign(*GENERAL).decide())["proof-3"] == "li.na"

    @pytest.mark.parametrize("person", ["wu.lei", "han.mei"])
    def test_t22_right_role_wrong_unit(self, person: str) -> None:
        decision = fresh().sign(person).decide()
        assert signed(decision) == {}
        assert decision.ignored[0].who == person

    def test_t22_deputy_without_this_unit_in_the_portfolio(self) -> None:
        story = fresh(grade="major")
        narrow = msgspec.structs.replace(
            story.roster.district_roles["district-deputy"][0],
            portfolio=msgspec.structs.replace(
                story.roster.district_roles["district-deputy"][0].portfolio, units=("education",)
            ),
        )
        story.roster = msgspec.structs.replace(
            story.roster, district_roles={**story.roster.district_roles, "district-deputy": (narrow,)}
        )
        assert "district-deputy" not in signed(story.sign(*MAJOR[:4]).decide())
        story.add(PATH, matter="消防")
        assert signed(story.decide())["district-deputy"] == "sun.er"

    @pytest.mark.parametrize(
        "facts",
        [{"suspended": date(2026, 11, 24)}, {"left": date(2026, 11, 20)}, {"trained": None}, {"trained": date(2026, 11, 24)}],
    )
    def test_t24_unfit_people_sign_nothing(self, facts: dict[str, object]) -> None:
        decision = with_person(fresh().sign("zhang.wei"), "zhang.wei", **facts).decide()
        assert signed(decision) == {}
        assert len(decision.ignored) == 1

    @pytest.mark.parametrize(
        "appointment",
        [
            Appointment(person="zhang.wei", from_=date(2026, 11, 24)),
            Appointment(person="zhang.wei", until=date(2026, 11, 22)),
            Appointment(person="zhang.wei", until=date(2026, 11, 23)),
        ],
    )
    def test_t24_in_office_when_signing_and_at_judgement(self, appointment: Appointment) -> None:
        story = with_role(fresh().sign("zhang.wei"), "information-officer", appointment)
        assert signed(story.decide()) == {}

    def test_the_day_is_the_districts_not_greenwichs(self) -> None:
        story = with_role(fresh(), "information-officer", Appointment(person="zhang.wei", from_=date(2026, 11, 24)))
        story.sign("zhang.wei", at=START.replace(hour=16))
        assert signed(story.decide()) == {"review-1": "zhang.wei"}

    def test_delegation_signs_for_somebody_and_both_are_shown(self) -> None:
        story = _delegated(Delegation(from_="li.na", to="wang.fang", stages=("review-2",), start=DAY, end=DAY, reason="培训"))
        decision = story.sign("zhang.wei", "wang.fang").decide()
        assert signed(decision)["review-2"] == "wang.fang"
        assert stages(decision)["review-2"].on_behalf_of == "li.na"

    @pytest.mark.parametrize(
        "given",
        [
            Delegation(
                from_="li.na", to="wang.fang", stages=("proof-3",), start=date(2026, 11, 23), end=date(2026, 11, 23), reason="x"
            ),
            Delegation(
                from_="li.na", to="wang.fang", stages=("review-2",), start=date(2026, 11, 1), end=date(2026, 11, 22), reason="x"
            ),
            Delegation(
                from_="li.na", to="wang.fang", stages=("review-2",), start=date(2026, 11, 1), end=date(2026, 12, 31), reason="x"
            ),
            Delegation(
                from_="liu.yang",
                to="wang.fang",
                stages=("review-2",),
                start=date(2026, 11, 1),
                end=date(2026, 11, 30),
                reason="x",
            ),
        ],
        ids=["other stage", "expired", "too long", "chained or not held"],
    )
    def test_t24_a_delegation_that_does_not_hold(self, given: Delegation) -> None:
        story = _delegated(
            given, Delegation(from_="li.na", to="liu.yang", stages=("review-2",), start=DAY, end=DAY, reason="培训")
        )
        assert "review-2" not in signed(story.sign("zhang.wei", "wang.fang").decide())

    def test_t31_a_drafter_may_not_sign_above_the_first_review(self) -> None:
        story = Story()
        story.commit("s1", by="li.na")
        decision = story.sign("zhang.wei", "li.na").decide()
        assert signed(decision) == {"review-1": "zhang.wei"}
        assert "drafted" in decision.ignored[0].why.en

    def test_t31_co_authors_and_unverified_authors_are_drafters(self) -> None:
        story = Story()
        story.commit("s1", by="wu.lei", people=frozenset({"chen.jie"}), attributed=False)
        assert signed(story.sign(*GENERAL[:3]).decide()) == {"review-1": "zhang.wei", "review-2": "li.na"}

    def test_the_pull_requests_author_is_a_drafter(self) -> None:
        story = fresh().add(PATH, author="chen.jie")
        story._contributions[PATH] = dict(story.cases()[0].contributions)
        story.commit("s1")
        assert "review-3" not in signed(story.sign(*GENERAL[:3]).decide())

    def test_a_drafter_cannot_sign_through_a_delegate(self) -> None:
        story = _delegated(Delegation(from_="li.na", to="wang.fang", stages=("review-2",), start=DAY, end=DAY, reason="培训"))
        story.commit("s2", by="li.na")
        assert "review-2" not in signed(story.sign("zhang.wei", "wang.fang").decide())

    def test_t27_void_events_and_strangers_sign_nothing(self) -> None:
        story = fresh().sign(None).sign("zhang.wei", void=Text("机器人", "a bot"))
        decision = story.decide()
        assert signed(decision) == {}
        assert len(decision.ignored) == 2

    def test_t31_unattributed_commits_block_major_but_not_general(self) -> None:
        for grade, people, allowed in (("general", GENERAL, True), ("major", MAJOR, False)):
            story = Story(grade=grade)
            story.commit("s1", attributed=False)
            assert complete(story.sign(*people).decide()) is allowed


DAY = date(2026, 11, 23)


def _delegated(*given: Delegation) -> Story:
    story = fresh()
    dossier = msgspec.structs.replace(story.roster.units["liangshan"], delegations=given)
    story.roster = msgspec.structs.replace(story.roster, units={**story.roster.units, "liangshan": dossier})
    return story


class TestSurvival:
    def test_t01_new_substance_voids_every_sign_off(self) -> None:
        story = fresh().sign(*GENERAL)
        story.commit("s2")
        decision = story.decide()
        assert signed(decision) == {}
        assert len(decision.ignored) == 6
        assert decision.open == ("review-1",)

    def test_t13_new_form_restarts_the_proofs_only(self) -> None:
        story = fresh().sign(*GENERAL)
        story.commit("s1", "wrapped anew")
        decision = story.decide()
        assert list(signed(decision)) == ["review-1", "review-2", "review-3"]
        assert decision.open == ("proof-1",)

    def test_t04_an_unobtainable_version_is_void(self) -> None:
        story = fresh().sign("zhang.wei", commit="f" * 40)
        decision = story.decide()
        assert signed(decision) == {}
        assert len(decision.ignored) == 1

    def test_t05_bad_and_good_again_is_fine(self) -> None:
        story = fresh().sign(*GENERAL)
        story.commit("bad")
        story.commit("s1")
        assert complete(story.decide())

    def test_statement_digests_must_agree_with_their_version(self) -> None:
        story = fresh().sign("zhang.wei", digests=("s1", "another form"), path=PATH, stage="review-1")
        assert signed(story.decide()) == {}

    def test_a_statement_signs_its_stage_and_no_other(self) -> None:
        story = (
            fresh().sign(*GENERAL[:3]).sign("zhang.wei", path=PATH, stage="proof-1").sign("li.na", path=PATH, stage="proof-3")
        )
        assert list(signed(story.decide())) == ["review-1", "review-2", "review-3", "proof-1"]


class TestAmendments:
    def test_t15_deputy_edits_and_signs_so_review_1_stands(self) -> None:
        story = fresh().sign("zhang.wei")
        story.commit("s2", by="li.na")
        pending = story.decide()
        assert stages(pending)["review-1"].amended == "pending"
        assert not complete(pending)
        assert pending.open == ("review-2",)
        decision = story.sign("li.na", "chen.jie", "wang.fang", "liu.yang", "li.na").decide()
        assert complete(decision)
        assert stages(decision)["review-1"].amended == "stands"
        assert stages(decision)["review-2"].amended == "here"

    def test_t15_deputy_edits_again_and_must_sign_again(self) -> None:
        story = fresh().sign("zhang.wei")
        story.commit("s2", by="li.na")
        story.sign("li.na")
        story.commit("s3", by="li.na")
        decision = story.decide()
        assert list(signed(decision)) == ["review-1"]
        assert stages(decision)["review-1"].amended == "pending"
        assert complete(story.sign("li.na", "chen.jie", "wang.fang", "liu.yang", "li.na").decide())

    def test_t15_the_stage_is_reserved_for_the_amender(self) -> None:
        story = fresh()
        with_role(story, "deputy-head", Appointment(person="li.na"), Appointment(person="wu.lei"))
        story = story.sign("zhang.wei")
        story.commit("s2", by="li.na")
        story.sign("wu.lei")
        decision = story.decide()
        assert "review-2" not in signed(decision)
        assert decision.ignored[0].who == "wu.lei"

    @pytest.mark.parametrize("facts", [{"by": "wu.lei"}, {"by": "li.na", "attributed": False}, {"by": None}])
    def test_t15_an_outsider_or_unattributed_edit_voids(self, facts: dict[str, object]) -> None:
        story = fresh().sign("zhang.wei")
        story.commit("s2", **facts)
        assert signed(story.decide()) == {}

    def test_t15_mixed_hands_void(self) -> None:
        story = fresh().sign("zhang.wei")
        story.commit("s2", by="li.na")
        story.commit("s3", by="wu.lei")
        assert signed(story.sign("li.na").decide()) == {}

    def test_an_edit_after_the_third_review_leaves_review_1_and_voids_the_rest(self) -> None:
        story = reviewed(fresh())
        story.commit("s2", by="li.na")
        decision = story.decide()
        assert list(signed(decision)) == ["review-1"]
        assert complete(story.sign("li.na", "chen.jie", "wang.fang", "liu.yang", "li.na").decide())

    def test_a_definite_signature_goes_before_a_provisional_one(self) -> None:
        story = fresh()
        with_role(story, "information-officer", Appointment(person="zhang.wei"), Appointment(person="wang.fang"))
        story = story.sign("zhang.wei")
        story.commit("s2", by="li.na")
        decision = story.sign("wang.fang").decide()
        assert signed(decision) == {"review-1": "wang.fang"}
        assert stages(decision)["review-1"].amended == ""

    def test_two_stages_that_edit_one_after_the_other(self) -> None:
        policy = office.policy()
        third = msgspec.structs.replace(policy.stages["review-3"], edits=True)
        story = Story(policy=msgspec.structs.replace(policy, stages={**policy.stages, "review-3": third}))
        story.commit("s1")
        story.sign("zhang.wei")
        story.commit("s2", by="li.na")
        story.sign("li.na")
        story.commit("s3", by="chen.jie")
        decision = story.decide()
        assert {key: one.amended for key, one in stages(decision).items() if one.state == "signed"} == {
            "review-1": "pending",
            "review-2": "pending",
        } or stages(decision)["review-2"].amended == "pending"
        assert complete(story.sign("chen.jie", "wang.fang", "liu.yang", "li.na").decide())


class TestObjections:
    def test_an_objection_blocks_across_pushes_until_they_sign_the_judged_version(self) -> None:
        story = fresh().sign(*GENERAL).object_("liu.yang", note="13(七) 数字不准")
        assert not complete(story.decide())
        assert [one.who for one in story.decide().objections] == ["liu.yang"]
        story.commit("s2")
        story.sign("liu.yang", commit=f"{1:040x}")
        assert story.decide().objections
        story.sign("liu.yang")
        assert story.decide().objections == ()

    def test_a_renewal_signs_nothing_else(self) -> None:
        story = fresh().sign(*GENERAL[:5]).object_("li.na").sign("li.na")
        decision = story.decide()
        assert decision.objections == ()
        assert "proof-3" not in signed(decision)
        assert complete(story.sign("li.na").decide())

    def test_with_nothing_to_renew_it_signs_the_open_stage(self) -> None:
        story = fresh().sign("zhang.wei").object_("li.na").sign("li.na")
        assert signed(story.decide()) == {"review-1": "zhang.wei", "review-2": "li.na"}

    def test_an_early_sign_off_lifts_too(self) -> None:
        story = fresh().object_("chen.jie").sign("chen.jie")
        decision = story.decide()
        assert decision.objections == ()
        assert signed(decision) == {}

    def test_the_turn_goes_on_meanwhile_and_other_stages_stand(self) -> None:
        story = fresh().sign("zhang.wei").object_("zhang.wei").sign("li.na")
        decision = story.decide()
        assert signed(decision) == {"review-1": "zhang.wei", "review-2": "li.na"}
        assert decision.objections[0].blocks

    def test_t28_dismissing_ones_own_objection_does_not_revive_the_approval(self) -> None:
        story = fresh().sign(*GENERAL).dismissed("liu.yang")
        assert story.decide().objections
        assert not complete(story.decide())
        assert complete(story.sign("liu.yang").decide())

    def test_t29_a_dismissed_approval_is_void_and_an_objection(self) -> None:
        story = fresh().dismissed("zhang.wei")
        decision = story.decide()
        assert signed(decision) == {}
        assert decision.objections[0].who == "zhang.wei"

    def test_without_a_seat_it_is_shown_and_does_not_block(self) -> None:
        decision = fresh().sign(*GENERAL).object_("wu.lei").decide()
        assert complete(decision)
        assert [one.blocks for one in decision.objections] == [False]

    def test_another_holder_lifts_it_when_the_objector_lost_the_seat(self) -> None:
        story = fresh().sign("zhang.wei").object_("li.na")
        with_role(story, "deputy-head", Appointment(person="li.na", until=DAY), Appointment(person="han.mei"))
        assert story.decide(now=START + timedelta(days=1)).objections
        story.sign("han.mei")
        decision = story.decide(now=START + timedelta(days=1))
        assert decision.objections == ()
        assert signed(decision)["review-2"] == "han.mei"

    def test_another_holder_does_not_lift_it_while_the_objector_has_the_seat(self) -> None:
        story = fresh().sign("zhang.wei").object_("li.na")
        with_role(story, "deputy-head", Appointment(person="li.na"), Appointment(person="wu.lei"))
        assert story.sign("wu.lei").decide().objections


class TestMoves:
    def test_a_move_into_another_unit_needs_the_former_principal(self) -> None:
        story = Story().add(PATH, former_unit="education", former_path="content/education/news/2026/x.md")
        story.commit("s1", by="zhang.wei")
        decision = story.sign(*GENERAL).decide()
        assert not complete(decision)
        assert "moved-3" in decision.open
        story.sign("jiang.bo", "wang.fang", "liu.yang", "li.na")
        assert complete(story.decide())

    def test_a_claim_that_the_evidence_contradicts_is_an_error(self) -> None:
        story = Story().add(PATH, claims={"review-1": "wang.fang"})
        story.commit("s1")
        assert not complete(story.sign(*GENERAL).decide())
        story.add(PATH, claims={"review-1": "zhang.wei"})
        story.commit("s1")
        assert complete(story.sign(*GENERAL).decide())
