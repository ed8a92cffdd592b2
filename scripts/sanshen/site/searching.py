"""The search index: which articles hold which words, in parts that stand still, for a browser that loads little and no server at all.

The articles of a year, from the oldest on, are cut into parts of `PER_PART`, and those left over into ever smaller ones down to
`LEAST`: a full part changes only when one of its articles does, and one more article makes a small part anew. What a part's files hold
follows from its articles alone: its `key` is their digest, so a part whose key stands is not made again.
The grams of each article are kept in the catalogue. The root lists the parts, newest first, with what filters offer.

    site_search/index.json             the root
    site_search/han.json               traditional characters and their simplified forms
    site_search/2026-1/00.bin …        a part's grams by bucket (`postings`)
    site_search/2026-1/shown-0.json …  what results show of its articles, `PER_FILE` in each

Only what a citizen can read on an article's page is indexed: title, document numbers, keywords and text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.rules.page import text_in
from sanshen.site.addresses import SEARCH
from sanshen.site.edition import Published
from sanshen.site.facts import ALL
from sanshen.site.grams import HAN, kept, restored, weighed
from sanshen.site.pages import Layout
from sanshen.site.postings import MOST_BITS, buckets
from sanshen.site.structure import Entry

if TYPE_CHECKING:
    from sanshen.site.grams import Packed

FORMAT: Final = 1
"""Changes with whatever changes the files of the same articles."""
ROOT: Final = f"{SEARCH}index.json"
VARIANTS: Final = f"{SEARCH}han.json"
PER_PART: Final = 1_024
LEAST: Final = 128
"""Articles of the smallest part but the last, which holds what is left."""
PER_FILE: Final = 16
_BUCKET: Final = 8_192
_PER_CHARACTER: Final = 3
"""Bytes of postings that one character of text makes, about: for the number of buckets, which must not hang on the grams."""
_OF_YEAR: Final = """SELECT path, digest, size FROM listed LEFT JOIN gram USING(path)
  WHERE list=? AND period>=? AND period<? ORDER BY rank DESC, path DESC"""


class PartSign(msgspec.Struct, frozen=True):
    """What the root says of a part. `bits`: it has 2 ** `bits` buckets; `size`: bytes of one, about.

    `stamp` is what root and files of one build have in common (8 hexadecimal digits).
    """

    name: str
    articles: int
    bits: int
    size: int
    stamp: str


class SearchPart(msgspec.Struct, frozen=True):
    """One part: its name (`2026-1`), the paths of its articles from the oldest on, the digest of all that its files follow from.

    `size` counts the characters of its texts.
    """

    name: str
    paths: tuple[str, ...]
    key: str
    size: int

    @property
    def sign(self) -> PartSign:
        """What the root says of it."""
        size = _PER_CHARACTER * self.size
        bits = min(MOST_BITS, (size // _BUCKET).bit_length())
        return PartSign(self.name, len(self.paths), bits, size >> bits, self.key[:8])


class Root(msgspec.Struct, frozen=True):
    """What a browser loads first; it follows from the parts and the columns alone.

    `units`: id, name and the names of its columns, in the order of the site's directory.
    """

    format: int
    per_file: int
    units: tuple[tuple[str, str, tuple[str, ...]], ...]
    parts: tuple[PartSign, ...]


class SearchIndex:
    """The index of a layout's articles."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._catalogue = layout.catalogue

    def years(self) -> tuple[str, ...]:
        """The years in which anything was published."""
        return tuple(sorted({period[:4] for period, _ in self._catalogue.spans(ALL)}))

    def parts(self, year: str) -> Iterator[SearchPart]:
        """The parts of a year. The grams of articles that are new, or not what they were, are taken now."""
        rows = self._catalogue.rows(_OF_YEAR, ALL, f"{year}-", f"{year}.")
        held = [(path, *((digest, size) if digest is not None else self.take(path))) for path, digest, size in rows]
        for number, (begin, end) in enumerate(_cuts(len(held)), start=1):
            cut = held[begin:end]
            key = hashlib.sha256(msgspec.msgpack.encode((FORMAT, [row[:2] for row in cut]))).hexdigest()
            yield SearchPart(f"{year}-{number}", tuple(row[0] for row in cut), key, sum(row[2] for row in cut))

    def stands(self, part: SearchPart) -> bool:
        """Whether the files of a part are those that stand."""
        return bool(self._catalogue.one("SELECT key FROM searched WHERE part=?", part.name) == part.key)

    def gone(self, year: str, names: Collection[str]) -> Iterator[str]:
        """The names of parts that a year has no more, where it has these: it holds fewer articles than it did."""
        for (name,) in self._catalogue.rows("SELECT part FROM searched WHERE part>=? AND part<?", f"{year}-", f"{year}."):
            if name not in names:
                self._catalogue.run("DELETE FROM searched WHERE part=?", name)
                yield name

    def files(self, part: SearchPart) -> Iterator[tuple[str, bytes]]:
        """The files of one part: address, bytes. It stands from now on."""
        place, sign = f"{SEARCH}{part.name}/", part.sign
        self._catalogue.run("INSERT OR REPLACE INTO searched VALUES(?,?,?)", part.name, part.key, msgspec.msgpack.encode(sign))
        grams = [self._grams(path) for path in part.paths]
        for number, data in enumerate(buckets(grams, sign.bits, bytes.fromhex(sign.stamp))):
            yield f"{place}{number:02x}.bin", data
        for number, start in enumerate(range(0, len(part.paths), PER_FILE)):
            shown = [self._shown(path) for path in part.paths[start : start + PER_FILE]]
            yield f"{place}shown-{number}.json", msgspec.json.encode({"stamp": sign.stamp, "articles": shown}) + b"\n"

    def standing_files(self) -> Iterator[tuple[str, bytes]]:
        """The root, made anew by every build, and the table of characters; none for a site without articles."""
        rows = self._catalogue.rows("SELECT sign FROM searched")
        signs = [msgspec.msgpack.decode(sign, type=PartSign) for (sign,) in rows]
        if not signs:
            return
        root = Root(
            format=FORMAT,
            per_file=PER_FILE,
            units=tuple(
                (unit.id, unit.name, tuple(shelf.name for shelf in unit.shelves)) for unit in self._layout.structure.units
            ),
            parts=tuple(sorted(signs, key=_newest_first)),
        )
        yield ROOT, msgspec.json.encode(root) + b"\n"
        yield VARIANTS, variants_file()

    def _entry(self, path: str) -> Entry:
        entry = self._catalogue.entry(path)
        if entry is None:
            raise KeyError(path)
        return entry

    def _columns(self, entry: Entry) -> tuple[str, ...]:
        """The names of an article's column and of those above it; its id where the dossier does not list it."""
        unit, column, names = self._layout.signs[entry.unit], entry.column, []
        known = {one.id: one for one in unit.columns}
        while (sign := known.pop(column, None)) is not None:
            names.append(sign.name)
            column = sign.parent
        return tuple(names) or (column,)

    def take(self, path: str) -> tuple[bytes, int]:
        """Keep the grams of an article: (digest of all that the index holds of it, characters)."""
        article, entry = self._catalogue.published(path), self._entry(path)
        if article is None:
            raise KeyError(path)
        marks = (f"unit:{entry.unit}", *(f"column:{name}" for name in self._columns(entry)))
        said = (beside_of(article), entry.title, marks)
        data = kept(weighed(text_in(article.html), *said))
        digest = hashlib.sha256(msgspec.msgpack.encode((self._shown(path), article.html, *said))).digest()
        size = len(article.html) + len(entry.title)
        self._catalogue.run("INSERT OR REPLACE INTO gram VALUES(?,?,?,?)", path, digest, size, data)
        return digest, size

    def _grams(self, path: str) -> Packed:
        return restored(self._catalogue.one("SELECT data FROM gram WHERE path=?", path))

    def _shown(self, path: str) -> tuple[str, ...]:
        entry = self._entry(path)
        return entry.address, entry.title, entry.day, entry.unit, entry.unit_name, self._columns(entry)[0]


def _cuts(count: int) -> Iterator[tuple[int, int]]:
    """Where each part of so many articles begins and ends: 1,024, 512, 256, 128 at a time, as many as are left allow."""
    begin, size = 0, PER_PART
    while begin < count:
        while size > LEAST and count - begin < size:
            size //= 2
        end = min(begin + size, count)
        yield begin, end
        begin = end


def _newest_first(sign: PartSign) -> tuple[int, int]:
    year, _, number = sign.name.partition("-")
    return -int(year), -int(number)


def beside_of(article: Published) -> str:
    """What stands beside an article's text: the numbers of a document, keywords."""
    document = article.document
    named = (document.number, document.index, document.issuer) if document else ()
    return "\n".join((*(one for one in named if one), *article.keywords))


@cache
def variants_file() -> bytes:
    """Traditional characters and what they are in simplified writing: for a query that finds nothing as it was typed."""
    from sanshen.reading.folding import folding_table

    table, han = folding_table(), re.compile(f"[{HAN}]")
    both = zip(table.single, table.becomes, strict=True)
    pairs = [(one, other) for one, other in both if han.match(one) and han.match(other)]
    written = {"from": "".join(one for one, _ in pairs), "to": "".join(other for _, other in pairs)}
    return msgspec.json.encode(written) + b"\n"
