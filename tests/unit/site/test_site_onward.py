"""Whatever the way to a site, its bytes are the same: built whole, or change by change."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanshen.site.edition import Published
from support.editions import NEWS, START, make_article, many
from support.onward import Bench

PLACES = ("liangshan/news", "liangshan/policy", "education/news", "gone/old")
WORDS = ("", "[消防]", "[消防, ＡＩ]", "[AI, ai]", "[只此]")
PICTURE = {NEWS + "a/p.png": b"\x89PNG\r\n\x1a\n"}


def made(name: int, place: str, *, title: int = 0, day: int = 0, words: str = "", **more: object) -> Published:
    path = f"content/{place}/2026/x{name}.md"
    others = {"interprets": f"content/{PLACES[0]}/2026/x{name - 1}.md"} if name % 3 == 1 else {}
    body = f"见[邻篇](x{(name + 1) % 6}.md)。第{title}稿。\n"
    at = START - timedelta(days=90 * (day % 5))
    corrected = at + timedelta(days=title) if title else None
    standing = [f"content/{place}/2026/x{(name + 1) % 6}.md"] if day % 2 else []
    return make_article(
        path, body, title=f"题{name}·{title}", at=at, corrected=corrected, keywords=words, standing=standing, **others, **more
    )  # type: ignore[arg-type]  # front matter is text


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of files that differ, for a message that can be read."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


STEP = st.tuples(
    st.sampled_from(("put", "put", "correct", "gone", "move", "bulk")),
    st.integers(0, 5),
    st.sampled_from(PLACES),
    st.integers(0, 2),
    st.integers(0, 4),
    st.sampled_from(WORDS),
)


def test_several_processes_give_the_same_site_and_words_of_what_they_refuse(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.crew = (2, 1)
    bench.files = PICTURE
    spoiled = msgspec.structs.replace(made(4, PLACES[1]), html="<p>换掉的文字。</p>")
    pictured = make_article(NEWS + "a.md", "![图](a/p.png)\n", files=PICTURE)
    built = bench.build(*many(30), *(made(one, place) for place in PLACES[1:] for one in range(3)), pictured, spoiled)
    assert [one.path for one in built.left_out] == [spoiled.path]
    now = bench.site_now()
    assert now == bench.whole()


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=3, max_size=6), st.booleans())
def test_every_sequence_of_changes_gives_the_site_that_a_whole_build_gives(
    steps: list[tuple[str, int, str, int, int, str]], long: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.build(*many(43 if long else 2), made(0, PLACES[0]))
        for kind, name, place, title, day, words in steps:
            path = f"content/{place}/2026/x{name}.md"
            if kind == "bulk":
                bench.build(*(made(one, place, day=day + one, words=words) for one in range(4)))
            elif kind == "correct":
                held = sorted(bench.articles.values(), key=lambda one: one.path)[(name * 7 + day) % len(bench.articles)]
                bench.build(
                    msgspec.structs.replace(
                        held, title=f"更正{title}{day}", times=(*held.times, held.times[-1] + timedelta(days=1))
                    )
                )
            elif kind == "gone" and path in bench.articles:
                bench.build(gone=(path,))
            elif kind == "move" and path in bench.articles:
                held = bench.articles[path]
                moved = made(name + 10, PLACES[(PLACES.index(place) + 1) % 4], title=title, day=day, words=words)
                bench.build(msgspec.structs.replace(moved, former=(*held.former, path)), gone=(path,))
                bench.stones.pop(path, None)
                bench.run([])
            else:
                bench.build(made(name, place, title=title, day=day, words=words))
        now = bench.site_now()
        assert differences(now, bench.whole()) == []
        assert bench.onward >= len(steps)


def test_a_list_that_empties_fills_again_and_moves_on_is_led_to_as_a_whole_build_would(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.build(*many(3), first := made(0, "education/news"))
    steps = [
        ((msgspec.structs.replace(made(7, "liangshan/policy"), former=(first.path,)),), (first.path,)),  # moved: led on
        ((back := made(2, "education/news"),), ()),  # a list stands there again
        ((), (back.path,)),
        (
            (msgspec.structs.replace(made(8, "gone/old"), former=(first.path, made(7, "liangshan/policy").path)),),
            (made(7, "liangshan/policy").path,),
        ),
    ]
    led = []
    for new, gone in steps:
        bench.build(*new, gone=gone)
        for path in (old for article in new for old in article.former):
            bench.stones.pop(path, None)
        bench.run([])
        now = bench.site_now()
        assert differences(now, bench.whole()) == []
        led.append(b'http-equiv="refresh"' in now.get("education/news/index.html", b""))
    assert led == [True, False, True, True]
