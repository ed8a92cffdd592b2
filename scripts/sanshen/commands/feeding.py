"""Feeding the catalogue of a site: of what is proven at a commit, whatever may not be as it was at the last build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from sanshen.commands.proven_reading import Embargoed, Moves
from sanshen.model.proof import Proofs
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.edition import LeftOut, Published
from sanshen.site.facts import micros
from sanshen.site.filed import Filed, filed

Composed = Published | Filed | LeftOut | Embargoed


class Outside(msgspec.Struct, frozen=True):
    """What is proven and not shown."""

    left_out: tuple[LeftOut, ...]
    embargoed: tuple[str, ...]


def stale(catalogue: Cataloguing, moves: Moves, changed: Iterable[str], now: datetime) -> tuple[str, ...]:
    """The articles to be composed again where those of `changed` may have another proof than at the last build."""
    found = set(changed)
    for path in tuple(found):  # texts that name them: a link may lead somewhere now, or nowhere
        found |= {one for (one,) in catalogue.rows("SELECT path FROM link WHERE target=?", path)}
    found |= {path for (path,) in catalogue.rows("SELECT path FROM outside WHERE again=1 OR until<=?", micros(now))}
    return tuple(sorted(found | set(_moved(catalogue, moves))))


def _moved(catalogue: Cataloguing, now: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Articles that answer for other former addresses than they did."""
    then: dict[str, set[str]] = {}
    for old, path in catalogue.rows("SELECT old, path FROM former"):
        then.setdefault(path, set()).add(old)
    yield from (path for path in {*then, *now} if then.get(path, set()) != set(now.get(path, ())))


def feed(catalogue: Cataloguing, composed: Iterable[tuple[str, Composed | None]], *, whole: bool) -> None:
    """Take in what was composed (None: it is not proven any more); `whole`: the catalogue is empty."""
    for path, made in composed:
        if not whole:
            catalogue.reconsider(path)
        if isinstance(made, Published | Filed):
            if whole:
                catalogue.bring_in(filed(made, catalogue.setting) if isinstance(made, Published) else made)
            else:
                catalogue.put(made.article if isinstance(made, Filed) else made)
            continue
        if not whole:
            catalogue.drop(path)
        if isinstance(made, LeftOut):
            catalogue.leave_out(made)
        elif made is not None:
            catalogue.leave_out(made.left_out, made.until)


def outside(catalogue: Cataloguing, proofs: Proofs) -> Outside:
    """Everything proven that is not shown, and what is not proven at all."""
    left_out = [LeftOut(path, why) for path, why in sorted(proofs.unproven.items())]
    embargoed = []
    for again, until, data in catalogue.rows("SELECT again, until, data FROM outside ORDER BY path"):
        one = msgspec.msgpack.decode(data, type=LeftOut)
        if until is not None:
            embargoed.append(one.path)
        elif not again:
            left_out.append(one)
    return Outside(tuple(left_out), tuple(embargoed))
