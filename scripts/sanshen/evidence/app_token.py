"""Writing as the district's own GitHub App: its key signs a short-lived pass, for which GitHub gives a token for one hour.

The token is asked for with the permissions the gate needs and for this one repository, whatever else the App may do.
Writing check runs, and reading which run holds the sample, is asked for only where the App was given that.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from sanshen.evidence.access import Access
from sanshen.evidence.accounts import machine_login
from sanshen.evidence.forge import Forge
from sanshen.model.errors import UsageError
from sanshen.model.text import Text

ID_VARIABLE: Final = "SANSHEN_APP_ID"
KEY_VARIABLE: Final = "SANSHEN_APP_KEY"
PERMISSIONS: Final = {"contents": "read", "issues": "write", "pull_requests": "write", "statuses": "write"}
_LIFETIME: Final = 540
"""Seconds; GitHub takes at most ten minutes."""
_SKEW: Final = 60


class _Installation(msgspec.Struct, frozen=True):
    id: int
    app_slug: str = ""
    permissions: dict[str, object] = {}


class _Token(msgspec.Struct, frozen=True):
    token: str


def through_app(access: Access, env: Mapping[str, str], now: datetime) -> Access:
    """`access` with a token of the App that the environment names; as it is where it names none.

    Raises UsageError for half a pair or an unusable key, UndecidedError where the forge gives no token.
    """
    app, key = env.get(ID_VARIABLE, "").strip(), env.get(KEY_VARIABLE, "").strip()
    if not app and not key:
        return access
    if not (app.isascii() and app.isdigit() and key):
        raise UsageError(
            Text(f"{ID_VARIABLE} 与 {KEY_VARIABLE} 须同时设置", f"set both {ID_VARIABLE} and {KEY_VARIABLE}"),
            Text("编号只含数字，密钥是 GitHub 给的 PEM 全文", "the id is a number, the key GitHub's whole PEM file"),
        )
    repository = access.repository.split("/")[1]
    with Forge(msgspec.structs.replace(access, token=_pass(app, key, now))) as forge:
        installation = forge.one("/installation", _Installation)
        checks = installation.permissions.get("checks") == "write"
        runs = installation.permissions.get("actions") in {"read", "write"}
        permissions = PERMISSIONS | ({"checks": "write"} if checks else {}) | ({"actions": "read"} if runs else {})
        wanted = {"repositories": [repository], "permissions": permissions}
        given = forge.send("POST", f"/app/installations/{installation.id}/access_tokens", wanted, _Token)
    bot = machine_login(installation.app_slug) if installation.app_slug else ""
    return msgspec.structs.replace(access, token=given.token, seal=key, checks=checks, runs=runs, bot=bot)


def _pass(app: str, key: str, now: datetime) -> str:
    """A JSON Web Token (RS256) that says "I am this App", good for nine minutes."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(key.encode(), None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, RSAPrivateKey):
        raise UsageError(Text(f"{KEY_VARIABLE} 不是可用的 RSA 私钥", f"{KEY_VARIABLE} is not a usable RSA private key"))
    at = int(now.timestamp())
    parts = ({"alg": "RS256", "typ": "JWT"}, {"iat": at - _SKEW, "exp": at + _LIFETIME, "iss": app})
    signed = ".".join(_coded(msgspec.json.encode(part)) for part in parts)
    return f"{signed}.{_coded(private.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
