"""Sending the steps, one after the other, and saying of each whether it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from sanshen.evidence.forge import Forge
from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.protection.demand import Step


class Done(msgspec.Struct, frozen=True):
    """A step that was sent; `failed` says why it is not known to be done."""

    step: Step
    failed: Text | None = None


def apply_steps(forge: Forge, steps: Iterable[Step]) -> tuple[Done, ...]:
    """Send every step. One that fails does not keep the next from being sent: each only makes the settings stricter."""
    return tuple(Done(step, _sent(forge, step)) for step in steps)


def _sent(forge: Forge, step: Step) -> Text | None:
    try:
        if not step.once:
            forge.change(step.method, step.path, step.body)
        elif forge.send_once(step.method, step.path, step.body, dict[str, Any]) is None:
            return Text("不知道是否送达；再运行一次即可看清", "it is not known whether it arrived; run it again")
    except UndecidedError as error:
        return error.text
    return None
