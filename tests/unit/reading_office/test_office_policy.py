"""The policy file: the shipped one is the contract's table, and every kind of fault in one is found before it is used."""

from __future__ import annotations

import pytest

from sanshen.model.errors import UsageError
from sanshen.reading import office
from sanshen.reading.policy_file import role_scopes
from support.office import policy, policy_bytes

UNIT = ("review-1", "review-2", "review-3")
PROOFS = ("proof-1", "proof-2", "proof-3")


def test_the_shipped_policy_is_the_table_of_article_12() -> None:
    read = policy()
    assert list(read.grades) == ["general", "major", "special"]
    assert read.grades["general"].stages == (*UNIT, *PROOFS)
    assert read.grades["major"].stages == (*UNIT, "district-deputy", *PROOFS)
    assert read.grades["special"].stages == (*UNIT, "district-deputy", "district-principal", *PROOFS)
    roles = {id_: (set(stage.roles), stage.of, stage.binds) for id_, stage in read.stages.items()}
    assert roles["review-1"] == ({"information-officer"}, "unit", "substance")
    assert roles["review-2"] == ({"deputy-head"}, "unit", "substance")
    assert roles["review-3"] == ({"principal-head"}, "unit", "substance")
    assert roles["district-deputy"] == ({"district-deputy"}, "portfolio", "substance")
    assert roles["district-principal"] == ({"district-principal"}, "district", "substance")
    assert roles["moved-3"] == ({"principal-head"}, "former-unit", "substance")
    assert roles["proof-1"] == ({"site-administrator", "information-officer"}, "unit", "form")
    assert roles["proof-2"] == ({"section-chief"}, "unit", "form")
    assert roles["proof-3"] == ({"deputy-head"}, "unit", "form")
    assert [id_ for id_, stage in read.stages.items() if stage.edits] == ["review-2"]


def test_the_shipped_policy_keeps_the_order_of_article_12() -> None:
    read = policy()
    assert read.below("review-1") == frozenset()
    assert read.below("review-3") == {"review-1", "review-2"}
    assert read.stages["district-deputy"].after == read.stages["district-principal"].after == ("review-3",)
    assert read.stages["moved-3"].after == ("review-3",)
    assert set(read.stages["proof-1"].after) == {*UNIT, "district-deputy", "district-principal", "moved-3"}
    assert read.stages["proof-2"].after == ("proof-1",)
    assert read.stages["proof-3"].after == ("proof-2",)


def test_the_shipped_policy_says_the_rest_of_the_contract() -> None:
    read = policy()
    assert set(map(frozenset, read.separate)) == {
        frozenset({*UNIT, "district-deputy", "district-principal"}),
        frozenset(PROOFS),
    }
    assert {"review-2", "review-3", "district-deputy", "district-principal"} <= set(read.drafters_may_not)
    assert "review-1" not in read.drafters_may_not
    assert set(read.trained_roles) == {"information-officer", "site-administrator"}
    assert read.early == "void"
    assert (read.corrections.characters, read.corrections.bound_into) == (10, ("proof-3",))
    assert set(read.verified_commits) == {"major", "special"}
    assert not read.attested
    assert (read.limits.articles, read.limits.takedown, read.limits.delegation_days) == (10, 5, 30)
    assert read.column_types["news"].fresh_days == 14
    assert all(deadline.source for deadline in read.deadlines.values())


@pytest.mark.parametrize(
    ("path", "needs", "otherwise"),
    [
        ("reviews/units/*/columns.yml", ("unit-request", "office-approval"), ()),
        ("reviews/units/*/accounts.yml", ("unit-consent", "office-filing"), ()),
        ("reviews/units/*/people.yml", ("unit-request", "office-filing"), ("office-first", "office-second")),
        ("reviews/units/*/delegations.yml", ("delegation-consent",), ("office-first", "office-second")),
        ("**", ("office-first", "office-second"), ()),
    ],
)
def test_the_shipped_control_plane_is_the_table_of_the_contract(path: str, needs: object, otherwise: object) -> None:
    [row] = [row for row in policy().control_plane.rows if path in row.paths]
    assert (row.needs, row.otherwise) == (needs, otherwise)


def test_seats_are_held_where_the_contract_says() -> None:
    seats = {id_: (set(seat.roles), seat.of) for id_, seat in policy().control_plane.seats.items()}
    assert seats["unit-request"] == ({"deputy-head", "principal-head"}, "unit")
    assert seats["unit-consent"] == ({"principal-head"}, "unit")
    assert seats["delegation-consent"] == ({"principal-head"}, "delegator")
    for id_ in ("office-approval", "office-filing", "office-first", "office-second"):
        assert seats[id_] == ({"office-administrator"}, "district")
    assert seats["takedown"][1] == "unit-or-district"


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        (
            "stages: [review-1, review-2, review-3, proof-1",
            "stages: [review-1, review2, review-3, proof-1",
            "grades.general.stages.1",
            "是否想写“review-2”",
        ),
        (
            "stages: [review-1, review-2, review-3, proof-1",
            "stages: [review-1, review-1, review-3, proof-1",
            "grades.general.stages.1",
            "写了两次",
        ),
        (
            "stages: [review-1, review-2, review-3, proof-1, proof-2, proof-3]",
            "stages: []",
            "grades.general.stages",
            "至少要有一个环节",
        ),
        (
            "stages: [review-1, review-2, review-3, proof-1",
            "stages: [review-1, moved-3, review-3, proof-1",
            "grades.general.stages.1",
            "moves.stage",
        ),
        ("name: 重大", "name: 一般", "grades.major.name", "重复"),
        ("name: 重大", "name: special", "grades.major.name", "重复"),
        ("after: [proof-1]", "after: [proof-9]", "stages.proof-2.after.0", "没有环节"),
        ("after: [proof-1]", "after: [proof-3]", "stages.proof-2.after", "互相等待"),
        ("roles: [section-chief]\n    of", "roles: []\n    of", "stages.proof-2.roles", "至少要有一个角色"),
        ("roles: [section-chief]", "roles: [section-cheif]", "stages.proof-2.roles.0", "是否想写“section-chief”"),
        ("edits: true", "edits: true\n    attestable: perhaps", "stages.review-2.attestable", "true 或 false"),
        (
            "binds: form\n    after: [proof-1]",
            "binds: form\n    edits: true\n    after: [proof-1]",
            "stages.proof-2.edits",
            "substance",
        ),
        ("of: former-unit", "of: unit", "stages.moved-3.of", "former-unit"),
        ("  stage: moved-3", "  stage: moved-4", "moves.stage", "是否想写“moved-3”"),
        ("- [proof-1, proof-2, proof-3]", "- [proof-1, proof-2, prof-3]", "separate.1.2", "是否想写“proof-3”"),
        ("drafters-may-not: [review-2", "drafters-may-not: [review-9", "drafters-may-not.0", "没有环节"),
        ("trained-roles: [information-officer", "trained-roles: [informationofficer", "trained-roles.0", "没有角色"),
        ("bound-into: [proof-3]", "bound-into: [proof-4]", "corrections.bound-into.0", "没有环节"),
        ("verified-commits: [major", "verified-commits: [mayor", "verified-commits.0", "没有等级"),
        ("principal-role: principal-head", "principal-role: principal", "principal-role", "没有角色"),
        ("administrator-role: office-administrator", "administrator-role: admin", "administrator-role", "没有角色"),
        (
            "needs: [unit-request, office-approval]",
            "needs: [unit-request, office-aproval]",
            "control-plane.rows.0.needs.1",
            "是否想写",
        ),
        ("needs: [unit-request, office-approval]", "needs: []", "control-plane.rows.0", "paths 和 needs"),
        ("      exception: principal-seat\n", "", "control-plane.rows.2", "同时写"),
        ('paths: ["**"]', 'paths: ["*"]', "control-plane.rows", '["**"]'),
        ("  seat: takedown", "  seat: take-down", "takedown.seat", "是否想写“takedown”"),
        ("restore-reason: mistake", "restore-reason: mistaken", "takedown.restore-reason", "是否想写“mistake”"),
        ("restore-stage: restore", "restore-stage: restor", "takedown.restore-stage", "是否想写“restore”"),
        ("confirm-roles: [deputy-head", "confirm-roles: [deputyhead", "takedown.confirm-roles.0", "是否想写“deputy-head”"),
        ("writers: [office-administrator]", "writers: [office]", "ledger.purge.writers.0", "没有角色"),
        ("time-zone: Asia/Shanghai", "time-zone: Asia/Peking", "time-zone", "没有这个时区"),
        (
            "unit: working-days, source: 办法第二十四条",
            'unit: working-days, source: " "',
            "deadlines.takedown-notified.source",
            "依据",
        ),
        ("fresh-days: 14, warn-days: 10", "fresh-days: 14, warn-days: 15", "column-types.news.warn-days", "不能晚于"),
        ("schema: 1", "schema: 2", "schema", "以下之一：1"),
        ("early: void", "early: maybe", "early", "hold、void"),
        ("amount: 24", "amount: 0", "deadlines.takedown-confirmed.amount", "不小于 1"),
        ("articles: 10", "articles: -1", "limits.articles", "不小于 0"),
        ("within: turn", "within: turns", "stages.review-1.within", "是否想写“turn”"),
        ("within: turn", "within: notice-freshness", "stages.review-1.within", "以小时、天或工作日计"),
        ("of: district}", "of: district, within: sometime}", "control-plane.seats.office-approval.within", "没有时限"),
        ("rules: {}", "rules: {}\nreminders: {by: [email], first: reminder, again: never}", "reminders.again", "没有时限"),
        ("rules: {}", "rules: {}\nreminders: {by: [], first: reminder, again: reminder}", "reminders.by", "至少写一种"),
        (
            "rules: {}",
            "rules: {}\nreminders: {by: [fax], first: reminder, again: reminder}",
            "reminders.by.0",
            "email、webhook",
        ),
    ],
)
def test_each_fault_of_a_policy_is_found_and_the_policy_is_not_used(old: str, new: str, key: str, says: str) -> None:
    text = policy_bytes().decode()
    assert old in text
    data = text.replace(old, new, 1).encode()
    read, faults = office.read_policy(data)
    assert read is None
    found = {fault.key: fault.message.zh for fault in faults}
    assert key in found, found
    assert says in found[key]
    with pytest.raises(UsageError) as refused:
        office.require_policy(data)
    assert refused.value.exit_code == 2
    assert says in refused.value.text.zh


def test_all_faults_of_a_policy_come_together() -> None:
    text = (
        policy_bytes()
        .decode()
        .replace("after: [proof-1]", "after: [x]")
        .replace("moves:\n  stage: moved-3", "moves:\n  stage: y")
    )
    _, faults = office.read_policy(text.replace("early: void\n", "").encode())
    assert {fault.key for fault in faults} == {"stages.proof-2.after.0", "moves.stage"}


def test_no_policy_at_all_is_a_fault_of_the_base() -> None:
    with pytest.raises(UsageError) as refused:
        office.require_policy(None)
    assert refused.value.exit_code == 2
    assert "sanshen init" in refused.value.advice.zh


def test_a_policy_without_names_for_its_roles_takes_those_that_sign() -> None:
    text = policy_bytes().decode()
    start, end = text.index("roles:\n  information-officer"), text.index("principal-role:")
    read = policy((text[:start] + text[end:]).encode())
    assert read.roles == {}
    assert set(role_scopes(read)) == set(policy().roles)


def test_where_the_holders_of_each_role_are_listed_follows_from_the_stages() -> None:
    scopes = role_scopes(policy())
    assert scopes["principal-head"] == {"unit"}
    assert scopes["office-administrator"] == scopes["district-deputy"] == {"district"}
    assert scopes["duty-officer"] == {"unit", "district"}
