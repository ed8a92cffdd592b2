"""Building the site: CPU of reading, rendering, judging and writing N articles, against MkDocs with Material as a district would use it.

    .venv/bin/python benchmarks/build.py [ARTICLES]

The peer has its articles `not_in_nav` and no search: with its defaults it is quadratic (182 s for 2,000 articles). Targets: at most
1.1 times the peer; the cost of a page at twice the size at most 1.15 times.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from processes import cpu_of, median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

RUNS = 3
PARAGRAPH = "街道组织应急、消防、社区等力量，对辖区内商场、学校、养老机构等重点场所开展**拉网式检查**，发现隐患及时整改。"
BODY = (
    "\n\n".join([f"# 一、检查情况\n\n{PARAGRAPH * 6}", "| 社区 | 数量 |\n| --- | ---: |\n| 东门 | 12 |", *[PARAGRAPH * 4] * 6])
    + "\n"
)
PEER = """site_name: 示例区
site_url: https://www.example.gov.cn/
theme: {name: material, font: false}
plugins: []
nav: [{首页: index.md}]
not_in_nav: '*'
markdown_extensions: [tables]
"""


def text(number: int) -> str:
    """One article, about 1,900 characters."""
    from support.editions import article_text

    return article_text(f"第 {number} 篇。\n\n{BODY}", title=f"梁山街道开展第{number}次消防安全检查")


def path_of(number: int) -> str:
    """Spread over units and columns."""
    unit, column = ("liangshan", "education")[number % 2], ("news", "notice", "policy")[number // 2 % 3]
    return f"content/{unit}/{column}/2026/a{number:06d}.md"


def child(count: int, folder: Path) -> None:
    """One cold build in this process."""
    from sanshen.site.edition import Published
    from support.editions import START, compose_text, make_edition, publish_to

    articles = []
    for number in range(count):
        made = compose_text(path_of(number), text(number), at=START + timedelta(minutes=number))
        assert isinstance(made, Published)
        articles.append(made)
    publish_to(folder, make_edition(*articles))


def ours(count: int, folder: Path) -> float:
    """CPU seconds of a child that builds."""
    return cpu_of([sys.executable, __file__, "--child", str(count), str(folder / "site")], folder)


def peer(count: int, folder: Path) -> float:
    """CPU seconds of MkDocs on the same texts."""
    for number in range(count):
        target = folder / "docs" / path_of(number).removeprefix("content/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text(number), encoding="utf-8")
    (folder / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(PEER, encoding="utf-8")
    return cpu_of([str(Path(sys.executable).parent / "mkdocs"), "build", "-q", "-d", str(folder / "out")], folder)


def measured(what: object, count: int) -> float:
    """The middle of several runs, each in a new folder."""
    seconds = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            seconds.append(what(count, Path(folder)))  # type: ignore[operator]  # ours or peer
    return median(seconds)


def main() -> None:
    """Print the two ratios."""
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), Path(sys.argv[3]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "scripts")], check=True)
    half, whole, other = measured(ours, count // 2), measured(ours, count), measured(peer, count)
    per_page = (whole / count) / (half / (count // 2))
    print(
        f"build of {count:,} articles: {whole:.2f} s CPU, MkDocs with Material {other:.2f} s: {whole / other:.2f}x (target 1.1x)"
    )
    print(f"a page at {count:,} articles against {count // 2:,}: {per_page:.2f}x (target 1.15x)")


if __name__ == "__main__":
    main()
