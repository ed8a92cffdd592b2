"""Every page is judged as it is written: by the page rules, and later for links that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.lexicon import Lexicon
from sanshen.model.text import Text
from sanshen.rules.page import BROKEN_LINK, PageFacts, PageReading, Stretch, checks, judge, read_page
from sanshen.site.addresses import file_address, output_file
from sanshen.site.context import href_of, scripts_of, site_root
from sanshen.site.edition import Published
from sanshen.site.look import Look
from sanshen.site.marks import EMBLEM, marks_of
from sanshen.site.page import Frame, Page
from sanshen.site.tags import REPEATABLE

_HOST = "site.invalid"
_WHOLE: Final = ("http://", "https://")


_STANDARD: Final = {
    "home": "home", "unit": "list", "platform": "list", "list": "list", "index": "list", "article": "article",
}  # fmt: skip
"""Which of the standard's three kinds a page is; the others are no pages of its."""


def _site_tags(look: Look) -> dict[str, str]:
    return {"SiteDomain": look.extra.site_domain, "SiteIDCode": look.extra.site_code}


@cache
def _plain() -> re.Pattern[str]:
    """A target that means itself, seen from the root: steps of letters and digits, with nothing to be resolved or decoded."""
    return re.compile(r"(?:[A-Za-z0-9_-]+/)+(?:[A-Za-z0-9_-]+\.[a-z]+)?")


@lru_cache(maxsize=8192)
def _file_of(at: str, root: str, target: str) -> str | None:
    """The file of this site that `target` means on the page at address `at`; None where it leads elsewhere."""
    if target.startswith("#"):
        return output_file(at)
    if at == "" and _plain().fullmatch(target):
        return output_file(target)
    resolved = urlsplit(urljoin(f"http://{_HOST}{root}{at}", target))
    return output_file(unquote(resolved.path).removeprefix(root)) if resolved.hostname == _HOST else None


class _Led(NamedTuple):
    """Where a stretch leads: files of this site, and targets that mean another file on another page."""

    files: frozenset[str]
    others: frozenset[str]


@lru_cache(maxsize=1024)
def _led(stretch: Stretch, root: str, up: str) -> _Led:
    """Most links lead up (`up`) to the root of the site first: seen from there they are the same on every page as deep as this.

    So are whole addresses.
    """
    targets = {
        target
        for held in [element.attributes for element in stretch.elements if element.attributes]
        if (target := held.get("href") or held.get("src")) is not None and held.get("rel") != "canonical"
    }
    anywhere = {target for target in targets if target.startswith((up, *_WHOLE))}
    found = (_file_of("", root, target.removeprefix(up)) for target in anywhere)
    return _Led(frozenset(seen for seen in found if seen is not None), frozenset(targets - anywhere))


def _pictures(article: Published) -> Iterator[str]:
    for one in article.attachments:
        if one.narrow:
            yield file_address(one.path)
            yield from (address for address, _ in one.narrow)


class _OfAll(NamedTuple):
    """What is the same on all pages of a site; see `PageFacts`."""

    own_hosts: frozenset[str]
    marks: tuple[str, ...]
    unset: frozenset[str]


def _of_all(look: Look) -> _OfAll:
    host = urlsplit(look.site_url).hostname
    unset = frozenset(name for name, given in _site_tags(look).items() if not given)
    return _OfAll(frozenset({host} if host else ()), tuple(mark.text for mark in marks_of(look)), unset)


def _facts_of(page: Page, frame: Frame, of_all: _OfAll) -> PageFacts:
    """What the page is meant to be."""
    look = frame.look
    href = href_of(page, look)
    article = page.article
    return PageFacts(
        address=output_file(page.address),
        title=page.title,
        tags=tuple((tag.name, tag.content) for tag in page.tags),
        repeatable=REPEATABLE,
        visible=article.visible if article else (),
        text="\n".join(article.visible) if article else "",
        article=article is not None,
        own_hosts=of_all.own_hosts,
        scripts=frozenset(href(one) for one in scripts_of(page)),
        refresh=href(page.target) if page.target else "",
        marks=of_all.marks,
        pictures=frozenset(href(one) for one in _pictures(article)) if article else frozenset(),
        government=frame.government,
        kind=_STANDARD.get(page.kind, "") if not page.watermark else "",
        unset=of_all.unset,
        emblem=href(EMBLEM) if page.kind == "home" and look.extra.emblem else "",
    )


class Judged(NamedTuple):
    """What was found on one page: faults that keep an article off the site, all else, and the files of the site it leads to."""

    errors: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    links: frozenset[str]


class Inspector:
    """Judges pages of one frame. `refused`: article path → errors; such an article must not be on the site."""

    def __init__(self, frame: Frame, lexicon: Lexicon) -> None:
        self._frame = frame
        self._of_all = _of_all(frame.look)
        self._checks = checks(lexicon)
        self._root = site_root(frame.look)
        self.refused: dict[str, list[Finding]] = {}

    def judged(self, page: Page, html: str) -> Judged:
        """Judge one page's HTML. Raises UndecidedError where a page that the program made itself breaks a rule."""
        reading = read_page(html)
        found = [*judge(reading, _facts_of(page, self._frame, self._of_all), self._checks)]
        errors = tuple(finding for finding in found if finding.severity is Severity.ERROR)
        if errors and page.article is None:
            where = page.address or "index.html"
            raise UndecidedError(
                Text(f"程序生成的页面 {where} 不合规则：{errors[0].message.zh}", f"{where}: {errors[0].message.en}"),
                Text(
                    "这是程序的差错，请报告；原网站保持不变", "a fault of the program, please report it; the old site stays up"
                ),
            )
        others = tuple(finding for finding in found if finding.severity is not Severity.ERROR)
        return Judged(errors, others, self._inside(reading, page))

    def __call__(self, page: Page, html: str) -> None:
        """Judge one page, and remember an article that is refused."""
        judged = self.judged(page, html)
        if judged.errors and page.article is not None:
            self.refused[page.article.path] = list(judged.errors)

    def strictly(self, page: Page, html: str) -> None:
        """The same, but an article that breaks a rule is an error at once: nothing can be left out any more."""
        self(page, html)
        for errors in self.refused.values():
            raise BlockedError(errors[0].message, errors[0].advice)

    def _inside(self, reading: PageReading, page: Page) -> frozenset[str]:
        """The files of this site that a page links to or loads."""
        at = page.address if page.address != "404.html" else ""
        up, found = "../" * at.count("/"), list[frozenset[str]]()
        for stretch in reading.stretches:
            led = (_led if stretch.shared else _led.__wrapped__)(stretch, self._root, up)
            found.append(led.files)
            if led.others:
                found.append(frozenset(seen for target in led.others if (seen := _file_of(at, self._root, target)) is not None))
        return frozenset().union(*found)


def broken_link(page: str, address: str) -> Finding:
    """A page's link to a file of the site that is not there."""
    return BROKEN_LINK.finding(page, Place(), Text(f"站内链接无效：{address}", f"a link that leads nowhere: {address}"))
