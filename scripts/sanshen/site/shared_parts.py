"""Parts of pages that many share, such as head and foot: rendered once for all pages that they are the same on."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, cast

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from sanshen.site.page import Page

_MOST: Final = 4_096


class SharedParts:
    """The variable `shared` of the templates of one frame: `shared("header.html")`.

    Such a part is made from the frame and from what `_key` names of the page, and from nothing else.
    """

    def __init__(self) -> None:
        self._made: dict[Hashable, Markup] = {}

    @pass_context
    def __call__(self, context: Context, name: str) -> Markup:
        """The part as HTML."""
        key = _key(name, cast(Page, context["page"]))
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= _MOST:
                self._made.clear()
            whole = context.environment.get_template(name).render(context.get_all())
            found = self._made[key] = Markup(whole)  # noqa: S704  # a template's own output
        return found


def _key(name: str, page: Page) -> Hashable:
    """What a part may show of a page; its links start as far below the root as the page stands."""
    depth = page.address.count("/")
    if name == "report.html":
        return name
    if name == "assets.html":
        return name, page.kind == "missing", depth, page.kind == "search"
    if name == "footer.html":
        return name, page.kind == "missing", depth, page.feed, bool(page.watermark)
    return name, page.kind, depth, page.unit, page.column
