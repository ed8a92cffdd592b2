"""What Hugo itself says of its pages: the output of `hugo list all`."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import msgspec

from sanshen.incoming.hugo_address import Settings
from sanshen.incoming.site import clean_address
from sanshen.model.errors import UsageError
from sanshen.model.text import Text


class Listed(msgspec.Struct, frozen=True):
    """A page's line: its address; `time`, `since`, `until` as Hugo writes them (year 1: none); whether it is a draft."""

    address: str
    time: str = ""
    since: str = ""
    until: str = ""
    draft: bool = False


def read_listing(listing: bytes, settings: Settings) -> Mapping[str, Listed]:
    """Source → line. Raises UsageError where it is no such listing."""
    text = listing.decode("utf-8-sig", "replace")
    begin = max(0, text.find("path,"))  # a wrapper may have said something before
    try:
        rows = list(csv.DictReader(io.StringIO(text[begin:]), strict=True))
    except csv.Error as error:
        raise no_listing(str(error)) from error
    if not all(row.get("path") and row.get("permalink") for row in rows) or not rows:
        raise no_listing("path, permalink")
    prefix = clean_address(settings.base).rstrip("/")
    found = {}
    for row in rows:
        source = str(row["path"]).replace("\\", "/").removeprefix(f"{settings.content}/")
        address = clean_address(str(row["permalink"])).removeprefix(prefix).lstrip("/")
        time, since, until = (str(row.get(key) or "") for key in ("date", "publishDate", "expiryDate"))
        found[source] = Listed(address, time, since, until, draft=row.get("draft") == "true")
    return found


def no_listing(why: str) -> UsageError:
    """The refusal of a file that is no listing, or that of another site."""
    return UsageError(
        Text(f"不是 hugo list all 的输出：{why}", f"this is no output of hugo list all: {why}"),
        Text("hugo list all > list.csv", "hugo list all > list.csv"),
    )
