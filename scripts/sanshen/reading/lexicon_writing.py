"""Adding entries to a lexicon file as people keep it: its order, its comments and its own writing stay, lines are added at the end.

Nothing is put into the file by guess: the result is read again, and must be what was there and the new entries behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec
import yaml

from sanshen.model.errors import UsageError
from sanshen.model.lexicon import LexiconFile, Term
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.lexicon_file import LEXICON_BYTES

_HEAD: Final = "# yaml-language-server: $schema=../../docs/schemas/lexicon.json\n"
_INDENTS: Final = ("  ", "", "    ")
_WIDTH: Final = 1 << 20  # one entry, one line


def with_entries(data: bytes | None, path: str, topic: str, terms: Sequence[Term]) -> bytes:
    """The file with `terms` at its end; a new one about `topic` where there is none. Raises UsageError where that cannot be done."""
    before = _read(data, path) if data is not None else LexiconFile(topic, ())
    if data is None:
        text = f"{_HEAD}{_line({'topic': topic})}terms:\n"
    else:
        text = data.decode("utf-8-sig")
        text += "" if text.endswith("\n") else "\n"
        if not before.terms:
            text = text.replace("terms: []\n", "terms:\n")
    wanted = LexiconFile(before.topic, (*before.terms, *terms))
    for indent in _INDENTS:
        made = (text + "".join(f"{indent}- {_entry(term)}" for term in terms)).encode()
        if decode(made, LexiconFile, path, max_bytes=LEXICON_BYTES)[0] == wanted:
            return made
    raise UsageError(
        Text(f"{path} 的写法无法在末尾添加词条", f"entries cannot be added at the end of {path} as it is written"),
        Text(
            "请把 terms 放在文件最后，每条一项，以 “- ” 开头", "let `terms` be the last key, one item each, beginning with '- '"
        ),
    )


def _read(data: bytes, path: str) -> LexiconFile:
    read, ground = decode(data, LexiconFile, path, max_bytes=LEXICON_BYTES)
    if read is None:
        fault = ground.faults[0]
        raise UsageError(
            Text(f"{path}:{fault.line}：{fault.message.zh}", f"{path}:{fault.line}: {fault.message.en}"),
            Text("先改正这个文件（sanshen check 列出全部问题）", "correct this file first (sanshen check lists every fault)"),
        )
    return read


def _entry(term: Term) -> str:
    return _line(msgspec.to_builtins(term, builtin_types=(date,)), flow=True)


def _line(value: object, *, flow: bool = False) -> str:
    return yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False, width=_WIDTH)
