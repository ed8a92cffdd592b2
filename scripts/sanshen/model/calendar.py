"""Working days: what the office adds to the library's years of public holidays (调休)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from sanshen.model.data import Data


class CalendarYear(Data, frozen=True):
    """One year's holidays and make-up working days as the State Council's office announced them."""

    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]
    source: str
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()


class Calendar(Data, frozen=True):
    """The whole of `reviews/calendar.yml`. A year listed here goes before the library's."""

    years: tuple[CalendarYear, ...] = ()

    def year(self, year: int) -> CalendarYear | None:
        """The entry of that year, else None."""
        return next((one for one in self.years if one.year == year), None)


class Interpretation(Data, frozen=True):
    """How the office reads what the measures leave open (Art. 35)."""

    question: str
    reading: str
    decided_by: str
    decided: date | None = None
    """None while the default reading has not been confirmed by the office."""
    alternatives: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    """Dotted keys of policy.yml, e.g. `limits.delegation-days`."""


class Interpretations(Data, frozen=True):
    """The whole of `reviews/interpretations.yml`."""

    interpretations: tuple[Interpretation, ...]
