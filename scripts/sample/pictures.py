"""`make manual-pictures`: every picture of the manuals anew, from what the commands really print and build, into docs/pictures/.

Needs Chromium (Debian package `chromium`); playwright drives it. The comment is the golden Markdown that the tests hold the program to.
"""

from __future__ import annotations

import html
import shutil
import sys
import tempfile
from pathlib import Path

from markdown_it import MarkdownIt
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from scenes import Scenes
from screenshots import served
from workshop import ROOT, StoryError

OUT = ROOT / "docs" / "pictures"
STYLES = Path(__file__).resolve().parent / "styles"
COMMENTS = ROOT / "tests" / "golden" / "comment"
MAX_BYTES, MAX_ALL = 120_000, 1_500_000
DESKTOP, PHONE = ViewportSize(width=960, height=800), ViewportSize(width=390, height=844)
TERMINAL, NARROW = ViewportSize(width=820, height=100), ViewportSize(width=390, height=100)
SHOTS = {
    "comment-turn-phone": ("comment/pending.html", NARROW, True),
    "comment-proofing": ("comment/proofing.html", TERMINAL, True),
    "comment-allowed-phone": ("comment/allowed.html", NARROW, True),
    "board": ("board.html", DESKTOP, False),
    "board-phone": ("board.html", PHONE, False),
    "article": ("site/liangshan/news/2026/winter-fire-check/", DESKTOP, False),
    "preview-phone": ("preview/liangshan/news/2026/elderly-canteen/", PHONE, False),
    **{
        f"terminal-{name}": (f"terminal/{name}.html", TERMINAL, True)
        for name in ("new", "check", "status", "sign", "early", "object", "lexicon", "explain", "verify")
    },
}
"""Picture → (page, screen, whether the whole page is shown)."""
GLYPHS = {
    "✅": ("yes", "✔"),
    "🟡": ("turn", "●"),
    "⚪": ("later", "○"),
    "⏳": ("turn", "◔"),
    "⛔": ("no", "✘"),
    "👉": ("turn", "☞"),
}
"""Emoji → (class, glyph): plain glyphs in colour, so that the pictures are the same where no emoji font is installed."""
HEAD_LINES, TAIL_LINES = 12, 4


def page(title: str, style: str, body: str) -> str:
    """A page of its own with one of our stylesheets."""
    css = (STYLES / style).read_text("utf-8")
    return f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><style>{css}</style>{body}</html>'


def comment(markdown: str) -> str:
    """The sticky comment as a forge shows it: comments are dropped, the rest is GitHub's Markdown."""
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    for emoji, (kind, glyph) in GLYPHS.items():
        shown = shown.replace(emoji, f'<span class="{kind}">{glyph}</span>')
    return page("评论", "comment.css", f"<article><header><b>sanshen</b> 评论</header><div>{shown}</div></article>")


def terminal(command: str, printed: str) -> str:
    """A terminal after one command; the middle of a long answer is left out and said to be."""
    lines = printed.rstrip("\n").split("\n")
    left = len(lines) - HEAD_LINES - TAIL_LINES
    if left > TAIL_LINES and command.startswith("sanshen sign"):
        lines = [*lines[:HEAD_LINES], f"……（此处略去 {left} 行）……", *lines[-TAIL_LINES:]]
    text = html.escape("\n".join(lines))
    return page("终端", "terminal.css", f"<header>终端</header><pre><b>$ {html.escape(command)}</b>\n{text}</pre>")


def pages(folder: Path) -> None:
    """Everything to be photographed, as files under `folder`. StoryError where a command answered otherwise than it should."""
    scenes = Scenes(folder)
    scenes.play()
    for kind in ("comment", "terminal"):
        (folder / kind).mkdir()
    for golden in COMMENTS.glob("*.md"):
        (folder / "comment" / f"{golden.stem}.html").write_text(comment(golden.read_text("utf-8")), "utf-8")
    for name, (command, printed) in scenes.printed.items():
        (folder / "terminal" / f"{name}.html").write_text(terminal(command, printed), "utf-8")


def photograph(browser: Browser, address: str, name: str, out: Path) -> int:
    """One picture; its size in bytes. StoryError where the page does not answer."""
    place, screen, whole = SHOTS[name]
    tab = browser.new_page(viewport=screen)
    answer = tab.goto(address + place)
    if answer is None or not answer.ok:
        raise StoryError(f"{place} does not answer")
    tab.screenshot(path=out, full_page=whole, animations="disabled")
    tab.close()
    return out.stat().st_size


def main() -> int:
    """0 where every picture is made and small enough; nothing is replaced otherwise."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("需要 Chromium（Debian 软件包 chromium）", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="sanshen-pictures-") as scratch, sync_playwright() as play:
        folder, made = Path(scratch) / "pages", Path(scratch) / "made"
        folder.mkdir()
        made.mkdir()
        try:
            pages(folder)
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-lcd-text"])
            with served(folder) as address:
                sizes = {name: photograph(browser, address, name, made / f"{name}.png") for name in SHOTS}
            browser.close()
        except StoryError as failure:
            print(f"图没有做成：{failure}", file=sys.stderr)
            return 1
        heavy = [f"{name} {size}" for name, size in sizes.items() if size > MAX_BYTES]
        if heavy or sum(sizes.values()) > MAX_ALL:
            print(f"图太大：{'、'.join(heavy)}，合计 {sum(sizes.values())} 字节", file=sys.stderr)
            return 1
        shutil.rmtree(OUT, ignore_errors=True)
        shutil.copytree(made, OUT)
    print(f"{len(sizes)} 张图在 {OUT.relative_to(ROOT)}，合计 {sum(sizes.values()) // 1024} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
