"""Recorded towns with an archive of some size, and the commands as they are run there.

town = Recorded(tmp_path / "repo", files={"mkdocs.yml": MKDOCS})
town.publish(archive(60))
assert run(town, "build").code == 0
"""

from __future__ import annotations

import io
import json
import os
from datetime import timedelta
from typing import Any, NamedTuple

import PIL.Image

from sanshen.cli import main
from sanshen.commands.desk import Desk
from support.editions import article_text
from support.recording import Recorded

MKDOCS = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\nextra: {site_domain: www.example.gov.cn}\n"


class Run(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


def picture(width: int, colour: int) -> bytes:
    out = io.BytesIO()
    PIL.Image.radial_gradient("L").resize((width, 200)).point(lambda value: (value + colour) % 256).save(out, "JPEG")
    return out.getvalue()


def archive(count: int) -> dict[str, str | bytes]:
    """Articles of two units, three columns and three years, with keywords, interpretations, links and pictures among them."""
    files: dict[str, str | bytes] = {}
    paths = [
        f"content/{('liangshan', 'education')[n % 2]}/{('news', 'policy', 'notice')[n // 2 % 3]}/{2024 + n % 3}/a{n:03}.md"
        for n in range(count)
    ]
    for n, path in enumerate(paths):
        front = {"title": f"第{n}次检查", "keywords": f"[检查, 词{n // 3}, 独{n}]"}
        if n % 9 == 4:
            front["interprets"] = paths[(n * 7 + 1) % count]
        other = paths[(n * 5 + 2) % count].removeprefix("content/")
        body = f"第 {n} 篇。\n\n另见[他篇](../../../{other})。\n"
        if n % 11 == 5:
            body += f"\n![现场](a{n:03}/p.jpg)\n"
            files[path.removesuffix(".md") + "/p.jpg"] = picture(900 + n, n)
        files[path] = article_text(body, **front)
    return files


def run(town: Recorded, *words: str, after: timedelta = timedelta(hours=1)) -> Run:
    """A command, some time after all that happened in the town."""
    out, err = io.StringIO(), io.StringIO()
    now = town.now + after
    desk = Desk(root=town.repo.path, out=out, err=err, env=dict(os.environ), clock=lambda: now)
    return Run(main(words, desk), out.getvalue(), err.getvalue())
