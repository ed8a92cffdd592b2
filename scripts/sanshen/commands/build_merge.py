"""`sanshen build --merge PART…`: the parts that other machines made, held against what is proven here, become one site."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from sanshen.commands.build_footing import Footing
from sanshen.commands.build_shard import loads_of, terms_of
from sanshen.commands.desk import Desk
from sanshen.commands.feeding import Composed
from sanshen.commands.proven_reading import Embargoed
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.site.cataloguing import Cataloguing
from sanshen.site.facts import micros, moment
from sanshen.site.making import Tell, silent
from sanshen.site.merging import Stock
from sanshen.site.shard_parts import ArticleRow, ShardPart, Terms, read_part, refused
from sanshen.site.shards import shares


def stock_of(args: argparse.Namespace, desk: Desk, footing: Footing) -> Stock:
    """The parts that were named, every byte of them checked. Raises BlockedError where they are not one whole set for this build."""
    keys = footing.office.roster.pipeline_keys
    parts = [read_part((desk.root / folder).resolve(), keys) for folder in args.merge]
    for part in parts:
        _require_fit(part, terms_of(footing), micros(footing.now))
    of = _require_one_set(parts)
    for part in parts:
        part.check()
    divided = shares(loads_of(footing.proofs), of)
    proven = footing.proofs.proven
    return Stock(parts, {number: [path for path in paths if path in proven] for number, paths in enumerate(divided, start=1)})


def _require_one_set(parts: Sequence[ShardPart]) -> int:
    """Of how many parts these are all, each once. Raises BlockedError."""
    of, numbers = parts[0].shard.of, [part.shard.number for part in parts]
    given = "、".join(sorted({str(part.shard) for part in parts}))
    missing = "、".join(f"{number}/{of}" for number in range(1, of + 1) if number not in numbers)
    doubled = "、".join(f"{number}/{of}" for number in sorted(set(numbers)) if numbers.count(number) > 1)
    if of < 1:
        wrong = Text(f"一次分份不是 {of} 份", f"nothing is divided into {of} parts")
    elif {part.shard.of for part in parts} != {of}:
        wrong = Text(f"分法不同：{given}", f"parts of several divisions: {given}")
    elif missing or doubled:
        told = [Text(f"缺 {missing}", f"missing: {missing}")] if missing else []
        told += [Text(f"重复 {doubled}", f"given twice: {doubled}")] if doubled else []
        wrong = Text("；".join(one.zh for one in told), "; ".join(one.en for one in told))
    else:
        return of
    raise BlockedError(
        Text("各份合不起来：", "these parts make no site: ") + wrong,
        Text("同一次分份的每一份各给一次", "give each part of one division once"),
    )


def _require_fit(part: ShardPart, terms: Terms, now: int) -> None:
    """Raises BlockedError for a part that was made of something else."""
    theirs = part.manifest.terms
    if theirs.revision != terms.revision:
        raise refused(part.folder, Text(f"它是 {theirs.revision[:12]} 的", f"it is of {theirs.revision[:12]}"))
    if theirs.records != terms.records:
        raise refused(part.folder, Text("它凭的是另一些审签记录", "it goes by other records"))
    if theirs.program != terms.program:
        raise refused(
            part.folder, Text("它由另一版本的程序或库做成", "it was made by another version of the program or its libraries")
        )
    if theirs.ground != terms.ground:
        what = Text(
            "外观、名册、口径、词表不同，或公开版与内部版之别", "look, roster, policy or lexicon differ, or one is internal"
        )
        raise refused(part.folder, what)
    if part.manifest.at > now:
        raise refused(part.folder, Text("它的时间晚于本机的时钟", "it was made later than this machine's clock shows"))


def delivered(
    stock: Stock, footing: Footing, catalogue: Cataloguing, tell: Tell = silent
) -> Iterator[tuple[str, Composed | None]]:
    """What the parts give of every article, held against its proof; an embargo that has ended meanwhile is looked at again."""
    now, held = micros(footing.now), len(footing.proofs.proven)
    for number, row in enumerate(stock.articles(), start=1):
        tell(number, held)
        proof = footing.proofs.proven[row.path]
        if row.article is None and row.until is not None and row.until <= now:
            yield row.path, footing.reader(proof)
            continue
        if row.article is not None and (row.article.path, row.article.proof) != (row.path, proof.record_digest):
            what = Text(f"{row.path} 与审签记录不符", f"{row.path} is not what its record says")
            raise BlockedError(what, Text("请重新做各份", "make the parts again"))
        if row.gram is not None:
            values = (row.path, row.gram.digest, row.gram.size, row.gram.data)
            catalogue.run("INSERT INTO gram VALUES(?,?,?,?)", *values)
        yield row.path, _composed(row)


def _composed(row: ArticleRow) -> Composed:
    if row.article is not None:
        return row.article
    if row.left_out is None:
        raise BlockedError(Text(f"没有 {row.path} 的内容", f"nothing is given of {row.path}"))
    return row.left_out if row.until is None else Embargoed(row.left_out, moment(row.until))
