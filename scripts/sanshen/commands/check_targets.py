"""What a run of `check` looks at: articles, bundle files, files of the office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from sanshen.commands.file_sources import FileSource
from sanshen.model.errors import UsageError
from sanshen.model.finding import Finding
from sanshen.model.text import Text
from sanshen.reading import article_path
from sanshen.rules.files import not_plain

CONTENT: Final = "content/"
REVIEWS: Final = "reviews/"
_ANY_SIZE: Final = 1 << 62


class Targets(msgspec.Struct, frozen=True):
    """Paths by what is done with them. `whole`: all of content/ is looked at, so that unused files can be told."""

    articles: tuple[str, ...]
    bundle: tuple[str, ...]
    office: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    whole: bool = False

    @property
    def checked(self) -> int:
        """How many files were looked at."""
        return len(self.articles) + len(self.bundle) + len(self.office)


def _is_article(path: str) -> bool:
    return path.casefold().endswith(".md")


def sort_out(paths: Iterable[str], findings: Sequence[Finding] = (), *, whole: bool = False) -> Targets:
    """Sort repository paths by what they are; each refused name is a finding, and collisions of names too."""
    articles, bundle, office, found = [], [], [], list(findings)
    seen = list(dict.fromkeys(paths))
    for path in seen:
        found += article_path.check(path)
        if not article_path.is_content(path):
            office.append(path)
        elif not _is_article(path):
            bundle.append(path)
        elif article_path.parse(path) is not None:
            articles.append(path)
    found += article_path.collisions(seen)
    return Targets(tuple(articles), tuple(bundle), tuple(office), tuple(found), whole)


def everything(source: FileSource) -> Targets:
    """All of content/ and reviews/."""
    return sort_out([*source.paths(CONTENT), *source.paths(REVIEWS)], whole=True)


def _inside(source: FileSource, path: str) -> list[str]:
    """The files that a path named by the user stands for."""
    if path in {"", "."}:
        return [*source.paths(CONTENT), *source.paths(REVIEWS)]
    if not source.kind(path, _ANY_SIZE):
        return [path]
    return list(source.paths(path + "/"))


def named(source: FileSource, paths: Sequence[str]) -> Targets:
    """Files and folders named by the user; raises UsageError for what is not there, or is neither content nor of the office."""
    found: list[str] = []
    refused: list[Finding] = []
    for path in paths:
        kind = source.kind(path, _ANY_SIZE) if path else ""
        inside = _inside(source, path) if kind in {"", "missing"} else []
        if kind == "missing" and not inside:
            raise UsageError(Text(f"没有文件 {path}", f"there is no file {path}"), Text("检查路径", "check the path"))
        if kind not in {"", "missing"}:
            refused.append(not_plain(path, kind))
            continue
        found += [one for one in inside if one.startswith((CONTENT, REVIEWS))] or _outside(path)
    return sort_out(found, refused)


def _outside(path: str) -> list[str]:
    """A file of neither kind is a mistake on the command line: a clean answer would look as if it had been checked."""
    raise UsageError(
        Text(
            f"{path} 不在 content/ 或 reviews/ 下，没有可检查的内容",
            f"{path} is neither under content/ nor under reviews/: there is nothing to check",
        ),
        Text("不带路径运行可检查全部", "run it without paths to check everything"),
    )
