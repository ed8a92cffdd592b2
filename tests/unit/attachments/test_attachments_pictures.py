"""Pictures: what their metadata gives away, the codes in them, and how far they are unpacked."""

from __future__ import annotations

import io

import pytest
from PIL import Image, PngImagePlugin

from sanshen.attachments.reading import read_attachment
from sanshen.model.attachments import AttachmentLimits
from sanshen.model.extract import Extract, Sign
from support.papers import picture, vast_png


def read(data: bytes, suffix: str = "jpg", **limits: int) -> Extract:
    return read_attachment(data, suffix, AttachmentLimits(**limits), pictures=False)


def signs(extract: Extract) -> list[Sign]:
    return [mark.sign for mark in extract.marks]


@pytest.mark.parametrize("style", ["JPEG", "PNG", "WEBP"])
def test_position_and_camera(style: str) -> None:
    found = read(picture(style, camera="Phone 9", position=True), style.lower())
    assert signs(found) == [Sign.POSITION, Sign.CAMERA]
    assert found.marks[1].detail == "Phone 9"


def test_a_plain_picture_gives_nothing_away() -> None:
    assert read(picture("JPEG")) == Extract("jpg")
    assert read(picture("PNG"), "png") == Extract("png")


@pytest.mark.parametrize(("says", "link"), [("https://t.cn/abc", True), ("www.example.com", True), ("机密★1年", False)])
def test_a_qr_code_is_read(says: str, link: bool) -> None:
    assert [(one.text, one.link) for one in read(picture(code=says), "png").fragments] == [(says, link)]


def test_words_in_text_chunks_comments_and_exif_are_read() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "块里的话")
    info.add_itxt("XML:com.adobe.xmp", '<x:xmpmeta><d exif:GPSLatitude="1"/></x:xmpmeta>')
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=info)
    found = read(out.getvalue(), "png")
    assert "块里的话" in [one.text for one in found.fragments]
    assert signs(found) == [Sign.POSITION]
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E], exif[0x013B], exif[0x9C9D] = "caption", "somebody", "王某".encode("utf-16-le")
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif, comment="注释里的话".encode())
    found = read(out.getvalue())
    assert {"caption", "somebody", "王某", "注释里的话"} <= {one.text for one in found.fragments}
    assert [mark.detail for mark in found.marks if mark.sign is Sign.AUTHOR] == ["somebody", "王某"]


def test_every_frame_of_an_animation_is_looked_at() -> None:
    plain, coded = (
        Image.open(io.BytesIO(one)).convert("RGB").resize((150, 150)) for one in (picture(), picture(code="https://t.cn/y"))
    )
    out = io.BytesIO()
    plain.save(out, "GIF", save_all=True, append_images=[coded])
    assert [one.text for one in read(out.getvalue(), "gif").fragments if one.link] == ["https://t.cn/y"]


def test_a_picture_beyond_the_limit_is_refused_before_it_is_unpacked() -> None:
    assert [(mark.sign, mark.detail) for mark in read(vast_png(200_000, 300), "png").marks] == [(Sign.LIMIT, "picture-pixels")]
