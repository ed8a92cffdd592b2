"""`sanshen deploy --rollback`: an older build comes back by a ledger entry that is signed and recorded, never without."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sanshen.commands import atomic, work_tree
from sanshen.commands.deploy_grounds import ROLLBACKS, Footing, rollback_entries
from sanshen.commands.deploy_report import say_deployed
from sanshen.commands.desk import Desk
from sanshen.deploying import going_back
from sanshen.deploying.going_back import Way
from sanshen.deploying.grounds import Grounds
from sanshen.deploying.target import Target
from sanshen.model.errors import UsageError
from sanshen.model.ledger import LedgerEntry, RollbackEntry
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.reading.office import read_ledger_entry
from sanshen.repository import Repository

KIND = "rollback"


def roll_back(
    args: argparse.Namespace, desk: Desk, repository: Repository, target: Target, footing: Footing, grounds: Grounds
) -> int:
    """Exit 0 where the older site is up; 1 where its ledger entry had to be written first."""
    with target.locked():
        way = going_back.way_back(target, grounds, args.to)
        entry = _entry_of(repository, footing, way)
        if entry:
            done = going_back.roll_back(target, way, entry, desk.clock())
            return say_deployed(args, desk, done, way.restored)
    return _enter(args, desk, repository, footing, way)


def _entry_of(repository: Repository, footing: Footing, way: Way) -> str:
    """The recorded entry for this way back, "" for none. Each counts once at a target, and must name every article that goes."""
    return next((path for path, entry in rollback_entries(repository, footing) if _fits(way, path, entry)), "")


def _fits(way: Way, path: str, entry: LedgerEntry | None) -> bool:
    if not isinstance(entry, RollbackEntry) or path in {one.entry for one in way.standing.state.deployments}:
        return False
    return entry.restores == way.restored.digest and set(way.gone) <= set(entry.disappears)


def _lying_here(top: Path, policy: Policy, way: Way) -> str:
    """An entry in the work tree for this way back, which nobody has signed and recorded yet; "" for none."""
    for place in sorted((top / ROLLBACKS).rglob("*.yml")):
        path = place.relative_to(top).as_posix()
        if _fits(way, path, read_ledger_entry(path, place.read_bytes(), policy)[0]):
            return path
    return ""


def _enter(args: argparse.Namespace, desk: Desk, repository: Repository, footing: Footing, way: Way) -> int:
    if KIND not in footing.policy.ledger:
        raise UsageError(
            Text("审签口径没有回退台账：policy.yml 的 ledger 缺 rollback", "the policy has no ledger for rollbacks: policy.yml lacks ledger.rollback"),
            Text("照 docs/deploy.md 加上（制度文件，两人签署）", "add it as docs/deploy.md says; the control plane's signers sign"),
        )  # fmt: skip
    by = args.by or footing.roster.by_email(repository.user_email)
    if args.by and args.by not in footing.roster.people:
        raise UsageError(
            Text(f"人员名册中没有 {args.by}", f"{args.by} is not in the roster"),
            Text("请用 --by 人员编号", "use --by PERSON, an id of the roster"),
        )
    now = desk.clock().astimezone(ZoneInfo(footing.policy.time_zone))
    top = work_tree.top_of(repository)
    written = _lying_here(top, footing.policy, way)
    path = written or f"{ROLLBACKS}/{now:%Y}/{now:%m%d-%H%M%S}-{way.restored.digest[:12]}.yml"
    if not written:
        atomic.write_new(top / path, _entry(way, args.why.strip(), by, now))
    _say_entered(args, desk, footing, way, path, written=bool(written))
    return 1


def _say_entered(args: argparse.Namespace, desk: Desk, footing: Footing, way: Way, path: str, *, written: bool) -> None:
    if args.format == "json":
        said = {"allowed": False, "entry": path, "release": way.release, "disappears": list(way.gone)}
        desk.say(json.dumps(said, ensure_ascii=False))
        return
    if written:
        zh = f"已有登记 {path}，尚未签署、记录；网站还没有动"
        desk.say(Text(zh, f"{path} is there, not signed and recorded yet; the site has not been touched"))
    else:
        desk.say(Text(f"已写好台账 {path}，网站还没有动", f"entered {path}; the site has not been touched"))
    desk.say(
        Text(
            f"  退回到 {way.release}（{way.restored.revision[:12]}）", f"  back to {way.release} ({way.restored.revision[:12]})"
        )
    )
    for gone in way.gone:
        desk.say(Text(f"  将暂不可见：{gone}", f"  would not be public for now: {gone}"))
    name = footing.policy.ledger[KIND].name
    desk.say(
        Text(
            f"下一步：提交、签署（{name}）、合并、sanshen record，再运行同一条命令",
            "next: commit it, have it signed, merge, sanshen record, then run the same command again",
        )
    )


def _entry(way: Way, why: str, by: str | None, now: datetime) -> bytes:
    """The entry as YAML; every value is written as JSON, which YAML reads the same way."""
    values: dict[str, object] = {
        "schema": 1,
        "kind": KIND,
        "restores": way.restored.digest,
        "revision": way.restored.revision,
        "at": now.isoformat(timespec="seconds"),
        "why": why,
        "disappears": list(way.gone),
    }
    if by:
        values["by"] = by
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items()).encode()
