"""Forms of numbers, dates and marks that the national standards (GB/T 15834, GB/T 15835) have otherwise."""

from __future__ import annotations

from typing import Final

from sanshen.model.text import Text
from sanshen.rules.right_forms import Fixer

Form = tuple[tuple[str, ...], str, Text, Fixer | None]
"""The signs or words that must be there, the pattern, what is wrong, and how it is put right where that is certain."""

_ROUGH: Final = Text("约数只说一次：“约”“近”与“余”“多”只用一个", "rough is said twice")
_INTEGER: Final = Text("一个数里混用数字与汉字", "a number half in digits, half in characters")
_PERCENT: Final = Text("百分数写“12%”或“百分之十二”", "a percentage is written in digits or in characters")
_NEIGHBOURS: Final = "|".join(f"{one}、{one + 1}" for one in range(1, 9))
_HAN: Final = "[一二两三四五六七八九十百千]"

NOTES: Final[tuple[Form, ...]] = (
    (
        ("余", "多"),
        r"(?:大约|(?<![节预签合邀违大])约|(?<![附最邻靠接临])近|将近)\s?\d[\d.,]*\s?[万亿百千]?[余多](?=[一-鿿])",
        _ROUGH,
        None,
    ),
    (
        ("以上", "以下"),
        r"\d%?[一-鿿]{0,2}(?:左右|上下)以[上下]",
        Text("“左右”与“以上”只用一个", "rough and a limit at once"),
        None,
    ),
    (("百分之",), r"百分之\d", _PERCENT, None),
    (("%", "％"), rf"{_HAN}+[%％]", _PERCENT, None),
    (("百", "千"), r"[一二两三四五六七八九十][百千]\d", _INTEGER, None),
    (
        ("、",),
        rf"(?<=[一-鿿])(?<![第图表件款项条号])(?:{_NEIGHBOURS})(?=[十百千万个名人天次户家处])",
        Text(
            "相邻两个数字表示概数，用汉字，不加顿号（四五个）",
            "two neighbouring figures for a rough number are written in characters",
        ),
        None,
    ),
    ((".",), r"(?<![\d.])20\d\d\.\d{1,2}\.\d{1,2}(?![\d.])", Text("日期写“年月日”", "a date is written with 年月日"), None),
    (("月份",), r"月份\d{1,2}日", Text("“11月5日”，不写“11月份5日”", "a day stands behind 月, not 月份"), None),
    ((",",), r"(?<![\d,])\d{1,3},\d{4,}(?![\d年,])", Text("分节号每三位一个", "digits are grouped by three"), None),
    (("——",), r"\d(?:月份?|日|年|时)?——\d", Text("起止用“—”“～”或“至”", "from – to is written with one dash or 至"), None),
    (("℃",), "摄氏度℃|℃摄氏度", Text("“℃”与“摄氏度”只写一个", "write either ℃ or 摄氏度"), None),
    (
        ("（", "）"),
        r"（[^（）()\n]{1,60}(?<![\s（][a-zA-Z\d])\)|\([^（）()\n]{1,60}）",
        Text("一对括号宽窄不同，中文里用“（）”", "a pair of brackets of two widths"),
        None,
    ),
    (("「", "『"), "「[^「」\n]{1,80}」|『[^『』\n]{1,80}』", Text("引号用“”", "quotation marks are “”"), None),
    (
        ("《",),
        "《[^《》\n]{0,80}《[^《》\n]{1,80}》[^《》\n]{0,40}》",
        Text("书名号里再用书名号，里层用“〈〉”", "titles inside titles take 〈〉"),
        None,
    ),
    ((".",), r"(?<=[一-鿿])\.(?=\s*$)", Text("中文句末用“。”", "a Chinese sentence ends with 。"), None),
)
