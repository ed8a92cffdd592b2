"""`sanshen preview`: the sample (样版) of the articles of a change, on which the three proofs of Art. 12 are made."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sanshen.commands.desk import Desk
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.judging.office import Office
    from sanshen.repository import Repository
    from sanshen.site.edition import Edition, LeftOut
    from sanshen.site.sample import Samples


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `preview`."""
    parser.add_argument("--base", required=True, metavar="REV", help="主线 / the protected branch")
    parser.add_argument("--head", required=True, metavar="REV", help="变更 / the change")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="样版放在哪里 / where the samples go")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where every article of the change has its sample, else 1."""
    from sanshen.commands.edition_reading import file_reader
    from sanshen.judging.office import load_office
    from sanshen.repository import Repository
    from sanshen.site.sample import lay_out

    out = args.out if args.out.is_absolute() else desk.root / args.out
    with Repository.open(desk.root, desk.env) as repository:
        base, head = repository.resolve(args.base), repository.resolve(args.head)
        tree = _merged(repository, base, head)
        office = load_office(repository, base, desk.env)
        edition, hashes, left_out = samples_of(repository, office, base, tree)
        made = lay_out(edition, out, hashes, lexicon=office.lexicon, read_files=file_reader(repository, tree, base))
    return _report(args, desk, made, (*left_out, *made.refused))


def _merged(repository: Repository, base: str, head: str) -> str:
    merge = repository.merge(base, head)
    if merge.tree is None:
        conflicts = ", ".join(merge.conflicts[:5])
        raise BlockedError(
            Text(f"与主线冲突，无法生成样版：{conflicts}", f"no sample: it conflicts with the protected branch: {conflicts}"),
            Text("请先合并主线并解决冲突", "merge the protected branch first"),
        )
    return merge.tree


def _changed(repository: Repository, office: Office, base: str, tree: str) -> Iterator[str]:
    """Articles of the merge result that differ from the base, by their text or by a picture or attachment."""
    from sanshen.judging.library import Library
    from sanshen.reading.article_path import is_content, parse

    library = Library(repository, office.policy, office.roster)
    for change in repository.changes(base, tree):
        if parse(change.path) is not None:
            if change.after is not None:
                yield change.path
        elif is_content(change.path):
            yield from library.owners(tree, change.path)


def samples_of(
    repository: Repository, office: Office, base: str, tree: str
) -> tuple[Edition, dict[str, str], tuple[LeftOut, ...]]:
    """The changed articles of a merge result with the office and the look of the base; their hashes; and those that cannot be shown."""
    from sanshen.commands.edition_reading import CONTENT, look_of, measurer, read_one
    from sanshen.model.article import Article
    from sanshen.reading.article_path import parse
    from sanshen.site.composing import Credentials, Ground, compose, sample_hash
    from sanshen.site.edition import Edition, LeftOut, Published

    look = look_of(repository, base, office)
    standing = frozenset(entry.path for entry in repository.list(tree, CONTENT) if parse(entry.path) is not None)
    ground = Ground(look, standing, office.policy.limits.nesting, measurer(repository, tree), office.policy.government_hosts)
    articles, left_out, hashes = [], [], {}
    for path in sorted(set(_changed(repository, office, base, tree))):
        article = read_one(repository, tree, path, office)
        made = compose(article, Credentials((), ""), ground) if isinstance(article, Article) else article
        if isinstance(made, Published) and isinstance(article, Article):
            articles.append(made)
            hashes[path] = sample_hash(article)
        elif isinstance(made, LeftOut):
            left_out.append(made)
    edition = Edition(
        look=look,
        name=office.roster.name,
        units=office.roster.units,
        column_types=office.policy.column_types,
        time_zone=office.policy.time_zone,
        government=office.policy.government_hosts,
        revision="",
        articles=tuple(articles),
    )
    return edition, hashes, tuple(left_out)


def _report(args: argparse.Namespace, desk: Desk, made: Samples, left_out: tuple[LeftOut, ...]) -> int:
    if args.format == "json":
        desk.say(
            json.dumps(
                {
                    "allowed": not left_out,
                    "samples": [
                        {"path": path, "sample": made.hashes[path], "file": str(made.files[path])}
                        for path in sorted(made.hashes)
                    ],
                    "left_out": [{"path": one.path, "why": one.why.to(desk.lang)} for one in left_out],
                },
                ensure_ascii=False,
            )
        )
        return 1 if left_out else 0
    for path in sorted(made.hashes):
        desk.say(Text(f"样版 {made.hashes[path][:12]} {path}", f"sample {made.hashes[path][:12]} {path}"))
        desk.say(f"  {made.files[path]}")
    for one in left_out:
        desk.say(Text(f"不能生成样版 {one.path}：", f"no sample of {one.path}: ") + one.why)
        if one.advice.to(desk.lang):
            desk.say(f"  → {one.advice.to(desk.lang)}")
    if not made.hashes and not left_out:
        desk.say(Text("这次变更没有信息需要样版", "the change holds no article that needs a sample"))
    return 1 if left_out else 0
