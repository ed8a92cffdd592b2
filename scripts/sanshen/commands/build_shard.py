"""`sanshen build --shard K/N`: one machine's part of a site that many build; `build_merge` puts the parts together."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from sanshen.commands.build_footing import Footing
from sanshen.commands.composing_crew import composed
from sanshen.commands.desk import Desk
from sanshen.commands.feeding import feed
from sanshen.commands.progress import progress
from sanshen.commands.site_ground import program_digest
from sanshen.model.errors import BlockedError, UsageError
from sanshen.model.proof import Proofs
from sanshen.model.text import Text
from sanshen.reading.article_path import parse
from sanshen.reading.front_matter import front_keywords
from sanshen.records.store import tip
from sanshen.site.addresses import keyword_key
from sanshen.site.catalogue_tables import on_disk
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.edition import LeftOut
from sanshen.site.facts import micros, standing_lists
from sanshen.site.pool import cores
from sanshen.site.shard_making import PartMaking
from sanshen.site.shard_parts import PartWriter, Sign, Terms, is_part
from sanshen.site.shards import Load, Shard, shares
from sanshen.site.switching import beside, switch

_MOST: Final = 256
"""A matrix of GitHub Actions has no more jobs."""
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp")
_PICTURE: Final = 10
"""What a picture costs beside an article, about."""


def shard_of(written: str) -> Shard:
    """`2/4` → the second of four. Raises UsageError."""
    found = re.fullmatch(r"([0-9]{1,3})/([0-9]{1,3})", written)
    shard = Shard(*(int(one) for one in found.groups())) if found else Shard(0, 0)
    if not 1 <= shard.number <= shard.of <= _MOST:
        raise UsageError(
            Text(f"--shard {written!r} 应写作 第几份/共几份", f"--shard {written!r} should be PART/PARTS"),
            Text(f"例如 --shard 2/4；最多 {_MOST} 份", f"for example --shard 2/4; at most {_MOST} parts"),
        )
    return shard


def make_part(args: argparse.Namespace, desk: Desk, footing: Footing, sign: Sign) -> int:
    """Make one part. Exit 0 where all its articles are in it, 1 where something had to be left out; the part is whole either way."""
    shard, out = shard_of(args.shard), part_folder(args, desk)
    if not is_part(out):
        raise BlockedError(
            Text(f"{out} 里不是网站的一份，不予替换", f"{out} holds no part of a site and is left alone"),
            Text("换一个 --part 文件夹", "choose another --part folder"),
        )
    proofs = footing.proofs
    mine = shares(loads_of(proofs), shard.of)[shard.number - 1]
    paths = [path for path in mine if path in proofs.proven]
    with beside(out) as room:
        made = room / "part"
        made.mkdir()
        writer = PartWriter(made)
        catalogue = Cataloguing(on_disk(room / "catalogue"), footing.setting)
        making = _made(desk, footing, catalogue, PartMaking(catalogue, paths, room, writer), paths)
        left_out = [LeftOut(path, proofs.unproven[path]) for path in mine if path in proofs.unproven]
        left_out += [*_left_out(catalogue), *making.refused]
        catalogue.connection.close()
        writer.close(shard, terms_of(footing), micros(footing.now), sign)
        switch(made, out)
    _report(args, desk, footing, shard, out, len(paths), left_out)
    return 1 if left_out else 0


def _made(desk: Desk, footing: Footing, catalogue: Cataloguing, making: PartMaking, paths: list[str]) -> PartMaking:
    proofs, mine = footing.proofs, frozenset(paths)
    catalogue.run("BEGIN")
    feed(catalogue, composed(footing, paths, cores(), progress(desk, Text("编排信息", "composing"))), whole=True)
    catalogue.settle()
    _expect(footing, catalogue, [path for path in proofs.proven if path not in mine])
    catalogue.run("COMMIT")
    tell = progress(desk, Text("制作页面", "making pages"))
    making(footing.office.lexicon, footing.read_files, processes=cores(), tell=tell)
    return making


def _expect(footing: Footing, catalogue: Cataloguing, others: list[str]) -> None:
    """Tell the catalogue of the articles that other machines make: by their paths and keywords, for they are not composed here.

    Were it wrong, some pages would be made again when the site is put together.
    """
    places = {(one.unit, one.column) for path in others if (one := parse(path)) is not None}
    lists = [name for place in sorted(places) for name in standing_lists(*place, footing.setting)]
    limits, words = footing.office.policy.limits, Counter[str]()
    for path in others:
        data = footing.repository.read_path(footing.commit, path)
        words.update({keyword_key(word) for word in front_keywords(path, data or b"", limits)})
    catalogue.expect(lists, words)


def part_folder(args: argparse.Namespace, desk: Desk) -> Path:
    """Where the part goes."""
    shard = shard_of(args.shard)
    named = args.part or Path(f"build/parts/{shard.number}-of-{shard.of}")
    return (named if named.is_absolute() else desk.root / named).resolve()


def loads_of(proofs: Proofs) -> Iterator[Load]:
    """All that is divided: what is proven, and what is not, for somebody has to say so."""
    for path, proof in proofs.proven.items():
        pictures = sum(name.lower().endswith(_PICTURES) for name, _ in proof.bundle)
        yield Load(path, f"{micros(proof.first_published):020}", 1 + _PICTURE * pictures)
    yield from (Load(path) for path in proofs.unproven)


def terms_of(footing: Footing) -> Terms:
    """What every part of this very build says of itself."""
    return Terms(footing.commit, tip(footing.repository) or "", program_digest(), footing.ground)


def _left_out(catalogue: Cataloguing) -> Iterator[LeftOut]:
    for (data,) in catalogue.rows("SELECT data FROM outside WHERE until IS NULL ORDER BY path"):
        yield msgspec.msgpack.decode(data, type=LeftOut)


def _report(
    args: argparse.Namespace, desk: Desk, footing: Footing, shard: Shard, out: Path, held: int, left_out: list[LeftOut]
) -> None:
    if args.format == "json":
        desk.say(
            json.dumps(
                {
                    "allowed": not left_out,
                    "revision": footing.commit,
                    "shard": shard.number,
                    "of": shard.of,
                    "part": str(out),
                    "articles": held,
                    "left_out": [{"path": one.path, "why": one.why.to(desk.lang)} for one in left_out],
                },
                ensure_ascii=False,
            )
        )
        return
    short = footing.commit[:12]
    desk.say(Text(f"{short}：第 {shard} 份，{held} 篇信息", f"{short}: part {shard}, {held} articles"))
    for one in left_out:
        desk.say(Text(f"  未含 {one.path}：", f"  left out {one.path}: ") + one.why)
    desk.say(Text(f"放在 {out}；各份齐了，运行 sanshen build --merge", f"in {out}; with all parts, run sanshen build --merge"))
