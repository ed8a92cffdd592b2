"""Catalogue entries of what attachments and pictures show besides their words."""

from __future__ import annotations

from typing import Final

from sanshen.model.finding import Severity
from sanshen.model.text import Text
from sanshen.rules.rule import Example, Rule

_FOLDER: Final = "content/liangshan/news/2026"


def _pdf(body: str, page: str = "", last: str = "", trailer: str = "") -> str:
    """A PDF small enough to read: `body` is drawn on its page, `page` and `trailer` are further entries, `last` object 6."""
    objects = (
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        f"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>{page}>>",
        f"<</Length {len(body)}>> stream\n{body}\nendstream",
        "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
        *([last] if last else []),
    )
    made, places = "%PDF-1.4\n", ["0000000000 65535 f \n"]
    for number, one in enumerate(objects, start=1):
        places.append(f"{len(made):010d} 00000 n \n")
        made += f"{number} 0 obj {one} endobj\n"
    table = f"xref\n0 {len(places)}\n{''.join(places)}trailer <</Size {len(places)} /Root 1 0 R{trailer}>>\n"
    return f"{made}{table}startxref\n{len(made)}\n%%EOF\n"


_WORDS: Final = "BT /F 12 Tf 20 100 Td (Form 1) Tj ET"


def _with(name: str, content: str, label: str = "申请表") -> Example:
    return Example(body=f"[{label}]({name})\n", beside=((f"{_FOLDER}/{name}", content),))


_GOOD_PDF: Final = _with("form.pdf", _pdf(_WORDS))

UNREADABLE: Final = Rule(
    id="SS2208",
    title=Text("读不出内容的附件", "an attachment that cannot be read"),
    why=Text(
        "加密、损坏、旧格式的文件和压缩包，闸门读不出里面写了什么；读不出的不能放行（办法第十三条、第二十二条）。",
        "What is encrypted, damaged, of an old format or packed cannot be read, and what cannot be read is not allowed.",
    ),
    fix=Text("另存为 PDF、DOCX、XLSX 或 PPTX 后重新提交", "save it as PDF, DOCX, XLSX or PPTX and submit it again"),
    item="22",
    severity=Severity.ERROR,
    bad=_with("form.doc", "{\\rtf1\\ansi form}", "旧格式的申请表"),
    good=_GOOD_PDF,
    reported_by="attachments",
)
MISNAMED: Final = Rule(
    id="SS2209",
    title=Text("附件名不副实", "an attachment that is not what its name says"),
    why=Text(
        "按内容认出的类型与文件名的后缀不同：群众打不开，也可能是伪装（办法第二十二条）。",
        "Its bytes are of another kind than its name says: citizens cannot open it, and it may be a disguise (Art. 22).",
    ),
    fix=Text("把后缀改成真实的类型，或重新导出", "give it the suffix of its true kind, or export it anew"),
    item="22",
    severity=Severity.ERROR,
    bad=_with("list.docx", _pdf(_WORDS), "其实是 PDF 的申请表"),
    good=_GOOD_PDF,
    reported_by="attachments",
)
ACTIVE: Final = Rule(
    id="SS2210",
    title=Text("附件里的宏、脚本、嵌入对象", "macros, scripts or embedded objects in an attachment"),
    why=Text(
        "宏和脚本会在打开者的电脑上运行，嵌入的文件审签人看不到，外部引用的内容随时会变（办法第二十二条）。",
        "Macros and scripts run on the reader's computer, embedded files are unseen by those who sign, and what lies "
        "elsewhere may change at any time (Art. 22).",
    ),
    fix=Text("删去宏、脚本和嵌入对象，或打印成 PDF", "remove macros, scripts and embedded objects, or print it to a PDF"),
    item="22",
    severity=Severity.ERROR,
    bad=_with("form.pdf", _pdf(_WORDS, last="<</S /JavaScript /JS (app.alert)>>"), "带脚本的申请表"),
    good=_GOOD_PDF,
    reported_by="attachments",
)
PROPERTIES: Final = Rule(
    id="SS1312",
    title=Text("附件属性里的个人信息", "personal data in a file's properties"),
    why=Text(
        "文档作者、照片的拍摄位置和相机写在文件属性里，页面上看不见，谁下载谁就能读到（办法第十三条（四））。",
        "Authors, the place a photograph was taken and the camera stand in a file's properties: unseen on the page, read by "
        "whoever downloads it.",
    ),
    fix=Text(
        "清除属性后重新提交（Word：文件—信息—检查文档；照片：导出时去掉位置）",
        "remove the properties (Word: File, Info, Inspect Document; photographs: export without location)",
    ),
    item="13(四)",
    severity=Severity.WARNING,
    adjustable=True,
    waivable=True,
    bad=_with("form.pdf", _pdf(_WORDS, last="<</Author (Wang Fang)>>", trailer=" /Info 6 0 R"), "属性里有作者的申请表"),
    good=_GOOD_PDF,
    reported_by="attachments",
)
HIDDEN: Final = Rule(
    id="SS1313",
    title=Text("附件里看不见的内容", "what is hidden in an attachment"),
    why=Text(
        "修订痕迹、批注、隐藏的工作表和文字不在页面上，却随文件一起公开；里面常有不宜公开的讨论和底数（办法第十三条）。",
        "Tracked changes, comments, hidden sheets and hidden text are not on the page, yet they are published with the file.",
    ),
    fix=Text(
        "接受或拒绝全部修订，删去批注和隐藏内容，再重新提交",
        "accept or reject all changes, remove comments and what is hidden, and submit it again",
    ),
    item="13(四)",
    severity=Severity.ERROR,
    bad=_with(
        "form.pdf",
        _pdf(
            _WORDS,
            page=" /Annots [6 0 R]",
            last="<</Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (why?)>>",
        ),
    ),
    good=_GOOD_PDF,
    reported_by="attachments",
)
UNREAD: Final = Rule(
    id="SS1314",
    title=Text("没有核对的图片文字", "words in pictures that were not checked"),
    why=Text(
        "扫描件和矢量图里的文字不是文本，没有读图就没有核对；没有文字的 PDF 不等于没有问题（办法第十三条）。",
        "Words in scans and drawings are no text: without reading the picture they are not checked. A PDF without text is not clean.",
    ),
    fix=Text(
        "换成有文字的 PDF；确需扫描件的，人工核对全部文字",
        "use a PDF with text; where it must be a scan, check all its words by eye",
    ),
    item="13",
    severity=Severity.WARNING,
    bad=_with("form.pdf", _pdf("0 0 100 100 re f"), "扫描的申请表"),
    good=_GOOD_PDF,
    reported_by="attachments",
)

ATTACHED: Final = (UNREADABLE, MISNAMED, ACTIVE, PROPERTIES, HIDDEN, UNREAD)
