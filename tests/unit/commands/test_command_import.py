"""`sanshen import`: what MkDocs and Hugo have built stands here with its times, files and addresses; it can be stopped anywhere."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sanshen.reading.former_addresses import decode
from support.old_sites import (
    HUGO,
    HUGO_FILES,
    HUGO_LISTING,
    HUGO_MAP,
    MKDOCS,
    MKDOCS_MAP,
    lay,
    mkdocs_files,
)
from support.town import Town

NEWS, NOTICES = "content/liangshan/news", "content/liangshan/notice"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def bring(town: Town, kind: str, mapping: str, *words: str) -> tuple[int, dict[str, Any]]:
    """(exit code, answer) of one run over the old site beside the town."""
    (town.root.parent / "map.yml").write_text(mapping, encoding="utf-8")
    code, out, err = town.run("import", "../old", "--from", kind, "--map", "../map.yml", "--format", "json", *words)
    assert out, err
    return code, json.loads(out)


def addresses(town: Town) -> dict[str, str]:
    read = decode((town.root / "reviews/former-addresses.json").read_bytes())
    assert isinstance(read, dict)
    return read


def times(town: Town) -> dict[str, str]:
    found = json.loads((town.root / "build/import/times.json").read_bytes())
    assert isinstance(found, dict)
    return found


def kinds(answer: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    return [(one["source"], one["what"]) for one in answer["notes"] if one["kind"] == kind]


def text(town: Town, path: str) -> str:
    return (town.root / path).read_text(encoding="utf-8")


def output(address: str) -> str:
    return address + "index.html" if address.endswith("/") else address


def test_a_hugo_site_stands_here_with_times_files_and_addresses(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", HUGO)
    code, answer = bring(town, "hugo", HUGO_MAP)
    assert code == 1  # one page cannot be read
    assert [source for source, _ in kinds(answer, "unreadable")] == ["guide/broken.md"]
    assert {output(one) for one in addresses(town)} == set(HUGO_FILES)
    fire = text(town, f"{NEWS}/2019/winter-fire.md")
    assert "keywords: [" in fire
    assert "[通知](../2020/my-first.md#a)和 ![图](winter-fire/a.png)，另见[草稿](/guide/draft/)" in fire
    assert (town.root / NEWS / "2019/winter-fire/a.png").read_bytes() == HUGO["static/images/a.png"]
    first = text(town, f"{NEWS}/2020/my-first.md")
    assert "[检查](../2019/winter-fire.md)，[外](https://www.example.com/)，[绝对](../../notice/2017/some-page-x.md)" in first
    assert "![现场](my-first/a.png)" in first
    assert "[附件](fire-drill/plan.txt)、[没有](gone.pdf)" in text(town, f"{NOTICES}/2021/fire-drill.md")
    assert times(town)[f"{NEWS}/2019/winter-fire.md"] == "2019-11-05T09:30:00+08:00"
    assert times(town)[f"{NOTICES}/2017/some-page-x.md"] == "2017-05-06T00:00:00+08:00"
    assert kinds(answer, "draft") == [("guide/draft.md", "")]
    assert kinds(answer, "section-page") == [("guide/_index.md", "")]
    assert kinds(answer, "dropped") == [("news/2019/Winter_Fire.md", "weight: 3")]
    assert kinds(answer, "left-behind") == [("news/2019/Winter_Fire.md", "/guide/draft/")]
    assert kinds(answer, "broken-link") == [("通知/fire drill/index.md", "gone.pdf")]
    assert [source for source, what in kinds(answer, "generator-syntax") if "youtube" in what] == ["posts/first.md"]
    assert kinds(answer, "unused-file") == [("static/images/unused.png", "")]


def test_hugo_s_own_listing_says_the_same(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", HUGO)
    bring(town, "hugo", HUGO_MAP)
    computed = addresses(town)
    (tmp_path / "list.csv").write_text("Running Hugo\n" + HUGO_LISTING, encoding="utf-8")
    bring(town, "hugo", HUGO_MAP, "--listing", "../list.csv")
    assert addresses(town) == computed


def test_an_mkdocs_site_stands_here_as_mkdocs_built_it(town: Town, tmp_path: Path) -> None:
    old = lay(tmp_path / "old", MKDOCS)
    code, answer = bring(town, "mkdocs", MKDOCS_MAP + 'times: {notices/plain.md: "2018-07-08T10:00:00+08:00"}\n')
    assert code == 0, answer["notes"]
    built = mkdocs_files(old, tmp_path / "built")
    assert {output(one) for one in addresses(town)} == built - {"index.html", "news/index.html", "404.html"}
    fire = text(town, f"{NEWS}/2019/fire.md")
    assert 'title: "冬季消防检查"' in fire
    assert "# 冬季消防检查" not in fire
    assert 'summary: "街道检查消防。"' in fire
    assert '[方案](fire/plan%20a.txt "方案")、![图][p]、[通知](../../notice/2020/notice.md#x)、[动态](index.md)' in fire
    assert "[p]: fire/a.png" in fire
    notice = text(town, f"{NOTICES}/2020/notice.md")
    assert "# 通知" in notice  # it says something else than the title
    assert "[检查](../../news/2019/fire.md)、[同页](#通知)、[网址](../../news/2019/fire.md)" in notice
    assert kinds(answer, "section-page") == [("index.md", ""), ("news/index.md", "")]
    assert kinds(answer, "left-behind") == [("news/fire.md", "index.md")]
    assert kinds(answer, "broken-link") == [("news/fire.md", "gone.md")]
    assert kinds(answer, "dropped") == [("news/fire.md", 'icon: "fire"')]
    assert kinds(answer, "unused-file") == [("docs/img/unused.png", "")]
    assert "admonition" in kinds(answer, "generator-syntax")[0][1]
    assert {one["rule"] for one in answer["rules"]} >= {"SS2208"}


def test_times_come_from_history_where_no_page_tells(town: Town, tmp_path: Path) -> None:
    old = lay(tmp_path / "old", MKDOCS)
    code, answer = bring(town, "mkdocs", MKDOCS_MAP)
    assert (code, kinds(answer, "no-time")) == (1, [("notices/plain.md", "")])
    dated = {**os.environ, "GIT_COMMITTER_DATE": "2016-02-03T04:05:06+08:00"}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    for words in (
        ("init", "-q"),
        ("add", "-A"),
        (*who, "commit", "-qm", "old"),
        ("mv", "docs/notices/plain.md", "docs/notices/p.md"),
    ):
        subprocess.run(["git", *words], cwd=old, env=dated, check=True)
    subprocess.run(["git", "mv", "docs/notices/p.md", "docs/notices/plain.md"], cwd=old, env=dated, check=True)
    code, answer = bring(town, "mkdocs", MKDOCS_MAP)
    assert (code, kinds(answer, "no-time")) == (0, [])
    assert times(town)[f"{NOTICES}/2016/plain.md"] == "2016-02-02T20:05:06+00:00"


def test_without_a_mapping_one_to_fill_in_is_printed(town: Town, tmp_path: Path) -> None:
    lay(tmp_path / "old", HUGO)
    code, out, _ = town.run("import", "../old", "--from", "hugo")
    assert code == 0
    assert '  "posts": UNIT/COLUMN  # 2' in out
    assert not (town.root / "build").exists()


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("sections: {news: liangshan/nothing}\n", "没有栏目 liangshan/nothing"),
        ("sections: {}\nkeys: {a: title}\n", "keys 不能对到 title"),
        ("sections: {}\ntimes: {a: soon}\n", "times 中 a 的时间读不懂"),
        ("sections: {}\ndefaults: {grade: huge}\n", "没有等级 huge"),
        ("section: {}\n", "不是对照表"),
        ("sections: [\n", "第"),
    ],
)
def test_a_faulty_mapping_is_named_and_nothing_is_written(town: Town, tmp_path: Path, mapping: str, said: str) -> None:
    lay(tmp_path / "old", HUGO)
    (tmp_path / "map.yml").write_text(mapping, encoding="utf-8")
    code, _, err = town.run("import", "../old", "--from", "hugo", "--map", "../map.yml")
    assert code == 2
    assert said in err
    assert not (town.root / "build").exists()


def test_what_people_have_changed_is_not_overwritten(town: Town, tmp_path: Path) -> None:
    old = lay(tmp_path / "old", MKDOCS)
    mapping = MKDOCS_MAP + 'times: {notices/plain.md: "2018-07-08T10:00:00+08:00"}\n'
    assert bring(town, "mkdocs", mapping)[0] == 0
    changed = town.root / f"{NOTICES}/2018/plain.md"
    changed.write_text(changed.read_text(encoding="utf-8") + "\n改过。\n", encoding="utf-8")
    code, answer = bring(town, "mkdocs", mapping)
    assert (code, answer["written"], kinds(answer, "changed-by-hand")) == (
        1,
        1,
        [("notices/plain.md", f"{NOTICES}/2018/plain.md")],
    )
    assert changed.read_text(encoding="utf-8").endswith("改过。\n")
    (old / "docs/news/fire.md").unlink()
    bring(town, "mkdocs", mapping)
    assert not (town.root / NEWS / "2019/fire.md").exists()
    assert not (town.root / NEWS / "2019/fire/a.png").exists()
    assert changed.exists()


def test_hostile_pages_stay_behind_or_harmless(town: Town, tmp_path: Path) -> None:
    bomb = "a: &a [x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
    secret = tmp_path / "secret.txt"
    secret.write_text("not of the old site", encoding="utf-8")
    files: dict[str, str | bytes] = {
        "mkdocs.yml": "site_name: x\n",
        "docs/news/bomb.md": f"---\n{bomb}---\n",
        "docs/news/latin.md": b"---\ntitle: \xe9\n---\n",
        "docs/news/open.md": "---\ntitle: x\n",
        "docs/news/twice.md": "---\ntitle: x\ntitle: y\n---\n",
        "docs/news/out.md": "---\ntitle: x\ndate: 2020-01-01\n---\n[a](../../../secret.txt) [b](/../secret.txt) ![c](%2e%2e/%2e%2e/%2e%2e/secret.txt)\n",
        "docs/news/link.md": "---\ntitle: y\ndate: 2020-01-01\n---\n[a](linked.txt)\n",
    }
    old = lay(tmp_path / "old", files)
    (old / "docs/news/linked.txt").symlink_to(secret)
    code, answer = bring(town, "mkdocs", MKDOCS_MAP)
    assert code == 1
    assert {source for source, _ in kinds(answer, "unreadable")} == {f"news/{n}.md" for n in ("bomb", "latin", "open", "twice")}
    assert answer["files"] == 0
    assert not [path for path in (town.root / "content").rglob("*") if path.is_file() and "secret" in path.name]


def grown(folder: Path, count: int) -> Path:
    """A Hugo site of so many pages, each with a link to the one before."""
    files: dict[str, str | bytes] = {"hugo.toml": 'baseURL = "https://old.example.gov.cn/"\n'}
    for number in range(count):
        files[f"content/news/p{number}.md"] = (
            f"---\ntitle: 第 {number} 期\ndate: 2019-01-01T00:00:00+08:00\n---\n\n见[上一期](/news/p{max(0, number - 1)}/)。\n"
        )
    return lay(folder, files)


def digests(root: Path) -> dict[str, str]:
    """Everything that a finished import leaves, its journal included."""
    found = [*(root / "content").rglob("*"), *(root / "build/import").iterdir(), root / "reviews/former-addresses.json"]
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if path.is_file() and not path.name.startswith("report.")
    }


def test_a_run_that_was_killed_is_gone_on_with(tmp_path: Path) -> None:
    pages = 400
    grown(tmp_path / "old", pages)
    town, whole = Town(tmp_path / "one"), Town(tmp_path / "two")
    (tmp_path / "map.yml").write_text("sections: {news: liangshan/news}\n", encoding="utf-8")
    words = ["import", str(tmp_path / "old"), "--from", "hugo", "--map", str(tmp_path / "map.yml"), "--format", "json"]
    process = subprocess.Popen([sys.executable, "-m", "sanshen", "-C", str(town.root), *words], stdout=subprocess.DEVNULL)
    journal = town.root / "build/import/journal.jsonl"
    while not journal.is_file() or journal.read_bytes().count(b"\n") < pages // 4:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    room = journal.parent / "room"
    room.mkdir(exist_ok=True)
    (room / ".left.tmp").write_text("what a run that is killed leaves", encoding="utf-8")
    code, out, _ = town.run(*words)
    answer = json.loads(out)
    assert (code, answer["pages"]) == (0, pages)
    assert answer["written"] <= pages - pages // 4 + 1
    assert whole.run(*words)[0] == 0
    assert digests(town.root) == digests(whole.root)
    assert not room.exists()


def test_what_hugo_would_not_have_published_stays_behind(town: Town, tmp_path: Path) -> None:
    dated = "---\ntitle: x\ndate: 2019-01-01\n---\n内容。\n"
    files: dict[str, str | bytes] = {
        "hugo.toml": "uglyURLs = true\n",
        "content/news/bundle/index.md": dated,
        "content/news/bundle/more/resource.md": dated,
        "content/news/later.md": dated.replace("2019", "2099"),
        "content/news/a.md": dated.replace("---\n内", "aliases: [/b.html/c/]\n---\n内"),
        "content/news/b.md": dated.replace("---\n内", "aliases: [/b.html, /404.html]\n---\n内"),
    }
    lay(tmp_path / "old", files)
    code, answer = bring(town, "hugo", "sections: {news: liangshan/news}\n")
    assert code == 0
    assert {source for source, _ in kinds(answer, "draft")} == {"news/bundle/more/resource.md", "news/later.md"}
    assert {what for _, what in kinds(answer, "no-address")} == {"b.html/c/", "404.html"}
    assert sorted(addresses(town)) == ["b.html", "news/a.html", "news/b.html", "news/bundle.html"]


def test_a_secret_in_old_front_matter_is_not_printed_in_full(town: Town, tmp_path: Path) -> None:
    number = "138" + "0013" + "8000"
    page = f"---\ntitle: x\ndate: 2019-01-01\nphone: '{number}'\n---\n内容。\n"
    lay(tmp_path / "old", {"hugo.toml": "", "content/news/a.md": page})
    _, answer = bring(town, "hugo", "sections: {news: liangshan/news}\n")
    assert number not in json.dumps(answer)
    assert number not in text(town, "build/import/report.json") + text(town, "build/import/report.md")


def test_a_hugo_page_is_published_as_hugo_takes_its_front_matter(town: Town, tmp_path: Path) -> None:
    # What Hugo 0.168.0 built of each of these was noted from its real output: `build` pages it leaves out, `live` ones it makes.
    dated = "date: 2019-01-01\n"
    out = {
        "draft-key": "Draft: true\n" + dated,
        "draft-word": 'draft: "True"\n' + dated,
        "draft-number": "draft: 1\n" + dated,
        "expired": dated + "expiryDate: 2020-01-01\n",
        "unpublished": dated + "unpublishdate: 2020-01-01\n",
        "later": dated + "publishDate: 2099-01-01\n",
        "later-too": dated + "pubdate: 2099-01-01\n",
        "not-made": dated + "build: {render: never}\n",
        "only-linked": dated + "build: {Render: link}\n",
        "withdrawn": dated + "published: false\n",
    }
    live = {
        "draft-yes": 'draft: "yes"\n' + dated,
        "listed-nowhere": dated + "build: {list: never}\n",
        "key-case": "Title: 大写\nDate: 2019-01-01\nAliases: /x/y /z/\nSlug: klein\n",
        "changed": "lastmod: 2018-03-04T05:06:07+08:00\n",
        "zone": 'date: "2018-03-04 05:06:07 -0700"\n',
        "beside/index": dated + "aliases: [rel, ../up, /abs.htm]\n",
        "moved": dated + "url: /else/where/\naliases: [rel]\n",
    }
    files: dict[str, str | bytes] = {
        f"content/news/{name}.md": f"---\n{front}---\n内容。\n" for name, front in {**out, **live}.items()
    }
    files |= {
        "config/_default/hugo.toml": 'baseURL = "https://old.example.gov.cn/"\n[[cascade]]\n[cascade.build]\nrender = "always"\n',
        "config/_default/permalinks.toml": 'posts = "/:year/:contentbasename/"\n',
        "content/posts/_index.md": "---\ncascade: {draft: true}\n---\n",
        "content/posts/a.md": "---\n" + dated + "---\n内容。\n",
        "content/posts/b.markdown": "---\n" + dated + "draft: false\n---\n内容。\n",
        "content/news/page.html": "---\n" + dated + "---\n<p>内容。</p>\n",
        "content/news/plain.html": "<p>内容。</p>\n",
        "content/news/beside/part.html": "---\ntitle: x\n---\n",
    }
    lay(tmp_path / "old", files)
    mapping = "sections: {news: liangshan/news, posts: liangshan/news}\n"
    code, answer = bring(town, "hugo", mapping)
    assert code == 1
    assert kinds(answer, "unreadable")[0][0] == "news/page.html"
    assert {one for one, _ in kinds(answer, "draft")} == {f"news/{one}.md" for one in out} | {"posts/a.md", "posts/_index.md"}
    assert set(addresses(town)) == {
        "news/draft-yes/", "news/listed-nowhere/", "news/klein/", "x/y/", "z/", "news/changed/", "news/zone/", "news/beside/",
        "news/rel/", "up/", "abs.htm", "else/where/", "else/rel/", "2019/b/",
    }  # fmt: skip
    assert 'title: "大写"' in text(town, f"{NEWS}/2019/klein.md")
    assert times(town)[f"{NEWS}/2018/changed.md"] == "2018-03-04T05:06:07+08:00"
    assert times(town)[f"{NEWS}/2018/zone.md"] == "2018-03-04T05:06:07-07:00"
    code, answer = bring(town, "hugo", mapping + "skip: [news/page.html]\n")
    assert code == 0  # people have decided
    assert [one for one, _ in kinds(answer, "skipped")] == ["news/page.html"]


def test_hugo_s_listing_says_what_was_shown_and_when(town: Town, tmp_path: Path) -> None:
    page = "---\ntitle: x\n---\n内容。\n"
    names = ("live", "draft", "expired", "later", "unlisted")
    lay(tmp_path / "old", {"hugo.toml": "", **{f"content/news/{name}.md": page for name in names}})
    none, past, future = "0001-01-01T00:00:00Z", "2019-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
    rows = [
        f"content/news/{name}.md,,x,{past},{until},{since},{draft},https://old.example.gov.cn/n/{name}/,page,news"
        for name, until, since, draft in (
            ("live", none, past, "false"),
            ("draft", none, past, "true"),
            ("expired", past, past, "false"),
            ("later", none, future, "false"),
        )
    ]
    head = "path,slug,title,date,expiryDate,publishDate,draft,permalink,kind,section"
    (tmp_path / "list.csv").write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    code, answer = bring(town, "hugo", "sections: {news: liangshan/news}\n", "--listing", "../list.csv")
    assert code == 0, answer["notes"]
    assert set(addresses(town)) == {"n/live/"}
    assert list(times(town).values()) == ["2019-01-01T00:00:00+00:00"]


def test_what_mkdocs_leaves_out_stays_behind_and_its_redirects_lead_on(town: Town, tmp_path: Path) -> None:
    page = "---\ndate: 2019-01-01\n---\n内容。\n"
    files: dict[str, str | bytes] = {
        "mkdocs.yml": (
            "site_name: x\nexclude_docs: |\n  *.secret.md\n  !news/kept.secret.md\ndraft_docs: |\n  /drafts/\n"
            "plugins:\n  redirects:\n    redirect_maps:\n      old/one.md: news/a.md\n      '旧/二.md': news/a.md#x\n      gone.md: https://www.gov.cn/\n"
        ),
        **{
            f"docs/{name}": page
            for name in ("news/a.md", "news/b.secret.md", "news/kept.secret.md", "drafts/c.md", "templates/d.md", "news/README.md", "news/index.md")
        },
        "docs/news/e.md": page.replace("---\n内", "draft: true\n---\n内"),
    }  # fmt: skip
    lay(tmp_path / "old", files)
    code, answer = bring(town, "mkdocs", 'sections: {"": liangshan/news}\n')
    assert code == 0
    left = {"news/b.secret.md", "drafts/c.md", "templates/d.md", "news/README.md", "news/e.md"}
    assert {one for one, _ in kinds(answer, "draft")} == left
    assert set(addresses(town)) == {"news/a/", "old/one/", "旧/二/", "news/kept.secret/"}


def test_two_pages_of_one_address_are_told(town: Town, tmp_path: Path) -> None:
    page = "---\ndate: 2019-01-01\nurl: /same/\n---\n内容。\n"
    lay(tmp_path / "old", {"hugo.toml": "", "content/news/a.md": page, "content/news/b.md": page})
    _, answer = bring(town, "hugo", "sections: {news: liangshan/news}\n")
    assert kinds(answer, "address-taken") == [("news/b.md", f"same/ → {NEWS}/2019/a.md")]


def test_what_no_build_would_show_is_told_before_it_is_registered(town: Town, tmp_path: Path) -> None:
    dated = "---\ndate: 2019-01-01\n---\n"
    bodies = {
        "script": "<script>x()</script>\n",
        "elsewhere": "![图](https://img.example.com/a.png)\n",
        "kind": "[图](/a.svg)\n",
        "gone": "![图](none.png)\n",
        "fine": "内容。\n",
    }
    lay(
        tmp_path / "old",
        {"hugo.toml": "", "static/a.svg": "<svg/>", **{f"content/n/{name}.md": dated + body for name, body in bodies.items()}},
    )
    code, answer = bring(town, "hugo", "sections: {n: liangshan/news}\n")
    told = {source: what.rpartition(" ")[2] for source, what in kinds(answer, "not-shown")}
    assert (code, told) == (1, {"n/script.md": "SS1602", "n/elsewhere.md": "SS0004", "n/kind.md": "SS2207"})
