"""Front matter and configuration of other site generators: YAML, TOML or JSON, read for being brought in, never to be judged.

Unlike our own front matter it may hold dates, nested values and unknown keys. What a generator reads one way and another
reads otherwise (a key given twice, an alias, a tag) is refused here too: it is for people to decide what was meant.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Hashable, Mapping
from typing import Final

import msgspec
import yaml

MOST_BYTES: Final = 262_144
_YAML_ERRORS: Final = (yaml.YAMLError, ValueError, RecursionError, AttributeError, LookupError, TypeError, OverflowError)
"""The last four: what PyYAML itself runs into where a value does not fit its tag (`!!timestamp x`, `!!bool x`)."""
_YAML_ENDS: Final = frozenset({"---", "..."})


class OldFrontError(Exception):
    """The bytes cannot be read; the message says why (of a library, in English)."""


class OldPage(msgspec.Struct, frozen=True):
    """A page cut in two; `body` has line ends `\\n` and no byte order mark. `values` is empty where there was no front matter."""

    values: Mapping[str, object]
    body: str


class _Strict(yaml.CSafeLoader):
    """Refuses doubled keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:  # noqa: FBT001, FBT002  # as PyYAML calls it
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise OldFrontError(f"the key {twice!r} is given twice")
        return super().construct_mapping(node, deep)


class _Loose(yaml.CSafeLoader):
    """Takes tags that only their own program understands (`!ENV`, `!!python/name:…`) for nothing."""


def _nothing(_loader: yaml.SafeLoader, _suffix: str, _node: yaml.Node) -> None:
    return None


_Loose.add_multi_constructor("", _nothing)
_Loose.add_multi_constructor("!", _nothing)


def split(data: bytes) -> OldPage:
    """Cut a page of another generator: front matter between `---`, between `+++`, or one JSON object at the beginning."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise OldFrontError(f"not UTF-8 at byte {error.start}") from error
    lines = text.split("\n")
    mark = lines[0].rstrip()
    if mark == "---":
        front, body = _between(lines, _YAML_ENDS)
        return OldPage(_mapping(_yaml(front, _Strict)), body)
    if mark == "+++":
        front, body = _between(lines, frozenset({"+++"}))
        return OldPage(_mapping(_toml(front)), body)
    if mark.startswith("{") and not mark.startswith(("{{", "{%", "{:")):
        return _json_page(text)
    return OldPage({}, text)


def configuration(name: str, data: bytes) -> Mapping[str, object]:
    """The configuration of a generator, by the name of its file: `.toml`, `.json`, else YAML."""
    text = _bounded(data.decode("utf-8-sig", "replace"))
    if name.endswith(".toml"):
        return _mapping(_toml(text))
    return _mapping(_json(text) if name.endswith(".json") else _yaml(text, _Loose))


def _between(lines: list[str], ends: frozenset[str]) -> tuple[str, str]:
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() in ends), None)
    if end is None:
        raise OldFrontError("the front matter is not closed")
    return _bounded("\n".join(lines[1:end]) + "\n"), "\n".join(lines[end + 1 :])


def _bounded(text: str) -> str:
    if len(text.encode()) > MOST_BYTES:
        raise OldFrontError(f"larger than {MOST_BYTES} bytes")
    return text


def _yaml(text: str, loader: type[yaml.CSafeLoader]) -> object:
    try:
        if loader is _Strict:
            _refuse_ambiguous(text)
        return yaml.load(text, Loader=loader)  # noqa: S506  # both are safe loaders
    except _YAML_ERRORS as error:
        raise OldFrontError(" ".join(str(error).split())[:300]) from error


def _refuse_ambiguous(text: str) -> None:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise OldFrontError("an alias (*name)")
        if getattr(event, "tag", None):
            raise OldFrontError("a tag (!name)")


def _toml(text: str) -> object:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise OldFrontError(str(error)[:300]) from error


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OldFrontError(str(error)[:300]) from error


def _json_page(text: str) -> OldPage:
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise OldFrontError(str(error)[:300]) from error
    _bounded(text[:end])
    return OldPage(_mapping(value), text[end:].removeprefix("\n"))


def _mapping(value: object) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise OldFrontError("front matter is no mapping")
    return {str(key): one for key, one in value.items()}
