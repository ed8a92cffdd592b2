"""Whatever runs, embeds, redirects or hides: scripts, handlers, frames, forms, refreshes, dangerous addresses, hiding styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.markup import ATTRIBUTES, TAGS
from sanshen.model.text import Text
from sanshen.rules.page.reading import Element, PageFacts, PageReading, Stretch
from sanshen.rules.rule import Example, Rule

_FORBIDDEN: Final = frozenset(
    {
        "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe", "base", "form", "input", "button",
        "textarea", "select", "template", "style", "noscript", "marquee", "svg", "math", "slot", "dialog",
    }
)  # fmt: skip
_JUDGED: Final = frozenset({"script"})
"""Elements that may be wrong without any attribute, beside those that are forbidden; all others are plain then."""
_SUSPECT: Final = _FORBIDDEN | _JUDGED
_NAMES: Final = frozenset({"class", "id", "name", "content", "aria-label", "aria-labelledby", "datetime", "lang"})
"""Attributes that do nothing, whatever they hold, outside the article's own part."""
_BODY_ELEMENTS: Final = frozenset(
    {
        "p", "a", "img", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td",
        "em", "strong", "s", "del", "code", "pre", "br", "hr", "div", "span", "figure", "figcaption", *TAGS,
    }
)  # fmt: skip
_BODY_ATTRIBUTES: Final = frozenset(
    {
        "href",
        "title",
        "src",
        "srcset",
        "sizes",
        "alt",
        "id",
        "rel",
        "target",
        "start",
        "style",
        "loading",
        "decoding",
        "width",
        "height",
        "class",
        "aria-describedby",
    }
)
_PICTURE_WAYS: Final = re.compile(r"\S+ \d+w(, \S+ \d+w)*")
_CELL_ATTRIBUTES: Final = frozenset(name for held in ATTRIBUTES.values() for name in held)
_BODY_CLASSES: Final = re.compile(r"(language-[\w+#.-]+|s-[a-z-]+|task-list-item)?")
_ALIGNMENT: Final = re.compile(r"\s*text-align:\s*(left|right|center);?\s*")
_ADDRESSES: Final = frozenset(
    {"href", "src", "action", "formaction", "xlink:href", "poster", "data", "background", "srcset", "cite"}
)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_SAFE_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
_NO_SCHEME: Final = "./#"
"""No address that begins with one of these has a scheme, nor has the empty one."""
# Browsers drop these inside an address before they look at its scheme.
_DROPPED: Final = dict.fromkeys([*range(0x21), 0x7F])


def check(page: PageReading, facts: PageFacts) -> Iterator[Finding]:
    """Judge every element of the page; in the article's own part only plain text elements may stand."""
    for stretch in page.stretches:
        for what in (_known if stretch.shared else _faults)(stretch, facts.scripts, facts.refresh):
            yield RULE.finding(facts.address, Place(), what)
        for element in () if stretch.shared else stretch.elements:
            if "srcset" in element.attributes:
                for what in _picture_faults(element, facts):
                    yield RULE.finding(facts.address, Place(), what)


def _faults(stretch: Stretch, scripts: frozenset[str], refresh: str) -> tuple[Text, ...]:
    """What is wrong with the elements of a stretch; see `PageFacts` for `scripts` and `refresh`."""
    found: list[Text] = []
    for element in stretch.elements:
        plain = element.name in _BODY_ELEMENTS if element.in_body else element.name not in _SUSPECT
        if plain and (not element.attributes or (not element.in_body and element.attributes.keys() <= _NAMES)):
            continue
        found += _element_faults(element, scripts, refresh)
        found += _attribute_faults(element)
    return tuple(found)


_known = lru_cache(maxsize=1024)(_faults)
"""The same for what many pages share."""


def _element_faults(element: Element, scripts: frozenset[str], refresh: str) -> Iterator[Text]:
    name = element.name
    if name in _FORBIDDEN or (element.in_body and name not in _BODY_ELEMENTS):
        what = "注释" if name == "-comment" else f"<{name}>"
        yield Text(f"页面上不得有 {what}", f"{name} must not stand on the page")
    if name == "script" and (element.attributes.get("src", "") not in scripts or element.text.strip()):
        yield Text("页面上有不在许可之列的脚本", "a script that is not one of the site's own")
    if name == "meta" and not _is_harmless(element, refresh):
        yield Text("页面上有跳转或策略指令（http-equiv）", "a refresh or policy directive (http-equiv)")
    if name == "link" and "import" in element.attributes.get("rel", "").lower().split():
        yield Text("页面引入另一页面", "the page imports another page")


def _is_harmless(meta: Element, refresh: str) -> bool:
    """A page whose article has moved leads on to where it stands now, and to nowhere else."""
    directive = meta.attributes.get("http-equiv", "").lower()
    if directive == "refresh":
        return bool(refresh) and meta.attributes.get("content") == f"0; url={refresh}"
    return directive in {"", "content-type"}


def _attribute_faults(element: Element) -> Iterator[Text]:
    for name, value in element.attributes.items():
        if name.startswith("on"):
            yield Text(f"页面上有事件脚本 {name}", f"an event handler: {name}")
        if name == "style" and not _ALIGNMENT.fullmatch(value):
            yield Text("页面上有行内样式", "an inline style")
        of_cell = name in _CELL_ATTRIBUTES and value in ATTRIBUTES.get(element.name, {}).get(name, ())
        if name == "srcdoc" or (element.in_body and name not in _BODY_ATTRIBUTES and not of_cell):
            yield Text(f"正文里不得有属性 {name}", f"attribute {name} must not stand in an article")
        if element.in_body and name == "class" and not _BODY_CLASSES.fullmatch(value):
            yield Text(f"正文里不得有样式类 {value[:40]}", f"class {value[:40]!r} must not stand in an article")
        if name in _ADDRESSES and value[:1] not in _NO_SCHEME:
            scheme = _SCHEME.match(value.translate(_DROPPED))
            if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
                yield Text(f"页面上有危险的地址（{scheme[1]}:）", f"a dangerous address ({scheme[1]}:)")


def _picture_faults(element: Element, facts: PageFacts) -> Iterator[Text]:
    """What stands in the text in several widths is one picture: nothing else may be offered in its place."""
    ways = element.attributes.get("srcset", "")
    if not element.in_body or not ways:
        return
    offered = frozenset(way.split(" ")[0] for way in ways.split(", ")) if _PICTURE_WAYS.fullmatch(ways) else None
    if offered is None or not offered <= facts.pictures:
        yield Text(
            f"图片的备选文件不是本文的图片：{ways[:80]}", f"a picture's alternatives are not this article's: {ways[:80]}"
        )


RULE: Final = Rule(
    id="SS2203",
    title=Text("脚本、内嵌与隐藏内容", "scripts, embedded and hidden content"),
    why=Text(
        "办法第二十二条要求防范挂马与篡改：能运行、能内嵌、能跳转、能隐藏的内容，审签人看样版时看不见。",
        "Art. 22 asks to guard against planted code and tampering: what runs, embeds, redirects or hides is not seen by those who sign.",
    ),
    fix=Text("删去该内容；只用 Markdown 写法", "remove it; write plain Markdown"),
    item="22",
    severity=Severity.ERROR,
    bad=Example(
        path="index.html",
        whole='<!doctype html><title>示例区</title><p onclick="go()"><a href="java&#10;script:go()">进入</a></p>',
    ),
    good=Example(path="index.html", whole='<!doctype html><title>示例区</title><p><a href="../">进入</a></p>'),
    reported_by="site",
)
