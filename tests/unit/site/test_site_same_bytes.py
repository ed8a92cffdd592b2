"""The same edition gives the same bytes, whatever the machine, its language, its clock's zone, or the order of its hash tables."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from support.editions import tree

ROOT = Path(__file__).parents[3]
CHILD = """
import sys
from pathlib import Path
from browser.rich_site import build_rich_site
build_rich_site(Path(sys.argv[1]))
"""


def built(folder: Path, **machine: str) -> dict[str, str]:
    """The digests of a site that another process built."""
    env = {**os.environ, "PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / 'scripts'}", **machine}
    subprocess.run([sys.executable, "-c", CHILD, str(folder)], env=env, check=True, timeout=120)
    return {name: hashlib.sha256(data).hexdigest() for name, data in tree(folder).items()}


def test_another_machine_gives_the_same_bytes(tmp_path: Path) -> None:
    one = built(tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", LANG="C", LC_ALL="C")
    other = built(tmp_path / "other", PYTHONHASHSEED="2", TZ="America/New_York", LANG="zh_CN.UTF-8", LC_ALL="C.UTF-8")
    assert len(one) > 100
    assert one == other
