"""Bytes locked with a secret (AES-256-GCM): whoever has not the secret can neither read nor change them."""

from __future__ import annotations

import os
from typing import Final

_NONCE_BYTES: Final = 12


def lock(data: bytes, secret: bytes, place: bytes) -> bytes:
    """`data`, locked with a secret of 32 bytes; `place` says what it is, and is asked for again."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, data, place)


def unlock(locked: bytes, secret: bytes, place: bytes) -> bytes | None:
    """What was locked with that secret for that place; None for anything else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if len(locked) <= _NONCE_BYTES:
        return None
    view = memoryview(locked)
    try:
        return AESGCM(secret).decrypt(locked[:_NONCE_BYTES], view[_NONCE_BYTES:], place)
    except InvalidTag:
        return None
