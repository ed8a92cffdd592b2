"""Pictures of the built site as a reader sees it, on a desktop and on a phone, into build/screenshots/.

The first screen of the pages that the README shows goes into docs/screens/, in few colours, so that it stays small.

Needs Chromium (Debian package `chromium`); playwright drives it.
"""

from __future__ import annotations

import io
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "site"
OUT = ROOT / "build" / "screenshots"
README = ROOT / "docs" / "screens"
IN_README = frozenset({"home-desktop", "home-phone", "search-desktop", "unit-desktop", "article-desktop", "article-phone"})
COLOURS = 96
PAGES = {
    "home": "",
    "unit": "liangshan/",
    "kind": "by_type/news/",
    "keyword": "by_keyword/冬春火灾防控/",
    "month": "by_month/2026-11/",
    "map": "site_map/",
    "list": "liangshan/news/",
    "article": "liangshan/news/2026/winter-fire-check/",
    "document": "portal/policy/2026/winter-fire-plan/",
    "corrected": "liangshan/service/2026/senior-allowance/",
    "reprint": "education/notice/2026/reading-initiative/",
    "data": "shiqiao/data/2026/grain-output/",
    "tombstone": "emergency/news/2026/quarter-statistics/",
    "search": "site_search/?q=消防检查",
}
SCREENS = {"desktop": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder on a free port of the loopback; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def wider_than_screen(page: Page) -> bool:
    """Whether a reader would have to scroll sideways."""
    answer: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return answer


def _keep_small(picture: bytes, path: Path) -> None:
    with Image.open(io.BytesIO(picture)) as shown:
        shown.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    """0 where every page answered and fits its screen."""
    chromium = shutil.which("chromium")
    if chromium is None or not (SITE / "index.html").exists():
        print("需要 Chromium（Debian 软件包 chromium）和已构建的网站（make site）", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    README.mkdir(parents=True, exist_ok=True)
    faults = 0
    with served(SITE) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for screen, size in SCREENS.items():
            page = browser.new_page(viewport=size)
            for name, place in PAGES.items():
                answer = page.goto(address + place)
                if name == "search":
                    page.wait_for_selector(".s-founds[aria-busy='false']", state="attached")
                page.screenshot(path=OUT / f"{name}-{screen}.png", full_page=True)
                if f"{name}-{screen}" in IN_README:
                    _keep_small(page.screenshot(), README / f"{name}-{screen}.png")
                if answer is None or not answer.ok or wider_than_screen(page):
                    print(f"{place}：{screen} 打不开或超出屏幕宽度", file=sys.stderr)
                    faults += 1
        browser.close()
    print(f"{len(PAGES) * len(SCREENS)} 张图在 {OUT}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
