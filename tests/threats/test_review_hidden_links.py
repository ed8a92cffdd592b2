"""Found by review: T65. A link that shows a reader nothing (暗链) is an error; one that shows a picture is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.scenes import PICTURE, PNG, founded
from support.town import article, rules

URL = "https://www.gov.cn/a"
HIDDEN = [
    f"[]({URL})",
    f"[ ]({URL})",
    f"[\u3000]({URL})",
    f"[**&emsp;**]({URL})",
    f"[&zwnj;]({URL})",
    f"[][r]\n\n[r]: {URL}",
    f"# []({URL})",
]
SHOWN = [f"[详情]({URL})", f"[![检查现场](fire.png)]({URL})", f"<{URL}>", f"[`a`]({URL})", f"[\\*]({URL})"]


@pytest.mark.parametrize("link", HIDDEN)
def test_t65_a_link_without_anything_to_see(tmp_path: Path, link: str) -> None:
    town = founded(tmp_path)
    town.draft(text=article(body=f"街道检查。\n\n{link}\n"))
    verdict = town.gate()
    assert not verdict["allowed"]
    assert "SS1603" in rules(verdict)


@pytest.mark.parametrize("link", SHOWN)
def test_a_link_that_shows_something(tmp_path: Path, link: str) -> None:
    town = founded(tmp_path)
    town.write({PICTURE: PNG})
    more = "" if "fire.png" in link else "\n\n![检查现场](fire.png)"
    town.draft(text=article(body=f"街道检查。\n\n{link}{more}\n"))
    assert rules(town.gate()) == set()
