"""`sanshen build`: verify, then build the site from what is proven, and only then put it up (contract §6)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from sanshen.commands.desk import Desk
from sanshen.commands.progress import progress
from sanshen.commands.site_folder import SITE, site_folder
from sanshen.model.errors import UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.commands.build_footing import Footing
    from sanshen.commands.build_report import Outcome
    from sanshen.commands.feeding import Outside
    from sanshen.judging.office import Office
    from sanshen.model.proof import ProofFault, Proofs
    from sanshen.repository import Repository
    from sanshen.site.kept_publishing import Commission
    from sanshen.site.merging import Stock
    from sanshen.site.publishing import Built, Sign
    from sanshen.site.workshop import Workshop

KEY_VARIABLE: Final = "SANSHEN_PIPELINE_KEY"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `build`."""
    parser.add_argument("--rev", default="HEAD", help="要发布的版本 / the revision to publish (HEAD)")
    parser.add_argument("--site-dir", type=Path, metavar="DIR", help=f"网站放在哪里（{SITE}）/ where the site goes")
    parser.add_argument(
        "--internal",
        action="store_true",
        help="内部版：另含等级、审签单、看板、在办样版 / with grades, sheets, the board, samples of what is open",
    )
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help=f"给发布清单签名的发布密钥，默认取 {KEY_VARIABLE} / signs the manifest"
    )
    parser.add_argument(
        "--without-drafts", action="store_true", help="内部版不含看板与在办样版 / an internal site without board and samples"
    )
    shared = parser.add_mutually_exclusive_group()
    shared.add_argument("--shard", metavar="K/N", help="只做 N 份中的第 K 份，供 --merge 合并 / make part K of N, for --merge")
    shared.add_argument(
        "--merge", type=Path, nargs="+", metavar="PART", help="把各台机器做的各份合成网站 / put the parts together"
    )
    parser.add_argument("--part", type=Path, metavar="DIR", help="这一份放在哪里（build/parts/K-of-N）/ where the part goes")
    parser.add_argument("--archive", type=Path, metavar="FILE", help="另写一个可搬运的归档 / also write an archive of the site")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where the whole revision is up, 1 where something was left out or the old site had to stay."""
    from sanshen.commands.build_archive import pack, required_key
    from sanshen.commands.build_report import as_json, report
    from sanshen.repository import Repository

    if args.shard is not None or args.part is not None:
        return _shard(args, desk)
    key = required_key(args.key or desk.env.get(KEY_VARIABLE)) if args.archive is not None else None
    with Repository.open(desk.root, desk.env) as repository:
        outcome = _build(args, desk, repository)
    if key is not None and outcome.built.switched:
        pack(outcome.where, args.archive, key, desk)
    if args.format == "json":
        desk.say(json.dumps(as_json(outcome, desk), ensure_ascii=False))
    else:
        report(outcome, desk)
    return 0 if outcome.allowed else 1


def _build(args: argparse.Namespace, desk: Desk, repository: Repository) -> Outcome:
    from sanshen.commands.build_footing import footing_of
    from sanshen.commands.build_merge import delivered, stock_of
    from sanshen.commands.build_report import Outcome, Ready
    from sanshen.commands.composing_crew import composed
    from sanshen.commands.feeding import feed, outside, stale
    from sanshen.commands.sealed_files import own_key
    from sanshen.site.believing import believing
    from sanshen.site.kept_publishing import KeptBuild
    from sanshen.site.marks import missing_marks
    from sanshen.site.pool import cores
    from sanshen.site.workshop import workshop

    footing = footing_of(args, desk, repository, _key(args, desk))
    proven, proofs, setting, now = footing.proven, footing.proofs, footing.setting, footing.now
    stock = stock_of(args, desk, footing) if args.merge else None
    commission = _commission(args, desk, footing, stock)
    where = site_folder(args, desk.root).resolve()
    key = own_key(desk.env) if proven.mark else None

    def publish(shop: Workshop, room: Path) -> tuple[Outside, Built]:
        build = KeptBuild(shop, room, commission, now=now, known=lambda mark: proven.changed_since(mark) is not None)
        changed = proven.changed_since(build.mark)
        whole = changed is None or not build.mark
        paths = tuple(sorted(proofs.proven)) if whole else stale(build.catalogue, footing.moves, changed or (), now)
        if stock is not None:
            tell = progress(desk, Text("收取各份", "taking in the parts"))
            made = delivered(stock, footing, build.catalogue, tell)
        else:
            made = composed(footing, paths, cores(), progress(desk, Text("编排信息", "composing")))
        feed(build.catalogue, made, whole=whole)
        build.catalogue.bury(setting.tombstones)
        return outside(build.catalogue, proofs), build.publish(cores())

    with workshop(where, key, partial(_wait, desk, where)) as (shop, room):
        unshown, built = believing(shop, room, publish, partial(_distrusted, desk))
    return Outcome(
        revision=footing.commit,
        office_at=proofs.office_at,
        where=where,
        built=built,
        left_out=(*unshown.left_out, *built.left_out),
        faults=_other_faults(proofs),
        missing_marks=missing_marks(setting.look),
        embargoed=unshown.embargoed,
        ready=None if stock is None else Ready(stock.parts, stock.taken),
    )


def _shard(args: argparse.Namespace, desk: Desk) -> int:
    from sanshen.commands.build_archive import required_key
    from sanshen.commands.build_footing import footing_of
    from sanshen.commands.build_shard import make_part, shard_of
    from sanshen.repository import Repository
    from sanshen.site.shard_parts import NAMESPACE

    _refuse_mixture(args)
    shard_of(args.shard)
    key = desk.root / required_key(_key(args, desk))
    with Repository.open(desk.root, desk.env) as repository:
        footing = footing_of(args, desk, repository, key)
        return make_part(args, desk, footing, _signing(key, desk, footing.office, NAMESPACE))


def _refuse_mixture(args: argparse.Namespace) -> None:
    """Raises UsageError for options that make no part of a site."""
    stray = [name for name, given in (("--site-dir", args.site_dir), ("--archive", args.archive)) if given is not None]
    if args.shard is None:
        wrong = Text("--part 要与 --shard 一起用", "--part goes with --shard")
    elif stray:
        zh, en = f"--shard 做的是网站的一份，不能与 {stray[0]} 同用", f"--shard makes a part of a site, without {stray[0]}"
        wrong = Text(zh, en)
    else:
        return
    raise UsageError(wrong, Text("例如 sanshen build --shard 2/4", "as in sanshen build --shard 2/4"))


def _commission(args: argparse.Namespace, desk: Desk, footing: Footing, stock: Stock | None) -> Commission:
    from sanshen.site.kept_publishing import Commission

    return Commission(
        setting=footing.setting,
        ground=footing.ground,
        mark=footing.proven.mark,
        lexicon=footing.office.lexicon,
        read_files=footing.read_files,
        sign=_signer(args, desk, footing.office),
        is_outdated=partial(_is_newer, footing.repository, footing.commit),
        beside_it=_in_review(args, desk, footing),
        tell=progress(desk, Text("制作页面", "making pages")),
        named=args.format == "json",
        stock=stock,
    )


def _in_review(args: argparse.Namespace, desk: Desk, footing: Footing) -> Mapping[str, bytes] | None:
    """The board and the samples of what is open, for the internal site; None for none. No public build comes here."""
    if not args.internal or args.without_drafts:
        return None
    from sanshen.commands.internal_review import in_review

    setting = msgspec.structs.replace(footing.setting, in_review=False)  # a sample's page leads to no board
    return in_review(desk, footing.repository, footing.proofs, setting)


def _distrusted(desk: Desk) -> None:
    desk.warn(
        Text(
            "上次构建留下的编目已损坏，不予采用；整站重建……",
            "what the last build left is damaged and not used; building all anew …",
        )
    )


def _wait(desk: Desk, where: Path) -> None:
    desk.warn(Text(f"另一次构建正在写 {where}，等它完成……", f"another build is at work on {where}; waiting for it …"))


def _other_faults(proofs: Proofs) -> tuple[ProofFault, ...]:
    """Faults that are not already told by the path that is left out."""
    return tuple(one for one in proofs.faults if one.path not in proofs.unproven)


def _is_newer(repository: Repository, commit: str, live: str) -> bool:
    """Whether the site that is up was built from a descendant of `commit` (an old job that finishes last, T55)."""
    return live != commit and repository.has(live) and repository.is_ancestor(commit, live)


def _key(args: argparse.Namespace, desk: Desk) -> Path | None:
    """The file of the pipeline key, None where none is named."""
    named = args.key or desk.env.get(KEY_VARIABLE)
    return desk.root / named if named else None


def _signer(args: argparse.Namespace, desk: Desk, office: Office) -> Sign | None:
    from sanshen.site.manifest import NAMESPACE

    key = _key(args, desk)
    return None if key is None else _signing(key, desk, office, NAMESPACE)


def _signing(key: Path, desk: Desk, office: Office, namespace: str) -> Sign:
    """Signs with a pipeline key of the roster. Raises UsageError for any other key."""
    from sanshen.records.seal import key_line, same_key, sign

    line = key_line(key, desk.env)
    if not any(same_key(line, one) for one in office.roster.pipeline_keys):
        raise UsageError(
            Text(f"{key} 不是 district.yml 登记的发布密钥", f"{key} is no pipeline key of district.yml"),
            Text("请用登记的密钥，或不签名构建（去掉 --key 与环境变量）", "use a listed key, or build without signing"),
        )
    return partial(sign, key=key, env=desk.env, namespace=namespace)
