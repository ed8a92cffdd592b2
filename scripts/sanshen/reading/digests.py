"""The two digests: 审 binds substance, 校 binds form (§3). docs/digests.md says the same for other programs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

SUBSTANCE: Final = "sanshen-substance-1"
FORM: Final = b"sanshen-form-1"
BundleList = Iterable[tuple[str, str]]


def canonical_json(value: object) -> bytes:
    """Canonical JSON: sorted keys, no blanks, UTF-8, nothing escaped that need not be."""
    import json  # `check` reads articles and needs no digest

    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def substance(path: str, front: Mapping[str, object], tree: object, bundle: BundleList) -> str:
    """Hex SHA-256 of what the article says. `front` is without `signatures`; `bundle` holds (path, SHA-256 hex)."""
    listed = [[name, digest] for name, digest in sorted(bundle)]
    return hashlib.sha256(canonical_json([SUBSTANCE, path, dict(front), tree, listed])).hexdigest()


def form(path: str, text: bytes, bundle: BundleList) -> str:
    """Hex SHA-256 of the article as it is typed. `text`: the file's bytes without `signatures`, line ends as `\\n`."""
    hashed = hashlib.sha256(b"\0".join((FORM, path.encode(), text, b"")))
    for name, digest in sorted(bundle):
        hashed.update(f"{name}\0{digest}\n".encode())
    return hashed.hexdigest()
