"""The measures themselves, as a unit would publish them: the real text goes the whole way and all its articles are on the page."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from support import office
from support.keys import shared_key
from support.town import Town, stages

ROOT = Path(__file__).parents[2]
REGULATION = ROOT.parent / "shared" / "regulation.txt"
TITLE = "重庆市梁平区政府网站和政务新媒体管理办法"
DOCUMENT = """document:
  number: 梁平府办发〔2021〕3号
  issuer: 重庆市梁平区人民政府办公室
  written: 2021-01-19
  validity: 有效
"""
DIGITS = "一二三四五六七八九"
NUMBERS = [
    f"{DIGITS[tens - 1] if tens > 1 else ''}{'十' if tens else ''}{DIGITS[ones - 1] if ones else ''}"
    for tens, ones in (divmod(number, 10) for number in range(1, 37))
]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    """The text, one paragraph a line."""
    if not REGULATION.exists():
        pytest.skip("the text of the measures is not beside this checkout")
    paragraphs: list[str] = []
    for raw in REGULATION.read_text("utf-8").splitlines():
        line = re.sub(r"\s+", " ", raw).strip()
        if paragraphs and line and not re.search(r"[。：；，]$|^$|条|章|日|室|通知|办法|）$", paragraphs[-1][-12:]):
            paragraphs[-1] += line  # a line that was broken in the middle of a sentence
        else:
            paragraphs.append(line)
    return [line for line in paragraphs if line]


def body_of(lines: list[str]) -> str:
    """The paragraphs as Markdown, chapters as headings."""
    start = max(place for place, line in enumerate(lines) if line == TITLE) + 1
    chapters = re.compile(r"第[一二三四五六七八九十]+章 ")
    shown = ["## " + line if chapters.match(line) else line for line in lines[start:]]
    return "\n\n".join(shown) + "\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town with the lexicon, the sources and the look of the sample."""
    public = {person: shared_key(person).public for person in office.NAMES}
    files = office.district_files(public, pipeline=(shared_key("pipeline").public,))
    more = [ROOT / "mkdocs.yml", ROOT / "reviews/sources.yml", *sorted((ROOT / "reviews/lexicon").glob("*.yml"))]
    files |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in more}
    return Town(tmp_path_factory.mktemp("regulation"), files=files)


def _marked(text: str, finding: dict[str, Any]) -> str:
    return text.splitlines()[finding["line"] - 1][finding["column"] - 1 : finding["end_column"] - 1]


def test_the_numbers_of_the_articles() -> None:
    assert (NUMBERS[0], NUMBERS[9], NUMBERS[10], NUMBERS[19], NUMBERS[35]) == ("一", "十", "十一", "二十", "三十六")


def test_the_measures_go_from_draft_to_proven_page(town: Town, lines: list[str], tmp_path: Path) -> None:
    code, out, err = town.run("new", "liangshan/policy", "guanli-banfa", "--title", TITLE)
    assert code == 0, err
    path = out.strip()
    head = (town.root / path).read_text().partition("\n（在此撰写正文")[0]
    written = head.replace("disclosure: active\n", f"disclosure: active\n{DOCUMENT}") + "\n" + body_of(lines)
    town.write({path: written})

    code, out, _ = town.run("check", path, "--format", "json")
    findings = json.loads(out)["findings"]
    assert code == 0, findings
    found = [(one["rule"], one["severity"], _marked(written, one)) for one in findings]
    assert found == [("SS1302", "warning", "政务新媒")]  # Art. 17 of the original really lacks a character

    town.commit(f"Draft {path}")
    assert not town.gate()["allowed"]
    town.sign_all(path)
    verdict = town.gate()
    assert verdict["allowed"], verdict["reasons"]
    assert set(stages(verdict, path).values()) == {"signed"}
    town.merge()
    code, _, err = town.record()
    assert code == 0, err
    code, out, err = town.run("verify", "--format", "json")
    assert code == 0, out + err
    assert [one["path"] for one in json.loads(out)["articles"]] == [path]

    code, out, err = town.run("build", "--site-dir", str(tmp_path / "site"))
    assert code == 0, out + err
    page = (tmp_path / "site" / "liangshan/policy" / path.split("/")[3] / "guanli-banfa" / "index.html").read_text()
    shown = html.unescape(re.sub(r"<[^>]+>", "\n", page.partition('id="article-body"')[2]))
    places = [found.start() for number in NUMBERS for found in re.finditer(rf"^第{number}条 ", shown, re.MULTILINE)]
    assert len(places) == 36
    assert places == sorted(places)
    for line in lines[lines.index(TITLE) + 1 :]:
        assert line in shown, line
    assert "梁平府办发〔2021〕3号" in page
