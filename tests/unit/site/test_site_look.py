from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.model.errors import BlockedError
from sanshen.site.look import Look, read_look

GOOD = "site_name: 示例区人民政府\n"
ROOT = Path(__file__).parents[3]


def refused(text: str) -> str:
    with pytest.raises(BlockedError) as caught:
        read_look(text.encode())
    assert caught.value.exit_code == 1
    assert caught.value.advice.zh
    return caught.value.text.zh


def test_a_name_is_enough() -> None:
    assert read_look(GOOD.encode()) == Look(site_name="示例区人民政府")


def test_the_repository_has_a_good_one() -> None:
    look = read_look((ROOT / "mkdocs.yml").read_bytes())
    assert look.extra.site_code
    assert look.extra.site_domain


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("site_code: '500155'", "site_code"),
        ("site_domain: https://www.example.gov.cn", "site_domain"),
        ("icp: ICP备1", "icp"),
        ("police: 公网安备1号", "police"),
        ("report_error: http://example.com/", "report_error"),
    ],
)
def test_marks_of_the_page_standard_have_their_form(line: str, key: str) -> None:
    message = refused(f"{GOOD}extra:\n  {line}\n")
    assert f"extra.{key}" in message
    assert "mkdocs.yml:3:" in message


def test_every_fault_is_told_at_once() -> None:
    message = refused("site_name: 1\nnav: []\nextra: {icp: x}\n")
    assert "mkdocs.yml:1" in message
    assert "mkdocs.yml:2" in message


@pytest.mark.parametrize(
    "url", ["www.example.gov.cn/", "https://www.example.gov.cn", "javascript:alert(1)/", "https://a b/", 'https://a/"x/']
)
def test_an_address_of_the_site_is_a_plain_one(url: str) -> None:
    assert "site_url" in refused(f"{GOOD}site_url: '{url}'\n")


@pytest.mark.parametrize("name", ["<b>示例</b>", "", "一" * 61])
def test_a_name_is_a_plain_line(name: str) -> None:
    refused(f"site_name: '{name}'\n")
