"""Publishing a change asks the catalogue nothing that walks the archive, and so does each page of a whole site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sanshen.site.catalogue import Catalogue
from sanshen.site.catalogue_tables import in_memory
from sanshen.site.pressing import UNMAPPED
from support.editions import NEWS, make_article, many
from support.onward import Bench

LARGE = ("article", "body", "listed", "link", "former", "used", "file", "finding", "gram")
"""Tables that grow with the archive."""
ONCE = {
    "SELECT COUNT(*) FROM file",  # counted, from an index; the answer of `build` says it
    "SELECT path FROM article ORDER BY path",  # only where the answer is to name all articles
    "SELECT data FROM finding ORDER BY page, number",  # all that is to be told, which is all that there is
}


def walks(query: str) -> list[str]:
    """Large tables that a query walks from end to end."""
    plan = in_memory().execute(f"EXPLAIN QUERY PLAN {query}", [None] * query.count("?")).fetchall()
    scans = [re.match(r"SCAN (\w+)", line[3]) for line in plan]
    return [scan[1] for scan in scans if scan and scan[1] in LARGE and "standing" not in scan.string]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every query, in order."""
    queries: list[str] = []
    for name in ("rows", "one", "run"):
        plain = getattr(Catalogue, name)

        def noted(self: Catalogue, query: str, *values: object, plain: object = plain) -> object:
            queries.append(query)
            return plain(self, query, *values)  # type: ignore[operator]  # one of three methods

        monkeypatch.setattr(Catalogue, name, noted)
    return queries


def test_one_changed_article_walks_nothing(tmp_path: Path, asked: list[str]) -> None:
    bench = Bench(tmp_path)
    bench.build(*many(3), make_article(NEWS + "p.md", interprets=NEWS + "n001.md", keywords="[消防]"))
    asked.clear()
    bench.build(make_article(NEWS + "p.md", title="更正", interprets=NEWS + "n001.md", keywords="[消防, 安全]"))
    assert bench.onward == 1
    known = {query for query in asked if query.split()[0] in {"SELECT", "DELETE", "INSERT"}}
    assert len(known) > 20
    assert {query: walks(query) for query in known - ONCE if walks(query)} == {}


def test_a_page_of_a_whole_site_walks_nothing(tmp_path: Path, asked: list[str]) -> None:
    Bench(tmp_path).build(*many(12))
    often = {query for query in asked if asked.count(query) >= 12 and query.startswith("SELECT")}
    assert any("interprets" in query for query in often)
    assert {query: walks(query) for query in often if walks(query)} == {}


def test_the_index_of_standing_pages_is_asked_in_its_own_words() -> None:
    assert UNMAPPED == "-"
    plan = in_memory().execute("EXPLAIN QUERY PLAN SELECT address, day FROM file WHERE day<>'-'").fetchall()
    assert "INDEX standing" in plan[0][3]
