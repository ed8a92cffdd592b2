"""MkDocs and Material for MkDocs, used as a library. All knowledge of them, private names of MkDocs 1.6 included, is in this module.

MkDocs reads neither front matter nor Markdown of an article: `on_page_read_source` answers "" for every page (MkDocs' own reader
crashes on deeply nested front matter), and `Page.render` is replaced on each instance by one that hands over what the gate's own
tokens gave. Material gives the stylesheets; its templates, scripts and fonts are not used, so that pages carry no inline script.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.site.addresses import list_address, output_file, page_address
from sanshen.site.pages import INTERNAL_NOTE, Page, Plan, downloads, local

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

THEME: Final = Path(__file__).parent / "theme"
NOT_FOUND: Final = "404.html"
SITEMAP: Final = "sitemap.xml"
_CONTENTS_FROM: Final = 4
_CONTENTS_LEVELS: Final = 3
_NO_DATE: Final = "1980-01-01"
"""For pages on which nothing has a time; the oldest date that every archive format can hold."""

Inspect = Callable[[Page, str], None]


class SiteMapEntry(msgspec.Struct, frozen=True):
    """One line of sitemap.xml."""

    loc: str
    day: str


def missing_page(plan: Plan) -> Page:
    """The 404 page. A server sends it for any address, so its links start at the root of the site."""
    tags = plan.pages[0].tags
    return Page(NOT_FOUND, "missing", "页面不存在", tags)


def _site_root(plan: Plan) -> str:
    return urlsplit(plan.edition.look.site_url).path or "/"


class _Press:
    """What MkDocs asks for while it builds one plan."""

    def __init__(self, plan: Plan, inspect: Inspect) -> None:
        self.plan = plan
        self.inspect = inspect
        self.by_source = {_source_of(page): page for page in plan.pages}
        self.stylesheets: tuple[str, ...] = ()

    def context(self, page: Page) -> dict[str, Any]:
        """What every template gets."""
        edition, structure = self.plan.edition, self.plan.structure
        portal = next((unit for unit in structure.units if unit.kind == "portal"), None)
        menu = page.unit or portal
        url = edition.look.site_url
        return {
            "page": page,
            "edition": edition,
            "look": edition.look,
            "structure": structure,
            "menu": menu.top if menu else (),
            "stylesheets": self.stylesheets,
            "canonical": url + quote(page.address) if url and page.kind != "missing" and not page.watermark else "",
            "href": (lambda address: _site_root(self.plan) + quote(address)) if page.kind == "missing" else page.href,
            "local": lambda at, form="%Y-%m-%d %H:%M": local(at, edition.time_zone, form),
            "list_address": list_address,
            "attachments": downloads(page),
            "contents": _contents(page),
            "internal_note": INTERNAL_NOTE,
        }

    def sitemap(self) -> tuple[SiteMapEntry, ...]:
        """Every page that search engines should know."""
        edition = self.plan.edition
        return tuple(
            SiteMapEntry((edition.look.site_url or "/") + quote(page.address), local(page.at, edition.time_zone, "%Y-%m-%d"))
            for page in self.plan.pages
            if page.kind in {"home", "unit", "list", "article"}
        )


def _source_of(page: Page) -> str:
    """The name under which MkDocs knows a page; it need not exist anywhere."""
    return output_file(page.address).removesuffix(".html") + ".md"


def _contents(page: Page) -> tuple[object, ...]:
    headings = [one for one in (page.article.headings if page.article else ()) if one.level <= _CONTENTS_LEVELS]
    return tuple(headings) if len(headings) >= _CONTENTS_FROM else ()


def _navigation(plan: Plan) -> list[dict[str, object]]:
    """MkDocs' `nav`, from the dossiers: the home page, each unit, each column; never an article."""
    found: list[dict[str, object]] = [{"首页": "index.md"}]
    for unit in plan.structure.units:
        inside: list[dict[str, str]] = [{unit.name: f"{unit.address}index.md"}]
        inside += [{shelf.name: f"{shelf.address}index.md"} for shelf in unit.shelves]
        found.append({unit.name: inside})
    return found


def _config(plan: Plan, docs: Path, out: Path) -> MkDocsConfig:
    from mkdocs.config.defaults import MkDocsConfig

    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": plan.edition.look.site_name,
            "site_url": plan.edition.look.site_url or None,
            "docs_dir": str(docs),
            "site_dir": str(out),
            "nav": _navigation(plan),
            "plugins": [],
            "markdown_extensions": [],
            "theme": {"name": "material", "custom_dir": str(THEME), "language": "zh", "font": False},
        }
    )
    errors, warnings = config.validate()
    if errors or warnings:
        what = "; ".join(str(message) for _, message in (*errors, *warnings))
        raise UndecidedError(Text(f"MkDocs 不接受生成的配置：{what}", f"MkDocs refuses the generated configuration: {what}"))
    return config


def _stylesheets(theme_dirs: list[str]) -> dict[str, str]:
    """Material's own stylesheets, by the address they get on the site."""
    for folder in theme_dirs:
        held = sorted(Path(folder).glob("assets/stylesheets/*.min.css"))
        if held:
            return {f"assets/stylesheets/{path.name}": str(path) for path in held}
    raise UndecidedError(
        Text("找不到 Material 的样式表", "Material's stylesheets are missing"),
        Text("请重新执行 make setup", "run make setup again"),
    )


def _plugin(press: _Press) -> object:
    """The plug-in through which MkDocs gets its pages (made here, so that MkDocs is imported only when a site is built)."""
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.files import File, InclusionLevel
    from mkdocs.structure.files import Files as FilesOf
    from mkdocs.structure.toc import get_toc

    class SitePlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]  # MkDocs' plug-in base is generic over a config it does not need here
        """Events of MkDocs 1.6, in the order in which they come."""

        def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
            listed = {"home", "unit", "list"}
            kept = FilesOf([file for file in files if file.src_uri.startswith("assets/sanshen/")])
            for address, path in sheets.items():
                kept.append(File.generated(config, address, abs_src_path=path))
            for source, page in press.by_source.items():
                in_nav = page.kind in listed and page.number == 1
                level = InclusionLevel.INCLUDED if in_nav else InclusionLevel.NOT_IN_NAV
                file = File.generated(config, source, content="", inclusion=level)
                file.dest_uri = output_file(page.address)
                kept.append(file)
            return kept

        def on_page_read_source(self, **_: Any) -> str:
            return ""

        def on_page_markdown(self, markdown: str, *, page: Any, **_: Any) -> str:
            shown = press.by_source[page.file.src_uri]
            page.title = shown.title
            page.meta = {"template": shown.template}
            page.update_date = local(shown.at, press.plan.edition.time_zone, "%Y-%m-%d") or _NO_DATE

            def render(_config: object, _files: object) -> None:
                article = shown.article
                headings = article.headings if article else ()
                page.content = article.html if article else " "
                page.toc = get_toc([{"level": h.level, "id": h.id, "name": h.text, "children": []} for h in headings])
                page.present_anchor_ids = {heading.id for heading in headings}
                page.links_to_anchors = {}

            page.render = render
            return markdown

        def on_env(self, env: Any, **_: Any) -> Any:
            from jinja2 import StrictUndefined

            # MkDocs leaves escaping off; here every value is escaped and a misspelt name is an error.
            env.autoescape = True
            env.undefined = StrictUndefined
            return env

        def on_page_context(self, context: Any, *, page: Any, **_: Any) -> Any:
            context.update(press.context(press.by_source[page.file.src_uri]))
            return context

        def on_template_context(self, context: Any, *, template_name: str, **_: Any) -> Any:
            context.update(press.context(missing_page(press.plan)))
            if template_name == SITEMAP:
                context["sitemap"] = press.sitemap()
            return context

        def on_post_page(self, output: str, *, page: Any, **_: Any) -> str:
            press.inspect(press.by_source[page.file.src_uri], output)
            return output

        def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
            if template_name == NOT_FOUND:
                press.inspect(missing_page(press.plan), output)
            return output

    sheets: dict[str, str] = {}
    plugin = SitePlugin()
    plugin.sheets = sheets
    return plugin


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """MkDocs' log, kept: a warning of the builder is a fault of this program, not news for the reader."""
    heard: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    handler, propagate = Keep(logging.WARNING), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield heard
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


def press(plan: Plan, out: Path, docs: Path, inspect: Inspect) -> None:
    """Build every page of `plan` into `out`; `docs` is an empty folder. `inspect` sees each page's HTML exactly as it is written.

    Raises UndecidedError where MkDocs itself fails or warns.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    worker = _Press(plan, inspect)
    with _quiet() as heard:
        try:
            config = _config(plan, docs, out)
            plugin: Any = _plugin(worker)
            plugin.sheets.update(_stylesheets(config.theme.dirs))
            worker.stylesheets = (*sorted(plugin.sheets), "assets/sanshen/site.css")
            # Material's folder holds 11,000 icons that MkDocs would list on every build; only the stylesheets above are used.
            config.theme.dirs = [folder for folder in config.theme.dirs if "material" not in Path(folder).parts[-2:]]
            config.plugins["sanshen"] = plugin
            build(config)
        except (MkDocsException, SystemExit) as error:
            heard.append(str(error))
    if heard:
        what = "; ".join(heard)[:2000]
        raise UndecidedError(Text(f"MkDocs 构建出错：{what}", f"MkDocs failed: {what}"))


def sample_address(path: str) -> str:
    """Where the sample of an article stands: the address its page will have."""
    return page_address(path)
