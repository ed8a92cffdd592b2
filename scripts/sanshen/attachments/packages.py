"""ZIP packages (OOXML, OFD) opened with care: nothing is unpacked beyond the limits, no entity is ever expanded."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from sanshen.attachments.refusal import RefusedError
from sanshen.model.extract import Sign, Spot

_CHUNK: Final = 1 << 16
_MOST_PARTS: Final = 5_000
_DEEPEST: Final = 200
_ENCRYPTED: Final = 0x1
TAIL: Final = "#tail"
"""The name of the step that tells of text behind an element: its `tail`."""


class Step(NamedTuple):
    """One start or end of an element. `name` without its namespace; `path` are the last names above it, outermost first."""

    begins: bool
    name: str
    element: Element
    path: tuple[str, ...]


class Package:
    """The parts of one package; every byte that is unpacked counts towards one limit. Raises RefusedError."""

    def __init__(self, data: bytes, unpacked: int) -> None:
        self._left = unpacked
        try:
            self.archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
            raise RefusedError(Sign.DAMAGED, "zip") from error
        entries = self.archive.infolist()
        if len(entries) > _MOST_PARTS:
            raise RefusedError(Sign.LIMIT, "parts")
        self.names = tuple(entry.filename for entry in entries if not entry.is_dir())
        if len({name.casefold() for name in self.names}) != len(self.names):
            raise RefusedError(Sign.DAMAGED, "doubled parts")  # two readers would not read the same one
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise RefusedError(Sign.ENCRYPTED)

    def read(self, name: str) -> bytes:
        """One part, unpacked."""
        try:
            with self.archive.open(name) as part:
                pieces = []
                while piece := part.read(_CHUNK):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise RefusedError(Sign.LIMIT, "unpacked-bytes", Spot("part", 1, name))
                    pieces.append(piece)
        # A part's checksum, each of the three packings, its end, a password or a packing that is not known, a name that is not there.
        except (
            *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError),
            *(RuntimeError, NotImplementedError, KeyError),
        ) as error:
            raise RefusedError(Sign.DAMAGED, "zip", Spot("part", 1, name)) from error
        return b"".join(pieces)

    def walk(self, name: str) -> Iterator[Step]:
        """Every element of an XML part as it begins and ends; what has ended is forgotten, so memory stays bounded."""
        return walk(self.read(name), name)


def walk(data: bytes, name: str) -> Iterator[Step]:
    """Like `Package.walk`, over bytes. A document type, an entity, too deep nesting or bad XML raises RefusedError."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    where = Spot("part", 1, name)
    names: list[str] = []
    above: list[Element] = []
    ended: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            if ended is not None:
                # What stands behind an element is known only now; then the element can go.
                if (ended.tail or "").strip():
                    yield Step(begins=False, name=TAIL, element=ended, path=tuple(names[-4:]))
                above[-1].remove(ended)
                ended = None
            local = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
            if event == "start":
                yield Step(begins=True, name=local, element=element, path=tuple(names[-4:]))
                names.append(local)
                above.append(element)
                if len(names) > _DEEPEST:
                    raise RefusedError(Sign.LIMIT, "nesting", where)
                continue
            names.pop()
            above.pop()
            yield Step(begins=False, name=local, element=element, path=tuple(names[-4:]))
            ended = element if above else None
    except DefusedXmlException as error:
        raise RefusedError(Sign.DAMAGED, "DTD", where) from error
    except (ParseError, ValueError, LookupError) as error:
        raise RefusedError(Sign.DAMAGED, "XML", where) from error
