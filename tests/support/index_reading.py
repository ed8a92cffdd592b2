"""Reading a site's search index from its files, as its format is described: a second opinion on the program and on the browser's part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sanshen.site.grams import grams_of, mark_of


class Index:
    """The index of the site in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "site_search"
        self.root = json.loads((self._folder / "index.json").read_text("utf-8"))

    def _numbers(self, data: bytes) -> Iterator[int]:
        value = shift = 0
        for byte in data:
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                yield value
                value = shift = 0

    def postings(self, part: str, gram: int) -> dict[int, int]:
        """Article → weight, of one gram in one part."""
        sign = next(one for one in self.root["parts"] if one["name"] == part)
        data = (self._folder / part / f"{gram >> (32 - sign['bits']) if sign['bits'] else 0:02x}.bin").read_bytes()
        assert data[:4].hex() == sign["stamp"]
        at, seen = 4, -1
        while at < len(data):
            key, head = int.from_bytes(data[at : at + 3], "big"), 1 + (data[at + 3] >> 7)
            size = next(self._numbers(data[at + 3 : at + 3 + head]))
            held = data[at + 3 + head : at + 3 + head + size]
            assert key != seen
            seen = key
            if key == gram & 0xFF_FFFF:
                article, found = -1, {}
                for value in self._numbers(held):
                    article += 1 + (value >> 2)
                    found[article] = value & 3
                return found
            at += 3 + head + size
        return {}

    def shown(self, part: str, article: int) -> list[str]:
        """What results show of one article."""
        number, place = divmod(article, self.root["per_file"])
        shown: list[str] = json.loads((self._folder / part / f"shown-{number}.json").read_text("utf-8"))["articles"][place]
        return shown

    def search(self, query: str, *marks: str) -> dict[str, int]:
        """Address → least weight, of all articles that hold every gram of a query of one term, with these marks."""
        grams = [int(one) for one in grams_of(query)]
        grams = grams[: len(grams) // 2] if len(grams) > 1 else grams
        grams += [int(mark_of(mark)[0]) for mark in marks]
        found = {}
        for part in self.root["parts"]:
            held = [self.postings(part["name"], gram) for gram in grams]
            for article in set.intersection(*map(set, held)):
                found[self.shown(part["name"], article)[0]] = min(one[article] for one in held[: len(held) - len(marks)])
        return found
