"""T34: an SSH statement that is not exactly what its signer signed, in its place, with a valid key, counts for nothing."""

from __future__ import annotations

import itertools
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sanshen.evidence.chain import next_tip
from sanshen.evidence.ssh import sign_offs
from sanshen.evidence.statements import SignedStatement, encode, read_statement
from sanshen.evidence.wellformed import format_time
from sanshen.model.change import SignOff, SignOffKind
from sanshen.model.roster import Fault
from support.keys import roster_of, shared_key
from support.statements import NOW, ROOT, START, canonical_by_the_book, chain, signed, statement

ZHANG, LI, CHEN, WANG = (shared_key(name) for name in ("zhang", "li", "chen", "wang"))
ROSTER = roster_of({"zhang.wei": ZHANG.public, "li.na": LI.public, "chen.jie": CHEN.public, "wang.fang": WANG.public})


def four(**last: Any) -> list[SignedStatement]:  # noqa: ANN401  # fields of a statement
    """Three reviews and a proof, in order; `last` changes the last one."""
    return chain(
        (ZHANG, {}),
        (LI, {"person": "li.na", "stage": "review-2"}),
        (CHEN, {"person": "chen.jie", "stage": "review-3"}),
        (WANG, {"person": "wang.fang", "stage": "proof-1", **last}),
    )


def judge(new: list[SignedStatement], **over: Any) -> tuple[SignOff, ...]:  # noqa: ANN401  # arguments of sign_offs
    fields: dict[str, Any] = {"existing": (), "roster": ROSTER, "root_commit": ROOT, "replaces": {}, "now": NOW, **over}
    return sign_offs(new, **fields)


def void(new: list[SignedStatement], **over: Any) -> list[bool]:  # noqa: ANN401  # arguments of sign_offs
    """For each statement in `new`, whether it is void."""
    answers = {one.id: one.void is not None for one in judge(new, **over)}
    return [answers[f"statement:{one.hash[:16]}"] for one in new]


def test_t34_a_whole_chain_counts_and_carries_what_was_signed() -> None:
    made = four()
    found = judge(made)
    assert [one.void for one in found] == [None] * 4
    assert [one.order for one in found] == [(0, 1), (0, 2), (0, 3), (0, 4)]
    last, said = found[3], made[3].statement
    assert (last.person, last.stage, last.path, last.commit) == ("wang.fang", "proof-1", said.path, said.commit)
    assert (last.digests, last.grade, last.kind) == ((said.substance, said.form), "general", SignOffKind.APPROVE)


def test_t34_the_order_in_which_files_come_does_not_matter() -> None:
    made = four()
    expected = judge(made)
    for order in itertools.permutations(made):
        assert judge(list(order)) == expected


@pytest.mark.parametrize(
    ("option", "good"),
    [
        ("valid-before={start-1}", False),
        ("valid-after={start+1}", False),
        ("valid-before={now-1}", False),
        ("valid-after={start},valid-before={now}", True),
    ],
)
def test_t34_key_outside_its_validity_at_signing_or_at_judgement(option: str, good: bool) -> None:
    times = {"start": START, "start-1": START, "start+1": START, "now": NOW, "now-1": NOW}
    for name, at in times.items():
        shifted = at + timedelta(seconds=-1 if "-" in name else 1 if "+" in name else 0)
        option = option.replace("{" + name + "}", f'"{shifted:%Y%m%d%H%M%S}Z"')
    roster = roster_of({"zhang.wei": f"{option} {ZHANG.public}"})
    assert void([signed(ZHANG)], roster=roster) == [not good]


def test_t34_revoked_key() -> None:
    assert void(four(), revoked=(LI.public + "\n").encode()) == [False, True, False, False]


def test_t34_revocation_list_that_cannot_be_read(tmp_path: Path) -> None:
    assert void(four(), revoked=b"SSHKRL\n\0" + b"\xff" * 20) == [True] * 4


@pytest.mark.parametrize("namespace", ["git", "file", "sanshen2", "sanshe"])
def test_t34_signature_of_another_namespace(namespace: str) -> None:
    said = statement()
    assert void([SignedStatement(said, ZHANG.sign(canonical_by_the_book(said), namespace))]) == [True]


def test_t34_signature_over_another_statement() -> None:
    honest, other = signed(ZHANG), signed(ZHANG, substance="e" * 64)
    assert void([msgspec.structs.replace(honest, signature=other.signature)]) == [True]


@pytest.mark.parametrize(
    "field",
    [
        {"substance": "e" * 64},
        {"form": "e" * 64},
        {"commit": "e" * 40},
        {"stage": "review-2"},
        {"grade": "special"},
        {"person": "li.na"},
        {"time": format_time(START + timedelta(hours=1))},
        {"corrections": ((1, "a", "b"),)},
        {"kind": "object", "stage": "", "reason": "x"},
        {"repository": "e" * 40},
    ],
)
def test_t34_any_field_changed_after_signing(field: dict[str, Any]) -> None:
    honest = signed(ZHANG)
    forged = msgspec.structs.replace(honest, statement=msgspec.structs.replace(honest.statement, **field))
    assert void([forged]) == [True]


def test_t34_somebody_else_s_key() -> None:
    for key in (LI, shared_key("nobody")):
        assert void([signed(key)]) == [True]


def test_t34_a_key_that_two_people_or_the_pipeline_hold_proves_nobody() -> None:
    assert void([signed(ZHANG)], roster=roster_of({"zhang.wei": ZHANG.public, "li.na": ZHANG.public})) == [True]
    assert void([signed(ZHANG)], roster=roster_of({"zhang.wei": ZHANG.public}, pipeline=(ZHANG.public,))) == [True]


def test_t34_somebody_who_is_not_on_the_roster() -> None:
    assert void([signed(ZHANG, person="qian.yi")]) == [True]


def test_t34_copied_from_another_article() -> None:
    honest = signed(ZHANG)
    moved = honest.file.replace("xiaofang", "jiaoyu")
    assert isinstance(read_statement(moved, encode(honest)), Fault)
    renamed = msgspec.structs.replace(
        honest, statement=msgspec.structs.replace(honest.statement, path=honest.statement.path.replace("xiaofang", "jiaoyu"))
    )
    assert isinstance(read_statement(renamed.file, encode(renamed)), SignedStatement)
    assert void([renamed]) == [True]


def test_t34_copied_from_another_repository() -> None:
    assert void([signed(ZHANG, repository="9" * 40)]) == [True]


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_t34_statement_removed_from_the_middle_voids_those_after_it(gone: int) -> None:
    made = four()
    rest = made[:gone] + made[gone + 1 :]
    assert void(rest) == [place >= gone for place in range(3)]


def test_t34_removing_the_last_leaves_the_others() -> None:
    assert void(four()[:3]) == [False] * 3


def test_t34_statement_replaced_in_the_middle_voids_those_after_it() -> None:
    made = four()
    again = chain((LI, {"person": "li.na", "stage": "review-2", "form": "e" * 64}), start=2, previous=made[0].hash)
    assert void([made[0], again[0], *made[2:]]) == [False, False, True, True]


def test_t34_order_forged_by_renumbering() -> None:
    made = four()
    swapped = [made[0], msgspec.structs.replace(made[1], number=3), msgspec.structs.replace(made[2], number=2), made[3]]
    assert void(swapped) == [False, True, True, True]


def test_t34_order_forged_by_time() -> None:
    late = chain((ZHANG, {}), (LI, {"person": "li.na", "stage": "review-2", "time": format_time(START - timedelta(seconds=1))}))
    assert void(late) == [False, True]


def test_t34_the_same_second_is_no_step_backwards() -> None:
    assert void(chain((ZHANG, {}), (LI, {"person": "li.na", "time": format_time(START)}))) == [False, False]


def test_t34_time_in_the_future() -> None:
    assert void(four(time=format_time(NOW + timedelta(seconds=1)))) == [False, False, False, True]
    assert void(four(time=format_time(NOW))) == [False] * 4


def test_t34_a_forgery_in_the_future_does_not_void_the_honest_one_behind_it() -> None:
    made = chain((ZHANG, {"time": format_time(NOW + timedelta(days=1))}), (LI, {"person": "li.na"}))
    assert void(made) == [True, False]


def test_t34_statements_go_on_from_those_on_the_protected_branch() -> None:
    made = four()
    assert void(made[2:], existing=made[:2]) == [False, False]
    assert void(made[3:], existing=made[:2]) == [True]
    assert void(made[2:]) == [True, True]


def test_t34_a_statement_of_the_protected_branch_is_not_counted_again() -> None:
    made = four()
    assert judge(made[:2], existing=made[:2]) == ()


def test_t34_times_do_not_run_backwards_behind_the_protected_branch() -> None:
    made = four()
    early = chain((LI, {"person": "li.na", "time": format_time(START)}), start=5, previous=made[3].hash)
    assert void(early, existing=made) == [True]


def test_t34_a_version_that_was_replaced_meanwhile() -> None:
    path = statement().path
    assert void(four(), replaces={path: "d" * 64}) == [True] * 4
    assert void([signed(ZHANG, replaces="d" * 64)], replaces={path: "d" * 64}) == [False]
    assert void([signed(ZHANG, replaces="d" * 64)]) == [True]


def test_t34_two_statements_after_the_same_one_only_one_line_counts() -> None:
    made = four()[:2]
    rival = chain((CHEN, {"person": "chen.jie"}), start=2, previous=made[0].hash)
    for order in ([*made, *rival], [*rival, *made]):
        assert sum(void(order)) == 1


def test_t34_an_unsigned_rival_never_displaces_a_signed_statement() -> None:
    made = four()
    fake = msgspec.structs.replace(
        made[1], statement=msgspec.structs.replace(made[1].statement, person="chen.jie", time=format_time(START))
    )
    tail = msgspec.structs.replace(made[2], statement=msgspec.structs.replace(made[2].statement, previous=fake.hash))
    assert void([*made, fake, tail]) == [False] * 4 + [True] * 2


def test_t34_an_objection_is_not_silenced_by_breaking_the_chain() -> None:
    objection = {"person": "chen.jie", "kind": "object", "stage": "", "reason": "数字与附件不符"}
    made = chain((ZHANG, {}), (LI, {"person": "li.na"}), (CHEN, objection))
    rest = [made[0], made[2]]
    assert void(rest) == [False, False]
    found = next(one for one in judge(rest) if one.kind is SignOffKind.OBJECT)
    assert found.note == "数字与附件不符"
    assert found.stage is None


def test_t34_a_forged_objection_is_void() -> None:
    forged = signed(ZHANG, person="chen.jie", kind="object", stage="", reason="x")
    assert void([forged]) == [True]


def test_t34_any_subset_of_a_chain_counts_only_up_to_the_first_gap() -> None:
    made = four()
    for size in range(5):
        for chosen in itertools.combinations(range(4), size):
            files = [made[place] for place in chosen]
            files.reverse()
            unbroken = next((place for place in range(5) if place not in chosen), 4)
            good = {one.id for one in judge(files) if one.void is None}
            assert good == {f"statement:{one.hash[:16]}" for one in made[:unbroken]}


def test_t34_the_next_statement_follows_the_line_that_counts() -> None:
    made = four()
    tip = next_tip(statement().path, made[:2], made[2:])
    assert (tip.previous, tip.number, tip.latest) == (made[3].hash, 5, made[3].statement.at)
    other = next_tip("content/liangshan/news/2026/other.md", made[:2], made[2:])
    assert (other.previous, other.number, other.latest) == ("none", 1, None)


def test_t34_a_certificate_for_the_person_is_refused(tmp_path: Path) -> None:
    from support.keys import Key, make_key

    authority, key = make_key(tmp_path, name="ca"), make_key(tmp_path, name="user")
    command = ["ssh-keygen", "-q", "-s", str(authority.private), "-I", "x", "-n", "zhang.wei", f"{key.private}.pub"]
    subprocess.run(command, check=True)
    certified = signed(Key(Path(f"{key.private}-cert.pub"), key.public))
    assert void([certified], roster=roster_of({"zhang.wei": (key.public, authority.public)})) == [True]
