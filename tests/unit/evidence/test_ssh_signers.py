from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sanshen.evidence.signers import Signer, find_signer, sign_bytes
from sanshen.evidence.ssh import verify_statement
from sanshen.evidence.statements import SignedStatement, canonical
from sanshen.model.errors import UndecidedError, UsageError
from support.keys import Key, agent, make_key, roster_of, shared_key
from support.statements import NOW, statement

ZHANG, LI, NOBODY = (shared_key(name) for name in ("zhang", "li", "nobody"))
ROSTER = roster_of({"zhang.wei": ZHANG.public, "li.na": LI.public})


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home without keys, no agent, no Git configuration."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    return {"PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "XDG_CONFIG_HOME": str(home)}


@pytest.fixture
def running_agent() -> Iterator[dict[str, str]]:
    with agent(ZHANG) as found:
        yield found


def put(key: Key, env: dict[str, str], name: str, *, private: bool = True) -> Path:
    """Copy a key into ~/.ssh under `name`."""
    path = Path(env["HOME"], ".ssh", name)
    path.with_name(name + ".pub").write_text(key.public + "\n")
    if private:
        path.write_bytes(key.private.read_bytes())
        path.chmod(0o600)
    return path


def configure(env: dict[str, str], **values: str) -> None:
    for name, value in values.items():
        subprocess.run(["git", "config", "--global", name.replace("_", "."), value], env=env, check=True)


def proven(signer: Signer, env: dict[str, str]) -> None:
    """What the signer signs verifies as theirs."""
    said = statement(person=signer.person)
    made = SignedStatement(said, sign_bytes(signer, canonical(said), env))
    assert verify_statement(made, ROSTER, NOW) is None


def test_key_file_wins_and_is_the_only_one_looked_at(env: dict[str, str]) -> None:
    put(ZHANG, env, "id_ed25519")
    signer = find_signer(ROSTER, LI.private, env)
    assert signer.person == "li.na"
    proven(signer, env)
    with pytest.raises(UsageError) as refused:
        find_signer(ROSTER, NOBODY.private, env)
    assert "不在名册上" in refused.value.text.zh
    assert NOBODY.fingerprint in refused.value.text.zh
    assert ZHANG.fingerprint not in refused.value.text.zh


def test_public_file_names_the_private_one_beside_it(env: dict[str, str]) -> None:
    proven(find_signer(ROSTER, Path(f"{LI.private}.pub"), env), env)


def test_private_file_without_its_public_half(env: dict[str, str], tmp_path: Path) -> None:
    lone = tmp_path / "lone"
    lone.write_bytes(ZHANG.private.read_bytes())
    lone.chmod(0o600)
    signer = find_signer(ROSTER, lone, env)
    assert signer.person == "zhang.wei"
    proven(signer, env)


def test_missing_or_broken_key_file_is_said_plainly(env: dict[str, str], tmp_path: Path) -> None:
    for path, word in ((tmp_path / "none", "读不出"), (tmp_path, "读不出"), (tmp_path / "junk", "不是可用的私钥")):
        if path.name == "junk":
            path.write_text("junk")
        with pytest.raises(UsageError) as refused:
            find_signer(ROSTER, path, env)
        assert word in refused.value.text.zh
        assert refused.value.exit_code == 2


@pytest.mark.parametrize("literal", [False, True])
def test_git_signing_key_only_where_git_signs_by_ssh(env: dict[str, str], tmp_path: Path, literal: bool) -> None:
    path = put(LI, env, "signing")
    put(ZHANG, env, "id_ed25519")
    configure(env, user_signingkey=f"key::{LI.public}" if literal else str(path))
    assert find_signer(ROSTER, None, env, root=tmp_path).person == "zhang.wei"
    configure(env, gpg_format="ssh")
    assert find_signer(ROSTER, None, env, root=tmp_path).person == "li.na"


def test_git_signing_key_may_start_with_a_tilde(env: dict[str, str], tmp_path: Path) -> None:
    put(LI, env, "signing")
    configure(env, gpg_format="ssh", user_signingkey="~/.ssh/signing.pub")
    proven(find_signer(ROSTER, None, env, root=tmp_path), env)


def test_agent_key_signs_without_any_file(running_agent: dict[str, str]) -> None:
    signer = find_signer(ROSTER, None, running_agent)
    assert (signer.person, signer.private, signer.source) == ("zhang.wei", None, "ssh-agent")
    proven(signer, running_agent)


def test_agent_with_the_keys_of_two_people_is_ambiguous() -> None:
    with agent(ZHANG, LI) as found, pytest.raises(UsageError) as refused:
        find_signer(ROSTER, None, found)
    assert "多人" in refused.value.text.zh
    assert "zhang.wei" in refused.value.text.zh
    assert "li.na" in refused.value.text.zh


def test_agent_with_foreign_keys_beside_ours() -> None:
    with agent(NOBODY, LI) as found:
        assert find_signer(ROSTER, None, found).person == "li.na"


def test_two_keys_of_one_person_are_no_ambiguity(env: dict[str, str]) -> None:
    second = shared_key("zhang-2")
    put(ZHANG, env, "id_a")
    put(second, env, "id_b")
    roster = roster_of({"zhang.wei": (ZHANG.public, second.public)})
    assert find_signer(roster, None, env).key.fingerprint == ZHANG.fingerprint


def test_home_keys_come_last(env: dict[str, str]) -> None:
    put(LI, env, "id_ed25519")
    signer = find_signer(ROSTER, None, env)
    assert (signer.person, signer.source) == ("li.na", "~/.ssh/id_ed25519.pub")
    proven(signer, env)


def test_nothing_found_lists_all_that_was_tried(env: dict[str, str]) -> None:
    with pytest.raises(UsageError) as refused:
        find_signer(ROSTER, None, env)
    for word in ("git config", "ssh-agent", "~/.ssh"):
        assert word in refused.value.text.zh
        assert word in refused.value.text.en
    assert "--key" in refused.value.advice.zh


def test_a_key_two_people_share_finds_nobody(env: dict[str, str]) -> None:
    put(ZHANG, env, "id_ed25519")
    with pytest.raises(UsageError) as refused:
        find_signer(roster_of({"zhang.wei": ZHANG.public, "li.na": ZHANG.public}), None, env)
    assert "多人" in refused.value.text.zh


def askpass(folder: Path, env: dict[str, str], answer: str) -> dict[str, str]:
    """The environment in which a passphrase is asked of a program: what the terminal is to a person."""
    program = folder / "askpass"
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return {**env, "SSH_ASKPASS": str(program), "SSH_ASKPASS_REQUIRE": "force"}


def test_an_encrypted_key_asks_for_its_passphrase(env: dict[str, str], tmp_path: Path) -> None:
    locked = make_key(tmp_path, name="locked", passphrase="five words in a row")
    roster = roster_of({"zhang.wei": locked.public})
    asking = askpass(tmp_path, env, "five words in a row")
    signer = find_signer(roster, locked.private, asking)
    said = statement()
    made = SignedStatement(said, sign_bytes(signer, canonical(said), asking))
    assert verify_statement(made, roster, NOW) is None
    with pytest.raises(UndecidedError):
        sign_bytes(signer, canonical(said), askpass(tmp_path, env, "wrong"))


def test_an_agent_that_lost_the_key_gives_no_signature() -> None:
    with agent(ZHANG) as found:
        signer = find_signer(ROSTER, None, found)
        subprocess.run(["ssh-add", "-q", "-D"], env=found, check=True, capture_output=True)
        with pytest.raises(UndecidedError):
            sign_bytes(signer, b"x", found)


def test_without_openssh_nothing_is_signed(env: dict[str, str], tmp_path: Path) -> None:
    signer = find_signer(ROSTER, ZHANG.private, env)
    with pytest.raises(UndecidedError):
        sign_bytes(signer, b"x", {"PATH": str(tmp_path)})
