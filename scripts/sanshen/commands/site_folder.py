"""The folder that `build` writes a site into and `deploy` takes it from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

SITE: Final = "site"
INTERNAL_SITE: Final = "build/internal"


def site_folder(args: argparse.Namespace, root: Path) -> Path:
    """`--site-dir`, else the folder that the public site (or with `--internal` the internal one) has."""
    return root / (args.site_dir or (INTERNAL_SITE if args.internal else SITE))
