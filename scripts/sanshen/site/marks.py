"""Footer marks (页脚标识) of the national page standard: 国办发〔2017〕47号. What mkdocs.yml gives stands on every page."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

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
