"""docs/nginx.conf as a district would use it: a real nginx on loopback, in front of what `sanshen deploy` has put up."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from support.station import Station, up

SAMPLE = Path(__file__).parents[3] / "docs" / "nginx.conf"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
INSTALLED = bool(os.environ.get("CI")) or (Path(NGINX).exists() and shutil.which("openssl") is not None)
"""In CI it must be there, so there it is taken for granted."""
pytestmark = pytest.mark.skipif(not INSTALLED, reason="nginx is not installed here")
PAGE = "/liangshan/news/2026/a/"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class Server(NamedTuple):
    """A running nginx and what stands behind it."""

    station: Station
    www: Path
    plain: int
    port: int

    def connect(self) -> http.client.HTTPSConnection:
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE  # a throw-away certificate on loopback
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=trusting)

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with closing(self.connect()) as line:
            line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            said = line.getresponse()
            return Answer(said.status, {name.lower(): value for name, value in said.getheaders()}, said.read())


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def configured(room: Path, www: Path, plain: int, port: int) -> Path:
    """The sample with its three places filled in, below the least main configuration."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"), ("    listen [::]:80;\n", ""), ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        ("    listen [::]:443 ssl http2;\n", ""), ("/etc/ssl/site/", f"{room}/"), ("/srv/www/site/current", f"{www}/current"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (room / "site.conf").write_text(text, encoding="utf-8")
    temp = "".join(f"{kind}_temp_path {room}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.geteuid() == 0 else ""
    mime = next(path for path in (Path("/etc/nginx/mime.types"), Path("/usr/local/nginx/conf/mime.types")) if path.exists())
    main = f"{user}worker_processes 2;\npid {room}/pid;\nerror_log {room}/error.log;\nevents {{}}\n"
    main += f"http {{\ninclude {mime};\ndefault_type application/octet-stream;\naccess_log off;\n{temp}include {room}/site.conf;\n}}\n"
    (room / "nginx.conf").write_text(main, encoding="utf-8")
    return room / "nginx.conf"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    station = Station(tmp_path_factory.mktemp("station"))
    station.publish("a", "b")
    station.take_down("b")
    station.build("one")
    station.publish("c")
    station.build("two")
    www = station.room / "www"
    assert station.deploy(www, station.room / "one").code == 0
    room = tmp_path_factory.mktemp("nginx")
    subject = ["-subj", "/CN=www.example.gov.cn", "-days", "2", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    words = ["openssl", "req", "-x509", "-nodes", *subject, "-keyout", room / "key.pem", "-out", room / "fullchain.pem"]
    subprocess.run(words, check=True, capture_output=True)
    plain, port = free_port(), free_port()
    config = configured(room, www, plain, port)
    process = subprocess.Popen([NGINX, "-p", room, "-c", config, "-g", "daemon off;"], stderr=subprocess.PIPE)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stderr.read() if process.stderr else b""
            time.sleep(0.05)
        yield Server(station, www, plain, port)
    finally:
        process.terminate()
        process.communicate()


def test_every_file_of_the_site_comes_as_it_was_signed(server: Server) -> None:
    for name, data in up(server.www).items():
        address = "/" + name.removesuffix("index.html")
        said = server.get(address)
        assert said.status == (404 if name == "404.html" else 200), name
        assert said.body == data, name


@pytest.mark.parametrize("path", [PAGE, "/", "/no/such/page/", "/assets/sanshen/site.js", "/feed.xml", "/liangshan"])
def test_every_answer_carries_the_strict_headers(server: Server, path: str) -> None:
    headers = server.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["x-frame-options"] == "DENY"
    assert headers["server"] == "nginx", "no version"
    assert {"referrer-policy", "permissions-policy", "cross-origin-opener-policy", "cache-control"} <= headers.keys()


def test_the_policy_is_the_one_the_pages_are_tested_with(server: Server) -> None:
    manual = (SAMPLE.parent / "site.md").read_text(encoding="utf-8")
    (promised,) = [line for line in manual.splitlines() if line.startswith("default-src ")]
    assert server.get("/").headers["content-security-policy"] == promised


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        (PAGE, "text/html; charset=utf-8"), ("/feed.xml", "application/atom+xml; charset=utf-8"), ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/sitemap.xml", "text/xml; charset=utf-8"), ("/manifest.json", "application/json; charset=utf-8"), ("/assets/sanshen/mark.svg", "image/svg+xml"),
        ("/assets/sanshen/site.css", "text/css; charset=utf-8"), ("/assets/sanshen/site.js", "application/javascript; charset=utf-8"),
    ],
)  # fmt: skip
def test_types_are_what_browsers_and_readers_expect(server: Server, path: str, type_: str) -> None:
    assert server.get(path).headers["content-type"] == type_


def test_what_is_missing_hidden_or_none_of_the_readers_business(server: Server) -> None:
    page = (server.www / "current" / "404.html").read_bytes()
    for path in (
        "/no/such/page/",
        "/assets/",
        "/.lock",
        "/state.json",
        "/../state.json",
        "/%2e%2e/state.json",
        "/404.html",
        "/a%00b",
    ):
        said = server.get(path)
        assert said.status in {400, 404}, path
        assert said.status == 400 or said.body == page, path
    assert server.get("/", "POST").status == 405
    assert server.get("/", "DELETE").status == 405
    head = server.get(PAGE, "HEAD")
    assert (head.status, head.body) == (200, b"")


def test_an_address_without_its_slash_leads_to_the_page(server: Server) -> None:
    said = server.get(PAGE.rstrip("/"))
    assert (said.status, said.headers["location"]) == (301, PAGE)
    with closing(http.client.HTTPConnection("127.0.0.1", server.plain, timeout=20)) as line:
        line.request("GET", PAGE + "?x=1", headers={"Host": "evil.example"})
        plain = line.getresponse()
        assert (plain.status, plain.getheader("location")) == (301, f"https://www.example.gov.cn{PAGE}?x=1")


def test_an_article_that_was_taken_down_says_so_and_is_not_kept_by_caches(server: Server) -> None:
    said = server.get("/liangshan/news/2026/b/")
    assert said.status == 200
    assert "该信息已撤下" in said.body.decode()
    assert 'name="robots" content="noindex"' in said.body.decode()
    assert said.headers["cache-control"] == "no-cache"


def test_pages_are_compared_not_sent_again_and_sent_small(server: Server) -> None:
    first = server.get(PAGE)
    assert server.get(PAGE, If_None_Match=first.headers["etag"]).status == 304
    small = server.get(PAGE, Accept_Encoding="gzip")
    assert (small.headers["content-encoding"], small.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(small.body) == first.body
    assert len(small.body) < len(first.body) / 2
    assert server.get("/assets/sanshen/site.css").headers["cache-control"] == "public, max-age=600"


def test_switching_under_load_fails_no_request_and_shows_no_half_page(server: Server) -> None:
    station = server.station
    wanted = {(station.room / name / "index.html").read_bytes() for name in ("one", "two")}
    seen: list[bytes] = []
    failed: list[object] = []
    done = threading.Event()

    def read() -> None:
        line = server.connect()
        while not done.is_set():
            try:
                line.request("GET", "/")
                said = line.getresponse()
                body = said.read()
                if said.status != 200 or body not in wanted:
                    failed.append((said.status, len(body)))
                seen.append(body)
            except (OSError, http.client.HTTPException) as error:
                failed.append(error)
                line = server.connect()
        line.close()

    readers = [threading.Thread(target=read) for _ in range(4)]
    for one in readers:
        one.start()
    names = sorted(path.name for path in (server.www / "releases").iterdir())
    said = station.deploy(server.www, station.room / "two")
    newer = next(path.name for path in (server.www / "releases").iterdir() if path.name not in names)
    for number in range(40):
        (server.www / "incoming" / "current").symlink_to(f"releases/{names[0] if number % 2 == 0 else newer}")
        (server.www / "incoming" / "current").replace(server.www / "current")  # what `mv -T` does
        time.sleep(0.01)
    done.set()
    for one in readers:
        one.join()
    assert said.code == 0, said.err
    assert failed == []
    assert set(seen) == wanted
    assert len(seen) > 40
