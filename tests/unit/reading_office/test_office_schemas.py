"""The exported JSON Schemas are those of the types, the shipped files satisfy them, and both readers refuse the same faults."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import jsonschema
import pytest

from sanshen.reading import office, strict_yaml
from sanshen.reading.meta import _KEYS as ARTICLE_KEYS
from sanshen.reading.schemas import SCHEMA_DIR, SCHEMAS, schema, schema_text
from support.office import DISTRICT_PATH, district_files, policy, policy_bytes

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "scripts/sanshen/templates"


def plain(data: bytes) -> object:
    return strict_yaml.load(data, max_bytes=1_000_000).value


def name_of(path: str) -> str:
    found = [name for name, (_, pattern) in SCHEMAS.items() if PurePosixPath(path).match(pattern)]
    assert len(found) == 1, path
    return found[0]


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_exported_schema_is_in_step_with_its_type(name: str) -> None:
    kept = ROOT / SCHEMA_DIR / f"{name}.json"
    assert kept.read_text(encoding="utf-8") == schema_text(name), "run: sanshen schema --out docs/schemas"


def test_no_schema_is_left_over() -> None:
    assert {path.stem for path in (ROOT / SCHEMA_DIR).glob("*.json")} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("top", [TEMPLATES, ROOT], ids=["templates", "repository"])
def test_shipped_files_satisfy_their_schema_and_name_it(top: Path) -> None:
    files = [path for path in sorted((top / "reviews").rglob("*.yml")) if "ledger" not in path.parts]
    assert len(files) >= 8
    for path in files:
        name = name_of(path.relative_to(top).as_posix())
        jsonschema.Draft202012Validator(schema(name)).validate(plain(path.read_bytes()))
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        assert first.startswith("# yaml-language-server: $schema="), path
        named = (path.parent / first.partition("$schema=")[2]).resolve()
        assert named.relative_to(top.resolve()).as_posix() == f"{SCHEMA_DIR}/{name}.json", path


def test_the_builders_district_satisfies_the_schemas() -> None:
    for path, data in district_files().items():
        jsonschema.Draft202012Validator(schema(name_of(path))).validate(plain(data))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("policy", "schema: 1", "schema: 2"),
        ("policy", "early: void", "early: perhaps"),
        ("policy", "early: void", "earli: void"),
        ("policy", "binds: form", "binds: from"),
        ("policy", "articles: 10", "articles: -10"),
        ("district", "[qian.yi]", "[Qian Yi]"),
        ("district", "name: 示例区", "name: 3"),
        ("district", "matters: [消防]", "matter: [消防]"),
    ],
)
def test_schema_and_reader_refuse_the_same_faults(name: str, old: str, new: str) -> None:
    data = policy_bytes() if name == "policy" else district_files()[DISTRICT_PATH]
    assert old.encode() in data
    bad = data.replace(old.encode(), new.encode(), 1)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema(name)).validate(plain(bad))
    if name == "policy":
        assert office.read_policy(bad)[1]
    else:
        assert office.dossier_faults({**district_files(), DISTRICT_PATH: bad}, policy())


def test_the_schema_of_articles_has_the_keys_that_the_article_reader_knows() -> None:
    described = schema("article")["$defs"]
    assert isinstance(described, dict)
    assert set(described["FrontMatter"]["properties"]) == {*ARTICLE_KEYS, "signatures"}


def test_the_example_of_the_contract_satisfies_the_schema_of_articles() -> None:
    example = {
        "title": "梁山街道开展冬季消防安全检查",
        "grade": "general",
        "source": {"name": "新华社", "url": "https://www.news.cn/1", "title": "原题", "published": "2026-11-01"},
        "disclosure": "active",
        "keywords": ["消防", "安全"],
        "publish-after": "2026-11-02T08:00:00+08:00",
        "document": {"index": "x", "written": "2026-11-01"},
        "waivers": [{"rule": "SS1302", "text": "某词", "reason": "引文"}],
        "signatures": {"review-1": "zhang.wei"},
    }
    validator = jsonschema.Draft202012Validator(schema("article"))
    validator.validate(example)
    for key, bad in (("grade", 1), ("titel", "x"), ("signatures", {"review-1": 3}), ("source", ""), ("publish-after", "soon")):
        assert list(validator.iter_errors({**example, key: bad})), key


def test_the_samples_policy_says_nothing_that_the_shipped_one_does_not() -> None:
    """The sample follows when it is made anew; until then the shipped policy may say more."""
    shipped = policy_bytes().decode().splitlines()
    assert [line for line in (ROOT / "reviews/policy.yml").read_text("utf-8").splitlines() if line not in shipped] == []


def test_the_shipped_files_have_no_fault() -> None:
    for top in (TEMPLATES, ROOT):
        folder = top / "reviews"
        words = {f"reviews/lexicon/{path.name}": path.read_bytes() for path in (folder / "lexicon").glob("*.yml")}
        lexicon, faults = office.read_lexicon(words)
        assert faults == ()
        assert len(lexicon.terms) > 50
        assert office.read_sources((folder / "sources.yml").read_bytes())[1] == ()
        assert office.read_calendar((folder / "calendar.yml").read_bytes())[1] == ()
        assert office.read_interpretations((folder / "interpretations.yml").read_bytes(), policy())[1] == ()


def test_schemas_are_json_without_python_spellings() -> None:
    for name in SCHEMAS:
        assert json.loads(schema_text(name)) == schema(name)
