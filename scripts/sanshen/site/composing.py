"""From a proven article to what its page shows: text, links, pictures, attachments; or the reason why it cannot stand on the site."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from sanshen.model.article import Article, BundleFile, PassageKind
from sanshen.model.attachments import file_kind
from sanshen.model.text import Text
from sanshen.reading.bundle import TargetKind, original_of, target
from sanshen.reading.markdown import parse_shared
from sanshen.rules.hosts import leads_outside
from sanshen.rules.ss2207_file_kind import RULE as FILE_KIND
from sanshen.site.addresses import file_address, link, page_address
from sanshen.site.edition import Attachment, Internal, LeftOut, Published
from sanshen.site.look import Look
from sanshen.site.pictures import SHOWN, SIZES, WIDTHS, WORTH, Picture, narrow_address
from sanshen.site.rendering import OUTSIDE_NOTE, Attributes, UnknownTokenError, render

_OUT: Final = (("rel", "noopener external"), ("target", "_blank"))
_OUTSIDE: Final = (("class", "s-outside"), ("aria-describedby", OUTSIDE_NOTE))
"""Marks of a link to a site of no government: seen by style, heard by the note that each page holds."""
_NESTING: Final = 1_000
"""Above every policy's limit: an article within its limit gives the same tokens."""
_READ: Final = frozenset({PassageKind.TEXT, PassageKind.CODE, PassageKind.LINK_TITLE})
"""What of an article readers see as text: a picture's title is its caption."""
_WEB: Final = frozenset({"http", "https"})


def _unmeasured(_: BundleFile) -> Picture | None:
    """Nothing is known of a picture but its address."""
    return None


class Ground(msgspec.Struct, frozen=True):
    """What all articles of one edition share.

    `standing`: every article path that has a page: published, taken down, or moved. `nesting`: the policy's limit, so that the tokens
    are the gate's. `picture`: the size of a picture of a bundle, None for a file that is none. `government`: domains of government
    sites; links elsewhere are marked (None: no marks, which are no part of what was signed).
    """

    look: Look
    standing: Container[str]
    nesting: int
    picture: Callable[[BundleFile], Picture | None] = _unmeasured
    government: tuple[str, ...] | None = None


class Credentials(msgspec.Struct, frozen=True):
    """What the records say of one article: publication times (oldest first), its 校验码, earlier paths, and the sheet if it is shown."""

    times: tuple[datetime, ...]
    proof: str
    former: tuple[str, ...] = ()
    internal: Internal | None = None


class _Links:
    """Resolves the targets of one article."""

    def __init__(self, article: Article, ground: Ground) -> None:
        self._article = article
        self._ground = ground
        self._from = page_address(article.path)
        self._files = {file.path: file for file in article.bundle}
        self._own = urlsplit(ground.look.site_url).hostname or ""
        self.articles: set[str] = set()
        self.dead: list[str] = []

    def link(self, href: str) -> Attributes | None:
        """The attributes of a link."""
        to = target(self._article.path, href)
        if to.kind is TargetKind.ELSEWHERE:
            return self._elsewhere(href)
        if to.kind is TargetKind.ARTICLE and to.path in self._ground.standing:
            self.articles.add(to.path)
            return (("href", link(self._from, page_address(to.path)) + to.tail),)
        if to.kind is TargetKind.FILE and to.path in self._files:
            return (("href", link(self._from, file_address(to.path)) + to.tail),)
        self.dead.append(href)
        return None

    def _elsewhere(self, href: str) -> Attributes:
        try:
            parts = urlsplit(href)
            foreign = (parts.scheme.lower() in _WEB or bool(parts.netloc)) and parts.hostname != (self._own or None)
        except ValueError:  # an address that Python cannot take apart is certainly not ours
            foreign = True
        marked = foreign and self._ground.government is not None and leads_outside(href, self._ground.government)
        return (("href", href), *(_OUT if foreign else ()), *(_OUTSIDE if marked else ()))

    def image(self, src: str) -> Attributes | None:
        """The address and size of a picture; one from elsewhere is kept as written, for the page rules to refuse."""
        to = target(self._article.path, src)
        if to.kind is TargetKind.FILE and to.path in self._files:
            return tuple(self._sized(self._files[to.path]))
        return (("src", src),) if to.kind is TargetKind.ELSEWHERE else None

    def _sized(self, file: BundleFile) -> Iterator[tuple[str, str]]:
        own = link(self._from, file_address(file.path))
        size = self._ground.picture(file)
        if size is None:
            yield ("src", own)
            return
        ways = [(link(self._from, narrow_address(file.path, file.digest, width)), width) for width in size.widths]
        yield ("src", next((way for way, width in reversed(ways) if width <= SHOWN), own))
        yield ("width", str(size.width))
        yield ("height", str(size.height))
        if ways:
            whole = ((own, size.width),) if size.width <= WIDTHS[-1] * WORTH else ()
            yield ("srcset", ", ".join(f"{way} {width}w" for way, width in (*ways, *whole)))
            yield ("sizes", SIZES)


def _attachments(article: Article, picture: Callable[[BundleFile], Picture | None]) -> Iterator[Attachment]:
    """In the order in which the text names them; what it does not name comes last."""
    labels: dict[str, str] = {}
    shown: set[str] = set()
    named: dict[str, int] = {}
    for passage in article.passages:
        if passage.kind in {PassageKind.LINK, PassageKind.IMAGE}:
            to = target(article.path, passage.text)
            named.setdefault(to.path, len(named))
            if passage.kind is PassageKind.LINK:
                labels.setdefault(to.path, " ".join(passage.label.split()))
            else:
                shown.add(to.path)
    # The original of a reprint is there to compare with: readers are sent to its source.
    kept_back = {original_of(article)} - labels.keys() - shown
    kept = (one for one in article.bundle if one.path not in kept_back)
    for file in sorted(kept, key=lambda one: named.get(one.path, len(named))):
        size = picture(file) if file.path in shown else None
        yield Attachment(
            file.path,
            file.size,
            labels.get(file.path, ""),
            embedded=file.path in shown and file.path not in labels,
            narrow=tuple((narrow_address(file.path, file.digest, width), width) for width in size.widths) if size else (),
        )


def _is_covered(visible: Iterable[str], article: Article) -> bool:
    """Whether every run of text on the page is one of the passages that the rules looked at, in the same order."""
    judged = iter("".join(passage.text.split()) for passage in article.passages if passage.kind in _READ)
    return all(run in judged for run in visible)


def _local_path(article: str, written: str) -> str:
    return written if written.startswith("content/") else target(article, written).path if written else ""


def compose(article: Article, credentials: Credentials, ground: Ground) -> Published | LeftOut:
    """Make one article's page content. Nothing is repaired: what cannot be shown exactly as signed is left out."""
    strange = [file.path for file in article.bundle if file_kind(file.path) is None]
    if strange:
        message = Text(f"附件 {strange[0]} 的类型不能放上网站", f"{strange[0]} is of a kind that may not stand on the site")
        return LeftOut(article.path, message, FILE_KIND.fix)
    links = _Links(article, ground)
    try:
        tokens = parse_shared(article.body, article.body_line, ground.nesting).tokens
        rendered = render(tokens, links.link, links.image)
    except UnknownTokenError as error:
        return LeftOut(
            article.path,
            Text(f"正文含有不能发布的内容（{error}）", f"the text holds something that cannot be published ({error})"),
            Text("改用 Markdown 写法；见 sanshen rules SS1602", "write plain Markdown; see sanshen rules SS1602"),
        )
    if not _is_covered(rendered.visible, article):
        return LeftOut(article.path, Text("页面文字与审查过的文字不一致", "the page's text is not the text that was checked"))
    meta = article.meta
    return Published(
        path=article.path,
        unit=article.unit,
        column=article.column,
        title=meta.title,
        source=meta.source,
        times=credentials.times,
        proof=credentials.proof,
        html=rendered.html,
        visible=rendered.visible,
        headings=rendered.headings,
        attachments=tuple(_attachments(article, ground.picture)),
        links=frozenset(links.articles),
        dead_links=tuple(links.dead),
        keywords=meta.keywords,
        summary=meta.summary,
        editor=meta.editor,
        section=meta.section,
        document=meta.document,
        interprets=_local_path(article.path, meta.interprets),
        former=credentials.former,
        internal=credentials.internal,
    )


def sample_hash(article: Article) -> str:
    """SHA-256 (hex) of all that the article's own part of its page is made from; its record names it (contract §5.4).

    Independent of look, neighbours and time, so that whoever has the article's bytes can compute it again. "" where the article cannot
    be shown at all.
    """
    found = (target(article.path, passage.text) for passage in article.passages if passage.kind is PassageKind.LINK)
    everywhere = frozenset(to.path for to in found if to.kind is TargetKind.ARTICLE)
    made = compose(article, Credentials((), ""), Ground(Look(site_name="样版"), everywhere, _NESTING))
    if isinstance(made, LeftOut):
        return ""
    shown = {
        "title": made.title,
        "source": msgspec.to_builtins(made.source),
        "editor": made.editor,
        "section": made.section,
        "summary": made.summary,
        "keywords": list(made.keywords),
        "document": msgspec.to_builtins(made.document),
        "html": made.html,
        "files": [[file.path, file.digest] for file in article.bundle],
    }
    canonical = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
