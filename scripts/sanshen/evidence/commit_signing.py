"""Attribution without a forge: a commit is attributed by the SSH signature it carries (§3 Attribution)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sanshen.evidence.accounts import people_of_email
from sanshen.evidence.keys import Envelope, PublicKey, garbled, key_ring, open_envelope, stamp
from sanshen.evidence.ssh import outside, run_ssh_keygen
from sanshen.model.change import Contribution
from sanshen.model.commit import CommitInfo
from sanshen.model.roster import Roster
from sanshen.model.text import Text

COMMIT_NAMESPACE: Final = "git"
"""The namespace git signs commits in: a signature made for anything else says nothing about a commit."""


class CommitAttribution:
    """Names the people behind commits by one roster at one time (`at`, the judgement; a commit's own date is a claim).

    `zone` is the policy's time zone, for validity windows written without Z; `revoked` the bytes of `reviews/revoked-keys`
    of the base. Commits are verified one by one, when they are asked for, and each only once.
    """

    def __init__(self, roster: Roster, at: datetime, *, zone: str = "Asia/Shanghai", revoked: bytes | None = None) -> None:
        self._roster = roster
        self._at = at
        self._revoked = revoked
        self._ring = key_ring(roster, zone)
        self._known: dict[str, Contribution] = {}

    def __call__(self, commit: CommitInfo) -> Contribution:
        """Who had a hand in `commit`, and whose it is. Rubbish is nobody's; only a missing ssh-keygen raises."""
        if commit.sha not in self._known:
            self._known[commit.sha] = self._attribute(commit)
        return self._known[commit.sha]

    def _attribute(self, commit: CommitInfo) -> Contribution:
        author = people_of_email(commit.author_email, self._roster)
        committer = people_of_email(commit.committer_email, self._roster)
        co_authors = [people_of_email(email, self._roster) for _, email in commit.co_authors]
        people = author.union(committer, *co_authors)
        why_not = _missing_person(author, committer) or self._unsigned(commit, next(iter(author & committer), ""))
        if why_not is not None:
            return Contribution(commit.sha, people, attributed=False, why_not=why_not)
        # A co-author, of the roster or not, had a hand in it too: then it is no single person's work.
        alone = len(people) == 1 and all(co_authors)
        return Contribution(commit.sha, people, attributed=True, attributed_to=next(iter(people)) if alone else None)

    def _unsigned(self, commit: CommitInfo, person: str) -> Text | None:
        """Why the signature does not make `commit` the work of `person`; None where it does."""
        if commit.signature is None:
            return Text("提交没有（唯一的）签名", "the commit carries no signature, or more than one")
        try:
            envelope = open_envelope(commit.signature.decode("ascii"))
        except ValueError:  # UnicodeDecodeError is one, too
            return Text("提交的签名不是 SSH 签名", "the commit's signature is not an SSH signature")
        if envelope.namespace != COMMIT_NAMESPACE:
            return Text("签名不是为 Git 提交所作", "the signature was not made for a Git commit")
        key = next((one for one in self._ring.keys.get(person, ()) if one.blob == envelope.key), None)
        if key is None or key.blob in self._ring.shared:
            return self._stranger(envelope, person)
        if key.namespaces and COMMIT_NAMESPACE not in key.namespaces.split(","):
            return Text("名册中该密钥不用于提交签名", "the roster does not allow this key for commits")
        return outside(key, self._at) or self._refused(commit, key, person)

    def _stranger(self, envelope: Envelope, person: str) -> Text:
        if envelope.key in self._ring.shared:
            return Text("密钥登记在多人或发布流水线名下", "the key belongs to several people or to the pipeline")
        owner = self._ring.owners.get(envelope.key)
        if owner is None:
            return Text("签名密钥不在人员名册中", "the signing key is not in the roster")
        return Text(
            f"签名密钥属于 {owner}，不属于作者和提交者 {person}",
            f"the signing key is {owner}'s, not that of {person}, author and committer",
        )

    def _refused(self, commit: CommitInfo, key: PublicKey, person: str) -> Text | None:
        if _accepts(commit, key, person, self._at, self._revoked):
            return None
        if self._revoked is not None and _accepts(commit, key, person, self._at, None):
            return Text("密钥已被吊销，或吊销名单无法读取", "the key is revoked, or the revocation list cannot be read")
        return Text("签名与提交内容不符", "the signature is not over this commit")


def attribute_by_ssh(
    commit: CommitInfo, roster: Roster, at: datetime, *, zone: str = "Asia/Shanghai", revoked: bytes | None = None
) -> Contribution:
    """Who had a hand in one commit, and whose it is; for many commits keep a `CommitAttribution`."""
    return CommitAttribution(roster, at, zone=zone, revoked=revoked)(commit)


def _missing_person(author: frozenset[str], committer: frozenset[str]) -> Text | None:
    """Which of author and committer is not one and the same single person of the roster."""
    if not author:
        return Text("作者邮箱不在人员名册中", "the author's e-mail is not in the roster")
    if not committer:
        return Text("提交者邮箱不在人员名册中", "the committer's e-mail is not in the roster")
    if len(author) > 1 or len(committer) > 1:
        return Text("邮箱在人员名册中登记给多人", "the roster gives the e-mail to several people")
    if author != committer:
        return Text("作者与提交者不是同一人", "author and committer are two people")
    return None


def _accepts(commit: CommitInfo, key: PublicKey, person: str, at: datetime, revoked: bytes | None) -> bool:
    """Whether ssh-keygen accepts the commit's signature as made with `key`, at the time of judgement."""
    if revoked is not None and garbled(revoked):
        return False
    with TemporaryDirectory(prefix="sanshen-commit-") as name:
        folder = Path(name)
        (folder / "allowed").write_text(f'{person} namespaces="{COMMIT_NAMESPACE}" {key.line}\n', encoding="ascii")
        (folder / "sig").write_bytes(commit.signature or b"")
        command = ["ssh-keygen", "-Y", "verify", "-n", COMMIT_NAMESPACE, "-I", person]
        command += ["-f", str(folder / "allowed"), "-s", str(folder / "sig"), f"-Overify-time={stamp(at)}"]
        if revoked is not None:
            (folder / "revoked").write_bytes(revoked)
            command += ["-r", str(folder / "revoked")]
        return run_ssh_keygen(command, commit.payload) == 0
