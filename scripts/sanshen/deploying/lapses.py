"""What of a built site may no longer be shown, or would leave the public, by what the repository proves today. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from sanshen.deploying.release import ARTICLE, Release
from sanshen.model.proof import Proofs
from sanshen.model.text import Text

_INDEX: Final = "/index.html"


class Lapse(NamedTuple):
    """An article's page that may not be shown any more: its path in the repository, and why."""

    path: str
    why: Text


def path_of(name: str) -> str:
    """The article whose page is the file `name`: `a/b/2026/c/index.html` → `content/a/b/2026/c.md`."""
    return f"content/{name.removesuffix(_INDEX)}.md"


def lapses(release: Release, proofs: Proofs) -> Iterator[Lapse]:
    """Articles of a site that are not proven today as they stand in it.

    Whatever was taken down, moved or corrected since it was built must not come back by an old build (Art. 23, 24): an old record
    proves nothing for now.
    """
    gone = {one.path: one for one in proofs.withdrawn}
    for name, page in sorted(release.pages.items()):
        path = path_of(name)
        proof = proofs.proven.get(path)
        if page.kind != ARTICLE or (proof is not None and proof.record_digest == page.proof):
            continue
        if path in gone and gone[path].moved_to:
            why = Text(f"已移至 {gone[path].moved_to}", f"has moved to {gone[path].moved_to}")
        elif path in gone:
            why = Text("已经撤下", "has been taken down")
        elif proof is not None:
            why = Text("已有更正后的版本，旧文不得再现", "has been corrected since: the old text must not come back")
        else:
            why = proofs.unproven.get(path, Text("没有审签记录", "has no record"))
        yield Lapse(path, why)


def vanishing(live: Release, new: Release) -> tuple[str, ...]:
    """Pages of articles that are up and would be gone without a trace: neither a tombstone nor a pointer in their place."""
    return tuple(path_of(name) for name in sorted(live.pages.keys() - new.pages.keys()))


def disappearing(live: Release, new: Release) -> tuple[str, ...]:
    """Articles that readers have now and would no longer have."""
    lost = (name for name, page in live.pages.items() if page.kind == ARTICLE and _kind(new, name) != ARTICLE)
    return tuple(path_of(name) for name in sorted(lost))


def _kind(release: Release, name: str) -> str:
    return release.pages[name].kind if name in release.pages else ""
