"""Matching terms in folded text: what is a disguise, and what is just two sentences."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sanshen.model.lexicon import Disguise
from sanshen.reading.folding import fold
from sanshen.rules.matching import Hit, Matcher, longest
from sanshen.rules.repeats import heard_as
from sanshen.rules.skim import Listener

TERM = "示例禁词"


def _found(text: str, *terms: str) -> list[tuple[int, str]]:
    folded = fold(text).text
    return [(hit.term, folded[hit.start : hit.end]) for hit in Matcher(terms or (TERM,)).find(folded)]


@pytest.mark.parametrize(
    "text",
    [
        "示例禁词",
        "示 例 禁 词",
        "示·例·禁·词",
        "示_例-禁*词",
        "示例\n禁词",
        "示。例。禁。词",
        "示，例，禁，词",
        "示例、禁词",
        "示　例禁词",
        "示|例|禁|词",
        "示！例！禁词",
        "示例" + " " * 40 + "禁词",
        "示...................例禁词",
    ],
)
def test_disguises(text: str) -> None:
    assert len(_found(text)) == 1


@pytest.mark.parametrize(
    "text", ["示例。禁词", "示例！禁词", "示例？禁词", "示例\n\n禁词", "示例甲禁词", "示例" + "—" * 80 + "禁词", "禁词示例"]
)
def test_innocent_neighbours(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("text", ["示x例y禁z词", "示1例2禁3词", "示例x禁词", "示a 例b禁词", "示™例禁词"])
def test_letters_and_digits_between_the_characters(text: str) -> None:
    (hit,) = Matcher([TERM]).find(fold(text).text)
    assert not hit.doubtful


@pytest.mark.parametrize("text", ["示の例の禁の词", "示例ж禁词", "示ー例ー禁ー词", "示ㄅ例禁词", "示例가禁词", "示ω例ω禁ω词"])
def test_letters_of_other_scripts_between_the_characters(text: str) -> None:
    (hit,) = Matcher([TERM]).find(fold(text).text)
    assert not hit.doubtful


@pytest.mark.parametrize(
    ("text", "doubtful"), [("示ж例", [True]), ("示の例", [True]), ("示A例", []), ("示1例", []), ("示の、例", [])]
)
def test_a_pair_is_parted_by_what_nothing_chinese_is_written_with(text: str, doubtful: list[bool]) -> None:
    assert [hit.doubtful for hit in Matcher(["示例"]).find(fold(text).text)] == doubtful


@pytest.mark.parametrize(
    ("text", "terms"), [("一级A标准", ("级标",)), ("占3成股", ("占成股",)), ("示例2026禁词", (TERM,)), ("示例。1禁词", (TERM,))]
)
def test_letters_and_digits_that_mean_something(text: str, terms: tuple[str, ...]) -> None:
    assert _found(text, *terms) == []


@pytest.mark.parametrize("text", ["shi4 li4 jin4 ci2", "shi4li4jin4ci2", "shì lì jìn cí", "shi⁴li⁴jin⁴ci²"])
def test_pinyin_with_its_tones(text: str) -> None:
    matcher = Matcher([TERM], disguises=[["pinyin"]])
    folded = fold(text).text
    assert matcher.may_find("".join(filter(str.isalnum, folded)))
    assert [(hit.start, hit.end, hit.doubtful) for hit in matcher.find(folded)] == [(0, len(folded), True)]


@pytest.mark.parametrize(("text", "term"), [("⻋⻔⺠⼾", "车门民户"), ("⻢⻰", "马龙"), ("⻅⻓", "见长")])
def test_radicals_that_have_no_compatibility_form(text: str, term: str) -> None:
    assert len(_found(text, term)) == 1


def test_a_quotation_that_ends_with_its_sentence_is_no_disguise() -> None:
    assert _found("他说“示例。”禁词另行公布", TERM) == []
    assert _found("（甲。）乙", "甲乙") == []


def test_a_pair_in_a_list_is_no_hit_but_with_a_dot_it_is() -> None:
    assert _found("甲、乙", "甲乙") == []
    assert _found("甲。乙", "甲乙") == []
    assert len(_found("甲·乙", "甲乙")) == 1


def test_latin_terms_are_words() -> None:
    assert _found("said", "ai") == []
    assert len(_found("用AI写", "AI")) == 1
    assert len(_found("Ａ-Ｉ", "AI")) == 1


def test_signs_of_the_term_itself_may_stand() -> None:
    assert len(_found("100%有效", "100%有效")) == 1
    assert len(_found("“三农”工作", "“三农”工作")) == 1


def test_a_term_of_signs_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one letter"):
        Matcher(("★",))


def test_longer_exceptions_win_and_shorter_do_not() -> None:
    matcher = Matcher(("卫计委",), (("原卫计委", "计委"),))
    assert list(matcher.find(fold("原卫计委").text)) == []
    assert len(list(matcher.find(fold("区卫计委").text))) == 1


def test_the_same_word_twice_is_found_for_both() -> None:
    assert sorted(_found(TERM, TERM, TERM)) == [(0, TERM), (1, TERM)]


def test_longest_drops_what_lies_inside() -> None:
    assert longest([Hit(0, 0, 2), Hit(1, 0, 4), Hit(2, 4, 6)]) == [Hit(1, 0, 4), Hit(2, 4, 6)]


@given(
    st.lists(st.sampled_from(["", " ", "·", "\u200b", "\u0336", "-", "\ufe00", "*"]), min_size=3, max_size=3),
    st.text("甲乙丙。", max_size=6),
)
def test_every_split_is_found_at_its_place(gaps: list[str], before: str) -> None:
    text = before + "".join(character + gap for character, gap in zip(TERM, [*gaps, ""], strict=True)) + "。"
    folded = fold(text)
    (hit,) = Matcher((TERM,)).find(folded.text)
    assert text[folded.origin[hit.start]] == "示"
    assert text[folded.origin[hit.end - 1]] == "词"


@given(
    st.text("甲乙丙", min_size=1, max_size=12),
    st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=5, unique=True),
)
def test_it_agrees_with_looking_everywhere(text: str, terms: list[str]) -> None:
    expected = {
        (number, start, end)
        for number, term in enumerate(terms)
        for start, end in combinations(range(len(text) + 1), 2)
        if text[start:end] == term
    }
    found = {(hit.term, hit.start, hit.end) for hit in Matcher(terms).find(fold(text).text)}
    assert expected <= found
    assert all(any(one == other for one, other in pairwise(text[start:end])) for _, start, end in found - expected)


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        (TERM, "示示例例禁禁词词", [("示示例例禁禁词词"[1:-1], False)]),
        (TERM, "示例例禁词", [("示例例禁词", False)]),
        (TERM, "示 示例·例禁词", [("示例·例禁词", False)]),
        ("合同法", "签订合同同法人", [("合同同法", True)]),
        ("合同法", "合合同同法法", [("合同同法", False)]),
        ("合同法", "签订合同。同法人", []),
        ("天天向上", "天天天向向上上", [("天天向向上", False)]),
        ("天天向上", "天向上", []),
        ("的的", "是的的。", [("的的", False)]),
        ("XXX", "XX局 XXXX局", []),
        ("1020", "11002200", []),
    ],
)
def test_doubled_characters(term: str, text: str, expected: list[tuple[str, bool]]) -> None:
    folded = fold(text).text
    assert [(folded[hit.start : hit.end], hit.doubtful) for hit in Matcher((term,)).find(folded)] == expected


@pytest.mark.parametrize(
    ("term", "text", "count"),
    [
        ("《合同法》", "《劳动合同法》规定，", 0),
        ("《合同法》", "依照《合同法》、〈合同法〉", 1),
        ("《合同法》", "依照《 合\n同法 》", 1),
        ("（定稿", "会议定稿", 0),
        ("（定稿", "方案(定稿2)", 1),
        ("示例词！", "示例词。示例词！示例词 ！", 2),
        ("TODO:", "TODO list, todo: x", 1),
    ],
)
def test_signs_at_the_ends_belong_to_the_term(term: str, text: str, count: int) -> None:
    assert len(_found(text, term)) == count


def test_words_that_cross_a_term_excuse_it() -> None:
    matcher = Matcher(("保安",), (("安全", "确保"),))
    assert [hit.start for hit in matcher.find(fold("佳保安全，确保安定，保安全天，保安在岗，保安安全").text)] == [15, 20]


def test_an_exception_excuses_only_what_is_written_plainly() -> None:
    matcher = Matcher((TERM,), (("非" + TERM,),))
    assert list(matcher.find(fold("非示例禁词，非“示例禁词”，非\n示例禁词").text)) == []
    assert len(list(matcher.find(fold("非 示例禁词，非示 例禁词，非·示例禁词").text))) == 3


def test_what_should_be_written_is_no_fault() -> None:
    matcher = Matcher(("十四五规划", "政务新媒"), (), ("“十四五”规划", "政务新媒体"))
    found = [(hit.term, hit.start) for hit in matcher.find(fold("“十四五”规划，十四五规划，政务新媒体，政务新媒和").text)]
    assert found == [(0, 8), (1, 20)]
    assert list(matcher.find(fold('「十四五」规划，"十四五"规划，‘十四五’ 规划').text)) == []


EVERY: tuple[Disguise, ...] = ("pinyin", "initials", "homophone", "split", "reversed")


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("pinyin", "shili jin ci"),
        ("pinyin", "示li禁ＣＩ"),
        ("pinyin", "shì lì jìn cí"),
        ("initials", "S.L.J.C"),
        ("initials", "示l禁c"),
        ("homophone", "士力进此"),
        ("homophone", "示·力·禁·词"),
        ("split", "示例禁讠司"),
        ("split", "示例林示言司"),
        ("reversed", "词禁例示"),
    ],
)
def test_asked_disguises_are_found_and_doubtful(wanted: Disguise, text: str) -> None:
    folded = fold(text).text
    (hit,) = Matcher((TERM,), disguises=((wanted,),)).find(folded)
    assert (hit.start, hit.end, hit.doubtful) == (0, len(folded), True)
    others = tuple(one for one in EVERY if one != wanted)
    assert list(Matcher((TERM,), disguises=(others,)).find(folded)) == []
    (plain,) = Matcher((TERM,), disguises=(EVERY,)).find(fold(TERM).text)
    assert not plain.doubtful


def test_initials_and_pinyin_are_words_of_their_own() -> None:
    matcher = Matcher((TERM,), disguises=(EVERY,))
    assert list(matcher.find("xsljc sljcs shilijincis")) == []


@given(st.text(alphabet="甲乙天1１a\U00028c47\u0100", max_size=24))
def test_text_that_may_hold_a_term_is_never_said_not_to(text: str) -> None:
    matcher = Matcher(["甲乙", "天天甲", "a1", "\U00028c47甲", "甲\u0100"])
    folded = fold(text).text
    letters = "".join(filter(str.isalnum, folded))
    assert matcher.may_find(letters) or not list(matcher.find(folded))


def test_a_saved_matcher_finds_the_same() -> None:
    text = fold("《合同法》示示例例禁词，士力进此，非示例禁词").text
    matcher = Matcher(("《合同法》", TERM), ((), ("非" + TERM,)), ("", ""), ((), EVERY))
    assert list(Matcher.open(matcher.save()).find(text)) == list(matcher.find(text))
    assert len(list(matcher.find(text))) == 3
    with pytest.raises(ValueError, match=r"\w"):
        Matcher.open((b"nothing", b"of the kind"))
    with pytest.raises(ValueError, match=r"\w"):
        Matcher.open(matcher.save()[:-1])
    forms, letters, spoken = matcher.save()
    with pytest.raises(ValueError, match=r"\w"):
        Matcher.open((forms, letters[:-9], spoken))


def test_an_empty_list_finds_nothing() -> None:
    assert list(Matcher(()).find("甲")) == []


def test_a_term_that_folds_to_what_is_right_is_told_by_the_text_itself() -> None:
    text = "办公庁与办公厅"
    matcher = Matcher(("办公庁",), (), ("办公厅",))
    folded = fold(text).text
    assert [hit.start for hit in matcher.find(folded, lambda start, end: text[start:end])] == [0]
    assert list(matcher.find(folded)) == []


def test_doubled_latin_is_a_word_and_sounds_keep_the_signs_of_the_term() -> None:
    assert [(hit.start, hit.end) for hit in Matcher(("sample",)).find("ssaammppllee xsaammplee")] == [(1, 11)]
    matcher = Matcher(("《合同法》", "sample"), disguises=(("homophone",), ("homophone",)))
    assert list(matcher.find(fold("《劳动合同法》劳动合同法 unsampled").text)) == []
    assert [hit.doubtful for hit in matcher.find(fold("《和同法》").text)] == [True]


@given(st.text(alphabet="甲乙天1a\U00028c47", max_size=24))
@example("天天a甲")
def test_listening_for_terms_misses_no_hit_of_theirs(text: str) -> None:
    terms = ("甲乙", "天天甲", "a1", "11a", "aab")
    folded = fold(text).text
    heard = Listener(heard_as(terms)).hear("".join(filter(str.isalnum, folded)))
    assert heard or not list(Matcher(terms).find(folded))


@pytest.mark.parametrize("text", ["“甲”乙", "甲“乙”", "【甲】【乙】", "（甲）乙", "《甲》乙", "甲'乙'"])
def test_a_pair_with_a_character_in_marks_of_its_own_is_a_hit(text: str) -> None:
    assert len(_found(text, "甲乙")) == 1


@pytest.mark.parametrize("text", ["“丙甲”乙", "甲（乙丙）", "甲“乙丙”", "甲”乙", "甲（乙"])
def test_marks_around_more_than_one_character_of_a_pair_are_no_disguise(text: str) -> None:
    assert _found(text, "甲乙") == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("天河2号机", "天河二号机"),
        ("天河2号机", "天河贰号机"),
        ("天河2号机", "天河Ⅱ号机"),
        ("第三方案", "第3方案"),
        ("第三方案", "第叁方案"),
        ("casino", "cas1no"),
        ("casino", "casin0"),
        ("falcon club", "Fa1con C1ub"),
        ("卡拉OK厅", "卡拉0K厅"),
        ("casino", "casinoo"),
        ("casino", "ccasino"),
        ("好消息！", "好.消.息.！"),
        ("好消息！", "好好消消息息！！"),
    ],
)
def test_other_renderings_of_a_term(term: str, text: str) -> None:
    assert len(_found(text, term)) == 1


def test_a_rendering_that_is_what_should_be_written_is_no_hit() -> None:
    folded = fold("二〇二六年，2026年").text
    hits = list(Matcher(["二〇二六年"], [()], ["2026年"]).find(folded))
    assert [(hit.start, hit.end) for hit in hits] == [(0, 5)]
    assert _found("十4五规划，145规划", "十四五规划") == []


def test_a_stretched_character_is_no_accident() -> None:
    matcher = Matcher(["宝马会"])
    assert [hit.doubtful for hit in matcher.find("宝马马马马会")] == [False]
    assert [hit.doubtful for hit in matcher.find("宝马马会")] == [True]
