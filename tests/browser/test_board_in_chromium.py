"""The board's page in a real browser: its own style applies under its own policy, and it fits a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from sanshen.site.board import render
from support.boards import everything, names

from .conftest import OpenPage


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_board_is_styled_fits_the_screen_and_asks_for_nothing(
    open_page: OpenPage, tmp_path: Path, width: int, scheme: str
) -> None:
    place = tmp_path / "board.html"  # opened as a file, as people do with something they were sent
    place.write_text(render(everything(), names(), "示例区"), "utf-8")
    page = open_page((width, 844), scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(place.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(243, 244, 246)" if scheme == "light" else "rgb(19, 22, 25)")
    assert page.locator("#c-12 .step.signed").count() == 1
    assert page.locator(".bar.done rect").first.bounding_box()["width"] > 5  # type: ignore[index]
    assert asked == [place.as_uri()]
    assert said == []
