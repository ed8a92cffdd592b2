"""The addresses of an older site (`reviews/former-addresses.json`): from each of them the new site leads on to the article.

`{"schema": "sanshen-addresses-1", "addresses": {"posts/fire/": "content/…/fire.md"}}`, sorted, an address a line. An address
has no leading slash and ends with a slash, `.html` or `.htm`. The path is where the article was brought in; moves since are
followed when the site is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from sanshen.model.roster import Fault
from sanshen.model.text import EMPTY, Text
from sanshen.reading import article_path

PATH: Final = "reviews/former-addresses.json"
MOST_BYTES: Final = 33_554_432
_ENDS: Final = ("/", ".html", ".htm")


class FormerAddresses(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole file: address → path of the article that answers for it."""

    schema: Literal["sanshen-addresses-1"] = "sanshen-addresses-1"
    addresses: Mapping[str, str]


def encode(addresses: Mapping[str, str]) -> bytes:
    """The file's bytes."""
    value = {"schema": "sanshen-addresses-1", "addresses": dict(sorted(addresses.items()))}
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def decode(data: bytes) -> Mapping[str, str] | Text:
    """Address → article, or what is wrong with the file."""
    if len(data) > MOST_BYTES:
        return Text(f"超过 {MOST_BYTES} 字节", f"larger than {MOST_BYTES} bytes")
    try:
        read = msgspec.json.decode(data, type=FormerAddresses)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return Text(f"不是旧网址表：{error}", f"no table of old addresses: {error}")
    for address, path in read.addresses.items():
        wrong = fault_of(address)
        if wrong != EMPTY:
            return Text(f"旧网址 {address[:100]!r}：", f"the old address {address[:100]!r}: ") + wrong
        if not files_above(address).isdisjoint(read.addresses):
            return Text(
                f"旧网址 {address[:100]!r} 在另一个网页文件之下",
                f"the old address {address[:100]!r} lies below a page that is a file",
            )
        if article_path.parse(path) is None:
            return Text(f"{path[:100]!r} 不是信息的路径", f"{path[:100]!r} is not the path of an article")
    return read.addresses


def files_above(address: str) -> frozenset[str]:
    """The files that would have to be folders for this address to stand."""
    parts = address.rstrip("/").split("/")
    return frozenset("/".join(parts[:end]) for end in range(1, len(parts)))


def faults(data: bytes | None) -> tuple[Fault, ...]:
    """What `check` says of the file; nothing where there is none."""
    read = decode(data) if data is not None else {}
    return (Fault(PATH, 1, 1, "", read),) if isinstance(read, Text) else ()


def fault_of(address: str) -> Text:
    """Why an address cannot stand on a site of files; EMPTY for a good one."""
    if not address.endswith(_ENDS) or address.startswith("/"):
        return Text("应不以 / 开头，以 /、.html 或 .htm 结尾", "expected no leading slash, and /, .html or .htm at the end")
    return next(iter(article_path.faults(address.removesuffix("/"))), EMPTY)
