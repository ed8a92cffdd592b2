"""Links that run code, or lead elsewhere than the reader believes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.folding import fold
from sanshen.rules.clues import Clues
from sanshen.rules.hosts import SCHEMES, bears_name, host_doubt, host_fault, named_host, same_site, target_of
from sanshen.rules.reading_view import TARGETS, View, view_of
from sanshen.rules.rule import Example, Rule

_SHOWN: Final = 60
# Without blanks and signs: one of these stands in whatever is looked for in the text.
_WORDS: Final = ("script", "data", "file", "blob", "viewsource", "http")


@cache
def _code_in_text() -> re.Pattern[str]:
    # markdown-it refuses such targets and leaves the brackets as text; another reader of the same bytes may not refuse.
    blank = r"[\s\x00-\x20]*"
    return re.compile(
        rf"(?:java{blank}script|vb{blank}script|live{blank}script){blank}:"
        rf"|\]{blank}[(:]{blank}<?{blank}(?:data|file|blob|filesystem|view-source){blank}:"
        r"|(?<![a-z])data:(?:text|image|application)/[a-z+.\-]+[;,]"
    )


@cache
def _address_in_text() -> re.Pattern[str]:
    return re.compile(r"https?://([a-z0-9.\-]{4,253})")


def _doubtful_addresses(view: View, linked: Set[str]) -> Iterator[tuple[int, int, Text]]:
    """Addresses that are written out and not linked (`linked` hosts are judged as links): readers copy them."""
    for hit in _address_in_text().finditer(view.folded) if "://" in view.folded else ():
        host = hit.group(1).strip(".")
        doubt = host_fault(target_of(f"https://{host}/")) or host_doubt(host)
        if doubt is not None and host not in linked and not host.replace(".", "").isdigit():
            yield *hit.span(), doubt


def _target_fault(decoded: str) -> Text | None:
    if any(ord(character) < ord(" ") or character == "\x7f" for character in decoded):
        return Text("链接目标含控制字符", "control characters in a link target")
    parts = target_of(decoded)
    if parts.scheme and parts.scheme not in SCHEMES:
        return Text(f"不允许的链接类型 {parts.scheme}:", f"link scheme {parts.scheme}: is not permitted")
    if "\\" in decoded or (not parts.scheme and decoded.lstrip().startswith("//")):
        return Text("链接没有写明协议（// 或反斜杠开头）", "a protocol-relative address (// or a backslash)")
    if parts.scheme in {"http", "https"} and not parts.host:
        return Text("网址没有主机名", "an address without a host")
    return host_fault(parts)


def _label_fault(label: str, target: str) -> Text | None:
    named = named_host(fold(label).text)
    if named is None:
        return None
    parts = target_of(target)
    if parts.scheme in {"mailto", "tel"} or (parts.host and same_site(named, parts.host)):
        return None
    if not parts.host and not label.strip().casefold().startswith(("http:", "https:", "www.")):
        return None
    where = parts.host or "本站 / this site"
    return Text(f"链接文字写的是 {named}，实际去往 {where}", f"the link's text names {named} but it leads to {where}")


def _imitated(host: str, book: RuleBook) -> str:
    """The listed source whose address `host` imitates; only where its name, twins of letters aside, is in there."""
    domains = [one for source in book.sources.active(book.day) for one in source.hosts] if host else []
    if not any(bears_name(host, domain) for domain in domains):
        return ""
    from sanshen.rules.look_alikes import imitated

    return imitated(host, domains)


def _faults(view: View, book: RuleBook) -> Iterator[tuple[Text, Severity]]:
    from urllib.parse import unquote

    passage = view.passage
    decoded = unquote(passage.text)
    fault = _target_fault(decoded) or _label_fault(passage.label, passage.text)
    if fault is None and passage.hidden:
        fault = Text("暗链：链接没有可见的文字或图片", "a hidden link: it shows neither text nor picture")
    if fault is not None:
        yield fault, Severity.ERROR
        return
    host = target_of(passage.text).host
    doubt = host_doubt(host)
    if doubt is not None:
        yield doubt, Severity.WARNING
    twin = _imitated(host, book)
    if twin:
        yield Text(f"主机名冒充稿源 {twin}", f"the host only looks like the source {twin}"), Severity.ERROR


def check(article: Article, book: RuleBook) -> Iterator[Finding]:
    """Targets of links and pictures, and what would be such a target for another reader of the same text."""
    linked = {target_of(passage.text).host for passage in article.passages if passage.kind in TARGETS}
    for passage in article.passages:
        view = view_of(passage)
        if passage.kind in TARGETS:
            for message, severity in _faults(view, book):
                place = passage.place(0, len(passage.text))
                yield RULE.finding(article.path, place, message, excerpt=mask(passage.text[:_SHOWN]), severity=severity)
        elif passage.kind is not PassageKind.CODE:
            for start, end, doubt in _doubtful_addresses(view, linked) if passage.kind is PassageKind.TEXT else ():
                place, shown = view.place(start, end), mask(view.original(start, end))
                yield RULE.finding(article.path, place, doubt, excerpt=shown, severity=Severity.WARNING)
            for hit in _code_in_text().finditer(view.folded):
                message = Text("文字中有会运行代码的网址", "an address that runs code")
                shown = mask(view.around(*hit.span(), width=0))
                yield RULE.finding(article.path, view.place(*hit.span()), message, excerpt=shown)


RULE: Final = Rule(
    id="SS1603",
    title=Text("危险或骗人的链接", "dangerous or deceptive link"),
    why=Text(
        "运行代码的网址、冒充 gov.cn 的主机、名不副实的链接会把群众带到别处；办法第十六条要求安全性，第二十二条要求防范挂马。",
        "Addresses that run code, hosts that imitate gov.cn, and links that do not lead where they say take citizens "
        "elsewhere; Art. 16 asks for safety.",
    ),
    fix=Text("改用真实、完整的 https 网址", "use the true and complete https address"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body="详见[www.gov.cn](https://www.gov.cn.example.com/notice)。\n"),
    good=Example(body="详见[www.gov.cn](https://www.gov.cn/zhengce/)，或[通知原文](https://www.gov.cn/)。\n"),
    check=check,
    clues=Clues(facts=("targets",)),
    words=_WORDS,
)
