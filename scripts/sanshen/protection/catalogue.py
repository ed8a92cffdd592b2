"""Everything that GitHub must enforce, in the order in which it is shown."""

from __future__ import annotations

from typing import Final

from sanshen.protection import access, actions, branches, environments, labels, machines, repository

DEMANDS: Final = (
    *repository.DEMANDS,
    *branches.DEMANDS,
    *environments.DEMANDS,
    *actions.DEMANDS,
    *machines.DEMANDS,
    *access.DEMANDS,
    *labels.DEMANDS,
)
