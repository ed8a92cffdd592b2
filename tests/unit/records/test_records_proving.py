"""`prove_onward` gives what `prove` gives, whatever happened in between: random histories, and each reason to begin anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from sanshen.model.proof import Proofs
from sanshen.records.kept_paths import KeptProofs
from sanshen.records.proving import Proven, prove_onward
from sanshen.records.verifier import prove
from support.chance import Chance
from support.recording import NEWS, Recorded

A, B, C = NEWS + "a.md", NEWS + "b.md", NEWS + "c.md"
SEEDS = range(4)
STEPS = 20


class Held:
    """A shelf in memory; `written` counts the parts that were kept each time."""

    code = "this program"

    def __init__(self) -> None:
        self.held: bytes | None = None
        self.parts: dict[str, bytes] = {}
        self.written: list[int] = []

    def root(self) -> bytes | None:
        return self.held

    def part(self, digest: str) -> bytes | None:
        return self.parts.get(digest)

    def keep(self, root: bytes, parts: Mapping[str, bytes]) -> None:
        self.held = root
        self.parts.update(parts)
        self.written.append(len(parts))


def same(one: Proofs, other: Proofs) -> None:
    """Every field equal, the order of the faults included."""
    for field in msgspec.structs.fields(Proofs):
        assert getattr(one, field.name) == getattr(other, field.name), field.name
    assert len(one.proven) == len(list(one.proven))


class Ways:
    """Both ways side by side over one repository; `marks`: the answers by their marks; `onward` counts those that went on."""

    def __init__(self, site: Recorded) -> None:
        self.site = site
        self.shelf = Held()
        self.marks: dict[str, Proofs] = {}
        self.onward = 0

    def agree(self, commit: str | None = None) -> Proven:
        """Prove in both ways, compare, and hold what `changed_since` says against all earlier answers."""
        tip = commit or self.site.repo.tip()
        with self.site.opened() as repository:
            now = self.site.later()
            cold = prove(repository, tip, now=now)
            onward = prove_onward(repository, tip, now=now, shelf=self.shelf)
            same(onward.proofs, cold)
        for mark, earlier in self.marks.items():
            changed = onward.changed_since(mark)
            assert changed is None or differing(earlier, cold) <= changed
        self.onward += isinstance(onward.proofs.proven, KeptProofs)
        if onward.mark:
            self.marks[onward.mark] = cold
        return onward


def differing(one: Proofs, other: Proofs) -> set[str]:
    """The articles whose proof is not the same."""
    return {path for path in one.proven.keys() | other.proven.keys() if one.proven.get(path) != other.proven.get(path)}


@pytest.fixture
def ways(tmp_path: Path) -> Ways:
    """Three articles in three records, proven once."""
    site = Recorded(tmp_path / "site")
    for path in (A, B, C):
        site.publish({path: f"text of {path}"})
    made = Ways(site)
    assert made.agree().mark
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ways_agree_on_random_histories(tmp_path: Path, seed: int) -> None:
    site = Recorded(tmp_path / "site")
    site.publish({A: "text", B: "text"})
    ways, chance = Ways(site), Chance(site, seed)
    ways.agree()
    happened = []
    for _ in range(STEPS):
        happened.append(chance.step())
        try:
            ways.agree()
        except AssertionError as error:
            raise AssertionError(f"{seed}: {happened}") from error
    assert ways.onward > 0


def test_what_has_not_changed_is_not_read_again(ways: Ways, monkeypatch: pytest.MonkeyPatch) -> None:
    ways.site.publish({A: "a2"})
    monkeypatch.setattr("sanshen.records.proving.read_history", None)
    with ways.site.opened() as repository:
        proven = prove_onward(repository, ways.site.repo.tip(), now=ways.site.later(), shelf=ways.shelf)
        assert proven.proofs.proven[A].version == 2
        assert proven.changed_since(next(iter(ways.marks))) == {A}
        assert proven.changed_since(proven.mark) == frozenset()
        assert proven.changed_since("another") is None
    assert ways.shelf.written[-1] == 1
