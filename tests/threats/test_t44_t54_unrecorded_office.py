"""T44, T54: the look, the roster and the policy of the site, changed past the gate: nothing of it reaches the public."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.recorded_town import change_control, copied, push_past_the_gate, record, recorded_model
from support.town import FIRE, Town

LOOK = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\nextra: {host: HOST, site_code: '5001990001'}\n"
FORGED = LOOK.replace("示例区人民政府", "假冒的名称")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Published articles, and a look that was signed and recorded."""
    town = copied(recorded_model(), tmp_path)
    change_control(town, "mkdocs.yml", LOOK)
    assert record(town)[0] == 0
    return town


def build(town: Town) -> tuple[int, dict[str, Any], str]:
    """(exit code, answer, the home page and one article's page)."""
    code, out, err = town.run("build", "--rev", "main", "--format", "json")
    assert out, err
    pages = [path.read_text(encoding="utf-8") for path in sorted((town.root / "site").rglob("index.html"))]
    return code, json.loads(out), "".join(pages)


def test_t44_a_look_pushed_past_the_gate_is_not_published(town: Town) -> None:
    code, said, pages = build(town)
    assert (code, said["office_at"]) == (0, town.head("main"))
    signed = town.head("main")
    push_past_the_gate(town, {"mkdocs.yml": FORGED})
    code, said, pages = build(town)
    assert (code, said["office_at"], said["switched"]) == (1, signed, True)
    assert "假冒的名称" not in pages
    assert "示例区人民政府" in pages
    assert FIRE in said["articles"]


@pytest.mark.parametrize("path", ["reviews/district.yml", "reviews/units/liangshan/people.yml"])
def test_t54_names_pushed_past_the_gate_are_not_published(town: Town, path: str) -> None:
    old = (town.root / path).read_text(encoding="utf-8")
    push_past_the_gate(
        town, {path: old.replace("name: 示例区\n", "name: 冒名区\n").replace("name: 梁山街道\n", "name: 冒名街道\n")}
    )
    code, _, pages = build(town)
    assert code == 1
    assert "冒名" not in pages


def test_t54_putting_the_bytes_back_heals(town: Town) -> None:
    push_past_the_gate(town, {"mkdocs.yml": FORGED})
    head = push_past_the_gate(town, {"mkdocs.yml": LOOK})
    code, said, pages = build(town)
    assert (code, said["office_at"]) == (1, head)  # the step without a record is still named
    assert "假冒的名称" not in pages


def test_t54_a_signed_change_of_the_same_file_heals(town: Town) -> None:
    push_past_the_gate(town, {"mkdocs.yml": FORGED})
    change_control(town, "mkdocs.yml", LOOK.replace("HOST", "区政府办公室"))
    record(town)
    _, said, pages = build(town)
    assert "假冒的名称" not in pages
    assert said["office_at"] in {town.head("main"), town.head("main~2")}


def test_t44_the_same_through_mkdocs_itself(town: Town) -> None:
    from sanshen.commands.edition_reading import look_of
    from sanshen.judging.office import load_office
    from sanshen.records.verifier import prove
    from sanshen.repository import Repository

    push_past_the_gate(town, {"mkdocs.yml": FORGED})
    with Repository.open(town.root, {}) as repository:
        proofs = prove(repository, town.head("main"), now=town.now())
        look = look_of(repository, proofs.office_at, load_office(repository, proofs.office_at, {}))
    assert look.site_name == "示例区人民政府"
