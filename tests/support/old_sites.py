"""Old sites of MkDocs and Hugo, as files. What Hugo 0.168.0 made of `HUGO` was noted from its real output (`HUGO_LISTING`,
`HUGO_FILES`); MkDocs is run by the tests themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e5"
    "27d4a20000000049454e44ae426082"
)

HUGO: dict[str, str | bytes] = {
    "hugo.toml": (
        'baseURL = "https://old.example.gov.cn/site/"\ntitle = "旧站"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
        '[permalinks]\nposts = "/:year/:month/:slug/"\n'
    ),
    "content/news/2019/Winter_Fire.md": (
        "---\ntitle: 冬季消防检查\ndate: 2019-11-05T09:30:00+08:00\ntags: [消防, 安全]\naliases: [/old/fire.html, fire-old]\n"
        "weight: 3\n---\n\n正文见[通知](/2020/01/my-first/#a)和 ![图](/images/a.png)，另见[草稿](/guide/draft/)。\n"
    ),
    "content/posts/first.md": (
        '+++\ntitle = "First Post"\ndate = 2020-01-02\nslug = "my-first"\n+++\n\n'
        '[检查]({{< ref "news/2019/Winter_Fire.md" >}})，[外](https://www.example.com/)，'
        "[绝对](https://old.example.gov.cn/site/how/to/)。\n\n"
        '{{< figure src="/images/a.png" alt="现场" >}}\n\n{{< youtube abc >}}\n'
    ),
    "content/posts/second.md": '+++\ntitle = "Second: a Post!"\ndate = 2020-02-03T04:05:06Z\n+++\n\n内容。\n',
    "content/通知/fire drill/index.md": '{\n"title": "演练",\n"date": "2021-03-04"\n}\n\n[附件](plan.txt)、[没有](gone.pdf)。\n',
    "content/通知/fire drill/plan.txt": "方案",
    "content/guide/Some Page (x).md": "---\ntitle: 指南\nurl: /how/to\n---\n内容。\n",
    "content/guide/draft.md": "---\ntitle: B\ndate: 2018-01-01\ndraft: true\n---\n内容。\n",
    "content/guide/_index.md": "---\ntitle: sec\n---\n",
    "content/guide/C.D & e_F.md": "---\ntitle: C.D & E\ndate: 2018-01-01\n---\n内容。\n",
    "content/guide/broken.md": "---\ntitle: a: b\n---\n内容。\n",
    "static/images/a.png": PNG,
    "static/images/unused.png": PNG,
}

HUGO_LISTING = """path,slug,title,date,expiryDate,publishDate,draft,permalink,kind,section
content/news/2019/Winter_Fire.md,,冬季消防检查,2019-11-05T09:30:00+08:00,0001-01-01T00:00:00Z,2019-11-05T09:30:00+08:00,false,https://old.example.gov.cn/site/news/2019/winter_fire/,page,news
content/通知/fire drill/index.md,,演练,2021-03-04T00:00:00Z,0001-01-01T00:00:00Z,2021-03-04T00:00:00Z,false,https://old.example.gov.cn/site/%E9%80%9A%E7%9F%A5/fire-drill/,page,通知
content/posts/second.md,,Second: a Post!,2020-02-03T04:05:06Z,0001-01-01T00:00:00Z,2020-02-03T04:05:06Z,false,https://old.example.gov.cn/site/2020/02/second-a-post/,page,posts
content/posts/first.md,my-first,First Post,2020-01-02T00:00:00Z,0001-01-01T00:00:00Z,2020-01-02T00:00:00Z,false,https://old.example.gov.cn/site/2020/01/my-first/,page,posts
content/guide/draft.md,,B,2018-01-01T00:00:00Z,0001-01-01T00:00:00Z,2018-01-01T00:00:00Z,true,https://old.example.gov.cn/site/guide/draft/,page,guide
content/guide/C.D & e_F.md,,C.D & E,2018-01-01T00:00:00Z,0001-01-01T00:00:00Z,2018-01-01T00:00:00Z,false,https://old.example.gov.cn/site/guide/c.d--e_f/,page,guide
content/guide/Some Page (x).md,,指南,0001-01-01T00:00:00Z,0001-01-01T00:00:00Z,0001-01-01T00:00:00Z,false,https://old.example.gov.cn/site/how/to/,page,guide
"""
HUGO_FILES = (
    "2020/01/my-first/index.html",
    "2020/02/second-a-post/index.html",
    "guide/c.d--e_f/index.html",
    "how/to/index.html",
    "news/2019/fire-old/index.html",
    "news/2019/winter_fire/index.html",
    "old/fire.html",
    "通知/fire-drill/index.html",
)
"""Every page and redirect of an article that Hugo built."""
HUGO_MAP = """sections:
  news: liangshan/news
  posts: liangshan/news
  guide: liangshan/notice
  通知: liangshan/notice
times: {"guide/Some Page (x).md": 2017-05-06}
"""

MKDOCS: dict[str, str | bytes] = {
    "mkdocs.yml": (
        "site_name: 旧站\nsite_url: https://old.example.gov.cn/\nplugins: []\n"
        "markdown_extensions:\n  - toc:\n      slugify: !!python/name:markdown.extensions.toc.slugify_unicode\n"
    ),
    "docs/index.md": "# 首页\n",
    "docs/news/index.md": "# 动态\n",
    "docs/news/fire.md": (
        "---\ndate: 2019-11-05 09:30:00\ndescription: 街道检查消防。\ntags: [消防]\nicon: fire\n---\n# 冬季消防检查\n\n"
        '见[方案](../files/plan%20a.txt "方案")、![图][p]、[通知](../notices/2020/notice.md#x)、[动态](index.md)、[无](gone.md)。\n\n'
        "[p]: ../img/a.png\n\n!!! note\n    提示\n"
    ),
    "docs/notices/2020/notice.md": (
        "---\ntitle: 关于检查的通知\ndate: 2020-01-02\n---\n\n# 通知\n\n[检查](../../news/fire.md)、[同页](#通知)、[网址](../../../news/fire/)。\n"
    ),
    "docs/notices/plain.md": "没有标题也没有日期的一页。\n",
    "docs/img/a.png": PNG,
    "docs/files/plan a.txt": "方案",
    "docs/img/unused.png": PNG,
}
MKDOCS_MAP = "sections: {news: liangshan/news, notices: liangshan/notice}\n"


def lay(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a site's files."""
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


def mkdocs_files(site: Path, folder: Path) -> set[str]:
    """The pages that MkDocs itself builds from a site."""
    words = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(site / "mkdocs.yml"), "-d", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})
    assert done.returncode == 0, done.stderr
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
