"""The worked examples of docs/digests.md. Regenerate with `python tests/unit/reading/test_reading_digest_vectors.py`."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

VECTORS = Path(__file__).parents[2] / "data" / "digest-vectors.json"
PAGE = Path(__file__).parents[3] / "docs" / "digests.md"
CASES = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]


def listed(case: dict[str, object]) -> list[list[str]]:
    files: dict[str, str] = case["bundle"]  # type: ignore[assignment]  # the file's own shape
    return [[path, hashlib.sha256(files[path].encode()).hexdigest()] for path in sorted(files)]


def _remark(found: re.Match[str]) -> str:
    return found[1] if re.match(r"signatures: +#", found[1]) else ""


def form_by_the_page(case: dict[str, object]) -> str:
    """Section 2 of the page, written once more without the program."""
    text = str(case["text"]).replace("\r\n", "\n").replace("\r", "\n")
    front, body = re.fullmatch(r"(\ufeff?---\n.*?\n)(---\n.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]  # all vectors are articles
    front = re.sub(r"^(signatures: +#.*\n|signatures:.*\n)((?:(?![^\s#]).*\n)*)", _remark, front, flags=re.MULTILINE)
    tail = "".join(f"{path}\0{digest}\n" for path, digest in listed(case))
    return hashlib.sha256(f"sanshen-form-1\0{case['path']}\0{front}{body}\0{tail}".encode()).hexdigest()


def substance_by_the_page(case: dict[str, object]) -> str:
    """Section 3, from the vector's own front matter and tree."""
    whole = ["sanshen-substance-1", case["path"], case["front"], case["tree"], listed(case)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_vectors_follow_the_page(case: dict[str, object]) -> None:
    assert form_by_the_page(case) == case["form"]
    assert substance_by_the_page(case) == case["substance"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_program_computes_the_vectors(case: dict[str, object]) -> None:
    from support.reading import read

    files = {path: text.encode() for path, text in case["bundle"].items()}  # type: ignore[attr-defined]  # the file's own shape
    found = read(str(case["text"]).encode(), str(case["path"]), files).article
    assert found is not None
    assert json.loads(json.dumps(found.front)) == case["front"]
    assert json.loads(json.dumps(found.canonical)) == case["tree"]
    assert (found.substance, found.form) == (case["substance"], case["form"])


def test_the_page_lists_the_very_characters_the_program_uses() -> None:
    from sanshen.reading import blanks

    page = PAGE.read_text(encoding="utf-8")
    for title, holds in (("White space:", blanks.WHITE.__contains__), ("Wide (", blanks.is_wide)):
        text = page[page.index(f"\n{title}") :].split("\n\n", 1)[0].split(":", 1)[1]
        spans = [
            tuple(int(end, 16) for end in part.split("–")) for part in re.findall(r"[0-9A-F]{4,5}(?:–[0-9A-F]{4,5})?", text)
        ]
        named = {code for span in spans for code in range(span[0], span[-1] + 1)}
        assert named == {code for code in range(0x110000) if holds(chr(code))}


FOLDER = "content/liangshan/news/2026/"
_FRONT = "title: 甲\ngrade: general\nsource: 乙\n"
SOURCES = {
    "plain": (_FRONT, "街道检查了 12 处\n消防设施。\n", {}),
    "signatures-in-the-middle": (
        "title: 甲\ngrade: general\nsignatures:\n  review-1: zhang.wei\n  review-2: li.na\n\nsource: 乙\n",
        "文。\n",
        {},
    ),
    "signatures-at-the-end": (_FRONT + "signatures: {review-1: zhang.wei}\n", "文。\n", {}),
    "signatures-with-a-remark": (_FRONT + "signatures:   # who is expected to sign\n  review-1: zhang.wei\n", "文。\n", {}),
    "typed-values": (
        "title: '12'\ngrade: 重大\nsource: {name: 新华社, url: 'https://example.org/a', title: 原题, published: 2026-10-01}\n"
        "keywords: [甲, '1']\n",
        "文。\n",
        {},
    ),
    "bundle": (
        _FRONT,
        "![图](img/a.png '题')[附件](%E9%99%84.pdf?x#y)[邻](../../policy/2026/b.md#s-1)\n",
        {FOLDER + "img/a.png": "picture", FOLDER + "附.pdf": "paper"},
    ),
    "white-space": (_FRONT, "甲 a  b\n乙 [ 丙 ](https://example.org) c\n d `x  y` 丁\n\n　　“e” f —— g\n", {}),
    "blocks": (
        _FRONT,
        "# 一\n\n> 引\n\n- a\n* b\n\n3. c\n4. d\n\n   e\n\n| 甲 | 乙 |\n|:-|-|\n| ~~1~~ | **2** |\n\n```py\n x\n```\n\n***\n\n"
        "<!-- 注 -->\n\n甲<b>乙</b>[r]\n\n[r]: https://example.org\n[无]: https://example.org '藏'\n",
        {},
    ),
    "line-ends-and-mark": (_FRONT, "一\n二\n", {}),
}


def _generate() -> None:
    from support.reading import read

    made = []
    for name, (front, body, files) in SOURCES.items():
        text = f"---\n{front}---\n\n{body}"
        if name == "line-ends-and-mark":
            text = "\ufeff" + text.replace("\n", "\r\n")
        found = read(text.encode(), FOLDER + "a.md", {path: data.encode() for path, data in files.items()}).article
        assert found is not None, name
        case = {
            "name": name,
            "path": FOLDER + "a.md",
            "text": text,
            "bundle": files,
            "front": found.front,
            "tree": found.canonical,
        }
        made.append(case | {"substance": found.substance, "form": found.form})
    whole = {"about": "Worked examples for docs/digests.md; bundle maps paths to texts.", "vectors": made}
    VECTORS.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _generate()
