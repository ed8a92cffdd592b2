"""`python -m sanshen.commands.receive`: the gate as a plain Git server's pre-receive hook (contract §1, §6; T58).

Reads `old new ref` lines from standard input. The protected branch moves only forward and only where the gate allows the
step; `sanshen-records` only grows; other branches and tags pass. Several refs at once: one refusal refuses the whole push,
as Git does. Nothing of the push is executed or believed: policy, roster and lexicon are those of the tip before.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sanshen.commands import pushed_refs
from sanshen.commands.desk import Desk, desk_of_process
from sanshen.commands.pushed_refs import Server, Update
from sanshen.model.errors import SanshenError, UndecidedError
from sanshen.model.text import Text
from sanshen.records.record import BRANCH as RECORDS
from sanshen.repository import Repository


def receive(desk: Desk, updates: Sequence[Update]) -> int:
    """Judge a push; 0 accepts it, 1 refuses it. SanshenError says why it cannot be judged (and refuses it, too)."""
    with Repository.open(desk.root, desk.env) as repository:
        server = pushed_refs.server_of(repository, desk.env)
        protected = pushed_refs.protected_refs(server, _named_by_policy(repository, server))
        codes = [_judge(desk, repository, server, one, protected) for one in pushed_refs.real_updates(updates, server)]
    return max(codes, default=0)


def _named_by_policy(repository: Repository, server: Server) -> str:
    """The protected branch that the policy of the default branch's tip names; "" while there is no such tip."""
    tip = server.refs.get(server.default)
    if tip is None:
        return ""
    from sanshen.judging.office import load_policy

    return load_policy(repository, tip).protected_branch


def _judge(desk: Desk, repository: Repository, server: Server, update: Update, protected: frozenset[str]) -> int:
    if update.ref in protected:
        refusal = pushed_refs.protected_refusal(repository, update, server)
        if refusal is None and update.new is not None and update.new != update.old:
            return _content(desk, repository, update.old, update.new)
    elif update.ref == RECORDS:
        refusal = pushed_refs.records_refusal(repository, update, server)
    else:
        refusal = None
    if refusal is None:
        return 0
    desk.say(Text(f"sanshen：拒绝 {update.ref}：", f"sanshen: {update.ref} refused: ") + refusal)
    return 1


def _content(desk: Desk, repository: Repository, old: str | None, new: str) -> int:
    """What the gate says of the step `old` → `new`; without an `old` the branch begins here."""
    if old is None:
        return _genesis(desk, repository, new)
    from sanshen.commands.gate import report
    from sanshen.commands.judge import judge_ssh

    judgement = judge_ssh(desk, repository, old, new)
    desk.write(report(judgement, "text", desk))
    return 0 if judgement.verdict.outcome == "allowed" else 1


def _genesis(desk: Desk, repository: Repository, new: str) -> int:
    """The first push: nothing is there yet that could judge it, so only whether it can judge what follows is asked."""
    from sanshen.judging.office import load_policy, load_roster

    load_roster(repository, new, load_policy(repository, new))
    root = repository.root_commit(new)
    desk.say(
        Text(
            f"sanshen：受保护分支由此建立，此后每一步都须完整审签。请在仓库之外记下首个提交 {root}（sanshen verify --root）",
            f"sanshen: the protected branch begins here; every further step must be fully signed. "
            f"Keep the first commit {root} outside the repository (sanshen verify --root)",
        )
    )
    return 0


def main() -> int:
    """Run as the hook. Whatever goes wrong refuses the push: a question that cannot be answered is not allowed."""
    desk = desk_of_process("en" if os.environ.get("SANSHEN_LANG") == "en" else "zh", Path.cwd())
    try:
        return receive(desk, pushed_refs.read_updates(sys.stdin.read()))
    except SanshenError as error:
        refused = error
    except Exception as error:  # noqa: BLE001  # the last line of defence, as in cli.main
        what = f"{type(error).__name__}: {error}"
        refused = UndecidedError(Text(f"内部故障：{what}", f"internal fault: {what}"))
    desk.warn(Text("sanshen：拒绝推送：", "sanshen: push refused: ") + refused.text)
    if refused.advice.zh:
        desk.warn(Text("  → ", "  → ") + refused.advice)
    return refused.exit_code


if __name__ == "__main__":
    sys.exit(main())
