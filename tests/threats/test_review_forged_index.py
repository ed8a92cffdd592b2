"""Found by review: the index beside the records proves nothing, so nobody who can push to its branch may decide a verdict with it.

The branch `sanshen-records` takes new files from whoever may push. Only what a sealed record says may count (T10, T56, Art. 23).
"""

from __future__ import annotations

import json
from pathlib import Path

from sanshen.records.record import BRANCH
from support.scenes import published
from support.town import FIRE, GENERAL, Town, article, sheet, stages

ENTRY = "reviews/ledger/takedown/2026/fire.yml"
INDEX = "reviews/versions/liangshan/news/2026/fire/"


def taken_down(tmp_path: Path, reason: str, *branches: str) -> Town:
    """A published and recorded article, taken down and recorded; branches are made before the take-down."""
    town = published(tmp_path)
    assert town.record()[0] == 0
    for name in branches:
        town.branch(name, "main")
        town.draft(text=article(body="从未合并的旧稿。\n"))
        town.sign_all(people=GENERAL)
    town.branch("down", "main")
    form = sheet(town.gate(base="main~1", head="main"))["form"]
    fields = {"schema": 1, "kind": "takedown", "path": FIRE, "reason": reason, "by": "liu.yang", "digest": form}
    town.write({FIRE: None, ENTRY: json.dumps({**fields, "at": "2026-11-23T09:00:00+08:00"})})
    town.commit("Take down", by="liu.yang")
    town.state_whole("liu.yang", "takedown")
    town.merge("down")
    assert town.record()[0] == 0
    return town


def forge(town: Town, **changes: str) -> None:
    """Append one index file as anybody who may push could: a copy of the newest one, with these fields changed."""
    town.git("checkout", "-q", BRANCH.removeprefix("refs/heads/"))
    newest = sorted((town.root / INDEX).glob("*.json"))[-1]
    fields = json.loads(newest.read_bytes())
    data = json.dumps({**fields, **changes}, sort_keys=True, separators=(",", ":"))
    town.write({f"{INDEX}999999.json": data})
    town.commit("Index", by="wu.lei")
    town.git("checkout", "-q", "main")


def test_t56_a_forged_index_entry_does_not_let_one_signature_publish_a_new_text(tmp_path: Path) -> None:
    town = taken_down(tmp_path, "mistake")
    town.branch("evil", "main")
    town.draft(text=article(body="从未审过的文字。\n"))
    form = sheet(town.gate())["form"]
    forge(town, form=form, state="published")
    town.git("checkout", "-q", "evil")
    verdict = town.gate()
    assert "review-1" in stages(verdict)
    town.state("li.na", "restore")
    assert not town.gate()["allowed"]


def test_t10_a_forged_index_entry_does_not_revive_signatures_from_before_a_take_down(tmp_path: Path) -> None:
    town = taken_down(tmp_path, "secret", "old")
    town.git("checkout", "-q", "old")
    head = town.head()
    text = (town.root / FIRE).read_text()
    statements = {one: town.git("show", f"{head}:{one}") + "\n" for one in _signed_files(town)}
    town.branch("again", "main")
    town.git("merge", "-q", "--no-commit", "old", check=False)
    town.write({FIRE: text, **statements})
    town.commit("Merge the old branch", by="zhang.wei")
    assert not town.gate()["allowed"]
    first = json.loads(town.git("show", f"{BRANCH}:{INDEX}000001.json"))
    forge(town, **first)
    town.git("checkout", "-q", "again")
    assert not town.gate()["allowed"]


def test_t56_a_copied_index_entry_under_another_number_counts_for_nothing(tmp_path: Path) -> None:
    """Both the entry and the record it names are genuine; only its place is a lie."""
    town = taken_down(tmp_path, "mistake")
    first = json.loads(town.git("show", f"{BRANCH}:{INDEX}000001.json"))
    with_forgery = town.copy(tmp_path / "twin")
    forge(with_forgery, **first)
    for one in (town, with_forgery):
        one.branch("back", "main")
        one.draft(text=article(body="又一稿。\n"))
        assert one.sign("zhang.wei")[0] == 0
    said = [json.loads(_newest_statement(one))["statement"]["replaces"] for one in (town, with_forgery)]
    assert said[0] == said[1]


def _signed_files(town: Town) -> list[str]:
    return town.git("diff", "--name-only", "main...HEAD", "--", "reviews/signatures").splitlines()


def _newest_statement(town: Town) -> str:
    return sorted((town.root / "reviews/signatures/liangshan/news/2026/fire").glob("*.json"))[-1].read_text()
