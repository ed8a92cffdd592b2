"""One run of `sanshen import`: place every page, write what is not written yet, tell what became of the rest."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import msgspec

from sanshen.commands import atomic, check_targets
from sanshen.commands.bring_in import FOLDER
from sanshen.commands.bring_journal import Done, Journal
from sanshen.commands.bring_report import Brought
from sanshen.commands.bring_table import keep_table
from sanshen.commands.desk import Desk
from sanshen.commands.file_sources import WorkTree
from sanshen.commands.former_reading import is_own
from sanshen.commands.progress import progress
from sanshen.incoming.links import Links
from sanshen.incoming.mapping import Mapped
from sanshen.incoming.placing import Placing, place
from sanshen.incoming.site import Note, OldSite, plain_files_below, spelt
from sanshen.incoming.writing import Writer
from sanshen.judging.own_code import digest_of_code
from sanshen.model.errors import BlockedError, UndecidedError, UsageError
from sanshen.model.policy import Policy
from sanshen.model.roster import Roster
from sanshen.model.text import EMPTY, Text
from sanshen.reading import former_addresses
from sanshen.reading.bundle import LOADED
from sanshen.repository import Repository
from sanshen.repository.history import first_times
from sanshen.site.addresses import page_address

if TYPE_CHECKING:
    from sanshen.model.finding import Finding

_PARTS: Final = ("incoming", "reading", "model")
_LIBRARIES: Final = ("markdown-it-py", "mdurl", "PyYAML", "msgspec", "nh3", "pathspec", "selectolax")


_NEVER_SHOWN: Final = frozenset({"SS1602", "SS2207"})
"""Rules whose findings keep an article off the site whoever has signed it."""


def bring(desk: Desk, root: Path, site: OldSite, mapped: Mapped, policy: Policy, roster: Roster) -> Brought:
    """Bring the old site in, or go on with it. Raises UsageError where another old site was brought in here before."""
    with _alone(root / FOLDER):
        return _bring(desk, root, site, mapped, policy, roster)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one run at a time in a work tree: two would take each other's pages for changed by hand."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BlockedError(
                Text("这里正在带入旧站", "an old site is being brought in here already"),
                Text("等它完成再试", "try again when it is done"),
            ) from error
        yield


def _bring(desk: Desk, root: Path, site: OldSite, mapped: Mapped, policy: Policy, roster: Roster) -> Brought:
    zone = ZoneInfo(policy.time_zone)
    commits, untold = _first_commits(site, desk.env)
    placing = place(site, mapped, commits, zone, desk.clock())
    writer = Writer(Links(site, placing.pages, policy.limits), mapped, policy, roster)
    ground = _ground(site, placing, (mapped, policy, roster))
    lines, written = _write_all(desk, root, site, placing, ground, writer)
    addresses, nowhere = _addresses(placing, roster)
    nowhere += keep_table(root, addresses)
    times = {one.path: one.time.isoformat() for one in placing.pages.values()}
    atomic.write(root / FOLDER / "times.json", msgspec.json.format(msgspec.json.encode(dict(sorted(times.items()))), indent=1))
    files = {path for line in lines for path in line.files if not path.endswith(".md")}
    notes = [
        *(_decided(note, mapped) for note in site.notes),
        *untold,
        *placing.notes,
        *nowhere,
        *(note for line in lines for note in line.notes),
        *_unused(site, lines),
    ]
    findings = _findings(desk, root, lines)
    return Brought(len(lines), written, len(files), len(addresses), (*notes, *_not_shown(placing, findings)), findings)


def _not_shown(placing: Placing, findings: Sequence[Finding]) -> Iterator[Note]:
    """A note on every page that no build will show as it is; a baseline would bind two people's names to it for nothing."""
    sources = {page.path: source for source, page in placing.pages.items()}
    told = [one for one in findings if one.rule in _NEVER_SHOWN or one.message == LOADED]
    for path, rule in sorted({one.path: one.rule for one in told if one.path in sources}.items()):
        yield Note(sources[path], "not-shown", f"{path} {rule}")


def _decided(note: Note, mapped: Mapped) -> Note:
    """A note on a page that cannot be read; people may have decided that it stays behind."""
    return Note(note.source, "skipped", note.what) if note.kind == "unreadable" and mapped.skips(note.source) else note


def _first_commits(site: OldSite, env: Mapping[str, str]) -> tuple[Mapping[str, datetime], list[Note]]:
    """Old file (below the old folder) → when it came into the old site's history; nothing where no page needs it.

    The history is somebody else's: it is read through a sealed store, nothing that it configures is run and nothing fetched.
    """
    if all(page.time is not None for page in site.pages.values()):
        return {}, []
    named = {key: value for key, value in env.items() if not key.startswith("GIT_")}  # these would name another repository
    top = site.root.resolve()
    try:
        with Repository.open(top, named) as repository:
            held = repository.worktree_root
            below = top.relative_to(held.resolve()).as_posix() if held is not None else "."
            folder = "" if below == "." else f"{below}/"
            found = first_times(repository, repository.resolve("HEAD"), folder)
    except UsageError:  # no repository, or one without a commit
        return {}, []
    except (UndecidedError, ValueError) as error:
        why = error.text.en if isinstance(error, UndecidedError) else str(error)
        return {}, [Note(".git", "history", why)]
    return {path.removeprefix(folder): at for path, at in found.items()}, []


def _write_all(desk: Desk, root: Path, site: OldSite, placing: Placing, ground: str, writer: Writer) -> tuple[list[Done], int]:
    """Every page's line of the journal, and how many pages this run has written."""
    journal = Journal(root / FOLDER / "journal.jsonl", root, site.root)
    _refuse_another(journal, site)
    tell = progress(desk, Text("搬入", "bringing in"))
    lines, written = [], 0
    try:
        for source in sorted(journal.done.keys() - placing.pages.keys()):
            journal.forget(source)
        for number, (source, page) in enumerate(sorted(placing.pages.items()), start=1):
            # Front matter may hold what no JSON can: dates as keys, numbers without end.
            key = hashlib.sha256(f"{ground} {page!r}".encode("utf-8", "surrogatepass")).hexdigest()
            line = journal.stands(source, key)
            if line is None:
                line = journal.put(source, key, writer.write(page))
                written += 1
            lines.append(line)
            tell(number, len(placing.pages))
    finally:
        journal.close()
    return lines, written


def _refuse_another(journal: Journal, site: OldSite) -> None:
    """Pages that have left the old site leave this one too; where most have, it is another site, and nothing is removed."""
    known = site.pages.keys() | {note.source for note in site.notes}
    strange = journal.done.keys() - known
    if 2 * len(strange) > len(journal.done):
        count, before = len(strange), len(journal.done)
        zh = f"上次带入的 {before} 页里有 {count} 页不在这个旧站：像是另一个旧站，什么也没有动"
        en = f"{count} of the {before} pages brought in before are not of this old site: another one? Nothing was touched"
        advice = Text(
            f"文件夹写错了就改正；确要换一个旧站，先提交上次的结果，再移走 {FOLDER}",
            f"correct the folder; for another old site, commit what the last one made and move {FOLDER} away",
        )
        raise UsageError(Text(zh, en), advice)


def _ground(site: OldSite, placing: Placing, decided: tuple[Mapped, Policy, Roster]) -> str:
    """What every page depends on: the program, what people have decided, the addresses of all pages and where they go, and
    which files the old site has."""
    whole = hashlib.sha256(digest_of_code(_PARTS, _LIBRARIES).encode() + msgspec.json.encode(decided, order="deterministic"))
    whole.update(repr((site.base, site.content, site.static)).encode())
    for source, old in sorted(site.pages.items()):
        place = placing.pages[source].path if source in placing.pages else ""
        whole.update(f"{source}\0{place}\0{old.addresses!r}\0".encode("utf-8", "surrogatepass"))
    for path in _files(site):
        found = (site.root / path).stat()
        whole.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _files(site: OldSite) -> list[str]:
    """Every old file that is no page, below the old folder."""
    pages = {f"{site.content}/{source}" for source in (*site.pages, *(note.source for note in site.notes))}
    folders = dict.fromkeys((site.content, *site.static))
    found = (
        f"{folder}/{path}"
        for folder in folders
        if (site.root / folder).is_dir()
        for path in plain_files_below(site.root / folder)
    )
    return sorted({path for path in found if spelt(path) not in pages})


def _unused(site: OldSite, lines: Iterable[Done]) -> Iterator[Note]:
    used = {path for line in lines for path in line.used}
    return (Note(spelt(path), "unused-file", "") for path in _files(site) if path not in used)


def _addresses(placing: Placing, roster: Roster) -> tuple[dict[str, str], list[Note]]:
    """Old address → article, and a note on every address that cannot stand here."""
    found: dict[str, str] = {}
    notes: list[Note] = []
    for source, page in sorted(placing.pages.items()):
        for address in page.addresses:
            wrong = former_addresses.fault_of(address) != EMPTY or is_own(address, roster.units)
            if wrong:
                notes.append(Note(source, "no-address", address))
            elif found.get(address, page.path) != page.path:
                notes.append(Note(source, "address-taken", f"{address} → {found[address]}"))
            elif address != page_address(page.path):
                found[address] = page.path
    for address in [one for one in found if not former_addresses.files_above(one).isdisjoint(found)]:
        notes.append(Note(found.pop(address), "no-address", address))
    return found, notes


def _findings(desk: Desk, root: Path, lines: Sequence[Done]) -> tuple[Finding, ...]:
    """What the content rules say of the articles that were brought in."""
    from sanshen.commands.check_run import run_check

    source = WorkTree(root)
    paths = [path for line in lines for path in line.files if path.endswith(".md")]
    return run_check(desk, source, source, check_targets.sort_out(paths), by_folder=True).findings
