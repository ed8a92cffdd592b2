"""`sanshen verify`: prove from the repository alone that everything published was fully signed (contract §5.4, §6)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from sanshen.commands.desk import Desk
from sanshen.model.proof import ProofFault, Proofs
from sanshen.model.text import Text
from sanshen.records.verifier import History, prove_history, read_history
from sanshen.repository import Repository
from sanshen.repository.process import plain


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `verify`."""
    parser.add_argument("--rev", default="HEAD", help="要证明的版本 / the revision to prove (HEAD)")
    parser.add_argument(
        "--all-history", action="store_true", help="凭签署声明重判每一步 / judge every step once more from its statements"
    )
    parser.add_argument(
        "--root", type=Path, metavar="FILE", help="仓库之外保存的首个提交与发布密钥 / genesis and first keys, kept outside"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Exit 0 where everything is proven and no fault was found, else 1."""
    now = desk.clock()
    with Repository.open(desk.root, desk.env) as repository:
        commit = repository.resolve(args.rev)
        history = read_history(repository, commit, now=now)
        proofs = prove_history(repository, history)
        extra = _more(args, desk, repository, history)
    faults = (*extra, *proofs.faults)
    if args.format == "json":
        desk.say(json.dumps(as_json(proofs, faults, desk), ensure_ascii=False))
    else:
        _say(proofs, faults, desk)
    return 1 if faults else 0


def _more(args: argparse.Namespace, desk: Desk, repository: Repository, history: History) -> tuple[ProofFault, ...]:
    """The faults that the deeper examinations find: the root of trust, then every step judged once more."""
    from sanshen.commands.reexamine import all_steps, root_of_trust

    found: tuple[ProofFault, ...] = ()
    if args.root is not None:
        found += root_of_trust(desk, repository, history, args.root)
    if args.all_history:
        found += all_steps(desk, repository, history)
    return found


def as_json(proofs: Proofs, faults: Sequence[ProofFault], desk: Desk) -> dict[str, object]:
    """The one JSON object of `verify --format json`."""
    return {
        "allowed": not faults,
        "commit": proofs.commit,
        "records": proofs.records,
        "proven": len(proofs.proven),
        "articles": [
            {
                "path": proof.path,
                "version": proof.version,
                "published": proof.published.isoformat().replace("+00:00", "Z"),
                "record": proof.record,
                "form": proof.form,
            }
            for _, proof in sorted(proofs.proven.items())
        ],
        "withdrawn": [one.path for one in proofs.withdrawn],
        "unproven": [{"path": plain(path), "why": why.to(desk.lang)} for path, why in sorted(proofs.unproven.items())],
        "faults": [
            {
                "path": plain(one.path),
                "record": plain(one.record),
                "message": one.message.to(desk.lang),
                "advice": one.advice.to(desk.lang),
            }
            for one in faults
        ],
    }


def _say(proofs: Proofs, faults: Sequence[ProofFault], desk: Desk) -> None:
    for one in faults:
        place = " · ".join(plain(part) for part in (one.path, one.record) if part) or "sanshen-records"
        desk.say(f"{place}: {one.message.to(desk.lang)}")
        if one.advice.to(desk.lang):
            desk.say(f"  → {one.advice.to(desk.lang)}")
    total, good = len(proofs.proven) + len(proofs.unproven), len(proofs.proven)
    short = proofs.commit[:12]
    if faults:
        desk.say(
            Text(
                f"未通过：{short} 的 {total} 个文件中 {good} 篇信息已证明；问题 {len(faults)} 处",
                f"not proven: of {total} files at {short} {good} articles are proven; faults: {len(faults)}",
            )
        )
    else:
        desk.say(
            Text(
                f"已证明：{short} 的全部 {good} 篇信息均经完整审签（审签记录 {proofs.records} 条）",
                f"proven: all {good} articles at {short} were fully signed (records: {proofs.records})",
            )
        )
