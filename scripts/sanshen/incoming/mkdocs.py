"""A site of MkDocs: pages below `docs_dir`, addresses as MkDocs makes them (`use_directory_urls`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path, PurePosixPath
from typing import Final

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
_INDEXES: Final = frozenset({"index", "README"})


def read_site(root: Path, zone: tzinfo, most: int) -> OldSite:
    """Everything below the `docs_dir` of the site at `root`. A file that cannot be read, or has more bytes than `most`, is a note."""
    settings, notes = _settings(root)
    content, outside = content_of(root, settings.get("docs_dir"), "docs", "docs_dir")
    notes += outside
    directories = settings.get("use_directory_urls", True) is not False
    blogs = tuple(_blogs(settings))
    pages: dict[str, Old] = {}
    for source in plain_files_below(root / content):
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
            addresses=() if blog else (address,),  # a blog post's address follows its date and title
            time=moment(page.values.get("date"), zone),
            name=PurePosixPath(source).parent.name if name in _INDEXES else name,
            stays="section-page" if name in _INDEXES else "",
        )
    return OldSite(root, content, (content,), str(settings.get("site_url") or ""), pages, tuple(notes))


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
    plugins = settings.get("plugins")
    found: list[str] = []
    for one in plugins if isinstance(plugins, list) else []:
        name, options = next(iter(one.items())) if isinstance(one, dict) and one else (one, None)
        if str(name).removeprefix("material/") == "blog":
            folder = options.get("blog_dir", "blog") if isinstance(options, dict) else "blog"
            found.append(f"{folder}/posts/".removeprefix("./"))
    return found


def _address(source: str, *, directories: bool) -> str:
    path = PurePosixPath(source)
    if path.stem in _INDEXES:
        return "" if str(path.parent) == "." else f"{path.parent}/"
    return f"{path.with_suffix('')}/" if directories else f"{path.with_suffix('.html')}"
