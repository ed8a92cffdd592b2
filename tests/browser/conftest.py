"""A real Chromium, headless, once a test run; a web server on loopback, once a module."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

OpenPage = Callable[..., Page]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files under the content security policy that a district's server sends, and says nothing."""

    def end_headers(self) -> None:
        """The policy goes with every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


class Server(ThreadingHTTPServer):
    """Readers who close a page before all of it has come are no error."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Everything else is told."""
        if not isinstance(sys.exception(), (BrokenPipeError, ConnectionResetError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Served:
    """A folder under an address; `folder` is where tests put their site."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests: to make a new one costs as much as to open a dozen pages."""
    with browser.new_context() as opened:
        yield opened


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, profile: BrowserContext) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with profile.new_page() as kept:  # while a page of the site is open, others of it need no process of their own
        kept.goto(address)
        yield Served(folder, address)
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(profile: BrowserContext) -> Iterator[OpenPage]:
    """Opens pages for a reader who was never here: nothing that another test stored is left."""

    def opened(size: tuple[int, int] = (1280, 900), *, scheme: Literal["light", "dark"] = "light", calm: bool = False) -> Page:
        """`calm`: without transitions, for colours half-way from one look to another are nobody's."""
        page = profile.new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce" if calm else "no-preference")
        return page

    before = profile.pages
    yield opened
    for page in profile.pages:
        if page not in before:
            forget(profile, page)
            page.close()


def forget(profile: BrowserContext, page: Page) -> None:
    """Remove what the page's site has stored and what was kept of its files."""
    origin = urlsplit(page.url)
    session = profile.new_cdp_session(page)
    session.send("Network.clearBrowserCache")
    session.send("Network.clearBrowserCookies")
    if origin.netloc:
        where = {"origin": f"{origin.scheme}://{origin.netloc}", "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", where)
