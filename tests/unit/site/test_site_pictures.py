"""Pictures: their size on the page, and narrower ones that hold nothing but the same pixels."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from sanshen.site import pictures
from sanshen.site.composing import sample_hash
from sanshen.site.pictures import SIZES, WIDTHS, Picture, measure, narrow_address, narrower
from support.editions import NEWS, article_text, make_article, read
from support.onward import Bench


def picture(width: int, height: int, kind: str = "PNG", mode: str = "RGB", **more: object) -> bytes:
    out = io.BytesIO()
    shown = Image.linear_gradient("L").resize((width, height)).convert(mode)
    shown.save(out, kind, **more)
    return out.getvalue()


def turned(width: int, height: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "相机"
    return picture(width, height, "JPEG", exif=exif)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_wide_picture_is_offered_in_every_width_that_is_worth_it(kind: str) -> None:
    assert measure(picture(4000, 1000, kind)) == Picture(4000, 1000, WIDTHS)
    assert measure(picture(1000, 500, kind)) == Picture(1000, 500, (480,))
    assert measure(picture(500, 500, kind)) == Picture(500, 500, ())


def test_a_photo_taken_upright_is_measured_as_it_is_shown() -> None:
    assert measure(turned(1200, 800)) == Picture(800, 1200, (480,))
    with Image.open(io.BytesIO(narrower(turned(1200, 800), 480))) as small:
        assert small.size == (480, 720)
        assert not small.getexif()


def test_moving_pictures_stay_as_they_are() -> None:
    frames = [Image.linear_gradient("L").resize((1200, 300)), Image.new("L", (1200, 300))]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    assert measure(out.getvalue()) == Picture(1200, 300)
    out = io.BytesIO()
    frames[0].convert("RGB").save(out, "WEBP", save_all=True, append_images=[frames[1].convert("RGB")])
    assert measure(out.getvalue()) == Picture(1200, 300)


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"GIF89a", b"<svg/>"])
def test_what_no_program_can_show_has_no_size(data: bytes) -> None:
    assert measure(data) is None


def test_a_picture_too_large_to_unpack_has_no_size() -> None:
    head = picture(8, 8)
    bomb = head[:16] + (60_000).to_bytes(4, "big") * 2 + head[24:]
    assert measure(bomb) is None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_kind_of_colour_can_be_made_narrower(mode: str) -> None:
    data = picture(1200, 300, "JPEG" if mode == "CMYK" else "PNG", mode)
    small = narrower(data, 480)
    assert measure(small) == Picture(480, 120)
    assert narrower(data, 480) == small


def test_a_narrow_picture_holds_no_words_of_the_original() -> None:
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("Author", "张三")
    small = narrower(picture(1200, 300, pnginfo=note), 480)
    assert "张三".encode() not in small
    with Image.open(io.BytesIO(small)) as shown:
        assert shown.info == {}


def test_a_damaged_picture_is_an_error() -> None:
    with pytest.raises(OSError, match="truncated"):
        narrower(picture(1200, 1200, "JPEG")[:2000], 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_is_damaged_behind_its_head_stands_as_it_is_and_stops_nothing(kind: str) -> None:
    data = picture(1200, 1200, kind)
    found = measure(data[: len(data) * 2 // 3])
    assert found is None or found == Picture(1200, 1200)


def test_a_picture_deeper_than_eight_bits_stays_as_it_is() -> None:
    assert measure(picture(1200, 300, "PNG", "I;16")) == Picture(1200, 300)


def test_what_can_be_seen_through_stays_so() -> None:
    data = picture(1200, 300, "PNG", "RGB", transparency=(0, 0, 0))
    with Image.open(io.BytesIO(narrower(data, 480))) as small:
        assert small.mode == "RGBA"
        assert small.getchannel("A").getextrema()[0] < 255


def test_the_profile_of_its_colours_goes_with_it() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    with Image.open(io.BytesIO(narrower(picture(1200, 300, "JPEG", icc_profile=profile), 480))) as small:
        assert small.info["icc_profile"] == profile


def test_the_page_names_size_and_narrower_pictures() -> None:
    path = NEWS + "a/photo.jpg"
    data = picture(1800, 900, "JPEG")
    made = make_article(body="![检查现场](a/photo.jpg)\n", files={path: data})
    digest = next(file.digest for file in read(NEWS + "a.md", article_text("![现场](a/photo.jpg)\n"), {path: data}).bundle)
    base = "../../../../"
    ways = [base + narrow_address(path, digest, width) for width in (480, 840)]
    assert f'<img src="{ways[1]}" alt="检查现场" loading="lazy" decoding="async" width="1800" height="900"' in made.html
    assert f'srcset="{ways[0]} 480w, {ways[1]} 840w, {base}liangshan/news/2026/a/photo.jpg 1800w"' in made.html
    assert f'sizes="{SIZES}"' in made.html
    assert [width for _, width in made.attachments[0].narrow] == [480, 840]


def test_the_sample_hash_does_not_hang_on_the_sizes() -> None:
    """A record names it: whoever has the article's bytes computes it again, with whatever version of the picture library."""
    data = picture(1800, 900, "JPEG")
    article = read(NEWS + "a.md", article_text("![现场](a/photo.jpg)\n"), {NEWS + "a/photo.jpg": data})
    assert re.fullmatch("[0-9a-f]{64}", sample_hash(article))


def test_a_narrower_picture_that_stands_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, made, real = Bench(tmp_path), list[int](), narrower

    def counted(data: bytes, width: int) -> bytes:
        made.append(width)
        return real(data, width)

    monkeypatch.setattr(pictures, "narrower", counted)
    files = {f"{NEWS}a/p.png": picture(1000, 500)}
    bench.files = files
    bench.build(make_article(f"{NEWS}a.md", "![图](a/p.png)\n", files=files))
    assert made == [480]
    bench.build(make_article(f"{NEWS}a.md", "![图](a/p.png) 更正。\n", files=files))
    assert (bench.onward, made) == (1, [480])
    bench.files = files = {f"{NEWS}a/p.png": picture(1000, 400)}
    bench.build(make_article(f"{NEWS}a.md", "![图](a/p.png) 更正。\n", files=files))
    assert (bench.onward, made) == (2, [480, 480])
    now = bench.site_now()
    assert now == bench.whole()
    assert sum("-480.png" in name for name in now) == 1
