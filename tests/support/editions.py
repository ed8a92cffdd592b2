"""Editions of the site, valid by default: 示例区 with a portal, a sub-district and a department, and articles that say little.

edition = make_edition(make_article("content/liangshan/news/2026/a.md", body="文字。"))
built = publish_to(tmp_path / "site", edition)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sanshen.model.article import Article, BundleFile
from sanshen.model.lexicon import Lexicon
from sanshen.model.policy import ColumnType, Policy
from sanshen.model.roster import Column, Unit
from sanshen.reading.article import read_article, wanted_files
from sanshen.site.composing import Credentials, Ground, compose
from sanshen.site.edition import Edition, Internal, LeftOut, Published, Tombstone, setting_of
from sanshen.site.filed import filed
from sanshen.site.kept_publishing import Commission, KeptBuild
from sanshen.site.look import Extra, Look
from sanshen.site.pictures import ReadFiles, measure
from sanshen.site.publishing import Built
from sanshen.site.workshop import folder_of, workshop
from support.office import policy

NEWS = "content/liangshan/news/2026/"
START = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
PROOF = "ab" * 32
LOOK = Look(
    site_name="示例区人民政府",
    site_url="https://www.example.gov.cn/",
    extra=Extra(
        site_domain="www.example.gov.cn",
        site_code="5001990001",
        host="示例区人民政府办公室",
        icp="渝ICP备00000000号",
        police="渝公网安备50019902000000号",
        report_error="https://zfwzgl.www.gov.cn/",
    ),
)
TYPES = {"news": ColumnType(name="动态要闻"), "notice": ColumnType(name="通知公告"), "policy": ColumnType(name="政策文件")}
COLUMNS = {
    "news": Column(name="街道动态", type="news"),
    "notice": Column(name="通知公告", type="notice", state="planned"),
    "policy": Column(name="政策文件", type="policy", state="planned"),
}
UNITS = {
    "liangshan": Unit(id="liangshan", name="梁山街道", kind="sub-district", columns=COLUMNS),
    "education": Unit(
        id="education",
        name="区教育委员会",
        kind="department",
        columns={"news": Column(name="教育动态", type="news", state="planned")},
    ),
    "portal": Unit(
        id="portal",
        name="示例区人民政府",
        kind="portal",
        columns={"news": Column(name="政务要闻", type="news", state="planned")},
    ),
}
Files = Mapping[str, bytes]


@cache
def make_policy() -> Policy:
    """The default policy, read once."""
    return policy()


def article_text(body: str, **front: str) -> str:
    """The text of an article; a front-matter value of "" leaves the key out."""
    usual = {"title": "梁山街道开展冬季消防安全检查", "grade": "general", "source": "梁山街道"}
    lines = [f"{key.replace('_', '-')}: {value}\n" for key, value in (usual | front).items() if value]
    return "---\n" + "".join(lines) + "---\n\n" + body


def read(path: str, text: str, files: Files | None = None) -> Article:
    """The article as the gate reads it; fails where it has a fault."""
    policy, data = make_policy(), text.encode()
    bundle: dict[str, BundleFile | str] = {
        name: BundleFile(name, hashlib.sha256((files or {})[name]).hexdigest(), len((files or {})[name]))
        if name in (files or {})
        else "missing"
        for name in wanted_files(path, data, policy)
    }
    reading = read_article(path, data, bundle, policy, unit_ids=tuple(UNITS))
    assert reading.article is not None, reading.findings
    return reading.article


def compose_text(
    path: str,
    text: str,
    *,
    files: Files | None = None,
    standing: Iterable[str] = (),
    look: Look = LOOK,
    at: datetime = START,
    **credentials: object,
) -> Published | LeftOut:
    """What `compose` makes of an article's text."""
    known: dict[str, Any] = {"times": (at,), "proof": PROOF} | credentials
    held = files or {}
    ground = Ground(look, frozenset(standing), make_policy().limits.nesting, lambda file: measure(held[file.path]), ("gov.cn",))
    return compose(read(path, text, files), Credentials(**known), ground)


def make_article(
    path: str = NEWS + "a.md",
    body: str = "街道工作人员检查了消防设施。\n",
    *,
    files: Files | None = None,
    standing: Iterable[str] = (),
    at: datetime = START,
    corrected: datetime | None = None,
    former: tuple[str, ...] = (),
    internal: Internal | None = None,
    **front: str,
) -> Published:
    """One article ready for the site."""
    times = (at,) if corrected is None else (at, corrected)
    made = compose_text(
        path, article_text(body, **front), files=files, standing=standing, times=times, former=former, internal=internal
    )
    assert isinstance(made, Published), made
    return made


def many(count: int, *, unit: str = "liangshan", column: str = "news") -> tuple[Published, ...]:
    """`count` articles, an hour apart, the last one the newest."""
    return tuple(
        make_article(
            f"content/{unit}/{column}/2026/n{number:03}.md",
            f"第 {number} 篇。\n",
            at=START + timedelta(hours=number),
            title=f"标题{number}",
        )
        for number in range(count)
    )


def make_edition(
    *articles: Published, tombstones: tuple[Tombstone, ...] = (), units: Mapping[str, Unit] = UNITS, **more: object
) -> Edition:
    """An edition of these articles."""
    known: dict[str, Any] = {"look": LOOK, "internal": False, "revision": "1" * 40} | more
    return Edition(
        name="示例区",
        units=units,
        column_types=TYPES,
        time_zone="Asia/Shanghai",
        articles=articles,
        tombstones=tombstones,
        **known,
    )


def reader(files: Files) -> ReadFiles:
    """Reads pictures and attachments from a mapping."""

    def read_files(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            if path in files:
                yield path, files[path]

    return read_files


def publish_to(
    folder: Path, edition: Edition, *, files: Files | None = None, lexicon: Lexicon | None = None, **more: object
) -> Built:
    """Publish into a folder, whole; what a build keeps for the next one is not kept."""
    options: dict[str, Any] = dict(more)
    commission = Commission(setting_of(edition), "ground", "", lexicon or Lexicon(), reader(files or {}), **options)
    with workshop(folder.resolve(), None) as (shop, room):
        build = KeptBuild(shop, room, commission, START, known=lambda _: False)
        for article in edition.articles:
            build.catalogue.bring_in(filed(article, build.catalogue.setting))
        build.catalogue.bury(edition.tombstones)
        return build.publish()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def page(folder: Path, address: str) -> str:
    """The HTML of one page."""
    return (
        (folder / address / "index.html").read_text(encoding="utf-8")
        if not address.endswith(".html")
        else (folder / address).read_text("utf-8")
    )


def leftovers(folder: Path) -> list[str]:
    """What a build left beside `folder`, or in its workshop beside the lock."""
    shop = folder_of(folder)
    beside = [path.name for path in folder.parent.iterdir() if path not in {folder, shop}]
    return beside + [path.name for path in shop.iterdir() if path.name not in {"lock", ".gitignore"}]
