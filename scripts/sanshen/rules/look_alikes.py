"""Hosts that only look like one of a list: one sign off, or the whole name in front of somebody else's.

The registrable part of a name comes from the public suffix list that the library brings along; nothing is asked of the network.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Final

from sanshen.model.sources import host_within

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_TWINS: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "3": "e", "-": "", "_": ""})
_PAIRS: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_SHORT: Final = 4
"""A name so short is one sign away from many others (ce.cn, gmw.cn)."""


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def registrable(host: str) -> str:
    """The part of a host that somebody registered: `news.example.com.cn` → `example.com.cn`; "" for a bare suffix."""
    return str(_suffixes().privatesuffix(host) or "")


def imitated(host: str, domains: Iterable[str]) -> str:
    """The domain of the list that `host` imitates without being within it; "" where it imitates none."""
    known = [domain for domain in domains if domain.count(".")]
    if any(host_within(host, domain) for domain in known):
        return ""
    return next((domain for domain in known if _imitates(host, domain)), "")


def _imitates(host: str, domain: str) -> bool:
    if f".{domain}." in f".{host}." and not host.endswith("." + domain):
        return True  # xinhuanet.com.example.cn
    own, name = registrable(host).partition(".")[0], registrable(domain).partition(".")[0]
    if not own or not name or len(name) <= _SHORT:
        return False
    if own == name:
        return False  # the same word under another suffix may be the same house
    return _flat(own) == _flat(name) or name in own.split("-") or _one_off(own, name)


def _flat(name: str) -> str:
    for pair, one in _PAIRS:
        name = name.replace(pair, one)
    return name.translate(_TWINS)


def _one_off(left: str, right: str) -> bool:
    """Whether two names are one sign apart: another one, one more or one less, or two neighbours swapped."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    if len(left) == len(right):
        odd = [at for at, (one, other) in enumerate(zip(left, right, strict=True)) if one != other]
        swapped = len(odd) == 2 and odd[1] == odd[0] + 1 and left[odd[0]] == right[odd[1]] and left[odd[1]] == right[odd[0]]  # noqa: PLR2004
        return len(odd) == 1 or swapped
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
