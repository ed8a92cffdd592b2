"""What costs time the first time it is used, used when this is imported: workers are copies of a process that has done so."""

from __future__ import annotations

from sanshen.site.theme_pages import compile_templates

compile_templates()
