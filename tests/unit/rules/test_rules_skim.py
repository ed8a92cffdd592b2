"""A trigger that stays silent where its rule would speak is a hole in the gate: this looks for one."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.model.article import Article
from sanshen.model.rulebook import RuleBook
from sanshen.reading import office
from sanshen.reading.article import read_article
from sanshen.reading.folding import fold
from sanshen.rules import ARTICLE_RULES, clues
from sanshen.rules.listing import listener
from sanshen.rules.reading_view import is_waiver_text, view_of, views
from sanshen.rules.rule import Rule
from sanshen.rules.skim import BARRIER, Listener, skim
from sanshen.rules.thinning import may_be_thinned
from support.checking import ARTICLE, RULE_FILES, article, fixtures, read_fixture
from support.reading import policy

_BLOCKED = fixtures("block")


@cache
def book() -> RuleBook:
    """The office of the rule fixtures, with their lexicon."""
    where = RULE_FILES / "site"
    files = {path.relative_to(where).as_posix(): path.read_bytes() for path in sorted(where.rglob("*.yml"))}
    lexicon = {path: data for path, data in files.items() if "/lexicon/" in path}
    own = policy()
    return RuleBook(
        own,
        office.read_roster(_district(), own),
        office.read_lexicon(lexicon, None)[0],
        office.read_sources(files.get("reviews/sources.yml"))[0],
        date(2026, 11, 23),
    )


def _district() -> dict[str, bytes]:
    from support.office import district_files

    return {path: data if isinstance(data, bytes) else data.encode() for path, data in district_files().items()}


def draft(text: str) -> Article | None:
    """What could be read of a file."""
    return read_article(ARTICLE, text.encode("utf-8", "surrogatepass"), {}, policy()).draft


def holes(one: Article) -> list[str]:
    """Rules that find something although their trigger said there was nothing."""
    skimmed = skim(one, listener())
    return [
        rule.id
        for rule in ARTICLE_RULES
        if rule.check is not None
        and (
            (not rule.may_find(skimmed, book()) and next(iter(rule.check(one, book())), None) is not None)
            # A clue that does not show where the trigger would: the next change of either would make a hole of it.
            or (rule.trigger is not None and rule.trigger(skimmed, book()) and not rule.may_find(skimmed, book()))
        )
    ]


@pytest.mark.parametrize("path", _BLOCKED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_no_trigger_misses_what_its_rule_finds(path: Path) -> None:
    one = draft(read_fixture(path).text)
    assert one is not None
    assert holes(one) == []


_WORDS = sorted(
    {line for path in _BLOCKED for line in read_fixture(path).text.split("---\n", 2)[-1].split("\n") if line.strip()}
)
_SPLITS = st.sampled_from(["", " ", "\u200b", "-", "·", "**", "\n", "\n\n", "&#8203;", "<b>", "|", "\u3000", "%20", "。"])


@given(st.lists(st.tuples(st.sampled_from(_WORDS), st.integers(0, 40), _SPLITS), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_no_trigger_misses_what_is_cut_apart(pieces: list[tuple[str, int, str]]) -> None:
    body = "\n\n".join(line[:at] + split + line[at:] for line, at, split in pieces)
    one = draft(article(body))
    assert one is None or holes(one) == []


@pytest.mark.parametrize("rule", [rule for rule in ARTICLE_RULES if rule.words], ids=lambda rule: rule.id)
def test_words_that_are_listened_for_are_written_as_they_are_heard(rule: Rule) -> None:
    assert all(word.isalnum() and fold(word).text == word for word in rule.words)


_PIECES = sorted(
    {word for rule in ARTICLE_RULES for word in rule.words}
    | set("男女共计号月年岁密%倍省京12345678901一二三、（）“”《》！？!?~哈")
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
@settings(max_examples=80, deadline=None)
def test_no_clue_is_missing_where_a_trigger_would_look(pieces: list[str]) -> None:
    one = draft(article("".join(pieces) + "\n"))
    assert one is None or holes(one) == []


_FIGURES = st.lists(
    st.sampled_from(
        [
            *(
                "全区常住人口",
                "全 区常住\n人口",
                "全年累计检查企业",
                "全年累计检查了企业",
                "累计检查",
                "全市共有男性",
                "女性",
                "合计",
                "共计",
                "其中网站",
            ),
            *("12", "１２", "1,234", "1，234", "3.5", "3.5", "2026年", "5月", "十", "A3", "-7", "/8", "一百"),
            *("万", "亿", "人", "家", "万元", "%", "条", "个百分点", "年", "日", " ", "\u2003", "\u3000" * 13, "了"),
            *("，", ",", "、", "。", "；", ";", "：", "（", "）", "!", "\n", "\n\n", "|", "﹐", "ﬁ", "\u200b"),
            *("《关于开展检查的通知》", "渝府发", "〔2021〕", "[2021]", "（21）", "2021〕", "第", "号"),
        ]
    ),
    max_size=24,
).map("".join)


@given(_FIGURES, _FIGURES, st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_no_trigger_misses_what_figures_tell(first: str, second: str, again: int) -> None:
    told = [first, second, *[first.translate(str.maketrans("123", "456")), first][:again]]
    one = draft(article("\n\n".join(told) + "\n", title=f"“{second.replace(chr(10), '')}”通报"))
    assert one is None or holes(one) == []


_HEARD = st.text(alphabet="甲乙丙a1\U00028c47\U00014e59", max_size=12)


@given(st.lists(_HEARD.filter(bool), max_size=6), _HEARD)
@settings(max_examples=60, deadline=None)
def test_a_listener_hears_the_words_that_stand_there(words: list[str], letters: str) -> None:
    single = "".join(letter for letter, run in groupby(letters) for letter in (run if letter.isdecimal() else letter))
    ways = (letters, single, *may_be_thinned(letters))  # a number may be that of a tone (a1a)
    assert Listener(words).hear(letters) == {word for word in words if any(word in way for way in ways)}


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_the_skim_holds_every_view(text: str) -> None:
    one = draft(article(text + "\n\n[文](https://example.cn/%E4%B8%AD)\n"))
    if one is not None:
        skimmed = skim(one, listener())
        assert skimmed.folded == BARRIER.join(view.folded for view in views(one, waivers=True))
        assert views(one) == tuple(view_of(passage) for passage in one.passages if not is_waiver_text(passage))
        assert skimmed.letters == "".join(filter(str.isalnum, skimmed.folded))


def test_nothing_hides_in_what_most_texts_are_made_of() -> None:
    known = (one for one in map(chr, range(0x10000)) if clues._unusual().search(one) is None)
    usual = [one for one in known if one not in clues._FILLERS]
    assert all(map(clues._hides, clues._FILLERS))
    assert len(usual) > 20_000
    assert "".join(usual).replace("\n", "").replace("\u3000", "").isprintable()
    assert clues._blank().search("".join(usual)) is None


@given(
    st.text(alphabet="街道安全a1 ，\n\u3000\u200b\u2800\ufe0f\u00ad\u034f\x00\ufeff\U000e0100\U000e0041\U0002f804", max_size=8)
)
@settings(max_examples=100, deadline=None)
def test_whatever_shows_nothing_is_suspected(text: str) -> None:
    blanks = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
    suspect = any(
        (not one.isprintable() and one not in "\n\u3000") or ord(one) in blanks or ord(one) >= 0xE0000 for one in text
    )
    assert clues._hides(text) == suspect
