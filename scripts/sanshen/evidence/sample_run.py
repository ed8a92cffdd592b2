"""Which workflow run holds the sample (样版) of a commit: a link for people, never evidence, never needed."""

from __future__ import annotations

from typing import Final

import msgspec

from sanshen.evidence.forge import Forge

WORKFLOW: Final = "preview.yml"
_EVENT: Final = "pull_request"
_MADE: Final = "success"
_MOST: Final = "30"


class _Run(msgspec.Struct, frozen=True):
    id: int
    head_sha: str
    event: str
    conclusion: str | None = None


class _Runs(msgspec.Struct, frozen=True):
    workflow_runs: tuple[_Run, ...]


def sample_run(forge: Forge, head: str) -> int | None:
    """The run that has made the sample of `head`, or is making it; None where there is none, or several, or GitHub does not say.

    A head has one run of its own. Another may come from a pull request of the same head into some branch that brings a workflow
    file of its own: which of them made the sample nobody can tell by what GitHub shows, so then none is named.
    A run belongs to one commit for ever, so what is known of those that have ended is kept, sealed, for a day.
    """
    place = f"/commits/{head}#sample"
    kept = forge.recall_lists(place)
    if kept is not None and kept.isdigit():
        return int(kept) or None
    found = forge.glance(f"/actions/workflows/{WORKFLOW}/runs", _Runs, head_sha=head, event=_EVENT, per_page=_MOST)
    listed = found.workflow_runs if found is not None else ()
    runs = [one for one in listed if (one.head_sha, one.event) == (head, _EVENT)]
    only = runs[0].id if len(runs) == 1 and runs[0].conclusion in {None, _MADE} else 0
    if runs and forge.keeps and all(one.conclusion is not None for one in runs):
        forge.remember_lists(place, str(only).encode())
    return only or None
