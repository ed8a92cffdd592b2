"""Runs `sanshen check` over a small site on disk, and reads the fixtures of tests/rules."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from support.office import district_files, policy_bytes

NOW = datetime(2026, 11, 23, 4, 0, 0, tzinfo=UTC)
ARTICLE = "content/liangshan/news/2026/sample.md"
FRONT = {"title": "梁山街道开展冬季消防安全检查", "grade": "general", "source": "梁山街道"}
RULE_FILES = Path(__file__).parents[1] / "rules"


class Run(NamedTuple):
    """What one run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output as the one JSON object it must be."""
        answer: dict[str, Any] = json.loads(self.out)
        return answer

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The findings of the JSON report."""
        found: list[dict[str, Any]] = self.json["findings"]
        return found

    @property
    def rules(self) -> list[str]:
        """The rule of each finding."""
        return [finding["rule"] for finding in self.findings]


def article(body: str = "街道工作人员检查了消防设施。\n", **front: str | None) -> str:
    """A whole article; a front-matter value of None leaves the key out."""
    lines = [f"{key}: {value}\n" for key, value in (FRONT | front).items() if value is not None]
    return "---\n" + "".join(lines) + "---\n\n" + body


def lay_out(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files under `root`."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def site(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """A site with policy, district and two units, and `files` on top of it."""
    lay_out(root, {"reviews/policy.yml": policy_bytes(), **district_files(), **(files or {})})
    return root


def sanshen(root: Path, *words: str, lang: str = "zh", env: Mapping[str, str] | None = None, now: datetime = NOW) -> Run:
    """Run the command line in this process."""
    from sanshen.cli import main
    from sanshen.commands.desk import Desk

    out, err = io.StringIO(), io.StringIO()
    desk = Desk(root=root, lang="en" if lang == "en" else "zh", out=out, err=err, env=dict(env or {}), clock=lambda: now)
    code = main(list(words), desk)
    return Run(code, out.getvalue(), err.getvalue())


def check(root: Path, *words: str, lang: str = "zh", env: Mapping[str, str] | None = None, now: datetime = NOW) -> Run:
    """`sanshen check --format json`."""
    return sanshen(root, "check", *words, "--format", "json", lang=lang, env=env, now=now)


def check_text(root: Path, text: str, env: Mapping[str, str] | None = None, now: datetime = NOW) -> Run:
    """Check one article of that text at the usual path."""
    lay_out(root, {ARTICLE: text})
    return check(root, ARTICLE, env=env, now=now)


class Expected(NamedTuple):
    """One line `%% expect: LINE:COLUMN-END SEVERITY [waived]` of a fixture."""

    line: int
    column: int
    end_column: int
    severity: str
    waived: bool


class Fixture(NamedTuple):
    """A fixture: header lines beginning with `%%`, then the article as it is (`<U+200B>` stands for that character)."""

    text: str
    expected: tuple[Expected, ...]


_EXPECT = re.compile(r"%% expect: (\d+):(\d+)-(\d+) (error|warning|note)( waived)?")
_SPELLED = re.compile(r"<U\+([0-9A-F]{4,6})>")


def read_fixture(path: Path) -> Fixture:
    """Read one fixture; a header line that is not understood is an error of the fixture."""
    lines = path.read_text(encoding="utf-8").split("\n")
    expected: list[Expected] = []
    while lines and lines[0].startswith("%%"):
        found = _EXPECT.fullmatch(lines.pop(0).rstrip())
        assert found, f"{path}: a header line is not understood"
        line, column, end, severity, waived = found.groups()
        expected.append(Expected(int(line), int(column), int(end), severity, waived is not None))
    return Fixture(_SPELLED.sub(lambda found: chr(int(found.group(1), 16)), "\n".join(lines)), tuple(expected))


def fixtures(kind: str) -> Sequence[Path]:
    """Every fixture of a kind (`pass` or `block`)."""
    return sorted(RULE_FILES.glob(f"SS*/{kind}/*.md"))
