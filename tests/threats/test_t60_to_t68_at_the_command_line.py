"""T60–T68 at the command line: words in disguise, words that only sound like a term, and an author who excuses himself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.scenes import founded
from support.town import BODY, FIRE, Town, article, sheet, stages

LEXICON = """topic: 测试
terms:
  - {term: 示例禁词, category: banned, severity: error, why: 通知, match: [pinyin, homophone, split, reversed]}
  - {term: 旧称处, category: renamed, severity: error, why: 更名, instead: 新称处}
"""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A district with a list of words; on branch `draft`."""
    made = founded(tmp_path)
    made.git("checkout", "-q", "main")
    made.write({"reviews/lexicon/words.yml": LEXICON})
    made.commit("Words")
    made.branch("draft")
    return made


def _found(town: Town, text: str) -> list[dict[str, Any]]:
    """What the gate finds of the words in an article."""
    town.draft(text=text)
    return [one for one in sheet(town.gate())["findings"] if one["rule"] == "SS1302"]


DISGUISED = {
    "pinyin": "街道不得使用shilijinci开展宣传。",
    "initials are not asked for": "街道不得使用 sljc 开展宣传。",
    "homophones": "街道不得使用士力进此开展宣传。",
    "reversed": "街道不得使用词禁例示开展宣传。",
    "split characters": "街道不得使用示例林示言司开展宣传。",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_t62_a_disguise_that_the_entry_asks_for_is_at_least_a_warning(town: Town, name: str) -> None:
    found = _found(town, article(body=DISGUISED[name] + "\n"))
    if name == "initials are not asked for":
        assert found == []
        return
    assert [one["severity"] in {"warning", "error"} for one in found] == [True], found


def test_t62_an_entry_that_asks_for_no_disguise_finds_its_own_word_alone(town: Town) -> None:
    assert _found(town, article(body="街道不得使用jiuchengchu开展宣传。\n")) == []
    assert [one["severity"] for one in _found(town, article(body="街道不得使用旧称处开展宣传。\n"))] == ["error"]


def _waived(rule: str, text: str, reason: str = "引用原文") -> str:
    return f"waivers:\n  - {{rule: {rule}, text: {text}, reason: {reason}}}\n"


def test_t67_a_waiver_is_signed_by_the_reviewers_like_every_word(town: Town) -> None:
    """Slipped in after the signatures it voids them all; the author's own say is nobody's signature."""
    text = article(body=BODY + "\n街道挂牌时名为旧称处。\n")
    town.draft(text=text)
    town.state_all(FIRE, count=3)
    verdict = town.gate()
    assert [one["waived"] for one in sheet(verdict)["findings"]] == [False]
    town.draft(text=text.replace("source: 梁山街道\n", "source: 梁山街道\n" + _waived("SS1302", "旧称处")))
    verdict = town.gate()
    assert [one["waived"] for one in sheet(verdict)["findings"]] == [True]
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert "signed" not in stages(verdict).values()
    town.state_all(FIRE)
    assert town.gate()["allowed"], "once they have signed it, it is their word"


def _identity() -> str:
    """A number of the right shape that nobody bears, with its check digit."""
    digits = f"500228{1800:04}0101{7:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return digits + "10X98765432"[total % 11]


def test_t67_what_may_not_be_waived_cannot_be(town: Town) -> None:
    identity = _identity()
    for rule, text in (("SS1301", "机密★1年"), ("SS1304", identity)):
        town.draft(text=article(body=f"附件标有“{text}”，当事人为周先生。\n", more=_waived(rule, f"'{text}'")))
        town.state_all(FIRE)
        verdict = town.gate()
        assert (verdict["exit"], verdict["allowed"]) == (1, False)
        assert any(one["rule"] == rule and not one["waived"] for one in sheet(verdict)["findings"]), rule


def test_t67_a_waiver_of_something_else_excuses_nothing(town: Town) -> None:
    for waiver in (_waived("SS1302", "别的词"), _waived("SS1601", "旧称处")):
        found = _found(town, article(body="街道挂牌时名为旧称处。\n", more=waiver))
        assert [one["waived"] for one in found] == [False]


SIX = {
    "t60 zero width": ("街道使用旧\u200b称处开展宣传。", "SS1302"),
    "t60 entity": ("街道使用旧&#31216;处开展宣传。", "SS1302"),
    "t60 emphasis": ("街道使用旧**称**处开展宣传。", "SS1302"),
    "t60 line break": ("街道使用旧称\n处开展宣传。", "SS1302"),
    "t61 traditional": ("街道使用舊稱處开展宣传。", "SS1302"),
    "t63 bidirectional": ("街道使用\u202e名称\u202c开展宣传。", "SS0005"),
    "t65 script": ("<script>alert(1)</script>\n", "SS1602"),
    "t65 javascript link": ("[点](javascript:alert(1))\n", "SS1603"),
    "t66 another host": ("[www.example.gov.cn](https://example.com/)\n", "SS1603"),
    "t66 user-info host": ("[详见](https://www.example.gov.cn@example.com/)\n", "SS1603"),
}
INNOCENT = "《中华人民共和国保守国家秘密法》第十四条规定，国家秘密的密级分为绝密、机密、秘密三级。最高人民法院发布了司法解释，政务服务便民热线为12345。"


def test_t60_t61_t63_t65_t66_disguises_are_found_by_check_and_by_the_gate(town: Town) -> None:
    """One article a disguise; the command names each at its rule, and the gate blocks."""
    paths = {f"content/liangshan/news/2026/d-{place}.md": case for place, case in enumerate(SIX.values())}
    town.write({path: article(f"第{place}篇", body=f"{text}\n") for place, (path, (text, _)) in enumerate(paths.items())})
    town.commit("Disguised")
    code, out, _ = town.run("check", *paths, "--format", "json")
    assert code == 1
    found = {(one["path"], one["rule"]) for one in json.loads(out)["findings"] if one["severity"] == "error"}
    assert {(path, rule) for path, (_, rule) in paths.items()} <= found
    verdict = town.gate()
    assert (verdict["exit"], verdict["allowed"]) == (1, False)
    assert {one["path"] for one in verdict["articles"] if one["findings"]} == set(paths)


def test_t68_innocent_text_that_only_looks_bad_passes_check_and_gate(town: Town) -> None:
    town.draft(text=article(body=f"{INNOCENT}\n"))
    code, out, _ = town.run("check", FIRE, "--format", "json")
    assert (code, [one for one in json.loads(out)["findings"] if one["severity"] == "error"]) == (0, [])
    town.state_all()
    assert town.gate()["allowed"]
