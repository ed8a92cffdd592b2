"""Cutting an article's bytes into front matter and body: one strict way, the same for gate and site."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import msgspec

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.policy import Limits
from sanshen.model.text import EMPTY, Text
from sanshen.reading.strict_yaml import YamlDocument, YamlError, decode, load

UNREADABLE: Final = "SS0002"
SHAPE: Final = "SS0003"
LIMIT: Final = "SS0007"
MARK: Final = "---"
MOST_LINES: Final = 20_000
"""Lines of one article: far beyond any real one, and few enough that reading stays a matter of seconds."""

_DOCUMENT_MARK: Final = re.compile(r"(?:---|\.\.\.)(?:\s|$)")
_YAML_BREAKS: Final = frozenset("\x85\u2028\u2029")
"""Line ends for YAML, and for nothing else here: a value with one would stand on lines that the file has not."""
_FORM: Final = Text(
    "文件开头写一行 ---，然后是“键: 值”各行，再写一行 ---，之后是正文",
    "begin the file with a line ---, then `key: value` lines, then a line ---, then the text",
)


class Parts(msgspec.Struct, frozen=True):
    """An article cut in two. Lines are 1-based; `front` is what stands between the two marks, `source` the whole text.

    `source` and `body` are without byte order mark and with `\\n` line ends.
    """

    source: str
    front: str
    front_line: int
    body: str
    body_line: int


class UnreadableError(Exception):
    """The bytes are no article; `findings` say why."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings[0].message.en)
        self.findings = findings


def fault(rule: str, path: str, line: int, column: int, message: Text, advice: Text = EMPTY) -> Finding:
    """An error finding at one point of an article."""
    return Finding(rule, Severity.ERROR, path, Place(line, column, column + 1), message, advice=advice)


@lru_cache(maxsize=4)
def split(path: str, data: bytes, limits: Limits) -> Parts:
    """Cut the bytes of an article; raises UnreadableError (SS0002 not text or no front matter, SS0007 too large).

    Remembered for the next question about the same bytes: what an article embeds is asked before it is read.
    """
    _bound(path, data, limits)
    try:
        source = decode(data)
    except YamlError as error:
        raise _refused(path, error) from error
    lines = source.split("\n")
    _bound_lines(path, lines, limits)
    _require_mark(path, lines[0])
    end = next((at for at, line in enumerate(lines) if at and line == MARK), None)
    if end is None:
        near = next((at for at, line in enumerate(lines) if at and line.strip() == MARK), None)
        raise _unreadable(
            path,
            near + 1 if near else 1,
            Text(
                "属性区没有结束：缺少单独一行的 ---（前后不能有空格）",
                "the front matter is not closed: a line of exactly --- is missing",
            ),
        )
    _refuse_marks(path, lines[1:end])
    _refuse_second_block(path, lines, end)
    return Parts(source, "\n".join(lines[1:end]) + "\n", 2, "\n".join(lines[end + 1 :]), end + 2)


def read(path: str, parts: Parts, limits: Limits) -> YamlDocument:
    """The front matter as strict YAML: a mapping, one key a line; raises UnreadableError (SS0002, SS0003)."""
    try:
        document = load(
            parts.front.encode(),
            max_bytes=limits.front_matter_bytes,
            max_nesting=limits.nesting,
            line_offset=parts.front_line - 1,
        )
    except YamlError as error:
        raise _refused(path, error) from error
    if not isinstance(document.value, dict) or document.flow:
        raise UnreadableError(
            (
                fault(
                    SHAPE,
                    path,
                    2,
                    1,
                    Text("属性区应为“键: 值”，一行一键", "front matter must be `key: value`, one key a line"),
                    _FORM,
                ),
            )
        )
    return document


def front_keywords(path: str, data: bytes, limits: Limits) -> tuple[str, ...]:
    """The keywords of an article that is not read any further; none where it cannot be read (whoever reads it whole says why)."""
    try:
        value = read(path, split(path, data, limits), limits).value
    except UnreadableError:
        return ()
    found = value.get("keywords") if isinstance(value, dict) else None
    return tuple(word for word in found if isinstance(word, str)) if isinstance(found, list) else ()


def _bound(path: str, data: bytes, limits: Limits) -> None:
    if len(data) > limits.article_bytes:
        raise UnreadableError((too_large(path, len(data), limits),))
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        what = Text("含 NUL 字节：这是二进制文件，不是 Markdown", "contains NUL bytes: a binary file, not Markdown")
        raise UnreadableError((fault(UNREADABLE, path, line, 1, what),))


def too_large(path: str, size: int, limits: Limits) -> Finding:
    """The finding on an article of so many bytes: they need not be read to know it."""
    return _limit(path, 1, size, limits.article_bytes, Text("字节", "bytes"))


def _bound_lines(path: str, lines: list[str], limits: Limits) -> None:
    if len(lines) > MOST_LINES:
        raise UnreadableError((_limit(path, MOST_LINES, len(lines), MOST_LINES, Text("行", "lines")),))
    for number, line in enumerate(lines, 1):
        if len(line) > limits.line_characters:
            raise UnreadableError(
                (_limit(path, number, len(line), limits.line_characters, Text("字符一行", "characters in a line")),)
            )


def _limit(path: str, line: int, found: int, limit: int, unit: Text) -> Finding:
    what = Text(f"{found} {unit.zh}，上限为 {limit}", f"{found} {unit.en}; the limit is {limit}")
    return fault(LIMIT, path, line, 1, what, Text("请拆分或精简", "split or shorten it"))


def _require_mark(path: str, first: str) -> None:
    if first == MARK:
        return
    kind = {"+": Text("TOML 属性（+++）", "TOML front matter (+++)"), "{": Text("JSON 属性", "JSON front matter")}.get(
        first.lstrip()[:1]
    )
    if kind is not None:
        raise _unreadable(path, 1, Text(f"不支持 {kind.zh}，只用 YAML", f"{kind.en} is not supported, only YAML"))
    raise _unreadable(path, 1, Text("第一行不是 ---：没有属性区", "the first line is not ---: there is no front matter"))


def _refuse_marks(path: str, front: list[str]) -> None:
    """Inside the front matter, marks that end or begin a document for other tools, and a byte order mark YAML would swallow."""
    for number, line in enumerate(front, 2):
        if _DOCUMENT_MARK.match(line):
            what = Text(
                "属性区里又有 --- 或 ...：只能有一份 YAML",
                "another --- or ... inside the front matter: only one YAML document is allowed",
            )
            raise _unreadable(path, number, what)
        if line.startswith("\ufeff"):
            raise _unreadable(path, number, Text("行首有 U+FEFF", "the line begins with U+FEFF"))
        if not _YAML_BREAKS.isdisjoint(line):
            code = f"U+{ord(next(one for one in line if one in _YAML_BREAKS)):04X}"
            raise _unreadable(
                path, number, Text(f"属性区里有看不见的换行符 {code}", f"an invisible line break in the front matter: {code}")
            )


def _refuse_second_block(path: str, lines: list[str], end: int) -> None:
    """A second block right after the first would be read as front matter by other tools, and as a heading by this one."""
    first = next((at for at in range(end + 1, len(lines)) if lines[at].strip()), None)
    if first is not None and lines[first].strip() in {MARK, "+++"}:
        raise _unreadable(
            path,
            first + 1,
            Text("正文以 --- 开头：看来是第二个属性区", "the text begins with ---: it looks like a second front matter"),
        )


def _unreadable(path: str, line: int, what: Text) -> UnreadableError:
    return UnreadableError((fault(UNREADABLE, path, line, 1, what, _FORM),))


def _refused(path: str, error: YamlError) -> UnreadableError:
    return UnreadableError(tuple(fault(UNREADABLE, path, line, column, text) for line, column, text in error.faults))
