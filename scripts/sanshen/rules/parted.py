"""Numbers with a word or a remark between their digits (5001的55…, 138（转）0000…), or one and the same word between all of them.

Whoever reads them leaves the word out. Two numbers of a sentence have a word between them too: whoever asks needs a second witness,
a checksum or the word that calls it such a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sanshen.rules.digits import Run
from sanshen.rules.reading_view import View


@cache
def _once() -> re.Pattern[str]:
    # 1 至 2, 1 或 2, 3 月 5 are two numbers; a remark has its own brackets.
    word = r"\s?(?:[^\W\da-z或和及与至到转、年月日时分秒元万亿个名人项第]{1,3}|[(【\[“《][^\W\d]{1,8}[)】\]”》])\s?"
    return re.compile(rf"(?<![0-9a-z.])(?=(\d{{1,18}}{word}\d{{0,17}}[\dx])(?![0-9a-z]))")


@cache
def _everywhere() -> re.Pattern[str]:
    return re.compile(r"(?<![0-9a-z])(\d(?P<word>[^\W\d][^\W\d]?)(?:\d(?P=word)){6,17}[\dx])(?![0-9a-z])")


def parted(view: View, lengths: range, closing: str = "") -> Iterator[Run]:
    """Every number of so many digits that has words between them; `closing`: a letter that may end it."""
    if sum(map(str.isdigit, view.folded)) < lengths.start - 1:
        return
    for shape in (_once(), _everywhere()):
        for hit in shape.finditer(view.folded):
            written = hit.group(1)
            last = written[-1] if written[-1].isdigit() or written[-1] == closing else ""
            digits = "".join(filter(str.isdigit, written[:-1])) + last
            if last and len(digits) in lengths:
                yield Run(digits, *hit.span(1))
