"""Every kind of page, and every stylesheet of our own, as the Nu Html Checker of the W3C judges them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from sanshen.site.theme_pages import THEME
from support.npm_script import VNU, path_of

from .rich_site import build_rich_site


def checked(*paths: Path) -> dict[Path, list[str]]:
    """What the checker says of each file, faults and warnings alike: line, message."""
    java = shutil.which("java")
    if java is None:
        if os.environ.get("CI"):
            pytest.fail("java is needed for the Nu Html Checker")
        pytest.skip("java is not installed")
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # it lives for some seconds
    command = [java, *quick, "-Xss2m", "-jar", str(path_of(VNU)), "--format", "json", "--also-check-css", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    said: dict[Path, list[str]] = {path: [] for path in paths}
    for one in json.loads(done.stderr)["messages"]:
        said[Path(unquote(urlsplit(one["url"]).path))].append(f"{one.get('lastLine')}: {one['message']}")
    return said


def test_every_page_is_valid_and_the_checker_sees_what_is_not(tmp_path: Path) -> None:
    wrong = tmp_path / "index.html"
    wrong.write_text("<!doctype html><p><div></p><img>", "utf-8")
    build_rich_site(tmp_path / "site")
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert len(pages) > 40
    said = checked(wrong, *pages, THEME / "assets" / "sanshen" / "site.css")
    assert any("img" in one for one in said.pop(wrong))
    assert {path.name: one for path, one in said.items() if one} == {}
