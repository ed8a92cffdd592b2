"""The deeper examinations of `verify`: the root of trust kept outside the repository, and every step judged once more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from sanshen.commands.desk import Desk
from sanshen.commands.purged import Purged
from sanshen.commands.recorder import judge_step
from sanshen.evidence.accounts import holder_of
from sanshen.evidence.wire import Account
from sanshen.judging.office import load_office
from sanshen.model.errors import SanshenError, UsageError
from sanshen.model.proof import ProofFault
from sanshen.model.roster import Roster
from sanshen.model.sheet import evidence_ids
from sanshen.model.text import EMPTY, Text
from sanshen.records.cover import Step
from sanshen.records.record import ForgeEvent, Record
from sanshen.records.seal import same_key
from sanshen.records.verifier import History
from sanshen.repository import Repository
from sanshen.repository.objects import TREE

CONTENT = ("content/", "reviews/signatures/", "reviews/ledger/")
REVIEWS = "reviews"


class Root(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known from outside the repository: its genesis commit and the pipeline's first public keys."""

    genesis: str
    keys: tuple[str, ...]


def read_root(path: Path) -> Root:
    """The root of trust in a JSON or YAML file. UsageError where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(Text(f"无法读取 {path}：{error.strerror}", f"cannot read {path}: {error.strerror}")) from error
    shape = Text(
        '应为 {"genesis": "提交编号", "keys": ["ssh-ed25519 …"]}', 'expected {"genesis": "commit id", "keys": ["ssh-…"]}'
    )
    try:
        return msgspec.convert(_value(data), Root)
    except (msgspec.ValidationError, ValueError) as error:
        raise UsageError(
            Text(f"{path} 不是有效的信任根：{error}", f"{path} is no valid root of trust: {error}"), shape
        ) from error


def _value(data: bytes) -> object:
    from sanshen.reading.strict_yaml import YamlError, load

    try:
        return load(data, max_bytes=65_536).value
    except YamlError as error:
        raise ValueError(error.faults[0][2].zh if error.faults else "YAML") from error


def root_of_trust(desk: Desk, repository: Repository, history: History, path: Path) -> tuple[ProofFault, ...]:
    """Faults of the roster's own history: the genesis, its keys, then the first control-plane change that is not proven."""
    root = read_root(path)
    genesis = history.walk[0] if history.walk else ""
    if root.genesis not in {genesis, history.root}:
        why = Text(f"首个提交是 {genesis[:12]}，信任根写的是 {root.genesis[:12]}", f"the genesis commit is {genesis[:12]}")
        return (ProofFault("", "", why, Text("这不是您所信任的仓库", "this is not the repository you trust")),)
    strange = [key for key in history.office.pipeline_keys(genesis) if not any(same_key(key, known) for known in root.keys)]
    if strange:
        why = Text(
            "首个提交登记的发布密钥不在信任根中", "the genesis commit registers a pipeline key that the root does not know"
        )
        return (ProofFault("reviews/district.yml", "", why),)
    return tuple(_first(_unproven_steps(desk, repository, history)))


def _first(faults: Iterator[ProofFault]) -> Iterator[ProofFault]:
    # Behind the first unproven change of the roster nothing can be believed, so one name is enough.
    for one in faults:
        yield one
        return


def _unproven_steps(desk: Desk, repository: Repository, history: History) -> Iterator[ProofFault]:
    for step in history.cover.steps:
        if _outside(repository, step.before) == _outside(repository, step.after):
            continue
        paths = [one.path for one in repository.changes(step.before, step.after) if not one.path.startswith(CONTENT)]
        if not paths:
            continue
        why = _why_unproven(desk, repository, step)
        if why != EMPTY:
            commit = first_touching(repository, history, step, paths)
            record = step.file.path if step.file is not None else ""
            yield ProofFault(
                paths[0],
                record,
                Text(f"第一处未经证明的制度变更：提交 {commit[:12]} 改动 {'、'.join(paths[:5])}；", "")
                + Text("", f"the first unproven control-plane change: commit {commit[:12]} changes {', '.join(paths[:5])}; ")
                + why,
                Text("此后的名册与密钥都不可信", "no roster or key after it can be believed"),
            )


def _outside(repository: Repository, commit: str) -> Mapping[str, object]:
    """What a commit holds beside content, statements and ledger, folder by folder: equal where no such path has changed.

    Most steps change content alone; asking git for the difference of each would cost a process a step.
    """
    top: dict[str, object] = dict(repository.children(commit, ""))
    reviews = dict(repository.children(commit, REVIEWS))
    for name, folder in (("content", top), ("signatures", reviews), ("ledger", reviews)):
        if getattr(folder.get(name), "mode", "") == TREE:  # a file of that name is none of these
            del folder[name]
    return {**top, REVIEWS: reviews or top.get(REVIEWS)}


def first_touching(repository: Repository, history: History, step: Step, paths: list[str]) -> str:
    """The first commit of the step that changes one of the paths."""
    start, end = history.walk.index(step.before), history.walk.index(step.after)
    for before, after in zip(history.walk[start:end], history.walk[start + 1 : end + 1], strict=True):
        if any(one.path in paths for one in repository.changes(before, after)):
            return after
    return step.after


def _why_unproven(desk: Desk, repository: Repository, step: Step) -> Text:
    record = step.file.record if step.file is not None else None
    if record is None:
        return Text("这一步没有有效的审签记录", "the step has no valid record")
    if not record.control_plane.stages:
        return Text("记录中没有制度变更的签署", "its record holds no sign-off for it")
    return _judged_again(desk, repository, record)


def _judged_again(desk: Desk, repository: Repository, record: Record) -> Text:
    """Judge the step from its statements as of its time; EMPTY where it is allowed again.

    Of a step that was judged by a forge the record keeps what the forge said: every signature must rest on an event of it.
    """
    if record.evidence.kind == "github":
        return _groundless(desk, repository, record)
    try:
        verdict = judge_step(desk, repository, record.before, record.after, record.judged_at).verdict
    except SanshenError as error:
        return error.text
    if verdict.outcome == "allowed":
        return EMPTY
    first = verdict.reasons[0] if verdict.reasons else Text("审签未完成", "not fully signed")
    return Text("重判未通过：", "judged again, it is not allowed: ") + first


def _groundless(desk: Desk, repository: Repository, record: Record) -> Text:
    """The first signature that no kept event bears out; EMPTY where there is none, or where no events were kept yet."""
    events = {event.named: event for event in record.evidence.events}
    if not events:
        return EMPTY
    roster = load_office(repository, record.before, desk.env).roster
    for line in [*(line for version in record.versions for line in version.sheet), *record.control_plane.stages]:
        named = evidence_ids(line.evidence)
        if not all(one.startswith(("review:", "comment:")) for one in named):
            continue  # not of a forge
        found = [events[one] for one in named if one in events]
        # A paper is entered by several people for somebody else; what one event signs, its own person signs.
        signers = [_signer(one, roster) for one in found]
        borne = len(found) == len(named) and all(signers) and (len(found) > 1 or signers == [line.person])
        if not borne or max(one.at for one in found) != line.at:
            return Text(
                f"{line.stage} 的签署 {line.evidence} 与记录所存的审阅不符",
                f"the sign-off {line.evidence} of {line.stage} is not borne out by the reviews that the record keeps",
            )
    return EMPTY


def _signer(event: ForgeEvent, roster: Roster) -> str | None:
    """Whose sign-off an event of the forge can be, by the roster of its time; None where it can be nobody's."""
    user = event.user
    account = Account(user.id, user.login, user.type) if user is not None else None
    definite = event.state == "APPROVED" if event.kind == "review" else not (event.edited or event.through_app)
    return holder_of(account, roster).person if definite else None


def all_steps(desk: Desk, repository: Repository, history: History) -> tuple[ProofFault, ...]:
    """Every recorded step judged once more from the repository alone (steps recorded from a forge keep the record's word)."""
    found: list[ProofFault] = []
    purged = Purged(repository, history)
    tick = _progress(desk, len(history.cover.steps))
    for number, step in enumerate(history.cover.steps, start=1):
        tick(number)
        if step.file is None or step.file.record is None:
            continue
        record = step.file.record
        if purged.takes(record):
            continue  # its bytes were purged from history; the record and the ledger entry remain
        why = _judged_again(desk, repository, record)
        if why != EMPTY:
            found.append(ProofFault("", step.file.path, why))
    return tuple(found)


def _progress(desk: Desk, total: int) -> Callable[[int], None]:
    """Progress on a terminal, silence in a pipe."""
    if not desk.err.isatty():
        return lambda _: None

    def show(number: int) -> None:
        end = "\n" if number == total else ""
        print(f"\r{number}/{total}", end=end, file=desk.err, flush=True)

    return show
