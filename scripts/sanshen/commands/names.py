"""How the office of the base calls things, for every report."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sanshen.judging.office import Office
from sanshen.report.verdict_text import Names


def names_of(office: Office) -> Names:
    """How the office calls stages, grades, roles, people and units."""
    policy, roster = office.policy, office.roster
    seats = {key: seat.name for key, seat in policy.control_plane.seats.items()}
    seats |= {f"ledger-{kind}": entry.name for kind, entry in policy.ledger.items()}
    return Names(
        stages={**seats, **{key: stage.name for key, stage in policy.stages.items()}},
        grades={key: grade.name for key, grade in policy.grades.items()},
        roles=policy.roles,
        people={key: one.name for key, one in roster.people.items()},
        zone=ZoneInfo(policy.time_zone),
        units={key: unit.name for key, unit in roster.units.items()},
    )
