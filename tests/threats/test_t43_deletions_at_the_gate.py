"""T43 at the command line: nothing vanishes without a take-down entry of its own, and a take-down does nothing else (Art. 23, 24)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.scenes import PICTURE, drafted, founded, published, signed
from support.town import BODY, FIRE, Town, article, rules, sheet, stages

ENTRY = "reviews/ledger/takedown/2026/fire.yml"


def entry(form: str, path: str = FIRE, **changes: object) -> str:
    """A ledger entry (JSON is YAML)."""
    fields = {
        "schema": 1,
        "kind": "takedown",
        "path": path,
        "reason": "error",
        "by": "liu.yang",
        "at": "2026-11-23T09:00:00+08:00",
    }
    return json.dumps({**fields, "digest": form, **changes}, ensure_ascii=False) + "\n"


def many(tmp_path: Path, *paths: str) -> tuple[Town, dict[str, str]]:
    """A town with these articles on main; path → form digest."""
    town = founded(tmp_path)
    for path in paths:
        source = "区教委" if "/education/" in path else "梁山街道"
        town.write({path: article().replace("source: 梁山街道", f"source: {source}")})
    town.commit("Articles")
    forms = {one["path"]: one["form"] for one in town.gate()["articles"]}
    town.git("checkout", "-q", "main")
    town.git("merge", "-q", "--ff-only", "draft")
    town.branch("work")
    return town, forms


def take_down(town: Town, forms: dict[str, str], **more: str | bytes | None) -> dict[str, Any]:
    """Delete the articles, each with its entry, and ask the gate."""
    entries = {f"reviews/ledger/takedown/2026/{place}.yml": entry(forms[path], path) for place, path in enumerate(forms)}
    town.write({**dict.fromkeys(forms, None), **entries, **more})
    town.commit("Take down", by="liu.yang")
    return town.gate()


@pytest.mark.parametrize("person", ["zhang.wei", "wang.fang", "liu.yang", "li.na", "chen.jie", "zhao.min"])
def test_anyone_concerned_may_sign_a_take_down_even_its_author(tmp_path: Path, person: str) -> None:
    town, forms = many(tmp_path, FIRE)
    verdict = take_down(town, forms)
    assert (verdict["exit"], verdict["open"]) == (1, ["takedown"])
    assert [(one["path"], one["change"]) for one in verdict["articles"]] == [(FIRE, "deleted")]
    town.state_whole(person, "takedown")
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert stages(verdict) == {"takedown": "signed"}


@pytest.mark.parametrize("person", ["wu.lei", "jiang.bo", "qian.yi", "sun.er"])
def test_t43_nobody_else_may(tmp_path: Path, person: str) -> None:
    town, forms = many(tmp_path, FIRE)
    take_down(town, forms)
    town.state_whole(person, "takedown")
    assert not town.gate()["allowed"]


def test_t43_a_silent_deletion_is_refused_whoever_signs(tmp_path: Path) -> None:
    town, _ = many(tmp_path, FIRE)
    town.write({FIRE: None})
    town.commit("Delete")
    for person in ("chen.jie", "zhao.min"):
        town.state_whole(person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS2301" in rules(verdict)


EDITS: dict[str, dict[str, str | bytes | None]] = {
    "an edited article": {FIRE.replace("fire", "other"): article(body=BODY + "\n夹带。\n")},
    "a new article": {FIRE.replace("fire", "new"): article("新的一篇")},
    "a stray file": {"content/liangshan/news/2026/x.pdf": b"%PDF"},
    "control plane": {"mkdocs.yml": "site_name: x\n"},
    "the roster": {"reviews/units/liangshan/columns.yml": "columns: {}\n"},
    "another entry": {"reviews/ledger/takedown/2026/more.yml": entry("a" * 64, FIRE.replace("fire", "other"))},
    "a second entry": {"reviews/ledger/takedown/2026/more.yml": entry("a" * 64)},
    "a purge": {"reviews/ledger/purge/2026/x.yml": entry("a" * 64, kind="purge").replace("takedown", "purge")},
    "a record": {"reviews/records/2026/1.json": "{}\n"},
}


@pytest.mark.parametrize("extra", EDITS.values(), ids=EDITS)
def test_t43_a_take_down_that_does_anything_else_is_refused(tmp_path: Path, extra: dict[str, str | bytes | None]) -> None:
    town, forms = many(tmp_path, FIRE, FIRE.replace("fire", "other"))
    take_down(town, {FIRE: forms[FIRE]}, **extra)
    for person in ("liu.yang", "chen.jie"):
        town.state_whole(person)
    assert not town.gate()["allowed"]


def test_t43_the_picture_of_another_article_cannot_go_with_it(tmp_path: Path) -> None:
    town = published(tmp_path, illustrated=True)
    other = FIRE.replace("fire", "other")
    town.git("checkout", "-q", "main")
    town.draft(other, article("另一篇"))
    town.branch("work")
    form = sheet(town.gate(base="main~1", head="main"), other)["form"]
    verdict = take_down(town, {other: form}, **{PICTURE: None})
    assert not verdict["allowed"]
    assert {one["path"] for one in verdict["articles"]} == {FIRE, other}


def test_t43_six_articles_at_once_are_too_many(tmp_path: Path) -> None:
    paths = [FIRE.replace("fire", f"fire-{number}") for number in range(6)]
    town, forms = many(tmp_path, *paths)
    take_down(town, forms)
    town.state_whole("chen.jie")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("上限 5" in one for one in verdict["reasons"])
    town.branch("five", "main")
    take_down(town, {path: forms[path] for path in paths[:5]})
    town.state_whole("chen.jie")
    assert town.gate()["allowed"]


def test_t43_two_units_in_one_take_down_are_refused(tmp_path: Path) -> None:
    town, forms = many(tmp_path, FIRE, FIRE.replace("liangshan", "education"))
    take_down(town, forms)
    for person in ("chen.jie", "jiang.bo", "zhao.min"):
        town.state_whole(person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("一个单位" in one for one in verdict["reasons"])


ODD: dict[str, dict[str, object]] = {
    "another digest": {"digest": "a" * 64},
    "no such reason": {"reason": "because"},
    "nobody": {"by": "nobody.known"},
    "in the future": {"at": "2026-12-23T09:30:00+08:00"},
    "another year": {"at": "2025-11-23T09:30:00+08:00"},
    "no time zone": {"at": "2026-11-23T09:30:00"},
    "unknown key": {"extra": 1},
    "a telephone number": {"note": "联系 13" + "800138000"},
    "another schema": {"schema": 2},
}


@pytest.mark.parametrize("change", ODD.values(), ids=ODD)
def test_t43_a_faulty_entry_is_none(tmp_path: Path, change: dict[str, object]) -> None:
    town, forms = many(tmp_path, FIRE)
    town.write({FIRE: None, ENTRY: entry(forms[FIRE], **change) if "digest" not in change else entry("a" * 64)})
    town.commit("Take down")
    town.state_whole("chen.jie")
    assert not town.gate()["allowed"]


def test_t43_an_entry_of_the_base_does_not_serve_again(tmp_path: Path) -> None:
    town, forms = many(tmp_path, FIRE)
    take_down(town, forms)
    town.merge("work")
    town.branch("back", "main")
    town.draft()
    town.merge("back")
    town.branch("again", "main")
    town.write({FIRE: None})
    town.commit("Delete once more")
    town.state_whole("chen.jie")
    assert not town.gate()["allowed"]


@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_t43_the_ledger_only_grows(tmp_path: Path, how: str) -> None:
    town, forms = many(tmp_path, FIRE)
    take_down(town, forms)
    town.merge("work")
    town.branch("tamper", "main")
    path = "reviews/ledger/takedown/2026/0.yml"
    town.write({path: None if how == "deleted" else entry("b" * 64)})
    town.commit("Tamper")
    for person in ("zhao.min", "zhou.san", "chen.jie"):
        town.state_whole(person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS1201" in rules(verdict)


def test_t43_a_ledger_entry_does_not_travel_with_a_signed_article(tmp_path: Path) -> None:
    """A purge makes `verify` accept a digest without its bytes: only the office may write one."""
    town = signed(tmp_path)
    town.write({"reviews/ledger/purge/2026/x.yml": entry("a" * 64, kind="purge")})
    town.commit("Slip it in")
    assert not town.gate()["allowed"]


@pytest.mark.parametrize(("person", "allowed"), [("chen.jie", False), ("zhao.min", True)])
def test_a_purge_is_written_by_the_office_alone(tmp_path: Path, person: str, allowed: bool) -> None:
    town = founded(tmp_path)
    town.write({"reviews/ledger/purge/2026/x.yml": entry("a" * 64, kind="purge", reason="secret")})
    town.commit("Purge")
    assert not town.gate()["allowed"]
    town.state_whole(person)
    assert town.gate()["allowed"] is allowed


def test_t43_an_edit_after_the_signature_voids_it(tmp_path: Path) -> None:
    town, forms = many(tmp_path, FIRE, FIRE.replace("fire", "other"))
    take_down(town, {FIRE: forms[FIRE]})
    town.state_whole("chen.jie")
    assert town.gate()["allowed"]
    other = FIRE.replace("fire", "other")
    town.write({other: None, "reviews/ledger/takedown/2026/more.yml": entry(forms[other], other)})
    town.commit("And another")
    assert not town.gate()["allowed"]


# -- Coming back (Art. 23) --


def taken_down(tmp_path: Path, reason: str) -> tuple[Town, str]:
    """A published and recorded article, taken down for `reason`; the town stands on a new branch."""
    town = published(tmp_path)
    text = (town.root / FIRE).read_text()
    assert town.record()[0] == 0
    town.branch("down", "main")
    form = sheet(town.gate(base="main~1", head="main"))["form"]
    town.write({FIRE: None, ENTRY: entry(form, reason=reason)})
    town.commit("Take down", by="liu.yang")
    town.state_whole("liu.yang", "takedown")
    assert town.gate()["allowed"], town.gate()["reasons"]
    town.merge("down")
    assert town.record()[0] == 0
    town.branch("back", "main")
    return town, text


def test_t43_a_mistake_is_mended_by_one_head_with_the_very_bytes(tmp_path: Path) -> None:
    town, text = taken_down(tmp_path, "mistake")
    town.draft(text=text)
    assert list(stages(town.gate())) == ["restore"]
    assert town.sign("chen.jie")[0] == 0
    assert town.gate()["allowed"]


@pytest.mark.parametrize("reason", ["secret", "error", "unlawful"])
def test_t43_after_any_other_reason_it_takes_a_full_sheet(tmp_path: Path, reason: str) -> None:
    town, text = taken_down(tmp_path, reason)
    town.draft(text=text)
    verdict = town.gate()
    assert list(stages(verdict)) == ["review-1", "review-2", "review-3", "proof-1", "proof-2", "proof-3"]
    assert "signed" not in stages(verdict).values()


def test_t43_one_byte_more_takes_a_full_sheet(tmp_path: Path) -> None:
    town, text = taken_down(tmp_path, "mistake")
    town.draft(text=text + "\n又及。\n")
    assert "review-1" in stages(town.gate())


def test_t43_an_earlier_mistake_dated_ahead_does_not_bring_back_a_secret(tmp_path: Path) -> None:
    """Two take-downs of one article: the newer one counts, and nobody can date an entry before an older one."""
    town, text = taken_down(tmp_path, "mistake")
    town.draft(text=text)
    town.sign("chen.jie")
    town.merge("back")
    assert town.record()[0] == 0
    town.branch("secret", "main")
    form = sheet(town.gate(base="main~1", head="main"))["form"]
    older = entry(form, reason="secret", at="2026-11-20T09:30:00+08:00")
    town.write({FIRE: None, ENTRY.replace("fire", "secret"): older})
    town.commit("Take down, dated before the first take-down")
    town.state_whole("liu.yang", "takedown")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS2301" in rules(verdict)


def test_t43_the_claim_of_a_take_down_needs_one(tmp_path: Path) -> None:
    town = drafted(tmp_path)
    town.write({ENTRY: entry("a" * 64, reason="mistake")})
    town.commit("An entry for what was never taken down")
    town.state_whole("chen.jie")
    assert not town.gate()["allowed"]
