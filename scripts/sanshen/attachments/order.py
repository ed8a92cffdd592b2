"""What the child process is told to do."""

from __future__ import annotations

import msgspec

from sanshen.model.attachments import AttachmentLimits


class Order(msgspec.Struct, frozen=True):
    """How one file is to be read. `memory` in bytes of address space, `seconds` of processor time."""

    suffix: str
    limits: AttachmentLimits
    pictures: bool
    memory: int
    seconds: int
