"""The published JSON Schema of SARIF 2.1.0, out of the npm package `@microsoft/jest-sarif` (pinned by checksum).

It is fetched once into build/npm. Where npm is missing the test that needs it is skipped, but fails where CI is set.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest

PACKAGE = "@microsoft/jest-sarif@1.0.0-beta.0"
SHA512 = "0357ce84f77a21ce620e4e05f583f0d6a341e1717eefe22f891ef197caf617a433424c7972963d2ec1a4dab1318852047016e3a559d29b058606e9004a4890f4"
MEMBER = "package/lib/schemas/sarif-2.1.0-rtm.5.json"
KEPT = Path(__file__).parents[2] / "build" / "npm" / "sarif-2.1.0.json"


def _fetch(npm: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--pack-destination", folder, PACKAGE]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=folder)
        (archive,) = Path(folder).glob("*.tgz")
        assert hashlib.sha512(archive.read_bytes()).hexdigest() == SHA512, "the package is not the pinned one"
        with tarfile.open(archive) as opened:
            member = opened.extractfile(MEMBER)
            assert member is not None
            return member.read()


@functools.cache
def official_schema() -> dict[str, Any]:
    """The schema; installs it if need be."""
    if not KEPT.exists():
        npm = shutil.which("npm")
        if npm is None:
            if os.environ.get("CI"):
                pytest.fail("npm is needed for the SARIF schema")
            pytest.skip("npm is not installed")
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        part = KEPT.with_suffix(f".{os.getpid()}")
        part.write_bytes(_fetch(npm))
        part.replace(KEPT)
    schema: dict[str, Any] = json.loads(KEPT.read_bytes())
    return schema
