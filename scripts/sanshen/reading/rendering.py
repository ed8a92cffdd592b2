"""An article's HTML, from the very tokens the gate looked at. Raw HTML never comes out as HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sanshen.model.article import Article
from sanshen.reading import bundle, markdown

NESTING: Final = 1_000
Resolve = Callable[[str], str]


class Heading(msgspec.Struct, frozen=True):
    """One heading of the text: `id` is its anchor, `title` its plain text."""

    level: int
    id: str
    title: str


class Rendered(msgspec.Struct, frozen=True):
    """The HTML of an article's body; `links` are the targets of its links and pictures as handed to `resolve`, in order."""

    html: str
    toc: tuple[Heading, ...]
    anchors: frozenset[str]
    links: tuple[str, ...]


def render(article: Article, *, resolve: Resolve) -> Rendered:
    """The body as HTML.

    `resolve` turns a target into what stands on the page: for articles and files it is given the repository path (with query
    and fragment), for all else the target as written. Heading anchors are `s-1`, `s-2`, … in order.
    """
    parsed = markdown.parse(article.body, article.body_line, NESTING)
    links: list[str] = []

    def counted(href: str) -> str:
        to = bundle.counted(article.path, href)
        links.append(to)
        return resolve(to)

    toc = _prepare(parsed.tokens, counted)
    renderer = _Renderer()
    options = MarkdownIt("commonmark", {"xhtmlOut": False}).options
    html = renderer.render(parsed.tokens, options, {})
    return Rendered(html, toc, frozenset(heading.id for heading in toc), tuple(links))


def plain(tokens: Sequence[Token]) -> str:
    """The visible text of inline tokens."""
    parts = []
    for token in tokens:
        if token.type in {"text", "text_special", "code_inline"}:
            parts.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif token.type == "image":
            parts.append(plain(token.children or ()))
    return "".join(parts)


def _prepare(tokens: Sequence[Token], counted: Resolve) -> tuple[Heading, ...]:
    """Set ids, targets and attributes; returns the headings."""
    toc: list[Heading] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = Heading(int(token.tag[1]), f"s-{len(toc) + 1}", plain(tokens[place + 1].children or ()).strip())
            token.attrSet("id", heading.id)
            toc.append(heading)
        elif token.type in {"th_open", "td_open"} and "style" in token.attrs:
            side = str(token.attrs.pop("style")).removeprefix("text-align:")
            token.attrSet("class", f"align-{side}")
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", counted(str(child.attrs["href"])))
            elif child.type == "image":
                child.attrSet("src", counted(str(child.attrs["src"])))
                child.attrSet("loading", "lazy")
    return tuple(toc)


class _Renderer(RendererHTML):
    """markdown-it's own renderer; text fragments are known to it, raw HTML is shown as text, tables can be scrolled."""

    def text_special(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return escapeHtml(tokens[idx].content)

    def definition(self, _tokens: Sequence[Token], _idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return ""

    def html_block(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        shown = _shown(tokens[idx].content)
        return f"<p>{shown}</p>\n" if shown else ""

    def html_inline(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        return _shown(tokens[idx].content)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        token.attrSet("alt", plain(token.children or ()))
        return self.renderToken(tokens, idx, options, env)

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="table-scroll" role="region" tabindex="0">\n' + self.renderToken(tokens, idx, options, env)

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env) + "</div>\n"


def _shown(html: str) -> str:
    """Raw HTML as text; comments are nobody's to read (the rules refuse both)."""
    return "" if html.strip().startswith("<!--") else escapeHtml(html.strip("\n"))
