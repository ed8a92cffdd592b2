"""Where the installed command begins: what a short run would pay before it does anything is spared here.

Measured (docs/adr/0033): a fifth of `sanshen check` on one file. Nothing here changes what any command does.
"""

from __future__ import annotations

import gc

gc.set_threshold(50_000)  # first of all: a short run makes little garbage, and looking for it 150 times costs a tenth of it

import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable, Mapping  # noqa: E402
from types import ModuleType, TracebackType  # noqa: E402
from typing import NoReturn  # noqa: E402

from sanshen.commands.room import roomy  # noqa: E402


class StandIn(ModuleType):
    """Stands for a module of Python's library until something of it is used; then everything is asked of the real one."""

    def __getattr__(self, name: str) -> object:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        __import__(self.__name__)
        return getattr(sys.modules[self.__name__], name)


class StandIns:
    """While this lasts, what is imported gets stand-ins of some modules, and keeps them; afterwards they are imported as usual.

    `known`: module → what its stand-in itself can answer. A module that is loaded already is left alone.
    """

    def __init__(self, known: Mapping[str, Mapping[str, Callable[..., object]]]) -> None:
        self._known = known
        self._made: list[StandIn] = []

    def __enter__(self) -> None:
        for name, answers in self._known.items():
            if name not in sys.modules:
                made = StandIn(name)
                vars(made).update(answers)
                sys.modules[name] = made
                self._made.append(made)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for made in self._made:
            if sys.modules.get(made.__name__) is made:
                del sys.modules[made.__name__]


class LazyPattern:
    """A regular expression that is compiled when it is first used, and from then on answers as the compiled one."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self._asked = pattern, flags

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # asked by copying and pickling, before there is anything to compile
            raise AttributeError(name)
        compiled = re.compile(*self._asked)
        vars(self).update({one: getattr(compiled, one) for one in dir(compiled) if not one.startswith("_")})
        return getattr(compiled, name)

    def __reduce__(self) -> tuple[object, ...]:
        return re.compile, self._asked


class LazyPatterns:
    """While this lasts, modules of `libraries` compile the regular expressions that they begin with when they are first used.

    Only for libraries that call nothing but the methods of what they compiled: a test reads them.
    """

    def __init__(self, libraries: frozenset[str]) -> None:
        self._libraries, self._compile = libraries, re.compile

    def __enter__(self) -> None:
        def compiled(pattern: str, flags: int = 0) -> object:
            asking: str = sys._getframe(1).f_globals.get("__name__", "")
            return (LazyPattern if asking.partition(".")[0] in self._libraries else self._compile)(pattern, flags)

        re.compile = compiled  # type: ignore[assignment]  # what it gives has the methods of a pattern

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        re.compile = self._compile


def _unsigned(_: object) -> NoReturn:
    # What dataclasses asks for, to write a docstring where a class has none; it does without where this is said.
    raise ValueError("not looked at")


class _Quiet:
    """A logger for what the Markdown rules say of each step, which nobody reads; all else is asked of the real one."""

    def __init__(self, name: str) -> None:
        self.name = name

    def debug(self, *_: object) -> None:
        """Say nothing."""

    def __getattr__(self, name: str) -> object:
        from logging import getLogger

        return getattr(getLogger(self.name), name)


UNUSED: Mapping[str, Mapping[str, Callable[..., object]]] = {
    "base64": {},
    "binascii": {},
    "copy": {},
    "fnmatch": {},
    "inspect": {"signature": _unsigned},
    "ipaddress": {},
    "logging": {"getLogger": _Quiet},
    "msgspec.inspect": {},
    "ntpath": {},
    "platform": {"system": lambda: os.uname().sysname},
    "textwrap": {},
    "tokenize": {},
}
"""Modules that the libraries of a short run import and do not use in it."""


LAZY = frozenset({"markdown_it", "mdurl", "yaml"})
"""Libraries that begin with sixty regular expressions, of which a short run uses ten; one alone takes four milliseconds."""

_READING = ("dataclasses", "sanshen.reading.markdown", "sanshen.reading.strict_yaml")


_READERS = frozenset({"build", "check", "event", "gate", "preview", "receive", "record", "sign", "status"})
"""Commands that read articles."""


def load_libraries(*, reading: bool) -> None:
    """Import the libraries that every command needs, `reading`: and what Markdown is read with, and not all that they could ever use."""
    with StandIns(UNUSED), LazyPatterns(LAZY):
        load_msgspec()
        for name in ("urllib.parse", *(_READING if reading else ())):
            __import__(name)


def load_msgspec() -> None:
    """Import msgspec without typing_extensions, of which it only wants what `typing` itself has had since Python 3.11.

    A msgspec that needs the real one is imported as usual.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # how Python is told that a module is not there
    try:
        import msgspec  # noqa: F401  # for the sake of what it imports
    except ImportError:
        return  # tried again, as usual, by the first module that uses it
    finally:
        del sys.modules["typing_extensions"]


@roomy
def main() -> int:
    """Run the command of this process's command line; see `sanshen.cli.main`."""
    try:
        load_libraries(reading=bool(_READERS.intersection(sys.argv[1:])))
        from sanshen.cli import main as run
    except KeyboardInterrupt:  # before there was anybody to say so
        from sanshen.cli import interrupted

        return interrupted()
    return run()
