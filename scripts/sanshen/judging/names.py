"""Names in the result of a change that are one file on many machines: which of them is checked out, nobody can tell (T45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from sanshen.model.change import PathChange
from sanshen.model.finding import Finding
from sanshen.model.text import Text
from sanshen.reading.article_path import collapsed, printable
from sanshen.repository import Repository
from sanshen.verdict.scope import error


def name_findings(repository: Repository, tree: str, changes: Sequence[PathChange]) -> tuple[Finding, ...]:
    """Paths that the change adds and that, or a folder of which, differ from another only in letter case or Unicode form."""

    @cache
    def alike(folder: str) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in repository.names(tree, folder):
            found.setdefault(collapsed(name), []).append(name)
        return found

    findings = []
    for one in changes:
        if one.before is None and one.after is not None:
            twins = [
                f"{folder}/{other}"
                for folder, name in _steps(one.path)
                for other in alike(folder)[collapsed(name)]
                if other != name
            ]
            findings += [_finding(one.path, printable(twin.removeprefix("/"))) for twin in twins[:1]]
    return tuple(findings)


def _steps(path: str) -> Iterator[tuple[str, str]]:
    """Each folder on the way to a file, with the name that the way takes there."""
    parts = path.split("/")
    yield from (("/".join(parts[:depth]), parts[depth]) for depth in range(len(parts)))


def _finding(path: str, other: str) -> Finding:
    return error(
        "SS0001",
        path,
        Text(f"与 {other} 只差大小写或字符形式", f"differs from {other} only in case or character form"),
        Text("请改名", "give it another name"),
    )
