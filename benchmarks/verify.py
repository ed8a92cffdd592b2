"""How long `sanshen verify` takes, cold, on 20,000 published articles with a record each; the target is at most 60 s.

    python benchmarks/verify.py [ARTICLES]

The repository is made by `git fast-import`, the records are signed in this process; only the run of `verify` is timed.
"""

# ruff: noqa: E402  # the shared builders lie beside the tests
from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sanshen.records.build import PublishedFile, StepFacts, build
from sanshen.records.chain import Chain
from sanshen.records.index import index_files
from sanshen.records.record import NAMESPACE, RecordFile, canonical, file_path, seal_file
from sanshen.records.seal import armor
from support.office import POLICY_PATH, district_files, policy_bytes
from support.recording import sheet
from support.repos import Repo

TARGET_SECONDS = 60.0
START = datetime(2016, 1, 5, tzinfo=UTC)
APART = timedelta(hours=4)
PARAGRAPH = "梁山街道组织力量开展冬季消防安全检查，走访商户、学校与社区，宣传用火用电常识，现场整改隐患。" * 12


Write = Callable[[int], tuple[str, bytes]]
"""Number → path and bytes of an article."""


def article(number: int) -> tuple[str, bytes]:
    path = f"content/liangshan/news/{2000 + number // 1000}/a{number}.md"
    text = (
        f"---\ntitle: 冬季消防安全检查第{number}期\ngrade: general\nsource: 梁山街道\n---\n\n{PARAGRAPH}\n\n第 {number} 期。\n"
    )
    return path, text.encode()


def string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def signature(key: Ed25519PrivateKey, data: bytes) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    fields = string(NAMESPACE.encode()) + string(b"") + string(b"sha512")
    signed = b"SSHSIG" + fields + string(hashlib.sha512(data).digest())
    public = string(b"ssh-ed25519") + string(raw)
    made = string(b"ssh-ed25519") + string(key.sign(signed))
    return armor(b"SSHSIG\0\0\0\1" + string(public) + fields + string(made))


def commit(branch: str, at: datetime, path: str, data: bytes, first: str = "") -> bytes:
    head = f"commit refs/heads/{branch}\ncommitter S <s@example.gov.cn> {int(at.timestamp())} +0000\ndata 1\nc\n{first}"
    return head.encode() + f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def make(
    path: Path,
    count: int,
    write: Write = article,
    more: Mapping[str, bytes] | None = None,
    key: Ed25519PrivateKey | None = None,
) -> None:
    """A main line of `count` steps, an article each, and a records branch that covers them.

    `more`: further files of the office; `key`: the pipeline's, one that nobody keeps where none is given.
    """
    key = key or Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    repo = Repo(path)
    genesis = repo.commit({**district_files(pipeline=(public,)), POLICY_PATH: policy_bytes(), **(more or {})})
    first = f"from {genesis}\n"
    stream = [b"reset refs/heads/main\n" + first.encode() + b"\n"]
    stream += [commit("main", START + APART * n, *write(n), first if n == 0 else "") for n in range(count)]
    repo.import_stream(b"".join(stream))
    commits = repo.git("rev-list", "--first-parent", "--reverse", "main").split()
    repo.import_stream(b"".join(records(key, commits, write)))


def records(key: Ed25519PrivateKey, commits: list[str], write: Write) -> Iterator[bytes]:
    last: tuple[RecordFile, ...] = ()
    for number, (before, after) in enumerate(pairwise(commits)):
        path, data = write(number)
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        published = PublishedFile(sheet(path), blob, hashlib.sha256(data).hexdigest())
        at = START + APART * number
        facts = StepFacts(root=commits[0], before=before, after=after, judged_at=at, articles=(published,))
        record = build(facts, Chain(last), {}, at)
        body = canonical(record)
        last = (RecordFile(file_path(record), record, body),)
        first = "" if number else "deleteall\n"
        yield commit("sanshen-records", at, file_path(record), seal_file(record, signature(key, body)), first)
        for name, entry in index_files(record).items():
            yield f"M 100644 inline {name}\ndata {len(entry)}\n".encode() + entry + b"\n"


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "site")
        begun = time.perf_counter()
        make(path, count)
        print(f"made {count:,} articles and records in {time.perf_counter() - begun:.1f} s")
        for flag in ("", "again"):
            begun = time.perf_counter()
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [sys.executable, "-m", "sanshen", "-C", str(path), "verify", "--rev", "main"],
                env={**os.environ, "SANSHEN_LANG": "en"},
                capture_output=True,
                text=True,
                check=False,
            )
            spent = resource.getrusage(resource.RUSAGE_CHILDREN)
            seconds = time.perf_counter() - begun
            cpu = spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime
            print(f"verify {flag:5} {seconds:6.1f} s wall {cpu:6.1f} s CPU, at most {TARGET_SECONDS:.0f} s wall")
            print(f"  {done.stdout.strip()[-100:]}")
            if done.returncode != 0 or seconds > TARGET_SECONDS:
                print(done.stderr[-2000:])
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
