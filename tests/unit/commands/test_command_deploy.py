"""`sanshen deploy` at the command line: going back by the ledger, GitHub Pages, the internal site, options."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.commands import deploy_report
from sanshen.deploying.release import read_release
from support.editions import tree
from support.recorded_town import copied, merged_model
from support.station import Station, releases, up
from support.town import Town

LOOK = "site_name: 示例区人民政府网\nsite_url: https://www.example.gov.cn/\nextra: {site_domain: www.example.gov.cn, site_code: '5001990001'}\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Station:
    station = Station(tmp_path_factory.mktemp("model"))
    station.publish("a", "b")
    assert station.deploy(www(station), station.build("one")).code == 0
    station.publish("c")
    station.town.publish({"mkdocs.yml": LOOK})
    assert station.deploy(www(station), station.build("two")).code == 0
    return station


@pytest.fixture
def station(model: Station, tmp_path: Path) -> Station:
    """Up: the second of two builds. It has one article more and another name on every page."""
    return model.copy(tmp_path / "station")


def www(station: Station) -> Path:
    return station.room / "www"


def back(station: Station, *words: str) -> tuple[int, str]:
    done = station.run("deploy", str(www(station)), "--rollback", "--why", "页首名称写错", *words)
    return done.code, done.out + done.err


def entered(station: Station) -> dict[str, str]:
    """The entries that lie in the work tree."""
    top = station.town.repo.path
    return {path.relative_to(top).as_posix(): path.read_text() for path in (top / "reviews/ledger").rglob("*.yml")}


def test_going_back_needs_its_entry_in_the_ledger_first(station: Station) -> None:
    code, said = back(station)
    assert code == 1
    assert "网站还没有动" in said
    assert "将暂不可见：content/liangshan/news/2026/c.md" in said
    assert up(www(station)) == tree(station.room / "two")
    ((path, text),) = entered(station).items()
    assert "页首名称写错" in text
    assert "已有登记" in back(station)[1], "it is not written twice"
    before = station.town.repo.tip()
    station.town.repo.commit({path: text}, "pushed past the gate")
    assert back(station)[0] == 1, "an entry without a record is none"
    assert up(www(station)) == tree(station.room / "two")
    station.town.repo.git("update-ref", "refs/heads/main", before)
    station.town.publish({path: text})
    code, said = back(station)
    assert code == 0, said
    assert "暂不可见（台账已登记）：content/liangshan/news/2026/c.md" in said
    assert up(www(station)) == tree(station.room / "one")
    refused = station.deploy(www(station), station.build("three"))
    assert refused.code == 1, "the publishing job must not undo it by itself"
    assert "刚被回退" in refused.err
    station.publish("d")
    assert station.deploy(www(station), station.build("four")).code == 0, "whatever is new goes up, a take-down above all"
    assert back(station, "--to", "1")[0] == 1, "an entry counts once"


def test_a_site_that_was_rolled_back_goes_up_again_on_purpose(station: Station) -> None:
    back(station)
    station.town.publish(dict(entered(station)))
    assert back(station)[0] == 0
    site = station.build("three")
    assert station.deploy(www(station), site).code == 1
    assert station.deploy(www(station), site, "--again").code == 0
    assert station.deploy(www(station), site).code == 0


def test_going_back_never_brings_back_what_was_taken_down_moved_or_corrected(station: Station) -> None:
    station.take_down("b")
    code, said = back(station)
    assert code == 1
    assert "content/liangshan/news/2026/b.md 已经撤下" in said
    assert entered(station) == {}
    station.publish("a", body="更正了一处。\n")
    assert "content/liangshan/news/2026/a.md 已有更正后的版本" in back(station)[1]
    assert up(www(station)) == tree(station.room / "two")


def test_an_entry_covers_the_articles_it_names_and_no_others(station: Station) -> None:
    back(station)
    entries = dict(entered(station))
    station.town.publish(entries)
    station.publish("d")
    assert station.deploy(www(station), station.build("three")).code == 0
    code, said = back(station, "--to", "1")
    assert code == 1
    assert "将暂不可见：content/liangshan/news/2026/d.md" in said


def test_going_back_to_a_release_that_was_tampered_with(station: Station) -> None:
    (www(station) / "releases" / releases(www(station))[0] / "index.html").write_text("别的")
    code, said = back(station)
    assert code == 1
    assert "文件不符" in said


@pytest.mark.parametrize("words", [("--check",), ("--rollback", "--why", "x")])
def test_looking_at_a_target_that_is_not_there_makes_none(station: Station, words: tuple[str, ...]) -> None:
    done = station.run("deploy", str(station.room / "typo"), *words)
    assert done.code == 1
    assert "还没有网站" in done.err
    assert not (station.room / "typo").exists()


@pytest.mark.parametrize("number", ["2", "3", "0", "-1"])
def test_there_is_no_going_back_to_what_is_not_older(station: Station, number: str) -> None:
    assert back(station, "--to", number)[0] == 2


def test_a_replaced_key_signs_nothing_new_and_still_stands_under_what_is_up(station: Station, tmp_path: Path) -> None:
    from support.keys import shared_key

    new = shared_key("pipeline-2")
    district = station.town.repo.git("show", "main:reviews/district.yml")
    old_line = station.key.public
    station.town.publish({"reviews/district.yml": district.replace(old_line, new.public) + "\n"})
    done = station.deploy(www(station), station.build("three", key=new))
    assert done.code == 0, done.err
    assert "不是当时登记的发布密钥" in back(station)[1], "an older build by the old key does not come back"


def test_the_ledger_entry_is_signed_like_any_other(tmp_path: Path) -> None:
    town: Town = copied(merged_model(), tmp_path)
    path = "reviews/ledger/rollback/2026/one.yml"
    lines = ("schema: 1", "kind: rollback", f"restores: {'ab' * 32}", f"revision: {'cd' * 20}", f"at: {town.now().isoformat()}")
    town.branch("rollback")
    town.write({path: "\n".join((*lines, "why: 页首名称写错", "disappears: [content/liangshan/news/2026/c.md]")) + "\n"})
    town.commit("Roll back", by="zhao.min")
    assert not town.gate("main", "rollback")["allowed"]
    assert town.sign("wu.lei", path)[0] == 1, "not an office-administrator"
    assert town.sign("zhou.san", path)[0] == 0
    assert town.gate("main", "rollback")["allowed"]


def test_the_internal_site_never_goes_where_the_public_reads(station: Station, tmp_path: Path) -> None:
    internal = station.build("internal", "--internal")
    for words in ((), ("--repair",), ("--again",)):
        done = station.deploy(tmp_path / "elsewhere", internal, *words)
        assert done.code == 1
        assert "内部版" in done.err
        assert station.deploy(www(station), internal, *words).code == 1
    assert station.run("deploy", "--pages", "--site-dir", str(internal)).code == 1
    assert station.deploy(www(station), internal, "--internal").code == 1, "the public target stays public"
    assert not (tmp_path / "elsewhere").exists()
    assert station.deploy(tmp_path / "intranet", internal, "--internal").code == 0
    public = station.deploy(tmp_path / "intranet", station.room / "two")
    assert public.code == 1
    assert station.deploy(tmp_path / "intranet", station.room / "two", "--internal").code == 2
    assert up(www(station)) == tree(station.room / "two")


def test_github_pages_holds_a_gigabyte(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    size = sum(path.stat().st_size for path in (station.room / "two").rglob("*") if path.is_file())
    words = ("deploy", "--pages", "--site-dir", str(station.room / "two"))
    done = station.run(*words)
    assert (done.code, done.err) == (0, "")
    assert "可交给 GitHub Pages" in done.out
    assert deploy_report.PAGES_LIMIT == 1_000_000_000
    monkeypatch.setattr(deploy_report, "PAGES_LIMIT", int(size * 1.1))
    warned = station.run(*words, "--format", "json")
    assert (warned.code, warned.json["bytes"]) == (0, size)
    assert "91%" in warned.err
    monkeypatch.setattr(deploy_report, "PAGES_LIMIT", size - 1)
    over = station.run(*words)
    assert over.code == 1
    assert "超过 GitHub Pages" in over.err
    (station.room / "two" / "index.html").write_text("别的")
    assert station.run(*words).code == 1


@pytest.mark.parametrize(
    "words",
    [(), ("--pages", "www"), ("www", "--rollback"), ("www", "--to", "1"), ("www", "--keep", "-1"), ("--pages", "--internal"),
     ("www", "--check", "--site-dir", "x"), ("www", "--rollback", "--why", "x", "--archive", "y"), ("www", "--rollback", "--why", " ")],
)  # fmt: skip
def test_options_that_do_not_go_together(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert Station(tmp_path).run("deploy", *words).code == 2


def test_a_policy_without_the_ledger_says_so(station: Station) -> None:
    policy = station.town.repo.git("show", "main:reviews/policy.yml")
    begin = policy.index("  rollback:\n")
    end = policy.index("    of: district\n", begin) + len("    of: district\n")
    station.town.publish({"reviews/policy.yml": policy[:begin] + policy[end:] + "\n"})
    code, said = back(station)
    assert code == 2
    assert "ledger 缺 rollback" in said
    assert entered(station) == {}


def test_read_release_believes_nothing_before_the_signature(station: Station) -> None:
    asked: list[str] = []

    def read(name: str) -> bytes | None:
        asked.append(name)
        return b"{}" if name == "manifest.json" else b"-----BEGIN SSH SIGNATURE-----"

    from sanshen.model.errors import BlockedError

    with pytest.raises(BlockedError):
        read_release(read, lambda _: (station.key.public,))
    assert asked == ["manifest.json", "manifest.json.sig"]
