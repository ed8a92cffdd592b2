"""From the signs of an attachment to findings: what it shows besides its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from sanshen.model.attachments import KINDS_BY_NAME
from sanshen.model.extract import Extract, Mark, Sign, Spot
from sanshen.model.finding import Finding, Place, Severity
from sanshen.model.mask import mask
from sanshen.model.roster import Roster
from sanshen.model.text import EMPTY, Text
from sanshen.rules.attached import ACTIVE, HIDDEN, MISNAMED, PROPERTIES, UNREAD, UNREADABLE
from sanshen.rules.reported import LIMITS
from sanshen.rules.rule import Rule


class _Saying(NamedTuple):
    rule: Rule
    message: Text
    advice: Text = EMPTY
    severity: Severity | None = None


_SAYINGS: Final[Mapping[Sign, _Saying]] = {
    Sign.ENCRYPTED: _Saying(
        UNREADABLE, Text("文件加了密", "the file is encrypted"), Text("去掉打开密码后重新提交", "remove its password")
    ),
    Sign.DAMAGED: _Saying(
        UNREADABLE, Text("文件损坏，读不完整", "the file is damaged"), Text("重新导出这个文件", "export the file anew")
    ),
    Sign.BROKEN: _Saying(
        UNREADABLE,
        Text("文件是空的或打不开", "the file is empty or cannot be opened"),
        Text("换成完整的文件", "put the whole file in its place"),
        Severity.WARNING,
    ),
    Sign.LEGACY: _Saying(
        UNREADABLE,
        Text(
            "旧格式的文档（.doc、.xls、.ppt、.wps、.et、RTF）", "a document of an old format (.doc, .xls, .ppt, .wps, .et, RTF)"
        ),
        Text(
            "用 Word 或 WPS 打开，文字另存为 .docx 或 PDF，表格另存为 .xlsx，演示另存为 .pptx",
            "open it and save texts as .docx or PDF, tables as .xlsx, slides as .pptx",
        ),
    ),
    Sign.ARCHIVE: _Saying(
        UNREADABLE,
        Text("压缩包：里面的文件没有逐一审签", "an archive: the files inside are not signed one by one"),
        Text("把里面的文件逐个作为附件放上来", "attach the files inside one by one"),
    ),
    Sign.RUNNABLE: _Saying(
        UNREADABLE,
        Text("内容是网页、脚本或程序", "its bytes are a web page, a script or a program"),
        Text("改用 PDF、Office 文档或图片", "use PDF, Office documents or pictures"),
    ),
    Sign.UNKNOWN: _Saying(UNREADABLE, Text("认不出是什么文件", "it cannot be told what kind of file this is")),
    Sign.CRASHED: _Saying(
        UNREADABLE, Text("读取时出错", "reading it failed"), Text("重新导出这个文件", "export the file anew")
    ),
    Sign.NAME: _Saying(MISNAMED, Text("内容与文件名的后缀不符", "its bytes are not what its suffix says")),
    Sign.MACRO: _Saying(ACTIVE, Text("含有宏或 ActiveX 控件", "macros or ActiveX controls")),
    Sign.EMBEDDED: _Saying(
        ACTIVE,
        Text("嵌入了别的文件或对象", "another file or object is embedded"),
        Text(
            "删去嵌入的文件；图表改为粘贴成图片；需要公开的单独作为附件",
            "remove it; paste charts as pictures; attach by itself what is to be published",
        ),
    ),
    Sign.SCRIPT: _Saying(ACTIVE, Text("含有脚本或会自动执行的动作", "a script or an action that runs by itself")),
    Sign.EXTERNAL: _Saying(
        ACTIVE,
        Text("引用了文件之外的内容", "it refers to content outside the file"),
        Text("断开外部链接，把内容放进文件里", "break the external link and put its content into the file"),
    ),
    Sign.TRACKED: _Saying(HIDDEN, Text("留有修订痕迹", "tracked changes are left in it")),
    Sign.REVISION: _Saying(
        HIDDEN,
        Text(
            "留有以前的版本，删改之前的文字仍能读出", "an earlier version is left in it, with words that were taken out since"
        ),
        Text("重新导出或打印成一个新的 PDF", "export it anew, or print it into a new PDF"),
    ),
    Sign.COMMENT: _Saying(HIDDEN, Text("留有批注", "comments are left in it")),
    Sign.HIDDEN_SHEET: _Saying(HIDDEN, Text("有隐藏的工作表", "a hidden sheet")),
    Sign.HIDDEN_CELLS: _Saying(HIDDEN, Text("有隐藏的行或列", "hidden rows or columns")),
    Sign.HIDDEN_SLIDE: _Saying(HIDDEN, Text("有隐藏的幻灯片", "a hidden slide")),
    Sign.HIDDEN_TEXT: _Saying(HIDDEN, Text("有隐藏的文字或图层", "hidden text or a hidden layer")),
    Sign.NOTES: _Saying(HIDDEN, Text("幻灯片带有备注", "the slide has notes"), severity=Severity.WARNING),
    Sign.AUTHOR: _Saying(PROPERTIES, Text("属性里写着作者或单位", "its properties name an author or a company")),
    Sign.POSITION: _Saying(
        PROPERTIES, Text("照片里写着拍摄位置", "the photograph tells where it was taken"), severity=Severity.ERROR
    ),
    Sign.CAMERA: _Saying(PROPERTIES, Text("照片里写着拍摄设备", "the photograph names the camera")),
    Sign.UNREAD: _Saying(UNREAD, Text("这里的文字在图片里，没有核对", "the words here are in a picture and were not checked")),
    Sign.NO_READER: _Saying(
        UNREAD,
        Text(
            "口径要求读出图片里的文字，但没有安装识别引擎", "policy asks for the words in pictures, but no engine is installed"
        ),
        Text("运行 make setup-pictures 安装后重试", "run make setup-pictures and try again"),
        Severity.ERROR,
    ),
}
_LIMITS: Final[Mapping[str, Text]] = {
    "pages": Text("页数太多", "too many pages"),
    "characters": Text("文字太多", "too much text"),
    "unpacked-bytes": Text("解压后太大", "too large when unpacked"),
    "parts": Text("内含的部件太多", "too many parts"),
    "marks": Text("批注、作者等痕迹太多", "too many traces of comments and authors"),
    "nesting": Text("嵌套太深", "nested too deeply"),
    "picture-pixels": Text("图片的点数太多", "too many pixels"),
    "seconds": Text("读取时间太长", "it takes too long to read"),
    "memory-bytes": Text("读取所需的内存太大", "it takes too much memory to read"),
}
_PARTS: Final[Mapping[str, Text]] = {
    "page": Text("第 {n} 页", "page {n}"),
    "paragraph": Text("正文第 {n} 段", "paragraph {n}"),
    "header": Text("页眉", "header"),
    "footer": Text("页脚", "footer"),
    "note": Text("脚注", "footnote"),
    "slide": Text("第 {n} 张幻灯片", "slide {n}"),
    "notes": Text("第 {n} 张幻灯片的备注", "notes of slide {n}"),
    "comment": Text("批注", "comment"),
    "sheet": Text("工作表", "sheet"),
    "sheet-name": Text("第 {n} 张工作表的名称", "name of sheet {n}"),
    "workbook": Text("工作簿", "workbook"),
    "properties": Text("文件属性", "properties"),
    "picture": Text("图片", "picture"),
    "line": Text("第 {n} 行", "line {n}"),
    "row": Text("第 {n} 行", "row {n}"),
    "part": Text("文件内部", "inside the file"),
}
_FAMILIES: Final = (frozenset({"png", "jpg", "gif", "webp"}), frozenset({"mp3", "mp4"}))


def spoken(spot: Spot) -> Text:
    """A place inside an attachment in words, "" for the file as a whole."""
    part = _PARTS.get(spot.part)
    if part is None:
        return EMPTY
    name = f" {mask(spot.name)}" if spot.name else ""
    return Text(part.zh.format(n=spot.number) + name, part.en.format(n=spot.number) + name)


def sign_findings(path: str, extract: Extract, roster: Roster, *, read: bool) -> Iterator[Finding]:
    """A finding on each sign. `read`: words in pictures were read, so that nothing may be left unread."""
    ours = frozenset(unit.name for unit in roster.units.values()) | {roster.name}
    for mark in extract.marks:
        if mark.sign is Sign.LIMIT:
            what = _LIMITS.get(mark.detail, Text("超出限度", "beyond the limits"))
            limits = Text("（reviews/policy.yml 的 attachments.limits）", " (attachments.limits of reviews/policy.yml)")
            yield LIMITS.finding(path, _place(mark.spot), led(mark.spot) + what + limits)
        elif not (mark.sign is Sign.AUTHOR and mark.detail in ours):
            yield _finding(path, extract, mark, read=read)


def led(spot: Spot) -> Text:
    """The place in words, as the beginning of a message."""
    where = spoken(spot)
    return Text(f"{where.zh}：", f"{where.en}: ") if where.zh else EMPTY


def _place(spot: Spot) -> Place:
    return Place(spot.number)


def _finding(path: str, extract: Extract, mark: Mark, *, read: bool) -> Finding:
    saying = _SAYINGS[mark.sign]
    severity = saying.severity
    if mark.sign is Sign.NAME:
        severity = _misnamed(path, extract.kind)
    if mark.sign is Sign.UNREAD and read:
        severity = Severity.ERROR
    return saying.rule.finding(
        path,
        _place(mark.spot),
        led(mark.spot) + saying.message,
        excerpt=mask(mark.detail),
        matched=mark.detail,
        severity=severity,
        advice=saying.advice,
    )


def _misnamed(path: str, kind: str) -> Severity | None:
    """A picture under another picture's name shows all the same, and plain text hides nothing."""
    suffix = path.rpartition(".")[2].casefold()
    suffix = KINDS_BY_NAME.get(suffix, suffix)
    mild = kind == "text" or any(kind in family and suffix in family for family in _FAMILIES)
    return Severity.WARNING if mild else None
