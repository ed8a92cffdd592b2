"""Every kind of page, and every stylesheet of our own, as the Nu Html Checker of the W3C judges them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sanshen.site.theme_pages import THEME
from support.npm_script import VNU, path_of

from .rich_site import build_rich_site


def checked(*paths: Path) -> list[str]:
    """What the checker says, faults and warnings alike: file name, line, message."""
    java = shutil.which("java")
    if java is None:
        if os.environ.get("CI"):
            pytest.fail("java is needed for the Nu Html Checker")
        pytest.skip("java is not installed")
    command = [java, "-Xss2m", "-jar", str(path_of(VNU)), "--format", "json", "--also-check-css", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    messages = json.loads(done.stderr)["messages"]
    return [f"{one.get('url', '').rsplit('/', 2)[-2:]}:{one.get('lastLine')}: {one['message']}" for one in messages]


def test_the_checker_sees_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><p><div></p><img>", "utf-8")
    assert any("img" in one for one in checked(tmp_path / "index.html"))


def test_every_page_is_valid(tmp_path: Path) -> None:
    build_rich_site(tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 40
    assert checked(*pages, THEME / "assets" / "sanshen" / "site.css") == []
