"""Resources from elsewhere, and links out of the site that are not marked as such."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Text
from sanshen.rules.hosts import Target, leads_outside, target_of
from sanshen.rules.page.reading import Element, PageFacts, PageReading, Stretch
from sanshen.rules.rule import Example, Rule

LOADING: Final = frozenset(
    {
        "src",
        "srcset",
        "poster",
        "background",
        "data",
        "codebase",
        "manifest",
        "ping",
        "formaction",
        "action",
        "imagesrcset",
        "xlink:href",
    }
)
_PLAIN: Final = frozenset({"class", "id", "name", "content", "aria-label", "aria-labelledby", "datetime", "lang"})
"""Attributes that load nothing."""
_LINKED: Final = frozenset({"a", "area", "link", "use", "image"})
_HARMLESS_LINKS: Final = frozenset({"canonical", "next", "prev"})
_WEB: Final = frozenset({"http", "https"})


def _loads(element: Element) -> Iterator[str]:
    for name, value in element.attributes.items():
        if name in {"srcset", "imagesrcset"}:
            yield from (part.strip().split(" ")[0] for part in value.split(","))
        elif name in LOADING:
            yield value
    if element.name in {"link", "use", "image"} and element.attributes.get("rel", "") not in _HARMLESS_LINKS:
        yield element.attributes.get("href", "")


def _is_foreign(target: Target, own: frozenset[str]) -> bool:
    return bool(target.host) and target.host not in own


def _leads_up(url: str) -> bool:
    """Most addresses of a page do; whoever reads them, they lead to no other host."""
    return url.startswith("../")


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Nothing is fetched from another host; a link that leaves the site says so and hands nothing over."""
    for stretch in page.stretches:
        for what in (_known if stretch.shared else _faults)(stretch, facts.own_hosts, facts.government):
            yield RULE.finding(facts.address, Place(), what)


def _faults(stretch: Stretch, own: frozenset[str], government: tuple[str, ...]) -> tuple[Text, ...]:
    """What is wrong with the elements of a stretch. `own`: hosts of this site."""
    found: list[Text] = []
    for element in stretch.elements:
        if not element.attributes or (element.attributes.keys() <= _PLAIN and element.name not in _LINKED):
            continue
        for url in _loads(element):
            if not _leads_up(url) and _is_foreign(target_of(url), own):
                found.append(Text(f"页面从外站载入资源：{url[:80]}", f"the page loads from elsewhere: {url[:80]}"))
        if element.name in {"a", "area"}:
            found += _link_faults(element, own, government)
    return tuple(found)


_known = lru_cache(maxsize=1024)(_faults)
"""The same for what many pages share."""


def _link_faults(element: Element, own: frozenset[str], government: tuple[str, ...]) -> Iterator[Text]:
    """A link out of the site hands nothing over; one to a site of no government is marked for eye and ear (国办发〔2017〕47号)."""
    url, rel = element.attributes.get("href", ""), element.attributes.get("rel", "").split()
    if _leads_up(url):
        return
    target = target_of(url)
    if not (target.scheme in _WEB or target.host) or not _is_foreign(target, own):
        return
    if not {"noopener", "external"} <= set(rel):
        yield Text(
            f"外站链接没有标明（rel 应含 noopener external）：{target.host}",
            f"a link out of the site is not marked (rel needs noopener external): {target.host}",
        )
    elif leads_outside(url, government) and not (
        "s-outside" in element.attributes.get("class", "").split() and element.attributes.get("aria-describedby")
    ):
        yield Text(
            f"通往非政府网站的链接没有标明：{target.host}",
            f"a link to a site of no government is not marked: {target.host}",
        )


RULE: Final = Rule(
    id="SS2202",
    title=Text("外站资源与未标明的外站链接", "foreign resources and unmarked links"),
    why=Text(
        "办法第二十二条：外站的脚本、图片、字体随时可能被换掉，本站无法保证其内容；离开本站的链接要让读者知道。",
        "Art. 22: what another host sends may change at any time and nobody signed it; readers must know when they leave the site.",
    ),
    fix=Text(
        "把资源放进信息自己的文件夹；链接由程序标明", "put the resource beside the article; links are marked by the program"
    ),
    item="22",
    severity=Severity.ERROR,
    bad=Example(path="index.html", whole='<!doctype html><title>示例区</title><img src="//cdn.example.com/a.png">'),
    good=Example(path="index.html", whole='<!doctype html><title>示例区</title><img src="a.png">'),
    reported_by="site",
)
