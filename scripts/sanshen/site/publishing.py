"""The end of a build: what was made is counted, listed and told; a page that would vanish in silence is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.finding import Finding, Place
from sanshen.model.text import Text
from sanshen.rules.page import BLANK, BROKEN_LINK, PLATFORM, STRANGE_COLUMN, UNLISTED
from sanshen.site.catalogue import Catalogue
from sanshen.site.district import type_name
from sanshen.site.edition import LeftOut, Setting
from sanshen.site.facts import OWN
from sanshen.site.filing import Files
from sanshen.site.finishing import Finishing
from sanshen.site.making import Making
from sanshen.site.manifest import SIGNATURE, Live, files_below
from sanshen.site.page import PERSISTENT
from sanshen.site.pages import Layout
from sanshen.site.structure import UnitSite
from sanshen.site.switching import Folder

Sign = Callable[[bytes], str]
"""The manifest's bytes → an armored signature."""


class Shown(msgspec.Struct, frozen=True):
    """What stands on a site: its units, how many articles of each, the paths of all where asked for, and what was taken down."""

    units: tuple[UnitSite, ...]
    counts: Mapping[str, int]
    articles: tuple[str, ...]
    withdrawn: tuple[str, ...]

    @property
    def published(self) -> int:
        """How many articles stand on it."""
        return sum(self.counts.values())


class Built(msgspec.Struct, frozen=True):
    """What a build did.

    `left_out` are articles that the page rules refused; `vanished` are pages that would disappear without a take-down entry, and
    `outdated` says that a newer revision is up: in both cases nothing was switched and the old site stays.
    `changed` is how many files are not as they were (all of them in a site that was built anew).
    """

    shown: Shown
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    files: int
    changed: int
    signed: bool
    vanished: tuple[str, ...] = ()
    outdated: bool = False

    @property
    def switched(self) -> bool:
        """Whether the new site is up."""
        return not self.vanished and not self.outdated


def write_whole(layout: Layout, files: Files, folder: Folder, sign: Sign | None) -> bytes:
    """The end of a whole site: what was refused goes, the count is taken, the manifest is written; returns its root."""
    root = b""
    for name in files.removed:
        folder.remove(name)
    _count(layout.catalogue, folder)
    for name, data in Finishing(layout, files, None).manifest():
        if data is not None:
            folder.write(name, data)
            root = data
    if sign is not None:
        folder.write(SIGNATURE, sign(root).encode("ascii"))
    return root


def _count(catalogue: Catalogue, folder: Folder) -> None:
    """Raises UndecidedError unless exactly the planned files were written (no page more, none fewer)."""
    planned = {name for (name,) in catalogue.rows("SELECT name FROM file")}
    for found in (set(files_below(place)) for place in folder.places):
        more, fewer = sorted(found - planned), sorted(planned - found)
        if not more and not fewer:
            continue
        zh = f"{UNLISTED.id} 页数对不上：多出 {', '.join(more[:5]) or '无'}；缺少 {', '.join(fewer[:5]) or '无'}"
        en = f"{UNLISTED.id} the count is wrong: too many {', '.join(more[:5]) or '-'}; missing {', '.join(fewer[:5]) or '-'}"
        raise UndecidedError(
            Text(zh, en), Text("原网站保持不变；请报告这一差错", "the old site stays up; please report this fault")
        )


def built_of(
    layout: Layout,
    files: Files,
    making: Making,
    *,
    signed: bool,
    live: Live | None,
    is_outdated: Callable[[str], bool],
    named: bool = True,
) -> Built:
    """What is to be told of a build. `live`: the site that is up, whose pages may not vanish in silence."""
    catalogue = layout.catalogue
    return Built(
        shown=shown_of(layout, named=named),
        left_out=tuple(making.left_out),
        findings=(*_notes(layout), *files.findings()),
        files=catalogue.one(
            "SELECT (SELECT CAST(TOTAL(files) AS INTEGER) FROM listing) + (SELECT COUNT(*) FROM file WHERE part='')"
        ),
        changed=len(files.written) + len(files.removed),
        signed=signed,
        vanished=_vanished(catalogue, live, files),
        outdated=live is not None and is_outdated(live.manifest.revision),
    )


def shown_of(layout: Layout, *, named: bool) -> Shown:
    """What stands on a site; the paths of all articles only where `named`."""
    catalogue = layout.catalogue
    counts: Counter[str] = Counter()
    for place in catalogue.lists(OWN):
        counts[place.partition("/")[0]] += sum(held for _, held in catalogue.spans(OWN + place))
    paths = tuple(path for (path,) in catalogue.rows("SELECT path FROM article ORDER BY path")) if named else ()
    stones = tuple(path for (path,) in catalogue.rows("SELECT path FROM stone ORDER BY path"))
    return Shown(layout.structure.units, counts, paths, stones)


def _vanished(catalogue: Catalogue, live: Live | None, files: Files) -> tuple[str, ...]:
    """Pages of articles that are up now and would be gone: none may go without a take-down entry (Art. 23, 24)."""
    if live is None:
        return ()
    asked = live.pages if live.pages is not None else {name for name, kind in files.removed.items() if kind in PERSISTENT}
    return tuple(sorted(name for name in asked if not catalogue.one("SELECT 1 FROM file WHERE name=?", name)))


def _notes(layout: Layout) -> Iterator[Finding]:
    """What the dossiers and the content do not agree on."""
    structure = layout.structure
    for column in structure.blank:
        path = f"reviews/units/{column.unit}/columns.yml"
        message = Text(f"栏目“{column.name}”没有内容，未予显示", f"column {column.column!r} is blank and not shown")
        yield BLANK.finding(path, Place(), message)
    for unit, name in structure.unlisted:
        path = f"reviews/units/{unit}/columns.yml"
        yield STRANGE_COLUMN.finding(path, Place(), Text(f"栏目 {name} 没有登记", f"column {name!r} is not listed"))
    for unit, kinds in structure.lacking.items():
        names = "、".join(type_name(layout.setting, kind) for kind in kinds)
        message = Text(f"政务信息公开平台缺 {names}", f"the disclosure platform lacks {', '.join(kinds)}")
        yield PLATFORM.finding(f"reviews/units/{unit}/columns.yml", Place(), message)
    for path, data in layout.catalogue.rows("SELECT path, data FROM dead ORDER BY path"):
        for href in msgspec.msgpack.decode(data, type=tuple[str, ...]):
            yield BROKEN_LINK.finding(path, Place(), Text(f"链接无效：{href[:80]}", f"a dead link: {href[:80]}"))


def refuse_mixing(live: Live | None, setting: Setting, target: Path) -> None:
    """An internal site never takes the place of a public one. Raises BlockedError."""
    if live is not None and live.manifest.internal != setting.internal:
        raise BlockedError(
            Text(
                f"{target} 里是{'内部版' if live.manifest.internal else '公开版'}网站，不能互相替换",
                f"{target} holds the other kind of site",
            ),
            Text("内部版与公开版请用不同的 --site-dir", "give the internal and the public site different --site-dir"),
        )
