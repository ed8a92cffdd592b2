"""The sanitizer (ammonia) has the last word on raw HTML: it passes only where cleaning changes nothing a browser would see."""

from __future__ import annotations

from sanshen.model.markup import ATTRIBUTES, TAGS

_Node = tuple[int, str, tuple[tuple[str, str], ...], str]


def cleaned(html: str) -> str | None:
    """The HTML as the sanitizer writes it; None where its tree is not the one that `html` gives."""
    import nh3

    kept = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(),
        attributes={},
        tag_attribute_values={name: {key: set(values) for key, values in held.items()} for name, held in ATTRIBUTES.items()},
        link_rel=None,
        url_schemes=set(),
    )
    return kept if _tree(kept) == _tree(html) else None


def text_of(html: str) -> str:
    """All text of a fragment, as a browser reads it."""
    return "".join(text for _, name, _, text in _tree(html) if name == "-text")


def _tree(html: str) -> list[_Node]:
    """Every node in order: the number of its parent, its name, its attributes, its text."""
    from selectolax.lexbor import LexborHTMLParser

    numbers: dict[int, int] = {}
    found: list[_Node] = []
    root = LexborHTMLParser(html).root
    for node in () if root is None else root.traverse(include_text=True):
        parent = numbers.get(node.parent.mem_id, -1) if node.parent is not None else -1
        numbers[node.mem_id] = len(found)
        text = (node.text_content or "") if node.tag in {"-text", "-comment"} else ""
        found.append(
            (parent, node.tag or "", tuple(sorted((key, value or "") for key, value in node.attributes.items())), text)
        )
    return found
