"""Addresses of the back office: the way to the login page is nobody's business outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.hosts import target_of
from sanshen.rules.reading_view import TARGETS, View, views
from sanshen.rules.rule import Example, Rule

_SIGNS: Final = ("://", "后台", "localhost", "192", "172.", "10.", "127.")
_SHOWN: Final = 60
_NEAR: Final = 6
_VERSIONS: Final = ("版本", "版", "ver", "v", "第", "条款")
_BEHIND: Final = ("条", "款", "节", "项", "章")
"""10.1.2.3 条 is a clause of a standard."""
_HOSTS: Final = frozenset({"admin", "houtai", "backend", "cmsadmin", "webadmin", "oa", "vpn"})
_PATHS: Final = frozenset(
    {
        "admin", "admins", "administrator", "manage", "manager", "wp-admin", "wp-login.php", "adminlogin", "admin.php", "phpmyadmin",
        "admin_login", "admin-login", "houtai", "backend", "backstage", "siteadmin", "jmx-console", "druid", "nacos", "actuator",
        "webadmin", "sysadmin", "cmsadmin", "login.action", "admin.html", "admin.jsp", "admin.aspx",
    }
)  # fmt: skip


@cache
def _address() -> re.Pattern[str]:
    return re.compile(r"https?://[!-~]{4,200}")


@cache
def _named() -> re.Pattern[str]:
    words = r"后台(?:管理|登录|登陆|系统|发布|维护)*(?:地址|网址|入口|链接|url)"
    words = rf"(?:{words}|后台(?:管理|登录|登陆|发布|维护)*(?:系统|平台)?(?=\s*[:=]?\s*https?://)|(?:网站|系统|管理|登录|登陆)后台(?=\s*[:=]?\s*(?:https?://|www\.)))"
    return re.compile(rf"{words}\s*(?:[:=]|是|为)?\s*((?:https?://)?(?:[a-z0-9\-]+\.)+[a-z0-9\-]+(?::\d+)?(?:/[!-~]*)?)")


@cache
def _private() -> re.Pattern[str]:
    octet = r"\d{1,3}"
    dot = (
        r"(?:\.|。|\[\.\]|\(\.\)|点)"  # as those write it who do not want it found; 10点30 is an hour, so never for all of them
    )
    return re.compile(
        rf"(?<![\d.])(?:10\.{octet}\.{octet}\.{octet}|192{dot}168{dot}{octet}{dot}{octet}|172\.(?:1[6-9]|2\d|3[01])\.{octet}\.{octet})(?![\d.])"
        r"|(?<![a-z0-9.\-])localhost(?=[:/])|(?<=//)127\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])|(?<=//)\[(?:fe80|f[cd]\d\d|::1)[0-9a-f:]*\]"
    )


def _leads_inside(url: str) -> bool:
    host, *path = url.partition("?")[0].partition("#")[0].split("://", 1)[-1].split("/")
    return host.partition(".")[0] in _HOSTS or any(one in _PATHS for one in path)


def _certain(view: View) -> Iterator[tuple[int, int]]:
    """An address that the words call the back office, or one on a private network."""
    if "后台" in view.folded:
        for hit in _named().finditer(view.folded):
            yield hit.span(1)
    for hit in _private().finditer(view.folded):
        version = any(word in view.folded[max(0, hit.start() - _NEAR) : hit.start()] for word in _VERSIONS)
        version = version or view.folded[hit.end() : hit.end() + _NEAR].lstrip()[:1] in _BEHIND
        parts = [int(part) for part in re.findall(r"\d+", hit.group()) if hit.group()[0].isdigit()]
        # What ends in .0 is a whole network, as rules and standards tell of it.
        if not version and all(part < 256 for part in parts) and (not parts or parts[-1]):  # noqa: PLR2004
            yield hit.span()


def _likely(view: View) -> Iterator[tuple[int, int]]:
    if view.passage.kind in TARGETS:
        if target_of(view.folded).host and _leads_inside(view.folded):
            yield 0, len(view.folded)
        return
    for hit in _address().finditer(view.folded):
        if _leads_inside(hit.group()):
            yield hit.span()


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """`后台地址：…` and private network addresses are errors; an address with `/admin/` in it warns."""
    for view in views(article, waivers=True):
        if view.passage.kind is PassageKind.HTML or not any(sign in view.folded for sign in _SIGNS):
            continue
        certain = list(_certain(view))
        for start, end in certain:
            yield _report(article, view, start, end, Severity.ERROR)
        for start, end in _likely(view):
            if not any(left < end and start < right for left, right in certain):
                yield _report(article, view, start, end, Severity.WARNING)


def _report(article: Article, view: View, start: int, end: int, severity: Severity) -> Finding:
    return RULE.finding(
        article.path,
        view.place(start, end),
        Text("有后台或内部网络的地址", "an address of the back office or of the internal network"),
        excerpt=mask(view.original(start, end)[:_SHOWN]),
        matched=view.original(start, end),
        severity=severity,
    )


RULE: Final = Rule(
    id="SS3201",
    title=Text("后台地址", "back-office address"),
    why=Text(
        "办法第三十二条：严禁向他人泄露后台地址、账号和密码。",
        "Art. 32 forbids giving away the address of the back office, accounts and passwords.",
    ),
    fix=Text(
        "删去；确属面向群众的办事入口，写明误报说明（waivers）",
        "remove it; where it is a service for citizens, explain it in `waivers`",
    ),
    item="32",
    severity=Severity.ERROR,
    bad=Example(body="各单位请登录后台地址：http://cms.example.gov.cn/admin/ 更新栏目。\n"),
    good=Example(body="请登录政务服务网 https://zwfw.example.gov.cn/ 办理，后台由区政府办公室统一维护。\n"),
    waivable=True,
    check=check,
    clues=Clues(pieces=_SIGNS),
)
