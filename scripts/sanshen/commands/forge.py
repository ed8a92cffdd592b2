"""`sanshen forge setup|audit|demands`: what GitHub itself must enforce, applied, compared, listed (§6)."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from sanshen.commands.desk import Desk
from sanshen.model.errors import UndecidedError, UsageError
from sanshen.model.text import Text
from sanshen.protection.catalogue import DEMANDS

if TYPE_CHECKING:
    from sanshen.evidence.forge import Forge
    from sanshen.protection.demand import District, Gap
    from sanshen.protection.settings import Settings
    from sanshen.protection.showing import Findings, Setup

ROUNDS: Final = 3
"""Setting one thing can bring another to light (patterns of an environment that was open to all); more rounds help nobody."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `forge`."""
    parser.add_argument(
        "action",
        choices=("setup", "audit", "demands"),
        help="列出并设置 / 核对 / 只看要求（不连 GitHub） · plan and set, compare, or list the demands offline",
    )
    parser.add_argument("--apply", action="store_true", help="setup：真的去改 / make the changes")
    parser.add_argument("--base", default="HEAD", metavar="REV", help="受保护分支的最新提交 / tip of the protected branch")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="markdown 只用于 demands")


def run(args: argparse.Namespace, desk: Desk) -> int:
    """0: nothing is open (audit), everything that can be set is set (setup); 1: gaps; 3: the forge does not say."""
    from sanshen.protection import showing

    if args.apply and args.action != "setup":
        raise UsageError(Text("--apply 只用于 setup", "--apply goes with setup only"))
    if args.format == "markdown" and args.action != "demands":
        raise UsageError(Text("--format markdown 只用于 demands", "--format markdown goes with demands only"))
    if args.action == "demands":
        desk.write(_demands(args.format, desk))
        return 0
    from sanshen.evidence.forge import Forge

    district = _district(desk, args.base)
    with Forge.from_environment(desk.env) as forge:
        if args.action == "audit":
            found = _look(forge, district)[1]
            as_json = args.format == "json"
            desk.write(
                showing.to_json(showing.audit_json(found, desk.lang)) if as_json else showing.audit_text(found, desk.lang)
            )
            return 1 if found.gaps else 0
        return _setup(forge, district, desk, args)


def _demands(format_: str, desk: Desk) -> str:
    from sanshen.protection import showing

    if format_ == "markdown":
        return showing.demands_markdown(DEMANDS)
    if format_ == "json":
        return showing.to_json(showing.demands_json(DEMANDS, desk.lang))
    return showing.demands_text(DEMANDS, desk.lang)


def _district(desk: Desk, base: str) -> District:
    """By what the settings are judged; UsageError where policy or roster of the base cannot be used."""
    from sanshen.evidence.app_token import ID_VARIABLE
    from sanshen.judging.office import load_policy, load_roster
    from sanshen.protection.demand import District
    from sanshen.protection.labels import labels_of
    from sanshen.repository import Repository

    with Repository.open(desk.root, desk.env) as repository:
        commit = repository.resolve(base)
        policy = load_policy(repository, commit)
        roster = load_roster(repository, commit, policy)
    app = desk.env.get(ID_VARIABLE, "").strip()
    if app and not (app.isascii() and app.isdigit()):
        raise UsageError(Text(f"{ID_VARIABLE} 应为 App 的数字编号", f"{ID_VARIABLE} must be the App's number"))
    day = desk.clock().astimezone(ZoneInfo(policy.time_zone)).date()
    return District(policy, roster, day, int(app) if app else None, labels_of(policy))


def _look(forge: Forge, district: District) -> tuple[Settings, Findings]:
    from sanshen.protection.access import access_list
    from sanshen.protection.demand import gaps_of
    from sanshen.protection.inquiry import read_settings
    from sanshen.protection.notes import notes_of
    from sanshen.protection.showing import Findings

    settings = read_settings(forge, district)
    gaps = tuple(gaps_of(DEMANDS, settings, district))
    notes = tuple(notes_of(settings, district))
    return settings, Findings(forge.repository, DEMANDS, gaps, access_list(settings, district), notes)


def _setup(forge: Forge, district: District, desk: Desk, args: argparse.Namespace) -> int:
    from sanshen.protection import showing

    settings, found = _look(forge, district)
    setup = _applied(forge, district, settings, found) if args.apply else _planned(settings, district, found)
    as_json = args.format == "json"
    desk.write(
        showing.to_json(showing.setup_json(found, setup, desk.lang)) if as_json else showing.setup_text(found, setup, desk.lang)
    )
    failed = [one for one in setup.done or () if one.failed is not None]
    if failed:
        desk.warn(Text(f"{len(failed)} 项没有做成；改好后再运行一次", f"{len(failed)} changes failed; mend and run it again"))
        return UndecidedError.exit_code
    return 0


def _planned(settings: Settings, district: District, found: Findings) -> Setup:
    from sanshen.protection.plan import steps_of
    from sanshen.protection.showing import Setup

    steps = tuple(steps_of(settings, district, _ids(found.gaps)))
    closed = {id_ for step in steps for id_ in step.closes}
    return Setup(steps, None, tuple(one for one in found.gaps if one.demand.id not in closed))


def _applied(forge: Forge, district: District, settings: Settings, found: Findings) -> Setup:
    """Apply, look again, and once more where that brought something to light; what is left then takes a person."""
    from sanshen.protection.applying import Done, apply_steps
    from sanshen.protection.plan import steps_of
    from sanshen.protection.showing import Setup

    done: list[Done] = []
    for _ in range(ROUNDS):
        steps = tuple(steps_of(settings, district, _ids(found.gaps)))
        if not steps:
            break
        done += apply_steps(forge, steps)
        settings, found = _look(forge, district)
        if any(one.failed is not None for one in done):
            break
    return Setup(tuple(one.step for one in done), tuple(done), found.gaps)


def _ids(gaps: Sequence[Gap]) -> frozenset[str]:
    return frozenset(one.demand.id for one in gaps)
