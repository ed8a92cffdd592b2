from __future__ import annotations

import msgspec
import pytest

from sanshen.model.errors import BlockedError
from sanshen.site.look import Look, read_look
from sanshen.site.marks import marks_of, missing_marks
from support.editions import LOOK

FULL = msgspec.structs.replace(
    LOOK.extra,
    contact="便民热线 12345",
    undertaker="区大数据中心",
    conac="5309F0A2C3A0E5B1E053022819AC5D31",
    emblem="emblem.png",
)


def test_marks_stand_in_order_and_lead_to_the_registers() -> None:
    found = marks_of(msgspec.structs.replace(LOOK, extra=FULL))
    assert [mark.text for mark in found] == [
        "主办单位：示例区人民政府办公室",
        "承办单位：区大数据中心",
        "联系方式：便民热线 12345",
        "网站标识码：5001990001",
        "渝ICP备00000000号",
        "渝公网安备50019902000000号",
        "党政机关网站标识",
    ]
    assert found[5].url.endswith("code=50019902000000")
    assert found[6].url.endswith("&id=5309F0A2C3A0E5B1E053022819AC5D31")


def test_what_is_not_given_is_neither_shown_nor_forgotten() -> None:
    bare = Look(site_name="示例区")
    assert marks_of(bare) == ()
    assert [one.key for one in missing_marks(bare)] == [
        "extra.site_domain", "extra.site_code", "extra.host", "extra.contact", "extra.icp", "extra.police", "extra.conac",
        "extra.report_error", "extra.emblem",
    ]  # fmt: skip
    assert missing_marks(msgspec.structs.replace(LOOK, extra=FULL)) == ()


@pytest.mark.parametrize(
    "extra",
    [
        "conac: 123",
        "emblem: ../emblem.png",
        "emblem: emblem.svg",
        "emblem: reviews/emblem.png",
        "emblem: content/a/b/2026/a/e.png",
        "services: [{name: 渝快办, url: 'http://zwykb.cq.gov.cn/'}]",
        "services: [{name: 渝快办, url: 'https://zwykb.cq.gov.cn.example.com/'}]",
        "services: [{name: 渝快办, url: 'javascript:alert(1)'}]",
        "services: [{name: '<b>', url: 'https://zwykb.cq.gov.cn/'}]",
        "services: [{name: 渝快办}]",
        "icp: 渝ICP备1号",
        "police: 渝公网安备123号",
    ],
)
def test_a_mark_of_the_wrong_form_is_refused(extra: str) -> None:
    with pytest.raises(BlockedError):
        read_look(f"site_name: 示例区\nextra:\n  {extra}\n".encode())


def test_services_of_the_government_are_taken() -> None:
    look = read_look("site_name: 示例区\nextra:\n  services: [{name: 渝快办, url: 'https://zwykb.cq.gov.cn/'}]\n".encode())
    assert [(one.name, one.url) for one in look.extra.services] == [("渝快办", "https://zwykb.cq.gov.cn/")]
