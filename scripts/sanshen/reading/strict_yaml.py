"""Strict YAML: one document, no duplicate keys, anchors, aliases, merge keys or tags; sizes bounded before the C parser.

The C parser builds trees by recursion and dies on some tens of thousands of open brackets, so depth is bounded from the
text and, where in doubt, from its event stream, which does not recurse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import yaml
from yaml._yaml import CParser

from sanshen.model.text import Text
from sanshen.reading.yaml_faults import YamlError, decode, shown, start_of, syntax_fault

__all__ = ["Path", "Scalar", "YamlDocument", "YamlError", "decode", "load", "resolve"]

Path = tuple[str | int, ...]

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "True", "TRUE"})
_FALSE: Final = frozenset({"false", "False", "FALSE"})
_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,17})?(?:[eE][-+]?[0-9]{1,2})?")
_SUSPECT: Final = re.compile(r"[&*!%]|^ {40}|^[ ]*(?:[-?:][ \t]+){6}", re.MULTILINE)
_OPENERS: Final = 20
_MOST_FAULTS: Final = 50


class Scalar(msgspec.Struct, frozen=True):
    """Where a scalar stands: 1-based start, exclusive end, and its style: "" plain, or one of `'`, `"`, `|`, `>`."""

    line: int
    column: int
    end_line: int
    end_column: int
    style: str


class YamlDocument(msgspec.Struct, frozen=True):
    """Plain values and where they stand.

    `value`: None, bool, int, float, str, list, dict. `marks`: path → (line, column) of the key or item, 1-based; `()` is the
    whole. `scalars`: path → extent of each scalar value. `flow`: whether the outermost collection is written in brackets.
    """

    value: object
    marks: Mapping[Path, tuple[int, int]]
    scalars: Mapping[Path, Scalar] = {}
    flow: bool = False


def load(data: bytes, *, max_bytes: int, max_nesting: int = 40, line_offset: int = 0) -> YamlDocument:
    """Read one strict YAML document; raises YamlError with every fault that can be told apart.

    `line_offset` is added to every line, for YAML that stands inside another file.
    """
    if len(data) > max_bytes:
        raise YamlError(
            ((1 + line_offset, 1, Text(f"超过 {max_bytes} 字节的上限", f"larger than the limit of {max_bytes} bytes")),)
        )
    text = decode(data, line_offset)
    _screen(text, max_nesting, line_offset)
    node = _compose(text, line_offset)
    walk = _Walk(max_nesting, line_offset)
    value = walk.read(node, ()) if node is not None else None
    if walk.faults:
        raise YamlError(tuple(sorted(walk.faults)[:_MOST_FAULTS]))
    walk.marks[()] = (1 + line_offset, 1) if node is None else walk.mark(node)
    return YamlDocument(value, walk.marks, walk.scalars, isinstance(node, yaml.CollectionNode) and bool(node.flow_style))


def _screen(text: str, max_nesting: int, line_offset: int) -> None:
    """Refuse what must never reach the recursive composer: deep nesting, anchors, aliases, tags."""
    if text.count("[") + text.count("{") <= _OPENERS and not _SUSPECT.search(text):
        return
    faults = list(_event_faults(text, max_nesting, line_offset))
    if faults:
        raise YamlError(tuple(faults[:_MOST_FAULTS]))


def _event_faults(text: str, max_nesting: int, line_offset: int) -> Iterator[tuple[int, int, Text]]:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            line, column = start_of(event, line_offset)
            for what in _forbidden(event):
                yield line, column, what
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > max_nesting:
                yield line, column, _too_deep(max_nesting)
                return
    except yaml.YAMLError as error:
        yield syntax_fault(error, line_offset)


def _forbidden(event: yaml.Event) -> Iterator[Text]:
    if isinstance(event, yaml.AliasEvent):
        yield Text(f"不允许别名 *{shown(event.anchor)}", f"alias *{shown(event.anchor)} is not allowed")
    elif isinstance(event, yaml.NodeEvent) and event.anchor:
        yield Text(f"不允许锚点 &{shown(event.anchor)}", f"anchor &{shown(event.anchor)} is not allowed")
    if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)) and event.tag:
        yield Text(f"不允许标签 {shown(event.tag)}", f"tag {shown(event.tag)} is not allowed")
    if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
        yield Text("不允许 % 指令", "directives (%) are not allowed")


class _Nodes(CParser):
    """The C parser's nodes. It asks for each what type it may be: that is not guessed here, `resolve` below decides."""

    def resolve(self, *_: object) -> str:
        """No type."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Nothing depends on where a node stands."""

    def ascend_resolver(self) -> None:
        """Nor on what it stands in."""


def _compose(text: str, line_offset: int) -> yaml.Node | None:
    try:
        return _Nodes(text).get_single_node()
    except yaml.YAMLError as error:
        raise YamlError((syntax_fault(error, line_offset),)) from error


def _too_deep(limit: int) -> Text:
    return Text(f"嵌套超过 {limit} 层", f"nested more than {limit} levels deep")


class _Walk:
    """Turns a node tree into plain values; collects marks and faults."""

    def __init__(self, max_nesting: int, line_offset: int) -> None:
        self.max_nesting, self.line_offset = max_nesting, line_offset
        self.marks: dict[Path, tuple[int, int]] = {}
        self.scalars: dict[Path, Scalar] = {}
        self.faults: list[tuple[int, int, Text]] = []

    def mark(self, node: yaml.Node) -> tuple[int, int]:
        return start_of(node, self.line_offset)

    def fault(self, node: yaml.Node, text: Text) -> None:
        self.faults.append((*self.mark(node), text))

    def read(self, node: yaml.Node, path: Path) -> object:
        if len(path) > self.max_nesting:
            self.fault(node, _too_deep(self.max_nesting))
            return None
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read_item(item, (*path, place)) for place, item in enumerate(node.value)]
        if not isinstance(node, yaml.ScalarNode):
            raise TypeError(f"the YAML composer made a {type(node).__name__}")
        start, end = node.start_mark, node.end_mark
        self.scalars[path] = Scalar(
            start.line + 1 + self.line_offset,
            start.column + 1,
            end.line + 1 + self.line_offset,
            end.column + 1,
            node.style or "",
        )
        return resolve(node.value) if not node.style else str(node.value)

    def read_item(self, node: yaml.Node, path: Path) -> object:
        self.marks[path] = self.mark(node)
        return self.read(node, path)

    def read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = self.read_key(key_node)
            if key is None:
                continue
            if key in found:
                first = self.marks[(*path, key)][0]
                self.fault(
                    key_node,
                    Text(f"键 {shown(key)} 重复，第 {first} 行已有", f"key {shown(key)} is given twice, first on line {first}"),
                )
                continue
            self.marks[(*path, key)] = self.mark(key_node)
            found[key] = self.read(value_node, (*path, key))
        return found

    def read_key(self, node: yaml.Node) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, Text("键必须是文字，不能是列表或映射", "a key must be text, not a list or mapping"))
            return None
        if not node.style and node.value == "<<":
            self.fault(node, Text("不允许合并键 <<", "the merge key << is not allowed"))
            return None
        key = node.value if node.style else resolve(node.value)
        if not isinstance(key, str):
            self.fault(
                node,
                Text(
                    f"键 {shown(node.value) or '（空）'} 必须是文字，请加引号",
                    f"key {shown(node.value) or '(empty)'} must be text; put it in quotes",
                ),
            )
            return None
        return key


def resolve(plain: str) -> object:
    """The value of a plain scalar by the YAML 1.2 core schema; dates, 010, 0x1F, yes and no stay text."""
    if plain in _NULL:
        return None
    if plain in _TRUE or plain in _FALSE:
        return plain in _TRUE
    if _INT.fullmatch(plain):
        return int(plain)
    if plain[-1:].isdigit() and _FLOAT.fullmatch(plain):
        return float(plain)
    return plain
