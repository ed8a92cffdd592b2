"""`media`: strict, part of the substance, its transcript searched like the text (Art. 10)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from support.checking import ARTICLE, article, check, site
from support.reading import article as read

URL = "https://www.example.gov.cn/media/drill.mp4"
GOOD = {"url": URL, "sha256": f"'{'ab' * 32}'", "seconds": "95", "transcript": "演练开始"}
FOLDER = "content/liangshan/news/2026/"


def entry(**changes: str | None) -> str:
    """One entry as flow YAML; None leaves a key out."""
    parts = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return "[{" + ", ".join(f"{key}: {value}" for key, value in parts.items()) + "}]"


def rules(root: Path, media: str, body: str = f"[看]({URL})\n", beside: dict[str, bytes] | None = None) -> list[str]:
    return check(site(root, {ARTICLE: article(body, media=media), **(beside or {})}), ARTICLE).rules


def test_a_described_medium_is_clean(tmp_path: Path) -> None:
    assert rules(tmp_path, entry()) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"transcript": None}, {"transcript": "''"}, {"sha256": None}, {"sha256": "abc"}, {"seconds": "0"}, {"seconds": "true"},
        {"seconds": "99999"}, {"url": None}, {"length": "5"},
    ],
)  # fmt: skip
def test_what_is_missing_or_odd_is_an_error(tmp_path: Path, changes: dict[str, str | None]) -> None:
    assert "SS0003" in rules(tmp_path, entry(**changes))


def test_the_transcript_is_searched_like_the_text(tmp_path: Path) -> None:
    assert rules(tmp_path, entry(transcript="'机密★1年'")) == ["SS1301"]


def test_another_medium_than_the_described_one_is_found(tmp_path: Path) -> None:
    assert rules(tmp_path, entry(), f"[看]({URL.replace('drill', 'other')})\n") == ["SS1001"]


def test_a_file_beside_the_article_must_be_the_described_one(tmp_path: Path) -> None:
    film = b"ID3\x03\0\0\0\0\0\0"
    beside, good = {FOLDER + "a.mp3": film}, f"'{sha256(film).hexdigest()}'"
    assert rules(tmp_path / "1", entry(url="a.mp3", sha256=good), "[听](a.mp3)\n", beside) == []
    assert rules(tmp_path / "2", entry(url="a.mp3"), "[听](a.mp3)\n", beside) == ["SS1001"]


def test_the_digest_and_the_transcript_are_substance() -> None:
    one, other, third = (
        read(front={"media": one}) for one in (entry(), entry(sha256=f"'{'cd' * 32}'"), entry(transcript="另一段"))
    )
    assert len({one.substance, other.substance, third.substance}) == 3
