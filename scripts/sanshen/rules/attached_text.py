"""The words of attachments under the content rules: as if they stood in an article, with the place inside the attachment."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.model.article import Article, Block, Meta, Passage, PassageKind, Run, Source
from sanshen.model.extract import Extract, Fragment, Spot
from sanshen.model.finding import Finding, Place
from sanshen.rules.attached_signs import led

RULES: Final = frozenset(
    {
        "SS1301", "SS1302", "SS1303", "SS1304", "SS1305", "SS1306", "SS1307", "SS1308", "SS1309", "SS1310", "SS1311",
        "SS1315", "SS1601", "SS1603", "SS3201",
    }
)  # fmt: skip
"""The article rules that also read attachments: secrets, persons, wording, links. Figures and forms are for the article's own text."""
KEPT_OUT: Final = RULES - {"SS1302", "SS1601", "SS1603"}
"""Those of them that say what may stand nowhere in the repository, not even in words about an article: secrets and persons."""
_PROPERTY: Final = "properties"
_INSIDE: Final = "part"
"""A part of the file that no reader is shown."""


class Paper(msgspec.Struct, frozen=True):
    """An attachment as an article: `lines[n]` is where line n + 1 of its `article` stands."""

    article: Article
    lines: tuple[Spot, ...]

    def located(self, finding: Finding) -> Finding:
        """A finding on the made-up lines, at its true place: the line is the page, paragraph, row or slide."""
        number = finding.place.line - 1
        if not 0 <= number < len(self.lines):
            return finding
        spot = self.lines[number]
        return msgspec.structs.replace(
            finding,
            place=Place(spot.number, finding.place.column, finding.place.end_column),
            fix=(),
            message=led(spot) + finding.message,
        )


def paper_of(path: str, extract: Extract) -> Paper:
    """The texts of an attachment as one article at its path."""
    passages: list[Passage] = []
    source: list[str] = []
    lines: list[Spot] = []
    for fragment in extract.fragments:
        runs: list[Run] = []
        at = 0
        for offset, text in enumerate(fragment.text.split("\n")):
            source.append(("| " if fragment.cell is not None else "") + text)
            spot = fragment.spot
            if fragment.boxes:
                spot = Spot(spot.part, spot.number, f"{spot.name} {fragment.boxes[offset]}".strip())
            lines.append(Spot("line", offset + 1, spot.name) if spot.part == "line" else spot)
            runs.append((at, len(source), 1))
            at += len(text) + 1
        passages.append(_passage(fragment, tuple(runs)))
    body = "\n".join(source)
    return Paper(_article(path, body, tuple(passages)), tuple(lines))


def _passage(fragment: Fragment, runs: tuple[Run, ...]) -> Passage:
    if fragment.link:
        return Passage(PassageKind.LINK, fragment.text, runs, label=fragment.text)
    if fragment.spot.part == _PROPERTY:
        return Passage(PassageKind.META, fragment.text, runs, key=fragment.spot.name)
    if fragment.spot.part == _INSIDE:
        # No paragraph: what stands there is not read on from the text before it (fonts are described in bare numbers).
        return Passage(PassageKind.TEXT, fragment.text, runs)
    cell = fragment.cell
    block = Block("cell", table=cell.table, row=cell.row, column=cell.column) if cell is not None else Block("paragraph")
    return Passage(PassageKind.TEXT, fragment.text, runs, block=block)


def _article(path: str, body: str, passages: tuple[Passage, ...]) -> Article:
    return Article(
        path=path,
        unit="",
        column="",
        year="",
        slug="",
        meta=Meta(title="", grade="", source=Source("")),
        front={},
        claims={},
        source=body,
        body=body,
        body_line=1,
        bundle=(),
        passages=passages,
        canonical=(),
        substance="",
        form="",
    )
