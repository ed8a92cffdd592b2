"""What sort of change this is, and what its paths alone forbid (§3 Other rules, §4b; threats T43–T46)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sanshen.model.change import PathChange
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.modes import EXECUTABLE, LINK, PLAIN, SUBMODULE
from sanshen.model.policy import Policy
from sanshen.model.text import Text
from sanshen.verdict.paths import PathKind, kind_of

_MODES: Mapping[str, Text] = {
    LINK: Text("符号链接", "a symbolic link"),
    SUBMODULE: Text("子模块", "a submodule"),
    EXECUTABLE: Text("可执行文件", "an executable file"),
    "100664": Text("可写模式异常的文件", "a file with an odd mode"),
}


class Scope(NamedTuple):
    """The paths of a change by kind, and what they alone forbid."""

    changes: tuple[PathChange, ...]
    findings: tuple[Finding, ...]
    reasons: tuple[Text, ...]

    def of(self, *kinds: PathKind) -> tuple[PathChange, ...]:
        """The changed paths of these kinds."""
        return tuple(one for one in self.changes if kind_of(one.path) in kinds)

    @property
    def content(self) -> tuple[PathChange, ...]:
        """Articles and bundle files."""
        return self.of(PathKind.ARTICLE, PathKind.BUNDLE)

    @property
    def control(self) -> tuple[PathChange, ...]:
        """Control-plane paths."""
        return self.of(PathKind.CONTROL)


def scope_of(policy: Policy, changes: Sequence[PathChange], path_faults: Mapping[str, Sequence[Text]]) -> Scope:
    """Sort the changed paths and find what no signature can permit.

    `path_faults`: path → what is wrong with its name (`reading.article_path.faults`).
    """
    ordered = tuple(sorted(changes, key=lambda one: one.path))
    findings = [*_names(path_faults), *_modes(ordered), *_append_only(ordered)]
    return Scope(ordered, tuple(findings), tuple(_reasons(policy, ordered)))


def _names(path_faults: Mapping[str, Sequence[Text]]) -> Iterator[Finding]:
    for path, faults in path_faults.items():
        for fault in faults:
            yield error("SS0001", path, fault, Text("请改用规范的路径后重新提交", "rename the file and submit it again"))


def _modes(changes: Sequence[PathChange]) -> Iterator[Finding]:
    for one in changes:
        if one.after is None or one.after.mode == PLAIN:
            continue
        if kind_of(one.path) is PathKind.CONTROL and one.after.mode == EXECUTABLE:
            continue  # scripts and hooks are executable; their mode is bound into the signatures
        what = _MODES.get(one.after.mode, Text(f"模式 {one.after.mode}", f"mode {one.after.mode}"))
        yield error(
            "SS0004",
            one.path,
            Text(f"只接受普通文件，这是{what.zh}", f"only plain files are accepted; this is {what.en}"),
            Text("请换成普通文件（模式 100644）", "replace it by a plain file (mode 100644)"),
        )


def _append_only(changes: Sequence[PathChange]) -> Iterator[Finding]:
    for one in changes:
        kind = kind_of(one.path)
        if kind is PathKind.RECORD:
            yield error(
                "SS1201",
                one.path,
                Text("审签记录只在 sanshen-records 分支，不进入本分支", "records live on the branch sanshen-records, not here"),
                Text("请从变更中去掉它", "take it out of the change"),
            )
        elif kind in {PathKind.STATEMENT, PathKind.LEDGER} and one.before is not None:
            yield error(
                "SS1201",
                one.path,
                Text(
                    "此目录只增不改：已有文件不得修改或删除",
                    "this folder is append-only: an existing file was changed or removed",
                ),
                Text("请恢复原文件，另增新文件", "restore the file and add a new one instead"),
            )


def _reasons(policy: Policy, changes: Sequence[PathChange]) -> Iterator[Text]:
    kinds = {kind_of(one.path) for one in changes}
    content = kinds & {PathKind.ARTICLE, PathKind.BUNDLE}
    if content and PathKind.CONTROL in kinds:
        yield Text(
            "内容与制度、系统文件不得在同一次变更中提交，请分开提交",
            "content and control plane never travel in one change; submit them separately",
        )
    if len(changes) > policy.limits.files:
        yield Text(
            f"一次变更涉及 {len(changes)} 个文件，上限 {policy.limits.files} 个，请分批提交",
            f"{len(changes)} files in one change, at most {policy.limits.files}; submit it in parts",
        )


def error(rule: str, path: str, message: Text, advice: Text) -> Finding:
    """A blocking finding about a path as a whole."""
    return Finding(rule=rule, severity=Severity.ERROR, path=path, place=Place(), message=message, advice=advice)
