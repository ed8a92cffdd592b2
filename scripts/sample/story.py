"""The sample's story as data: who drafted what on which day, and how each earlier version differs from the final text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec

from sanshen.reading.strict_yaml import load

HERE = Path(__file__).resolve().parent
MAX_BYTES = 1 << 20
DRAFT = "draft"


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One replacement, made by the signer of stage `at` just before signing it (`draft`: by the drafter)."""

    at: str
    before: str = msgspec.field(name="from")
    after: str = msgspec.field(name="to")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One merge into main: an article published (or published anew), or one taken down."""

    day: date
    by: str
    article: str = ""
    takedown: str = ""
    reason: str = ""
    note: str = ""
    edits: tuple[Edit, ...] = ()

    @property
    def path(self) -> str:
        """The article that the step is about."""
        return self.article or self.takedown


class Story(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The whole story, in the order in which it happened."""

    merged_by: str
    steps: tuple[Step, ...]

    def later_edits(self, step: Step) -> tuple[Edit, ...]:
        """The edits to the same article in all steps after this one."""
        place = self.steps.index(step)
        return tuple(edit for one in self.steps[place + 1 :] if one.path == step.path for edit in one.edits)


def read_story(file: Path = HERE / "story.yml") -> Story:
    """The story of the sample. Raises msgspec.ValidationError or YamlError where the file is wrong."""
    return msgspec.convert(load(file.read_bytes(), max_bytes=MAX_BYTES).value, Story, strict=False)


def undone(text: str, edits: Sequence[Edit]) -> str:
    """`text` before the edits were made. ValueError where an edit does not stand in the text exactly once."""
    for edit in reversed(edits):
        if text.count(edit.after) != 1:
            raise ValueError(f"{edit.after!r} must stand in the text exactly once")
        text = text.replace(edit.after, edit.before)
    return text


def versions(final: str, story: Story, step: Step) -> Iterator[tuple[str, str]]:
    """(stage, text) of every version within a step, the draft first; a stage without an edit has no version."""
    published = undone(final, story.later_edits(step))
    mine = [edit for edit in step.edits if edit.at != DRAFT]
    yield DRAFT, undone(published, mine)
    for place, edit in enumerate(mine):
        if place + 1 == len(mine) or mine[place + 1].at != edit.at:
            yield edit.at, undone(published, mine[place + 1 :])
