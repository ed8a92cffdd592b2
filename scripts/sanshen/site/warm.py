"""What costs time the first time it is used, used before several processes start: each of them has it ready then."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sanshen.site.theme_pages import compile_templates

_LIBRARIES: Final = ("selectolax.lexbor", "zxingcpp")
"""What every page is judged and marked with."""


def warm_up() -> None:
    """Load and compile what every page needs."""
    compile_templates()
    for name in _LIBRARIES:
        import_module(name)
