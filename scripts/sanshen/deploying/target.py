"""A target: `releases/<number>-<revision>/` side by side, and `current`, the link that the web server follows.

What is up changes in one rename. All that is unfinished lies in `incoming/` and is swept away by whoever comes next.
"""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from sanshen.deploying.archive import read_manifest
from sanshen.deploying.folder import digest_of
from sanshen.deploying.release import KeysOf, Release
from sanshen.deploying.shell import Shell
from sanshen.deploying.standing import Deployment, Standing, State, number_of
from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.text import Text
from sanshen.site.manifest import PARTS, ROOT, SIGNATURE

_REMEMBERED: Final = 200
_ENOUGH: Final = 1 << 29
"""Bytes of manifests that are read from a target."""

_ALONE: Final = """P=$T
if [ -d "$P" ]; then P=$(cd -- "$P" && pwd -P); P=$(dirname -- "$P"); fi
while ! [ -d "$P" ]; do P=$(dirname -- "$P"); done
P=$(cd -- "$P" && pwd -P)
while [ "$P" != / ]; do
  if [ -f "$P/.lock" ] && [ -d "$P/releases" ]; then echo "inside $P"; exit 0; fi
  P=$(dirname -- "$P")
done
"""
"""What lies inside another target would be shown by that one's web server."""
_CREATE: Final = 'mkdir -p -- "$T"\n'
_HOLD: Final = """[ -d "$T" ] || { echo absent; exit 0; }
cd -- "$T"
for one in .* *; do
  case "$one" in .|..|'.*'|'*'|current) continue ;; .lock|releases|incoming|state.json) [ -L "$one" ] || continue ;; esac
  echo "strange $one"; exit 0
done
exec 9>>.lock
command -v flock >/dev/null || { echo "flock (util-linux) is missing" >&2; exit 127; }
flock -n 9 || { echo busy; exit 0; }
echo held
exec cat >/dev/null
"""
_STATE: Final = """rm -rf incoming; mkdir -p incoming releases
if [ -e current ] && ! [ -L current ]; then echo "refuse: current 不是链接 / current is no link" >&2; exit 1; fi
readlink -z current || printf '\\0'
find releases -mindepth 1 -maxdepth 1 -printf '%y%f\\0'
printf '\\0'
if [ -e state.json ]; then cat state.json; fi
"""
_CHECK: Final = """cd {folder}
find . ! -type d ! -type f -print > {up}/incoming/odd
if [ -s {up}/incoming/odd ]; then echo "refuse: 有不是普通文件的东西 / something is no plain file" >&2; exit 1; fi
sha256sum --quiet --strict -c {up}/incoming/listing > {up}/incoming/wrong 2>&1 || \
  {{ echo "refuse: 文件不符 / files differ: $(grep -v '^sha256sum: WARNING' {up}/incoming/wrong | head -n 5 | tr '\\n' ' ')" >&2; exit 1; }}
find . -type f > {up}/incoming/all
sort {up}/incoming/all > {up}/incoming/found
cut -c67- {up}/incoming/listing > {up}/incoming/all
sort {up}/incoming/all > {up}/incoming/wanted
if ! cmp -s {up}/incoming/found {up}/incoming/wanted; then
  echo "refuse: 多出文件 / files too many: $(comm -23 {up}/incoming/found {up}/incoming/wanted | head -n 5 | tr '\\n' ' ')" >&2; exit 1
fi
cd {up}/incoming; rm -f listing odd wrong all found wanted
"""
"""Nothing behind a pipe but what is told: a command that fails ends the script, and what was not looked at is not fine."""
_SWITCH: Final = """if [ "$(readlink current || true)" != {was} ]; then echo "refuse: 线上网站中途变了 / what is up has changed meanwhile" >&2; exit 1; fi
cat > incoming/state.json
{move}
sync -f . 2>/dev/null || sync
mv -T incoming/state.json state.json
ln -s {to} incoming/current
mv -T incoming/current current
"""
_PRUNE: Final = """mkdir incoming/old
for one in {names}; do mv -T "releases/$one" "incoming/old/$one"; done
rm -rf incoming/old
"""


class Target:
    """One target while it is worked on. Everything but `locked` needs the lock."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    @contextmanager
    def locked(self, *, create: bool = False) -> Iterator[None]:
        """Alone at the target; BlockedError where somebody else is at work, or the folder holds something else or is missing.

        `create`: a missing folder is made.
        """
        with self.shell.held(_ALONE + (_CREATE if create else "") + _HOLD):
            yield

    def standing(self) -> Standing:
        """Sweep away what others left unfinished, and say what stands there. Raises BlockedError where it cannot be understood."""
        link, _, rest = self.shell.run(_STATE).partition(b"\0")
        listed, _, state = rest.partition(b"\0\0") if not rest.startswith(b"\0") else (b"", b"", rest[1:])
        names = [one.decode("utf-8", "replace") for one in listed.split(b"\0") if one]
        releases = sorted((one[1:] for one in names if one.startswith("d") and number_of(one[1:])), key=number_of)
        strange = sorted(one[1:] for one in names if one[1:] not in releases)
        return Standing(self._current(link, releases), tuple(releases), self._state(state), tuple(strange))

    def _current(self, link: bytes, releases: Sequence[str]) -> str:
        folder, _, current = link.decode("utf-8", "replace").rpartition("/")
        if link and (folder != "releases" or current not in releases):
            raise BlockedError(
                Text(f"{self.shell.place} 的 current 指向别处", f"current at {self.shell.place} leads elsewhere"),
                Text(
                    "有人动过它：查明后改回，或删掉这个链接",
                    "somebody has changed it: find out, set it right or remove the link",
                ),
            )
        return current

    def _state(self, data: bytes) -> State:
        try:
            return msgspec.json.decode(data, type=State) if data.strip() else State()
        except msgspec.MsgspecError as error:
            raise BlockedError(
                Text(f"{self.shell.place}/state.json 读不出来", f"{self.shell.place}/state.json cannot be read"),
                Text("从备份恢复，或查明后删掉", "bring it back from a backup, or remove it once you know why"),
            ) from error

    def release(self, name: str, keys_of: KeysOf) -> Release:
        """A release by its manifest; BlockedError where that is damaged or not signed by one of the keys."""
        script = f"cd releases/{shlex.quote(name)}; tar -cf - {ROOT} {SIGNATURE} {PARTS} | head -c {_ENOUGH}"
        return read_manifest(io.BytesIO(self.shell.run(script)), keys_of)

    def check(self, folder: str, release: Release) -> None:
        """Compare every file in `folder` there with the release; BlockedError for any difference."""
        lines = "".join(f"{digest}  ./{name}\n" for name, digest in sorted(release.files.items()))
        self.shell.run("cat > incoming/listing", lines.encode())
        up = "/".join(".." for _ in folder.split("/"))
        self.shell.run(_CHECK.format(folder=shlex.quote(folder), up=up))

    def upload(self, site: Path, release: Release, like: str, likeness: Release | None) -> None:
        """Bring the site into `incoming/site`. Files that release `like` has already are linked, not sent ("" for none)."""
        self.shell.run("rm -rf incoming/site; mkdir incoming/site")
        if self.shell.place.host:
            self._send(site, like)
        else:
            try:
                _copy(site, release, Path(self.shell.place.folder), like, likeness)
            except OSError as error:
                raise self.shell.failed(1, (str(error),)) from error

    def _send(self, site: Path, like: str) -> None:
        place = self.shell.place
        words = ["rsync", "-r", "-s", "--checksum", "--perms", "--chmod=D755,F644", "--timeout=300"]
        words += [f"--link-dest={place.folder}/releases/{like}"] if like else []
        words += ["-e", shlex.join(self.shell.ssh), "--", f"{site}/", f"{place}/incoming/site/"]
        done = self.shell.command(words)
        if done.returncode != 0:
            raise self.shell.failed(done.returncode, done.stderr.decode("utf-8", "replace").strip().splitlines())

    def put_up(self, standing: Standing, name: str, deployment: Deployment, *, internal: bool) -> None:
        """Make `name` what is up, in one rename; a release that is not there yet comes from `incoming/site`.

        Raises UndecidedError where it failed; the error says whether the old site is still up, as far as that can be known.
        """
        remembered = (*standing.state.deployments, deployment)[-_REMEMBERED:]
        state = msgspec.structs.replace(standing.state, internal=internal, deployments=remembered)
        move = "" if name in standing.releases else f"mv -T incoming/site {shlex.quote(f'releases/{name}')}"
        was = shlex.quote(f"releases/{standing.current}" if standing.current else "")
        script = _SWITCH.format(was=was, move=move, to=shlex.quote(f"releases/{name}"))
        try:
            self.shell.run(script, msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")
        except UndecidedError as error:
            self._require_switched(name, standing.current, error)

    def _require_switched(self, name: str, before: str, error: UndecidedError) -> None:
        """After a failure in the switch: nothing where it was made nevertheless, else the error that is true."""
        try:
            up = self.shell.run("readlink current || true").decode("utf-8", "replace").strip().removeprefix("releases/")
        except UndecidedError:
            up = None
        if up == before != name:
            raise error
        if up != name:
            raise UndecidedError(
                Text("切换时断了，不知道换成了没有：", "it broke off in the switch, and nobody knows whether it was made: ")
                + error.text,
                Text(
                    "线上是完整的旧版或新版；连上以后运行 sanshen deploy 目标 --check",
                    "the old site or the new one is up, whole; once it answers, run sanshen deploy TARGET --check",
                ),
            ) from error

    def prune(self, names: Sequence[str]) -> None:
        """Remove old releases: first out of the row, so that none is ever seen half removed."""
        if names:
            self.shell.run(_PRUNE.format(names=shlex.join(names)))


def _copy(site: Path, release: Release, target: Path, like: str, likeness: Release | None) -> None:
    out = target / "incoming" / "site"
    for name, digest in release.files.items():
        place = out / name
        place.parent.mkdir(parents=True, exist_ok=True)
        held = target / "releases" / like / name
        if likeness is not None and likeness.files.get(name) == digest and _is_still(held, digest):
            place.hardlink_to(held)
        else:
            shutil.copyfile(site / name, place)
            place.chmod(0o644)


def _is_still(held: Path, digest: str) -> bool:
    return held.is_file() and not held.is_symlink() and digest_of(held) == digest
