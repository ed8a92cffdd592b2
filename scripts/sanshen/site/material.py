"""MkDocs and Material for MkDocs, used as a library. This is the only module that imports them; MkDocs 1.6's private names are here.

MkDocs reads neither front matter nor Markdown of an article: `on_page_read_source` answers "" for every page (MkDocs' own reader
crashes on deeply nested front matter), and `Page.render` is replaced on each instance by one that hands over what the gate's own
tokens gave. Material gives the stylesheets; its templates, scripts and fonts are not used, so that pages carry no inline script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from sanshen.site.addresses import output_file
from sanshen.site.context import NOT_FOUND, SITEMAP, context_of, missing_page
from sanshen.site.page import Page, Plan
from sanshen.site.shared_parts import SharedParts
from sanshen.site.theme_pages import OWN_ASSETS, fitted, material_sheets, stylesheet_addresses

Configuration = MkDocsConfig
"""MkDocs' configuration, by a name that others may use without importing MkDocs."""
Inspect = Callable[[Page, str], None]


def _source_of(page: Page) -> str:
    """The name under which MkDocs knows a page; it need not exist anywhere."""
    return output_file(page.address).removesuffix(".html") + ".md"


class NoOptions(Config):  # type: ignore[no-untyped-call]  # MkDocs leaves __init_subclass__ untyped
    """The plug-in is configured by its plan, not by mkdocs.yml."""


class SitePlugin(BasePlugin[NoOptions]):  # type: ignore[no-untyped-call]  # the same
    """Events of MkDocs 1.6, in the order in which they come."""

    def __init__(self, plan: Plan, sheets: Mapping[str, str], inspect: Inspect, files: Mapping[str, bytes]) -> None:
        self._plan = plan
        self._sheets = sheets
        self._inspect = inspect
        self._files = files
        self._pages = {_source_of(page): page for page in plan.pages}
        self._in_nav = _in_nav(plan)
        self._stylesheets = stylesheet_addresses(sheets)
        self._shared = SharedParts()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Nothing of any folder: the planned pages, Material's stylesheets and this package's own files."""
        kept = Files([file for file in files if file.src_uri.startswith(OWN_ASSETS)])
        for address, path in self._sheets.items():
            kept.append(File.generated(config, address, abs_src_path=path))
        for address, data in self._files.items():
            kept.append(File.generated(config, address, content=data))
        for source, page in self._pages.items():
            level = InclusionLevel.INCLUDED if source in self._in_nav else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, source, content="", inclusion=level)
            file.dest_uri = output_file(page.address)
            kept.append(file)
        return kept

    def on_page_read_source(self, **_: object) -> str:
        """MkDocs reads nothing of an article."""
        return ""

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Name the template, and put our rendering in the place of MkDocs'."""
        shown = self._pages[page.file.src_uri]
        page.title = shown.title
        page.meta = {"template": shown.template}
        cast(Any, page).render = lambda *_: _hand_over(page, shown)
        return markdown

    def on_env(self, env: Environment, **_: object) -> Environment:
        """MkDocs leaves escaping off; here every value is escaped and a misspelt name is an error."""
        return fitted(env)

    def on_page_context(self, context: TemplateContext, *, page: MkDocsPage, **_: object) -> TemplateContext:
        """Our variables, over MkDocs'."""
        return self._filled(context, self._pages[page.file.src_uri])

    def on_template_context(self, context: TemplateContext, **_: object) -> TemplateContext:
        """The same for 404.html, which is no page to MkDocs."""
        return self._filled(context, missing_page(self._plan.frame))

    def on_post_page(self, output: str, *, page: MkDocsPage, **_: object) -> str:
        """The HTML that is written next is the HTML that is judged."""
        self._inspect(self._pages[page.file.src_uri], output)
        return output

    def on_post_template(self, output: str, *, template_name: str, **_: object) -> str:
        """The same for 404.html."""
        if template_name == NOT_FOUND:
            self._inspect(missing_page(self._plan.frame), output)
        return output

    def _filled(self, context: TemplateContext, page: Page) -> TemplateContext:
        filled = context_of(self._plan.frame, page, self._stylesheets) | {"shared": self._shared}
        cast(dict[str, object], context).update(filled)
        return context


def _hand_over(page: MkDocsPage, shown: Page) -> None:
    """What MkDocs' own rendering would have set."""
    headings = shown.article.headings if shown.article else ()
    page.content = shown.article.html if shown.article else " "
    page.toc = get_toc([{"level": one.level, "id": one.id, "name": one.text, "children": []} for one in headings])
    page.present_anchor_ids = {one.id for one in headings}
    page.links_to_anchors = {}


def _navigation(plan: Plan) -> list[dict[str, object]]:
    """MkDocs' `nav`, from the dossiers: the home page, each unit, each column; never an article."""
    planned = {_source_of(page) for page in plan.pages}
    found: list[dict[str, object]] = [{"首页": "index.md"}] if "index.md" in planned else []
    for unit in plan.structure.units:
        inside = [(unit.name, f"{unit.address}index.md"), *((one.name, f"{one.address}index.md") for one in unit.shelves)]
        found.append({unit.name: [{name: source} for name, source in inside if source in planned]})
    return found


def _in_nav(plan: Plan) -> frozenset[str]:
    """The sources that `_navigation` names: MkDocs is told of the others that they are not meant to be in it."""
    columns = {f"{shelf.address}index.md" for unit in plan.structure.units for shelf in unit.shelves}
    return frozenset({"index.md", *(f"{unit.address}index.md" for unit in plan.structure.units), *columns})


def take_over(config: MkDocsConfig, plan: Plan, files: Mapping[str, bytes], inspect: Inspect) -> None:
    """Make a MkDocs configuration build `plan` and nothing else. `files`: name → bytes of what stands beside the pages."""
    config.nav = _navigation(plan)
    sheets = {address: str(path) for address, path in material_sheets().items()}
    # Material's folder holds 11,000 icons that MkDocs would list on every build; only its stylesheets are used.
    config.theme.dirs = [folder for folder in config.theme.dirs if Path(folder).parts[-2:] != ("material", "templates")]
    config.theme.static_templates.discard(SITEMAP)  # it is one of `files`
    config.plugins["sanshen"] = SitePlugin(plan, sheets, inspect, files)
