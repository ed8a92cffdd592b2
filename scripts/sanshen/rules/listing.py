"""The rules there are, each loaded when it is asked for: `index.py` says where it stands and what an article must show for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

import msgspec

from sanshen.model.rulebook import RuleBook
from sanshen.rules.clues import Clues, met
from sanshen.rules.index import INDEX
from sanshen.rules.skim import Listener, Skim

if TYPE_CHECKING:
    from sanshen.rules.rule import Rule

    ARTICLE_RULES: tuple[Rule, ...]
    """Every rule that looks at an article."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the index: the rule `id` is called `name` in `module`; `judges`: it looks at articles itself.

    `words` and `clues` are the rule's own.
    """

    id: str
    module: str
    name: str
    judges: bool
    words: tuple[str, ...]
    clues: Clues | None

    def rule(self) -> Rule:
        """The rule itself."""
        return _loaded(self.module, self.name)


@cache
def _loaded(module: str, name: str) -> Rule:
    return cast("Rule", getattr(import_module(f"sanshen.rules.{module}"), name))


def _entry(rule: str, module: str, name: str, judges: bool, words: str, clues: tuple[str, str, str, str] | None) -> Entry:  # noqa: FBT001  # a line of the index
    if clues is None:
        return Entry(rule, module, name, judges, tuple(words.split()), None)
    folded, written, pieces, facts = clues
    shown = Clues(folded=folded, written=written, pieces=tuple(pieces.split()), facts=tuple(facts.split()))  # type: ignore[arg-type]  # the test of the index compares them
    return Entry(rule, module, name, judges, tuple(words.split()), shown)


@cache
def entries() -> Mapping[str, Entry]:
    """Every rule but those about built pages, by id: `check` has no use for them."""
    return {line[0]: _entry(*line) for line in INDEX}


def asked(skim: Skim, book: RuleBook, only: Collection[str] | None = None) -> Iterator[Rule]:
    """The article rules (`only` these of them, where given) that the article of this skim gives a clue to, in the order of ids."""
    for one in entries().values():
        if one.judges and (only is None or one.id in only) and met(one.clues, one.words, skim, book):
            yield one.rule()


class _Catalogue(Mapping[str, "Rule"]):
    """Every rule but those about built pages; each is loaded when it is asked for."""

    def __getitem__(self, rule: str) -> Rule:
        return entries()[rule].rule()

    def __contains__(self, rule: object) -> bool:
        return rule in entries()

    def __iter__(self) -> Iterator[str]:
        return iter(entries())

    def __len__(self) -> int:
        return len(entries())


CATALOGUE: Final[Mapping[str, Rule]] = _Catalogue()


def __getattr__(name: str) -> object:
    if name == "ARTICLE_RULES":
        return tuple(one.rule() for one in entries().values() if one.judges)
    raise AttributeError(name)


@cache
def listener() -> Listener:
    """Listens for the words of every article rule, and looks for their clues."""
    known = entries().values()
    clues = (clue for one in known if one.clues is not None for clue in one.clues.looked_for)
    return Listener((word for one in known for word in one.words), clues)


def catalogue() -> tuple[Rule, ...]:
    """Every rule there is, by id, including those that reading, the gate and the build report themselves."""
    from sanshen.rules.page import PAGE_RULES

    return tuple(sorted((*CATALOGUE.values(), *PAGE_RULES), key=lambda rule: rule.id))


def rule_of(rule_id: str) -> Rule | None:
    """The rule of that id, whoever reports it; None where there is none."""
    known = CATALOGUE.get(rule_id)
    return known if known is not None else next((rule for rule in catalogue() if rule.id == rule_id), None)
