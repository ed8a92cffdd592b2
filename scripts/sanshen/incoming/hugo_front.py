"""What a page's front matter says to Hugo: when it was published and whether it was, and which other addresses lead to it.

Hugo folds the case of keys, takes values of its front matter loosely (`draft: "true"`), and hands values down from the pages of
sections (`cascade`). What it would not have shown to the public must not be shown here either, so what is doubtful stays behind.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from typing import Final

from sanshen.incoming.site import clean_address
from sanshen.incoming.times import moment

SECTION: Final = "_index.md"
_TIMES: Final = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
"""In the order in which Hugo asks for a page's date."""
_SINCE: Final = ("publishdate", "pubdate", "published")
_UNTIL: Final = ("expirydate", "unpublishdate")
_YES: Final = frozenset({"1", "t", "true"})
_NO: Final = frozenset({"0", "f", "false"})
_HANDED_DOWN: Final = frozenset({"draft", "headless", "build", "_build", "published", *_TIMES, *_UNTIL})


def folded(values: Mapping[str, object]) -> dict[str, object]:
    """Front matter with its keys as Hugo looks for them."""
    return {key.casefold(): value for key, value in values.items()}


def time_of(values: Mapping[str, object], zone: tzinfo) -> datetime | None:
    """When a page was published; None where it does not say."""
    return _first(values, _TIMES, zone)


def span(values: Mapping[str, object], zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """From when on and until when Hugo shows a page, as far as its front matter limits that."""
    return _first(values, _SINCE, zone), _first(values, _UNTIL, zone)


def _first(values: Mapping[str, object], keys: Sequence[str], zone: tzinfo) -> datetime | None:
    return next((found for key in keys if (found := moment(values.get(key), zone)) is not None), None)


def is_unpublished(values: Mapping[str, object]) -> bool:
    """Whether a page says of itself that it is a draft or is not to be made into a page."""
    build = values.get("build", values.get("_build"))
    render = _word(folded_mapping(build).get("render")) if isinstance(build, Mapping) else ""
    return (
        _word(values.get("draft")) in _YES
        or _word(values.get("headless")) in _YES
        or _word(values.get("published")) in _NO
        or render in _NO | {"never", "link"}
    )


def folded_mapping(value: Mapping[object, object]) -> dict[str, object]:
    """The same for a mapping inside front matter."""
    return {str(key).casefold(): one for key, one in value.items()}


def _word(value: object) -> str:
    return str(value).strip().casefold() if isinstance(value, str | bool | int) else ""


def handed_down(
    source: str, values: Mapping[str, object], sections: Mapping[str, Mapping[str, object]], whole_site: object
) -> dict[str, object]:
    """A page's values with those that `cascade` hands down to it and that bear on publishing; its own go before.

    `sections`: folder ("." for the top) → the values of its `_index.md`; `whole_site`: the `cascade` of the configuration. To
    which pages a cascade is confined is not asked: a page that it might mean stays behind.
    """
    found: dict[str, object] = {}
    above = [sections.get(str(one), {}).get("cascade") for one in reversed(PurePosixPath(source).parents)]
    for cascade in (whole_site, *above):
        for one in cascade if isinstance(cascade, list) else [cascade]:
            given = folded_mapping(one) if isinstance(one, Mapping) else {}
            found |= {key: value for key, value in given.items() if key in _HANDED_DOWN}
    return {**found, **values}


def aliases(values: Mapping[str, object], main: str) -> Iterator[str]:
    """Other addresses of a page: a list or one string of words, relative ones beside its main address."""
    found = values.get("aliases")
    words = found.split() if isinstance(found, str) else found
    for one in words if isinstance(words, Sequence) else ():
        word = str(one).strip()
        beside = word if word.startswith("/") else posixpath.join("/", posixpath.dirname(main.rstrip("/")), word)
        plain = posixpath.normpath(beside) + ("/" if beside.endswith("/") else "")
        alias = clean_address(plain)
        yield alias if alias.endswith((".html", ".htm", "/")) else f"{alias}/"
