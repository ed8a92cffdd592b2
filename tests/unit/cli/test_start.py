"""Where the installed command begins: quicker, and otherwise the same."""

from __future__ import annotations

import ast
import copy
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from sanshen.cli import COMMANDS
from sanshen.commands import check
from sanshen.commands.options import parser_of
from sanshen.commands.room import SLOTS, roomy
from sanshen.start import LAZY, LazyPattern
from support.checking import ARTICLE, article, site

ROOT = Path(__file__).parents[3]


def run_python(program: str, path: Path | None = None) -> str:
    words = [sys.executable, "-c", f"import sys; sys.path[:0] = {[str(path)] if path else []}; {program}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_msgspec_comes_without_typing_extensions_and_leaves_no_trace() -> None:
    program = (
        "from sanshen.start import load_msgspec; load_msgspec(); assert 'msgspec' in sys.modules;"
        "assert 'typing_extensions' not in sys.modules;"
        "import typing_extensions, msgspec; from typing import Annotated, NotRequired, TypedDict\n"
        "class Row(TypedDict):\n  name: NotRequired[Annotated[str, msgspec.Meta(max_length=2)]]\n"
        "print(msgspec.convert({}, Row), typing_extensions.__name__)\n"
        "try: msgspec.convert({'name': 'abc'}, Row)\n"
        "except msgspec.ValidationError as error: print(error)"
    )
    assert run_python(program).splitlines() == ["{} typing_extensions", "Expected `str` of length <= 2 - at `$.name`"]


def test_a_msgspec_that_needs_typing_extensions_gets_it(tmp_path: Path) -> None:
    (tmp_path / "msgspec").mkdir()
    (tmp_path / "msgspec" / "__init__.py").write_text("from typing_extensions import Never\n")
    program = "from sanshen.start import load_msgspec; load_msgspec(); import msgspec; print(msgspec.Never, msgspec.__file__)"
    assert str(tmp_path) in run_python(program, tmp_path)


def test_what_is_loaded_already_is_left_alone() -> None:
    program = (
        "import typing_extensions; from sanshen.start import load_msgspec; load_msgspec();"
        "print(sys.modules['typing_extensions'] is typing_extensions, 'msgspec' in sys.modules)"
    )
    assert run_python(program) == "True False"


def test_a_lazy_pattern_answers_as_the_compiled_one() -> None:
    lazy, compiled = LazyPattern("(?P<a>b+)", re.IGNORECASE), re.compile("(?P<a>b+)", re.IGNORECASE)
    assert lazy.sub("x", "aBbc") == compiled.sub("x", "aBbc") == "axc"  # type: ignore[operator]
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    with pytest.raises(AttributeError):
        _ = lazy.nothing_of_the_kind
    for used in (lazy, LazyPattern("a")):
        assert pickle.loads(pickle.dumps(used)).pattern == copy.deepcopy(used).pattern == used.pattern  # noqa: S301  # our own bytes


def test_patterns_are_lazy_for_those_libraries_alone_and_only_meanwhile(tmp_path: Path) -> None:
    for name in ("one", "one_more"):
        (tmp_path / f"{name}.py").write_text("import re\nFOUND = re.compile('a', re.I)\n")
    program = (
        "import re; from sanshen.start import LazyPatterns\nbefore = re.compile\n"
        "with LazyPatterns(frozenset({'one'})): import one, one_more\n"
        "print(type(one.FOUND).__name__, type(one_more.FOUND).__name__, one.FOUND.sub('b', 'A'), re.compile is before)"
    )
    assert run_python(program, tmp_path) == "LazyPattern Pattern b True"


def misused(tree: ast.AST) -> list[int]:
    """Lines where a compiled pattern may be more than something with methods: `re.sub(pattern, …)`, `isinstance`, `from re import sub`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "re"]
    words = {id(call): ast.unparse(call.func) for call in calls}
    found = [call for call in calls if words[id(call)] == "isinstance" and "Pattern" in ast.unparse(call.args[1])]
    found += [
        call
        for call in calls
        if words[id(call)].startswith("re.") and words[id(call)] not in {"re.compile", "re.escape"}
        if not isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    named = [node.lineno for node in imports if not {one.name for one in node.names} <= {"Match", "Pattern"}]
    return named + [call.lineno for call in found]


@pytest.mark.parametrize("name", sorted(LAZY))
def test_these_libraries_use_nothing_of_a_pattern_but_its_methods(name: str) -> None:
    place = find_spec(name)
    assert place is not None
    assert place.origin is not None
    files = list(Path(place.origin).parent.rglob("*.py"))
    assert files
    assert {file: lines for file in files if (lines := misused(ast.parse(file.read_text("utf-8"))))} == {}
    assert misused(ast.parse("re.sub(WORD, 'a', text)\nisinstance(a, re.Pattern)\nfrom re import sub")) == [3, 2, 1]


def test_the_installed_command_and_the_module_begin_here() -> None:
    assert 'sanshen = "sanshen.start:main"' in (ROOT / "pyproject.toml").read_text()
    assert "from sanshen.start import main" in (ROOT / "scripts/sanshen/__main__.py").read_text()


def test_room_changes_nothing_that_a_function_says() -> None:
    def plain(first: int, *more: int, word: str = "a", **rest: int) -> tuple[object, ...]:
        """Its words."""
        seen = [first, *more]
        return seen, word, rest, [one for one in seen if one > len(rest)]

    before = plain(1, 2, 3, word="b", key=4)
    roomier: Callable[..., tuple[object, ...]] = roomy(plain)
    assert roomier(1, 2, 3, word="b", key=4) == before
    assert (roomier.__name__, roomier.__doc__) == ("plain", "Its words.")
    assert roomier.__code__.co_stacksize == SLOTS  # type: ignore[attr-defined]  # a plain function


def test_an_error_passes_through_a_roomy_function() -> None:
    @roomy
    def deep(level: int) -> int:
        return level if not level else shallow(level - 1)

    def shallow(level: int) -> int:
        return 1 // 0 if not level else shallow(level - 1)

    try:
        deep(300)
    except ZeroDivisionError as error:
        trace = error.__traceback__
        assert trace is not None
        assert trace.tb_next is not None
        assert trace.tb_next.tb_frame.f_code.co_name == "deep"
    else:
        raise AssertionError("nothing was raised")


def test_a_run_asks_for_memory_once_and_not_at_each_call() -> None:
    """At the edge of a piece of the interpreter's stack every call costs two calls of the system; a roomy function moves the edge away."""
    program = (
        "import resource, sys\n"
        "from sanshen.commands.room import roomy\n"
        "def leaf(): return 1\n"
        "def many():\n  before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n  for _ in range(300): leaf()\n"
        "  return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before\n"
        "def at(depth): return many() if not depth else at(depth - 1)\n"
        "def worst(): return max(at(depth) for depth in range(300))\n"
        "plain = worst()\n"
        "print(plain, roomy(worst)())"
    )
    plain, roomier = map(int, run_python(program).split())
    assert roomier < 100, (plain, roomier)


@pytest.mark.parametrize("words", [[], ["content/a.md"], ["content/a.md", "reviews"], ["", "a b", "甲"]])
def test_paths_alone_are_read_as_the_parser_reads_them(words: list[str]) -> None:
    parser = parser_of("check", COMMANDS["check"], "en")
    check.add_arguments(parser)
    quick = check.paths_alone(words, "en")
    assert quick is not None
    assert vars(quick) == vars(parser.parse_args(words))


@pytest.mark.parametrize("words", [["--staged"], ["content/a.md", "--format", "json"], ["--", "-a"], ["-h"], ["-"]])
def test_options_are_left_to_the_parser(words: list[str]) -> None:
    assert check.paths_alone(words, "zh") is None


def test_a_stand_in_passes_everything_on_and_goes_away() -> None:
    program = (
        "from sanshen.start import UNUSED, StandIns\n"
        "known = [name for name in UNUSED if name not in sys.modules]\n"
        "with StandIns(UNUSED):\n"
        "  import dataclasses, inspect, platform, textwrap, tokenize, uuid\n"
        "  print(platform.system() == uuid._platform_system, 'ast' in sys.modules)\n"
        "  print(textwrap.dedent('  a'), 'textwrap' in known, sys.modules['textwrap'] is textwrap)\n"
        "print(sorted(name for name in UNUSED if type(sys.modules.get(name)).__name__ == 'StandIn'))\n"
        "held = inspect; import inspect, platform\n"
        "print(held.Parameter is inspect.Parameter, platform.system(), hasattr(held, 'nothing'))\n"
        "print(dataclasses.make_dataclass('One', ['a'])(1), str(inspect.signature(print))[:8])"
    )
    lines = run_python(program).splitlines()
    assert lines == ["True False", "a True False", "[]", "True Linux False", "One(a=1) (*args,"]


def test_the_loggers_of_markdown_say_nothing_and_know_the_real_ones() -> None:
    program = (
        "from sanshen.start import load_libraries; load_libraries(reading=True)\n"
        "table = sys.modules['markdown_it.rules_block.paragraph']\n"
        "print('logging' in sys.modules, table.LOGGER.debug('step %s', 1))\n"
        "import logging\n"
        "print(table.LOGGER.isEnabledFor(logging.ERROR), table.LOGGER.parent is logging.getLogger())\n"
        "print(logging.getLogger('a').name, type(logging).__name__)"
    )
    assert run_python(program).splitlines() == ["False None", "True True", "a module"]


def test_a_whole_check_goes_the_same_way_from_the_installed_beginning(tmp_path: Path) -> None:
    site(
        tmp_path,
        {ARTICLE: article("身份证号 11010519491231002X，2026年2月30日，<script>甲</script>，[甲](x.pdf)\n\n> 共 3 人")},
    )
    outcomes = []
    for beginning in ("sanshen.start", "sanshen.cli"):
        program = f"import sys; sys.argv[1:] = ['check', {ARTICLE!r}]; from {beginning} import main; main()"
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
        outcomes.append((done.returncode, done.stdout, done.stderr))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == 1
    assert {"SS1304", "SS1320", "SS1602", "SS0004"} <= set(re.findall(r"SS\d{4}", outcomes[0][1]))


def test_an_interrupt_while_libraries_are_loaded_is_exit_3_in_the_command_s_own_form(tmp_path: Path) -> None:
    (tmp_path / "msgspec.py").write_text("import os, signal, sys\nsys.path.pop(0)\nos.kill(os.getpid(), signal.SIGINT)\n")
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from sanshen.start import main; sys.exit(main())"
    words = [sys.executable, "-c", program, "gate", "--base", "a", "--head", "b", "--format", "json"]
    done = subprocess.run(words, cwd=tmp_path.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["allowed"]) == (3, False)
    assert done.stderr.count("\n") == 1
