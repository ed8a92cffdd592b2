"""Who had a hand in a commit, and to whom it is attributed (contract §3, "Attribution"), as GitHub knows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sanshen.evidence.accounts import holder_of, people_of_email
from sanshen.evidence.forge import Forge
from sanshen.evidence.wire import Commit, Nobody
from sanshen.model.change import Contribution
from sanshen.model.roster import Roster
from sanshen.model.text import EMPTY, Text

WEB_FLOW: Final = "web-flow"
"""GitHub's own account: the committer of everything made in its web editor, and no person's."""
_CO_AUTHOR: Final = re.compile(r"^[^\S\n]*co-authored-by[^\S\n]*:.*?<([^<>\n]*)>[^\S\n]*$", re.IGNORECASE | re.MULTILINE)


def contributions(
    forge: Forge, commits: Iterable[str], facts: Mapping[str, Commit], *, roster: Roster
) -> dict[str, Contribution]:
    """One Contribution per commit id. Commits that `facts` (the pull request's own list) lacks are asked for one by one.

    A commit the forge does not have is attributed to nobody; UndecidedError where the forge does not answer properly.
    """
    return {sha: _contribution(sha, facts.get(sha) or _ask(forge, sha), roster) for sha in commits}


def _ask(forge: Forge, sha: str) -> Commit | None:
    return forge.one_or_none(f"/commits/{sha}", Commit)


def _contribution(sha: str, commit: Commit | None, roster: Roster) -> Contribution:
    if commit is None or commit.sha != sha:
        why = Text("GitHub 上没有这个提交", "GitHub does not have this commit")
        return Contribution(sha, frozenset(), attributed=False, why_not=why)
    co_authors = [people_of_email(email, roster) for email in _CO_AUTHOR.findall(commit.commit.message)]
    people = _committing(commit, roster).union(*co_authors)
    why_not = _why_not(commit, roster)
    # A co-author outside the roster had a hand in it too, so it is no single person's work.
    single = not why_not.en and len(people) == 1 and all(co_authors)
    one = next(iter(people)) if single else None
    return Contribution(sha, people, attributed=not why_not.en, attributed_to=one, why_not=why_not)


def _committing(commit: Commit, roster: Roster) -> frozenset[str]:
    """People of the roster behind author and committer, by account and by address, verified or not."""
    found: set[str] = set()
    for given in (commit.author, commit.committer):
        account = given.account() if given else None
        person = holder_of(account, roster).person if account else None
        if person is not None:
            found.add(person)
    for ident in (commit.commit.author, commit.commit.committer):
        if ident is not None:
            found |= people_of_email(ident.email, roster)
    return frozenset(found)


def _why_not(commit: Commit, roster: Roster) -> Text:
    """What is missing for the commit to be attributed; empty where nothing is."""
    if commit.commit.verification is None or not commit.commit.verification.verified:
        return Text("提交的签名未经 GitHub 验证", "GitHub has not verified the commit's signature")
    if not _known(commit.author, roster):
        return Text("提交的作者账号不在人员名册中", "the commit's author account is not in the roster")
    if not _is_web_flow(commit.committer) and not _known(commit.committer, roster):
        return Text("提交的提交者账号不在人员名册中", "the commit's committer account is not in the roster")
    return EMPTY


def _known(given: Nobody | None, roster: Roster) -> bool:
    account = given.account() if given else None
    return account is not None and holder_of(account, roster).person is not None


def _is_web_flow(given: Nobody | None) -> bool:
    return given is not None and (given.login or "").casefold() == WEB_FLOW
