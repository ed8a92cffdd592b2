"""What Lighthouse says of the sample's pages, on a phone and on a desktop, in all four categories.

    make site && .venv/bin/python benchmarks/lighthouse.py [SITE]

Lighthouse (a pinned version) is installed by npm into build/npm on first use; Chromium must be on PATH. Its performance figure hangs
on the machine, so this is a benchmark and no test; what does not hang on it is held by tests/browser/ (axe-core, the Nu Html Checker).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from browser.conftest import Quiet  # noqa: E402  # tests/ is put on the path first

LIGHTHOUSE = "lighthouse@12.8.2"
FOLDER = REPOSITORY / "build" / "npm" / "lighthouse"
LEAST = 0.95
DEVICES = {"phone": (), "desktop": ("--preset=desktop",)}


def installed() -> str:
    """The path of Lighthouse's command."""
    command = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", "--no-save", LIGHTHOUSE], cwd=FOLDER, check=True
        )
    return str(command)


def pages(site: Path) -> dict[str, str]:
    """One page of each kind that readers meet: home, a unit, a list, an article with a picture."""
    pictured = next(
        page
        for page in sorted(site.rglob("index.html"))
        if "srcset=" in page.read_text("utf-8") or "<figure>" in page.read_text("utf-8")
    )
    article = pictured.parent.relative_to(site)
    unit, column = article.parts[:2]
    return {"home": "", "unit": f"{unit}/", "list": f"{unit}/{column}/", "article": f"{article.as_posix()}/"}


def scores(address: str, device: str) -> dict[str, float]:
    """Category → score between 0 and 1."""
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    done = subprocess.run(
        [installed(), address, *DEVICES[device], "--quiet", flags, "--output=json", "--output-path=stdout"],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=True,
    )
    return {name: float(one["score"] or 0) for name, one in json.loads(done.stdout)["categories"].items()}


def main() -> None:
    """Print a table; exit 1 where a figure is below the goal."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else REPOSITORY / "site"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    low = False
    for kind, address in pages(site).items():
        for device in DEVICES:
            found = scores(f"http://127.0.0.1:{server.server_port}/{address}", device)
            low |= min(found.values()) < LEAST
            print(f"{kind:<8} {device:<8}", "  ".join(f"{name} {score * 100:.0f}" for name, score in found.items()), flush=True)
    print(f"goal: at least {LEAST * 100:.0f} everywhere; machine: {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    sys.exit(1 if low else 0)


if __name__ == "__main__":
    main()
