"""Prints how well terms in disguise are found: `make detection`."""

from __future__ import annotations

import sys

from disguise_table import false_alarms, measure, table
from disguises import NEAR_MISSES, disguised_pages


def main() -> int:
    """Every disguise × terms × places; 1 where one was missed or a near miss was flagged."""
    rows = measure(disguised_pages(seed=1))
    alarms = false_alarms()
    sys.stdout.write(f"{table(rows)}\nnear misses flagged: {len(alarms)} of {len(NEAR_MISSES)} {alarms or ''}\n")
    return 1 if alarms or any(row.missed for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
