"""How a site is divided among machines: evenly, the same everywhere, units and years together."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sanshen.site.shards import Load, shares


def load(number: int, unit: str = "liangshan", year: int = 2026, column: str = "news", weight: int = 1) -> Load:
    return Load(f"content/{unit}/{column}/{year}/a{number}.md", f"{number:04}", weight)


LOADS = st.lists(
    st.builds(
        load,
        st.integers(0, 400),
        st.sampled_from(("liangshan", "education", "portal")),
        st.integers(2024, 2026),
        st.sampled_from(("news", "policy")),
        st.sampled_from((1, 1, 1, 11, 31)),
    ),
    unique_by=lambda one: one.path,
    max_size=60,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(LOADS, st.integers(1, 7), st.randoms(use_true_random=False))
def test_every_article_is_made_once_and_loads_are_even_whatever_the_order(loads: list[Load], of: int, chance: object) -> None:
    divided = shares(loads, of)
    assert len(divided) == of
    assert sorted(path for paths in divided for path in paths) == sorted(one.path for one in loads)
    shuffled = list(loads)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's Random
    assert shares(shuffled, of) == divided
    weights = {one.path: one.weight for one in loads}
    fair, heaviest = sum(weights.values()) / of, max(weights.values(), default=0)
    assert all(abs(sum(weights[path] for path in paths) - fair) <= heaviest for paths in divided)


def test_units_and_years_stay_together_and_in_the_order_of_publication() -> None:
    loads = [load(number, unit, year) for unit in ("a", "b") for year in (2025, 2026) for number in range(10)]
    first, second, third, fourth = shares(loads, 4)
    assert first == tuple(f"content/a/news/2025/a{number}.md" for number in range(10))
    assert {path.split("/")[1:4:2][0] + path.split("/")[3] for path in second} == {"a2026"}
    assert {path.split("/")[3] for path in (*third, *fourth)} == {"2025", "2026"}
    assert not {path.split("/")[1] for path in (*third, *fourth)} & {"a"}


def test_a_path_of_any_other_form_has_its_place() -> None:
    assert shares([Load("content/x.pdf"), Load("content/old/c.html"), load(1)], 1) == (
        ("content/liangshan/news/2026/a1.md", "content/old/c.html", "content/x.pdf"),
    )


def test_more_machines_than_articles_leave_some_without() -> None:
    assert sorted(len(paths) for paths in shares([load(1), load(2)], 4)) == [0, 0, 1, 1]
    assert shares([], 2) == ((), ())
