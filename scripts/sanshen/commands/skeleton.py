"""What a new district's repository consists of: path → bytes. Pure: the shipped templates and the names given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from sanshen.reading.schemas import SCHEMA_DIR, SCHEMAS, schema_text

_IGNORED: Final = "/build/\n/site/\n.venv/\n__pycache__/\n.*.tmp\n"
_ATTRIBUTES: Final = "* text=auto eol=lf\n*.png binary\n*.jpg binary\n*.pdf binary\n"
_KINDS: Final = (("街道", "sub-district"), ("镇", "township"), ("乡", "township"))


class NewUnit(msgspec.Struct, frozen=True):
    """A unit to begin with. `kind` is one of the kinds of people.yml."""

    id: str
    name: str
    kind: str


def kind_of(name: str) -> str:
    """The kind that a unit's name suggests; the office corrects it in people.yml where it is wrong."""
    return next((kind for ending, kind in _KINDS if name.removesuffix("办事处").endswith(ending)), "department")


def quoted(text: str) -> str:
    """`text` as a YAML scalar: plain where that is safe, else in double quotes (JSON strings are YAML)."""
    safe = re.fullmatch(r"[\u4e00-\u9fff]([\u4e00-\u9fff0-9A-Za-z（）《》、，。·—]*[\u4e00-\u9fff0-9A-Za-z）》。])?", text)
    return text if safe else json.dumps(text, ensure_ascii=False)


def district_skeleton(name: str, units: tuple[NewUnit, ...]) -> Mapping[str, bytes]:
    """Every file of a new repository."""
    made = {
        ".gitignore": _IGNORED,
        ".gitattributes": _ATTRIBUTES,
        ".pre-commit-config.yaml": _template("pre-commit-config.yml"),
        "README.md": _template("README.md").replace("{name}", name),
        "mkdocs.yml": _look(name),
        "reviews/district.yml": _district(name),
    }
    for template in ("policy", "policy-tests", "interpretations", "sources", "calendar"):
        made[f"reviews/{template}.yml"] = _template(f"reviews/{template}.yml")
    for topic in sorted(_names("reviews/lexicon")):
        made[f"reviews/lexicon/{topic}"] = _template(f"reviews/lexicon/{topic}")
    for unit in units:
        made[f"reviews/units/{unit.id}/people.yml"] = _people(unit)
        made[f"reviews/units/{unit.id}/columns.yml"] = _columns()
    for schema in SCHEMAS:
        made[f"{SCHEMA_DIR}/{schema}.json"] = schema_text(schema)
    return {path: text.encode() for path, text in made.items()}


def _at(path: str) -> Traversable:
    return files("sanshen").joinpath("templates", *path.split("/"))


def _template(path: str) -> str:
    return _at(path).read_text(encoding="utf-8")


def _names(path: str) -> Iterator[str]:
    return (one.name for one in _at(path).iterdir() if one.name.endswith(".yml"))


def _look(name: str) -> str:
    return (
        "# 网站外观：只写名称与页脚标识（国办发〔2017〕47 号）。插件、扩展、导航由程序生成，写在这里会被拒绝。\n"
        f"site_name: {quoted(name + '人民政府')}\n"
        'site_url: ""\n'
        "docs_dir: content\n"
        "theme: {name: material, language: zh}\n"
        "extra:\n"
        f"  host: {quoted(name + '人民政府办公室')} # 主办单位\n"
        '  site_domain: "" # 网站域名，如 www.example.gov.cn\n'
        '  site_code: "" # 网站标识码，10 位数字\n'
        '  contact: "" # 联系方式（单位的，不是个人的）\n'
        '  icp: "" # ICP 备案号\n'
        '  police: "" # 公安备案号\n'
        '  conac: "" # 党政机关网站标识的编号\n'
        '  report_error: "" # “我为政府网站找错”入口\n'
    )


def _schema_line(depth: int, name: str) -> str:
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMA_DIR}/{name}.json\n"


def _district(name: str) -> str:
    return (
        _schema_line(1, "district") + "# 区领导、区政府办公室管理员与流水线公钥。绝不写电话号码、身份证号码。\n"
        "# 例：\n"
        "#   people:\n"
        "#     zhao.min: {name: 赵敏, github: {login: zhaomin-gov, id: 1201}, trained: 2026-03-01}\n"
        "#   roles:\n"
        "#     district-principal: [qian.yi]\n"
        "#     district-deputy: [{person: sun.er, portfolio: {units: all, matters: []}}]\n"
        "#     office-administrator: [zhao.min, zhou.san] # 至少两人\n"
        f"name: {quoted(name)}\n"
        "people: {}\n"
        "roles:\n"
        "  district-principal: []\n"
        "  district-deputy: []\n"
        "  office-administrator: []\n"
        "pipeline-keys: []\n"
    )


def _people(unit: NewUnit) -> str:
    return (
        _schema_line(3, "people")
        + "# 单位人员（办法第五条、第六条）。每个席位都有人，信息才签得完。绝不写电话号码、身份证号码。\n"
        "# 例：\n"
        "#   people:\n"
        "#     zhang.wei: {name: 张伟, github: {login: zhangwei-ls, id: 1101}, trained: 2026-03-01}\n"
        "#   roles:\n"
        "#     deputy-head: [{person: li.na, from: 2026-01-01, basis: 任免文号}]\n"
        f"name: {quoted(unit.name)}\n"
        f"kind: {unit.kind}\n"
        "people: {}\n"
        "roles:\n"
        "  information-officer: [] # 信息员：一审、一校，须培训\n"
        "  site-administrator: [] # 网站管理员：一校，须培训\n"
        "  section-chief: [] # 科室负责人：二校\n"
        "  deputy-head: [] # 分管负责人：二审、三校\n"
        "  principal-head: [] # 主要负责人：三审签发\n"
    )


def _columns() -> str:
    return (
        _schema_line(3, "columns")
        + "# 栏目（办法第七条、第八条）。type 见 policy.yml 的 column-types；planned 为筹备中，不上线（严禁空白栏目）。\n"
        "columns:\n"
        "  news: {name: 工作动态, type: news, parent: null, state: open}\n"
        "  notice: {name: 通知公告, type: notice, parent: null, state: open}\n"
        "  # 政务信息公开平台的五类（policy.yml 的 disclosure-platform）\n"
        "  guide: {name: 公开指南, type: guide, parent: null, state: open}\n"
        "  rules: {name: 公开制度, type: disclosure-rules, parent: null, state: open}\n"
        "  disclosure: {name: 法定主动公开内容, type: disclosure, parent: null, state: open}\n"
        "  report: {name: 公开年报, type: annual-report, parent: null, state: open}\n"
        "  request: {name: 依申请公开, type: request, parent: null, state: open}\n"
    )
