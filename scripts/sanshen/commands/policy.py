"""`sanshen policy test|explain`: run the policy's own tests; say who must sign, who can, and what happens without somebody."""

from __future__ import annotations

import argparse
import os
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sanshen.commands.check import site_root
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import FileSource, WorkTree, of_tree
from sanshen.commands.named import person_named, unit_named
from sanshen.commands.names import names_of
from sanshen.commands.office_reading import read_office
from sanshen.judging.office import Office
from sanshen.model.errors import UsageError
from sanshen.model.text import LANGS, Lang, Text
from sanshen.reading.decoding import OFFICE_FILE_BYTES
from sanshen.reading.policy_tests_file import POLICY_TESTS, require_policy_tests
from sanshen.reading.wording import nearest

_TEST = Text("跑口径测试：每个用例都按真实判定演一遍", "run the policy tests: each case through the real decision")
_EXPLAIN = Text("说明某类信息谁须签、按什么顺序、谁能签", "who must sign such an article, in which order, and who can")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`test` and `explain` with their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="test|explain", title="test · explain")
    test = _action(parser, actions, "test", _TEST)
    test.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=f"用例文件，缺省 {POLICY_TESTS} / the cases; default: that file"
    )
    explain = _action(parser, actions, "explain", _EXPLAIN)
    explain.add_argument("--grade", required=True, metavar="GRADE", help="等级，编号或中文 / id or Chinese name")
    explain.add_argument("--unit", required=True, metavar="UNIT", help="单位，编号或名称 / id or name of the unit")
    explain.add_argument("--matter", default="", metavar="WORD", help="事项 / the matter")
    explain.add_argument("--moved-from", default="", metavar="UNIT", help="从哪个单位移来 / the unit it moves away from")
    explain.add_argument("--on", metavar="DATE", help="哪一天，缺省今天 / the day; default: today")
    explain.add_argument(
        "--without", default="", metavar="PERSON", help="假设此人不在，姓名或编号 / as if this person were away: name or id"
    )


def _action(
    parser: argparse.ArgumentParser, actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: Text
) -> argparse.ArgumentParser:
    lang: Lang = "en" if parser.get_default("lang") == "en" else "zh"
    made = actions.add_parser(
        name,
        help=about.to(lang),
        description=about.to(lang),
        add_help=False,
        allow_abbrev=False,
        formatter_class=parser.formatter_class,
    )
    if lang == "zh":
        made._positionals.title, made._optionals.title = "参数", "选项"
    made.add_argument("-h", "--help", action="help", help=Text("显示本说明", "show this help").to(lang))
    made.add_argument("--lang", choices=LANGS, default=lang, help=Text("语言", "language").to(lang))
    made.add_argument(
        "--rev", metavar="REV", help="用这个提交的口径，缺省为工作区 / that commit's policy; default: the work tree"
    )
    made.add_argument("--format", choices=("text", "json"), default="text")
    return made


class _Read(NamedTuple):
    office: Office
    tests: bytes | None


def run(args: argparse.Namespace, desk: Desk) -> int:
    """`test`: 0 where every case comes out as expected, else 1. `explain`: 0 where a sheet can be completed, else 1."""
    root = site_root(Path(os.path.abspath(desk.root)))  # noqa: PTH100  # resolve() would follow links
    if args.rev is None:
        found = _read(WorkTree(root), desk)
    else:
        from sanshen.repository import Repository

        with Repository.open(desk.root, desk.env) as repository:
            found = _read(of_tree(repository, repository.resolve(args.rev)), desk)
    return _test(args, desk, found) if args.action == "test" else _explain(args, desk, found.office)


def _read(source: FileSource, desk: Desk) -> _Read:
    read = read_office(source, desk.env)
    wrong = source.kind(POLICY_TESTS, OFFICE_FILE_BYTES)
    office = Office(read.policy, read.roster, read.lexicon, read.sources, ())
    return _Read(office, None if wrong == "missing" else b"" if wrong else source.read(POLICY_TESTS))


def _test(args: argparse.Namespace, desk: Desk, found: _Read) -> int:
    from sanshen.judging.content import lexicon_hits
    from sanshen.report import policy_tests_text
    from sanshen.trials.playing import play_all

    office = found.office
    name = str(args.file) if args.file is not None else POLICY_TESTS
    data = _bytes_of(desk, args.file) if args.file is not None else found.tests
    trials = require_policy_tests(data, office.policy, office.roster, name)
    outcomes = play_all(trials.tests, office.policy, trials.roster, lexicon_hits(office, desk.clock()))
    if args.format == "json":
        desk.write(policy_tests_text.render_json(outcomes, desk.lang))
    else:
        desk.write(policy_tests_text.render(outcomes, office.policy, desk.lang))
    return 0 if all(one.passed for one in outcomes) else 1


def _bytes_of(desk: Desk, file: Path) -> bytes:
    try:
        return (desk.root / file).read_bytes()
    except OSError as error:
        raise UsageError(
            Text(f"无法读取 {file}：{error.strerror}", f"cannot read {file}: {error.strerror}"),
            Text("请检查路径", "check the path"),
        ) from error


def _explain(args: argparse.Namespace, desk: Desk, office: Office) -> int:
    from sanshen.report import explanation
    from sanshen.trials.explaining import Question, explain

    policy, roster = office.policy, office.roster
    grade = policy.grade_id(args.grade)
    if grade is None:
        known = [*policy.grades, *(one.name for one in policy.grades.values())]
        raise _unknown(Text("等级", "grade"), args.grade, known)
    unit = unit_named(args.unit, roster)
    former = unit_named(args.moved_from, roster) if args.moved_from else ""
    without = person_named(args.without, roster) if args.without else ""
    question = Question(grade, unit, _moment(args.on, desk, policy.time_zone), args.matter, without, former)
    found = explain(policy, roster, question)
    if args.format == "json":
        desk.write(explanation.render_json(found, names_of(office), desk.lang))
    else:
        name = roster.units[unit].name
        desk.write(explanation.render(found, policy, names_of(office), name, desk.lang))
    return 0 if found.signable else 1


def _moment(day: str | None, desk: Desk, zone: str) -> datetime:
    """Noon of the day that was named, else now."""
    if day is None:
        return desk.clock()
    try:
        return datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(zone))
    except ValueError as error:
        raise UsageError(
            Text(f"--on 不是日期：{day}", f"--on is no date: {day}"), Text("写成 2026-11-23", "as in 2026-11-23")
        ) from error


def _unknown(what: Text, word: str, known: list[str]) -> UsageError:
    near = nearest(word, known)
    return UsageError(Text(f"没有{what.zh}“{word}”{near.zh}", f"there is no {what.en} {word!r}{near.en}"))
