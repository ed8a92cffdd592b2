"""The report formats: exact text, and nothing untrusted that acts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.text import Lang, Text
from sanshen.report import github, json_report, sarif, text
from support.sarif_schema import official_schema

GOLDEN = Path(__file__).parents[2] / "golden"
PATH = "content/liangshan/news/2026/a.md"
FINDINGS = (
    Finding(
        "SS1302",
        Severity.ERROR,
        PATH,
        Place(7, 3, 7),
        Text("有词表中的词“卫计委”", "lexicon term '卫计委'"),
        "原卫计委发布",
        Text("改为“卫生健康委”", "write '卫生健康委'"),
    ),
    Finding(
        "SS1601",
        Severity.WARNING,
        PATH,
        Place(9, 1, 4),
        Text("有商业广告用语", "words of an advertisement"),
        "优惠价",
        waived=True,
        waivable=True,
        matched="优惠价",
    ),
    Finding("SS0501", Severity.NOTE, "reviews/policy.yml", Place(), Text("说明", "a note")),
)
HOSTILE = Finding(
    "SS1302",
    Severity.ERROR,
    "content/a%\r\n::set-output name=x::y,b:c\x1b[31m.md",
    Place(1, 1, 2),
    Text("甲\n::error::乙\x1b]0;标题\x07 13800001234", "a\r\n::warning file=x::b \u202e 13800001234"),
    "::stop-commands::x\u2028\u200b 110105194912310029",
    Text("丙\n丁", "c\nd"),
)
STRUCTURE: dict[str, Any] = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results", "columnKind"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name", "rules"]}}},
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["ruleId", "ruleIndex", "level", "message", "locations"],
                            "properties": {"level": {"enum": ["none", "note", "warning", "error"]}},
                        },
                    },
                },
            },
        },
    },
}


def _render(style: str, findings: tuple[Finding, ...], lang: Lang) -> str:
    match style:
        case "json":
            return json_report.render(findings, 3, lang)
        case "github":
            return github.render(findings, 3, lang)
        case "sarif":
            return sarif.render(findings, 3, lang, {"SS1302": Text("词表中的词", "lexicon term")})
        case _:
            return text.render(findings, 3, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("style", ["text", "json", "github", "sarif"])
def test_golden(style: str, lang: Lang) -> None:
    assert _render(style, FINDINGS, lang) == (GOLDEN / f"check.{lang}.{style}").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("style", ["text", "json", "github", "sarif"])
def test_personal_numbers_never_appear_in_full(style: str, lang: Lang) -> None:
    out = _render(style, (HOSTILE,), lang)
    assert "13800001234" not in out
    assert "110105194912310029" not in out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_t51_untrusted_text_begins_no_log_command(lang: Lang) -> None:
    lines = _render("github", (HOSTILE,), lang).splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=")
    assert not lines[1].startswith("::")
    where, _, message = lines[0].removeprefix("::error ").partition("::")
    assert "::" not in where
    assert [part.partition("=")[0] for part in where.split(",")] == ["file", "line", "col", "endColumn", "title"]
    assert not any(character in message for character in "\r\n\x1b\u2028\u202e\u200b")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("style", ["text", "github"])
def test_t51_no_escape_codes_reach_a_terminal(style: str, lang: Lang) -> None:
    out = _render(style, (HOSTILE,), lang)
    assert all(character == "\n" or character.isprintable() for character in out)
    assert "<U+001B>" in out


def test_json_survives_lone_surrogates() -> None:
    odd = Finding("SS0001", Severity.ERROR, "content/\udcff.md", Place(), Text("甲", "a"))
    assert json.loads(json_report.render((odd,), 1, "zh").encode())["findings"][0]["path"] == "content/\udcff.md"
    assert json.loads(sarif.render((odd,), 1, "zh", {}))["runs"][0]["results"][0]["ruleId"] == "SS0001"
    assert "<U+DCFF>" in text.render((odd,), 1, "zh")


@pytest.mark.parametrize("findings", [(), FINDINGS, (HOSTILE,)])
def test_sarif_has_the_structure_of_the_standard(findings: tuple[Finding, ...]) -> None:
    log = json.loads(_render("sarif", findings, "zh"))
    jsonschema.validate(log, STRUCTURE)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [finding.rule for finding in findings]
    assert [bool(result.get("suppressions")) for result in run["results"]] == [finding.waived for finding in findings]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("findings", [(), FINDINGS, (HOSTILE,)])
def test_sarif_is_valid_by_the_published_schema(findings: tuple[Finding, ...], lang: Lang) -> None:
    schema = official_schema()
    jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker()).validate(
        json.loads(_render("sarif", findings, lang))
    )
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"version": "2.1.0", "runs": [{}]})


@given(st.text(), st.text(), st.text())
def test_every_finding_is_one_annotation_whatever_it_says(path: str, message: str, excerpt: str) -> None:
    found = Finding("SS1302", Severity.ERROR, path, Place(), Text(message, message), excerpt)
    out = github.render((found,), 1, "zh")
    assert out.count("\n") == 2
    assert len(out.splitlines()) == 2
