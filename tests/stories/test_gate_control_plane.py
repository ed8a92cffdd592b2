"""The control plane at the command line (§4b, Art. 5, 6, 8, 9; T44, T50): who signs which file, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from support import office
from support.keys import shared_key
from support.office import with_text
from support.scenes import founded, published, signed
from support.town import FIRE, Town, article, rules, states

UNIT = "reviews/units/liangshan/"
COLUMNS, PEOPLE, ACCOUNTS, DELEGATIONS = (f"{UNIT}{name}.yml" for name in ("columns", "people", "accounts", "delegations"))
ACCOUNT = "accounts:\n  - {platform: weixin, name: 梁山发布, opened: 2024-05-01, status: open, filed: 2024-05-06}\n"
GIVEN = "delegations:\n  - {from: li.na, to: wang.fang, stages: [review-2], start: 2026-11-24, end: 2026-12-01, reason: 培训}\n"


def changed(town: Town, files: dict[str, str | bytes | None], *, by: str = "zhao.min") -> Town:
    """Commit a change of control-plane files."""
    town.write(files)
    town.commit("Change", by=by)
    return town


def swap(town: Town, path: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """One file with one text replaced."""
    text = (town.root / path).read_text()
    assert old in text
    return {path: text.replace(old, new)}


def columns(town: Town) -> dict[str, str | bytes | None]:
    return swap(town, COLUMNS, "街道动态", "街道要闻")


def sign(town: Town, person: str, **options: str) -> tuple[int, str, str]:
    """One person signs the whole change, by naming one of its paths."""
    paths = [one for one in town.git("diff", "--name-only", "main...HEAD").split("\n") if "signatures" not in one]
    return town.sign(person, paths[0], **options)


def accept(town: Town, *people: str) -> bool:
    """Whether the change is allowed once these people have signed, each of them effectively."""
    for person in people:
        code, _, err = sign(town, person)
        assert code == 0, (person, err)
    return bool(town.gate()["allowed"])


def refused(town: Town, person: str) -> bool:
    """Whether a person's sign-off is refused as of no use."""
    return sign(town, person)[0] == 1


@pytest.mark.parametrize("head", ["li.na", "chen.jie"])
def test_columns_need_the_units_request_and_the_offices_approval(tmp_path: Path, head: str) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    verdict = town.gate()
    assert (verdict["exit"], verdict["open"]) == (1, ["unit-request", "office-approval"])
    assert verdict["control_plane"]["changed"] == [COLUMNS]
    assert states(verdict) == {"unit-request": "open", "office-approval": "open"}
    for person in ("zhang.wei", "han.mei", "qian.yi"):
        assert refused(town, person)
    assert not accept(town, head)
    assert accept(town, "zhao.min")


def test_control_plane_stages_are_signed_in_any_order_and_the_author_may_sign(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town), by="zhao.min")
    assert not accept(town, "zhao.min")
    assert accept(town, "li.na")


def test_one_party_alone_is_not_enough(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    assert not accept(town, "zhao.min")
    assert refused(town, "zhou.san")
    town.state_whole("zhou.san")
    assert states(town.gate()) == {"unit-request": "open", "office-approval": "signed"}


def test_accounts_need_the_principal_head_and_a_filing(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {ACCOUNTS: ACCOUNT})
    assert refused(town, "li.na")
    assert not accept(town, "chen.jie")
    assert accept(town, "zhou.san")


def test_people_need_the_units_request_and_a_filing(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, PEOPLE, "name: 张伟", "name: 张伟伟"))
    assert town.gate()["open"] == ["unit-request", "office-filing"]
    assert accept(town, "li.na", "zhao.min")


TOUCHED = {
    "another head": ("principal-head: [chen.jie]", "principal-head: [li.na]"),
    "a second head": ("principal-head: [chen.jie]", "principal-head: [chen.jie, li.na]"),
    "no head": ("principal-head: [chen.jie]", "principal-head: []"),
    "the head's term": ("principal-head: [chen.jie]", "principal-head: [{person: chen.jie, until: 2026-12-31}]"),
    "the head's key": ("chenjie-gov, id: 1109", "chenjie-gov2, id: 1109"),
    "the head's e-mail": ("chen.jie@example", "chenjie@example"),
    "the head suspended": ("chen.jie: {name: 陈杰,", "chen.jie: {name: 陈杰, suspended: 2026-12-01,"),
    "the head's name": ("name: 陈杰", "name: 陈洁"),
}


@pytest.mark.parametrize(("old", "new"), TOUCHED.values(), ids=TOUCHED)
def test_touching_the_principal_head_needs_two_administrators(tmp_path: Path, old: str, new: str) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, PEOPLE, old, new))
    assert town.gate()["open"] == ["office-first", "office-second"]
    town.state_whole("chen.jie")
    town.state_whole("zhao.min")
    verdict = town.gate()
    assert states(verdict) == {"office-first": "signed", "office-second": "open"}
    assert [one["who"] for one in verdict["ignored"]] == ["chen.jie"]


def test_two_administrators_replace_a_principal_head(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, PEOPLE, *TOUCHED["another head"]))
    for person in ("chen.jie", "li.na"):
        assert refused(town, person)
    assert not accept(town, "zhao.min")
    assert refused(town, "zhao.min")
    assert accept(town, "zhou.san")


def test_the_heads_ssh_key_is_the_head(tmp_path: Path) -> None:
    town = founded(tmp_path)
    old, new = town.keys["chen.jie"].public, shared_key("intruder").public
    changed(town, swap(town, PEOPLE, old, new))
    assert town.gate()["open"] == ["office-first", "office-second"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("principal-head: [chen.jie]", "principal-head: []"),
        ("chen.jie: {name: 陈杰,", "chen.jie: {name: 陈杰, suspended: 2026-11-01,"),
        ("chen.jie: {name: 陈杰,", "chen.jie: {name: 陈杰, left: 2026-11-01,"),
        ("principal-head: [chen.jie]", "principal-head: [{person: chen.jie, until: 2026-11-01}]"),
        ("principal-head: [chen.jie]", "principal-head: [{person: chen.jie, from: 2027-01-01}]"),
    ],
)
def test_an_empty_or_unfit_principal_seat_needs_two_administrators(tmp_path: Path, old: str, new: str) -> None:
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, swap(town, PEOPLE, old, new))
    town.branch("draft")
    changed(town, swap(town, PEOPLE, "name: 张伟", "name: 张伟伟"))
    assert town.gate()["open"] == ["office-first", "office-second"]


def test_a_head_listed_elsewhere_is_the_head_all_the_same(tmp_path: Path) -> None:
    """jiang.bo heads both units but is listed in education's file: changing the key there touches liangshan's head, too."""
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, swap(town, PEOPLE, "principal-head: [chen.jie]", "principal-head: [jiang.bo]"))
    education = "reviews/units/education/people.yml"
    changed(town, swap(town, education, "principal-head: [jiang.bo]", "principal-head: [han.mei]"))
    town.branch("draft")
    changed(town, swap(town, education, town.keys["jiang.bo"].public, shared_key("intruder").public))
    assert town.gate()["open"] == ["office-first", "office-second"]


def test_an_administrator_listed_in_a_unit_is_no_affair_of_the_unit(tmp_path: Path) -> None:
    """Whoever holds a district office cannot be re-keyed by one unit's head and one administrator."""
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, swap(town, "reviews/district.yml", "office-administrator: [zhao.min, zhou.san]", "office-administrator: [zhao.min, zhang.wei]"))  # fmt: skip
    town.branch("draft")
    changed(town, swap(town, PEOPLE, town.keys["zhang.wei"].public, shared_key("intruder").public))
    assert town.gate()["open"] == ["office-first", "office-second"]


@pytest.mark.parametrize("signer", ["li.na", "chen.jie"])
def test_a_delegation_is_signed_by_who_gives_it_or_the_principal_head(tmp_path: Path, signer: str) -> None:
    town = founded(tmp_path)
    changed(town, {DELEGATIONS: GIVEN})
    assert refused(town, "wang.fang")
    assert accept(town, signer)


def test_a_delegation_may_be_signed_by_two_administrators_instead(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {DELEGATIONS: GIVEN})
    assert not accept(town, "zhao.min")
    assert accept(town, "zhou.san")


@pytest.mark.parametrize(
    "path",
    [
        "mkdocs.yml",
        "theme/main.html",
        "theme/extra.css",
        "overrides/partials/header.html",
        "hooks/pre-receive",
        ".github/workflows/gate.yml",
        "scripts/sanshen/cli.py",
        "requirements.lock",
        "pyproject.toml",
        "reviews/lexicon/offices.yml",
        "reviews/sources.yml",
        "reviews/calendar.yml",
        "reviews/interpretations.yml",
        "reviews/revoked-keys",
        "reviews/units/liangshan/people.yml.bak",
        "reviews/units/liangshan/deep/people.yml",
        "docs/index.md",
        "index.html",
        ".gitattributes",
        "package.json",
        "contents/liangshan/news/2026/fire.md",
        "README.md",
    ],
)
def test_t44_t50_anything_else_needs_two_administrators(tmp_path: Path, path: str) -> None:
    town = founded(tmp_path)
    content = {"reviews/lexicon/offices.yml": "topic: x\nterms: []\n", "reviews/sources.yml": "sources: []\n"}
    changed(town, {path: content.get(path, "x\n")})
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["control_plane"]["changed"] == [path]
    assert verdict["open"] == ["office-first", "office-second"]
    town.state_whole("chen.jie")
    assert set(states(town.gate()).values()) == {"open"}


def test_two_administrators_carry_it(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {"mkdocs.yml": "site_name: x\n"})
    assert accept(town, "zhao.min", "zhou.san")


def test_the_policy_of_the_base_says_who_signs_the_new_one(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, "reviews/policy.yml", "needs: [office-first, office-second]", "needs: [office-first]"))
    assert not accept(town, "zhao.min")
    assert accept(town, "zhou.san")


def test_t50_the_roster_of_the_base_says_who_is_an_administrator(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, "reviews/district.yml", "[zhao.min, zhou.san]", "[zhao.min, sun.er]"))
    assert not accept(town, "zhao.min")
    assert refused(town, "sun.er")
    town.state_whole("sun.er")
    assert not town.gate()["allowed"]
    assert accept(town, "zhou.san")


def test_several_rows_in_one_change_all_have_to_be_signed(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {**columns(town), ACCOUNTS: ACCOUNT, DELEGATIONS: GIVEN})
    assert not accept(town, "li.na")  # unit-request and, as the one who delegates, delegation-consent
    assert not accept(town, "zhao.min")  # office-approval and office-filing
    verdict = town.gate()
    assert verdict["open"] == ["unit-consent"]
    assert accept(town, "chen.jie")


def test_one_sign_off_signs_one_stage_in_each_row(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {**columns(town), ACCOUNTS: ACCOUNT})
    assert not accept(town, "chen.jie")
    assert accept(town, "zhou.san")


def test_two_units_in_one_change_each_need_their_own(tmp_path: Path) -> None:
    town = founded(tmp_path)
    other = COLUMNS.replace("liangshan", "education")
    changed(town, {**columns(town), **swap(town, other, "教育动态", "教育要闻")})
    assert not accept(town, "li.na", "zhao.min")
    assert accept(town, "han.mei")


def test_bytes_changed_after_signing_void_every_sign_off(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    assert accept(town, "li.na", "zhao.min")
    changed(town, swap(town, COLUMNS, "街道要闻", "街道头条"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert set(states(verdict).values()) == {"open"}
    changed(town, swap(town, COLUMNS, "街道头条", "街道要闻"))
    assert town.gate()["allowed"]


def test_a_path_added_after_signing_voids_every_sign_off(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    assert accept(town, "li.na", "zhao.min")
    changed(town, {ACCOUNTS: ACCOUNT})
    assert set(states(town.gate()).values()) == {"open"}


def test_a_mode_changed_after_signing_voids_every_sign_off(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {"tool.sh": "x\n"})
    assert accept(town, "zhao.min", "zhou.san")
    (town.root / "tool.sh").chmod(0o755)
    town.commit("Mode")
    assert set(states(town.gate()).values()) == {"open"}


def test_a_main_that_moved_on_leaves_the_sign_offs_standing(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    assert accept(town, "li.na", "zhao.min")
    town.git("checkout", "-q", "main")
    town.draft(FIRE)
    town.git("checkout", "-q", "draft")
    assert town.gate()["allowed"]


def test_an_objection_blocks_a_control_plane_change(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, columns(town))
    assert accept(town, "li.na", "zhao.min")
    assert sign(town, "chen.jie", object="栏目名不妥")[0] == 0
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["objections"]
    assert sign(town, "chen.jie")[0] == 0
    assert town.gate()["allowed"]


def test_t50_content_and_control_plane_never_travel_together(tmp_path: Path) -> None:
    town = signed(tmp_path)
    assert town.gate()["allowed"]
    changed(town, {"mkdocs.yml": "site_name: x\n"})
    for person in ("zhao.min", "zhou.san"):
        town.state_whole(person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert any("不得在同一次变更" in one for one in verdict["reasons"])


FAULTS = {
    "unknown key": (COLUMNS, "街道动态", "街道动态, colour: red"),
    "unknown role": (PEOPLE, "section-chief:", "section-cheif:"),
    "nobody": (PEOPLE, "section-chief: [liu.yang]", "section-chief: [liu.yan]"),
    "doubled e-mail": (PEOPLE, "zhang.wei@example", "li.na@example"),
    "yaml": (COLUMNS, "columns:", "columns: ["),
    "column type": (COLUMNS, "type: news", "type: newz"),
}


@pytest.mark.parametrize(("path", "old", "new"), FAULTS.values(), ids=FAULTS)
def test_a_dossier_fault_that_the_change_brings_in_blocks(tmp_path: Path, path: str, old: str, new: str) -> None:
    town = founded(tmp_path)
    changed(town, swap(town, path, old, new))
    for person in ("li.na", "zhao.min", "zhou.san"):
        town.state_whole(person)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS0501" in rules(verdict)
    assert any(one["path"] == path and one["line"] >= 1 for one in verdict["findings"])


def test_a_dossier_fault_of_the_base_blocks_nothing_else_and_is_shown(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, swap(town, COLUMNS.replace("liangshan", "education"), "教育动态", "教育动态, colour: red"))
    town.branch("draft")
    changed(town, columns(town))
    assert accept(town, "li.na", "zhao.min")
    assert any("education" in one for one in town.gate()["notes"])


def test_an_unreadable_people_file_of_the_base_empties_that_units_seats_only(tmp_path: Path) -> None:
    town = founded(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, {PEOPLE.replace("liangshan", "education"): "roles: [\n"})
    town.branch("draft")
    town.draft()
    town.sign_all()
    assert town.gate()["allowed"]
    abroad = "content/education/news/2026/fire.md"
    town.draft(abroad, article().replace("source: 梁山街道", "source: 区教委"))
    town.state("wu.lei", "review-1", abroad)
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "signed" not in {one["state"] for item in verdict["articles"] if item["path"] == abroad for one in item["stages"]}


def test_a_doubled_key_empties_every_seat_of_both(tmp_path: Path) -> None:
    files = office.district_files({one: shared_key(one).public for one in office.NAMES})
    key = shared_key("zhang.wei").public
    files = with_text(files, "reviews/units/education/people.yml", shared_key("wu.lei").public, key)
    town = Town(tmp_path, files=files)
    town.draft(by="li.na")
    town.state("zhang.wei", "review-1")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["open"] == ["review-1"]


NEW = "reviews/units/emergency/"


def test_a_new_unit_is_founded_by_two_administrators(tmp_path: Path) -> None:
    town = founded(tmp_path)
    people = (town.root / PEOPLE).read_text().replace("梁山街道", "区应急局").replace("sub-district", "department")
    for person in office.LIANGSHAN:
        people = people.replace(town.keys[person].public, shared_key(f"new-{person}").public).replace(person, f"x{person}")
        people = people.replace(office.login(person), f"x{office.login(person)}").replace(
            f"id: {office.GITHUB_IDS[person]}", f"id: {office.GITHUB_IDS[person] + 500}"
        )
    changed(town, {f"{NEW}people.yml": people})
    assert town.gate()["open"] == ["office-first", "office-second"]
    assert accept(town, "zhao.min", "zhou.san")


def test_a_control_plane_change_says_nothing_of_articles(tmp_path: Path) -> None:
    town = published(tmp_path)
    changed(town, columns(town))
    verdict = town.gate()
    assert verdict["articles"] == []
    assert verdict["open"] == ["unit-request", "office-approval"]


def test_t09_a_merge_that_silently_reverts_the_roster_is_seen(tmp_path: Path) -> None:
    town = signed(tmp_path)
    town.git("checkout", "-q", "main")
    changed(town, swap(town, PEOPLE, "name: 张伟", "name: 张伟伟"))
    town.git("checkout", "-q", "draft")
    town.git("-c", "user.name=x", "-c", "user.email=x@example.com", "merge", "-q", "-s", "ours", "-m", "Update", "main")
    verdict = town.gate()
    assert not verdict["allowed"]
    assert verdict["control_plane"]["changed"] == [PEOPLE]


def test_an_article_signature_is_no_control_plane_signature(tmp_path: Path) -> None:
    town = founded(tmp_path)
    changed(town, {"mkdocs.yml": "site_name: x\n"})
    digest = town.whole_digest()
    town.state("zhao.min", "office-first", path=FIRE, substance=digest, form=digest)
    verdict = town.gate()
    assert not verdict["allowed"]
