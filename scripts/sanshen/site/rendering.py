"""An article's HTML, from the very tokens that gate and reviewers looked at. Raw HTML comes out as the
sanitizer wrote it, and only where reading allowed it; an unknown token is an error.

Heading ids, the rewriting of links and the marks on outgoing links are made here, because MkDocs sees none of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Final

import msgspec

from sanshen.reading.blanks import is_wide
from sanshen.reading.raw_html import Raw
from sanshen.site.edition import Heading
from sanshen.site.tokens import Token

Attributes = tuple[tuple[str, str], ...]
ResolveLink = Callable[[str], Attributes | None]
"""A link's target as written → the attributes of `<a>`; None where it leads nowhere (its text is shown without a link)."""
ResolveImage = Callable[[str], Attributes | None]
"""A picture's target as written → `src` and what else says where it is and how large; None where there is none."""


OUTSIDE_NOTE: Final = "outside-note"
"""Id of the words on each page that say what a link to a site of no government is."""
_RESERVED: Final = (OUTSIDE_NOTE, "main", "article-body", "files-title", "related-title", "sheet-title")
_BLOCKS: Final = {
    "paragraph_open": "<p>", "paragraph_close": "</p>\n", "bullet_list_open": "<ul>\n", "bullet_list_close": "</ul>\n",
    "ordered_list_close": "</ol>\n", "list_item_open": "<li>", "list_item_close": "</li>\n", "blockquote_open": "<blockquote>\n",
    "blockquote_close": "</blockquote>\n", "hr": "<hr>\n", "table_open": '<div class="s-table"><table>\n', "table_close": "</table></div>\n",
    "thead_open": "<thead>\n", "thead_close": "</thead>\n", "tbody_open": "<tbody>\n", "tbody_close": "</tbody>\n", "tr_open": "<tr>",
    "tr_close": "</tr>\n", "th_close": "</th>", "td_close": "</td>", "definition": "",
}  # fmt: skip
_PARAGRAPH: Final = {"paragraph_open": 1, "paragraph_close": -1}
"""Where a paragraph's inline token stands from its edge."""
_FIGURE: Final = {"paragraph_open": "<figure>", "paragraph_close": "</figure>\n"}
_INLINE: Final = {
    "em_open": "<em>", "em_close": "</em>", "strong_open": "<strong>", "strong_close": "</strong>", "s_open": "<s>",
    "s_close": "</s>", "hardbreak": "<br>\n",
}  # fmt: skip
_ALIGNED: Final = {"text-align:left": "s-left", "text-align:right": "s-right", "text-align:center": "s-center"}
_UNNAMED: Final = re.compile(r"[^\w]+")


class UnknownTokenError(Exception):
    """A token that this renderer does not know: nothing is guessed."""


class Rendered(msgspec.Struct, frozen=True):
    """An article's body. `visible`: the text of each block, without white space, in order."""

    html: str
    headings: tuple[Heading, ...]
    visible: tuple[str, ...]


def _tag(name: str, attributes: Iterable[tuple[str, str]]) -> str:
    return f"<{name}" + "".join(f' {key}="{escape(value)}"' for key, value in attributes) + ">"


class _Writer:
    """Writes one body. Tokens come from `sanshen.reading`; they are only looked at."""

    def __init__(self, resolve_link: ResolveLink, resolve_image: ResolveImage, highest: int) -> None:
        self._link = resolve_link
        self._image = resolve_image
        self._highest = highest
        self._ids = set(_RESERVED)
        self.out: list[str] = []
        self.headings: list[Heading] = []
        self.visible: list[str] = []
        self._anchors: list[bool] = []

    def block(self, tokens: Sequence[Token]) -> None:
        """All tokens of a body, in order."""
        for number, token in enumerate(tokens):
            kind = token.type
            if kind in _PARAGRAPH:
                self.paragraph(token, tokens[number + _PARAGRAPH[kind]])
            elif kind in _BLOCKS:
                self.out.append(_BLOCKS[kind])
            elif kind == "inline":
                self.inline(token.children or ())
                self.caption(tokens[number - 1], token)
            elif kind == "heading_open":
                self.open_heading(token, tokens[number + 1])
            elif kind == "heading_close":
                self.out.append(f"</h{self.level(token)}>\n")
            elif kind == "ordered_list_open":
                start = str(token.attrs.get("start", "1"))
                self.out.append(_tag("ol", () if start == "1" else (("start", start),)) + "\n")
            elif kind in {"th_open", "td_open"}:
                aligned = _ALIGNED.get(str(token.attrs.get("style", "")).replace(" ", ""))
                self.out.append(_tag(kind[:2], (("class", aligned),) if aligned else ()))
            else:
                self.verbatim(token)

    def paragraph(self, edge: Token, inline: Token) -> None:
        """The edge of a paragraph; one that is nothing but a picture with a title is a figure."""
        if not edge.hidden:
            self.out.append((_FIGURE if _caption_of(inline) else _BLOCKS)[edge.type])

    def caption(self, edge: Token, inline: Token) -> None:
        """The title of a figure's picture, for all to see."""
        if edge.type == "paragraph_open" and not edge.hidden and (text := _caption_of(inline)):
            self.out.append(f"<figcaption>{escape(text, quote=False)}</figcaption>")
            self.visible.append("".join(text.split()))

    def level(self, token: Token) -> int:
        """The page's title is the only h1: the highest heading of the text becomes h2, the others keep their distance."""
        return min(6, int(token.tag[1]) - self._highest + 2)

    def open_heading(self, token: Token, inline: Token) -> None:
        """A heading, with an id made of its text."""
        text = "".join(_text_of(child) for child in inline.children or ()).strip()
        stem = _UNNAMED.sub("-", text).strip("-").lower()[:60] or "section"
        name, number = stem, 1
        while name in self._ids:
            number += 1
            name = f"{stem}-{number}"
        self._ids.add(name)
        self.headings.append(Heading(self.level(token), name, text))
        self.out.append(_tag(f"h{self.level(token)}", (("id", name),)))

    def verbatim(self, token: Token) -> None:
        """A block whose content is no Markdown."""
        if token.type in {"fence", "code_block"}:
            self.code(token)
        elif token.type == "html_block":
            self.table(_allowed(token))
        else:
            raise UnknownTokenError(token.type)

    def table(self, raw: Raw) -> None:
        """A block of HTML: its tables."""
        self.out.append(f'<div class="s-table">{raw.html}</div>\n')
        self.visible += ["".join("".join(character for character, _ in cell.characters).split()) for cell in raw.cells]

    def code(self, token: Token) -> None:
        """A code block; its language is only a class, and only of harmless characters."""
        language = re.sub(r"[^\w+#.-]", "", (token.info.split() or [""])[0])
        self.out.append("<pre>" + _tag("code", (("class", f"language-{language}"),) if language else ()))
        self.out.append(escape(token.content) + "</code></pre>\n")
        self.visible.append("".join(token.content.split()))

    def inline(self, children: Sequence[Token]) -> None:
        """The inline tokens of one block."""
        shown: list[str] = []
        for number, token in enumerate(children):
            if token.type in _INLINE:
                self.out.append(_INLINE[token.type])
            elif token.type in {"text", "text_special"}:
                self.out.append(escape(token.content, quote=False))
            elif token.type == "code_inline":
                self.out.append(f"<code>{escape(token.content, quote=False)}</code>")
            elif token.type == "softbreak":
                self.out.append("" if _beside_wide(children, number) else "\n")
            elif token.type == "html_inline":
                self.out.append(_allowed(token).html)
            else:
                self.inline_target(token)
            shown.append(_text_of(token))
        self.visible.append("".join("".join(shown).split()))

    def inline_target(self, token: Token) -> None:
        """Links and pictures. A target that leads nowhere leaves the words (or the picture's description) alone."""
        if token.type == "link_open":
            attributes = self._link(str(token.attrs["href"]))
            title = str(token.attrs.get("title", ""))
            self._anchors.append(attributes is not None)
            if attributes is not None:
                self.out.append(_tag("a", (*attributes, *((("title", title),) if title else ()))))
        elif token.type == "link_close":
            if self._anchors.pop():
                self.out.append("</a>")
        elif token.type == "image":
            source = self._image(str(token.attrs["src"]))
            alt, title = "".join(_text_of(child) for child in token.children or ()), str(token.attrs.get("title", ""))
            if source is not None:
                named = (("title", title),) if title else ()
                said = (("alt", alt), *named, ("loading", "lazy"), ("decoding", "async"))
                self.out.append(_tag("img", (*source[:1], *said, *source[1:])))
        else:
            raise UnknownTokenError(token.type)


def _allowed(token: Token) -> Raw:
    """Raw HTML that reading allowed."""
    raw = token.meta.get("html")
    if not isinstance(raw, Raw) or raw.refusal:
        raise UnknownTokenError(token.type)
    return raw


def _caption_of(inline: Token) -> str:
    """The title of the picture that a paragraph holds and nothing else; "" for any other paragraph."""
    children = inline.children or ()
    return str(children[0].attrs.get("title", "")).strip() if len(children) == 1 and children[0].type == "image" else ""


def _text_of(token: Token) -> str:
    """The text that readers see of one inline token."""
    return (
        token.content if token.type in {"text", "text_special", "code_inline"} else " " if token.type.endswith("break") else ""
    )


def _beside_wide(children: Sequence[Token], number: int) -> bool:
    """A line break beside Han or full-width punctuation is no blank: Chinese is wrapped anywhere."""
    before = next((text[-1] for token in reversed(children[:number]) if (text := _text_of(token))), "")
    after = next((text[0] for token in children[number + 1 :] if (text := _text_of(token))), "")
    return any(is_wide(one) for one in (before, after) if one)


def render(tokens: Sequence[Token], resolve_link: ResolveLink, resolve_image: ResolveImage) -> Rendered:
    """The HTML of a body. Raises UnknownTokenError for refused raw HTML and for any token it does not know."""
    highest = min((int(token.tag[1]) for token in tokens if token.type == "heading_open"), default=2)
    writer = _Writer(resolve_link, resolve_image, highest)
    writer.block(tokens)
    return Rendered("".join(writer.out), tuple(writer.headings), tuple(run for run in writer.visible if run))
