"""The command line: options, languages and exit codes. A command's module is imported only when it is asked for."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from sanshen.commands.desk import Desk, desk_of_process
from sanshen.model.errors import SanshenError, UndecidedError, UsageError, of_the_system
from sanshen.model.text import Lang, Text

if TYPE_CHECKING:
    import argparse

COMMANDS: dict[str, Text] = {
    "init": Text("从零建立一个区县的网站仓库", "a new district's site from nothing"),
    "new": Text("新建一篇信息", "a new article with valid front matter"),
    "check": Text("内容规则与名册检查", "content rules and dossier faults"),
    "gate": Text("对一次变更作出判定", "the verdict on a change"),
    "event": Text("在 GitHub Actions 中：判定事件所涉的合并请求", "in GitHub Actions: judge what an event concerns"),
    "status": Text("查看审签单", "the sheets"),
    "remind": Text("催办：提醒轮到的人", "remind those whose turn it is"),
    "sign": Text("用 SSH 密钥签署或退回", "sign or object with an SSH key"),
    "attest": Text(
        "书面签批：打印签批单；两名区政府办公室管理员各自代录", "paper signatures: print the slip; two administrators enter it"
    ),
    "preview": Text("生成变更信息的样版", "the sample of the changed articles"),
    "record": Text("为一次合并写入审签记录", "write the record of a merge"),
    "verify": Text("仅凭仓库证明已发布内容均已签署", "prove from the repository alone that all was signed"),
    "build": Text("验证后构建网站", "verify, then build the site"),
    "deploy": Text("网站上线、核对线上、退回旧版", "put the site up, compare what is up, go back"),
    "takedown": Text("撤下信息并登记", "take articles down, with their ledger entries"),
    "import": Text("把已有的 MkDocs 或 Hugo 网站带进来", "bring an existing site of MkDocs or Hugo in"),
    "baseline": Text("存量登记", "register an existing site once"),
    "policy": Text(
        "试算审签口径：跑口径测试，说明谁须签、谁能签", "try the policy: run its tests, explain who must and can sign"
    ),
    "lexicon": Text("词表：添加、试查、导入、统计", "the lexicon: add to it, try it, bring lists in, count"),
    "rules": Text("规则目录", "the rule catalogue"),
    "articles": Text("办法逐条对照", "each article of the measures and what enforces it"),
    "forge": Text("核对并设置 GitHub 自身的保护", "what GitHub itself must enforce"),
    "schema": Text("导出各类文件的 JSON Schema", "export the JSON Schemas of the office's files"),
}

_OTHER_NAMES: dict[str, str] = {"import": "bring_in"}

PLANNED: dict[str, Text] = {
    "patrol": Text("按办法第十七条至第二十五条巡检网站", "patrol a site (Art. 17 to 25)"),
    "due": Text("到期与逾期事项", "what is due and overdue"),
    "assess": Text("季度考核", "the quarterly assessment"),
    "ledger": Text("台账登记与查询", "write and read the ledgers"),
}
"""Commands of the contract that are not there yet: refused by name, never mistaken for a slip of the pen."""


_EMPTY: dict[str, object] = {
    "articles": [],
    "control_plane": {"changed": [], "stages": []},
    "open": [],
    "ignored": [],
    "objections": [],
    "findings": [],
    "checked": 0,
    "base": None,
    "head": None,
}
"""What a program finds in the JSON of a command that could not answer: every key is there, and nothing is allowed."""


_INTERRUPTED = UndecidedError(Text("已中断，没有写入任何半成品", "interrupted; nothing half-written is left"))


def _lang_of(argv: Sequence[str], env_lang: str) -> Lang:
    """The language, known before parsing so that parsing errors speak it too."""
    asked = env_lang
    for place, word in enumerate(argv):
        if word == "--lang" and place + 1 < len(argv):
            asked = argv[place + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "en" if asked == "en" else "zh"


def _overview(lang: Lang) -> str:
    lines = [Text("用法：sanshen 命令 [选项]", "usage: sanshen COMMAND [options]").to(lang), ""]
    lines += [f"  {name:<10} {about.to(lang)}" for name, about in COMMANDS.items()]
    listed = "、".join(PLANNED) if lang == "zh" else ", ".join(PLANNED)
    lines += ["", Text(f"计划中，尚未提供：{listed}", f"planned, not there yet: {listed}").to(lang)]
    lines += ["", Text("sanshen 命令 --help 查看该命令的选项", "sanshen COMMAND --help shows its options").to(lang)]
    return "\n".join(lines)


def module_of(name: str) -> str:
    """The module of a command; a word that Python keeps for itself has another name."""
    return f"sanshen.commands.{_OTHER_NAMES.get(name, name)}"


def _parse(name: str, rest: Sequence[str], lang: Lang) -> tuple[argparse.Namespace, object]:
    module = import_module(module_of(name))
    args: argparse.Namespace | None = module.paths_alone(rest, lang) if hasattr(module, "paths_alone") else None
    if args is not None:
        return args, module
    from sanshen.commands.options import parser_of

    parser = parser_of(name, COMMANDS[name], lang)
    module.add_arguments(parser)
    return parser.parse_args(rest), module


def _split(argv: Sequence[str]) -> tuple[Path | None, list[str]]:
    """Take the options that stand before the command: `-C DIR` and `--lang`."""
    rest, root = list(argv), None
    while rest and rest[0].startswith("-"):
        if rest[0] == "-C" and len(rest) > 1:
            root, rest = Path(rest[1]), rest[2:]
        elif rest[0] == "--lang" and len(rest) > 1:
            rest = rest[2:]
        elif rest[0].startswith("--lang="):
            rest = rest[1:]
        else:
            break
    return root, rest


def _wants_json(argv: Sequence[str]) -> bool:
    return "--format=json" in argv or ("--format", "json") in pairwise(argv)


def _fail(error: SanshenError, argv: Sequence[str], desk: Desk) -> int:
    message, advice = error.text.to(desk.lang), error.advice.to(desk.lang)
    try:
        if _wants_json(argv):
            import json

            shape = {**_EMPTY, "allowed": False, "reasons": [message], "advice": advice}
            print(json.dumps(shape, ensure_ascii=False), file=desk.out, flush=True)
        print(f"sanshen: {message}" + (f"\n  → {advice}" if advice else ""), file=desk.err, flush=True)
    except OSError:
        return UndecidedError.exit_code  # nobody can be told (the disk is full, the reader is gone): the code still says no
    return error.exit_code


def _run(argv: Sequence[str], desk: Desk) -> int:
    _, rest = _split(argv)
    if not rest or rest[0] in {"-h", "--help", "help"}:
        desk.say(_overview(desk.lang))
        return 0 if rest else 2
    name = rest[0]
    if name == "--version":
        from importlib.metadata import version

        desk.say(version("sanshen"))
        return 0
    if name in PLANNED:
        raise UsageError(
            Text(f"命令“{name}”（", f"{name!r} (")
            + PLANNED[name]
            + Text("）尚在计划中，本版没有", ") is planned, not there yet"),
            Text("现有命令请看 sanshen --help", "sanshen --help lists the commands there are"),
        )
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, 1)
        raise UsageError(
            Text(f"没有命令“{name}”", f"no command {name!r}"),
            Text(f"是否想用 {near[0]}？", f"did you mean {near[0]}?")
            if near
            else Text("请看 sanshen --help", "see sanshen --help"),
        )
    args, module = _parse(name, rest[1:], desk.lang)
    code: int = module.run(args, desk)  # type: ignore[attr-defined]  # every command module has `run`; tests/test_architecture.py holds it
    return code


def _leave(code: int) -> NoReturn:
    """End the process as Python would, but without taking every module apart first: that costs a fifth of a short run."""
    atexit._run_exitfuncs()  # temporary folders are removed here
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 3  # what could not be said in full was not said
    os._exit(code)


def main(argv: Sequence[str] | None = None, desk: Desk | None = None) -> int:
    """Run one command; returns the exit code of the contract (0 allowed, 1 blocked, 2 usage, 3 cannot decide).

    Called without arguments, as the installed command is, it ends the process itself.
    """
    if argv is None and desk is None:
        _leave(_guarded(argv, desk))
    return _guarded(argv, desk)


def interrupted() -> int:
    """Say that the run of this process's command line was interrupted; for interrupts before it had begun."""
    words = sys.argv[1:]
    return _fail(_INTERRUPTED, words, _desk_for(words))


def _desk_for(words: Sequence[str]) -> Desk:
    root, _ = _split(list(words))
    return desk_of_process(_lang_of(list(words), os.environ.get("SANSHEN_LANG", "zh")), root)


def _guarded(argv: Sequence[str] | None, desk: Desk | None) -> int:
    """Run one command; whatever goes wrong ends as an exit code that does not allow."""
    words = list(sys.argv[1:] if argv is None else argv)
    if desk is None:
        desk = _desk_for(words)
    try:
        code = _run(words, desk)
        desk.out.flush()
    except SystemExit as leaving:  # argparse leaves this way after --help
        return int(leaving.code or 0)
    except SanshenError as error:
        return _fail(error, words, desk)
    except KeyboardInterrupt:
        return _fail(_INTERRUPTED, words, desk)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except OSError as error:
        return _fail(of_the_system(error), words, desk)
    except Exception as error:  # the last line of defence: what is not understood is never "allowed"
        if desk.env.get("SANSHEN_TRACE"):
            raise
        what = f"{type(error).__name__}: {error}"
        return _fail(
            UndecidedError(
                Text(f"内部故障：{what}", f"internal fault: {what}"),
                Text("设 SANSHEN_TRACE=1 重试可见详情，并请报告", "set SANSHEN_TRACE=1 for details, and please report it"),
            ),
            words,
            desk,
        )
    return code
