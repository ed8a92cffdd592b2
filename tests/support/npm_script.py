"""A file out of an npm package, pinned by checksum: a script for tests that need another program's eye, or a description.

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
from collections.abc import Sequence
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

GRAPH = Script(
    "@octokit/graphql-schema@15.26.1",
    "RFDC2MpRBd4AxSRvUeBIVeBU7ojN/SxDfALUd7iVYOSeEK3gZaqR2MGOysj4Zh2xj2RY5fQAUT+Oqq7hWTraMA==",
    "package/schema.graphql",
)
WEBHOOKS = Script(
    "@octokit/webhooks-examples@7.6.1",
    "De6U3XB6O3DtCa7bKgCMzTHdeopqqZ6SNivMYJnK65ierKL1AnNIA0tkRYCRS7lwGT792d+Ps1WbfHlso6MynQ==",
    "package/api.github.com/index.json",
)
VNU = Script(
    "vnu-jar@26.9.27",
    "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA==",
    "package/build/dist/vnu.jar",
)


def fetch(package: str, integrity: str, members: Sequence[str]) -> list[bytes]:
    """Files of a package, fetched now; the test is skipped where npm is missing, but fails where CI is set."""
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI"):
            pytest.fail(f"npm is needed for {package}")
        pytest.skip("npm is not installed")
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--pack-destination", folder, package]
        subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=folder)
        (archive,) = Path(folder).glob("*.tgz")
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        assert found == integrity, "the package is not the pinned one"
        with tarfile.open(archive) as opened:
            return [_read(opened, member) for member in members]


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    assert member is not None
    return member.read()


def place_of(script: Script) -> Path:
    """Where it is kept once it was fetched."""
    return FOLDER / f"{script.package.strip('@').replace('/', '-')}{Path(script.member).suffix}"


def path_of(script: Script) -> Path:
    """Where the file is kept; fetches it if need be."""
    kept = place_of(script)
    if not kept.exists():
        (found,) = fetch(script.package, script.integrity, [script.member])
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(f".{os.getpid()}")
        part.write_bytes(found)
        part.replace(kept)
    return kept


@functools.cache
def source_of(script: Script) -> str:
    """The script's text; fetches it if need be."""
    return path_of(script).read_text("utf-8")
