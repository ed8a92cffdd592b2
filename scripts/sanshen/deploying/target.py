"""A target: `releases/<number>-<revision>/` side by side, and `current`, the link that the web server follows.

What is up changes in one rename. All that is unfinished lies in `incoming/` and is swept away by whoever comes next.
"""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from sanshen.deploying.archive import read_manifest
from sanshen.deploying.folder import digest_of
from sanshen.deploying.release import KeysOf, Release
from sanshen.deploying.shell import Shell
from sanshen.model.errors import BlockedError
from sanshen.model.text import Text
from sanshen.site.manifest import PARTS, ROOT, SIGNATURE

DEPLOY: Final = "deploy"
AGAIN: Final = "again"
ROLLBACK: Final = "rollback"
_SHORT: Final = 12
_DIGITS: Final = 6
_REMEMBERED: Final = 200
_ENOUGH: Final = 1 << 29
"""Bytes of manifests that are read from a target."""

_CREATE: Final = 'mkdir -p -- "$T"\n'
_HOLD: Final = """[ -d "$T" ] || { echo absent; exit 0; }
cd -- "$T"
for one in .* *; do case "$one" in .|..|'.*'|'*'|.lock|current|releases|incoming|state.json) ;; *) echo "strange $one"; exit 0 ;; esac; done
exec 9>>.lock
command -v flock >/dev/null || { echo "flock (util-linux) is missing" >&2; exit 127; }
flock -n 9 || { echo busy; exit 0; }
echo held
exec cat >/dev/null
"""
_STATE: Final = """rm -rf incoming; mkdir -p incoming releases
if [ -e current ] && ! [ -L current ]; then echo "refuse: current 不是链接 / current is no link" >&2; exit 1; fi
readlink current || echo
ls -1 releases | tr '\\n' ' '; echo
if [ -e state.json ]; then cat state.json; fi
"""
_CHECK: Final = """cd {folder}
if [ -n "$(find . ! -type d ! -type f -print | head -n 1)" ]; then echo "refuse: 有不是普通文件的东西 / something is no plain file" >&2; exit 1; fi
sha256sum --quiet --strict -c {up}/incoming/listing > {up}/incoming/wrong 2>&1 || \
  {{ echo "refuse: 文件不符 / files differ: $(grep -v '^sha256sum: WARNING' {up}/incoming/wrong | head -n 5 | tr '\\n' ' ')" >&2; exit 1; }}
find . -type f | sort > {up}/incoming/found
cut -c67- {up}/incoming/listing | sort > {up}/incoming/wanted
if ! cmp -s {up}/incoming/found {up}/incoming/wanted; then
  echo "refuse: 多出文件 / files too many: $(comm -23 {up}/incoming/found {up}/incoming/wanted | head -n 5 | tr '\\n' ' ')" >&2; exit 1
fi
rm -f {up}/incoming/listing {up}/incoming/wrong {up}/incoming/found {up}/incoming/wanted
"""
_SWITCH: Final = """if [ "$(readlink current || true)" != {was} ]; then echo "refuse: 线上网站中途变了 / what is up has changed meanwhile" >&2; exit 1; fi
{move}
sync -f . 2>/dev/null || sync
cat > incoming/state.json
mv -T incoming/state.json state.json
ln -s {to} incoming/current
mv -T incoming/current current
"""
_PRUNE: Final = """mkdir incoming/old
for one in {names}; do mv -T "releases/$one" "incoming/old/$one"; done
rm -rf incoming/old
"""


class Deployment(msgspec.Struct, frozen=True):
    """One change of what is up. `left`: content digest of the site that a rollback took down, or that was put up again after one.

    `entry`: the ledger entry of a rollback.
    """

    release: str
    revision: str
    manifest: str
    at: datetime
    action: str = DEPLOY
    left: str = ""
    entry: str = ""


class State(msgspec.Struct, frozen=True):
    """What a target remembers; `deployments` oldest first. What is up is told by the link, not by this."""

    schema: int = 1
    internal: bool = False
    deployments: tuple[Deployment, ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """Content digests of sites that were rolled back and have not been put up again on purpose."""
        found: set[str] = set()
        for one in self.deployments:
            if one.action == AGAIN:
                found.discard(one.left)
            elif one.left:
                found.add(one.left)
        return frozenset(found)


class Standing(msgspec.Struct, frozen=True):
    """What stands at a target: the release that is up ("" for none), all releases, oldest first, and what it remembers."""

    current: str
    releases: tuple[str, ...]
    state: State

    @property
    def next_number(self) -> int:
        """The number of the next release: no number is used twice while its release is there."""
        return max((number_of(one) for one in self.releases), default=0) + 1


def number_of(release: str) -> int:
    """The number a release's folder begins with; 0 for a folder that is no release."""
    number = release.partition("-")[0]
    return int(number) if len(number) == _DIGITS and number.isascii() and number.isdigit() else 0


def release_name(number: int, revision: str) -> str:
    """The folder of a release."""
    return f"{number:0{_DIGITS}d}-{revision[:_SHORT]}"


class Target:
    """One target while it is worked on. Everything but `locked` needs the lock."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    @contextmanager
    def locked(self, *, create: bool = False) -> Iterator[None]:
        """Alone at the target; BlockedError where somebody else is at work, or the folder holds something else or is missing.

        `create`: a missing folder is made.
        """
        with self.shell.held((_CREATE if create else "") + _HOLD):
            yield

    def standing(self) -> Standing:
        """Sweep away what others left unfinished, and say what stands there. Raises BlockedError where it cannot be understood."""
        link, names, *rest = self.shell.run(_STATE).decode("utf-8", "replace").split("\n", 2)
        current = link.removeprefix("releases/")
        releases = sorted((one for one in names.split() if number_of(one)), key=number_of)
        if link and (not link.startswith("releases/") or current not in releases):
            raise BlockedError(
                Text(f"{self.shell.place} 的 current 指向别处", f"current at {self.shell.place} leads elsewhere"),
                Text(
                    "有人动过它：查明后改回，或删掉这个链接",
                    "somebody has changed it: find out, set it right or remove the link",
                ),
            )
        text = "".join(rest).strip()
        try:
            state = msgspec.json.decode(text, type=State) if text else State()
        except msgspec.MsgspecError as error:
            raise BlockedError(
                Text(f"{self.shell.place}/state.json 读不出来", f"{self.shell.place}/state.json cannot be read"),
                Text("从备份恢复，或查明后删掉", "bring it back from a backup, or remove it once you know why"),
            ) from error
        return Standing(current, tuple(releases), state)

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
            _copy(site, release, Path(self.shell.place.folder), like, likeness)

    def _send(self, site: Path, like: str) -> None:
        place = self.shell.place
        words = ["rsync", "-r", "-s", "--checksum", "--perms", "--chmod=D755,F644", "--timeout=300"]
        words += [f"--link-dest={place.folder}/releases/{like}"] if like else []
        words += ["-e", shlex.join(self.shell.ssh), "--", f"{site}/", f"{place.host}:{place.folder}/incoming/site/"]
        done = self.shell.command(words)
        if done.returncode != 0:
            raise self.shell.failed(done.returncode, done.stderr.decode("utf-8", "replace").strip().splitlines())

    def put_up(self, standing: Standing, name: str, deployment: Deployment, *, internal: bool) -> None:
        """Make `name` what is up, in one rename; a release that is not there yet comes from `incoming/site`."""
        remembered = (*standing.state.deployments, deployment)[-_REMEMBERED:]
        state = msgspec.structs.replace(standing.state, internal=internal, deployments=remembered)
        move = "" if name in standing.releases else f"mv -T incoming/site releases/{name}"
        was = shlex.quote(f"releases/{standing.current}" if standing.current else "")
        script = _SWITCH.format(was=was, move=move, to=f"releases/{name}")
        self.shell.run(script, msgspec.json.format(msgspec.json.encode(state), indent=1) + b"\n")

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
