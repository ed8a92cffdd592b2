"""scripts/ci: what reaches main is recorded, proven and built by the script that the publish workflow calls."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from support.actions import BIN, ROOT
from support.repos import clean_environment
from support.sites import ARTICLE, PIPELINE, TEXT, Site, key_of

SCRIPTS = ROOT / "scripts" / "ci"


class Ran(NamedTuple):
    """How a script ended, and what it told the workflow."""

    code: int
    output: dict[str, str]
    said: str


class Desk:
    """An origin that districts push to, and the runner's clone of it."""

    def __init__(self, site: Site, where: Path) -> None:
        self.site, self.where = site, where
        self.origin = where / "origin.git"
        subprocess.run(["git", "clone", "-q", "--bare", site.repo.path, self.origin], check=True)
        self.clone = self.new_clone("runner")

    def new_clone(self, name: str) -> Path:
        subprocess.run(["git", "clone", "-q", self.origin, self.where / name], check=True)
        return self.where / name

    def push(self) -> None:
        subprocess.run(["git", "push", "-q", self.origin, "main:main"], cwd=self.site.repo.path, check=True)

    def run(self, script: str, clone: Path | None = None, **env: str) -> Ran:
        output = self.where / "output"
        output.write_text("")
        given = {
            **clean_environment(),
            "PATH": os.environ["PATH"],
            "SANSHEN": str(BIN / "sanshen"),
            "REPOSITORY": str(clone or self.clone),
            "GITHUB_OUTPUT": str(output),
            "PIPELINE_KEY": key_of(PIPELINE).private.read_text(),
            "ROOT_OF_TRUST": f'genesis: {self.site.root}\nkeys: ["{key_of(PIPELINE).public}"]\n',
            **env,
        }
        done = subprocess.run([SCRIPTS / script], env=given, capture_output=True, text=True, check=False)
        pairs = dict(line.split("=", 1) for line in output.read_text().splitlines())
        return Ran(done.returncode, pairs, done.stdout + done.stderr)

    def records(self) -> int:
        words = ["git", "rev-list", "--count", "sanshen-records"]
        said = subprocess.run(words, cwd=self.origin, capture_output=True, text=True, check=False)
        return int(said.stdout or 0)


class Room:
    """One place where a desk stands; what stood there at some point can be put back."""

    def __init__(self, where: Path, kept: Path) -> None:
        self._where, self._kept = where, kept
        self._desks: dict[str, Desk] = {}

    def keep(self, name: str, desk: Desk) -> None:
        self._desks[name] = copy.deepcopy(desk)
        shutil.copytree(self._where, self._kept / name, symlinks=True)

    def again(self, name: str) -> Desk:
        shutil.rmtree(self._where)
        shutil.copytree(self._kept / name, self._where, symlinks=True)
        return copy.deepcopy(self._desks[name])


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """`merged`: one article, signed and merged into main; `published`: the script has run over it."""
    where = tmp_path_factory.mktemp("desk")
    room = Room(where, tmp_path_factory.mktemp("kept"))
    site = Site(where / "site")
    site.draft()
    site.sign_all()
    site.repo.merge("main", "draft")
    desk = Desk(site, where)
    room.keep("merged", desk)
    ran = desk.run("publish.sh")
    assert ran.output == {"commit": site.repo.tip(), "built": "true"}, ran.said
    room.keep("published", desk)
    return room


@pytest.fixture
def desk(room: Room) -> Desk:
    return room.again("merged")


@pytest.fixture
def published(room: Room) -> Desk:
    return room.again("published")


def test_what_is_signed_is_recorded_proven_and_built(desk: Desk) -> None:
    ran = desk.run("publish.sh")
    assert (ran.code, ran.output) == (0, {"commit": desk.site.repo.tip(), "built": "true"}), ran.said
    assert (desk.clone / "build" / "public" / "index.html").is_file()
    assert desk.records() == 1
    assert "PRIVATE KEY" not in ran.said


def test_a_run_again_adds_no_record(published: Desk) -> None:
    assert published.run("publish.sh", published.new_clone("again")).code == 0
    assert published.records() == 1


def test_t54_what_is_not_signed_is_not_published(desk: Desk) -> None:
    desk.site.repo.commit({ARTICLE: TEXT.replace("十二处", "两处")}, "直接推送")
    desk.push()
    ran = desk.run("publish.sh", desk.new_clone("pushed"))
    assert ran.code == 1
    assert "built" not in ran.output


def test_t54_what_was_signed_before_an_unsigned_push_keeps_its_record(desk: Desk) -> None:
    """Comments and accounts on a forge may be gone when somebody has set the unsigned push right."""
    desk.site.repo.commit({ARTICLE: TEXT.replace("十二处", "两处")}, "直接推送")
    desk.push()
    for run in ("first", "second"):
        assert desk.run("publish.sh", desk.new_clone(run)).code == 1
        assert desk.records() == 1


def test_t55_an_older_run_leaves_publishing_to_the_newer_one(desk: Desk) -> None:
    desk.site.repo.commit({"notes.txt": "后来"}, "后来")
    desk.push()
    ran = desk.run("publish.sh")
    assert (ran.code, ran.output) == (0, {"built": "false"})
    assert desk.records() == 0


def test_t55_main_that_moved_on_between_building_and_deploying_is_not_put_up(published: Desk) -> None:
    desk, commit = published, published.site.repo.tip()
    assert desk.run("newest.sh", COMMIT=commit).output == {"newest": "true"}
    desk.site.repo.commit({"notes.txt": "后来"}, "后来")
    desk.push()
    ran = desk.run("newest.sh", COMMIT=commit)
    assert (ran.code, ran.output) == (0, {"newest": "false"})


@pytest.mark.parametrize("branch", ["a/refs/heads/main", "z/refs/heads/main", "refs/heads/main"])
def test_t55_a_branch_that_ends_like_main_does_not_stop_publishing(desk: Desk, branch: str) -> None:
    """Whoever can push a branch could otherwise keep a take-down from going out."""
    subprocess.run(["git", "push", "-q", desk.origin, f"main:refs/heads/{branch}"], cwd=desk.site.repo.path, check=True)
    ran = desk.run("publish.sh", desk.new_clone("fresh"))
    assert (ran.code, ran.output.get("built")) == (0, "true"), ran.said
    assert desk.run("newest.sh", COMMIT=desk.site.repo.tip()).output == {"newest": "true"}


def test_t55_without_main_nothing_is_the_newest(desk: Desk) -> None:
    ending = "main:refs/heads/a/refs/heads/main"
    subprocess.run(["git", "push", "-q", desk.origin, ending], cwd=desk.site.repo.path, check=True)
    subprocess.run(["git", "update-ref", "-d", "refs/heads/main"], cwd=desk.origin, check=True)
    ran = desk.run("newest.sh", COMMIT=desk.site.repo.tip())
    assert (ran.code, ran.output) == (3, {})


def test_t56_a_branch_that_ends_like_the_records_is_not_taken_for_them(desk: Desk) -> None:
    records = "main:refs/heads/a/refs/heads/sanshen-records"
    subprocess.run(["git", "push", "-q", desk.origin, records], cwd=desk.site.repo.path, check=True)
    ran = desk.run("publish.sh", desk.new_clone("fresh"))
    assert (ran.code, ran.output.get("built")) == (0, "true"), ran.said
    assert desk.records() == 1


def test_another_run_that_pushed_its_record_first_costs_nothing(desk: Desk, tmp_path: Path) -> None:
    """Between our writing and our pushing another run pushes its own: ours is written anew on top of it."""
    other = desk.new_clone("other")
    wrapper = tmp_path / "sanshen"
    wrapper.write_text(
        "#!/bin/sh\n"
        f'"{BIN}/sanshen" "$@" || exit $?\n'
        f'[ "$1" = record ] && [ ! -e "{tmp_path}/done" ] || exit 0\n'
        f'touch "{tmp_path}/done"\n'
        f'cd "{other}" && "{BIN}/sanshen" record && git push -q origin sanshen-records\n'
    )
    wrapper.chmod(0o755)
    ran = desk.run("publish.sh", SANSHEN=str(wrapper))
    assert (ran.code, ran.output.get("built")) == (0, "true"), ran.said
    assert desk.records() == 1


def test_a_push_of_records_that_is_refused_again_and_again_publishes_nothing_and_loses_nothing(desk: Desk) -> None:
    hook = desk.origin / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    ran = desk.run("publish.sh")
    assert (ran.code, ran.output) == (3, {}), ran.said
    assert desk.records() == 0
    hook.unlink()
    again = desk.run("publish.sh", desk.new_clone("again"))
    assert (again.code, again.output.get("built")) == (0, "true"), again.said
    assert desk.records() == 1


@pytest.mark.parametrize("missing", ["PIPELINE_KEY", "ROOT_OF_TRUST"])
def test_without_key_or_root_nothing_is_begun(desk: Desk, missing: str) -> None:
    ran = desk.run("publish.sh", **{missing: ""})
    assert ran.code == 2
    assert missing in ran.said
    assert desk.records() == 0


def test_an_origin_out_of_reach_publishes_nothing(desk: Desk) -> None:
    desk.origin.rename(desk.where / "gone")
    assert desk.run("publish.sh").code not in {0, 1}
    assert desk.run("newest.sh").output == {}


@pytest.mark.parametrize("head", ["", "main", "--upload-pack=touch /tmp/x", "0" * 39, "0" * 40 + "\n"])
def test_t51_the_preview_takes_a_commit_id_and_nothing_else(desk: Desk, head: str) -> None:
    assert desk.run("preview.sh", HEAD_SHA=head).code == 2


def test_where_there_is_no_server_pages_may_take_what_was_built(published: Desk) -> None:
    desk, commit = published, published.site.repo.tip()
    ran = desk.run("deploy.sh", COMMIT=commit)
    assert (ran.code, ran.output) == (0, {"pages": "true"}), ran.said
    (desk.clone / "build" / "public" / "index.html").write_text("别的")
    ran = desk.run("deploy.sh", COMMIT=commit)
    assert (ran.code, ran.output) == (1, {}), ran.said


def test_the_districts_own_server_gets_what_was_built_and_pages_nothing(published: Desk, tmp_path: Path) -> None:
    """The target is a folder of this machine; ssh is tested with a real sshd in tests/unit/deploying."""
    desk, commit = published, published.site.repo.tip()
    own = {
        "COMMIT": commit,
        "DEPLOY_TARGET": str(tmp_path / "www"),
        "DEPLOY_KEY": "secret-key",
        "DEPLOY_HOSTS": "h ssh-ed25519 AAAA",
    }
    ran = desk.run("deploy.sh", **own)
    assert (ran.code, ran.output) == (0, {"pages": "false"}), ran.said
    assert (tmp_path / "www" / "current" / "index.html").is_file()
    assert "secret-key" not in ran.said
    for missing in ("DEPLOY_KEY", "DEPLOY_HOSTS", "COMMIT"):
        assert desk.run("deploy.sh", **{**own, missing: ""}).code == 2


def test_t55_main_that_moved_on_is_not_put_up_on_the_server(published: Desk, tmp_path: Path) -> None:
    desk, commit = published, published.site.repo.tip()
    desk.site.repo.commit({"notes.txt": "后来"}, "后来")
    desk.push()
    own = {"COMMIT": commit, "DEPLOY_TARGET": str(tmp_path / "www"), "DEPLOY_KEY": "k", "DEPLOY_HOSTS": "h"}
    ran = desk.run("deploy.sh", **own)
    assert (ran.code, ran.output) == (0, {"pages": "false"}), ran.said
    assert not (tmp_path / "www").exists()
