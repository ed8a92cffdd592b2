"""Persons listed outside tables beside what must not be told of them: 张…患肺癌，李…患尿毒症; 孤儿名单：…; items of a list.

One person may be a story that somebody wanted told; two in the same words are a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from sanshen.rules.gaps import CELL
from sanshen.rules.reading_view import View

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤冉蒲游牟喻易兰简辛庞"
)
ILLNESSES: Final = (
    "癌", "尿毒症", "白血病", "艾滋", "hiv", "肿瘤", "精神分裂", "精神障碍", "精神病", "癫痫", "乙肝", "肺结核", "结核病", "梅毒", "抑郁症",
    "脑瘫", "残疾", "肾衰竭", "血友病", "核酸阳性", "智力障碍",
)  # fmt: skip
CHILDREN: Final = ("孤儿", "留守儿童", "困境儿童", "无人抚养儿童")
BENEFITS: Final = ("低保", "特困", "救助")
STANDINGS: Final = ("社区矫正", "社区服刑", "吸毒", "戒毒", "刑满释放", "确诊病例", "密切接触者", "无症状感染者")
"""What a person went through that the law on personal information calls a particular standing, or an infection."""
_WORDS: Final = (*ILLNESSES, *CHILDREN, *BENEFITS, *STANDINGS)
_TAIL: Final = (
    r"(?:病|症|患者|感染者|对象|人员|儿童|老人|老年人|家庭|户|者|人|名单|名册|花名册|补贴|补助|护理|发放|享受|公示|供养|保障|生活|如下|新增|确认|资助|救助|资金"
    r"|情况|的|等级|重度|困难|两项|第[一二三四1-4][批季]度?|\d{1,4}[年月])*"
)
"""What may stand between the word and the names of those it is said of; 代表, 评委, 志愿者 are others."""
_ROLES: Final = "民者童生人年象女男员学主户"
_FEWEST: Final = 2


def _name() -> str:
    return rf"[{_SURNAMES}](?![血压病症癌瘤炎元额某])[一-龥](?:(?![患因男女确身感某血病症等])[一-龥])?(?!某)"


@cache
def _one_name() -> re.Pattern[str]:
    return re.compile(told_name())


def is_name(text: str) -> bool:
    """Whether a text is a name of two or three characters that begins with a usual surname; 高龄老人 is none."""
    return _one_name().fullmatch(text) is not None


def told_name() -> str:
    """A name where the words before do not say that names follow."""
    # Words that begin with a surname and stand behind such people just as often.
    words = "范围|程序|程度|方法|方案|方式|方面|高龄|金融|金额|任务|余额|严重|万元|江苏|江西|石油|史料|安全|关爱|关心|家庭|白天|黄金|易返|田间|马上"
    return rf"(?!{words}){_name()}"


@cache
def _ill() -> re.Pattern[str]:
    told = r"[\s,、:(-]{1,2}(?:[男女][\s,、]{1,2})?(?:\d{1,3}岁[\s,、]{1,2})?"
    verb = r"(?:因|身)?患(?:有|上)?|确诊(?:为|患)?|感染|诊断为|系"
    before = rf"(?:(?<![一-龥\d])|(?<=[{_ROLES}]))"
    # 姓名：…，病种：…, in one text or in two cells.
    asked = rf"(?:{told}|\s*{CELL}\s*)(?:病种|病情|病名|疾病|诊断|患病|所患|残疾|健康)[一-龥]{{0,4}}:\s*"
    return re.compile(rf"{before}({_name()})(?:{asked}|{told}(?:{verb})?|{verb})[一-龥]{{0,4}}?(?:{'|'.join(ILLNESSES)})")


@cache
def _labelled() -> re.Pattern[str]:
    words = "|".join(_WORDS)
    label = rf"(?:{words}){_TAIL}(?::|(?<=患者)|(?<=感染者)|(?<=[儿]童)|(?<=名单))"
    # Without a sign the names have to end like names: 低保对象范围、程序 are none.
    # 救助人员 may be the rescuers.
    bare = rf"(?:{words}){_TAIL}(?:(?<=孤儿)|(?<=对象)|(?<=[^助]人员)|(?<=病例)|(?<=户))"
    end = r"(?=[各等均已共分之因获领享受被入为在的。,;:(]|$)"
    return re.compile(
        rf"({label})\s*({_name()}(?:[,、\s]\s*{_name()})+)|({bare})\s*({told_name()}(?:、\s*{told_name()})+){end}"
    )


@cache
def _announced() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_WORDS)}){_TAIL}(?<=名单|如下|公示|名册)[^一-龥]*$")


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(rf"[\s\d.、()一二三四五六七八九十]*[一-龥]{{0,4}}(?:{'|'.join(_WORDS)}){_TAIL}\W*")


def _announcing(view: View) -> str:
    """What a block says of the names in the block behind it; the head of a column is its table's matter."""
    announced = _announced().search(view.folded)
    if announced is not None:
        return announced.group()
    cell = view.passage.block is not None and view.passage.block.kind == "cell"
    return view.folded if not cell and _heading().fullmatch(view.folded) else ""


@cache
def _names_alone() -> re.Pattern[str]:
    return re.compile(rf"[\s\d.、()]*{told_name()}(?:[,、\s]+{told_name()})*[\s,、.。;]*")


def ill_ones(views: Sequence[View]) -> list[tuple[View, int, int]]:
    """(view, start, end) of the names of at least two persons who stand beside an illness or a disability each; else none."""
    found, names = list[tuple[View, int, int]](), set[str]()
    for view in views:
        for hit in _ill().finditer(view.folded) if any(word in view.folded for word in ILLNESSES) else ():
            found.append((view, *hit.span(1)))
            names.add(hit.group(1))
    return found if len(names) >= _FEWEST else []


def labelled_ones(views: Sequence[View]) -> Iterator[tuple[View, int, int, str]]:
    """(view, start, end, label) of lists of names behind a word that says what all of them are: in one text, or item by item."""
    label = ""
    for view in views:
        text = view.folded
        for hit in _labelled().finditer(text):
            number = 2 if hit.group(2) else 4
            yield view, *hit.span(number), hit.group(number - 1)
        if label and _names_alone().fullmatch(text):
            yield view, 0, len(text), label
            continue
        label = _announcing(view)
