"""What the office's files said at a commit: pipeline keys and policy, each distinct file parsed once."""

from __future__ import annotations

from sanshen.model.policy import Policy
from sanshen.reading.office import read_policy, read_roster
from sanshen.repository import Repository

DISTRICT = "reviews/district.yml"
POLICY = "reviews/policy.yml"


class OfficeHistory:
    """Looks up `district.yml` and `policy.yml` at many commits; the files change rarely, the commits are many."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._oids: dict[tuple[str, str], str | None] = {}
        self._keys: dict[tuple[str, str], tuple[str, ...]] = {}
        self._policies: dict[str, Policy | None] = {}

    def exists(self, commit: str) -> bool:
        """Whether the office has been set up at that commit."""
        return self._oid(commit, DISTRICT) is not None

    def pipeline_keys(self, commit: str) -> tuple[str, ...]:
        """The pipeline's public keys at that commit; none where the files cannot be read, so nothing is signed then."""
        district, policy = self._oid(commit, DISTRICT), self._oid(commit, POLICY)
        if district is None or policy is None:
            return ()
        if (district, policy) not in self._keys:
            rules = self.policy(commit)
            files = {DISTRICT: self._repository.read(district)}
            self._keys[district, policy] = () if rules is None else read_roster(files, rules).pipeline_keys
        return self._keys[district, policy]

    def policy(self, commit: str) -> Policy | None:
        """The policy at that commit, None where it is missing or faulty."""
        oid = self._oid(commit, POLICY)
        if oid is None:
            return None
        if oid not in self._policies:
            policy, faults = read_policy(self._repository.read(oid))
            self._policies[oid] = None if faults else policy
        return self._policies[oid]

    def _oid(self, commit: str, path: str) -> str | None:
        if (commit, path) not in self._oids:
            entry = self._repository.entry(commit, path)
            self._oids[commit, path] = entry.oid if entry is not None else None
        return self._oids[commit, path]
