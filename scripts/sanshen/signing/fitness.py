"""Who may sign a stage: in office, fit, of the right unit or portfolio, or standing in by a delegation on file (§3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sanshen.model.change import ArticleCase, SignOff
from sanshen.model.policy import Policy, Seat, Stage
from sanshen.model.roster import Appointment, Delegation, Roster
from sanshen.model.text import Text

_NOON: Final = time(12)


class Standing(NamedTuple):
    """A person's right to sign a stage: by their own office, or on behalf of somebody who delegated to them."""

    person: str
    on_behalf_of: str | None = None

    @property
    def people(self) -> frozenset[str]:
        """Everybody whose judgement this signature stands for: both names count where people must differ."""
        return frozenset({self.person} | ({self.on_behalf_of} if self.on_behalf_of else set()))


class Days(NamedTuple):
    """The two days that matter: of signing and of judgement, in the district's time zone."""

    signed: date
    judged: date


class Bench:
    """The people who may sign in one judgement: roster and policy of the base, and the moment of judgement."""

    def __init__(self, policy: Policy, roster: Roster, now: datetime) -> None:
        self.policy = policy
        self.roster = roster
        self.now = now
        self._zone = ZoneInfo(policy.time_zone)

    @property
    def seats(self) -> Mapping[str, Seat]:
        """The seats of whole changes: those of the control plane, and one for each kind of ledger entry."""
        ledger = {
            f"ledger-{kind}": Seat(name=entry.name, roles=entry.writers, of=entry.of)
            for kind, entry in self.policy.ledger.items()
        }
        return {**self.policy.control_plane.seats, **ledger}

    def day(self, at: datetime) -> date:
        """The day of `at` where the district lives."""
        return at.astimezone(self._zone).date()

    def days(self, at: datetime) -> Days:
        """Signing day and judgement day of a sign-off made at `at`."""
        return Days(self.day(at), self.day(self.now))

    def signed_at(self, event: SignOff) -> datetime:
        """When its signer signed: noon of the paper's date where it was on paper, else the time of the event."""
        return event.at if event.paper is None else datetime.combine(event.paper.day, _NOON, self._zone)

    def unfit(self, person: str, role: str, days: Days) -> Text | None:
        """Why `person` may not act at all on these days, else None (Art. 31, 34)."""
        entry = self.roster.people.get(person)
        if entry is None:
            return Text(f"{person} 不在人员名册", f"{person} is not in the roster")
        name = entry.name
        if person in self.roster.voided:
            return Text(f"{name} 的编号、账号、密钥或邮箱与他人重复", f"{person}: an id, login, key or e-mail is used twice")
        if entry.suspended is not None and entry.suspended <= days.judged:
            return Text(f"{name} 自 {entry.suspended} 起停职", f"{person} is suspended since {entry.suspended}")
        if entry.left is not None and entry.left <= days.judged:
            return Text(f"{name} 已于 {entry.left} 离岗移交", f"{person} left on {entry.left}")
        if role in self.policy.trained_roles and (entry.trained is None or entry.trained > days.signed):
            return Text(f"{name} 签署时未经培训（第三十四条）", f"{person} was not trained when signing (Art. 34)")
        return None

    def _seats(self, stage: Stage, case: ArticleCase) -> Iterator[tuple[str, Appointment]]:
        """(role, appointment) pairs that can sign `stage` of this article, whatever the day."""
        for role in stage.roles:
            if stage.of == "unit":
                appointments = self.roster.appointments(role, case.unit)
            elif stage.of == "former-unit":
                appointments = self.roster.appointments(role, case.former_unit) if case.former_unit else iter(())
            else:
                appointments = self.roster.appointments(role, None)
            for appointment in appointments:
                if stage.of != "portfolio" or _in_portfolio(appointment, case):
                    yield role, appointment

    def appointed(self, stage: str, case: ArticleCase) -> tuple[str, ...]:
        """Everybody who is, was or will be appointed to this seat, fit or not, in the roster's order."""
        return tuple(dict.fromkeys(one.person for _, one in self._seats(self.policy.stages[stage], case)))

    def is_named(self, person: str, stage: str, case: ArticleCase) -> bool:
        """Whether `person` is appointed to this seat or named in a delegation of it, fit or not, today or not."""
        given = (one.to for one in self._delegations(stage, case) if stage in one.stages)
        return person in self.appointed(stage, case) or person in given

    def holds_seat(self, person: str, stage: str, case: ArticleCase, day: date) -> bool:
        """Whether `person` holds this seat on `day`, by office or delegation; fitness is not asked (objections)."""
        if person in self.roster.voided:
            return False
        seats = list(self._seats(self.policy.stages[stage], case))
        holders = {one.person for _, one in seats if one.holds_on(day)}
        return person in holders or any(
            given.to == person and stage in given.stages and given.runs_on(day) and given.from_ in holders
            for given in self._delegations(stage, case)
        )

    def may_sign(self, person: str, stage: str, case: ArticleCase, at: datetime) -> Standing | Text:
        """The standing in which `person` may sign `stage` of this article at `at`, else why not."""
        days = self.days(at)
        seats = list(self._seats(self.policy.stages[stage], case))
        own = self.in_office(person, seats, days)
        if own is None:
            return Standing(person)
        stand_in = self._stand_in(person, stage, case, days)
        return stand_in if stand_in is not None else own

    def in_office(self, person: str, seats: list[tuple[str, Appointment]], days: Days) -> Text | None:
        """Why `person` may not act through any of these (role, appointment) pairs on these days, None where they may."""
        roles = self._roles_held(person, seats, days)
        if isinstance(roles, Text):
            return roles
        troubles = [self.unfit(person, role, days) for role in sorted(roles)]
        return None if None in troubles else troubles[0]

    def _roles_held(self, person: str, seats: list[tuple[str, Appointment]], days: Days) -> frozenset[str] | Text:
        """The roles that `person` held when signing, provided that they still hold one; else why not."""
        mine = [(role, one) for role, one in seats if one.person == person]
        if not mine:
            return Text(f"{self._name(person)} 不担任此环节的职务", f"{person} holds no seat for this stage")
        then = {role for role, one in mine if one.holds_on(days.signed)}
        still = {role for role, one in mine if one.holds_on(days.judged)}
        if not then:
            return Text(f"{self._name(person)} 签署当日（{days.signed}）不在任", f"{person} was not in office on {days.signed}")
        if not still:
            return Text(f"{self._name(person)} 已不在任（{days.judged}）", f"{person} is no longer in office on {days.judged}")
        return frozenset(then & still or then)

    def _stand_in(self, person: str, stage: str, case: ArticleCase, days: Days) -> Standing | Text | None:
        """A standing by delegation; a Text says why a delegation on file does not help; None where there is none."""
        trouble: Text | None = None
        seats = list(self._seats(self.policy.stages[stage], case))
        for given in self._delegations(stage, case):
            if given.to != person or stage not in given.stages:
                continue
            if not given.runs_on(days.signed):
                trouble = Text(
                    f"委托期 {given.start} 至 {given.end} 不含签署日", f"the delegation runs {given.start} to {given.end}"
                )
                continue
            if (given.end - given.start).days + 1 > self.policy.limits.delegation_days:
                trouble = Text("委托期超过上限，无效", "the delegation is longer than the limit, hence void")
                continue
            giver = self.in_office(given.from_, seats, days)
            if giver is not None:
                trouble = Text("委托人：", "the delegator: ") + giver
                continue
            roles = sorted({role for role, one in seats if one.person == given.from_})
            troubles = [self.unfit(person, role, days) for role in roles]
            if None in troubles:
                return Standing(person, given.from_)
            trouble = troubles[0]
        return trouble

    def _delegations(self, stage: str, case: ArticleCase) -> Iterator[Delegation]:
        """The delegations on file with the unit whose seat it is: another unit's principal gives away none of its seats."""
        unit = self.roster.units.get(case.former_unit if self.policy.stages[stage].of == "former-unit" else case.unit)
        yield from unit.delegations if unit is not None else ()

    def _name(self, person: str) -> str:
        entry = self.roster.people.get(person)
        return entry.name if entry else person


def _in_portfolio(appointment: Appointment, case: ArticleCase) -> bool:
    """Whether the appointment's portfolio holds the article's unit or its matter."""
    portfolio = appointment.portfolio
    if portfolio is None:
        return False
    if portfolio.units == "all" or case.unit in portfolio.units:
        return True
    return bool(case.matter) and case.matter in portfolio.matters
