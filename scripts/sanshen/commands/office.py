"""The office as one commit has it: policy, roster, lexicon and sources; what a verdict is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from sanshen.model.errors import UsageError
from sanshen.model.lexicon import Lexicon
from sanshen.model.policy import Policy
from sanshen.model.roster import Fault, Roster
from sanshen.model.sources import Sources
from sanshen.model.text import Text
from sanshen.reading import office as files
from sanshen.repository import Repository

POLICY = "reviews/policy.yml"
SOURCES = "reviews/sources.yml"
LEXICON = "reviews/lexicon"
UNITS = "reviews/units"
DISTRICT = "reviews/district.yml"


class Office(msgspec.Struct, frozen=True):
    """Everything read from one commit. `faults` are the dossier, lexicon and source faults found on the way."""

    policy: Policy
    roster: Roster
    lexicon: Lexicon
    sources: Sources
    faults: tuple[Fault, ...]


def load_office(repository: Repository, treeish: str, env: Mapping[str, str]) -> Office:
    """Read the office at a commit or tree. Raises UsageError where policy.yml or district.yml cannot be used (exit 2)."""
    policy = load_policy(repository, treeish)
    roster = load_roster(repository, treeish, policy)
    lexicon, lexicon_faults = files.read_lexicon(_folder(repository, treeish, LEXICON), _confidential(env))
    sources, source_faults = files.read_sources(repository.read_path(treeish, SOURCES))
    return Office(policy, roster, lexicon, sources, (*roster.faults, *lexicon_faults, *source_faults))


def load_policy(repository: Repository, treeish: str) -> Policy:
    """`reviews/policy.yml` of a commit or tree."""
    data = repository.read_path(treeish, POLICY)
    if data is None:
        raise UsageError(
            Text(f"基准版本 {treeish[:12]} 没有 {POLICY}", f"the base {treeish[:12]} has no {POLICY}"),
            Text("用 sanshen init 建立仓库，或检查 --base", "make the repository with sanshen init, or check --base"),
        )
    policy, faults = files.read_policy(data)
    if policy is None or faults:
        raise UsageError(
            Text("基准版本的审签口径不能用：", "the base's policy cannot be used: ") + first_fault(faults),
            Text("请先由区政府办公室修正该文件", "the office must mend that file first"),
        )
    return policy


def load_roster(repository: Repository, treeish: str, policy: Policy) -> Roster:
    """The roster of a commit or tree; raises UsageError where district.yml cannot be used."""
    named = {DISTRICT: repository.read_path(treeish, DISTRICT)}
    present = {path: data for path, data in named.items() if data is not None}
    return files.read_roster({**present, **_folder(repository, treeish, UNITS)}, policy)


def first_fault(faults: tuple[Fault, ...]) -> Text:
    """The first fault as one line: where and what."""
    if not faults:
        return Text("无法读取", "unreadable")
    one = faults[0]
    return Text(f"{one.path}:{one.line}: {one.key}：{one.message.zh}", f"{one.path}:{one.line}: {one.key}: {one.message.en}")


def _folder(repository: Repository, treeish: str, folder: str) -> dict[str, bytes]:
    entries = [one for one in repository.list(treeish, folder) if one.path.endswith(".yml")]
    data = dict(repository.read_many([one.oid for one in entries]))
    return {one.path: data[one.oid] for one in entries}


def _confidential(env: Mapping[str, str]) -> bytes | None:
    """The district's confidential list, a file outside the repository. Naming one that cannot be read is an error."""
    named = env.get("SANSHEN_LEXICON")
    if not named:
        return None
    try:
        return Path(named).read_bytes()
    except OSError as error:
        raise UsageError(
            Text(f"SANSHEN_LEXICON 所指的文件不能读：{error}", f"the file named by SANSHEN_LEXICON cannot be read: {error}"),
            Text("请检查路径与权限", "check its path and permissions"),
        ) from error
