"""The theme, used directly: a page and the frame become HTML by the same templates that MkDocs is given (`material`).

Everything that MkDocs adds around a page (navigation of all files, tables of contents, its own page objects) is used by no template,
so one page costs its own template and nothing else, on whatever machine and in whatever order.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.site.addresses import link_by
from sanshen.site.context import SITEMAP, context_of
from sanshen.site.page import Frame, Page
from sanshen.site.shared_parts import SharedParts

THEME: Final = Path(__file__).parent / "theme"
OWN_ASSETS: Final = "assets/sanshen/"
NO_DATE: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""For what nothing on the site has a time for; the oldest date that every archive format can hold."""
_MATERIAL_SHEETS: Final = "templates/assets/stylesheets"


def material_sheets() -> dict[str, Path]:
    """Material's own stylesheets, by the address they get on the site; found without loading MkDocs."""
    found = find_spec("material")
    folders = [Path(one) / _MATERIAL_SHEETS for one in (found.submodule_search_locations or ())] if found else []
    held = sorted(path for folder in folders for path in folder.glob("*.min.css"))
    if not held:
        raise UndecidedError(
            Text("找不到 Material 的样式表", "Material's stylesheets are missing"),
            Text("请重新执行 make setup", "run make setup again"),
        )
    return {f"assets/stylesheets/{path.name}": path for path in held}


def own_assets() -> dict[str, Path]:
    """This package's own files of the theme, by address."""
    return {path.relative_to(THEME).as_posix(): path for path in sorted((THEME / OWN_ASSETS).rglob("*")) if path.is_file()}


def stylesheet_addresses(sheets: Iterable[str]) -> tuple[str, ...]:
    """The stylesheets of every page, in their order: Material's, then ours."""
    return (*sorted(sheets), f"{OWN_ASSETS}site.css")


def fitted(environment: Environment) -> Environment:
    """Whatever environment renders the theme: every value is escaped, a misspelt name is an error, and pages find what they are made with."""
    environment.autoescape, environment.undefined, environment.auto_reload = True, StrictUndefined, False
    environment.filters["link"] = link_by
    environment.globals["parts"] = environment.get_template("parts.html").module
    return environment


@cache
def _environment() -> Environment:
    return fitted(Environment(loader=FileSystemLoader(THEME), autoescape=True))


def compile_templates() -> None:
    """Make the templates ready."""
    for path in THEME.glob("*.html"):
        _environment().get_template(path.name)


class ThemePages:
    """Makes the HTML of pages of one frame."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._sheets = stylesheet_addresses(material_sheets())
        self._shared = SharedParts()

    def html(self, page: Page) -> str:
        """The whole page."""
        context = {**_environment().globals, **context_of(self.frame, page, self._sheets), "shared": self._shared}
        template = _environment().get_template(page.template)
        # As `render` does it, which would put globals and variables together one by one.
        return "".join(template.root_render_func(template.new_context(context, shared=True)))

    def sitemap(self, parts: Iterable[object], newest: datetime | None) -> Mapping[str, bytes]:
        """sitemap.xml and the same packed; `newest` is the only time in it."""
        data = _environment().get_template(SITEMAP).render(parts=tuple(parts)).encode()
        return {SITEMAP: data, f"{SITEMAP}.gz": gzip.compress(data, mtime=int((newest or NO_DATE).timestamp()))}
