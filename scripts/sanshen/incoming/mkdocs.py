"""A site of MkDocs: pages below `docs_dir`, addresses as MkDocs makes them (`use_directory_urls`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Final, Literal
from urllib.parse import quote

import pathspec

from sanshen.incoming.site import (
    MARKDOWN,
    Note,
    Old,
    OldSite,
    clean_address,
    content_of,
    plain_files_below,
    read_configuration,
    read_page,
    spelt,
)
from sanshen.incoming.times import moment
from sanshen.reading.old_front import OldFrontError

_CONFIGS: Final = ("mkdocs.yml", "mkdocs.yaml")
_EXCLUDED: Final = (".*", "/templates/")
_INDEXES: Final = frozenset({"index", "README"})


def read_site(root: Path, zone: tzinfo, most: int) -> OldSite:
    """Everything below the `docs_dir` of the site at `root`. A file that cannot be read, or has more bytes than `most`, is a note."""
    settings, notes = _settings(root)
    content, outside = content_of(root, settings.get("docs_dir"), "docs", "docs_dir")
    notes += outside
    directories = settings.get("use_directory_urls", True) is not False
    blogs = tuple(_blogs(settings))
    hidden = _hidden(settings, notes)
    redirects = _redirects(settings, directories=directories)
    pages: dict[str, Old] = {}
    sources = tuple(plain_files_below(root / content))
    for source in sources:
        if not source.endswith(MARKDOWN):
            continue
        try:
            page = read_page(root, content, source, most)
        except OldFrontError as error:
            notes.append(Note(spelt(source), "unreadable", str(error)))
            continue
        blog = any(source.startswith(folder) for folder in blogs)
        address = clean_address(_address(source, directories=directories))
        name = PurePosixPath(source).stem
        pages[source] = Old(
            source=source,
            section=source,
            values=page.values,
            body=page.body,
            # a blog post's address follows its date and title
            addresses=(*(() if blog else (address,)), *redirects.get(source, ())),
            time=moment(page.values.get("date"), zone),
            name=PurePosixPath(source).parent.name if name in _INDEXES else name,
            stays=_stays(source, page.values, hidden, sources),
        )
    return OldSite(root, content, (content,), str(settings.get("site_url") or ""), pages, tuple(notes))


def _stays(
    source: str, values: Mapping[str, object], hidden: Sequence[pathspec.GitIgnoreSpec], sources: Collection[str]
) -> Literal["", "draft", "section-page"]:
    """Why a page stays behind: MkDocs would have left it out of its site, its author calls it a draft, or it stands for a section."""
    path = PurePosixPath(source)
    beside_index = path.name == "README.md" and str(path.with_name("index.md")) in sources
    if beside_index or str(values.get("draft")).casefold() == "true" or any(one.match_file(source) for one in hidden):
        return "draft"
    return "section-page" if path.stem in _INDEXES else ""


def _hidden(settings: Mapping[str, object], notes: list[Note]) -> list[pathspec.GitIgnoreSpec]:
    """What MkDocs leaves out by its own rule, by `exclude_docs` and by `draft_docs`: patterns as in Git's ignore files."""
    found = []
    for key, own in (("exclude_docs", _EXCLUDED), ("draft_docs", ())):
        try:
            found.append(pathspec.GitIgnoreSpec.from_lines([*own, *str(settings.get(key) or "").splitlines()]))
        except ValueError as error:
            notes.append(Note("mkdocs.yml", "setting", f"{key}: {error}"))
    return found


def _redirects(settings: Mapping[str, object], *, directories: bool) -> dict[str, list[str]]:
    """Page → further addresses that lead to it, by the plugin `redirects`."""
    found: dict[str, list[str]] = {}
    for name, options in _plugins(settings):
        table = options.get("redirect_maps") if name == "redirects" else None
        for old, new in table.items() if isinstance(table, Mapping) else ():
            if str(old).endswith(MARKDOWN):
                address = clean_address(quote(_address(str(old), directories=directories)))
                found.setdefault(str(new).partition("#")[0], []).append(address)
    return found


def _settings(root: Path) -> tuple[Mapping[str, object], list[Note]]:
    name = next((one for one in _CONFIGS if (root / one).is_file()), None)
    if name is None:
        return {}, [Note("mkdocs.yml", "setting", "")]
    try:
        return read_configuration(root, name), []
    except OldFrontError as error:
        return {}, [Note(name, "setting", str(error))]


def _blogs(settings: Mapping[str, object]) -> list[str]:
    """The folders of posts of Material's blog plugin."""
    return [
        f"{options.get('blog_dir', 'blog')}/posts/".removeprefix("./") for name, options in _plugins(settings) if name == "blog"
    ]


def _plugins(settings: Mapping[str, object]) -> Iterator[tuple[str, Mapping[object, object]]]:
    """Name (without its theme's) and options of each plugin; written as a list or as a mapping."""
    plugins = settings.get("plugins")
    listed = [{name: options} for name, options in plugins.items()] if isinstance(plugins, dict) else plugins
    for one in listed if isinstance(listed, list) else []:
        name, options = next(iter(one.items())) if isinstance(one, dict) and one else (one, None)
        yield str(name).removeprefix("material/"), options if isinstance(options, Mapping) else {}


def _address(source: str, *, directories: bool) -> str:
    path = PurePosixPath(source)
    if path.stem in _INDEXES:
        return "" if str(path.parent) == "." else f"{path.parent}/"
    return f"{path.with_suffix('')}/" if directories else f"{path.with_suffix('.html')}"
