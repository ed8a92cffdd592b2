"""What `sanshen import` tells: how many pages came in, what was left behind and why, what the content rules say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from sanshen.incoming.site import Kind, Note, Old
from sanshen.model.finding import Finding
from sanshen.model.text import Lang, Text
from sanshen.report.inert import inert
from sanshen.rules import CATALOGUE

_SHOWN: Final = 20
KINDS: Final[Mapping[Kind, Text]] = {
    "unreadable": Text("读不出（编码或前置属性），未带入", "cannot be read; not brought in"),
    "unmapped": Text("对照表里没有它的栏目，未带入", "no section of the mapping holds it; not brought in"),
    "no-time": Text(
        "没有发布时间（前置属性、Git 历史、对照表 times 都没有），未带入",
        "no publication time in front matter, history or the mapping's times; not brought in",
    ),
    "changed-by-hand": Text("带入后有人改过，没有覆盖", "changed by people since; not overwritten"),
    "not-shown": Text(
        "带入了，但登记之后也上不了网（HTML、不能放上网站的附件、外站的图片）：登记之前改掉，或写进 skip",
        "brought in, but never shown once registered (HTML, files of a kind that may not stand on the site, pictures of "
        "elsewhere): change them before the baseline, or name them under skip",
    ),
    "draft": Text(
        "草稿、尚未到发布时间或只是附属文件，旧站没有发布，未带入",
        "not published by the old site (a draft, not yet due, a resource); not brought in",
    ),
    "section-page": Text(
        "栏目首页或网站首页，未带入（要带入，在对照表 sections 里写明这个文件）",
        "stands for a section; not brought in unless the mapping's sections name the file",
    ),
    "skipped": Text("照对照表不带入", "left behind by the mapping"),
    "dropped": Text("前置属性没有对应的键，未带入", "front matter without a key here; left behind"),
    "missing-file": Text("图片找不到，链接原样保留", "a picture that cannot be found; left as it is"),
    "too-large": Text(
        "图片、附件超过口径的上限（limits.bundle_file_bytes），未带入，链接原样保留",
        "files beyond the policy's limits.bundle_file_bytes; not brought in, the links are left as they are",
    ),
    "broken-link": Text("链接在旧站里找不到，原样保留", "a link that leads nowhere on the old site; left as it is"),
    "left-behind": Text("所链接的页面没有带入，原样保留", "a link to a page that is not brought in; left as it is"),
    "link-kept": Text("链接写法特殊，没有改写，请手工核对", "a link of unusual form; not changed, look at it"),
    "generator-syntax": Text(
        "旧生成器的专用写法，新站会原样显示", "syntax of the old generator; would stand on the page as written"
    ),
    "no-address": Text(
        "旧网址不明，或新站不能用这个网址，没有转向（不明的写进对照表 addresses）",
        "its old address is not known (name it in the mapping's addresses), or cannot stand here; it leads nowhere",
    ),
    "address-taken": Text(
        "旧网址与另一页相同，转到那一页（要转到这一页，改旧页面的网址）",
        "another page has the same old address; it leads there",
    ),
    "unused-file": Text("没有带入的信息引用它，未带入", "a file that no article uses; left behind"),
    "setting": Text(
        "旧站配置：没有、读不出或不支持，按默认值处理",
        "the old configuration: absent, unreadable or unsupported; defaults are used",
    ),
    "history": Text(
        "旧站的 Git 历史读不全，没有用它推定发布时间", "the old site's history cannot be read whole; no time was taken from it"
    ),
}
"""Kind of note → what it means."""
STOPPING: Final = frozenset({"unreadable", "unmapped", "no-time", "changed-by-hand", "not-shown"})
"""Kinds of note that people must see to before the baseline is made."""


class Brought(msgspec.Struct, frozen=True):
    """What one run did. `written` counts the pages written by this run, `pages` all that are in; `addresses` those that lead on."""

    pages: int
    written: int
    files: int
    addresses: int
    notes: tuple[Note, ...]
    findings: tuple[Finding, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing stands in the way of the baseline."""
        return not any(one.kind in STOPPING for one in self.notes)


def as_json(brought: Brought, lang: Lang) -> dict[str, object]:
    """The whole report."""
    return {
        "pages": brought.pages,
        "written": brought.written,
        "files": brought.files,
        "addresses": brought.addresses,
        "complete": brought.complete,
        "notes": [{"source": one.source, "kind": one.kind, "what": inert(one.what)} for one in brought.notes],
        "rules": [
            {"rule": rule, "severity": severity, "findings": count, "pages": pages}
            for rule, severity, count, pages in _rules(brought.findings)
        ],
        "findings": [
            {
                "rule": one.rule,
                "severity": one.severity.value,
                "path": one.path,
                "line": one.place.line,
                "message": one.message.to(lang),
            }
            for one in brought.findings
        ],
    }


def as_text(brought: Brought, lang: Lang) -> str:
    """The same for people, as Markdown: numbers first, then every kind with its first examples."""
    total = Text(
        f"带入 {brought.pages} 篇信息（本次写入 {brought.written} 篇）、{brought.files} 个图片与附件，旧网址 {brought.addresses} 个",
        f"{brought.pages} articles ({brought.written} written by this run), {brought.files} files, {brought.addresses} old addresses",
    )
    lines = [total.to(lang), ""]
    counted = Counter(one.kind for one in brought.notes)
    for kind, meaning in KINDS.items():
        if counted[kind]:
            lines += [f"## {meaning.to(lang)}: {counted[kind]}", "", *_examples(kind, brought.notes), ""]
    if brought.findings:
        lines += [Text("## 内容规则怎么看这些旧页面", "## What the content rules say of the old pages").to(lang), ""]
        lines += [f"- {line}" for line in rule_lines(brought.findings, lang)]
    return "\n".join(lines).rstrip() + "\n"


def rule_lines(findings: Sequence[Finding], lang: Lang) -> Iterator[str]:
    """A line a rule: how often, on how many pages."""
    words = {"error": Text("错误", "errors"), "warning": Text("警告", "warnings"), "note": Text("提示", "notes")}
    for rule, severity, count, pages in _rules(findings):
        title = CATALOGUE[rule].title.to(lang) if rule in CATALOGUE else ""
        what = Text(f"{count} 处，{pages} 篇", f"{count} on {pages} pages").to(lang)
        yield f"{rule} {title} ({words[severity].to(lang)}): {what}"


def _rules(findings: Sequence[Finding]) -> list[tuple[str, str, int, int]]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in findings:
        found.setdefault((one.severity.value, one.rule), []).append(one.path)
    return [(rule, severity, len(paths), len(set(paths))) for (severity, rule), paths in sorted(found.items())]


def _examples(kind: str, notes: Sequence[Note]) -> Iterator[str]:
    of_kind = [one for one in notes if one.kind == kind]
    if kind == "dropped":  # thousands of pages have the same keys
        keys = Counter(one.what.partition(":")[0] for one in of_kind)
        yield from (f"- {inert(key)}: {count}" for key, count in keys.most_common())
        return
    for one in of_kind[:_SHOWN]:
        yield f"- {inert(one.source)}" + (f": {inert(one.what)}" if one.what else "")
    if len(of_kind) > _SHOWN:
        yield f"- … +{len(of_kind) - _SHOWN} (report.json)"


def proposal(pages: Mapping[str, Old], lang: Lang) -> str:
    """A mapping to fill in: every section with its number of pages, every front-matter key with its number of uses."""
    sections = Counter("/".join(one.section.split("/")[:1]) if "/" in one.section else one.section for one in pages.values())
    keys = Counter(key for one in pages.values() for key in one.values)
    head = Text(
        "# 对照表：旧站的目录 → 本站的 单位/栏目（栏目须已登记）。填好后用 --map 这个文件再运行。",
        "# Old sections → unit/column here (the columns must be listed). Fill it in and run again with --map.",
    )
    used = Text("# 旧页面用到的前置属性：", "# Front-matter keys of the old pages: ")
    lines = [head.to(lang), "sections:"]
    lines += [f"  {_key(name)}: UNIT/COLUMN  # {count}" for name, count in sorted(sections.items())]
    lines += [
        "skip: []",
        "defaults: {}",
        used.to(lang) + ", ".join(f"{inert(key)} {count}" for key, count in keys.most_common()),
    ]
    lines += ["keys: {}"]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return msgspec.json.encode(name).decode()
