"""Private keys, access tokens and passwords in the text. Only what is certain: this finding cannot be waived."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from sanshen.model.article import Article
from sanshen.model.finding import Finding, Severity
from sanshen.model.mask import STARS
from sanshen.model.rulebook import RuleBook
from sanshen.model.text import Text
from sanshen.rules.clues import Clues
from sanshen.rules.reading_view import View, views
from sanshen.rules.rule import Example, Rule
from sanshen.rules.secret_scanner import tokens
from sanshen.rules.tables import tables

_SHORTEST: Final = 5
_NEAR: Final = 40
_MADE_UP: Final = 2
"""The first groups of the pattern without signs may be words; what the others find is certain."""
_ACCOUNTS: Final = ("用户名", "账号", "帐号", "账户", "用户", "user", "account", "admin")
_ACCOUNTS_NAMED: Final = ("账号", "帐号", "账户", "用户名")
_COLUMNS: Final = ("密码", "口令", "password")
# Without blanks and signs: one of these stands in whatever the patterns below find.
_WORDS: Final = (
    "privatekey", "ghp", "gho", "ghu", "ghs", "ghr", "githubpat", "akia", "ltai", "agesecretkey",
    "npm", "dckrpat", "akid", "aiza", "qyapi", "feishu", "sshpass", "mysql", "passcode", "passphrase", "sk",
    "密码", "口令", "password", "passwd", "pwd", "secretkey", "accesskey", "apikey", "clientsecret", "token", "bearer", "appsecret",
    "secretid", "authorization", "密钥", "私钥", "授权码", "pin码",
    *_ACCOUNTS_NAMED,
)  # fmt: skip
_NAMES: Final = (
    "gb",
    "gm",
    "sm",
    "sha",
    "aes",
    "des",
    "rsa",
    "md5",
    "http",
    "www",
    "tls",
    "ssl",
    "usb",
    "wpa",
    "ca",
    "ukey",
    "app",
)
"""Begin what stands behind 密码 as the name of a technique or a standard."""
_PLACEHOLDERS: Final = ("*", "x", ".", "_", "-", "<", "•", "●", "{", "$")


@cache
def _certain() -> re.Pattern[str]:
    # The text is folded: lower case throughout.
    return re.compile(
        r"-----begin (?:[a-z0-9]+ )*private key(?: block)?-----"
        r"|(?<![0-9a-z])(?:gh[pousr]_[0-9a-z]{30,}|github_pat_[0-9a-z_]{30,}|akia[0-9a-z]{16}(?![0-9a-z])|ltai[0-9a-z]{16,})"
        r"|(?<![a-z])age-secret-key-1[0-9a-z]{20,}"
        r"|(?<![0-9a-z])(?:npm_[0-9a-z]{36}|hf_[0-9a-z]{30,}|dckr_pat_[0-9a-z_-]{20,}|akid[0-9a-z]{32,36}|aiza[0-9a-z_-]{35}"
        r"|sk-(?:proj-)?[0-9a-z_-]{0,60}\d[0-9a-z_-]{30,200})(?![0-9a-z])"
        # Robots of chat groups: whoever has the address may write there. And the body of a private key without its header.
        r"|qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=[0-9a-f-]{30,}|open\.feishu\.cn/open-apis/bot/v2/hook/[0-9a-f-]{30,}"
        r"|miie[uvw][0-9a-z+/]{1,4}ibad(?:anbgkqhkig9w0b|al)"
    )


@cache
def _password() -> re.Pattern[str]:
    words = r"密\s?码|口\s?令|password|passwd|passcode|passphrase|pwd|secret[_ -]?key|access[_ -]?key|api[_ -]?key|client[_ -]?secret|pin码"
    # Keys have long values; what is said of a technique (密钥：SM2) has short ones.
    keys = r"token|key[_ -]?secret|authorization|bearer(?=\s)|app[_ -]?secret|secret[_ -]?id|密\s?钥|私\s?钥|授权码"
    verb = r"(?:统一|已经?|重新)*(?:设置?|重置|修改|变更|更改|更新|调整|改)?[是为成]"
    given = rf"[\"']?\s*[:=→|]|\s?[—-]{{1,2}}(?=[a-z0-9][!-~]{{4}})|{verb}|(?<=[a-z]) is |(?<=bearer)\s|[【“‘「](?=[!-~]{{5}})|\((?=[!-~]{{5,64}}\))"
    sign = rf"(?:\([^()]{{1,12}}\)\s*)?(?:{given})\s*:?\s*[\"'“‘]?\s*(?:bearer\s+)?"
    return re.compile(rf"(?:{words})\s*{sign}([!-~]{{5,64}})|(?:{keys})\s*{sign}([!-~]{{16,256}})")


@cache
def _bare() -> re.Pattern[str]:
    # Without a sign between word and value; beside an account's name with nothing but a stroke between the two; in an address.
    word = r"(?:密\s?码|口\s?令|password|passwd|pwd)(?:\s{0,2}|\s[—-]{1,2}\s)([0-9a-z][!-~]{5,63})"
    pair = r"(?:账号|帐号|账户|用户名)(?:\s?[/和及]?\s?(?:密码|口令))?\s*:?\s*[a-z][a-z0-9_]{2,19}\s?[/,]\s?([!-~]{6,64})"
    # 默认密码 123456: digits alone where it is said whose or which password they are.
    kind = r"(?:初始|默认|统一|登录|登陆|系统|后台|管理员|开机|无线|wifi|会议|解压|共享)(?:密\s?码|口\s?令)\s{0,2}(\d{6,12})(?![\d位个次人])"
    command = r"(?<![a-z])(?:sshpass\s-p|mysql\s(?:-[a-z]\S*\s)*-p)\s?([!-~]{5,64})"
    # 密码：梁山2026; what ends like the name of a number (学号2026…) says where to look for one.
    mixed = r"(?:密\s?码|口\s?令)\s*[:=]\s*((?!如|示例|例如)[\u4e00-\u9fff]{2,4}(?<![号码证期位年名数字])[@#!_-]?\d{3,8})(?![^\s.,;。，；、)）])"
    spoken = r"(?:账号|帐号|用户名)\s?:?\s?[a-z][a-z0-9_]{2,19}[\s,、;]{0,2}(?:密码|口令)\s?:?\s?([a-z][!-~]{3,63})"
    key = r"(?:app[_ -]?secret|secret[_ -]?key|access[_ -]?key|api[_ -]?key|(?<![a-z])sk)\s?:?\s?(?=[a-z]*\d)([0-9a-z]{24,64})(?![0-9a-z])"
    return re.compile(
        rf"{word}|{pair}|{kind}|{command}|{mixed}|{spoken}|{key}|[a-z][a-z0-9+.]{{1,20}}://[^/\s:@]{{1,64}}:([^/\s@]{{3,64}})@[a-z0-9]"
    )


def _is_real(value: str, *, account: bool) -> bool:
    """A value that is no placeholder, and has a digit or stands beside an account (words alone may be a guide's example)."""
    value = value.rstrip(".,;:)\"'")
    if len(value) < _SHORTEST or value.startswith(_PLACEHOLDERS) or "**" in value or "://" in value:
        return False
    return account or (len(value) > _SHORTEST and any(character.isdigit() for character in value))


def _is_made_up(value: str) -> bool:
    """Whether a value that no sign announces can hardly be a word: letters and digits in one, and no name of a technique."""
    value = value.rstrip(".,;:)\"'")
    mixed = any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    return mixed and not value.startswith(_NAMES) and "/" not in value and _is_real(value, account=True)


def _names_an_account(text: str) -> bool:
    return any(word in text for word in _ACCOUNTS)


def _in_cells(article: Article) -> Iterator[tuple[View, int, int]]:
    """Values in a table column headed 密码 or 口令, and beside a row's label that says so."""
    for table in tables(article):
        column = table.column_where(*_COLUMNS)
        below = [((row, column), True) for row in range(1, table.rows)] if column is not None else []
        beside = [((row, 1), False) for row in range(table.rows) if table.text(row, 0).endswith(_COLUMNS)]
        for place, headed in (*below, *beside):
            cell = table.cells.get(place)
            if cell is not None and cell.folded.isascii() and " " not in cell.folded and _is_real(cell.folded, account=headed):
                yield cell, 0, len(cell.folded)


@cache
def _asks() -> re.Pattern[str]:
    return re.compile(r"(?:密\s?码|口\s?令|password|passwd|pwd)\s*[:=]\s*$")


def _below(seen: Sequence[View]) -> Iterator[tuple[View, int, int]]:
    """Values in a block of their own, right behind one that ends in `密码：`."""
    for before, view in pairwise(seen):
        value = view.folded.strip()
        if value.isascii() and " " not in value and _asks().search(before.folded) and _is_real(value, account=True):
            yield view, 0, len(view.folded)


def _spans(article: Article) -> Iterator[tuple[View, int, int]]:
    seen = list(views(article, waivers=True))
    yield from _below(seen)
    for view in seen:
        for hit in _certain().finditer(view.folded):
            yield view, *hit.span()
        for hit in _password().finditer(view.folded):
            before = view.folded[max(0, hit.start() - _NEAR) : hit.start()]
            number = hit.lastindex or 0
            if _is_real(hit.group(number), account=_names_an_account(before)):
                yield view, *hit.span(number)
        for hit in _bare().finditer(view.folded):
            number = hit.lastindex or 0
            if _is_made_up(hit.group(number)) or (number > _MADE_UP and _is_real(hit.group(number), account=True)):
                yield view, *hit.span(number)
        for start, end in tokens(view):
            yield view, start, end
    yield from _in_cells(article)


def check(article: Article, _book: RuleBook) -> Iterator[Finding]:
    """Headers of private keys, tokens of known shape, and `密码：…` followed by a value."""
    seen: set[tuple[int, int]] = set()
    for view, start, end in _spans(article):
        place = view.place(start, end)
        if (place.line, place.column) not in seen:
            seen.add((place.line, place.column))
            yield RULE.finding(
                article.path, place, Text("有私钥、令牌或密码", "a private key, a token or a password"), excerpt=STARS
            )


RULE: Final = Rule(
    id="SS1307",
    title=Text("私钥与密码", "private key or password"),
    why=Text(
        "办法第三十二条严禁泄露后台地址、账号和密码；第十三条（一）规定涉密信息不能通过审核。",
        "Art. 32 forbids giving away accounts and passwords, Art. 13(1) forbids passing secrets.",
    ),
    fix=Text(
        "删去，并立即更换已经写进文件的密钥或密码",
        "remove it, and change the key or password at once: it has been written down",
    ),
    item="13(一)、32",
    severity=Severity.ERROR,
    bad=Example(body="后台登录密码：Lp2026#abc\n"),
    good=Example(body="登录密码：******。密码应不少于 8 位，并定期更换。\n"),
    check=check,
    clues=Clues(facts=("token",)),
    words=_WORDS,
)
