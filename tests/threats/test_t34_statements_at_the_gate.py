"""T34 at the command line: an SSH statement that is not what its signer signed, in its place, with a valid key, signs nothing."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sanshen.evidence.statements import canonical, encode
from support.scenes import drafted, signed
from support.town import FIRE, Town, article, rules, stages

LIANGSHAN = "reviews/units/liangshan/people.yml"


def _on_main(town: Town, path: str, old: str, new: str) -> None:
    """One text of the office exchanged on the protected branch."""
    town.git("checkout", "-q", "main")
    text = (town.root / path).read_text("utf-8")
    assert old in text
    town.write({path: text.replace(old, new)})
    town.commit("Office")
    town.git("checkout", "-q", "draft")


def _window(town: Town, options: str) -> tuple[str, str, str]:
    """The roster's key of zhang.wei with a window of validity."""
    key = town.keys["zhang.wei"].public
    return LIANGSHAN, f'ssh: ["{key}"]', f"ssh: ['{options} {key}']"


OUTSIDE = {"expired": 'valid-before="20261122"', "not yet valid": 'valid-after="20261201"', "valid": 'valid-before="20271201"'}


@pytest.mark.parametrize("name", OUTSIDE)
def test_t34_a_key_outside_its_validity_signs_nothing(tmp_path: Path, name: str) -> None:
    town = drafted(tmp_path)
    _on_main(town, *_window(town, OUTSIDE[name]))
    town.state("zhang.wei", "review-1")
    verdict = town.gate()
    assert stages(verdict)["review-1"] == ("signed" if name == "valid" else "open")
    assert (name == "valid") == (not verdict["ignored"])


def test_t34_a_revoked_key_signs_nothing_whenever_it_was_used(tmp_path: Path) -> None:
    town = signed(tmp_path)
    assert town.gate()["allowed"]
    town.git("checkout", "-q", "main")
    town.write({"reviews/revoked-keys": town.keys["li.na"].public + "\n"})
    town.commit("Revoke")
    town.git("checkout", "-q", "draft")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert stages(verdict)["review-1"] == "signed"
    assert stages(verdict)["review-2"] == "open"
    assert "li.na" in [one["who"] for one in verdict["ignored"]]


def test_t34_a_signature_of_another_namespace_or_statement_signs_nothing(tmp_path: Path) -> None:
    for how in ("git", "file", "another statement"):
        town = drafted(tmp_path / how.replace(" ", "-"))
        made = town.state("zhang.wei", "review-1", save=False)
        said = made.statement
        over = msgspec.structs.replace(said, substance="e" * 64) if how == "another statement" else said
        signature = town.keys["zhang.wei"].sign(canonical(over), "sanshen" if over is not said else how)
        town.write({made.file: encode(msgspec.structs.replace(made, signature=signature))})
        town.commit("Forge")
        verdict = town.gate()
        assert (verdict["exit"], stages(verdict)["review-1"]) == (1, "open"), how
        assert "SS1201" in rules(verdict)


def _files_of(town: Town) -> list[str]:
    folder = town.root / FIRE.replace("content/", "reviews/signatures/").removesuffix(".md")
    return sorted(str(one.relative_to(town.root)) for one in folder.glob("*.json"))


@pytest.mark.parametrize("how", ["removed from the middle", "order forged", "copied from another article"])
def test_t34_statements_out_of_their_place_sign_nothing(tmp_path: Path, how: str) -> None:
    """From where the line is broken on nothing counts; what stands before it does."""
    town = signed(tmp_path, 3)
    files = _files_of(town)
    second, third = ((town.root / one).read_bytes() for one in files[1:3])
    if how == "removed from the middle":
        town.write({files[1]: None})
    elif how == "order forged":
        swapped = [one.replace("0002", "000x").replace("0003", "0002").replace("000x", "0003") for one in files[1:3]]
        town.write({**dict.fromkeys(files[1:3], None), swapped[0]: second, swapped[1]: third})
    else:
        other = FIRE.replace("fire", "other")
        town.draft(other, article("另一篇"))
        town.write({one.replace("/fire/", "/other/"): (town.root / one).read_bytes() for one in files})
    town.commit("Tamper")
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert verdict["ignored"] or "SS1201" in rules(verdict), "the sheet says why"
    if how == "copied from another article":
        assert "signed" not in stages(verdict, other).values()
    else:
        assert "signed" not in list(stages(verdict).values())[1:]
