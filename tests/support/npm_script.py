"""A script out of an npm package, pinned by checksum, for tests that need another program's eye on a page.

It is fetched once into build/npm. Where npm is missing the test that needs it is skipped, but fails where CI is set.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest

FOLDER = Path(__file__).parents[2] / "build" / "npm"


class Script(NamedTuple):
    """Where a script is: package with version, the registry's integrity (SHA-512, base64), file inside the package."""

    package: str
    integrity: str
    member: str


AXE = Script(
    "axe-core@4.14.1",
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "package/axe.min.js",
)
JSQR = Script(
    "jsqr@1.4.0",
    "dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==",
    "package/dist/jsQR.js",
)


def _fetch(npm: str, script: Script) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--pack-destination", folder, script.package]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=folder)
        (archive,) = Path(folder).glob("*.tgz")
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert found == script.integrity, "the package is not the pinned one"
        with tarfile.open(archive) as opened:
            member = opened.extractfile(script.member)
            assert member is not None
            return member.read()


@functools.cache
def source_of(script: Script) -> str:
    """The script's text; fetches it if need be."""
    kept = FOLDER / f"{script.package}.js"
    if not kept.exists():
        npm = shutil.which("npm")
        if npm is None:
            if os.environ.get("CI"):
                pytest.fail(f"npm is needed for {script.package}")
            pytest.skip("npm is not installed")
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(_fetch(npm, script))
        part.replace(kept)
    return kept.read_text("utf-8")
