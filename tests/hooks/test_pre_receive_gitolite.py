"""The hook behind gitolite and sshd: the push of a district's own server, over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support import gitolite
from support.pushes import push, refs_of
from support.sites import ARTICLE, TEXT, Site, key_of

pytestmark = pytest.mark.skipif(not gitolite.installed(), reason="gitolite3 or sshd is not installed here")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[gitolite.Gitolite]:
    with gitolite.running(tmp_path_factory.mktemp("gitolite"), key_of("zhao.min"), "site") as running:
        yield running


def test_a_site_is_founded_signed_and_guarded_over_ssh(server: gitolite.Gitolite, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    bare, url, env = server.bare("site"), server.url("site"), server.ssh(server.admin)
    founded = push(site.repo, url, "main", **env)
    assert founded.code == 0, founded.said
    assert site.root in founded.said

    site.draft()
    refused = push(site.repo, url, "draft:main", **env)
    assert refused.code != 0
    assert "尚缺签署" in refused.said
    assert refs_of(bare) == {"refs/heads/main": site.root}

    assert push(site.repo, url, "draft", **env).code == 0
    signed = site.sign_all()
    accepted = push(site.repo, url, "draft", "draft:main", **env)
    assert accepted.code == 0, accepted.said
    assert refs_of(bare) == {"refs/heads/main": signed, "refs/heads/draft": signed}

    site.draft(TEXT.replace("十二", "二十"), ARTICLE)
    changed = push(site.repo, url, "draft:main", **env)
    assert changed.code != 0
    assert refs_of(bare)["refs/heads/main"] == signed


def test_a_key_the_server_does_not_know_gets_nowhere(server: gitolite.Gitolite, tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    assert push(site.repo, server.url("site"), "main:stranger", **server.ssh(key_of("qian.yi"))).code != 0
