"""Access tokens of known shape, found by detect-secrets.

The library is loaded only where a text holds something that could be a token: a notice never pays for it. Its detectors by
shape alone are used; those that guess from entropy or from the words around would flag digests and guides. None of them is
asked to verify anything: that would talk to the network.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from sanshen.rules.reading_view import View
from sanshen.rules.skim import Skim

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

_DETECTORS: Final = (
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("gitlab_token", "GitLabTokenDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("openai", "OpenAIDetector"),
    ("private_key", "PrivateKeyDetector"),
    ("pypi_token", "PypiTokenDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"),
    ("twilio", "TwilioKeyDetector"),
)


_RUN: Final = r"[A-Za-z0-9_\-+=]{20,}"


@cache
def _suspect() -> re.Pattern[str]:
    # A long run of letters and digits, or a password inside an address.
    return re.compile(rf"{_RUN}|://[^/\s:@]{{1,64}}:[^/\s:@]{{1,64}}@")


@cache
def _run() -> re.Pattern[str]:
    return re.compile(_RUN)


@cache
def _detectors() -> tuple[BasePlugin, ...]:
    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _DETECTORS)


def _cased(view: View) -> str:
    """The folded text with its capitals back: tokens know upper and lower case; invisible characters stay out."""
    shown = (unicodedata.normalize("NFKC", view.text[at]) for at in view.origin)
    return "".join(one if len(one) == 1 else folded for one, folded in zip(shown, view.folded, strict=True))


def _could_be_token(run: str) -> bool:
    if "@" in run or "-us" in run:
        return True
    return any(map(str.isdigit, run)) and any(map(str.isupper, run)) and any(map(str.islower, run))


def could_hold_token(skim: Skim) -> bool:
    """Whether an article holds anything worth a closer look."""
    return _run().search(skim.folded) is not None or ("://" in skim.folded and _suspect().search(skim.folded) is not None)


def tokens(view: View) -> Iterator[tuple[int, int]]:
    """Spans of `view.folded` that hold an access token, a private key's header or a password inside an address."""
    if _suspect().search(view.folded) is None:
        return
    text = _cased(view)
    if not any(_could_be_token(found.group()) for found in _suspect().finditer(text)):
        return
    for detector in _detectors():
        for secret in detector.analyze_string(text):
            start = text.find(secret) if secret else -1
            if start >= 0:
                yield start, start + len(secret)
