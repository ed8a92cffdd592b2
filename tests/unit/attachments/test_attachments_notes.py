"""What is read out of a file is collected within bounds, and nothing that speaks against it is passed over in silence."""

from __future__ import annotations

import pytest

from sanshen.attachments.notes import Notes
from sanshen.attachments.refusal import RefusedError
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Sign, Spot


def full() -> Notes:
    notes = Notes(AttachmentLimits(), pictures=False)
    for number in range(200):
        notes.mark(Sign.AUTHOR, Spot("picture", number), "张三")
    return notes


def test_more_marks_than_can_be_told_refuse_the_file() -> None:
    """Two hundred harmless ones must not hide the macro behind them."""
    with pytest.raises(RefusedError) as refused:
        full().mark(Sign.MACRO)
    assert (refused.value.sign, refused.value.detail) == (Sign.LIMIT, "marks")


def test_what_was_noted_already_is_no_more() -> None:
    notes = full()
    notes.mark(Sign.AUTHOR, Spot("picture", 7), "张三")
    assert len(notes.extract("docx").marks) == 200


def test_the_refusal_itself_is_always_noted() -> None:
    notes = full()
    notes.refuse(Sign.LIMIT, None, "marks")
    assert notes.extract("docx").marks[-1].sign is Sign.LIMIT
