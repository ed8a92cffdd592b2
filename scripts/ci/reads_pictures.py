"""Whether reviews/policy.yml asks for words in pictures: exit code 0 if so, 1 if not. An unusable policy the gate itself reports."""

from __future__ import annotations

import sys
from pathlib import Path

from sanshen.model.errors import UsageError
from sanshen.reading.office import require_policy


def main(policy: Path) -> int:
    """The exit code."""
    try:
        return 0 if policy.is_file() and require_policy(policy.read_bytes()).attachments.read_pictures else 1
    except UsageError:
        return 1


if __name__ == "__main__":
    sys.exit(main(Path("reviews/policy.yml")))
