"""Towns at a certain point of the story, built once a test run and copied: signing for real is what costs time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from support.places import lasting_place
from support.town import FIRE, GENERAL, MAJOR, Town, article

PICTURE = "content/liangshan/news/2026/fire.png"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a4944415478da6360000000020001e527defc0000000049454e44ae426082"
)
"""A whole picture of one point."""
ILLUSTRATED = article(body="街道组织工作人员走访沿街商铺，检查消防设施。\n\n![检查现场](fire.png)\n\n下一步将继续开展检查。\n")


def _place(name: str) -> Path:
    return lasting_place(f"scene-{name}")


@cache
def _founded() -> Town:
    return Town(_place("founded"))


@cache
def _signed(count: int, grade: str) -> Town:
    if count == 0:
        town = _founded().copy(_place(f"{grade}-0"))
        town.draft(text=article(grade=grade))
        return town
    town = _signed(count - 1, grade).copy(_place(f"{grade}-{count}"))
    people = {"general": GENERAL, "major": MAJOR}[grade]
    code, out, err = town.sign(people[count - 1])
    assert code == 0, (out, err)
    return town


@cache
def _published(illustrated: bool) -> Town:
    town = _founded().copy(_place("published")) if illustrated else _signed(len(GENERAL), "general").copy(_place("published"))
    if illustrated:
        town.write({PICTURE: PNG})
        town.draft(text=ILLUSTRATED)
        town.sign_all()
    assert town.gate()["allowed"]
    town.merge()
    town.branch("next")
    return town


def founded(folder: Path) -> Town:
    """Only the office; on branch `draft`."""
    return _founded().copy(folder)


def drafted(folder: Path, grade: str = "general") -> Town:
    """One article on branch `draft`, unsigned."""
    return _signed(0, grade).copy(folder)


def signed(folder: Path, count: int = 6, grade: str = "general") -> Town:
    """One article on branch `draft` with its first `count` stages signed in turn."""
    return _signed(count, grade).copy(folder)


def published(folder: Path, *, illustrated: bool = False) -> Town:
    """One article fully signed and merged into `main`; on a new branch `next`."""
    return _published(illustrated).copy(folder)


__all__ = ["FIRE", "ILLUSTRATED", "PICTURE", "PNG", "drafted", "founded", "published", "signed"]
