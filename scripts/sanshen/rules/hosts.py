"""Judging the address of a link: where it really leads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from sanshen.model.sources import host_within
from sanshen.model.text import Text

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_SHORTEST_NAME: Final = 4
"""Letters of a domain's name that may stand in any other by accident."""
# Chinese government and public-benefit domains are internationalised names and proper ones.
_GOVERNMENT_IDN: Final = "xn--zfr164b"
"""政务: given to government bodies only."""
_PROPER_IDN: Final = (_GOVERNMENT_IDN, "xn--55qw42g")
_SHORTENERS: Final = frozenset(
    {
        "t.cn", "url.cn", "dwz.cn", "suo.im", "suo.nz", "mrw.so", "bit.ly", "tinyurl.com", "goo.gl", "t.co", "is.gd", "ow.ly",
        "u.nu", "985.so", "w.url.cn", "dwz.win", "rrd.me",
    }
)  # fmt: skip
_AD_HOSTS: Final = frozenset(
    {
        "doubleclick.net", "googlesyndication.com", "googleadservices.com", "cpro.baidu.com", "pos.baidu.com",
        "union.baidu.com", "tanx.com", "mmstat.com", "gdt.qq.com", "e.qq.com", "union.jd.com", "s.click.taobao.com",
        "pub.alimama.com", "admaster.com.cn", "miaozhen.com",
    }
)  # fmt: skip
_TLDS: Final = (
    "cn|com|net|org|gov|edu|mil|int|info|biz|name|top|xyz|cc|tv|me|io|vip|club|shop|site|online|icu|app|dev|wang|ltd|group|work|win|"
    "hk|tw|mo|sg|jp|kr|us|uk|ru|de|fr|eu|in|co"
)


class Target(NamedTuple):
    """A target taken apart: lower-case scheme and host ("" where absent), and whether a user name stands before the host."""

    scheme: str
    host: str
    user: bool


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(r"^(?:([a-z][a-z0-9+.\-]*):)?(?://([^/?#]*))?", re.IGNORECASE)


@cache
def _host_in_text() -> re.Pattern[str]:
    return re.compile(rf"(?<![@\w.\-])(?:https?://)?((?:[a-z0-9\-]+\.)+(?:{_TLDS}))(?![\w\-]|\.[a-z])", re.IGNORECASE)


def target_of(url: str) -> Target:
    """Scheme and host of a target as a browser reads it (backslashes are slashes to it)."""
    found = _shape().match(url.strip().replace("\\", "/"))
    scheme, authority = (found.group(1) or "", found.group(2) or "") if found else ("", "")
    user, at, host = authority.rpartition("@")
    if not host.startswith("["):
        host = host.partition(":")[0]
    return Target(scheme.casefold(), host.casefold().removesuffix("."), bool(at or user))


def is_look_alike(host: str) -> bool:
    """Whether the host only looks like one of gov.cn: `gov.cn.example.com`, `www-gov-cn.com`, `www.g0v.cn`."""
    if host_within(host, "gov.cn"):
        return False
    flat = "." + host.replace("-", ".").replace("_", ".") + "."
    return (
        ".gov.cn." in flat
        or "govcn" in host
        or any(
            host_within(host, bad) for bad in ("g0v.cn", "gov.com", "qov.cn", "gov.com.cn", "gov.net.cn", "gcv.cn", "gov.co")
        )
    )


def host_fault(target: Target) -> Text | None:
    """What is dangerous or deceptive about a host, or None."""
    host = target.host
    if target.user:
        return Text(
            "网址中夹带用户名（真正去往 @ 之后的主机）", "a user name in the address: it really leads to the host behind the @"
        )
    if not host:
        return None
    labels = host.split(".")
    if (not host.isascii() or any(label.startswith("xn--") for label in labels)) and labels[-1] not in _PROPER_IDN:
        return Text(
            "主机名含非英文或 punycode 字符，容易冒充", "an internationalised (punycode) host, easily mistaken for another"
        )
    if is_look_alike(host):
        return Text("冒充 gov.cn 的主机名", "a host that only looks like gov.cn")
    return None


def is_government(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is a government's: one of those domains, or below one; or below .政务."""
    return any(host_within(host, domain) for domain in (_GOVERNMENT_IDN, *domains))


def leads_outside(url: str, domains: Iterable[str]) -> bool:
    """Whether a link leads to a site that is no government's."""
    target = target_of(url)
    return (target.scheme in {"http", "https"} or (not target.scheme and bool(target.host))) and not is_government(
        target.host, domains
    )


def host_doubt(host: str) -> Text | None:
    """What is doubtful about a host: a shortener, an advertising network, a bare IP address; or None."""
    if any(host_within(host, one) for one in _AD_HOSTS):
        return Text("广告联盟的链接", "a link of an advertising network")
    if any(host_within(host, one) for one in _SHORTENERS):
        return Text("短网址，看不出去往何处", "a shortened address: nobody sees where it leads")
    if host.startswith("[") or host.replace(".", "").isdigit():
        return Text("直接使用 IP 地址", "a bare IP address")
    return None


def named_host(label: str) -> str | None:
    """The host that a link's visible text names, or None."""
    found = _host_in_text().search(label)
    return found.group(1).casefold() if found else None


def same_site(named: str, real: str) -> bool:
    """Whether a link that names one host and leads to another is honest: the same one, `www.` aside, or one below the other."""
    left, right = named.removeprefix("www."), real.removeprefix("www.")
    return host_within(right, left) or host_within(left, right)


_DRAWN: Final = str.maketrans("01i53", "ollse")


def bears_name(host: str, domain: str) -> bool:
    """Whether the first label of `domain`, letters taken for their twins, is part of `host`: a cheap look before a true one."""
    name = domain.partition(".")[0].translate(_DRAWN)
    return len(name) > _SHORTEST_NAME and name in host.translate(_DRAWN)
