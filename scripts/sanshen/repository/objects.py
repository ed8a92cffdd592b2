"""Reading objects through one `git cat-file` that stays up, and taking trees apart."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Thread
from typing import IO, Final, NamedTuple, Self

from sanshen.model.errors import BlockedError, UndecidedError
from sanshen.model.text import Text
from sanshen.repository.process import Git
from sanshen.repository.recent import Recent

TREE: Final = "40000"
_KEPT_TREES: Final = 4096
_KEPT_HEADERS: Final = 4096
_KEPT_CONTENTS: Final = 256
_SMALL: Final = 65_536
"""Bytes up to which a content is kept: a dossier, a statement, a commit are read again and again."""

_FEW: Final = 100
"""So many blobs are asked for one by one sooner than another process is up."""
MOST_ASKED: Final = 64
"""Questions of at most 75 bytes that are asked in one go."""


class Header(NamedTuple):
    """What an object is: its full id, its type (blob, tree, commit, tag), its size in bytes."""

    oid: str
    type: str
    size: int


class TreeItem(NamedTuple):
    """One line of a tree object; `mode` as git writes it there (a directory is 40000)."""

    mode: str
    oid: str


def damaged(name: str) -> UndecidedError:
    """The error for an object that must be there and is not."""
    return UndecidedError(
        Text(f"对象 {name} 缺失或损坏", f"object {name} is missing or damaged"),
        Text(
            "请取回完整历史（git fetch --unshallow，或不用 --filter 克隆）并运行 git fsck",
            "fetch the whole history (git fetch --unshallow, or a clone without --filter) and run git fsck",
        ),
    )


class ObjectReader:
    """Headers and contents of objects, by id. One process for all questions; started by the first."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._trees: Recent[str, Mapping[bytes, TreeItem]] = Recent(kept=_KEPT_TREES)
        # What is missing may be fetched meanwhile.
        self._headers: Recent[str, Header | None] = Recent(lambda header: header is None, kept=_KEPT_HEADERS)
        self._contents: Recent[tuple[str, str], bytes] = Recent(lambda data: len(data) > _SMALL, kept=_KEPT_CONTENTS)
        self._ahead: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            end(self._process)
            self._process = None

    def _streams(self, name: str) -> tuple[IO[bytes], IO[bytes]]:
        """Where questions go, and where answers come from."""
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch-command")
        if self._process.stdin is None or self._process.stdout is None:
            raise damaged(name)
        return self._process.stdin, self._process.stdout

    def _ask(self, question: str, name: str) -> Header | None:
        """Ask about one object; `name` is hex digits, perhaps followed by `^{type}`."""
        questions, answers = self._streams(name)
        try:
            questions.write(f"{question} {name}\n".encode("ascii"))
            questions.flush()
            return _header(answers.readline(), name)
        except BrokenPipeError as error:  # git died of the question before: the object it was asked for cannot be read
            raise damaged(name) from error

    def read_ahead(self, blobs: Sequence[str]) -> None:
        """Read a few blobs in one go: the next question for each of them is answered at once. What is missing is told then."""
        if not blobs:
            return
        name = blobs[0]
        questions, answers = self._streams(name)
        try:
            # All of these questions fit into the pipe, so that git takes them though nobody reads its answers yet.
            questions.write("".join(f"contents {one}\n" for one in blobs[:MOST_ASKED]).encode("ascii"))
            questions.flush()
        except BrokenPipeError as error:
            raise damaged(name) from error
        self._ahead.clear()
        for one in blobs[:MOST_ASKED]:
            header = _header(answers.readline(), one)
            if header is not None:
                data = _exactly(answers, header.size + 1, one)[:-1]
                if header.type == "blob":
                    self._ahead[one] = data

    def header(self, name: str) -> Header | None:
        """What `name` is; None where there is no such object."""
        return self._headers.answer(name, lambda: self._ask("info", name))

    def sizes(self, oids: Sequence[str]) -> list[int]:
        """The sizes of at most `MOST_ASKED` objects, asked in one go; -1 for what is not here."""
        if not oids:
            return []
        questions, answers = self._streams(oids[0])
        try:
            questions.write("".join(f"info {one}\n" for one in oids).encode("ascii"))
            questions.flush()
        except BrokenPipeError as error:
            raise damaged(oids[0]) from error
        headers = [_header(answers.readline(), one) for one in oids]
        return [-1 if one is None else one.size for one in headers]

    def content(self, name: str, type_: str) -> bytes:
        """The bytes of an object of that type; raises UndecidedError where it is missing or something else."""
        if type_ == "blob" and name in self._ahead:
            return self._ahead.pop(name)
        return self._contents.answer((name, type_), lambda: self._content(name, type_))

    def _content(self, name: str, type_: str) -> bytes:
        header = self._ask("contents", name)
        if header is None or self._process is None or self._process.stdout is None:
            raise damaged(name)
        data = _exactly(self._process.stdout, header.size + 1, name)[:-1]
        if header.type != type_:
            raise damaged(name)
        return data

    def tree(self, oid: str) -> Mapping[bytes, TreeItem]:
        """The lines of a tree object by name. The latest 4,096 are kept."""
        return self._trees.answer(oid, lambda: parse_tree(self._content(oid, "tree"), len(oid) // 2))

    def many(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many blobs in the order asked for; where they are more than a few, by a buffered process of its own."""
        wanted = tuple(oids)
        if len(wanted) <= _FEW:
            yield from ((oid, self.content(oid, "blob")) for oid in wanted)
            return
        process = self._git.start("cat-file", "--batch", "--buffer")
        if process.stdin is None or process.stdout is None:
            raise damaged("")
        feeder = Thread(target=_feed, args=(process.stdin, wanted), daemon=True)
        feeder.start()
        try:
            for oid in wanted:
                header = _header(process.stdout.readline(), oid)
                if header is None or header.type != "blob":
                    raise damaged(oid)
                yield oid, _exactly(process.stdout, header.size + 1, oid)[:-1]
        finally:
            end(process)
            feeder.join()


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that may still have something to say."""
    process.kill()
    process.wait()
    for stream in (process.stdout, process.stdin):
        if stream is not None:
            try:
                stream.close()
            except BrokenPipeError:  # the last question was still in our buffer; nobody waits for its answer
                continue


def _feed(stream: IO[bytes], oids: tuple[str, ...]) -> None:
    try:
        stream.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
        stream.close()
    except (BrokenPipeError, ValueError):  # the reader stopped early and ended the process
        return


def _header(line: bytes, name: str) -> Header | None:
    words = line.decode("ascii", "replace").split()
    if len(words) == 2 and words[1] in {"missing", "ambiguous"}:  # noqa: PLR2004  # name, word
        return None
    if len(words) != 3:  # noqa: PLR2004  # id, type, size; nothing at all when git died
        raise damaged(name)
    return Header(words[0], words[1], int(words[2]))


def _exactly(stream: IO[bytes], size: int, name: str) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise damaged(name)
    return data


def parse_tree(data: bytes, width: int) -> Mapping[bytes, TreeItem]:
    """Take a tree object apart; `width` is the length of an object id in bytes (20 or 32).

    Raises BlockedError for a tree that git's own tools never make: names doubled, out of order or with a slash. Programs
    disagree on what such a tree contains, and a server takes it unless `receive.fsckObjects` is set.
    """
    found: dict[bytes, TreeItem] = {}
    at, before = 0, b""
    while at < len(data):
        space = data.find(b" ", at)
        end_of_name = data.find(b"\0", space)
        last = end_of_name + 1 + width
        if space < 0 or end_of_name < 0 or last > len(data):
            raise _malformed("cut short")
        mode, name = data[at:space].decode("ascii", "replace"), data[space + 1 : end_of_name]
        place = name + b"/" if mode == TREE else name
        if place <= before or name in found or not name or b"/" in name:
            raise _malformed(repr(name.decode("utf-8", "replace")))
        found[name] = TreeItem(mode, data[end_of_name + 1 : last].hex())
        at, before = last, place
    return found


def _malformed(what: str) -> BlockedError:
    return BlockedError(
        Text(
            f"目录对象不规范（{what}）：重名、乱序或残缺", f"malformed tree object ({what}): doubled, out of order or cut short"
        ),
        Text(
            "请用 git 正常重新提交；服务器宜设 receive.fsckObjects=true",
            "commit anew with git itself; servers should set receive.fsckObjects=true",
        ),
    )
