"""Signatures over records: every kind of key, no other namespace, no altered byte, no question asked."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sanshen.model.errors import UsageError
from sanshen.records.record import NAMESPACE
from sanshen.records.seal import armor, key_line, problem, same_key, sign
from support.keys import HardwareKey, agent, make_key, shared_key

DATA = '{"number":1,"path":"content/梁山.md"}'.encode()
KINDS = [("ed25519", None), ("rsa", 2048), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521)]


@pytest.mark.parametrize(("kind", "bits"), KINDS)
def test_each_kind_of_key_signs_and_is_checked(kind: str, bits: int | None) -> None:
    key, other = shared_key(f"{kind}-{bits}", kind, bits), shared_key("other")
    signature = sign(DATA, key.private, os.environ)
    assert problem(DATA, signature, [other.public, key.public]) is None
    assert problem(DATA + b" ", signature, [key.public]) is not None
    assert problem(DATA, signature, [other.public]) is not None
    assert problem(DATA, signature, []) is not None


def test_a_security_key_is_checked_by_ssh_keygen() -> None:
    key = HardwareKey()
    signature = key.sign(DATA, NAMESPACE)
    assert problem(DATA, signature, [key.public]) is None
    assert problem(DATA + b" ", signature, [key.public]) is not None


def test_a_signature_for_another_purpose_is_none() -> None:
    key = shared_key("pipeline")
    for namespace in ("sanshen", "git", "file"):
        assert problem(DATA, key.sign(DATA, namespace), [key.public]) is not None


def test_no_character_of_a_signature_can_change_unseen() -> None:
    key = shared_key("pipeline")
    signature = sign(DATA, key.private, os.environ)
    for place, char in enumerate(signature):
        for other in ("A" if char != "A" else "B", ""):
            changed = signature[:place] + other + signature[place + 1 :]
            assert problem(DATA, changed, [key.public]) is not None, place
    for changed in (signature + "\n", signature.replace("\n", "\r\n"), " " + signature, signature * 2, ""):
        assert problem(DATA, changed, [key.public]) is not None


def test_rubbish_is_no_signature() -> None:
    for blob in (b"", b"SSHSIG", b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\1" + b"\xff" * 40, b"SSHSIG\0\0\0\1" + b"\0" * 40):
        assert problem(DATA, armor(blob), [shared_key("pipeline").public]) is not None


def test_a_key_with_a_passphrase_is_refused_without_asking(tmp_path: Path) -> None:
    key = make_key(tmp_path, passphrase=os.urandom(8).hex())
    with pytest.raises(UsageError) as raised:
        sign(DATA, key.private, os.environ)
    assert "SANSHEN_PIPELINE_KEY" in raised.value.advice.en


def test_the_agent_signs_where_only_the_public_file_is_given(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    public = key.private.with_name("id.pub")
    with agent(key) as env:
        key.private.rename(tmp_path / "elsewhere")
        assert same_key(key_line(public, env), key.public)
        assert problem(DATA, sign(DATA, public, env), [key.public]) is None


def test_the_public_line_of_a_private_key(tmp_path: Path) -> None:
    key = make_key(tmp_path)
    assert same_key(key_line(key.private, os.environ), key.public)
    for wrong in (tmp_path / "missing", tmp_path):
        with pytest.raises(UsageError):
            key_line(wrong, os.environ)
    (tmp_path / "text").write_text("not a key")
    with pytest.raises(UsageError):
        key_line(tmp_path / "text", os.environ)


def test_comments_do_not_make_another_key() -> None:
    line = shared_key("pipeline").public
    assert same_key(line, " ".join(line.split()[:2]) + " another comment")
    assert not same_key(line, shared_key("other").public)
    assert not same_key("rubbish", "rubbish")
