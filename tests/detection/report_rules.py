"""Prints how well each rule sees: `make detection`."""

from __future__ import annotations

import sys

from clean_pages import pages
from faulty_pages import faults
from rule_table import measure, table
from written_pages import written_clean, written_faults


def main() -> int:
    """Measure both corpora; 1 where a fault was missed or a clean page was not left alone."""
    outcome = measure((*faults(40), *written_faults()), (*pages(440), *written_clean()))
    sys.stdout.write(table(outcome) + "\n")
    for fault in outcome.missed:
        sys.stdout.write(f"missed {fault.rule}: {fault.text!r}\n")
    return 1 if outcome.missed or outcome.errors or outcome.warnings_per_10000 >= 1 else 0


if __name__ == "__main__":
    sys.exit(main())
