"""`python -m sanshen`."""

import sys

from sanshen.cli import main

sys.exit(main())
