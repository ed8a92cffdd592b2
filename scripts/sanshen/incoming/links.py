"""Links and pictures of an old page, found again: each target that leads into the old site gets its place here.

Targets are found by the parser that reads our own articles, and changed where they stand; not a character else.
"""

from __future__ import annotations

import posixpath
import re
import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from sanshen.incoming.placing import Placed
from sanshen.incoming.site import MARKDOWN, Kind, Note, OldSite, clean_address, is_inside, joined
from sanshen.model.article import Passage, PassageKind
from sanshen.model.policy import Limits
from sanshen.reading import article_path, markdown
from sanshen.reading.passages import definitions, passages

_NAME_BYTES: Final = 240
"""What a file's name may have beside a number that tells it from another of that name."""
_LONGEST: Final = 80
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")
_TAIL: Final = re.compile(r"[?#]")
_BEFORE: Final = re.compile(r"(?:\]\(|\]:)[ \t]*<?$")
_REF: Final = re.compile(r"(?<=\]\()\{\{[<%]\s*(?:rel)?ref\s+[\"`]([^\"`]+)[\"`]\s*[>%]\}\}")


class Rewritten(NamedTuple):
    """A body whose links lead where their targets stand now; `files`: new path → the old file, to be copied there."""

    body: str
    files: Mapping[str, Path]
    notes: tuple[Note, ...]


def _is_written(lines: Sequence[str], passage: Passage) -> bool:
    """Whether a target stands in the text as such: in brackets behind its words, or in a definition."""
    place = passage.place(0, len(passage.text))
    line = lines[place.line - 1]
    begin, end = place.column - 1, place.end_column - 1
    return unquote(line[begin:end]) == unquote(passage.text) and bool(_BEFORE.search(line[:begin]))


def _is_plain(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except (OSError, ValueError):  # a name that no file can have
        return False


class _Found(NamedTuple):
    """Where a target leads: to a page (`page`), to a file (`file`), to another site (`elsewhere`), or nowhere."""

    page: Placed | None = None
    file: Path | None = None
    elsewhere: bool = False
    behind: bool = False
    """To a page of the old site that is not brought in."""


class Links:
    """Looks up targets in one old site."""

    def __init__(self, site: OldSite, placed: Mapping[str, Placed], limits: Limits) -> None:
        self._site = site
        self._placed = placed
        self._addresses = site.by_address()
        self._limits = limits

    def rewrite(self, page: Placed, body: str) -> Rewritten:
        """The body of a page with every target of its own site changed; what cannot be found stays and is a note."""
        body = _REF.sub(lambda found: self._ref(page, found), body)
        lines = body.split("\n")
        files: dict[str, Path] = {}
        notes: list[Note] = []
        edits: dict[tuple[int, int, int], str] = {}
        for passage in self._targets(body):
            place = passage.place(0, len(passage.text))
            new = self._new_target(page, passage, files, notes)
            if new is None:
                continue
            begin, end = place.column - 1, place.end_column - 1
            if not _is_written(lines, passage):
                notes.append(Note(page.old.source, "link-kept", f"line {place.line}: {passage.text[:200]}"))
                continue
            edits[place.line - 1, begin, end] = new
        for (number, begin, end), new in sorted(edits.items(), reverse=True):
            lines[number] = lines[number][:begin] + new + lines[number][end:]
        return Rewritten("\n".join(lines), files, tuple(notes))

    def _targets(self, body: str) -> Sequence[Passage]:
        """Links and pictures with a target of their own, and each definition once for all that refer to it."""
        parsed = markdown.parse(body, 1, self._limits.nesting)
        defined = definitions(parsed.tokens)
        known = {one.text for one in defined}
        inline = [one for one in passages(parsed.tokens) if one.kind in {PassageKind.LINK, PassageKind.IMAGE} and one.text]
        lines = body.split("\n")
        own = [one for one in inline if one.text not in known or _is_written(lines, one)]
        return [*own, *(one for one in defined if one.text)]

    def _ref(self, page: Placed, found: re.Match[str]) -> str:
        """A `ref` of Hugo as a plain target: the page's file, from the root of the content; unknown ones stay."""
        name, _, anchor = found.group(1).partition("#")
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page.old.source), name))
        tries = [name.lstrip("/"), beside]
        tries += [one for base in tries for one in (f"{base}.md", f"{base}/index.md")]
        known = next((one for one in tries if one in self._site.pages), None)
        return f"/{quote(known)}{'#' + anchor if anchor else ''}" if known else found.group()

    def _new_target(self, page: Placed, passage: Passage, files: dict[str, Path], notes: list[Note]) -> str | None:
        """What a target becomes; None where it stays as it is."""
        inside = self._site.inside(passage.text)
        href = inside if inside is not None else passage.text
        split = _TAIL.search(href)
        name, tail = (href[: split.start()], href[split.start() :]) if split else (href, "")
        found = self._find(page, name)
        if found.page is not None:
            return quote(posixpath.relpath(found.page.path, posixpath.dirname(page.path))) + tail
        if found.file is not None and found.file.stat().st_size > self._limits.bundle_file_bytes:
            notes.append(Note(page.old.source, "too-large", passage.text[:200]))
            return None
        if found.file is not None:
            new = self._carry(page, found.file, files)
            return quote(posixpath.relpath(new, posixpath.dirname(page.path))) + tail
        if not found.elsewhere:
            kind: Kind = "missing-file" if passage.kind is PassageKind.IMAGE else "broken-link"
            notes.append(Note(page.old.source, "left-behind" if found.behind else kind, passage.text[:200]))
        return None

    def _find(self, page: Placed, name: str) -> _Found:
        plain = unquote(name)
        if not name or _SCHEME.match(name):
            return _Found(elsewhere=True)
        rooted = plain.startswith("/")
        here = posixpath.normpath(plain.lstrip("/") if rooted else posixpath.join(posixpath.dirname(page.old.source), plain))
        base = "/" + (page.old.addresses[0] if page.old.addresses else page.old.source)
        address = clean_address(quote(joined(base, plain)))
        for source in (here, f"{here}.md", f"{here}/index.md"):
            if source in self._site.pages and (source.endswith(".md") or rooted):
                return self._page(source)
        for file in self._files(here, address):
            return _Found(behind=True) if file.name.casefold().endswith(MARKDOWN) else _Found(file=file)
        old = self._addresses.get(address) or self._addresses.get(f"{address}/")
        return self._page(old.source) if old is not None and address else _Found()

    def _page(self, source: str) -> _Found:
        placed = self._placed.get(source)
        return _Found(page=placed, behind=placed is None)

    def _files(self, here: str, address: str) -> Sequence[Path]:
        """The old files that a target may mean: one of the content's folder, or one that stands at the site's root."""
        site = self._site
        tries = [site.root / site.content / here, *(site.root / one / name for one in site.static for name in (address, here))]
        return [one for one in tries if _is_plain(one) and is_inside(site.root, one)]

    @staticmethod
    def _carry(page: Placed, file: Path, files: dict[str, Path]) -> str:
        """The new path of a file in the article's own folder; two files of one name get two names."""
        name = re.sub(r"\s+", " ", file.name).strip(" .") or "file"
        if article_path.faults(page.files + name) or len(name.encode("utf-8", "surrogatepass")) > _NAME_BYTES:
            name = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[-_LONGEST:].lstrip("-.") or "file"
        stem, suffix = posixpath.splitext(name)
        tries = (f"{page.files}{stem}{f'-{number}' if number else ''}{suffix}" for number in range(len(files) + 1))
        held = {article_path.collapsed(path): old for path, old in files.items()}
        new = next(one for one in tries if held.get(article_path.collapsed(one), file) == file)
        files[new] = file
        return new
