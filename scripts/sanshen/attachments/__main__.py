"""The child process: a file on standard input, what is in it on standard output. Its memory and time are limited first."""

from __future__ import annotations

import resource
import sys

import msgspec

from sanshen.attachments.order import Order


def _limit(order: Order) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, order.memory),
        (resource.RLIMIT_CPU, order.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (wanted, wanted))


def main() -> int:
    """Read one file as the order on the command line says."""
    order = msgspec.json.decode(sys.argv[1], type=Order)
    _limit(order)
    from sanshen.attachments.reading import read_attachment

    found = read_attachment(sys.stdin.buffer.read(), order.suffix, order.limits, pictures=order.pictures)
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))
    sys.stdout.buffer.flush()
    return 0


sys.exit(main())
