"""Names of files: where an article may stand, and which paths are refused whatever they hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import msgspec

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import EMPTY, Text

CONTENT: Final = "content/"
PORTAL: Final = "portal"
"""The unit id of the district portal's own columns."""
RULE: Final = "SS0001"

_LONGEST: Final = 255
"""Bytes of a name: the limit of common file systems."""
_ARTICLE: Final = re.compile(
    r"content/(?P<unit>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)/(?P<column>[a-z][a-z0-9]*(?:-[a-z0-9]+)*)"
    r"/(?P<year>[0-9]{4})/(?P<slug>[a-z0-9][a-z0-9-]*)\.md"
)
_RESERVED: Final = frozenset('<>:"|?*')
_ADVICE: Final = Text(
    "信息放在 content/单位/栏目/四位年份/名称.md，只用小写字母、数字和连字符",
    "an article stands at content/<unit>/<column>/<yyyy>/<slug>.md, in lower-case letters, digits and hyphens",
)


class ArticlePath(msgspec.Struct, frozen=True):
    """The parts of an article's path."""

    unit: str
    column: str
    year: str
    slug: str


def parse(path: str) -> ArticlePath | None:
    """The parts of an article's path, None where `path` is not one."""
    found = _ARTICLE.fullmatch(path)
    return ArticlePath(**found.groupdict()) if found else None


def is_content(path: str) -> bool:
    """Whether `path` lies under `content/` (its letter case aside: `Content/` is content on many machines)."""
    return path[: len(CONTENT)].casefold() == CONTENT


def folder(path: str) -> str:
    """The folder of a file, with a closing slash; empty for a file at the root."""
    return path[: path.rfind("/") + 1]


def faults(path: str) -> tuple[Text, ...]:
    """Why a repository path is refused; empty for a good one. Never raises."""
    if len(path) <= _LONGEST and _ARTICLE.fullmatch(path):
        return ()  # nothing but small letters, digits and hyphens, each where it belongs: most paths of a site
    return _every_fault(path)


def _every_fault(path: str) -> tuple[Text, ...]:
    found = [*_character_faults(path)]
    for part in path.split("/"):
        found += _part_faults(part)
    if is_content(path):
        if not path.startswith(CONTENT):
            found.append(Text("content 须小写", "content must be in lower case"))
        if any(part.startswith(".") and part not in {".", ".."} for part in path.split("/")):
            found.append(Text("content 下的名称不能以点开头", "a name under content must not begin with a dot"))
    return tuple(dict.fromkeys(found))


def _character_faults(path: str) -> Iterable[Text]:
    if "\\" in path:
        yield Text("含反斜杠", "contains a backslash")
    if not unicodedata.is_normalized("NFC", path):
        yield Text("名称未按 NFC 规范化", "the name is not in Unicode form NFC")
    for character in sorted(set(path)):
        kind = unicodedata.category(character)
        if kind in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} or (kind == "Zs" and character != " "):
            yield Text(
                f"含控制或不可见字符 U+{ord(character):04X}",
                f"contains the control or invisible character U+{ord(character):04X}",
            )
        if character in _RESERVED:
            yield Text(f"含不可用于文件名的字符 {character}", f"contains {character}, which some systems refuse in names")


def _part_faults(part: str) -> Iterable[Text]:
    if part == "":
        yield Text("路径有空的一段", "the path has an empty part")
    elif part in {".", ".."}:
        yield Text(f"路径含 {part}", f"the path contains {part}")
    elif part.casefold() in {".git", ".gitmodules"}:
        yield Text(f"不允许 {part}", f"{part} is not allowed")
    elif part != part.strip(" ") or part.endswith("."):
        yield Text("名称以空格开头或以空格、点结尾", "a name begins with a space or ends with a space or a dot")
    if len(part.encode("utf-8", "surrogatepass")) > _LONGEST:
        yield Text("名称超过 255 字节", "a name is longer than 255 bytes")


def check(path: str) -> tuple[Finding, ...]:
    """SS0001 findings on one path of a change: refused names, and Markdown under `content/` that is not an article."""
    found = [_finding(path, fault) for fault in faults(path)]
    if not found and is_content(path) and path.casefold().endswith(".md") and parse(path) is None:
        found.append(
            _finding(
                path,
                Text("content 下的 Markdown 文件不在信息应在的位置", "Markdown under content that is not where articles stand"),
            )
        )
    return tuple(found)


def collisions(paths: Iterable[str]) -> tuple[Finding, ...]:
    """SS0001 findings on paths (also folders) that differ only in letter case or Unicode form: one file on many machines."""
    seen: dict[str, str] = {}
    found: dict[str, Finding] = {}
    for path in sorted(set(paths)):
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            name = "/".join(parts[:end])
            first = seen.setdefault(collapsed(name), name)
            if first != name and path not in found:
                found[path] = _finding(
                    path,
                    Text(
                        f"与 {printable(first)} 只差大小写或字符形式",
                        f"differs from {printable(first)} only in case or character form",
                    ),
                )
    return tuple(found.values())


def collapsed(name: str) -> str:
    """What two names have in common that are one file on many machines: letter case and Unicode form do not count."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def printable(path: str) -> str:
    """A path that cannot harm a terminal or a log: odd characters as U+XXXX."""
    return "".join(
        char if char.isprintable() and unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"} else f"<U+{ord(char):04X}>"
        for char in path
    )


def _finding(path: str, message: Text, advice: Text = _ADVICE) -> Finding:
    where = Text(f"文件名 {printable(path)}：", f"file name {printable(path)}: ")
    return Finding(RULE, Severity.ERROR, path, Place(), where + message, advice=advice if is_content(path) else EMPTY)
