"""Who is signing here, and with which key: `--key`, Git's signing key, the agent, the files of ~/.ssh, in this order."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from sanshen.evidence.keys import NAMESPACE, KeyRing, PublicKey, UnusableKeyError, key_ring, parse_key
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.roster import Roster
from sanshen.model.text import Text


class Signer(msgspec.Struct, frozen=True):
    """The person who signs and their key. `private` is the key file; None where only the agent holds the private half."""

    person: str
    key: PublicKey
    private: Path | None
    source: str


class _Tried(msgspec.Struct, frozen=True):
    """One place where a key was looked for. `key` is None where there was none; then `outcome` says why."""

    where: str
    key: PublicKey | None = None
    private: Path | None = None
    outcome: Text = Text("没有密钥", "no key")


def find_signer(
    roster: Roster, key_file: Path | None, env: Mapping[str, str], *, root: Path | None = None, zone: str = "Asia/Shanghai"
) -> Signer:
    """The signer, found by a key of the roster. `root` is where Git's configuration is asked for.

    A key given with `--key` is the only one looked at. Raises UsageError, listing all that was tried, where no key or the
    keys of several people are found in one place.
    """
    ring = key_ring(roster, zone)
    tried: list[_Tried] = []
    places = [_given(key_file, env)] if key_file is not None else [_of_git(root, env), _of_agent(env), _of_home(env)]
    for place in places:
        found: dict[str, Signer] = {}
        for attempt in place:
            owner = _owner(attempt, ring)
            tried.append(_noted(attempt, owner, ring))
            if owner is not None and attempt.key is not None:
                found.setdefault(owner, Signer(owner, attempt.key, attempt.private, attempt.where))
        if len(found) > 1:
            raise _refusal(Text("找到多人的密钥，不知以谁的名义签署", "keys of several people were found"), tried)
        if found:
            return next(iter(found.values()))
    raise _refusal(Text("没有找到名册上的签署密钥", "no signing key of the roster was found"), tried)


def _owner(attempt: _Tried, ring: KeyRing) -> str | None:
    if attempt.key is None or attempt.key.blob in ring.shared:
        return None
    return ring.owners.get(attempt.key.blob)


def _noted(attempt: _Tried, owner: str | None, ring: KeyRing) -> _Tried:
    if attempt.key is None:
        return attempt
    if owner is not None:
        outcome = Text(f"属于 {owner}", f"is {owner}'s")
    elif attempt.key.blob in ring.shared:
        outcome = Text("登记在多人或发布流水线名下", "belongs to several people or to the pipeline")
    else:
        outcome = Text("不在名册上", "is not on the roster")
    return msgspec.structs.replace(attempt, outcome=outcome)


def _refusal(what: Text, tried: list[_Tried]) -> UsageError:
    lines = [(one.where, one.key.fingerprint if one.key else "", one.outcome) for one in tried]
    listed = Text(
        "".join(f"\n    {where} {print_} {outcome.zh}" for where, print_, outcome in lines),
        "".join(f"\n    {where} {print_} {outcome.en}" for where, print_, outcome in lines),
    )
    return UsageError(
        what + Text("；已查看：", "; looked at:") + listed,
        Text(
            "用 --key 文件 指定密钥；公钥须登记在名册本人的 ssh 一栏",
            "name the key with --key FILE; its public half must stand under `ssh` of that person in the roster",
        ),
    )


def _public(text: str) -> PublicKey | Text:
    try:
        return parse_key(text.strip())
    except UnusableKeyError as error:
        return Text("不能用：", "cannot be used: ") + error.text


def _attempt(where: str, text: str, private: Path | None) -> _Tried:
    key = _public(text)
    return _Tried(where, outcome=key) if isinstance(key, Text) else _Tried(where, key, private)


def _file(path: Path, where: str, env: Mapping[str, str]) -> _Tried:
    """The key of a private or public key file; a private key without its .pub asks ssh-keygen (and so its passphrase)."""
    try:
        if path.suffix == ".pub":
            private = path.with_suffix("")
            return _attempt(where, path.read_text("utf-8"), private if private.exists() else None)
        beside = path.with_name(path.name + ".pub")
        if beside.exists():
            return _attempt(where, beside.read_text("utf-8"), path)
        path.read_bytes()  # says in plain words that the file is missing or unreadable, before ssh-keygen does
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return _Tried(where, outcome=Text(f"读不出：{reason}", f"cannot be read: {reason}"))
    done = _run(["ssh-keygen", "-y", "-f", str(path)], env)
    if done.returncode:
        return _Tried(where, outcome=Text("不是可用的私钥", "not a usable private key"))
    return _attempt(where, done.stdout.decode("utf-8", "replace"), path)


def _given(path: Path, env: Mapping[str, str]) -> Iterator[_Tried]:
    yield _file(path, f"--key {path}", env)


def _of_git(root: Path | None, env: Mapping[str, str]) -> Iterator[_Tried]:
    """`user.signingkey` where `gpg.format` is ssh: a file, or the public key itself."""
    command = ["git", *(["-C", str(root)] if root is not None else []), "config", "--get"]
    if _run([*command, "gpg.format"], env).stdout.decode().strip() != "ssh":
        yield _Tried("git config gpg.format", outcome=Text("不是 ssh", "is not ssh"))
        return
    value = _run([*command, "user.signingkey"], env).stdout.decode("utf-8", "replace").strip()
    if not value:
        yield _Tried("git config user.signingkey")
    elif value.startswith(("key::", "ssh-", "sk-", "ecdsa-")):
        yield _attempt("git config user.signingkey", value.removeprefix("key::"), None)
    else:
        home = env.get("HOME", "")
        path = Path(home, value[2:]) if value.startswith("~/") else Path(root or Path.cwd(), value)
        yield _file(path, f"git config user.signingkey {value}", env)


def _of_agent(env: Mapping[str, str]) -> Iterator[_Tried]:
    if not env.get("SSH_AUTH_SOCK"):
        yield _Tried("ssh-agent", outcome=Text("没有运行", "is not running"))
        return
    done = _run(["ssh-add", "-L"], env)
    if done.returncode:
        yield _Tried("ssh-agent")
        return
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        yield _attempt("ssh-agent", line, None)


def _of_home(env: Mapping[str, str]) -> Iterator[_Tried]:
    folder = Path(env.get("HOME", ""), ".ssh")
    files = sorted(folder.glob("id_*.pub")) if env.get("HOME") else []
    if not files:
        yield _Tried("~/.ssh/id_*.pub")
    for path in files:
        yield _file(path, f"~/.ssh/{path.name}", env)


def _run(command: list[str], env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Run a program whose stdout is wanted. It keeps our stdin and stderr: passphrases and touches are asked for there."""
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, env=dict(env), check=False)
    except FileNotFoundError as error:
        raise UndecidedError(
            Text(f"找不到程序 {command[0]}", f"program {command[0]} not found"),
            Text("请安装 OpenSSH 与 Git", "install OpenSSH and Git"),
        ) from error


def sign_bytes(signer: Signer, data: bytes, env: Mapping[str, str]) -> str:
    """The armoured signature over `data` (namespace `sanshen`); a passphrase or a touch is asked for on the terminal.

    Raises UndecidedError where ssh-keygen gives none (wrong passphrase, agent refused, no private half).
    """
    with TemporaryDirectory(prefix="sanshen-sign-") as name:
        path = signer.private
        if path is None:
            path = Path(name, "key.pub")
            path.write_text(signer.key.line + "\n", encoding="ascii")
        # The data goes in as a file: where stdin is no terminal, ssh-keygen would read the passphrase out of it.
        message = Path(name, "statement")
        message.write_bytes(data)
        command = ["ssh-keygen", "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(path), str(message)]
        done = _run(command, env)
        armoured = Path(name, "statement.sig")
        if done.returncode or not armoured.exists():
            raise UndecidedError(
                Text(f"ssh-keygen 没有给出签名（{signer.source}）", f"ssh-keygen gave no signature ({signer.source})"),
                Text("口令是否正确、密钥是否已加入 ssh-agent？", "is the passphrase right, is the key in the ssh-agent?"),
            )
        return armoured.read_text("ascii")
