"""Changes signed as one piece, in any order: control plane and take-downs (§4b; Art. 5, 6, 8, 9, 23, 24)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sanshen.model.change import Demand, SignOff, SignOffKind, WholeChange
from sanshen.model.policy import Seat
from sanshen.model.roster import Appointment
from sanshen.model.sheet import Ignored, Objection, StageState, State
from sanshen.model.text import Text
from sanshen.signing.fitness import Bench


class Outcome(NamedTuple):
    """What the sign-offs of a whole change come to."""

    stages: tuple[StageState, ...]
    complete: bool
    ignored: tuple[Ignored, ...]
    objections: tuple[Objection, ...]


class _Taken(NamedTuple):
    seat: str
    event: SignOff | None


def decide_whole(bench: Bench, change: WholeChange, events: Sequence[SignOff]) -> Outcome:
    """Fill the seats of every row; within a row all signers differ, one sign-off fills one seat in each row."""
    in_order = sorted(events, key=lambda one: (one.at, one.order, one.id))
    good = [one for one in in_order if one.kind is SignOffKind.APPROVE and _why_void(change, one) is None]
    filled = [_fill(bench, demand, good) for demand in change.demands]
    used = {taken.event.id for row in filled for taken in row if taken.event is not None}
    objections = tuple(_objections(bench, change, in_order, good))
    answering = {one.id for one in good if _answers_objection(bench, change, one, in_order)}
    ignored = tuple(
        Ignored(one.who, one.at, _why_void(change, one) or _why_unused(bench, change, one), one.id, one.path or "")
        for one in in_order
        if one.kind is SignOffKind.APPROVE and one.id not in used | answering
    )
    stages = tuple(_state(bench, taken) for row in filled for taken in row)
    complete = all(taken.event is not None for row in filled for taken in row)
    return Outcome(stages, complete, ignored, objections)


def may_sit(bench: Bench, person: str, seat: Seat, demand: Demand, event: SignOff) -> Text | None:
    """Why `person` may not take this seat of this row, None where they may."""
    days = bench.days(event.at)
    if seat.of == "delegator" and person in demand.delegators:
        return bench.unfit(person, "", days)
    return bench.in_office(person, list(_appointments(bench, seat, demand)), days)


def _appointments(bench: Bench, seat: Seat, demand: Demand) -> Iterator[tuple[str, Appointment]]:
    for role in seat.roles:
        if seat.of != "district" and demand.unit:
            yield from ((role, one) for one in bench.roster.appointments(role, demand.unit))
        if seat.of in {"district", "unit-or-district"}:
            yield from ((role, one) for one in bench.roster.appointments(role, None))


def _why_void(change: WholeChange, event: SignOff) -> Text | None:
    if event.void is not None or event.person is None:
        return event.void or Text("签署人不在人员名册", "the signer is not in the roster")
    digest = change.digests.get(event.commit or "")
    if digest is None:
        return Text("所签版本已无法取得", "the version signed over cannot be obtained")
    if digest != change.digest or (event.digests is not None and event.digests[0] != digest):
        return Text("签署之后变更的路径或内容又有改动，须重签", "paths or bytes of the change differ since; sign again")
    return None


def _why_unused(bench: Bench, change: WholeChange, event: SignOff) -> Text:
    seats = bench.seats
    for demand in change.demands:
        for alternative in demand.alternatives:
            if any(may_sit(bench, event.person or "", seats[seat], demand, event) is None for seat in alternative):
                return Text("可签的席位已由他人签定，或同一人只算一次", "the seat is taken, or one person counts once")
    return Text("其所任职务在本次变更中没有可签的席位", "holds no seat in this change")


def _fill(bench: Bench, demand: Demand, events: Sequence[SignOff]) -> tuple[_Taken, ...]:
    """The first alternative that can be filled whole, else the one that is filled furthest."""
    rows = [_match(bench, demand, seats, events) for seats in demand.alternatives]
    return max(rows, key=lambda row: (all(one.event for one in row), sum(one.event is not None for one in row)))


def _match(bench: Bench, demand: Demand, seats: Sequence[str], events: Sequence[SignOff]) -> tuple[_Taken, ...]:
    """As many seats as can be filled by different people, whatever the order they came in (augmenting paths)."""
    known = bench.seats
    wanting: dict[str, list[SignOff]] = {seat: [] for seat in seats}
    for seat in seats:
        for event in events:
            named = event.stage in {None, seat}
            if named and may_sit(bench, event.person or "", known[seat], demand, event) is None:
                wanting[seat].append(event)
    holder: dict[str, str] = {}

    def place(seat: str, tried: set[str]) -> bool:
        # who holds nothing yet comes first: nobody is moved from one seat to another without need
        for event in sorted(wanting[seat], key=lambda one: one.person in holder):
            person = event.person or ""
            if person in tried:
                continue
            tried.add(person)
            if person not in holder or place(holder[person], tried):
                holder[person] = seat
                return True
        return False

    for seat in seats:
        place(seat, set())
    taken = {seat: person for person, seat in holder.items()}
    return tuple(_Taken(seat, _first(wanting[seat], taken.get(seat))) for seat in seats)


def _first(events: Sequence[SignOff], person: str | None) -> SignOff | None:
    return next((one for one in events if one.person == person), None) if person is not None else None


def _objections(bench: Bench, change: WholeChange, in_order: Sequence[SignOff], good: Sequence[SignOff]) -> Iterator[Objection]:
    for event in in_order:
        if event.kind is SignOffKind.APPROVE or event.void is not None:
            continue
        seated = _holds_any(bench, change, event)
        lifted = any((one.at, one.order) > (event.at, event.order) and one.person == event.person for one in good)
        if seated and not lifted and not _succeeded(bench, change, event, good):
            yield Objection(event.who, event.at, event.id, event.note, blocks=True, withheld=event.withheld)
        elif not seated and event.kind is SignOffKind.OBJECT:
            yield Objection(event.who, event.at, event.id, event.note, blocks=False, withheld=event.withheld)


def _answers_objection(bench: Bench, change: WholeChange, event: SignOff, in_order: Sequence[SignOff]) -> bool:
    return any(
        one.kind is not SignOffKind.APPROVE and one.person == event.person and one.at <= event.at for one in in_order
    ) and _holds_any(bench, change, event)


def _holds_any(bench: Bench, change: WholeChange, event: SignOff) -> bool:
    """Whether the person held a seat of any row on the day of the event (fitness is not asked)."""
    day, seats = bench.day(event.at), bench.seats
    return any(
        (seats[seat].of == "delegator" and event.person in demand.delegators)
        or any(one.person == event.person and one.holds_on(day) for _, one in _appointments(bench, seats[seat], demand))
        for demand in change.demands
        for alternative in demand.alternatives
        for seat in alternative
    )


def _succeeded(bench: Bench, change: WholeChange, objection: SignOff, good: Sequence[SignOff]) -> bool:
    """The objector has lost every seat since, and another holder of one has signed after the objection."""
    today = SignOff(id="", kind=objection.kind, who="", person=objection.person, at=bench.now, order=(0, 0), commit=None)
    if _holds_any(bench, change, today):
        return False
    return any(one.at > objection.at and one.person != objection.person and _holds_any(bench, change, one) for one in good)


def _state(bench: Bench, taken: _Taken) -> StageState:
    seats: Mapping[str, Seat] = bench.seats
    event = taken.event
    if event is None:
        return StageState(taken.seat, seats[taken.seat].roles, State.OPEN)
    return StageState(taken.seat, seats[taken.seat].roles, State.SIGNED, event.person, event.at, event.id)
