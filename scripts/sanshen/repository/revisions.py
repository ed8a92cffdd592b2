"""Names of revisions: what the user typed becomes one full commit id, or a message that says why it cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.repository.objects import ObjectReader, damaged
from sanshen.repository.process import Git, failed, plain

_FULL_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def is_full_id(word: str) -> bool:
    """Whether `word` is a complete object id in lower case."""
    return _FULL_ID.fullmatch(word) is not None


class Revisions:
    """Looks names up among the refs of the real repository; objects are read through the sealed store."""

    def __init__(self, real: Git, reader: ObjectReader, *, shallow: bool) -> None:
        self._real = real
        self._reader = reader
        self._shallow = shallow

    def resolve(self, revision: str) -> str:
        """The full id of the commit that `revision` names. Raises UsageError where it names none or several."""
        if not revision or revision.startswith("-") or plain(revision) != revision:
            raise UsageError(
                Text(f"{plain(revision)!r} 不能用作版本名", f"{plain(revision)!r} cannot be a revision"),
                Text("请给出分支、标签或提交编号", "give a branch, a tag or a commit id"),
            )
        if is_full_id(revision):
            return self._commit_of(revision, revision)
        answer = self._real.run(
            "-c", "core.warnAmbiguousRefs=true", "rev-parse", "--verify", "--end-of-options", revision, ok=(0, 128)
        )
        if "is ambiguous" in answer.err:
            raise UsageError(
                Text(f"版本 {revision!r} 有歧义", f"revision {revision!r} is ambiguous"),
                Text("请写全名（refs/heads/…）或完整的提交编号", "write its full name (refs/heads/…) or the full commit id"),
            )
        if answer.code:
            raise self._unknown(revision)
        return self._commit_of(answer.text.strip(), revision)

    def _commit_of(self, oid: str, revision: str) -> str:
        header = self._reader.header(f"{oid}^{{commit}}")
        if header is not None:
            return header.oid
        if self._reader.header(oid) is not None:
            raise UsageError(Text(f"{revision!r} 不是提交", f"{revision!r} is not a commit"))
        raise self._unknown(revision)

    def read_refs(self, names: Sequence[str]) -> tuple[str | None, ...]:
        """The commits that refs of those full names point to, by one question; None where there is no such ref."""
        for name in names:
            if not name.startswith("refs/") or plain(name) != name:
                raise UsageError(Text(f"{plain(name)!r} 不是引用的全名", f"{plain(name)!r} is not a full ref name"))
        question = ("for-each-ref", "--format=%(objectname) %(refname)", *names)
        answer = self._real.run(*question)
        if answer.err:  # a ref that cannot be read is passed over with a warning; to us it is not one that does not exist
            raise failed(question, answer)
        found = {name: oid for oid, _, name in (line.partition(" ") for line in answer.lines)}  # what lies below a name, too
        return tuple(self._tip_of(found[name]) if name in found else None for name in names)

    def _tip_of(self, oid: str) -> str:
        header = self._reader.header(f"{oid}^{{commit}}")
        if header is None:
            raise damaged(oid)
        return header.oid

    def protected(self, branch: str) -> str | None:
        """The tip of the protected branch: the local one, else that of `origin`, None where there is neither."""
        local, remote = self.read_refs((f"refs/heads/{branch}", f"refs/remotes/origin/{branch}"))
        return local if local is not None else remote

    def branches(self) -> dict[str, str]:
        """Short name → tip of every branch here; one that only `origin` has is named as there. The local one goes first."""
        found: dict[str, str] = {}
        for place in ("refs/heads/", "refs/remotes/origin/"):
            answer = self._real.run("for-each-ref", "--format=%(refname) %(objectname)", place)
            for line in answer.lines:
                name, _, oid = line.rpartition(" ")
                if name != f"{place}HEAD":
                    found.setdefault(name.removeprefix(place), oid)
        return found

    def _unknown(self, revision: str) -> UsageError | UndecidedError:
        if not self._real.run("rev-list", "--all", "--max-count=1").out and self._is_unborn():
            return UsageError(
                Text(
                    f"没有版本 {revision!r}：仓库还没有任何提交", f"no revision {revision!r}: the repository has no commit yet"
                ),
                Text("请先提交", "commit something first"),
            )
        if self._shallow:
            return UsageError(
                Text(
                    f"没有版本 {revision!r}：这是浅克隆，可能缺少它",
                    f"no revision {revision!r}: this is a shallow clone, which may lack it",
                ),
                Text("请运行 git fetch --unshallow", "run git fetch --unshallow"),
            )
        return UsageError(
            Text(f"没有版本 {revision!r}", f"unknown revision {revision!r}"),
            Text("请检查拼写，或先 git fetch", "check the spelling, or run git fetch first"),
        )

    def _is_unborn(self) -> bool:
        return self._real.run("rev-parse", "--verify", "--quiet", "HEAD", ok=(0, 1, 128)).code != 0
