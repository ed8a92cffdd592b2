"""All access to Git (layer 3). Everything is read through a sealed temporary store; see `sealed`."""

from sanshen.repository.repository import Repository

__all__ = ["Repository"]
