"""Building a whole site beside the one that is up, checking it, and only then putting it in its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.finding import Finding, Place
from sanshen.model.lexicon import Lexicon
from sanshen.model.text import Text
from sanshen.rules.page import BLANK, BROKEN_LINK, PLATFORM, STRANGE_COLUMN, UNLISTED
from sanshen.site.context import NOT_FOUND, SITEMAP
from sanshen.site.district import type_name
from sanshen.site.edition import Edition, LeftOut
from sanshen.site.inspection import Inspector
from sanshen.site.made import made_files
from sanshen.site.manifest import ROOT, SIGNATURE, Live, files_below, read_live, strangers, vanished, write_manifest
from sanshen.site.marks import EMBLEM
from sanshen.site.material import press
from sanshen.site.page import Plan
from sanshen.site.pages import plan_of
from sanshen.site.pictures import narrower
from sanshen.site.switching import beside, switch

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ROUNDS: Final = 5

ReadFiles = Callable[[Iterable[str]], Iterator[tuple[str, bytes]]]
"""Repository paths → (path, bytes), from the proven revision."""
Sign = Callable[[bytes], str]
"""The manifest's bytes → an armored signature."""


class Built(msgspec.Struct, frozen=True):
    """What a build did.

    `left_out` are articles that the page rules refused; `vanished` are pages that would disappear without a take-down entry, and
    `outdated` says that a newer revision is up: in both cases nothing was switched and the old site stays.
    """

    plan: Plan
    left_out: tuple[LeftOut, ...]
    findings: tuple[Finding, ...]
    files: int
    signed: bool
    vanished: tuple[str, ...] = ()
    outdated: bool = False

    @property
    def switched(self) -> bool:
        """Whether the new site is up."""
        return not self.vanished and not self.outdated


class Fit(NamedTuple):
    """A site whose every page passes: its plan, the folder it was built into, and what was found on the way."""

    plan: Plan
    out: Path
    inspector: Inspector


def _without(edition: Edition, refused: Iterable[str]) -> Edition:
    gone = frozenset(refused)
    return msgspec.structs.replace(edition, articles=tuple(one for one in edition.articles if one.path not in gone))


def press_fit(
    edition: Edition, lexicon: Lexicon, room: Path, lay_out: Callable[[Edition], Plan] = plan_of
) -> tuple[Fit, tuple[LeftOut, ...]]:
    """Build until every page passes: an article that a page rule refuses is left out, and with it every list entry that names it."""
    left_out: list[LeftOut] = []
    docs = room / "empty"
    docs.mkdir()
    for number in range(_ROUNDS):
        plan, out = lay_out(edition), room / f"site-{number}"
        inspector = Inspector(plan, lexicon)
        press(plan, out, docs, inspector)
        if not inspector.refused:
            return Fit(plan, out, inspector), tuple(left_out)
        for path, errors in sorted(inspector.refused.items()):
            left_out.append(LeftOut(path, errors[0].message, errors[0].advice))
        edition = _without(edition, inspector.refused)
        shutil.rmtree(out)
    raise UndecidedError(
        Text("多次构建仍有页面不合规则", "pages still break the rules after several builds"),
        Text("这是程序的差错，请报告；原网站保持不变", "a fault of the program, please report it; the old site stays up"),
    )


def write_files(plan: Plan, out: Path, read_files: ReadFiles) -> None:
    """Copy pictures and attachments to where their articles link to them, and make the narrower pictures.

    Raises UndecidedError where one is missing or cannot be made.
    """
    addresses: dict[str, list[tuple[str, int]]] = {}
    for address, path in plan.files.items():
        addresses.setdefault(path, []).append((address, 0))
    for address, narrow in plan.narrow.items():
        addresses.setdefault(narrow.path, []).append((address, narrow.width))
    for path, data in read_files(tuple(sorted(addresses))):
        for address, width in addresses.pop(path):
            target = out / address
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_narrowed(path, data, width) if width else data)
    if addresses:
        path = min(addresses)
        raise UndecidedError(Text(f"读不到图片或附件 {path}", f"cannot read {path}"))


def _narrowed(path: str, data: bytes, width: int) -> bytes:
    try:
        return narrower(data, width)
    except OSError as error:
        raise UndecidedError(
            Text(
                f"图片 {path} 已损坏，无法缩小：{error}", f"the picture {path} is damaged and cannot be made narrower: {error}"
            ),
            Text("请换一个完好的图片文件；原网站保持不变", "replace it with a sound file; the old site stays up"),
        ) from error


def write_made(plan: Plan, out: Path) -> tuple[str, ...]:
    """Write feeds, the parts of the site map and QR codes; returns their addresses."""
    addresses = []
    folders: set[Path] = set()
    for address, data in made_files(plan):
        target = out / address
        if target.parent not in folders:
            target.parent.mkdir(parents=True, exist_ok=True)
            folders.add(target.parent)
        target.write_bytes(data)
        addresses.append(address)
    return tuple(addresses)


def _require_picture(plan: Plan, out: Path) -> None:
    """The national emblem is a PNG picture, whatever its name says."""
    if EMBLEM in plan.files and not (out / EMBLEM).read_bytes().startswith(_PNG):
        name = plan.files[EMBLEM]
        raise BlockedError(
            Text(f"{name} 不是 PNG 图片", f"{name} is no PNG picture"),
            Text("用国徽的标准图案，存为 PNG", "use the standard pattern of the emblem, as PNG"),
        )


def _count(plan: Plan, out: Path, made: Iterable[str]) -> frozenset[str]:
    """Every file that was written; raises UndecidedError unless these are exactly the planned ones (no page more, none fewer)."""
    derived = [name for name in files_below(out) if name.startswith("assets/")]
    derived += [NOT_FOUND, SITEMAP, f"{SITEMAP}.gz", *made]
    more, fewer = strangers(plan, out, derived)
    if more or fewer:
        zh = f"{UNLISTED.id} 页数对不上：多出 {', '.join(more[:5]) or '无'}；缺少 {', '.join(fewer[:5]) or '无'}"
        en = f"{UNLISTED.id} the count is wrong: too many {', '.join(more[:5]) or '-'}; missing {', '.join(fewer[:5]) or '-'}"
        raise UndecidedError(
            Text(zh, en), Text("原网站保持不变；请报告这一差错", "the old site stays up; please report this fault")
        )
    return frozenset(files_below(out))


def _notes(plan: Plan) -> Iterator[Finding]:
    """What the dossiers and the content do not agree on."""
    for column in plan.structure.blank:
        path = f"reviews/units/{column.unit}/columns.yml"
        message = Text(f"栏目“{column.name}”没有内容，未予显示", f"column {column.column!r} is blank and not shown")
        yield BLANK.finding(path, Place(), message)
    for unit, name in plan.structure.unlisted:
        path = f"reviews/units/{unit}/columns.yml"
        yield STRANGE_COLUMN.finding(path, Place(), Text(f"栏目 {name} 没有登记", f"column {name!r} is not listed"))
    for unit, kinds in plan.structure.lacking.items():
        names = "、".join(type_name(plan.edition, kind) for kind in kinds)
        message = Text(f"政务信息公开平台缺 {names}", f"the disclosure platform lacks {', '.join(kinds)}")
        yield PLATFORM.finding(f"reviews/units/{unit}/columns.yml", Place(), message)
    for article in plan.edition.articles:
        for href in article.dead_links:
            yield BROKEN_LINK.finding(article.path, Place(), Text(f"链接无效：{href[:80]}", f"a dead link: {href[:80]}"))


def publish(
    edition: Edition,
    site_dir: Path,
    *,
    lexicon: Lexicon,
    read_files: ReadFiles,
    sign: Sign | None = None,
    is_outdated: Callable[[str], bool] = lambda _: False,
) -> Built:
    """Build an edition and put it up in `site_dir`, in one step; on any failure the old site stays.

    `is_outdated` is asked with the revision that is up: True where it is newer than this edition. Raises BlockedError where
    `site_dir` holds something else than such a site, UndecidedError where the build itself fails.
    """
    target = site_dir.resolve()
    live = read_live(target)
    _refuse_mixing(live, edition, target)
    with beside(target) as room:
        (plan, out, inspector), left_out = press_fit(edition, lexicon, room)
        write_files(plan, out, read_files)
        _require_picture(plan, out)
        written = _count(plan, out, write_made(plan, out))
        root = write_manifest(plan, out)
        if sign is not None:
            (out / SIGNATURE).write_text(sign(root), encoding="ascii")
        built = Built(
            plan=plan,
            left_out=left_out,
            findings=(*_notes(plan), *inspector.findings, *inspector.broken(written | {ROOT})),
            files=len(written),
            signed=sign is not None,
            vanished=vanished(live, plan) if live else (),
            outdated=live is not None and is_outdated(live.manifest.revision),
        )
        if built.switched:
            switch(out, target)
        return built


def _refuse_mixing(live: Live | None, edition: Edition, target: Path) -> None:
    if live is not None and live.manifest.internal != edition.internal:
        raise BlockedError(
            Text(
                f"{target} 里是{'内部版' if live.manifest.internal else '公开版'}网站，不能互相替换",
                f"{target} holds the other kind of site",
            ),
            Text("内部版与公开版请用不同的 --site-dir", "give the internal and the public site different --site-dir"),
        )
