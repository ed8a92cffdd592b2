"""Nothing is deployed that is not, to the last byte, what a listed pipeline key has signed."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sanshen.site.manifest import NAMESPACE
from support.editions import tree
from support.keys import Key, shared_key
from support.recording import sha256
from support.station import Station, up

PAGE = "liangshan/news/2026/a/index.html"


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    station = Station(tmp_path_factory.mktemp("station"))
    station.publish("a", "b")
    station.build()
    return station


@pytest.fixture
def site(station: Station, tmp_path: Path) -> Path:
    shutil.copytree(station.room / "public", tmp_path / "site")
    return tmp_path / "site"


def sign(site: Path, key: Key, namespace: str = NAMESPACE) -> None:
    """Sign the manifest as it stands, as somebody with that key could."""
    (site / "manifest.json.sig").unlink(missing_ok=True)
    words = ["ssh-keygen", "-Y", "sign", "-f", str(key.private), "-n", namespace, str(site / "manifest.json")]
    subprocess.run(words, check=True, capture_output=True)


def test_a_built_site_goes_up_as_it_is(station: Station, site: Path, tmp_path: Path) -> None:
    done = station.deploy(tmp_path / "www", site)
    assert done.code == 0, done.err
    assert "已上线 000001-" in done.out
    assert up(tmp_path / "www") == tree(site)
    assert (tmp_path / "www" / "current").is_symlink()


def change(site: Path) -> None:
    (site / PAGE).write_bytes((site / PAGE).read_bytes() + b" ")


def add(site: Path) -> None:
    (site / "liangshan" / "extra.html").write_text("多出的一页")


def remove(site: Path) -> None:
    (site / PAGE).unlink()


def link(site: Path) -> None:
    (site / "elsewhere.html").write_bytes((site / PAGE).read_bytes())
    (site / PAGE).unlink()
    (site / PAGE).symlink_to(site / "elsewhere.html")


def unsign(site: Path) -> None:
    (site / "manifest.json.sig").unlink()


def edit_manifest(site: Path) -> None:
    text = (site / "manifest.json").read_text()
    (site / "manifest.json").write_text(text.replace('"internal": false', '"internal": true'))


def sign_by_another(site: Path) -> None:
    sign(site, shared_key("someone-else"))


def sign_for_something_else(site: Path) -> None:
    sign(site, shared_key("pipeline"), "sanshen-record")


def edit_part(site: Path) -> None:
    part = next(one for one in sorted((site / "manifest").iterdir()) if '"article"' in one.read_text())
    part.write_text(part.read_text().replace('"article"', '"tombstone"'))


def spoil_manifest(site: Path) -> None:
    (site / "manifest.json").write_text("{")


def empty(site: Path) -> None:
    shutil.rmtree(site)
    site.mkdir()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (change, "被改过"), (add, "多出 liangshan/extra.html"), (remove, f"缺少 {PAGE}"), (link, "不是普通文件"), (unsign, "没有签名"),
        (edit_manifest, "签名与内容不符"), (sign_by_another, "不是当时登记的发布密钥"), (sign_for_something_else, "用途不符"),
        (edit_part, "缺失或被改过"), (spoil_manifest, "读不出来"), (empty, "没有 manifest.json"),
    ],
)  # fmt: skip
def test_what_is_not_what_was_signed_is_refused_before_anything_is_touched(
    station: Station, site: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(site)
    done = station.deploy(tmp_path / "www", site)
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert not (tmp_path / "www").exists()


@pytest.mark.parametrize("name", ["../outside.html", "/etc/passwd", "a//b", "a/./b", "a\nb", "a\\b", ""])
def test_a_name_that_leads_out_of_the_site_is_refused_even_when_it_is_signed(
    station: Station, site: Path, tmp_path: Path, name: str
) -> None:
    manifest = json.loads((site / "manifest.json").read_text())
    manifest["files"][name] = sha256("x")
    (site / "manifest.json").write_text(json.dumps(manifest))
    sign(site, station.key)
    done = station.deploy(tmp_path / "www", site)
    assert done.code == 1
    assert "文件名不能使用" in done.err


def test_the_content_of_a_site_has_one_digest_whatever_revision_it_comes_from(station: Station, tmp_path: Path) -> None:
    from sanshen.deploying.folder import verified

    keys = (station.key.public,)
    one = verified(station.room / "public", lambda _: keys)
    station.town.publish({"reviews/sources.yml": "sources: []\n"})
    other = verified(station.build("later"), lambda _: keys)
    assert one.revision != other.revision
    assert one.digest != other.digest
    assert one.content == other.content
    assert one.digest == hashlib.sha256((station.room / "public" / "manifest.json").read_bytes()).hexdigest()
