"""Findings on files as such: what is no plain file, what has no place, what nobody uses, what a reader of the office found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask
from sanshen.model.roster import Fault, Roster
from sanshen.model.text import Text
from sanshen.rules.listing import CATALOGUE

_KINDS: Final = {
    "missing": Text("文件不存在", "there is no such file"),
    "symlink": Text("是符号链接，不是普通文件", "a symbolic link, not a plain file"),
    "submodule": Text("是子模块，不是普通文件", "a submodule, not a plain file"),
    "lfs": Text("是 Git LFS 指针，内容不在仓库里", "a Git LFS pointer: the content is not in the repository"),
    "mode": Text("不是普通文件，或带执行权限", "not a plain file, or marked executable"),
}


def not_plain(path: str, kind: str) -> Finding:
    """SS0001 (or SS0007 for `size`) on a file that may not be read."""
    if kind == "size":
        return CATALOGUE["SS0007"].finding(
            path,
            Place(),
            Text("文件超过限度（reviews/policy.yml 的 limits）", "the file exceeds the limits of reviews/policy.yml"),
        )
    return CATALOGUE["SS0001"].finding(path, Place(), _KINDS[kind], advice=Text("改为普通文件", "make it a plain file"))


def homeless(article: Article, roster: Roster) -> Iterator[Finding]:
    """SS0001 on an article whose unit is unknown (nobody can sign it) or whose column was never approved (Art. 8).

    A unit that has no columns on file yet is not held to them.
    """
    units = roster.units
    columns = units[article.unit].columns if article.unit in units else {}
    if article.signing_unit not in units:
        what, known = Text(f"单位 {article.signing_unit}", f"unit {article.signing_unit}"), "、".join(units)
    elif columns and article.column not in columns:
        what, known = Text(f"栏目 {article.column}", f"column {article.column}"), "、".join(columns)
    else:
        return
    yield CATALOGUE["SS0001"].finding(
        article.path,
        Place(),
        Text(f"名册中没有{what.zh}（现有：{known}）", f"the roster has no {what.en} (it has: {known})"),
        advice=Text("请放到已有的单位和栏目之下", "put it under a unit and column that exist"),
    )


def unused(paths: Iterable[str], wanted: Collection[str]) -> Iterator[Finding]:
    """SS0004 on every file under content/ that no article embeds or links: nobody would ever sign it."""
    for path in paths:
        if path not in wanted:
            yield CATALOGUE["SS0004"].finding(
                path,
                Place(),
                Text("没有信息引用这个文件", "no article uses this file"),
                advice=Text("在信息里引用它，或删去", "use it in an article, or delete it"),
            )


def unknown(path: str) -> Finding:
    """SS0501 as a warning on a file under reviews/ that nothing reads: a misspelt name would silently be without effect."""
    return CATALOGUE["SS0501"].finding(
        path,
        Place(),
        Text("reviews 下没有这种文件，它不起作用", "nothing reads this file under reviews/: it has no effect"),
        advice=Text("检查文件名与文件夹", "check its name and folder"),
        severity=Severity.WARNING,
    )


def of_fault(fault: Fault) -> Finding:
    """A fault of a file of the office as a finding; `key` leads to the place inside the file."""
    where = Text(f"{fault.key}：", f"{fault.key}: ") if fault.key else Text("", "")
    return CATALOGUE[fault.rule].finding(
        fault.path,
        Place(fault.line, fault.column, fault.column + 1),
        Text(mask(where.zh + fault.message.zh), mask(where.en + fault.message.en)),
    )
