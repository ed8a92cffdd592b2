"""Pages written by hand, in other styles than the templates': nothing is wrong with the clean ones, one thing with each faulty one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from clean_pages import Page
from faulty_pages import Fault

_WRITTEN = Path(__file__).parent / "written"


def written_clean() -> Iterator[Page]:
    """Notices, bulletins, lists, decisions, stories."""
    for path in sorted((_WRITTEN / "clean").glob("*.md")):
        yield Page(path.stem, path.read_text("utf-8"))


def written_faults() -> Iterator[Fault]:
    """One rule each; how severe the finding is, is not asked."""
    for one in yaml.safe_load((_WRITTEN / "faulty.yml").read_text("utf-8")):
        front = {
            "title": one.get("title", "梁山街道工作动态"),
            "grade": "general",
            "source": "梁山街道",
            **one.get("front", {}),
        }
        lines = "".join(f"{key}: {value}\n" if value[:1] in "{[" else f'{key}: "{value}"\n' for key, value in front.items())
        yield Fault(one["rule"], "warning", f"---\n{lines}---\n\n{one['text']}\n")
