from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.packed import Packed


@given(st.lists(st.text(max_size=5), max_size=200))
def test_packed_values_read_as_a_list(values: list[str]) -> None:
    packed = Packed.of(values, str)
    assert list(packed) == values
    assert list(packed[1:]) == values[1:]
    assert list(Packed(*packed.parts, str)) == values
    if values:
        assert packed[-1] == values[-1]


def test_beyond_the_end_is_an_error() -> None:
    with pytest.raises(IndexError):
        Packed.of(["甲"], str)[1]
