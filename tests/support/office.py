"""A small valid district: 示例区 with units liangshan (sub-district) and education (department), every seat filled.

`district_files()` gives the files of the office as repository path → bytes; change them with `with_text` or plain dict updates.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sanshen.model.policy import Policy
    from sanshen.model.roster import Roster

POLICY_PATH = "reviews/policy.yml"
DISTRICT_PATH = "reviews/district.yml"
TRAINED = "2026-03-01"
_TEMPLATE = Path(__file__).parents[2] / "scripts/sanshen/templates/reviews/policy.yml"

NAMES = {
    "qian.yi": "钱一",
    "sun.er": "孙二",
    "zhao.min": "赵敏",
    "zhou.san": "周三",
    "zhang.wei": "张伟",
    "wang.fang": "王芳",
    "liu.yang": "刘洋",
    "li.na": "李娜",
    "chen.jie": "陈杰",
    "wu.lei": "吴磊",
    "zheng.shuang": "郑双",
    "feng.tao": "冯涛",
    "han.mei": "韩梅",
    "jiang.bo": "江波",
}
GITHUB_IDS = {person: 1101 + place for place, person in enumerate(NAMES)}
UNIT_SEATS = ("information-officer", "site-administrator", "section-chief", "deputy-head", "principal-head")
LIANGSHAN = ("zhang.wei", "wang.fang", "liu.yang", "li.na", "chen.jie")
EDUCATION = ("wu.lei", "zheng.shuang", "feng.tao", "han.mei", "jiang.bo")
DISTRICT = ("qian.yi", "sun.er", "zhao.min", "zhou.san")


def login(person: str) -> str:
    """The GitHub login of a person of the builder, e.g. `zhangwei-gov`."""
    return person.replace(".", "") + "-gov"


def email(person: str) -> str:
    """The e-mail address of a person of the builder."""
    return f"{person}@example.gov.cn"


def policy_bytes() -> bytes:
    """The default policy file, as shipped."""
    return _TEMPLATE.read_bytes()


def _person(person: str, ssh: Mapping[str, str]) -> str:
    keys = f', ssh: ["{ssh[person]}"]' if person in ssh else ""
    github = f"github: {{login: {login(person)}, id: {GITHUB_IDS[person]}}}"
    return f"  {person}: {{name: {NAMES[person]}, {github}, emails: [{email(person)}], trained: {TRAINED}{keys}}}\n"


def _people(persons: tuple[str, ...], ssh: Mapping[str, str]) -> str:
    return "people:\n" + "".join(_person(person, ssh) for person in persons)


def _unit(name: str, kind: str, persons: tuple[str, ...], ssh: Mapping[str, str]) -> bytes:
    seats = "".join(f"  {role}: [{person}]\n" for role, person in zip(UNIT_SEATS, persons, strict=True))
    return f"name: {name}\nkind: {kind}\n{_people(persons, ssh)}roles:\n{seats}".encode()


def _columns(name: str) -> bytes:
    return (
        "columns:\n"
        f"  news: {{name: {name}动态, type: news, parent: null, state: open}}\n"
        "  notice: {name: 通知公告, type: notice, parent: null, state: open}\n"
        "  policy: {name: 政策文件, type: policy, parent: null, state: open}\n"
    ).encode()


def district_files(ssh: Mapping[str, str] | None = None, *, pipeline: tuple[str, ...] = ()) -> dict[str, bytes]:
    """Every file the roster is read from; `ssh`: person id → public key line; `pipeline`: public key lines."""
    keys = ssh or {}
    district = (
        f"name: 示例区\n{_people(DISTRICT, keys)}"
        "roles:\n"
        "  district-principal: [qian.yi]\n"
        "  district-deputy: [{person: sun.er, portfolio: {units: [liangshan, education], matters: [消防]}}]\n"
        "  office-administrator: [zhao.min, zhou.san]\n"
    )
    if pipeline:
        district += "pipeline-keys:\n" + "".join(f'  - "{key}"\n' for key in pipeline)
    return {
        DISTRICT_PATH: district.encode(),
        "reviews/units/liangshan/people.yml": _unit("梁山街道", "sub-district", LIANGSHAN, keys),
        "reviews/units/liangshan/columns.yml": _columns("街道"),
        "reviews/units/education/people.yml": _unit("区教委", "department", EDUCATION, keys),
        "reviews/units/education/columns.yml": _columns("教育"),
    }


def with_text(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """A copy of `files` with `old` replaced by `new` in one file; fails where `old` does not stand there."""
    text = files[path].decode()
    assert old in text, f"{old!r} is not in {path}"
    return {**files, path: text.replace(old, new).encode()}


@cache
def policy(data: bytes | None = None) -> Policy:
    """The default policy (or the one in `data`), read by the real reader."""
    from sanshen.reading import office

    read, faults = office.read_policy(policy_bytes() if data is None else data)
    assert read is not None, faults
    return read


def roster(files: Mapping[str, bytes] | None = None, by: Policy | None = None) -> Roster:
    """The roster of `files` (default: `district_files()`), read by the real reader."""
    from sanshen.reading import office

    if files is None and by is None:
        return _roster()
    return office.read_roster(district_files() if files is None else files, policy() if by is None else by)


@cache
def _roster() -> Roster:
    return roster(district_files())
