from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from sanshen.evidence import ssh
from sanshen.evidence.keys import UnusableKeyError, key_ring, open_envelope, parse_key
from sanshen.evidence.ssh import Verifier, verify_many, verify_statement
from sanshen.evidence.statements import SignedStatement
from sanshen.evidence.wellformed import format_time
from sanshen.model.errors import UndecidedError
from support.keys import HardwareKey, Key, armour, make_key, roster_of, shared_key
from support.statements import NOW, START, canonical_by_the_book, signed, statement

KINDS = [("ed25519", None), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521), ("rsa", 2048)]


def key_of(kind: str, bits: int | None) -> Key:
    return shared_key(f"{kind}-{bits}", kind, bits)


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_every_plain_kind_of_key_signs(kind: str, bits: int | None) -> None:
    key = key_of(kind, bits)
    assert verify_statement(signed(key), roster_of({"zhang.wei": key.public}), NOW) is None


def test_a_security_key_signs() -> None:
    token = HardwareKey()
    roster = roster_of({"zhang.wei": token.public})
    good = signed(token)
    assert verify_statement(good, roster, NOW) is None
    assert verify_statement(msgspec.structs.replace(good, statement=statement(form="c" * 64)), roster, NOW) is not None


def test_an_sk_ecdsa_public_key_is_read() -> None:
    # The example key of a token: type, curve, a point and the application, as ssh-keygen writes it.
    import base64

    def field(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    name = b"sk-ecdsa-sha2-nistp256@openssh.com"
    blob = field(name) + field(b"nistp256") + field(b"\x04" + bytes(64)) + field(b"ssh:")
    key = parse_key(f"{name.decode()} {base64.b64encode(blob).decode()} token")
    assert key.type == name.decode()
    assert key.comment == "token"


def test_one_of_several_keys_is_enough() -> None:
    first, second = shared_key("zhang"), shared_key("zhang-2", "ecdsa", 256)
    roster = roster_of({"zhang.wei": (first.public, second.public)})
    assert verify_statement(signed(second), roster, NOW) is None


def test_an_unusable_key_beside_a_good_one_is_named_and_harms_nobody() -> None:
    good = shared_key("zhang")
    ring = key_ring(roster_of({"zhang.wei": ("ssh-dss AAAA", good.public)}))
    assert [key.fingerprint for key in ring.keys["zhang.wei"]] == [good.fingerprint]
    assert "不是可用的 SSH 公钥" in ring.unusable["zhang.wei"][0].zh


def test_the_fingerprint_is_that_of_ssh_keygen() -> None:
    key = shared_key("zhang")
    done = subprocess.run(["ssh-keygen", "-l", "-f", f"{key.private}.pub"], capture_output=True, text=True, check=True)
    assert done.stdout.split()[1] == parse_key(key.public).fingerprint


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ssh-ed25519",
        "ssh-ed25519 !!!!",
        "ssh-ed25519 AAAA",
        "ssh-ed25519-cert-v01@openssh.com AAAA",
        'cert-authority="x" {key}',
        "cert-authority {key}",
        'valid-after="tomorrow" {key}',
        'valid-after="20261301" {key}',
        'valid-after="20260101",valid-after="20260102" {key}',
        'valid-after="20260101"valid-before="20270101" {key}',
        'command="rm",valid-after="20260101" {key}',
        'namespaces="a b" {key}',
    ],
)
def test_what_is_not_a_plain_key_is_refused(line: str) -> None:
    with pytest.raises(UnusableKeyError):
        parse_key(line.replace("{key}", shared_key("zhang").public))


def test_a_key_may_not_call_itself_another_type() -> None:
    with pytest.raises(UnusableKeyError):
        parse_key("ssh-rsa " + shared_key("zhang").public.split()[1])


def test_short_rsa_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableKeyError, match="2048"):
        parse_key(make_key(tmp_path, "rsa", bits=1024).public)


def test_certificates_are_refused(tmp_path: Path) -> None:
    authority, key = make_key(tmp_path, name="ca"), make_key(tmp_path, name="user")
    subprocess.run(
        ["ssh-keygen", "-q", "-s", str(authority.private), "-I", "x", "-n", "zhang.wei", f"{key.private}.pub"], check=True
    )
    certificate = Path(f"{key.private}-cert.pub").read_text().strip()
    with pytest.raises(UnusableKeyError):
        parse_key(certificate)
    Path(f"{key.private}.pub").write_text(certificate)  # ssh-keygen now signs with the certificate
    made = signed(Key(Path(f"{key.private}-cert.pub"), certificate))
    assert "cert-v01" in open_envelope(made.signature).key_type
    why = verify_statement(made, roster_of({"zhang.wei": (key.public, authority.public)}), NOW)
    assert why is not None
    assert "证书" in why.zh


def test_a_window_without_z_is_in_the_district_s_time_zone() -> None:
    key = parse_key(f'valid-after="20261102",valid-before="20261102120000Z" {shared_key("zhang").public}')
    assert key.valid_after == datetime(2026, 11, 1, 16, tzinfo=UTC)
    assert key.valid_before == datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize("offset", [-1, 0, 1])
def test_the_window_s_ends_agree_with_ssh_keygen(offset: int) -> None:
    key = shared_key("zhang")
    edge = START + timedelta(seconds=offset)
    for option in ("valid-after", "valid-before"):
        line = f'{option}="{edge:%Y%m%d%H%M%S}Z" {key.public}'
        public = parse_key(line)
        question = ssh._Question(canonical_by_the_book(statement()), signed(key).signature, "zhang.wei", public)
        assert (ssh.outside(public, START) is None) == ssh._accepts(question, START, None)


def test_the_caller_s_time_zone_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    key = shared_key("zhang")
    line = f'valid-before="{START:%Y%m%d%H%M%S}Z" {key.public}'
    for zone in ("UTC", "Asia/Shanghai", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        made = signed(key, commit=("3" * 39) + str(len(zone) % 10))
        assert verify_statement(made, roster_of({"zhang.wei": line}), START) is None


def test_a_revocation_list_is_honoured_in_both_forms(tmp_path: Path) -> None:
    key, other = shared_key("zhang"), shared_key("li")
    roster = roster_of({"zhang.wei": key.public})
    good = signed(key)
    for gone, expected in ((key, "吊销"), (other, None)):
        plain = (gone.public + "\n").encode()
        krl = tmp_path / f"krl-{gone.private.name}-{expected}"
        subprocess.run(["ssh-keygen", "-q", "-k", "-f", str(krl), f"{gone.private}.pub"], check=True, capture_output=True)
        for revoked in (plain, krl.read_bytes()):
            for answer in (
                verify_statement(good, roster, NOW, revoked=revoked),
                verify_many([good], roster, NOW, revoked=revoked)[good.hash],
            ):
                assert (answer is None) == (expected is None)
                assert expected is None or (answer is not None and expected in answer.zh)


@pytest.mark.parametrize("revoked", [b"this is no key list\n", b"SSHKRL\n\0garbage", b"ssh-ed25519 broken\n", b"\0s\0s\0h"])
def test_a_revocation_list_that_cannot_be_read_refuses_everything(revoked: bytes) -> None:
    key = shared_key("zhang")
    answer = verify_statement(signed(key), roster_of({"zhang.wei": key.public}), NOW, revoked=revoked)
    assert answer is not None
    assert "吊销" in answer.zh


def test_an_empty_revocation_list_revokes_nothing() -> None:
    key = shared_key("zhang")
    assert verify_statement(signed(key), roster_of({"zhang.wei": key.public}), NOW, revoked=b"") is None


def tampered(one: SignedStatement) -> list[SignedStatement]:
    """The statement with other words under the same signature, and with a damaged signature."""
    lines = one.signature.split("\n")
    inner = lines[-3]
    damaged = "\n".join([*lines[:-3], ("B" if inner[0] == "A" else "A") + inner[1:], *lines[-2:]])
    return [
        msgspec.structs.replace(one, statement=msgspec.structs.replace(one.statement, form="d" * 64)),
        msgspec.structs.replace(one, statement=msgspec.structs.replace(one.statement, commit="9" * 40)),
        msgspec.structs.replace(one, signature=damaged),
    ]


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_bulk_and_single_verification_agree(kind: str, bits: int | None) -> None:
    key = key_of(kind, bits)
    roster = roster_of({"zhang.wei": key.public})
    first = signed(key)
    many = [first, *(signed(key, commit=digit * 40) for digit in "345"), *tampered(signed(key, commit="6" * 40))]
    many.append(SignedStatement(statement(commit="8" * 40), key.sign(canonical_by_the_book(statement(commit="8" * 40)), "git")))
    for one in many:
        bulk = verify_many([first, one], roster, NOW)[one.hash]
        single = verify_statement(one, roster, NOW)
        assert (bulk is None) == (single is None), one
    assert [verify_many(many, roster, NOW)[one.hash] is None for one in many] == [True] * 4 + [False] * 4


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_bulk_verification_takes_one_process_a_key(monkeypatch: pytest.MonkeyPatch, kind: str, bits: int | None) -> None:
    calls: list[int] = []
    real = ssh.run_ssh_keygen
    monkeypatch.setattr(ssh, "run_ssh_keygen", lambda *given: calls.append(1) or real(*given))
    key = shared_key(f"bulk-{kind}-{bits}", kind, bits)
    many = [signed(key, commit=f"{number:040x}") for number in range(12)]
    assert set(verify_many(many, roster_of({"zhang.wei": key.public}), NOW).values()) == {None}
    assert len(calls) == 1


def test_bulk_verification_trusts_no_key_before_ssh_keygen_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "run_ssh_keygen", lambda *_: 255)
    key = shared_key("distrusted")
    many = [signed(key, commit=f"{number:040x}") for number in range(3)]
    assert None not in verify_many(many, roster_of({"zhang.wei": key.public}), NOW).values()


def weakly_signed(algorithm: str) -> tuple[str, SignedStatement]:
    """An ed25519 key line and a statement whose signature is right, but over a digest made with `algorithm`."""
    import base64
    import hashlib

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    def field(data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + data

    private = Ed25519PrivateKey.generate()
    blob = field(b"ssh-ed25519") + field(private.public_key().public_bytes_raw())
    said = statement()
    digest = hashlib.new(algorithm, canonical_by_the_book(said)).digest()
    inner = b"SSHSIG" + field(b"sanshen") + field(b"") + field(algorithm.encode()) + field(digest)
    signature = armour(blob, b"sanshen", algorithm.encode(), field(b"ssh-ed25519") + field(private.sign(inner)))
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}", SignedStatement(said, signature)


@pytest.mark.parametrize(("algorithm", "good"), [("sha512", True), ("sha256", True), ("sha1", False), ("md5", False)])
def test_weak_hashes_are_refused_even_by_a_trusted_key(algorithm: str, good: bool) -> None:
    line, one = weakly_signed(algorithm)
    verifier = Verifier(roster_of({"zhang.wei": line}), NOW)
    verifier._trusted.add(parse_key(line).blob)
    assert (verifier.verify_many([one])[one.hash] is None) == good
    assert (verify_statement(one, roster_of({"zhang.wei": line}), NOW) is None) == good


def test_an_answer_is_kept_for_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    key = shared_key("kept")
    verifier = Verifier(roster_of({"zhang.wei": key.public}), NOW)
    one = signed(key)
    assert verifier.verify(one) is None
    monkeypatch.setattr(ssh, "run_ssh_keygen", lambda *_: 255)
    assert verifier.verify(one) is None


def test_without_ssh_keygen_nothing_is_decided(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = shared_key("no-keygen")
    one = signed(key)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UndecidedError):
        verify_statement(one, roster_of({"zhang.wei": key.public}), NOW)


def test_an_ssh_keygen_that_answers_oddly_is_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = shared_key("odd-keygen")
    one = signed(key)
    fake = tmp_path / "ssh-keygen"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(UndecidedError):
        verify_statement(one, roster_of({"zhang.wei": key.public}), NOW)


def test_folder_faults_name_each_file_that_does_not_verify() -> None:
    key, other = shared_key("zhang"), shared_key("li")
    roster = roster_of({"zhang.wei": key.public})
    good, bad = signed(key), signed(other, time=format_time(START + timedelta(minutes=1)))
    faults = ssh.folder_faults([good, bad], roster, NOW)
    assert [(fault.path, fault.rule) for fault in faults] == [(bad.file, "SS1201")]


def test_a_broken_copy_does_not_silence_the_good_signature() -> None:
    key = shared_key("zhang")
    good = signed(key)
    roster = roster_of({"zhang.wei": key.public})
    copy = tampered(good)[2]
    for many in ([good, copy], [copy, good]):
        assert verify_many(many, roster, NOW) == {good.hash: None}
    assert len(ssh.folder_faults([good, copy], roster, NOW)) == 1


def test_a_signer_whose_listed_key_is_unusable_is_told_so() -> None:
    key = shared_key("zhang")
    answer = verify_statement(signed(key), roster_of({"zhang.wei": f'valid-after="20261340" {key.public}'}), NOW)
    assert answer is not None
    assert "密钥选项有误" in answer.zh
