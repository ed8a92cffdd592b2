"""What a deployment goes by: what the repository says, handed in as plain questions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Literal

import msgspec

from sanshen.deploying.lapses import Lapse
from sanshen.deploying.release import KeysOf, Release

Order = Literal["same", "newer", "older", "parted", "unknown"]
"""How a revision stands to another one."""


class Grounds(msgspec.Struct, frozen=True):
    """What the repository says at `commit`. `keys`: the pipeline's keys of today; `live_keys`: those that may have signed what is up.

    `lapses`: what of a site may no longer be shown; `order`: how a revision (first) stands to another.
    """

    commit: str
    keys: KeysOf
    live_keys: KeysOf
    lapses: Callable[[Release], Collection[Lapse]]
    order: Callable[[str, str], Order]
