"""`sanshen init`: a new district's site from nothing, whole or not at all."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sanshen.commands.desk import Desk
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text

if TYPE_CHECKING:
    from sanshen.commands.skeleton import NewUnit

_OF_THE_SITE: Final = frozenset({"assets", "manifest"})
"""Folders of every site; servers may let caches keep what is below the first (docs/nginx.conf), and an article never."""
_SOME_UNIT: Final = ("office", "区政府办公室")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `init`."""
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--name", default="示例区", metavar="NAME", help="区名 / the district's name")
    parser.add_argument("--unit", action="append", default=[], metavar="ID=NAME", help="liangshan=梁山街道")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """Write the skeleton beside the target, then put it in place; refuses a folder that holds anything."""
    from sanshen.commands.skeleton import district_skeleton

    target = Path(os.path.abspath(desk.root / args.dir))  # noqa: PTH100  # a link must not lead the new site elsewhere
    units = _units(args.unit)
    name = args.name.strip()
    if not name or not name.isprintable():
        raise UsageError(Text("区名不能为空", "the district needs a name"), Text("--name 示例区", "--name NAME"))
    _refuse_occupied(target)
    skeleton = district_skeleton(name, units)
    target.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    try:
        _fill(place, skeleton)
        _make_repository(place, desk.env)
        place.chmod(0o755)
        place.replace(target)  # takes the place of an empty folder, fails where it has been filled meanwhile
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _report(args.dir, len(skeleton), desk)
    return 0


def _units(words: Sequence[str]) -> tuple[NewUnit, ...]:
    import re

    from sanshen.commands.skeleton import NewUnit, kind_of

    found: dict[str, NewUnit] = {}
    for word in words or ["=".join(_SOME_UNIT)]:
        id_, _, name = (part.strip() for part in word.partition("="))
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id_) or not name or not name.isprintable():
            raise UsageError(
                Text(f"单位“{word}”写法不对", f"the unit {word!r} is not written as ID=NAME"),
                Text(
                    "应为 编号=名称，编号用小写字母、数字与连字符，例如 liangshan=梁山街道",
                    "expected ID=NAME, the id in lower-case letters, digits and hyphens: liangshan=梁山街道",
                ),
            )
        if id_ in _OF_THE_SITE:
            raise UsageError(
                Text(
                    f"单位编号不能是 {id_}：网站自己的文件在 /{id_}/",
                    f"a unit cannot be {id_}: the site's own files are at /{id_}/",
                ),
                Text("换一个编号", "choose another id"),
            )
        if id_ in found:
            raise UsageError(Text(f"单位编号 {id_} 写了两次", f"the unit id {id_} is given twice"))
        found[id_] = NewUnit(id_, name, "portal" if id_ == "portal" else kind_of(name))
    return tuple(found.values())


def _refuse_occupied(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(
            Text(f"{target} 不是文件夹", f"{target} is not a folder"), Text("请换一个位置", "choose another place")
        )
    if target.exists() and any(target.iterdir()):
        raise UsageError(
            Text(f"{target} 不是空文件夹，不会往里写", f"{target} is not empty; nothing is written into it"),
            Text("请换一个不存在的或空的文件夹", "name a folder that is empty or does not exist"),
        )


def _fill(place: Path, skeleton: Mapping[str, bytes]) -> None:
    for path, data in skeleton.items():
        file = place / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (place / "content").mkdir()


def _make_repository(place: Path, env: Mapping[str, str]) -> None:
    # An inherited GIT_DIR would make the repository somewhere else.
    clean = {key: value for key, value in env.items() if not key.startswith("GIT_")}
    command = ["git", "init", "--quiet", "-b", "main", "--template=", str(place)]
    try:
        done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise UndecidedError(
            Text("没有找到 git", "git was not found"), Text("请安装 git 2.38 或更新版本", "install git")
        ) from error
    if done.returncode:
        what = done.stderr.strip()
        raise UndecidedError(Text(f"git init 失败：{what}", f"git init failed: {what}"))


def _report(shown: Path, count: int, desk: Desk) -> None:
    desk.say(
        Text(
            f"已建立 {shown}：{count} 个文件，Git 仓库分支 main，尚未提交",
            f"made {shown}: {count} files, branch main, no commit yet",
        )
    )
    for number, step in enumerate(
        (
            Text(
                "在 reviews/district.yml 登记区领导和至少两名办公室管理员", "list the district's people in reviews/district.yml"
            ),
            Text("在 reviews/units/*/people.yml 登记各席位人员", "fill every unit's seats in reviews/units/*/people.yml"),
            Text("逐条确认 reviews/interpretations.yml 的口径", "confirm the readings in reviews/interpretations.yml"),
            Text(
                "运行 sanshen check，没有错误后提交；其余见 README.md", "run sanshen check, then commit; README.md has the rest"
            ),
        ),
        start=1,
    ):
        desk.say(f"  {number}. {step.to(desk.lang)}")
