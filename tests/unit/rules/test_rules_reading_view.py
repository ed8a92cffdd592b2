"""What an excerpt shows around a find."""

from __future__ import annotations

import pytest

from sanshen.model.mask import mask
from sanshen.reading.article import read_article
from sanshen.rules.reading_view import views
from support.checking import ARTICLE, article
from support.papers import mobile
from support.reading import policy

NUMBER = mobile()


@pytest.mark.parametrize(
    "number", [NUMBER, f"{NUMBER[:3]} {NUMBER[3:7]} {NUMBER[7:]}", f"{NUMBER[:3]}-{NUMBER[3:7]}-{NUMBER[7:]}"]
)
@pytest.mark.parametrize("distance", range(16))
def test_no_part_of_a_number_shows_that_the_cut_goes_through(number: str, distance: int) -> None:
    text = f"联系{number}{'甲' * distance}错字{'乙' * distance}{number}到此为止"
    draft = read_article(ARTICLE, article(f"{text}\n").encode(), {}, policy()).draft
    assert draft is not None
    view = next(one for one in views(draft) if "错字" in one.text)
    at = view.text.index("错字")
    shown = mask(view.around(at, at + 2))
    assert "错字" in shown
    digits = [len(run) for run in "".join(one if one.isdigit() else " " for one in shown).split()]
    assert max(digits, default=0) <= 4
