"""`python -m sanshen`."""

import sys

from sanshen.start import main

sys.exit(main())
