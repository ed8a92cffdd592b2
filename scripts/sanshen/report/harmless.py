"""Untrusted text in what is written on the forge: comments, issues."""

from __future__ import annotations

import html

from sanshen.report.inert import inert


def harmless(text: str) -> str:
    """Untrusted text as it may stand in a comment: no Markdown, no HTML, no mention, no reference, no link comes of it.

    GitHub looks for mentions, issue numbers and addresses in the rendered text as well, but never inside `<code>`.
    """
    escaped = html.escape(inert(text), quote=True)
    plain = "".join(f"&#{ord(one)};" if one in "`*_{}[]()#+-.!|~$:/\\@^=" else one for one in escaped)
    return f"<code>{plain}</code>"
