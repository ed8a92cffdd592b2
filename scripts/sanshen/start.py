"""Where the installed command begins: what a short run pays before it does anything is spared here, and nothing else happens.

Measured (docs/adr/0028): both together take a sixth off `sanshen check` on one file. Neither changes what any command does.
"""

from __future__ import annotations

import gc
import sys

from sanshen.commands.room import roomy


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
    gc.set_threshold(50_000)  # a short run makes little garbage; looking for it 150 times costs a tenth of it
    load_msgspec()
    from sanshen.cli import main as run

    return run()
