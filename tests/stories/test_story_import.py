"""Story: a district's old site is brought in, registered as its baseline, and published with its times and its old addresses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sanshen.commands.former_reading import is_own
from support.old_sites import MKDOCS, MKDOCS_MAP, lay
from support.recorded_town import change_control, record, verify
from support.town import Town

FIRE = "content/liangshan/news/2019/fire.md"
PLAIN = "content/liangshan/notice/2018/plain.md"
NOTICE = "content/liangshan/notice/2020/notice.md"
TABLE = "reviews/former-addresses.json"
LOOK = "site_name: 示例区人民政府\nsite_url: https://www.example.gov.cn/\nextra: {host: HOST, site_code: '5001990001'}\n"


def build(town: Town) -> tuple[int, dict[str, Any]]:
    code, out, err = town.run("build", "--rev", "main", "--format", "json")
    assert out, err
    return code, json.loads(out)


def page(town: Town, address: str) -> str:
    place = town.root / "site" / address
    return (place / "index.html" if address.endswith("/") else place).read_text(encoding="utf-8")


def registered(tmp_path: Path) -> Town:
    """The old site's articles on main, and the baseline with the table of old addresses signed by two, merged and recorded."""
    town = Town(tmp_path)
    (town.root / ".git/info/exclude").write_text("/build/\n/site/\n", encoding="utf-8")
    old = {
        **MKDOCS,
        "docs/news/fire.md": str(MKDOCS["docs/news/fire.md"]).replace("![图][p]", "图").replace("\n[p]: ../img/a.png\n", ""),
    }
    lay(tmp_path / "old", {**old, "docs/notices/plain.md": "---\ndate: 2018-07-08\n---\n# 一页\n\n内容。\n"})
    (tmp_path / "map.yml").write_text(MKDOCS_MAP + "addresses: {notices/plain.md: /old/page.html}\n", encoding="utf-8")
    town.branch("main")
    assert town.run("import", "../old", "--from", "mkdocs", "--map", "../map.yml")[0] == 0
    table = (town.root / TABLE).read_bytes()
    (town.root / TABLE).unlink()
    town.commit("The old articles", by="zhao.min")
    town.branch("baseline")
    code, _, err = town.run("baseline", "--times", "build/import/times.json")
    assert code == 0, err
    town.write({TABLE: table})
    town.commit("Register the old site", by="zhao.min")
    for person in ("zhao.min", "zhou.san"):
        code, out, err = town.sign(person, "reviews/baseline.json", TABLE)
        assert code == 0, out + err
    town.merge("baseline")
    assert record(town)[0] == 0
    return town


def leads_to(town: Town, old: str) -> str:
    """Where the page at an old address sends its reader, as an address of the new site."""
    found = re.search(r'<meta http-equiv="refresh" content="0; url=(?:\.\./)*([^"]*)"', page(town, old))
    assert found, page(town, old)
    return found.group(1)


def test_the_old_site_goes_on_at_its_old_addresses(tmp_path: Path) -> None:
    town = registered(tmp_path)
    assert verify(town)[0] == 0
    code, said = build(town)
    assert (code, said["published"]) == (0, 3)
    assert "2019-11-05 09:30" in page(town, "liangshan/news/2019/fire/")
    assert leads_to(town, "news/fire/") == "liangshan/news/2019/fire/"
    assert leads_to(town, "old/page.html") == leads_to(town, "notices/plain/") == "liangshan/notice/2018/plain/"
    assert leads_to(town, "notices/2020/notice/") == "liangshan/notice/2020/notice/"

    # An address that was forgotten is added by a signed change of the office's table.
    table = json.loads((town.root / TABLE).read_text(encoding="utf-8"))
    table["addresses"]["forgotten.html"] = FIRE
    change_control(town, TABLE, json.dumps(table))
    assert record(town)[0] == 0
    assert build(town)[0] == 0
    assert leads_to(town, "forgotten.html") == "liangshan/news/2019/fire/"

    # Moved since: the old address leads to where it stands now.
    moved = PLAIN.replace("plain.md", "page.md")
    text = (town.root / PLAIN).read_text(encoding="utf-8")
    town.branch("move")
    town.write({PLAIN: None})
    town.draft(moved, text.replace("disclosure: active\n", f"disclosure: active\nmoved-from: {PLAIN}\n"))
    town.state_all(moved)
    town.merge("move")
    assert record(town)[0] == 0
    assert build(town)[0] == 0
    assert leads_to(town, "notices/plain/") == leads_to(town, "liangshan/notice/2018/plain/") == "liangshan/notice/2018/page/"

    # Taken down since: the old address says so.
    town.branch("gone")
    assert town.run("takedown", NOTICE, "--reason", "error", "--by", "liu.yang")[0] == 0
    town.commit("Take down", by="liu.yang")
    assert town.sign("liu.yang", NOTICE)[0] == 0
    town.merge("gone")
    assert record(town)[0] == 0
    code, said = build(town)
    assert (code, said["switched"]) == (0, True), said
    for address in ("notices/2020/notice/", "liangshan/notice/2020/notice/"):
        assert "该信息已撤下" in page(town, address)
        assert "关于检查的通知" not in page(town, address)


def test_a_faulty_table_is_told_by_check(tmp_path: Path) -> None:
    town = Town(tmp_path)
    for address in ("../etc/", "/news/", "news", "a\u200b/", "a//"):
        table = {"schema": "sanshen-addresses-1", "addresses": {address: FIRE}}
        town.write({TABLE: json.dumps(table)})
        code, out, _ = town.run("check", TABLE, "--format", "json")
        assert code == 1, address
        assert "旧网址" in json.loads(out)["findings"][0]["message"]
    town.write({TABLE: json.dumps({"schema": "sanshen-addresses-1", "addresses": {"news/": FIRE}})})
    assert town.run("check", TABLE, "--format", "json")[0] == 0


def test_an_address_of_the_new_site_leads_nowhere_else() -> None:
    units = {"liangshan"}
    own = (
        "liangshan/",
        "liangshan/news/",
        "liangshan/news/2019/",
        "liangshan/news/2019-1/",
        "liangshan/open_platform/",
        "by_type/x/",
    )
    assert all(is_own(address, units) for address in (*own, "404.html", "assets/x.html"))
    assert not any(is_own(address, units) for address in ("news/", "liangshan/news/2019/fire/", "liangshan.html"))
