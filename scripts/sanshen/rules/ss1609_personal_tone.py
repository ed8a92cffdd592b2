"""Personal opinion, emotion, slang: an official page speaks for the unit, not for its author."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from sanshen.model.article import Article, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.matching import Matcher, longest
from sanshen.rules.reading_view import View, views
from sanshen.rules.repeats import heard_as
from sanshen.rules.rule import Example, Rule
from sanshen.rules.skim import Skim
from sanshen.rules.spans import Spans

OPINION: Final = (
    "我认为", "我觉得", "我个人认为", "我个人觉得", "本人认为", "本人觉得", "个人认为", "个人觉得", "个人观点", "笔者认为", "笔者以为",
    "小编认为", "小编觉得", "在我看来", "依我看", "恕我直言", "说句心里话", "不吐不快", "仅代表个人",
    "窃以为", "依我之见", "以我之见", "我个人的看法", "本人看来", "小编给大家", "小编为大家", "小编带你", "小编带大家", "跟着小编", "小编整理",
    "你懂的", "众所周知的原因", "不用我说",
)  # fmt: skip
EMOTION: Final = (
    "太气人了", "气死人", "气死我了", "令人作呕", "太恶心了", "简直不要脸", "无耻至极", "太可怕了", "我的天哪", "天理何在", "呵呵哒",
    "笑死人", "太牛了", "爽歪歪", "开心到飞起", "泪目了", "泪奔了", "惊呆了", "美哭了", "好吃到哭",
    "太棒了", "太棒啦", "棒棒哒", "太离谱", "离谱了", "太过分了", "气炸了", "简直了", "爱了爱了",
    "绝了绝了", "无语死了", "心塞", "好激动", "太激动了", "太开心了", "太感动了", "真是醉了",
    "太可恶", "真可恶", "岂有此理", "太赞了", "太给力", "真给力", "我很生气", "我很愤怒", "令人愤慨", "气愤不已", "嗨翻", "嗨爆", "真牛", "厉害了我的",
    "不得不说这", "你还在等什么", "还等什么", "赶快来吧", "快来看看吧", "快来围观", "快快行动起来吧", "美爆了", "帅呆了", "酷毙了", "逆天了", "亮瞎",
    "丧尽天良", "丧心病狂", "令人发指", "禽兽不如", "厚颜无耻", "恬不知耻", "黑心商家", "无良商家", "黑心老板", "人渣", "败类",
    "刁民", "懒汉", "泼妇", "无赖之徒", "穷山恶水", "愚昧无知", "真是没想到", "谢天谢地",
)  # fmt: skip
SLANG: Final = (
    "yyds", "绝绝子", "奥利给", "芭比q", "蓝瘦香菇", "栓q", "xswl", "awsl", "u1s1", "zqsg", "笑不活了", "集美们", "家人们谁懂",
    "谁懂啊", "冲鸭", "给力哦", "老铁们", "宝宝们", "亲们", "么么哒", "肿么", "神马都是浮云", "有木有", "灰常", "酱紫", "造吗", "杯具了",
    "真香定律", "吃瓜群众", "躺赢", "王炸来了", "太顶了", "狠狠拿捏", "拿捏了", "破防了", "整emo", "emo了", "摆烂", "硬核操作",
    "小伙伴们快", "小伙伴们速", "小伙伴们看", "各位小伙伴", "宝子们",
    "打call", "盘它", "安排上了", "冲冲冲",
    "干货满满", "划重点啦", "敲黑板", "太香了", "破大防", "蚌埠住了", "尊嘟假嘟", "泰裤辣", "显眼包",
    "咱就是说", "俺们", "吐槽一下", "笑哭", "给力啊", "666啊", "点赞收藏", "一键三连", "求扩散", "速转", "震惊了", "重磅来袭", "福利来啦", "福利来了",
    "手慢无", "赶紧上车", "这波操作", "太秀了", "太给劲", "牛哇", "真香", "杠杠的", "妥妥的",
    "棒呆", "萌萌哒", "嗨起来", "约起来",
)  # fmt: skip
_EXCEPTIONS: Final = {
    "个人观点": ("不代表个人观点", "发表个人观点", "代表个人观点", "非个人观点"),
    "个人认为": ("每个人认为", "任何个人认为", "单位或个人认为", "单位和个人认为", "公民个人认为", "组织或个人认为", "组织和个人认为"),
    "个人觉得": ("每个人觉得", "让个人觉得"),
    "亲们": ("母亲们", "父亲们", "乡亲们", "双亲们", "宗亲们"),
    "我认为": ("自我认为",),
    "心塞": ("中心塞",),
    "懒汉": ("养懒汉", "懒汉思想", "等靠要懒汉", "懒汉行为", "懒汉作风"),
    "败类": ("腐败类", "失败类", "衰败类", "成败类"),
    "真香": ("写真香", "传真香", "真香菇", "真香料"),
    "真牛": ("真牛皮", "真牛肉", "真牛奶", "真牛角"),
}  # fmt: skip
_FACES: Final = "".join(map(chr, (*range(0x1F600, 0x1F645), 0x1F923, 0x1F929, *range(0x1F970, 0x1F97B))))
_WORDS: Final = heard_as((*OPINION, *EMOTION, *SLANG))


@cache
def _matcher() -> Matcher:
    terms = (*OPINION, *EMOTION, *SLANG)
    return Matcher(terms, [_EXCEPTIONS.get(term, ()) for term in terms])


@cache
def _exclaimed() -> re.Pattern[str]:
    return re.compile(
        r"!\s?!+|\?\s?!\s?!+|\?\s?\?+|~~+|哈哈+(?![哈镜笑利])|呜呜呜+|嘻嘻+|hhh+|(?:震惊|重磅|速看|紧急扩散|为你点赞|给力,点赞|绝了|走起)!|[\U0001f600-\U0001f64f\U0001f923\U0001f929\U0001f970-\U0001f97a]"
    )


@cache
def _quotation() -> re.Pattern[str]:
    return re.compile(r"[“「『\"][^“”「」『』\"]{0,400}[”」』\"]")


def _spans(view: View) -> Iterator[tuple[int, int]]:
    """What somebody is quoted with is theirs, not the unit's."""
    text = view.folded
    quoted = (
        Spans((hit.start(), hit.end()) for hit in _quotation().finditer(text)) if any(one in text for one in '“「『"') else None
    )
    for hit in longest(list(_matcher().find(text))):
        if not hit.doubtful and (quoted is None or not quoted.hold(hit.start, hit.end)):
            yield hit.start, hit.end
    for found in _exclaimed().finditer(text):
        if quoted is None or not quoted.hold(*found.span()):
            yield found.span()


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Words of opinion and emotion, slang and rows of exclamation marks outside quotations."""
    for view in views(article):
        if view.passage.kind in {PassageKind.LINK, PassageKind.IMAGE, PassageKind.CODE, PassageKind.HTML}:
            continue
        for start, end in _spans(view):
            yield RULE.finding(
                article.path,
                view.place(start, end),
                Text("个人观点、情绪或网络用语", "personal opinion, emotion or slang"),
                excerpt=mask(view.around(start, end)),
                matched=view.original(start, end),
            )


def _trigger(skim: Skim, _book: RuleBook) -> bool:
    return _exclaimed().search(skim.folded) is not None or not skim.heard.isdisjoint(_WORDS)


RULE: Final = Rule(
    id="SS1609",
    title=Text("个人观点与情绪", "personal opinion and emotion"),
    why=Text(
        "办法第十六条：不得发表代表个人观点、意见及情绪的言论。",
        "Art. 16 forbids what stands for personal opinions, views and emotions.",
    ),
    fix=Text(
        "改为客观、平实的表述；引用他人的话请加引号",
        "put it plainly and impersonally; put another's words in quotation marks",
    ),
    item="16",
    severity=Severity.WARNING,
    bad=Example(body="小编觉得这次活动太牛了！！！\n"),
    good=Example(body="“我觉得办事方便多了！”居民王女士说。任何单位和个人认为公示内容有误的，可以书面提出。\n"),
    waivable=True,
    adjustable=True,
    check=check,
    clues=Clues(folded="!?~哈呜嘻h" + _FACES),
    trigger=_trigger,
    words=_WORDS,
)
