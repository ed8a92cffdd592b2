"""Footer marks (页脚标识) of the national page standard: 国办发〔2017〕47号. What mkdocs.yml gives stands on every page."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sanshen.model.text import Text
from sanshen.site.look import Look

EMBLEM: Final = "assets/emblem.png"
"""The national emblem on the site."""
_ICP: Final = "https://beian.miit.gov.cn/"
_POLICE: Final = "https://beian.mps.gov.cn/#/query/webSearch?code="
_PARTY_AND_STATE: Final = "https://bszs.conac.cn/sitename?method=show&id="


class Mark(NamedTuple):
    """One mark: its text, and where it leads ("" for nowhere)."""

    text: str
    url: str = ""


_ASKED: Final = {
    "site_domain": (Text("英文域名（网页标签 SiteDomain）", "domain (page tag SiteDomain)"), "www.example.gov.cn"),
    "site_code": (Text("网站标识码（SiteIDCode）", "site identity code (SiteIDCode)"), "5001550001"),
    "host": (Text("主办单位", "host"), "示例区人民政府办公室"),
    "contact": (Text("联系方式（单位的，不是个人的）", "contact (the office's, never a person's)"), "区政务服务便民热线 12345"),
    "icp": (Text("ICP 备案号", "ICP number"), "渝ICP备12345678号"),
    "police": (Text("公安备案号", "police filing number"), "渝公网安备50015502000001号"),
    "conac": (Text("党政机关网站标识的编号", "number of the party and government mark"), "32 位十六进制 / 32 hex digits"),
    "report_error": (Text("“我为政府网站找错”的网址", "address for reporting errors"), "https://zfwzgl.www.gov.cn/…"),
    "emblem": (Text("国徽图片（县级以上人民政府，用标准图案）", "the national emblem"), "emblem.png"),
}
"""What the standard asks of a government's site: 国办发〔2017〕47号; the emblem: 国徽法第六条、第七条."""


class Missing(NamedTuple):
    """A mark that mkdocs.yml does not give: its key, what it is, and how it looks."""

    key: str
    what: Text
    example: str


def missing_marks(look: Look) -> tuple[Missing, ...]:
    """What a district still has to fill in; its pages are complete but for these."""
    return tuple(Missing(f"extra.{key}", *told) for key, told in _ASKED.items() if not getattr(look.extra, key))


def marks_of(look: Look) -> tuple[Mark, ...]:
    """The marks of a site, in the order in which they stand at the foot."""
    extra = look.extra
    number = re.sub(r"\D", "", extra.police)
    found = (
        ("主办单位：", Mark(extra.host)),
        ("承办单位：", Mark(extra.undertaker)),
        ("联系方式：", Mark(extra.contact)),
        ("网站标识码：", Mark(extra.site_code)),
        ("", Mark(extra.icp, _ICP)),
        ("", Mark(extra.police, _POLICE + number)),
        ("", Mark("党政机关网站标识" if extra.conac else "", _PARTY_AND_STATE + extra.conac)),
    )
    return tuple(Mark(label + mark.text, mark.url) for label, mark in found if mark.text)
