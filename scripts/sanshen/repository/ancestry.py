"""Which commit comes from which. A shallow clone that hides an answer gives none: UndecidedError."""

from __future__ import annotations

from typing import Final

from sanshen.model.errors import UndecidedError
from sanshen.model.text import Text
from sanshen.repository.process import Git
from sanshen.repository.recent import Recent

_BY_GRAPH: Final = ("-c", "core.commitGraph=true")
"""For the whole line of first parents alone, which is as long as the archive: git's own list of it is eight times quicker to read."""


class Ancestry:
    """Walks history in the sealed store. `shallow`: the commits at which history is cut off; commits are full ids."""

    def __init__(self, sealed: Git, shallow: frozenset[str]) -> None:
        self._sealed = sealed
        self._shallow = shallow
        self._bases: Recent[tuple[str, str], str | None] = Recent()
        self._roots: Recent[str, str] = Recent()

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor, None where there is none; undecided where the cut hides what might be a better one."""
        return self._bases.answer((one, other), lambda: self._merge_base(one, other))

    def _merge_base(self, one: str, other: str) -> str | None:
        answer = self._sealed.run("merge-base", one, other, ok=(0, 1))
        if self._shallow:
            between = self._sealed.run("rev-list", f"{one}...{other}").lines
            if not self._shallow.isdisjoint(between):
                raise _too_shallow(one, other)
        return answer.text.strip() or None

    def is_ancestor(self, one: str, other: str) -> bool:
        """Whether `one` is `other` or one of its ancestors."""
        return self._sealed.run("merge-base", "--is-ancestor", one, other, ok=(0, 1)).code == 0

    def first_parents(self, start: str, since: str | None = None) -> tuple[str, ...]:
        """The commits along first parents from `start` (first) down to, without, what `since` reaches."""
        past, quick = ((f"^{since}",), ()) if since is not None else ((), _BY_GRAPH)
        walked = self._sealed.run(*quick, "rev-list", "--first-parent", start, *past).lines
        if not self._shallow.isdisjoint(walked):
            raise _too_shallow(start)
        return walked

    def new_commits(self, base: str, head: str) -> tuple[str, ...]:
        """Every commit that `head` reaches and `base` does not, the newest first."""
        return self._sealed.run("rev-list", head, f"^{base}").lines

    def root(self, start: str) -> str:
        """The first commit of the line of first parents."""
        return self._roots.answer(start, lambda: self._root(start))

    def _root(self, start: str) -> str:
        root = self._sealed.run(*_BY_GRAPH, "rev-list", "--first-parent", "--max-parents=0", start).text.strip()
        if root in self._shallow:
            raise _too_shallow(start)
        return root


def _too_shallow(*commits: str) -> UndecidedError:
    short = "、".join(commit[:12] for commit in commits)
    return UndecidedError(
        Text(f"浅克隆缺少判断 {short} 所需的历史", f"this shallow clone lacks the history that {short} needs"),
        Text(
            "请运行 git fetch --unshallow（GitHub Actions：fetch-depth: 0）",
            "run git fetch --unshallow (GitHub Actions: fetch-depth: 0)",
        ),
    )
