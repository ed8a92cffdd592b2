"""A site that many machines build, against one machine that builds it whole: the time until it stands, and what the dividing costs.

    .venv/bin/python benchmarks/shards.py [ARTICLES [MACHINES]]

Every part is made as by a machine of its own: one after the other, on all cores, with nothing kept from before; so is the merging. The time
until the site stands is that of the slowest part and of the merging; what CI needs to start its machines and to carry the parts is not in
it. Search is included. Both sites are compared byte by byte. Targets: the site stands sooner than on one machine; no part is more
than 1.5 times the average one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from build import repository
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from processes import Spent, spent


def machine(where: Path, key: Path, *words: str) -> Spent:
    """`sanshen build` on a machine that has never built anything."""
    with tempfile.TemporaryDirectory() as name:
        home = {"HOME": name, "XDG_CACHE_HOME": f"{name}/cache", "XDG_STATE_HOME": f"{name}/state"}
        command = [sys.executable, "-m", "sanshen", "-C", str(where), "build", "--rev", "main", "--key", str(key), *words]
        return spent(command, where, env={**os.environ, **home})


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a site with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def private_key(folder: Path) -> tuple[Ed25519PrivateKey, Path]:
    """A pipeline's key of this run alone, and the file that holds it."""
    key, path = Ed25519PrivateKey.generate(), folder / "key"
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return key, path


def main() -> None:
    """Print the ratios; fails where the two sites differ."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=int, nargs="?", default=2_000)
    parser.add_argument("machines", type=int, nargs="?", default=4)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        key, path = private_key(folder)
        where = repository(folder, asked.articles, key)
        whole = machine(where, path, "--site-dir", str(folder / "whole"))
        places = [folder / f"part-{number}" for number in range(1, asked.machines + 1)]
        made = [
            machine(where, path, "--shard", f"{number}/{asked.machines}", "--part", str(place))
            for number, place in enumerate(places, start=1)
        ]
        merged = machine(where, path, "--site-dir", str(folder / "merged"), "--merge", *map(str, places))
        assert tree(folder / "whole") == tree(folder / "merged"), "the sites differ"
    slowest, average = max(one.wall for one in made), sum(one.cpu for one in made) / len(made)
    stands, spread = slowest + merged.wall, max(one.cpu for one in made) / average
    cpu = sum(one.cpu for one in (*made, merged))
    print(f"{asked.articles:,} articles, one machine: {whole.wall:.1f} s by the clock, {whole.cpu:.1f} s CPU")
    print(
        f"  {asked.machines} machines: slowest part {slowest:.1f} s, merging {merged.wall:.1f} s: "
        f"{stands / whole.wall:.2f}x by the clock (target below 1x); the same bytes"
    )
    print(f"  all machines {cpu:.1f} s CPU: {cpu / whole.cpu:.2f}x; the largest part {spread:.2f}x the average (target 1.5x)")


if __name__ == "__main__":
    main()
