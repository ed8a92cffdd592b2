"""Terms in disguise: every disguise × terms × places, thrown by a seed; and near misses that are no disguise at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

TERMS: Final = ("示例禁词", "甲骨乙骨", "测试违禁语", "样板词汇组", "samplebanned")
"""Invented: no term of anybody's list. The last is Latin."""
LEXICON: Final = "topic: 示例\nterms:\n" + "".join(
    f"  - {{term: {term}, category: banned, severity: error, why: 示例, match: [pinyin, initials, homophone, split, reversed]}}\n"
    for term in TERMS
)
_TRADITIONAL: Final = dict(zip("测违语样词汇组", "測違語樣詞彙組", strict=True))
_RADICALS: Final = dict(zip("示骨", "⺬⾻", strict=True))
_LIKE_LATIN: Final = dict(zip("ape", "аре", strict=True))
_SOUNDS: Final = dict(zip("示例禁词甲骨乙测试违禁语样板词汇组", "市力进辞假谷以侧式围近雨漾版磁会祖", strict=True))
_PINYIN: Final = dict(
    zip(
        "示例禁词甲骨乙测试违语样板汇组",
        ("shi", "li", "jin", "ci", "jia", "gu", "yi", "ce", "shi", "wei", "yu", "yang", "ban", "hui", "zu"),
        strict=True,
    )
)
_PARTS: Final = dict(
    zip("例禁词测试语样板组", ("亻列", "林示", "讠司", "氵则", "讠式", "讠吾", "木羊", "木反", "纟且"), strict=True)
)
GAPS: Final = {
    "zero-width": "\u200b", "joiner": "\u2060", "soft-hyphen": "\u00ad", "bom": "\ufeff", "variation": "\ufe0e",
    "combining": "\u0335", "tag": "\U000e0041", "hangul-filler": "\u3164", "blank": " ", "ideographic-blank": "\u3000",
    "no-break-blank": "\u00a0", "dot": "·", "hyphen": "-", "bar": "｜", "star": "※", "tilde": "～", "underscore": "＿",
}  # fmt: skip
MARKUP: Final = {
    "entity": "&#x200b;", "comment": "<!-- 甲 -->", "tag-pair": "<b></b>", "break-tag": "<br>", "line-break": "\n", "code": "``",
}  # fmt: skip


class Disguised(NamedTuple):
    """One term in one disguise. `weight`: what it must be found as."""

    disguise: str
    term: str
    text: str
    weight: str = "error"


def disguises(term: str, dice: random.Random) -> Iterator[Disguised]:
    """Every disguise that the term can wear."""
    at = dice.randrange(1, len(term))
    han = not term.isascii()
    yield Disguised("plain", term, term)
    for name, gap in GAPS.items():
        yield Disguised(f"{name} once", term, term[:at] + gap + term[at:])
        yield Disguised(f"{name} everywhere", term, gap.join(term))
    yield Disguised("doubled everywhere", term, "".join(one * 2 for one in term))
    if han:
        inner = dice.randrange(1, len(term) - 1)
        yield Disguised("doubled once", term, term[: inner + 1] + term[inner:])
        yield Disguised("one comma", term, f"{term[:at]}，{term[at:]}")
        yield Disguised("a stop everywhere", term, "。".join(term))
        yield Disguised("a letter everywhere", term, "x".join(term))
        yield Disguised("a digit everywhere", term, "1".join(term))
        yield Disguised("a letter once", term, f"{term[:at]}x{term[at:]}")
        yield from _letters(term, {"traditional": _TRADITIONAL, "radicals": _RADICALS})
        yield from _asked(term)
    else:
        yield from _latin(term)


def _letters(term: str, tables: Mapping[str, Mapping[str, str]]) -> Iterator[Disguised]:
    for name, table in tables.items():
        if any(one in table for one in term):
            yield Disguised(name, term, "".join(table.get(one, one) for one in term))


def _asked(term: str) -> Iterator[Disguised]:
    syllables = [_PINYIN[one] for one in term]
    yield Disguised("pinyin", term, "".join(syllables), "warning")
    yield Disguised("pinyin with tones", term, " ".join(f"{one}{1 + at % 4}" for at, one in enumerate(syllables)), "warning")
    yield Disguised("pinyin apart", term, " ".join(syllables), "warning")
    yield Disguised("pinyin for one", term, term[0] + syllables[1] + term[2:], "warning")
    yield Disguised("initials", term, "".join(one[0] for one in syllables).upper(), "warning")
    yield Disguised("homophones", term, "".join(_SOUNDS[one] for one in term), "warning")
    yield Disguised("reversed", term, term[::-1], "warning") if term[::-1] != term else Disguised("plain", term, term)
    split = "".join(_PARTS.get(one, one) for one in term)
    if split != term:
        yield Disguised("split", term, split, "warning")


def _latin(term: str) -> Iterator[Disguised]:
    yield Disguised("full width", term, "".join(chr(ord(one) + 0xFEE0) for one in term))
    yield Disguised("circled", term, "".join(chr(0x24D0 + ord(one) - ord("a")) for one in term))
    yield Disguised("mathematical", term, "".join(chr(0x1D41A + ord(one) - ord("a")) for one in term))
    yield Disguised("mixed case", term, "".join(one.upper() if at % 2 else one for at, one in enumerate(term)))
    yield Disguised("look-alikes", term, "".join(_LIKE_LATIN.get(one, one) for one in term))
    yield Disguised("accents", term, "".join(one + "\u0301" for one in term))


def marked_up(term: str, dice: random.Random) -> Iterator[Disguised]:
    """The term cut by what Markdown and HTML do not show; only in running text."""
    at = dice.randrange(1, len(term))
    left, right = term[:at], term[at:]
    for name, gap in MARKUP.items():
        if gap != "``":
            yield Disguised(name, term, left + gap + right)
    yield Disguised("emphasis", term, f"{left}**{right}**" if term.isascii() else f"甲**{left}**{right}")
    yield Disguised("strike", term, f"{left}~~{right}~~")
    yield Disguised("code", term, f"`{left}`{right}")
    yield Disguised("link", term, f"{left}[{right}](https://www.gov.cn/)")
    yield Disguised("character entity", term, "".join(f"&#{ord(one)};" for one in term))
    yield Disguised("escape", term, f"{left}\\*{right}")
    if not term.isascii():
        yield Disguised("two cells", term, f"\n\n| {left} | {right} |\n| --- | --- |\n| 甲 | 乙 |\n\n")
        cells = " | ".join(term)
        yield Disguised("a cell each", term, f"\n\n| {cells} |\n|{' --- |' * len(term)}\n\n")


_FRONT: Final = "---\ntitle: {title}\ngrade: general\nsource: 梁山街道\n{more}---\n\n{body}\n"
_BODY: Final = "街道工作人员检查了消防设施。"


def _in_text(text: str) -> str:
    return _FRONT.format(title="冬季检查", more="", body=f"{_BODY}\n\n会上说，{text}，另行研究。")


PLACES: Final[Mapping[str, Callable[[str], str]]] = {
    "text": _in_text,
    "heading": lambda text: _FRONT.format(title="冬季检查", more="", body=f"## {text}\n\n{_BODY}"),
    "list": lambda text: _FRONT.format(title="冬季检查", more="", body=f"{_BODY}\n\n- 甲\n- 关于 {text} 的说明"),
    "quotation": lambda text: _FRONT.format(title="冬季检查", more="", body=f"> 说的是：{text}"),
    "cell": lambda text: _FRONT.format(title="冬季检查", more="", body=f"| 项目 | 说明 |\n| --- | --- |\n| {text} | 乙 |"),
    "title": lambda text: _FRONT.format(title=f'"关于 {text} 的通知"', more="", body=_BODY),
    "keywords": lambda text: _FRONT.format(title="冬季检查", more=f'keywords: [消防, "{text}"]\n', body=_BODY),
    "summary": lambda text: _FRONT.format(title="冬季检查", more=f'summary: "{text}"\n', body=_BODY),
    "link text": lambda text: _FRONT.format(title="冬季检查", more="", body=f"[{text}](https://www.gov.cn/)"),
    "link title": lambda text: _FRONT.format(title="冬季检查", more="", body=f'[通知](https://www.gov.cn/ "{text}")'),
    "alternative text": lambda text: _FRONT.format(title="冬季检查", more="", body=f"![{text}](https://www.gov.cn/a.png)"),
}

NEAR_MISSES: Final = (
    "这是示例。禁词另行公布。", "请看示例！禁词不在其列。", "示例？禁词。", "这是示例\n\n禁词另行公布", "示例已列禁词", "先是测试，后来违禁", "词禁", "示例的禁词",
    "甲骨文、乙骨文", "样板已定。词汇组另行研究", "sampled, banned areas are listed", "unsamplebannedly", "示例和禁语", "测试。违禁语言", "甲骨。乙骨",
)  # fmt: skip


def disguised_pages(seed: int, places: int | None = None) -> Iterator[tuple[str, Disguised, str]]:
    """(place, what, the whole file): every disguise of every term in every place, or in `places` places thrown for each."""
    dice = random.Random(seed)  # noqa: S311  # reproducible, nothing secret
    for term in TERMS:
        for one in marked_up(term, dice):
            yield "text", one, _in_text(one.text)
        for one in disguises(term, dice):
            for place in dice.sample(sorted(PLACES), places) if places else PLACES:
                yield place, one, PLACES[place](one.text)
