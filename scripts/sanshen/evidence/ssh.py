"""SSH signatures, judged by `ssh-keygen -Y verify`: person, namespace, validity at signing and at judgement, revocation."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from sanshen.evidence.chain import Expectation, chain_sign_offs
from sanshen.evidence.in_process import good_in_process
from sanshen.evidence.keys import KEY_TYPES, NAMESPACE, Envelope, KeyRing, PublicKey, garbled, key_ring, open_envelope, stamp
from sanshen.evidence.statements import SignedStatement, canonical
from sanshen.model.change import SignOff
from sanshen.model.errors import UndecidedError
from sanshen.model.roster import Fault, Roster
from sanshen.model.text import Text

REVOKED_KEYS: Final = "reviews/revoked-keys"
"""A key revocation list (KRL) or a list of public keys, one a line; its bytes come from the protected branch."""

_TIMEOUT: Final = 30
_REFUSED: Final = 255
_NEW: Final = Text("", "")


class Verifier:
    """Judges statements by one roster at one time. Answers are kept, so a statement is verified once a run.

    `zone` is the policy's time zone, for validity windows written without Z; `revoked` the bytes of `reviews/revoked-keys`
    of the protected branch, None where there is no such file. A list that cannot be read refuses every signature.
    """

    def __init__(self, roster: Roster, now: datetime, *, zone: str = "Asia/Shanghai", revoked: bytes | None = None) -> None:
        self._ring: KeyRing = key_ring(roster, zone)
        self._roster = roster
        self._now = now
        self._revoked = revoked
        self._answers: dict[tuple[str, str], Text | None] = {}
        self._trusted: set[bytes] = set()

    def verify(self, signed: SignedStatement) -> Text | None:
        """None for a good signature, else why it counts for nothing. Raises UndecidedError without a working ssh-keygen."""
        return self._answer(signed, fast=False)

    def verify_many(self, many: Iterable[SignedStatement]) -> dict[str, Text | None]:
        """Statement hash → answer, for thousands: a key's first signature goes through ssh-keygen, the rest in process.

        Only a key that ssh-keygen has accepted here (so: known, not revoked) is trusted in process, and only for the plain
        cases `sshsig` supports; whatever is not good there is judged by ssh-keygen again.
        """
        answers: dict[str, Text | None] = {}
        for one in many:
            # The same statement twice, once with a broken signature: it *was* signed, so the good one speaks.
            if answers.get(one.hash, _NEW) is not None:
                answers[one.hash] = self._answer(one, fast=True)
        return answers

    def _answer(self, signed: SignedStatement, *, fast: bool) -> Text | None:
        known = (signed.hash, signed.signature)
        if known not in self._answers:
            self._answers[known] = self._judge(signed, fast=fast)
        return self._answers[known]

    def _judge(self, signed: SignedStatement, *, fast: bool) -> Text | None:
        said = signed.statement
        try:
            envelope = open_envelope(signed.signature)
        except ValueError as error:
            return Text(f"不是 SSH 签名：{error}", f"not an SSH signature: {error}")
        key = next((one for one in self._ring.keys.get(said.person, ()) if one.blob == envelope.key), None)
        if key is None or key.blob in self._ring.shared:
            return self._stranger(said.person, envelope)
        why = outside(key, said.at) or outside(key, self._now) or _namespace(envelope)
        if why is not None:
            return why
        message = canonical(said)
        if fast and key.blob in self._trusted and good_in_process(message, signed.signature, envelope):
            return None
        times = (said.at, self._now) if key.windowed else (said.at,)
        question = _Question(message, signed.signature, said.person, key)
        if all(_accepts(question, at, self._revoked) for at in times):
            self._trusted.add(key.blob)
            return None
        if self._revoked is not None and _accepts(question, said.at, None):
            return Text("密钥已被吊销，或吊销名单无法读取", "the key is revoked, or the revocation list cannot be read")
        return Text("签名与声明内容不符", "the signature is not over this statement")

    def _stranger(self, person: str, envelope: Envelope) -> Text:
        """In which way the signing key is not a key of `person`."""
        if envelope.key_type not in KEY_TYPES:
            return Text(
                f"不接受 {envelope.key_type} 类密钥（证书密钥不算）",
                f"a {envelope.key_type} key is not accepted (no certificates)",
            )
        if envelope.key in self._ring.shared:
            return Text("密钥登记在多人或发布流水线名下", "the key belongs to several people or to the pipeline")
        owner = self._ring.owners.get(envelope.key)
        if owner is not None:
            return Text(f"签名密钥属于 {owner}，不属于 {person}", f"the signing key is {owner}'s, not {person}'s")
        if person not in self._roster.people:
            return Text(f"{person} 不在人员名册", f"{person} is not in the roster")
        faulty = self._ring.unusable.get(person, ())
        if faulty:
            return Text(f"{person} 登记的密钥不可用：", f"the key on the roster for {person} cannot be used: ") + faulty[0]
        return Text(f"签名密钥未登记在 {person} 名下", f"the signing key is not on the roster for {person}")


class _Question(NamedTuple):
    message: bytes
    signature: str
    person: str
    key: PublicKey


@lru_cache(maxsize=65_536)
def _accepts(question: _Question, at: datetime, revoked: bytes | None) -> bool:
    """Whether ssh-keygen accepts the signature as the person's at `at`. The answer depends on the arguments alone."""
    if revoked is not None and garbled(revoked):
        return False
    with TemporaryDirectory(prefix="sanshen-verify-") as name:
        folder = Path(name)
        (folder / "allowed").write_text(question.key.allowed_signer(question.person) + "\n", encoding="ascii")
        (folder / "sig").write_text(question.signature, encoding="ascii")
        command = ["ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", question.person]
        command += ["-f", str(folder / "allowed"), "-s", str(folder / "sig"), f"-Overify-time={stamp(at)}"]
        if revoked is not None:
            (folder / "revoked").write_bytes(revoked)
            command += ["-r", str(folder / "revoked")]
        return run_ssh_keygen(command, question.message) == 0


def outside(key: PublicKey, at: datetime) -> Text | None:
    """Why a key is not valid at `at`, else None. Both ends of a window belong to it, as in allowed_signers."""
    if key.valid_after is not None and at < key.valid_after:
        return Text(
            f"密钥自 {key.valid_after:%Y-%m-%d %H:%M}（UTC）起有效",
            f"the key is valid from {key.valid_after:%Y-%m-%d %H:%M} UTC",
        )
    if key.valid_before is not None and at > key.valid_before:
        return Text(
            f"密钥有效期至 {key.valid_before:%Y-%m-%d %H:%M}（UTC）",
            f"the key is valid until {key.valid_before:%Y-%m-%d %H:%M} UTC",
        )
    return None


def _namespace(envelope: Envelope) -> Text | None:
    if envelope.namespace == NAMESPACE:
        return None
    return Text(
        f"签名用途是 {envelope.namespace[:40]!r}，不是 {NAMESPACE}",
        f"signed for {envelope.namespace[:40]!r}, not for {NAMESPACE}",
    )


def run_ssh_keygen(command: Sequence[str], message: bytes) -> int:
    """0 where ssh-keygen accepts, 255 where it refuses. Anything else it says is no answer: UndecidedError."""
    # A clean environment: TZ decides how validity times are read, and nothing of the caller's may.
    env = {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, input=message, capture_output=True, env=env, timeout=_TIMEOUT, check=False)
    except (FileNotFoundError, PermissionError, subprocess.TimeoutExpired) as error:
        raise UndecidedError(
            Text(f"无法运行 ssh-keygen：{error}", f"cannot run ssh-keygen: {error}"),
            Text("请安装 OpenSSH 8.9 或更新版本", "install OpenSSH 8.9 or newer"),
        ) from error
    if done.returncode not in {0, _REFUSED}:
        said = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise UndecidedError(
            Text(f"ssh-keygen 退出码 {done.returncode}：{said}", f"ssh-keygen exited {done.returncode}: {said}"),
            Text("请安装 OpenSSH 8.9 或更新版本", "install OpenSSH 8.9 or newer"),
        )
    return done.returncode


def verify_statement(
    signed: SignedStatement, roster: Roster, now: datetime, *, zone: str = "Asia/Shanghai", revoked: bytes | None = None
) -> Text | None:
    """None for a good signature by a key of the statement's person, valid at signing and at `now`, else why not."""
    return Verifier(roster, now, zone=zone, revoked=revoked).verify(signed)


def verify_many(
    many: Iterable[SignedStatement], roster: Roster, now: datetime, *, zone: str = "Asia/Shanghai", revoked: bytes | None = None
) -> dict[str, Text | None]:
    """Statement hash → None or why not, for many statements at once (see `Verifier.verify_many`)."""
    return Verifier(roster, now, zone=zone, revoked=revoked).verify_many(many)


def sign_offs(  # the facts of one change, in the order they are found
    statements: Sequence[SignedStatement],
    existing: Iterable[SignedStatement],
    roster: Roster,
    root_commit: str,
    replaces: Mapping[str, str],
    now: datetime,
    *,
    zone: str = "Asia/Shanghai",
    revoked: bytes | None = None,
    excused: Mapping[str, frozenset[str]] | None = None,
) -> tuple[SignOff, ...]:
    """The statements of a change as sign-offs, verified and chained after those already on the protected branch.

    Every statement gives one sign-off; whatever is wrong with it stands in `void` and counts for nothing.
    """
    verified = verify_many(statements, roster, now, zone=zone, revoked=revoked)
    return chain_sign_offs(statements, existing, Expectation(root_commit, replaces, verified, now, excused or {}))


def folder_faults(
    statements: Iterable[SignedStatement],
    roster: Roster,
    now: datetime,
    *,
    zone: str = "Asia/Shanghai",
    revoked: bytes | None = None,
) -> tuple[Fault, ...]:
    """SS1201 for every statement whose signature does not verify: the append-only folder takes no such file."""
    verifier = Verifier(roster, now, zone=zone, revoked=revoked)
    answers = [(one, verifier.verify_many([one])[one.hash]) for one in statements]
    return tuple(
        Fault(path=one.file, line=1, column=1, key="signature", message=why, rule="SS1201")
        for one, why in sorted(answers, key=lambda answer: answer[0].file)
        if why is not None
    )
