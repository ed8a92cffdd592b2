"""A change signed as one piece: who fills which seat (§4b)."""

from __future__ import annotations

from datetime import timedelta

from sanshen.model.change import Demand, SignOff, SignOffKind, WholeChange
from sanshen.signing.fitness import Bench
from sanshen.signing.whole import decide_whole
from support import office
from support.sheets import START

COMMIT, DIGEST = "1" * 40, "2" * 64


def seated(*people: str) -> dict[str, str | None]:
    """Seat → person, when these sign one after the other what two office-administrators must sign."""
    events = [
        SignOff(
            id=f"review:{number}",
            kind=SignOffKind.APPROVE,
            who=person,
            person=person,
            at=START + timedelta(minutes=number),
            order=(0, number),
            commit=COMMIT,
        )
        for number, person in enumerate(people)
    ]
    bench = Bench(office.policy(), office.roster(), START + timedelta(days=1))
    demand = Demand(row="**", unit="", paths=("mkdocs.yml",), alternatives=(("office-first", "office-second"),))
    change = WholeChange(demands=(demand,), digest=DIGEST, digests={COMMIT: DIGEST})
    return {one.id: one.person for one in decide_whole(bench, change, events).stages}


def test_who_has_a_seat_keeps_it_when_the_next_one_signs() -> None:
    for first, second in (("zhao.min", "zhou.san"), ("zhou.san", "zhao.min")):
        assert seated(first) == {"office-first": first, "office-second": None}
        assert seated(first, first) == {"office-first": first, "office-second": None}
        assert seated(first, second) == {"office-first": first, "office-second": second}
