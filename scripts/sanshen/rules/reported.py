"""Catalogue entries of faults that are found while reading or judging: the parts that find them only name the rule."""

from __future__ import annotations

from typing import Final

from sanshen.model.finding import Severity
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule

_YEAR: Final = "content/liangshan/news/2026"

PATH: Final = Rule(
    id="SS0001",
    title=Text("文件路径或文件名", "path or name of a file"),
    why=Text(
        "路径决定由哪个单位的人审签；说不清归属、或肉眼分不清的文件名无法审签。",
        "The path decides whose people sign; a file that belongs nowhere, or whose name misleads the eye, cannot be signed.",
    ),
    fix=Text(
        "放到 content/单位/栏目/年/名称.md，名称用小写字母、数字与连字符",
        "put it at content/UNIT/COLUMN/YYYY/SLUG.md, in lower-case letters, digits and hyphens",
    ),
    item="5",
    severity=Severity.ERROR,
    bad=Example(path="content/liangshan/news/sample.md"),
    good=Example(path=f"{_YEAR}/sample.md"),
    reported_by="reading",
)
STRICT: Final = Rule(
    id="SS0002",
    title=Text("文件不可读，或 YAML 不严格", "unreadable file or loose YAML"),
    why=Text(
        "闸门与网站必须把同一串字节读成同一个意思：重复的键、别名、标签会让两者各读各的。",
        "Gate and site must read the same bytes alike: doubled keys, aliases and tags let them differ.",
    ),
    fix=Text("按提示的行列改正；键不得重复，不用锚点、标签", "correct it at the place given; no doubled keys, anchors or tags"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(front=(("title", "甲\ntitle: 乙"),)),
    good=Example(),
    reported_by="reading",
)
SHAPE: Final = Rule(
    id="SS0003",
    title=Text("信息头的项目", "front-matter keys and values"),
    why=Text(
        "信息头的每一项都参与审签；多出来的、缺少的、写错的键没有默认值可猜。",
        "Every front-matter key is part of what is signed; none is guessed or ignored.",
    ),
    fix=Text("对照提示的项目名与格式改正", "correct the key or value as the message says"),
    item="12",
    severity=Severity.ERROR,
    bad=Example(front=(("keyword", "[消防]"),)),
    good=Example(front=(("keywords", "[消防]"),)),
    reported_by="reading",
)
BUNDLE: Final = Rule(
    id="SS0004",
    title=Text("图片与附件", "pictures and attachments"),
    why=Text(
        "图片和附件随信息一起审签，所以必须在信息自己的文件夹里，是普通文件，而且确实存在；图片不从外站载入。",
        "Pictures and attachments are signed with the article, so they must be plain files in its own folder; no picture is loaded from elsewhere.",
    ),
    fix=Text("把文件放进信息所在的文件夹，或改正链接", "put the file into the article's folder, or correct the link"),
    item="10",
    severity=Severity.ERROR,
    bad=Example(body="![检查现场](missing.png)\n"),
    good=Example(body="[检查表](site.csv)\n", beside=((f"{_YEAR}/site.csv", "项目,结果\n"),)),
    reported_by="reading",
)
CLAIMS: Final = Rule(
    id="SS0006",
    title=Text("signatures 的写法", "the `signatures` key"),
    why=Text(
        "signatures 不计入审签摘要，所以除“环节: 人员”外不得夹带文字；它只是声明，不证明任何事。",
        "`signatures` is outside the signed digest, so it holds stage: person only; it proves nothing.",
    ),
    fix=Text("只写“环节: 人员编号”，不加注释", "write stage: person-id only, without comments"),
    item="12",
    severity=Severity.ERROR,
    bad=Example(front=(("signatures", "{review-1: [zhang.wei]}"),)),
    good=Example(front=(("signatures", "{review-1: zhang.wei}"),)),
    reported_by="reading",
)
LIMITS: Final = Rule(
    id="SS0007",
    title=Text("超出限度", "beyond the limits"),
    why=Text(
        "限度让判定总能在有限的时间和内存里完成；超出的一律不放行。限度写在 reviews/policy.yml 的 limits。",
        "Limits keep judging finite; what exceeds them is blocked. They stand in reviews/policy.yml under `limits`.",
    ),
    fix=Text("拆分或缩小文件", "split the file or make it smaller"),
    item="16",
    severity=Severity.ERROR,
    bad=Example(body="过长的一行。" * 20_000 + "\n"),
    good=Example(),
    reported_by="reading",
)
WAIVER: Final = Rule(
    id="SS0008",
    title=Text("误报说明", "waivers"),
    why=Text(
        "误报说明是审签内容的一部分：审签人签的是“这里为什么是误报”。不得豁免的规则，作者不能自行免除。",
        "A waiver is part of what reviewers sign: why this is a false alarm. What may not be waived no author can excuse.",
    ),
    fix=Text("改正 waivers，或删去不再需要的一条", "correct `waivers`, or delete what is no longer needed"),
    item="12",
    severity=Severity.ERROR,
    bad=Example(front=(("waivers", "[{rule: SS1301, text: 机密, reason: 说明}]"),)),
    good=Example(
        front=(("waivers", "[{rule: SS1601, text: 促销活动, reason: 商务部门组织的公益活动}]"),),
        body="本周举办农产品促销活动。\n",
    ),
)
DOSSIER: Final = Rule(
    id="SS0501",
    title=Text("名册与制度文件", "dossier and policy files"),
    why=Text(
        "办法第五、六条：各单位明确分管领导和网站管理员，账户实名、专人专管；名册写错，签名就无从核对。",
        "Art. 5 and 6: every unit names its people, one account one person; a faulty roster makes signatures uncheckable.",
    ),
    fix=Text("按提示的行列改正", "correct it at the place given"),
    item="5、6",
    severity=Severity.ERROR,
    bad=Example(
        path="reviews/lexicon/sample.yml", whole="topic: 示例\nterms:\n  - {term: 甲乙, category: banned, severity: fatal}\n"
    ),
    good=Example(
        path="reviews/lexicon/sample.yml", whole="topic: 示例\nterms:\n  - {term: 甲乙, category: banned, severity: error}\n"
    ),
    reported_by="reading",
)
STATEMENT: Final = Rule(
    id="SS1201",
    title=Text("签署与台账文件", "statements and ledger files"),
    why=Text(
        "办法第十二条的每一道签署、第二十条的每一条记录都留有凭据：这些文件夹只增不改，格式不合的不予接受。",
        "Every signature of Art. 12 and every entry of Art. 20 stays on file: these folders only grow.",
    ),
    fix=Text(
        "用 sanshen sign、sanshen takedown 等命令生成，不要手工改动",
        "let sanshen sign or sanshen takedown write them; do not edit them",
    ),
    item="12",
    severity=Severity.ERROR,
    bad=Example(path="reviews/signatures/2026/sample.json", whole="{}\n"),
    good=Example(path="reviews/lexicon/sample.yml", whole="topic: 示例\nterms: []\n"),
    reported_by="gate",
)
TAKEDOWN: Final = Rule(
    id="SS2301",
    title=Text("撤稿登记", "take-down entries"),
    why=Text(
        "办法第二十三、二十四条要求及时删除敏感信息；删了什么、为什么删必须留下台账，不能悄悄消失。",
        "Art. 23 and 24 have sensitive text removed at once; what was removed and why must stay in the ledger.",
    ),
    fix=Text("用 sanshen takedown 撤下信息，它会写好登记", "use sanshen takedown: it writes the entry"),
    item="23、24",
    severity=Severity.ERROR,
    bad=Example(path="reviews/ledger/takedown/2026/sample.yml", whole="path: content/liangshan/news/2026/sample.md\n"),
    good=Example(path="reviews/lexicon/sample.yml", whole="topic: 示例\nterms: []\n"),
    reported_by="gate",
)

REPORTED: Final = (PATH, STRICT, SHAPE, BUNDLE, CLAIMS, LIMITS, WAIVER, DOSSIER, STATEMENT, TAKEDOWN)
