"""Towns with articles already signed, merged and recorded, made once a test process and copied: signing is the slow part."""

from __future__ import annotations

import copy
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

from support.places import lasting_place
from support.town import FIRE, Town, article

OTHER = "content/liangshan/news/2026/other.md"
PEOPLE = "reviews/units/liangshan/people.yml"
DISTRICT = "reviews/district.yml"


def copied(town: Town, folder: Path) -> Town:
    """The same town in a folder of its own."""
    shutil.copytree(town.root, folder / "town", symlinks=True)
    made = copy.copy(town)
    made.root = folder / "town"
    return made


def publish(town: Town, path: str = FIRE, text: str | None = None) -> tuple[str, str]:
    """A fully signed article merged into main: (tip before, tip after)."""
    town.branch("draft")
    town.draft(path, text)
    town.sign_all(path)
    before = town.head("main")
    return before, town.merge()


def change_control(town: Town, path: str, text: str, people: tuple[str, ...] = ("zhao.min", "zhou.san")) -> str:
    """A control-plane file changed, signed by two people (two office-administrators) and merged."""
    town.branch("office")
    town.write({path: text})
    town.commit(f"Change {path}", by="zhao.min")
    for person in people:
        code, out, err = town.sign(person, path)
        assert code == 0, out + err
    return town.merge("office")


@cache
def merged_model() -> Town:
    """FIRE signed and merged, not recorded."""
    town = Town(lasting_place("town"))
    publish(town)
    return town


@cache
def recorded_model() -> Town:
    """FIRE in two versions and OTHER in one, each merged and recorded: three records."""
    town = copied(merged_model(), lasting_place("town"))
    publish(town, OTHER, article("街道办事大厅开通周末窗口"))
    publish(town, FIRE, article(body="街道已完成全部商铺的消防检查。\n"))
    code, out, err = town.record()
    assert code == 0, out + err
    return town


def record(town: Town, *words: str, key: Path | None = None) -> tuple[int, dict[str, Any]]:
    """`record` in JSON: (exit code, answer)."""
    code, out, _ = town.run("record", "--key", str(key or town.pipeline.private), "--format", "json", *words)
    return code, json.loads(out)


def verify(town: Town, *words: str) -> tuple[int, dict[str, Any]]:
    """`verify` in JSON at main: (exit code, answer)."""
    code, out, _ = town.run("verify", "--rev", "main", "--format", "json", *words)
    return code, json.loads(out)


def records(town: Town) -> list[dict[str, Any]]:
    """Every record on the records branch, in order."""
    names = town.git("ls-tree", "-r", "--name-only", "sanshen-records", "reviews/records/").split()
    return [json.loads(town.git("show", f"sanshen-records:{name}"))["record"] for name in names]


def rewrite_records(town: Town, files: dict[str, str | bytes | None]) -> None:
    """Change files of the records branch as somebody with push rights could; None removes."""
    here = town.git("rev-parse", "--abbrev-ref", "HEAD")
    town.git("checkout", "-q", "sanshen-records")
    town.write(files)
    town.commit("tampered", signed=False)
    town.git("checkout", "-q", here)


def push_past_the_gate(town: Town, files: dict[str, str | bytes | None]) -> str:
    """A commit straight onto main, by somebody with push rights and nobody's signature."""
    town.git("checkout", "-q", "main")
    town.write(files)
    return town.commit("pushed", signed=False)


def record_file(town: Town, number: int) -> str:
    """The bytes of a record file, as text."""
    return town.git("show", f"sanshen-records:reviews/records/2026/{number:06d}.json")
