"""The look of the site: `mkdocs.yml`, read strictly. Only names, colours and footer marks; nothing that runs, includes or hides.

A key that is not listed here is refused, because MkDocs' own keys (`plugins`, `hooks`, `markdown_extensions`, `nav`, `exclude_docs` …)
could run code, pull files into pages or drop pages without a ledger entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final, Literal

import msgspec

from sanshen.model.errors import BlockedError
from sanshen.model.roster import Fault
from sanshen.model.text import Lang, Text

LOOK_FILE: Final = "mkdocs.yml"
MAX_BYTES: Final = 65_536

Marks = Mapping[tuple[str | int, ...], tuple[int, int]]
"""Key path → (line, column) in the file."""

_Line = Annotated[str, msgspec.Meta(max_length=200, pattern=r"^[^\x00-\x1f<>]*$")]
_MARKS: Final = {
    "site_code": (r"(bm\d{8}|\d{10})", "bm01000001 / 5001550001"),
    "site_domain": (r"[a-z0-9-]+(\.[a-z0-9-]+)+", "www.example.gov.cn"),
    "icp": (r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]ICP备\d{8,10}号(-\d+)?", "渝ICP备12345678号"),
    "police": (
        r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]公网安备\s*\d{14}号",
        "渝公网安备50015502000001号",
    ),
    "conac": (r"[0-9A-Fa-f]{32}", "5309F0A2C3A0E5B1E053022819AC5D31"),
    "emblem": (r"[a-z0-9-]+\.png", "emblem.png"),
    "report_error": (r"https://[a-z0-9.-]+\.gov\.cn(/\S*)?", "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=…"),
}
"""Footer marks and page tags with the form that the national page standard (国办发〔2017〕47号) gives them."""


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """MkDocs writes its keys with underscores, so the office's kebab case does not apply here."""


class Palette(_Strict, frozen=True):
    """The site's colour."""

    primary: Literal["red", "blue", "teal"] = "red"


class Theme(_Strict, frozen=True):
    """The theme is Material's, with the templates of this package."""

    name: Literal["material"] = "material"
    language: Literal["zh"] = "zh"
    custom_dir: Literal["scripts/sanshen/site/theme"] = "scripts/sanshen/site/theme"
    palette: Palette = Palette()


class Service(_Strict, frozen=True):
    """One service of the home page: another government site."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=r"^[^\x00-\x1f<>]*$")]
    url: Annotated[str, msgspec.Meta(pattern=r"^https://[a-z0-9.-]+\.gov\.cn(/[^\s<>\"]*)?$(?!\n)")]


class Extra(_Strict, frozen=True):
    """Page tags and footer marks of the national page standard."""

    site_domain: _Line = ""
    site_code: _Line = ""
    host: _Line = ""
    """主办单位."""
    undertaker: _Line = ""
    """承办单位."""
    contact: _Line = ""
    """A public telephone number or address of the office; never a person's."""
    icp: _Line = ""
    police: _Line = ""
    conac: _Line = ""
    """The number of the 党政机关网站标识."""
    emblem: _Line = ""
    """The national emblem's picture, beside mkdocs.yml; for the home page of a government at county level or above, and nowhere else."""
    services: tuple[Service, ...] = ()
    """Ways on for citizens on the home page: the service hall, the letter box …"""
    report_error: _Line = ""
    """Where “我为政府网站找错” leads."""
    slogan: _Line = ""


class Look(_Strict, frozen=True):
    """The whole of `mkdocs.yml`."""

    site_name: Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f<>]*$")]
    site_url: _Line = ""
    site_description: _Line = ""
    docs_dir: Literal["content"] = "content"
    use_directory_urls: Literal[True] = True
    theme: Theme = Theme()
    plugins: tuple[()] = ()
    hooks: tuple[Literal["hooks/mkdocs.py"], ...] = ()
    extra: Extra = Extra()


def read_look(data: bytes) -> Look:
    """The look of a site; raises BlockedError that lists every fault with its line (T44)."""
    from sanshen.reading.shape import shape
    from sanshen.reading.strict_yaml import YamlError, load

    try:
        document = load(data, max_bytes=MAX_BYTES)
    except YamlError as error:
        raise _refused([Fault(LOOK_FILE, line, column, "", text) for line, column, text in error.faults]) from error
    look, faults = shape(document.value, document.marks, Look, LOOK_FILE)
    found = [*faults, *(_wrong_marks(look, document.marks) if look is not None else ())]
    if found or look is None:
        raise _refused(found)
    return look


def _listed(faults: Iterable[Fault], lang: Lang) -> str:
    return "".join(f"\n  {one.path}:{one.line}:{one.column}: {one.message.to(lang)}" for one in faults)


def _refused(faults: Iterable[Fault]) -> BlockedError:
    listed = tuple(faults)
    return BlockedError(
        Text("网站外观文件不合要求：" + _listed(listed, "zh"), "the site's look cannot be used:" + _listed(listed, "en")),
        Text(
            "mkdocs.yml 只写名称、颜色与页脚标识；插件、扩展、导航由程序生成",
            "mkdocs.yml holds names, colours and footer marks only; plug-ins, extensions and navigation are the program's",
        ),
    )


def _wrong_marks(look: Look, marks: Marks) -> Iterator[Fault]:
    for name, (pattern, example) in _MARKS.items():
        value = getattr(look.extra, name)
        if value and not re.fullmatch(pattern, value):
            line, column = marks.get(("extra", name), (1, 1))
            message = Text(
                f"extra.{name} 的格式不对，应如 {example}", f"extra.{name} has the wrong form; it should look like {example}"
            )
            yield Fault(LOOK_FILE, line, column, f"extra.{name}", message)
    if look.site_url and not re.fullmatch(r"https?://[a-z0-9.-]+(:\d+)?/([\w.~-]+/)*", look.site_url):
        line, column = marks.get(("site_url",), (1, 1))
        message = Text("site_url 应是以 / 结尾的 http(s) 地址", "site_url must be an http(s) address that ends with /")
        yield Fault(LOOK_FILE, line, column, "site_url", message)
