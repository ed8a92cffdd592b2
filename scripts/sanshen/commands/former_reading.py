"""Old addresses of an older site, as paths that an article once had: the site leads on from them as from any moved article.

`posts/fire/` is the address that an article at `content/posts/fire.md` would have; so that is what it is taken for. An address
that ends in `.html` is that very file. Addresses that the new site uses itself lead nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Final

from sanshen.model.errors import BlockedError
from sanshen.model.modes import PLAIN
from sanshen.model.proof import Proofs
from sanshen.model.text import Text
from sanshen.reading import former_addresses
from sanshen.reading.article_path import parse
from sanshen.repository import Repository

CONTENT: Final = "content/"
OWN: Final = frozenset(
    {
        "",
        "404.html",
        "assets",
        "manifest",
        "by_type",
        "by_keyword",
        "by_month",
        "site_map",
        "sitemap_parts",
        "search",
        "pagefind",
    }
)
"""First parts of addresses that the site keeps for itself."""
_LISTS: Final = re.compile(r"[^/]+/(?:[^/]+/(?:[0-9]{4}(?:-[0-9]+)?/)?)?")
_PLATFORM: Final = "open_platform"


def is_own(address: str, units: Container[str]) -> bool:
    """Whether the site may have a page of its own at an address: a unit's home, its lists, its platform, the common pages."""
    first, _, rest = address.partition("/")
    return first in OWN or (first in units and (bool(_LISTS.fullmatch(address)) or rest.startswith(_PLATFORM)))


def former_path(address: str) -> str:
    """The path whose page stands at that address."""
    return CONTENT + (f"{address[:-1]}.md" if address.endswith("/") else address)


def former_paths(repository: Repository, treeish: str, proofs: Proofs, units: Container[str]) -> Mapping[str, str]:
    """Such a path → the path of the article that it leads to, at the commit of the office. Raises BlockedError for a bad file."""
    entry = repository.entry(treeish, former_addresses.PATH)
    if entry is None:
        return {}
    plain = entry.mode == PLAIN and entry.size <= former_addresses.MOST_BYTES
    read = former_addresses.decode(repository.read(entry.oid)) if plain else Text("不是普通文件", "not a plain file")
    if isinstance(read, Text):
        where = Text(f"{former_addresses.PATH}：", f"{former_addresses.PATH}: ")
        raise BlockedError(where + read, Text("请改正后重新签署", "correct it and have it signed"))
    withdrawn = {one.path for one in proofs.withdrawn}
    found = {former_path(address): path for address, path in read.items() if not is_own(address, units)}
    # Only where the old address has the form of an article's own can one stand there: no other need be asked for.
    taken = {path for path in found if parse(path) is not None and (path in proofs.proven or path in withdrawn)}
    return {path: target for path, target in found.items() if path not in taken}
