"""An article as the catalogue's tables hold it: made wherever the article was composed, so that taking it in costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sanshen.site.catalogue import packed, unpacked
from sanshen.site.edition import Published, Setting
from sanshen.site.facts import Facts, belongings, facts_of, micros, targets_of

Rows = Iterator[tuple[object, ...]]


class Filed(msgspec.Struct, frozen=True):
    """The rows of one article; `setting` of the whole site has gone into them. `words`: (key, as written).

    `listed`: (unit, year, when it last changed, the document that it interprets, its entry as lists show it).
    """

    path: str
    listed: tuple[str, str, int, str, bytes]
    body: bytes
    targets: tuple[str, ...]
    former: tuple[str, ...]
    used: tuple[tuple[str, str, int], ...]
    dead: bytes
    rank: int
    places: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]

    @property
    def article(self) -> Published:
        """The article itself."""
        return unpacked(self.body)


def filed(article: Published, setting: Setting) -> Filed:
    """The rows of an article."""
    return filed_with(article, facts_of(article, setting))


def filed_with(article: Published, facts: Facts) -> Filed:
    """The same, where the facts are known."""
    entry = facts.entry
    return Filed(
        path=article.path,
        listed=(entry.unit, entry.day[:4], micros(entry.updated), article.interprets, msgspec.msgpack.encode(entry)),
        body=packed(article),
        targets=tuple(targets_of(article)),
        former=article.former,
        used=tuple((name, *made) for name, made in belongings(article).items()),
        dead=msgspec.msgpack.encode(article.dead_links) if article.dead_links else b"",
        rank=facts.rank,
        places=facts.places,
        words=facts.words,
    )


def own_rows(one: Filed) -> Iterator[tuple[str, Rows]]:
    """(query, rows) of all that an article brings but its places in lists."""
    path = one.path
    yield "INSERT INTO article VALUES(?,?,?,?,?,?)", iter(((path, *one.listed),))
    yield "INSERT INTO body VALUES(?,?)", iter(((path, one.body),))
    yield "INSERT INTO link VALUES(?,?)", ((target, path) for target in one.targets)
    yield "INSERT OR IGNORE INTO former VALUES(?,?)", ((old, path) for old in one.former)
    yield "INSERT INTO used VALUES(?,?,?,?)", ((name, path, source, width) for name, source, width in one.used)
    yield "INSERT INTO dead VALUES(?,?)", iter(((path, one.dead),) if one.dead else ())


def place_rows(one: Filed) -> Iterator[tuple[str, Rows]]:
    """(query, rows) of its places in lists, and of its keywords."""
    yield "INSERT INTO listed VALUES(?,?,?,?)", ((*place, one.rank, one.path) for place in one.places)
    yield "INSERT INTO word VALUES(?,?,1) ON CONFLICT DO UPDATE SET held=held+1", iter(one.words)
