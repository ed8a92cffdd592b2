"""The file that an old page becomes: our front matter, its body with its links found again, a note on everything left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from sanshen.incoming.links import Links
from sanshen.incoming.mapping import KEYS, Mapped
from sanshen.incoming.placing import Placed
from sanshen.incoming.site import Note, shown
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.reading import markdown

_SHOWN: Final = 500
_USED: Final = frozenset(
    {"title", "date", "publishdate", "pubdate", "published", "slug", "url", "aliases", "draft", "headless"}
)
"""Keys that are answered by the title, the ledger of publication times, or the addresses."""
_SYNTAX: Final = (
    (re.compile(r"\{\{[<%].*?[>%]\}\}"), "shortcode"),
    (re.compile(r"^(?:!!!|\?\?\?\+?) ", re.MULTILINE), "admonition"),
    (re.compile(r'^=== "', re.MULTILINE), "tabs"),
    (re.compile(r"\{:?[ ]*[.#][\w-][^}\n]*\}"), "attributes"),
    (re.compile(r"^--8<-- ", re.MULTILINE), "snippet"),
    (re.compile(r"\{%.*?%\}|\{\{(?![<%]).*?\}\}"), "template"),
)
"""What a generator would have replaced; here it would stand on the page as it is written."""
_FIGURE: Final = re.compile(r"\{\{<\s*figure((?:\s+\w+=\"[^\"]*\")+)\s*/?>\}\}")


class Written(NamedTuple):
    """An article to be written: path, bytes, its files (new path → old file), and what people should know."""

    path: str
    data: bytes
    files: Mapping[str, Path]
    notes: tuple[Note, ...]


class Writer:
    """Writes the articles of one old site."""

    def __init__(self, links: Links, mapped: Mapped, policy: Policy, roster: Roster) -> None:
        self._links = links
        self._mapped = mapped
        self._policy = policy
        self._roster = roster
        self._keys = {key.casefold(): ours for key, ours in {**KEYS, **mapped.keys}.items()}

    def write(self, page: Placed) -> Written:
        """The article of one page."""
        title, body = self._title(page, _FIGURE.sub(_picture, page.old.body))
        found = self._links.rewrite(page, body)
        front, left = self._front(page, title)
        notes = [*left, *found.notes, *_syntax(page, found.body)]
        text = "\n".join(["---", *front, "---", "", found.body.strip("\n")]) + "\n"
        return Written(page.path, text.encode("utf-8", "replace"), found.files, tuple(notes))

    def _title(self, page: Placed, body: str) -> tuple[str, str]:
        """The title, and the body without the first heading where that says the same: our pages show the title themselves."""
        given = " ".join(str(page.old.values.get("title") or "").split())
        heading, rest = _first_heading(body, self._policy.limits.nesting)
        if heading and (not given or heading == given):
            return heading, rest
        return given or page.old.name, body

    def _front(self, page: Placed, title: str) -> tuple[list[str], list[Note]]:
        values: dict[str, object] = {}
        notes: list[Note] = []
        for key, value in page.old.values.items():
            ours = self._keys.get(key.casefold(), "")
            fitting = _fitting(ours, value) if ours and ours not in values else None
            if fitting is not None:
                values[ours] = fitting
            elif key.casefold() not in _USED and value not in (None, "", [], {}):
                notes.append(Note(page.old.source, "dropped", f"{key}: {shown(value)[:_SHOWN]}"))
        defaults, unit = self._mapped.defaults, self._roster.units[page.unit]
        grade = self._policy.grade_id(str(values.pop("grade", "") or defaults.grade)) or next(iter(self._policy.grades))
        source = values.pop("source", "") or defaults.source or unit.name
        lines = [f"title: {_quoted(title)}", f"grade: {grade}", f"source: {_quoted(source)}", "disclosure: active"]
        lines += [f"{key}: {_quoted(value)}" for key, value in sorted(values.items())]
        return lines, notes


def _fitting(ours: str, value: object) -> object | None:
    """A value as our key wants it: keywords are a list of words, everything else one line; None where it is neither."""
    if ours == "keywords":
        words = [value] if isinstance(value, str) else value
        if isinstance(words, list) and all(isinstance(one, str | int) for one in words):
            return list(dict.fromkeys(" ".join(str(one).split()) for one in words if str(one).strip())) or None
        return None
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _quoted(value: object) -> str:
    """JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def _first_heading(body: str, nesting: int) -> tuple[str, str]:
    """The text of a heading of the first level that begins the body, and the body without it; "" where it begins otherwise."""
    tokens = markdown.parse(body, 1, nesting).tokens
    if len(tokens) < len(("open", "text", "close")) or tokens[0].tag != "h1" or tokens[0].map is None:
        return "", body
    children = tokens[1].children or []
    if any(one.type != "text" for one in children):  # a link or emphasis in it: it stays where it is
        return "", body
    lines = body.split("\n")
    begin, end = tokens[0].map
    return " ".join("".join(one.content for one in children).split()), "\n".join([*lines[:begin], *lines[end:]])


def _picture(found: re.Match[str]) -> str:
    """Hugo's `figure` as a picture of Markdown."""
    given = dict(re.findall(r'(\w+)="([^"]*)"', found.group(1)))
    if not given.get("src"):
        return found.group()
    text = (given.get("alt") or given.get("caption") or given.get("title") or "").replace("]", "")
    return f"![{text}]({given['src'].replace(' ', '%20')})"


def _syntax(page: Placed, body: str) -> Iterator[Note]:
    for pattern, kind in _SYNTAX:
        found = pattern.search(body)
        if found is not None:
            line = body.count("\n", 0, found.start()) + 1
            yield Note(page.old.source, "generator-syntax", f"{kind}, line {line} of the text: {found.group()[:100]}")
