"""The office as one commit has it: policy, roster, lexicon and sources; what a verdict is judged by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
REVOKED = "reviews/revoked-keys"


LexiconReader = Callable[[Mapping[str, bytes], bytes | None], tuple[Lexicon, tuple[Fault, ...]]]
"""The lexicon's files (path → bytes) and the confidential list (None without one) → the lexicon and every fault of it."""


class Office(msgspec.Struct, frozen=True):
    """Everything read from one commit. `faults` are the dossier, lexicon and source faults found on the way."""

    policy: Policy
    roster: Roster
    lexicon: Lexicon
    sources: Sources
    faults: tuple[Fault, ...]


def load_office(
    repository: Repository, treeish: str, env: Mapping[str, str], read_lexicon: LexiconReader = files.read_lexicon
) -> Office:
    """Read the office at a commit or tree; `read_lexicon` may remember what the same bytes said.

    Raises UsageError where policy.yml, district.yml or the confidential list cannot be used (exit 2)."""
    policy = load_policy(repository, treeish)
    roster = load_roster(repository, treeish, policy)
    lexicon, lexicon_faults = read_lexicon(_folder(repository, treeish, LEXICON), _confidential(env))
    sources, source_faults = files.read_sources(repository.read_path(treeish, SOURCES))
    return Office(policy, roster, lexicon, sources, (*roster.faults, *lexicon_faults, *source_faults))


def load_policy(repository: Repository, treeish: str) -> Policy:
    """`reviews/policy.yml` of a commit or tree; raises UsageError where it cannot be used."""
    return files.require_policy(repository.read_path(treeish, POLICY))


def load_roster(repository: Repository, treeish: str, policy: Policy) -> Roster:
    """The roster of a commit or tree; raises UsageError where district.yml cannot be used."""
    return files.read_roster(dossiers(repository, treeish), policy)


def dossiers(repository: Repository, treeish: str) -> dict[str, bytes]:
    """Path → bytes of district.yml and every dossier file of a commit or tree."""
    district = repository.read_path(treeish, DISTRICT)
    return {**({DISTRICT: district} if district is not None else {}), **_folder(repository, treeish, UNITS)}


def revoked_keys(repository: Repository, treeish: str) -> bytes | None:
    """The list of revoked keys of a commit or tree, None where there is none."""
    return repository.read_path(treeish, REVOKED)


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
            # The reason without the path: these words may come to stand where everybody reads them.
            Text(
                f"SANSHEN_LEXICON 所指的文件不能读：{error.strerror}",
                f"the file named by SANSHEN_LEXICON cannot be read: {error.strerror}",
            ),
            Text("请检查路径与权限", "check its path and permissions"),
        ) from error
