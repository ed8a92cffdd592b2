"""The bundle: the non-Markdown files an article embeds or links, and the original of a reprint. They must lie in its own folder or below (§2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Final
from urllib.parse import unquote

import msgspec

from sanshen.model.article import ORIGINAL, Article, BundleFile, Passage, PassageKind
from sanshen.model.finding import Finding, Severity
from sanshen.model.text import Text
from sanshen.reading import article_path

RULE: Final = "SS0004"
MISSING: Final = "missing"


@cache
def _scheme() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(r"[?#]")


_WHAT: Final[Mapping[str, Text]] = {
    MISSING: Text("文件不存在", "the file does not exist"),
    "symlink": Text("是符号链接", "is a symbolic link"),
    "submodule": Text("是子模块", "is a submodule"),
    "lfs": Text("是 Git LFS 指针，不是文件本身", "is a Git LFS pointer, not the file itself"),
    "mode": Text("文件权限不是普通文件", "is not a regular file (mode)"),
    "size": Text("超过大小上限", "is larger than the limit"),
}
# Nobody would sign what it shows, and the page that loads it is not published (SS2202).
LOADED: Final = Text(
    "图片不在本站：页面不从外站载入任何东西", "a picture that is not of this site: pages load nothing from elsewhere"
)
_ADVICE: Final = Text(
    "把图片和附件放在信息所在的文件夹，用相对路径引用",
    "put pictures and attachments in the article's folder and refer to them by relative path",
)


class TargetKind(Enum):
    """What a link target leads to."""

    ELSEWHERE = "elsewhere"
    """A scheme, a host, or a place on the same page: no file of the repository."""
    ARTICLE = "article"
    FILE = "file"
    ROOTED = "rooted"
    """Begins with a slash: means different files on different sites."""


class Target(msgspec.Struct, frozen=True):
    """A link target. `path` is the repository path (`../…` where the link climbs out), `tail` query and fragment."""

    kind: TargetKind
    path: str = ""
    tail: str = ""


def target(article: str, href: str) -> Target:
    """What `href` in the article at path `article` leads to; percent escapes are decoded once."""
    if not href or href.startswith(("#", "?")) or _scheme().match(href):
        return Target(TargetKind.ELSEWHERE)
    split = _tail().search(href)
    name, tail = (href[: split.start()], href[split.start() :]) if split else (href, "")
    plain = unquote(name)
    if plain.startswith("/"):
        return Target(TargetKind.ROOTED, plain, tail)
    path = _joined(article_path.folder(article), plain)
    kind = TargetKind.ARTICLE if path.casefold().endswith(".md") else TargetKind.FILE
    return Target(kind, path, tail)


def counted(article: str, href: str) -> str:
    """How a target counts in the substance: a file or article of the repository by its path, everything else as written."""
    found = target(article, href)
    return found.path + found.tail if found.kind in {TargetKind.ARTICLE, TargetKind.FILE} else href


def wanted(article: str, passages: Sequence[Passage]) -> tuple[str, ...]:
    """Repository paths of the files that links, pictures and the key `source.original` lead to, sorted, wherever they lie."""
    targets = [target(article, passage.text) for passage in _targets(passages)]
    return tuple(sorted({to.path for to in targets if to.kind is TargetKind.FILE}))


def check(article: str, passages: Sequence[Passage], files: Mapping[str, BundleFile | str]) -> tuple[Finding, ...]:
    """SS0004 findings on links, pictures and `source.original`. `files`: wanted path → the file, or the word for what is wrong with it."""
    found: list[Finding] = []
    for passage in _targets(passages):
        to = target(article, passage.text)
        found += [_finding(article, passage, fault) for fault in _faults(article, to, files)]
        if passage.kind is PassageKind.IMAGE and to.kind is TargetKind.ELSEWHERE:
            found.append(_finding(article, passage, LOADED))
    return tuple(found)


def original_of(article: Article) -> str:
    """The repository path of the file that holds a reprint's original, "" where none is named."""
    named = article.meta.source.original
    return target(article.path, named).path if named else ""


def _joined(folder: str, name: str) -> str:
    parts = folder.split("/")[:-1]
    for part in name.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _targets(passages: Sequence[Passage]) -> list[Passage]:
    # Not `in {…}`: the hash of an Enum is Python code, and this is asked of every passage.
    link, image = PassageKind.LINK, PassageKind.IMAGE
    return [one for one in passages if one.kind is link or one.kind is image or one.key == ORIGINAL]


def _faults(article: str, to: Target, files: Mapping[str, BundleFile | str]) -> Iterator[Text]:
    shown = article_path.printable(to.path)
    if to.kind is TargetKind.ROOTED:
        yield Text(f"{shown} 以 / 开头：应用相对路径", f"{shown} begins with /: a relative path is expected")
    elif to.kind is TargetKind.ARTICLE and article_path.parse(to.path) is None:
        yield Text(f"{shown} 不是信息的路径", f"{shown} is not the path of an article")
    elif to.kind is TargetKind.FILE:
        odd = article_path.faults(to.path)
        if odd:
            yield Text(f"{shown}：{odd[0].zh}", f"{shown}: {odd[0].en}")
        elif not to.path.startswith(article_path.folder(article)):
            yield Text(f"{shown} 不在信息自己的文件夹里", f"{shown} is not in the article's own folder")
        elif isinstance(state := files.get(to.path, MISSING), str):
            what = _WHAT.get(state, Text(f"不可用（{state}）", f"cannot be used ({state})"))
            yield Text(f"{shown} {what.zh}", f"{shown} {what.en}")


def _finding(article: str, passage: Passage, what: Text) -> Finding:
    return Finding(RULE, Severity.ERROR, article, passage.place(0, len(passage.text)), what, advice=_ADVICE)
