"""Objections (退回, §3): who raised one, what lifts it, and which ones block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sanshen.model.change import SignOff
from sanshen.model.sheet import Objection
from sanshen.signing.fitness import Bench, Standing
from sanshen.signing.survival import way
from sanshen.signing.tracks import Track


class Objections:
    """The objections of one pass over the events: raised and lifted in their turn."""

    def __init__(self, bench: Bench, tracks: Mapping[str, Track]) -> None:
        self.bench = bench
        self.tracks = tracks
        self._standing: dict[tuple[str, str], SignOff] = {}
        self._bystanders: list[SignOff] = []

    def raise_(self, event: SignOff) -> bool:
        """An event that objects, if its person held a seat in the change on that day; False where they held none."""
        seated = any(True for _ in self._seats_held(event))
        if seated:
            self._standing[event.person or "", event.path or ""] = event
        return seated

    def note(self, event: SignOff) -> None:
        """An objection of somebody without a seat: shown, not blocking."""
        self._bystanders.append(event)

    def all(self) -> tuple[Objection, ...]:
        """Objections that stand, and those of people without a seat, by time."""
        standing = [_objection(one, blocks=True) for one in self._standing.values()]
        shown = [_objection(one, blocks=False) for one in self._bystanders]
        return tuple(sorted((*standing, *shown), key=lambda one: (one.at, one.id)))

    def _seats_held(self, event: SignOff) -> Iterator[tuple[Track, str]]:
        """(track, stage) of every seat that the event's person held on the day of the event."""
        day = self.bench.day(event.at)
        for track in self.tracks.values():
            if event.path is not None and event.path != track.case.path:
                continue
            for stage in track.case.stages:
                if self.bench.holds_seat(event.person or "", stage, track.case, day):
                    yield track, stage

    def lift(self, event: SignOff) -> bool:
        """Lift this person's objections with a sign-off over the judged version; True if one was lifted."""
        lifted = [key for key, one in self._standing.items() if key[0] == event.person and self._answers(event, one)]
        for key in lifted:
            del self._standing[key]
        return bool(lifted)

    def _answers(self, event: SignOff, objection: SignOff) -> bool:
        """Whether `event` is over the judged version of every article in which the objector holds a seat."""
        seats = list(self._seats_held(objection))
        paths = {track.case.path for track, _ in seats}
        return bool(paths) and paths == {track.case.path for track, stage in seats if self._over_judged(event, stage, track)}

    def _over_judged(self, event: SignOff, stage: str, track: Track) -> bool:
        if event.path is not None and event.path != track.case.path:
            return False
        version = track.case.versions.get(event.commit or "")
        if version is None or version.substance is None:
            return False
        if version.substance == track.case.judged.substance:
            return True
        return way(self.bench, track.case, stage, version, track.target.version) is not None

    def lift_for_lost_seats(self, approvals: Sequence[SignOff]) -> None:
        """An objector who has lost the seat is answered by another holder of it (§3)."""
        today = self.bench.day(self.bench.now)
        for key, objection in list(self._standing.items()):
            seats = list(self._seats_held(objection))
            still = any(self.bench.holds_seat(key[0], stage, track.case, today) for track, stage in seats)
            if not still and any(self._takes_over(event, objection, seats) for event in approvals):
                del self._standing[key]

    def _takes_over(self, event: SignOff, objection: SignOff, seats: Sequence[tuple[Track, str]]) -> bool:
        if event.at <= objection.at or event.person == objection.person or not self._answers(event, objection):
            return False
        standings = (self.bench.may_sign(event.person or "", stage, track.case, event.at) for track, stage in seats)
        return any(isinstance(one, Standing) for one in standings)


def _objection(event: SignOff, *, blocks: bool) -> Objection:
    return Objection(event.who, event.at, event.id, event.note, blocks, event.withheld)
