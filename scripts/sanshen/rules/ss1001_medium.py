"""Sound and film without a transcript: what nobody can read, nobody has reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sanshen.model.article import Article, Medium, Passage
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import mask
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.reading.bundle import TargetKind, target
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import TARGETS
from sanshen.rules.rule import Example, Rule

_SUFFIXES: Final = (
    ".mp3", ".m4a", ".wav", ".ogg", ".aac", ".flac", ".mp4", ".m4v", ".mov", ".avi", ".wmv", ".flv", ".webm", ".mkv", ".m3u8",
)  # fmt: skip
_SHOWN: Final = 60


def _is_medium(passage: Passage) -> bool:
    address = passage.text.partition("#")[0].partition("?")[0]
    return passage.kind in TARGETS and address.casefold().endswith(_SUFFIXES)


def _address(article: Article, href: str) -> str:
    """A file of the repository by its path, everything else as written."""
    to = target(article.path, href)
    return to.path if to.kind is TargetKind.FILE else href


def _fault(article: Article, passage: Passage, described: dict[str, Medium], digests: dict[str, str]) -> Text | None:
    address = _address(article, passage.text)
    medium = described.get(address)
    if medium is None:
        return Text("音视频没有文字稿", "sound or film without a transcript")
    if address in digests and digests[address] != medium.sha256:
        return Text("音视频文件与所写的 SHA-256 不符", "the file is not the one whose SHA-256 is given")
    return None


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Every link to sound or film needs its entry in `media`; a file beside the article must have the digest given there."""
    described = {_address(article, one.url): one for one in article.meta.media}
    digests = {file.path: file.digest for file in article.bundle}
    for passage in article.passages:
        fault = _fault(article, passage, described, digests) if _is_medium(passage) else None
        if fault is not None:
            place = passage.place(0, len(passage.text))
            yield RULE.finding(article.path, place, fault, excerpt=mask(passage.text[:_SHOWN]))


_FILM: Final = "https://www.example.gov.cn/media/drill.mp4"

RULE: Final = Rule(
    id="SS1001",
    title=Text("没有文字稿的音视频", "sound or film without a transcript"),
    why=Text(
        "办法第十条把音视频也算作信息，同样要审：文字稿与正文一样检查，文件的 SHA-256 随信息一起签署。",
        "Art. 10 counts sound and film as information: the transcript is checked like the text, the file's SHA-256 is signed.",
    ),
    fix=Text(
        "在 media 里写明 url、sha256、seconds、transcript（文字稿）",
        "describe it in `media`: url, sha256, seconds, transcript",
    ),
    item="10",
    severity=Severity.ERROR,
    bad=Example(body=f"演练视频见[这里]({_FILM})。\n"),
    good=Example(
        body=f"演练视频见[这里]({_FILM})。\n",
        front=(("media", f"[{{url: '{_FILM}', sha256: '{'ab' * 32}', seconds: 95, transcript: 演练开始，各组就位。}}]"),),
    ),
    check=check,
    clues=Clues(facts=("targets",)),
)
