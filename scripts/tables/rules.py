"""Make the index of the rules anew: where each stands, and what an article must show for it.

    .venv/bin/python scripts/tables/rules.py [--check]

`check` reads the index instead of loading every rule. `--check` compares only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).parents[1] / "sanshen/rules"
INDEX: Final = PACKAGE / "index.py"
_HEAD: Final = '''"""Where each rule is, and what an article must show for it. Made by scripts/tables/rules.py: do not change it here."""

from __future__ import annotations

from typing import Final

Line = tuple[str, str, str, bool, str, tuple[str, str, str, str] | None]

# fmt: off
INDEX: Final[tuple[Line, ...]] = (
    # id, module, name in it, whether it looks at articles, words it listens for, clues: folded, written, pieces, facts
'''
_WIDTH: Final = 60


def _quoted(text: str) -> str:
    """A literal, over several lines where it is long."""
    escaped = [text[at : at + _WIDTH].replace("\\", "\\\\").replace('"', '\\"') for at in range(0, len(text), _WIDTH)] or [""]
    between = "\n        "
    return ("" if len(escaped) == 1 else between) + between.join(f'"{one}"' for one in escaped)


def _line(rule: object, module: str, name: str) -> str:
    from sanshen.rules.rule import Rule

    assert isinstance(rule, Rule)  # noqa: S101  # by the caller
    judges = rule.check is not None
    if judges and rule.clues is not None:
        clues = ", ".join(
            _quoted(one)
            for one in (rule.clues.folded, rule.clues.written, " ".join(rule.clues.pieces), " ".join(rule.clues.facts))
        )
        told = f"({clues})"
    else:
        told = "None"
    words = _quoted(" ".join(rule.words))
    return f'    ("{rule.id}", "{module}", "{name}", {judges}, {words}, {told}),\n'


def _rules() -> Iterator[tuple[str, str]]:
    """(id, line of the index) of every rule but those about built pages, which stand in a package of their own."""
    for path in sorted(PACKAGE.glob("*.py")):
        for name in re.findall(r"^(\w+)(?:: Final)? = Rule\(", path.read_text("utf-8"), re.MULTILINE):
            one = getattr(import_module(f"sanshen.rules.{path.stem}"), name)
            yield one.id, _line(one, path.stem, name)


def made() -> str:
    """The index as it should be."""
    written = _HEAD + "".join(line for _, line in sorted(_rules())) + ")\n"
    return "".join(f"{line.rstrip()}\n" for line in written.splitlines())


def main() -> None:
    """Write the index, or say whether it is fresh."""
    text = made()
    if "--check" in sys.argv[1:]:
        fresh = INDEX.read_text("utf-8") == text
        print("index is fresh" if fresh else "index is stale: run scripts/tables/rules.py")
        raise SystemExit(not fresh)
    INDEX.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
