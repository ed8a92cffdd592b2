"""Why reading an attachment stopped."""

from __future__ import annotations

from sanshen.model.extract import Sign, Spot


class RefusedError(Exception):
    """The file cannot be read to its end, or goes beyond a limit; `sign` says why, `detail` which limit or part."""

    def __init__(self, sign: Sign, detail: str = "", spot: Spot | None = None) -> None:
        super().__init__(sign, detail)
        self.sign, self.detail, self.spot = sign, detail, spot or Spot()
