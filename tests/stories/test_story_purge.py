"""A secret was published, corrected, and its bytes purged from history: the proof stands without them, by the ledger (contract §8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.recorded_town import OTHER, copied, publish, record, recorded_model, records, verify
from support.town import FIRE, Town, article

ENTRY = "reviews/ledger/purge/2026/fire.yml"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """FIRE published in two versions; the first held a secret."""
    return copied(recorded_model(), tmp_path)


def first_version(town: Town) -> tuple[str, str]:
    """(blob, form digest) of FIRE's first version."""
    version = next(one for record in records(town) for one in record["versions"] if one["path"] == FIRE)
    introduced = town.git("log", "main", "--format=%H", "--diff-filter=A", "--", FIRE).split()[-1]
    return town.git("rev-parse", f"{introduced}:{FIRE}"), str(version["form"])


def purge(town: Town, blob: str) -> None:
    """What the operator's procedure does: the object leaves the store, the commits keep their names."""
    loose = town.root / ".git" / "objects" / blob[:2] / blob[2:]
    assert loose.is_file()
    loose.unlink()


def enter(town: Town, digest: str, path: str = FIRE) -> None:
    """The ledger entry, written and signed by office-administrators, merged and recorded."""
    town.branch("purge")
    at = town.now().isoformat()
    lines = ("schema: 1", "kind: purge", f"path: {path}", "reason: secret", f"at: {at}", f"digest: {digest}", "by: zhao.min")
    town.write({ENTRY: "\n".join(lines) + "\n"})
    town.commit("Purge", by="zhao.min")
    code, out, err = town.sign("zhou.san", ENTRY)
    assert code == 0, out + err
    assert town.gate("main", "purge")["allowed"]
    town.merge("purge")
    assert record(town)[0] == 0


def test_a_purged_version_is_accepted_by_its_entry(town: Town) -> None:
    blob, digest = first_version(town)
    assert verify(town, "--all-history")[0] == 0
    purge(town, blob)
    code, said = verify(town, "--all-history")
    assert code == 1
    assert {one["record"][-7:] for one in said["faults"]} == {"01.json", "03.json"}  # the first version, and what replaced it
    enter(town, digest)
    assert verify(town, "--all-history")[0] == 0
    assert verify(town)[0] == 0


@pytest.mark.parametrize(("digest", "path"), [("0" * 64, FIRE), ("", OTHER)])
def test_an_entry_about_something_else_excuses_nothing(town: Town, digest: str, path: str) -> None:
    blob, own = first_version(town)
    enter(town, digest or own, path)
    purge(town, blob)
    assert verify(town, "--all-history")[0] == 1


def test_what_is_still_here_is_judged_whatever_an_entry_says(town: Town) -> None:
    _, digest = first_version(town)
    enter(town, digest)
    names = town.git("ls-tree", "-r", "--name-only", "main", "reviews/signatures/").split()
    assert verify(town, "--all-history")[0] == 0
    (statement,) = [one for one in names if "fire" in one and one.rsplit("/", 1)[-1].startswith("0001")][:1]
    blob = town.git("rev-parse", f"main:{statement}")
    (town.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert verify(town, "--all-history")[0] != 0


def test_the_gate_goes_on_without_the_purged_bytes(town: Town) -> None:
    blob, digest = first_version(town)
    purge(town, blob)
    enter(town, digest)
    publish(town, FIRE, article(body="第三版。\n"))
    assert record(town)[0] == 0
    assert verify(town, "--all-history")[0] == 0
