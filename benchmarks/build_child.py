"""One build, as the installed command makes it; says what proving cost. Run by `build.py`, in a process that has imported nothing else."""

from __future__ import annotations

import atexit
import json
import resource
import sys
import time


def build(where: str, site: str, *, searched: bool) -> None:
    """One build in this process, which it ends; proving is timed apart."""
    from sanshen import start
    from sanshen.commands import build_footing
    from sanshen.site.finishing import Finishing

    prove, used = build_footing.prove_onward, [0.0, 0.0]

    def timed(*given: object, **named: object) -> object:
        cpu, begun = _cpu(), time.perf_counter()
        proven = prove(*given, **named)  # type: ignore[arg-type]  # handed on
        used[:] = _cpu() - cpu, time.perf_counter() - begun
        return proven

    build_footing.prove_onward = timed  # type: ignore[assignment]  # timed, and otherwise the same
    if not searched:
        Finishing.search = lambda _: None  # type: ignore[method-assign]  # what is left is the build without search
    sys.argv = ["sanshen", "-C", where, "build", "--rev", "main", "--site-dir", site]
    atexit.register(lambda: print(json.dumps(used)))
    start.main()


def _cpu() -> float:
    below = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + below.ru_utime + below.ru_stime


if __name__ == "__main__":
    build(sys.argv[1], sys.argv[2], searched="--searched" in sys.argv)
