"""MkDocs run by hand (`mkdocs serve`): only proven articles, read from Git objects. Publishing is `sanshen build`."""

from sanshen.commands.mkdocs_entry import on_config

__all__ = ["on_config"]
