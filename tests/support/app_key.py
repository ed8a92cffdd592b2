"""A GitHub App's key, made for one test, and the other side's look at what it signs."""

from __future__ import annotations

import base64
import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


class AppKey:
    """An RSA key, and the passes that were made with it."""

    def __init__(self) -> None:
        self._key = generate_private_key(65537, 2048)
        self.pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
        self.claims: list[dict[str, object]] = []

    def made(self, token: str) -> bool:
        """Whether a pass (RS256) was made with this key; what it claims is kept in `claims`."""
        head, _, rest = token.partition(".")
        body, _, signature = rest.partition(".")
        try:
            self._key.public_key().verify(_bytes(signature), f"{head}.{body}".encode(), PKCS1v15(), SHA256())
        except InvalidSignature:
            return False
        self.claims.append(json.loads(_bytes(body)))
        return json.loads(_bytes(head)) == {"alg": "RS256", "typ": "JWT"}


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
