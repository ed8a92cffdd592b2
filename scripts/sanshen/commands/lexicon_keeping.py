"""Adding entries to the lexicon: one, or a list that an office already has. Nothing is written unless all of it can be."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from sanshen.commands import atomic
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.lexicon_archive import Found, archive_hits
from sanshen.commands.lexicon_sheet import SUFFIX, sheet_rows
from sanshen.commands.office_reading import LEXICON
from sanshen.model.errors import UsageError
from sanshen.model.lexicon import LexiconFile, Term
from sanshen.model.text import Text
from sanshen.reading.decoding import decode
from sanshen.reading.lexicon_file import LEXICON_BYTES, can_excuse, read_lexicon
from sanshen.reading.lexicon_table import Row, read_sheet, read_table, row_of
from sanshen.reading.lexicon_writing import with_entries
from sanshen.rules.forms import Form, form_of

_OFTEN: Final = 5
"""So many articles with one term are worth a second look before it is looked for every day."""
_FEWEST: Final = 2
_LISTED: Final = 20
_OPEN: Final = 0o644
_PRIVATE: Final = 0o600
_Key = tuple[str, Form]


def add(args: argparse.Namespace, desk: Desk, root: Path) -> int:
    """Add one entry. Raises UsageError where it is there already, in whatever dress, or cannot be searched for."""
    files = _files(root)
    category = args.category or "banned"
    cells = {"term": args.term, **_usual(args, category, "warning")}
    cells |= {"except": "|".join(args.except_), "match": "|".join(args.match)}
    row = row_of(1, {key: cell for key, cell in cells.items() if cell})
    refused = _refused(row, _known(files), set())
    if refused is not None or row.term is None:
        raise UsageError(_at(row.term, refused or row.fault), Text("请改写后再添加", "change it and try again"))
    path = _target(args, category, files)
    made = with_entries(files.get(path), path, args.file or category, (row.term,))
    if not args.dry_run:
        atomic.write(root / path, made)
    done = Text("将添加到", "would go into") if args.dry_run else Text("已添加到", "added to")
    desk.say(
        done
        + Text(f" {path}：", f" {path}: ")
        + Text(made.decode().splitlines()[-1].strip(), made.decode().splitlines()[-1].strip())
    )
    looked, found = archive_hits(root, (row.term,))
    _tell_archive(desk, looked, found.get(0, Found()))
    return 0


def _tell_archive(desk: Desk, looked: int, found: Found) -> None:
    desk.say(
        Text(
            f"存量：{looked} 篇中 {found.articles} 篇命中，共 {found.hits} 处",
            f"archive: {found.hits} hits in {found.articles} of {looked} articles",
        )
    )
    for place in found.places:
        desk.say(f"  {place}")


def bring_in(args: argparse.Namespace, desk: Desk, root: Path) -> int:
    """Bring a list in, and report what was left out. 1 where anything was."""
    try:
        data = (desk.root / args.list).read_bytes()
    except OSError as error:
        raise UsageError(
            Text(f"无法读取 {args.list}：{error.strerror}", f"cannot read {args.list}: {error.strerror}")
        ) from error
    files = _files(root)
    category = args.category or "banned"
    out = _outside(args.out, desk, root)
    path = str(out) if out is not None else _target(args, category, files)
    rows = _rows_of(data, args.list.name, _usual(args, category, "error"))
    there = files if out is None else {**files, **({path: out.read_bytes()} if out.exists() else {})}
    if out is not None and path in there:
        read_lexicon({}, there[path])  # a faulty one is refused here, in words that show nothing of it
    good, left_out = _sorted(rows, _known(there))
    if good:
        made = with_entries(there.get(path), path, args.file or category, [row.term for row in good if row.term])
        if not args.dry_run:
            atomic.write(root / path, made, mode=_OPEN if out is None else _PRIVATE)
    _report(desk, rows, good, left_out, path, secret=out is not None, dry=args.dry_run)
    looked, found = archive_hits(root, [row.term for row in good if row.term])
    _report_often(desk, good, looked, found, secret=out is not None)
    return 1 if left_out else 0


def _rows_of(data: bytes, name: str, usual: Mapping[str, str]) -> tuple[Row, ...]:
    if not name.lower().endswith(f".{SUFFIX}"):
        return read_table(data, name, usual)
    return read_sheet(sheet_rows(data, name), usual)


def _report(
    desk: Desk,
    rows: Sequence[Row],
    good: Sequence[Row],
    left_out: Sequence[tuple[Row, Text]],
    path: str,
    *,
    secret: bool,
    dry: bool,
) -> None:
    done = Text("将导入", "would bring in") if dry else Text("已导入", "brought in")
    desk.say(
        done
        + Text(f" {len(good)} 条到 {path}（共 {len(rows)} 行）", f" {len(good)} entries into {path} (of {len(rows)} lines)")
    )
    for row, why in left_out[:_LISTED]:
        desk.say(Text(f"  第 {row.line} 行未导入：", f"  line {row.line} left out: ") + (why if secret else _at(row.term, why)))
    if len(left_out) > _LISTED:
        desk.say(Text(f"  ……另有 {len(left_out) - _LISTED} 行未导入", f"  … and {len(left_out) - _LISTED} more lines"))


def _report_often(desk: Desk, good: Sequence[Row], looked: int, found: Mapping[int, Found], *, secret: bool) -> None:
    often = sorted((number for number, one in found.items() if one.articles >= _OFTEN), key=lambda number: -found[number].hits)
    desk.say(
        Text(
            f"存量 {looked} 篇：{len(found)} 条有命中，其中 {len(often)} 条在 {_OFTEN} 篇以上，请核对是否误报",
            f"archive of {looked} articles: {len(found)} entries stand in it, {len(often)} of them in {_OFTEN} or more: look again",
        )
    )
    for number in often[:_LISTED]:
        row, one = good[number], found[number]
        name = "" if secret or row.term is None else f"“{row.term.term}” "
        desk.say(
            Text(
                f"  第 {row.line} 行 {name}{one.articles} 篇 {one.hits} 处，如 {one.places[0]}",
                f"  line {row.line} {name}{one.hits} hits in {one.articles} articles, such as {one.places[0]}",
            )
        )


def _at(term: Term | None, why: Text) -> Text:
    return why if term is None else Text(f"“{term.term}”：", f"{term.term!r}: ") + why


def _usual(args: argparse.Namespace, category: str, severity: str) -> dict[str, str]:
    cells = {"category": category, "severity": args.severity or severity, "instead": args.instead_, "why": args.why_}
    return {key: cell for key, cell in {**cells, "from": args.from_, "until": args.until_}.items() if cell}


def _files(root: Path) -> dict[str, bytes]:
    source = WorkTree(root)
    return {
        path: source.read(path)
        for path in source.paths(LEXICON)
        if path.endswith(".yml") and not source.kind(path, LEXICON_BYTES)
    }


def _terms(files: Mapping[str, bytes]) -> Iterable[tuple[str, Term]]:
    for path, data in files.items():
        read, _ = decode(data, LexiconFile, path, max_bytes=LEXICON_BYTES)
        for term in read.terms if read is not None else ():
            yield path, term


def _target(args: argparse.Namespace, category: str, files: Mapping[str, bytes]) -> str:
    """The file that was asked for, else the one that holds most entries of the category; where none was named, one of the usual name."""
    name: str | None = args.file
    if name:
        if not name.replace("-", "").replace("_", "").isalnum():
            raise UsageError(Text(f"--file 只写文件名，不能是 {name}", f"--file takes a plain name, not {name}"))
        return f"{LEXICON}{name}.yml"
    homes = Counter(path for path, term in _terms(files) if term.category == category)
    if not homes and args.category:
        raise UsageError(
            Text(f"没有类别为 {category} 的词表文件", f"no lexicon file has the category {category}"),
            Text("用 --file 名称 指明文件，没有就新建", "name one with --file; it is made where it is not there"),
        )
    return homes.most_common(1)[0][0] if homes else f"{LEXICON}{category}.yml"


def _outside(out: Path | None, desk: Desk, root: Path) -> Path | None:
    if out is None:
        return None
    place = (desk.root / out).resolve()
    if place.is_relative_to(root.resolve()):
        raise UsageError(
            Text("机密词表必须放在仓库之外", "a confidential list must lie outside the repository"),
            Text("换一个位置；要公开的词表用 --file", "choose another place; for an open list use --file"),
        )
    return place


def _known(files: Mapping[str, bytes]) -> dict[_Key, list[tuple[str, Term]]]:
    known: dict[_Key, list[tuple[str, Term]]] = {}
    for path, term in _terms(files):
        if any(character.isalnum() for character in term.term):
            known.setdefault(_key(term), []).append((path, term))
    return known


def _key(term: Term) -> _Key:
    """What makes two terms the same: their letters and signs, once folded; blanks between them are none."""
    letters, form = form_of(term.term, 0, "term")
    gaps = tuple("".join(gap.split()) for gap in form.gaps)
    return letters, Form(0, "term", gaps if any(gaps) else (), form.lead, form.tail)


def _refused(row: Row, known: Mapping[_Key, Sequence[tuple[str, Term]]], new: set[_Key]) -> Text | None:
    """Why an entry is left out; None where it is good."""
    term = row.term
    if term is None:
        return Text(f"不合要求：{row.fault.zh}", f"not as it must be: {row.fault.en}")
    try:
        key = _key(term)
    except ValueError:
        return Text("没有文字或数字，无从查找", "no letter or digit to look for")
    if len(key[0]) < _FEWEST:
        return Text("太短，一个字会到处命中", "too short: one letter stands everywhere")
    if term.from_ is not None and term.until is not None and term.from_ > term.until:
        return Text("from 晚于 until", "`from` is later than `until`")
    if not all(can_excuse(term.term, exception) for exception in term.except_):
        return Text("有一个例外与词条不相接，永远用不上", "an exception neither holds the term nor overlaps its ends")
    if key in new:
        return Text("与前面的一行重复（还原后相同）", "the same, once folded, as a line before")
    for path, other in known.get(key, ()):
        if term.overlaps(other):
            return Text(
                f"{path} 里已有（还原后相同，有效期重叠）", f"{path} has it already (the same once folded, at the same time)"
            )
    new.add(key)
    return None


def _sorted(rows: Sequence[Row], known: Mapping[_Key, Sequence[tuple[str, Term]]]) -> tuple[list[Row], list[tuple[Row, Text]]]:
    good: list[Row] = []
    left_out: list[tuple[Row, Text]] = []
    new: set[_Key] = set()
    for row in rows:
        refused = _refused(row, known, new)
        if refused is None:
            good.append(row)
        else:
            left_out.append((row, refused))
    return good, left_out
