"""The allow-list of raw HTML applied to one tag: by itself, where it stands, and with what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sanshen.model.markup import ANNOTATIONS, ATTRIBUTES, BRACKETS, DEEPEST, INLINE, RUBY, TAGS, Refusal
from sanshen.reading.html_tags import Tag


def of_tag(html: str, tag: Tag | None) -> Refusal | None:
    """Why this tag is refused wherever it stands, or None."""
    if tag is None:
        return Refusal.COMMENT if html.startswith(("<!", "<?")) else Refusal.TAG
    if tag.name not in TAGS:
        return Refusal.TAG
    held: Mapping[str, frozenset[str]] = ATTRIBUTES.get(tag.name, {})
    if any(value not in held.get(name, ()) for name, value in tag.attributes.items()):
        return Refusal.ATTRIBUTE
    return None


def misplaced(name: str, around: Sequence[str]) -> bool:
    """Whether an inline element may not stand inside those (outermost first): not in itself, not too deep, `rt` right in `ruby`."""
    inside_ruby = bool(around) and around[-1] == RUBY
    return name not in INLINE or name in around or len(around) >= DEEPEST or (name in ANNOTATIONS and not inside_ruby)


def of_content(name: str, shown: str) -> Refusal | None:
    """Why an inline element is refused for what it holds, or None."""
    if not shown.strip():
        return Refusal.EMPTY
    return Refusal.UNSEEN if name == "rp" and not BRACKETS.issuperset(shown) else None
