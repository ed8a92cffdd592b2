"""Catalogue entries of faults that the build finds in the site as a whole."""

from __future__ import annotations

from typing import Final

from sanshen.model.finding import Severity
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule

_PAGE: Final = "<!doctype html><title>示例区</title>"

BLANK: Final = Rule(
    id="SS1701",
    title=Text("空白栏目", "blank column"),
    why=Text("办法第十七条：严禁出现空白栏目。", "Art. 17: blank columns are strictly forbidden."),
    fix=Text(
        "尽快发布内容，或在 columns.yml 中把状态改为 planned（暂缓开通）",
        "publish something, or set its state to `planned` in columns.yml",
    ),
    item="17",
    severity=Severity.WARNING,
    bad=Example(path="liangshan/news/index.html", whole=_PAGE),
    good=Example(path="liangshan/news/index.html", whole=_PAGE + '<ul><li><a href="2026/a/">检查</a></li></ul>'),
    reported_by="site",
)
STRANGE_COLUMN: Final = Rule(
    id="SS0801",
    title=Text("未登记的栏目", "a column that no dossier lists"),
    why=Text(
        "办法第八条：专栏及功能的调整须经批准。栏目未在 columns.yml 登记的信息照常发布，但要补办登记。",
        "Art. 8: columns change by approval only. Articles of an unlisted column stay up, but the column must be filed.",
    ),
    fix=Text("把栏目写进该单位的 columns.yml", "list the column in the unit's columns.yml"),
    item="8",
    severity=Severity.WARNING,
    bad=Example(path="liangshan/old/index.html", whole=_PAGE),
    good=Example(path="liangshan/news/index.html", whole=_PAGE),
    reported_by="site",
)
PLATFORM: Final = Rule(
    id="SS0701",
    title=Text("政务信息公开平台不齐全", "an incomplete disclosure platform"),
    why=Text(
        "办法第七条：各单位应在专栏规范设置政务信息公开平台，集中发布应当主动公开的政府信息。",
        "Art. 7: every unit's column site has a disclosure platform that gathers what must be disclosed.",
    ),
    fix=Text(
        "在该单位的 columns.yml 开设所缺类型的栏目并发布内容；平台由哪些类型组成见 policy.yml 的 disclosure-platform",
        "open a column of that type in the unit's columns.yml and publish; `disclosure-platform` in policy.yml lists the types",
    ),
    item="7",
    severity=Severity.WARNING,
    bad=Example(path="liangshan/index.html", whole=_PAGE),
    good=Example(path="liangshan/index.html", whole=_PAGE + '<a href="open_platform/">政务信息公开平台</a>'),
    reported_by="site",
)
UNLISTED: Final = Rule(
    id="SS2204",
    title=Text("页面与发布清单不符", "a page that is not in the manifest"),
    why=Text(
        "办法第二十二条：网站上的每个文件都要有出处；清单之外的文件、清单里缺少的文件都说明构建出了差错或被动过手脚。",
        "Art. 22: every file of the site has an origin; a file beyond the manifest, or one missing, means a faulty or tampered build.",
    ),
    fix=Text("不予发布；请重新构建，仍有问题请报告", "nothing is published; build again, and report it if it stays"),
    item="22",
    severity=Severity.ERROR,
    bad=Example(path="extra/index.html", whole=_PAGE),
    good=Example(path="index.html", whole=_PAGE),
    reported_by="site",
)
BROKEN_LINK: Final = Rule(
    id="SS2206",
    title=Text("站内链接无效", "a broken link inside the site"),
    why=Text("《政府网站发展指引》要求杜绝错链、断链。", "The national guideline asks for sites without broken links."),
    fix=Text("改正链接，或先发布所链接的信息", "correct the link, or publish what it leads to first"),
    item="22",
    severity=Severity.WARNING,
    bad=Example(path="index.html", whole=_PAGE + '<a href="missing/">查看</a>'),
    good=Example(path="index.html", whole=_PAGE + '<a href="./">查看</a>'),
    reported_by="site",
)
