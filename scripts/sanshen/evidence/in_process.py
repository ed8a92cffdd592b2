"""Verifying plain SSH signatures without starting ssh-keygen, for thousands of them. Only a yes from here counts.

A no, an unknown kind of key, a weak hash: ssh-keygen decides. The caller has also let ssh-keygen accept the key before.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from sanshen.evidence.keys import NAMESPACE, Envelope, wire_strings

_HASHES: Final = frozenset({"sha256", "sha512"})
_BY_SSHSIG: Final[Mapping[str, frozenset[str]]] = {
    "ssh-ed25519": frozenset({"ssh-ed25519"}),
    "ssh-rsa": frozenset({"rsa-sha2-256", "rsa-sha2-512"}),
}
_CURVES: Final[Mapping[str, str]] = {
    "ecdsa-sha2-nistp256": "SHA256",
    "ecdsa-sha2-nistp384": "SHA384",
    "ecdsa-sha2-nistp521": "SHA512",
}


def good_in_process(message: bytes, signature: str, envelope: Envelope) -> bool:
    """Whether `signature` (armoured, opened as `envelope`) is good over `message`; False also for what is not supported."""
    if envelope.hash_algorithm not in _HASHES or envelope.namespace != NAMESPACE:
        return False
    if envelope.signature_type in _BY_SSHSIG.get(envelope.key_type, ()):
        return _by_sshsig(message, signature, envelope)
    if envelope.key_type in _CURVES and envelope.signature_type == envelope.key_type:
        return _by_ecdsa(message, envelope)
    return False


def _by_sshsig(message: bytes, signature: str, envelope: Envelope) -> bool:
    import sshsig

    try:
        key = sshsig.check_signature(message, signature, NAMESPACE)
    except (sshsig.InvalidSignature, NotImplementedError, ValueError, AssertionError):
        return False
    return base64.b64decode(str(key).split()[1]) == envelope.key


def _by_ecdsa(message: bytes, envelope: Envelope) -> bool:
    """PROTOCOL.sshsig around RFC 5656: the signature is two integers over the wrapped digest of the message."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    digest = hashlib.new(envelope.hash_algorithm, message).digest()
    fields = (NAMESPACE.encode(), b"", envelope.hash_algorithm.encode(), digest)
    wrapped = b"SSHSIG" + b"".join(len(field).to_bytes(4, "big") + field for field in fields)
    try:
        key = load_ssh_public_key(f"{envelope.key_type} ".encode() + base64.b64encode(envelope.key))
        if not isinstance(key, EllipticCurvePublicKey):
            return False
        _, numbers = wire_strings(envelope.signature)
        r, s = (int.from_bytes(number, "big") for number in wire_strings(numbers))
        key.verify(encode_dss_signature(r, s), wrapped, ECDSA(getattr(hashes, _CURVES[envelope.key_type])()))
    except (InvalidSignature, ValueError):
        return False
    return True
