"""The modes of a Git tree's entries, in six octal digits."""

from __future__ import annotations

from typing import Final

PLAIN: Final = "100644"
"""A plain file: the only mode that content, signatures and records may have."""
EXECUTABLE: Final = "100755"
LINK: Final = "120000"
SUBMODULE: Final = "160000"
FOLDER: Final = "040000"
"""In a tree object itself Git writes it without the leading zero."""
