"""The sealed store: a temporary bare repository that borrows all objects and takes nothing else from the real one.

Local configuration, attributes, `refs/replace`, grafts, the commit-graph and hooks of the real repository have no power here, and whatever
a merge writes goes here and is thrown away. A run that is killed leaves nothing in the real repository.
"""

from __future__ import annotations

import os
from pathlib import Path

from sanshen.repository.location import Location, quote

_CONFIG = """\
[core]
\trepositoryformatversion = {version}
\tbare = true
\tquotePath = false
\tcommitGraph = false
[gc]
\tauto = 0
[merge]
\tdirectoryRenames = false
[maintenance]
\tauto = false
"""


def seal(location: Location, directory: Path) -> None:
    """Lay out the sealed store in the empty `directory`. Raises OSError where the disk does not take it."""
    objects = directory / "objects"
    for part in ("info", "pack"):
        (objects / part).mkdir(parents=True)
    (directory / "refs").mkdir()
    stores = b"".join(quote(os.fsencode(store)) + b"\n" for store in location.object_dirs)
    (objects / "info" / "alternates").write_bytes(stores)
    sha1 = location.object_format == "sha1"
    config = _CONFIG.format(version=0 if sha1 else 1)
    if not sha1:
        config += f"[extensions]\n\tobjectFormat = {location.object_format}\n"
    (directory / "config").write_text(config, encoding="utf-8")
    (directory / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
    if location.shallow:
        (directory / "shallow").write_bytes(location.shallow)
