"""Hold what has changed in a commit's content, and what new records say, against each other; the rest stays as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import msgspec

from sanshen.model.proof import ProofFault
from sanshen.model.text import EMPTY, Text
from sanshen.records.content import CONTENT, STRAY, record_of, vanished, was_public, why_not
from sanshen.records.kept import Kept, KeptFile, Unproven
from sanshen.records.kept_paths import KeptPaths
from sanshen.records.state import Standing


class Rejudged(NamedTuple):
    """What is unproven and what has vanished now, how many articles are proven, and the articles that were looked at."""

    unproven: dict[str, Unproven]
    vanished: dict[str, ProofFault]
    proven: int
    articles: frozenset[str]


def rejudge(kept: Kept, paths: KeptPaths, standings: Mapping[str, Standing], files: Mapping[str, KeptFile | None]) -> Rejudged:
    """Move `paths` on to new standings and new files (None: gone), and judge every article that has to do with them."""
    attachments = {name for path, one in standings.items() for name in _bundle(paths.get(path).standing) | _bundle(one)}
    attachments |= files.keys()
    _restand(paths, standings)
    articles = {path for path in standings.keys() | files.keys() if path.endswith(".md")}
    articles |= {owner for path in files for owner in paths.get(path).owners}
    before = sum(_is_proven(paths, path, kept.unproven) for path in articles)
    for path, file in files.items():
        paths.set(path, msgspec.structs.replace(paths.get(path), file=file))
    unproven, gone = dict(kept.unproven), dict(kept.vanished)
    for path in articles:
        _note(unproven, path, paths, _why(paths, path))
        attachments |= _bundle(paths.get(path).standing)
    for path in attachments:
        if path.startswith(CONTENT) and not path.endswith(".md"):
            owned = any(_is_proven(paths, owner, unproven) for owner in paths.get(path).owners)
            _note(unproven, path, paths, EMPTY if owned else STRAY)
    _note_vanished(gone, paths, standings.keys() | files.keys())
    now = sum(_is_proven(paths, path, unproven) for path in articles)
    return Rejudged(unproven, gone, kept.proven - before + now, frozenset(articles))


def _restand(paths: KeptPaths, standings: Mapping[str, Standing]) -> None:
    for path, new in standings.items():
        old, now = _bundle(paths.get(path).standing), _bundle(new)
        for name in old ^ now:
            paths.own(name, path, owns=name in now)
        paths.set(path, msgspec.structs.replace(paths.get(path), standing=new))


def _bundle(standing: Standing | None) -> frozenset[str]:
    return frozenset(name for name, _ in standing.last[1]) if standing is not None else frozenset()


def _is_proven(paths: KeptPaths, path: str, unproven: Collection[str]) -> bool:
    return path.endswith(".md") and path not in unproven and paths.get(path).file is not None


def _why(paths: KeptPaths, path: str) -> Text:
    """Why an article that is there is not proven; EMPTY where it is, or where it is not there."""
    known = paths.get(path)
    if known.file is None:
        return EMPTY
    files = {name: paths.get(name).file for name in {path} | _bundle(known.standing)}
    found = {name: file.sha256 for name, file in files.items() if file is not None and file.sha256}
    return why_not(path, known.file.mode, known.standing, found)


def _note(unproven: dict[str, Unproven], path: str, paths: KeptPaths, why: Text) -> None:
    known = paths.get(path)
    if known.file is None or why == EMPTY:
        unproven.pop(path, None)
    else:
        unproven[path] = Unproven(why, record_of(known.standing))


def _note_vanished(gone: dict[str, ProofFault], paths: KeptPaths, concerned: Collection[str]) -> None:
    for path in concerned:
        known = paths.get(path)
        if known.file is None and known.standing is not None and was_public(known.standing):
            gone[path] = vanished(path, known.standing)
        else:
            gone.pop(path, None)
