"""Bytes locked with a secret (AES-256-GCM): whoever has not the secret can neither read nor change them."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import Final

_NONCE_BYTES: Final = 12


def lock(data: bytes, secret: bytes) -> bytes:
    """`data`, locked."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(sha256(secret).digest()).encrypt(nonce, data, None)


def unlock(locked: bytes | memoryview, secret: bytes) -> bytes | None:
    """What was locked with that secret; None for anything else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(locked) <= _NONCE_BYTES:
        return None
    try:
        return AESGCM(sha256(secret).digest()).decrypt(bytes(locked[:_NONCE_BYTES]), locked[_NONCE_BYTES:], None)
    except InvalidTag:
        return None
