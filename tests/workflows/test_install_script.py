"""What the workflows install: the engine that reads words in pictures only where the policy asks for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.office import policy_bytes

CI = Path(__file__).parents[2] / "scripts/ci"


def _installed(root: Path, policy: bytes | None) -> list[str]:
    """The targets that `make` was called with."""
    for name in ("install.sh", "reads_pictures.py"):
        (root / "scripts/ci").mkdir(parents=True, exist_ok=True)
        shutil.copy(CI / name, root / "scripts/ci" / name)
    log = root / "log"
    for path, text in (
        (root / "bin/make", f'#!/bin/sh\necho "$@" >> {log}\n'),
        (root / ".venv/bin/python", f'#!/bin/sh\nexec {sys.executable} "$@"\n'),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    if policy is not None:
        (root / "reviews").mkdir()
        (root / "reviews/policy.yml").write_bytes(policy)
    env = {**os.environ, "PATH": f"{root / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([root / "scripts/ci/install.sh"], env=env, check=True)
    return log.read_text().split()


@pytest.mark.parametrize(
    ("policy", "targets"),
    [
        (policy_bytes(), ["setup"]),
        (policy_bytes().replace(b"read-pictures: false", b"read-pictures: true"), ["setup", "setup-pictures"]),
        (b"schema: 1\n", ["setup"]),
        (None, ["setup"]),
    ],
    ids=["off", "on", "unusable", "none"],
)
def test_the_engine_is_installed_where_the_policy_asks_for_it(tmp_path: Path, policy: bytes | None, targets: list[str]) -> None:
    assert _installed(tmp_path, policy) == targets
