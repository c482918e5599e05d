"""Which programmes fit an organisation and what it plans: in order, each with what speaks for and against it.

Pure: it knows the rules of a programme as they stand in its entry, and asks nobody. What a programme or a
profile does not say counts neither for nor against, and is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from funding.choices import OfficeLevel, Purpose
from funding.models import Programme
from organisations.choices import LegalForm
from organisations.models import Organisation
from portal.lib import money
from portal.lib.languages import best_words

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Profile:
    """What an organisation says of itself, as far as programmes ask for it; None where it says nothing."""

    land: str = ""
    founded: int | None = None
    is_registered: bool | None = None
    is_umbrella: bool = False

    @classmethod
    def of(cls, organisation: Organisation) -> Profile:
        form = organisation.legal_form
        known = None if form == LegalForm.UNKNOWN else form == LegalForm.REGISTERED
        return cls(organisation.land_id or "", organisation.founded, known, organisation.is_umbrella)


@dataclass(frozen=True)
class Plan:
    """What the money is for: costs and own money in EUR, the first day and the months that it takes."""

    purpose: str = Purpose.PROJECT
    costs: Decimal | None = None
    own: Decimal = Decimal("0.00")
    start: date | None = None
    months: int | None = None

    @property
    def wanted(self) -> Decimal | None:
        """What is missing after the own money, in EUR."""
        return None if self.costs is None else max(self.costs - self.own, Decimal("0.00"))


@dataclass
class Fit:
    """A programme with reasons, each a sentence: what fits, what does not, and what is not known.

    `barred` is how many of what does not fit no other plan can mend: it is for others, or for something else.
    """

    programme: Programme
    fitting: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    barred: int = 0

    def say(self, fits: bool, words: str) -> None:
        (self.fitting if fits else self.against).append(words)

    def demand(self, fits: bool, words: str) -> None:
        """The same of what shuts one out where it does not fit."""
        self.barred += not fits
        self.say(fits, words)

    @property
    def only_words_say_who(self) -> bool:
        """Who may ask stands in the words of the programme, and in no rule that a profile could answer."""
        row = self.programme
        has_rule = row.registered_only or row.umbrellas_only
        return not has_rule and bool(best_words(row, "who_may_apply", "de")[0])

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """What is open to one first, then least against it, then most for it, then what is known best."""
        return self.barred, len(self.against), -len(self.fitting), len(self.unknown), self.programme.slug


def in_order(programmes: Iterable[Programme], profile: Profile, plan: Plan, day: date) -> list[Fit]:
    """How each programme fits as of `day`, the best first. Those of other Länder are left out."""
    near = (it for it in programmes if _is_near(it, profile))
    return sorted((fit(it, profile, plan, day) for it in near), key=lambda found: found.order)


def _is_near(programme: Programme, profile: Profile) -> bool:
    office = programme.office
    return office.level == OfficeLevel.FEDERAL or (bool(profile.land) and office.land_id == profile.land)


def fit(programme: Programme, profile: Profile, plan: Plan, day: date) -> Fit:
    """What speaks for one programme, and what against it, as of `day`."""
    found = Fit(programme)
    for look in (_place, _purpose, _who, _age, _sums, _own_part, _months, _days):
        look(found, programme, profile, plan, day)
    return found


type _Rest = Any


def _place(found: Fit, programme: Programme, profile: Profile, *rest: _Rest) -> None:
    federal = programme.office.level == OfficeLevel.FEDERAL
    found.say(True, _("It holds in all of Germany.") if federal else _("It is for your Land."))


def _purpose(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    if not programme.open:
        found.demand(False, _("It takes no requests at the moment."))
    if programme.purpose == Purpose.PROJECT:
        found.demand(plan.purpose == programme.purpose, _("It pays for projects."))
    else:
        found.demand(plan.purpose == programme.purpose, _("It pays for the whole work of an organisation."))


def _who(found: Fit, programme: Programme, profile: Profile, *rest: _Rest) -> None:
    if programme.umbrellas_only:
        found.demand(profile.is_umbrella, _("It is for umbrella organisations."))
    if not programme.registered_only:
        return
    if profile.is_registered is None:
        words = _("It is for registered associations. You have not said whether you are one.")
        found.unknown.append(words)
    else:
        found.demand(profile.is_registered, _("It is for registered associations."))


def _age(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    needs = programme.min_years
    if not needs:
        return
    wants = ngettext("It needs %(years)d year of existence", "It needs %(years)d years of existence", needs)
    wants %= {"years": needs}
    if profile.founded is None:
        not_said = _("You have not said when you were founded.")
        found.unknown.append(f"{wants}. {not_said}")
        return
    has = max(day.year - profile.founded, 0)
    own = ngettext("you have %(years)d", "you have %(years)d", has) % {"years": has}
    found.demand(has >= needs, f"{wants}: {own}.")


def _sums(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    """Against the highest and lowest sum, and the part of the costs; nothing where no sum was said."""
    wanted, costs = plan.wanted, plan.costs
    if programme.max_amount is None and programme.rate is None:
        found.unknown.append(_("How much it gives is not known."))
    if wanted is None or costs is None:
        return
    needs = {"wanted": money.euros(wanted)}
    if (most := programme.max_amount) is not None:
        said = needs | {"most": money.euros(most)}
        found.say(wanted <= most, _("It gives at most %(most)s; you need %(wanted)s.") % said)
    if (least := programme.min_amount) is not None:
        said = needs | {"least": money.euros(least)}
        found.say(wanted >= least, _("It gives at least %(least)s; you need %(wanted)s.") % said)
    if programme.rate is not None:
        pays = (costs * programme.rate).quantize(CENT, ROUND_DOWN)
        said = needs | {"rate": money.percent(programme.rate), "pays": money.euros(pays)}
        words = _("It pays up to %(rate)s of the costs, that is %(pays)s; you need %(wanted)s.")
        found.say(wanted <= pays, words % said)


def _own_part(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    if not programme.own_share or plan.costs is None:
        return
    least = (plan.costs * programme.own_share).quantize(CENT)
    said = {"least": money.euros(least), "own": money.euros(plan.own)}
    found.say(plan.own >= least, _("It wants at least %(least)s of your own; you have %(own)s.") % said)


def _months(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    most = programme.max_months
    if most and plan.months:
        said = {"most": most, "months": plan.months}
        words = ngettext(
            "It pays for %(most)d month at most; you plan %(months)d.",
            "It pays for %(most)d months at most; you plan %(months)d.",
            most,
        )
        found.say(plan.months <= most, words % said)


def _days(found: Fit, programme: Programme, profile: Profile, plan: Plan, day: date) -> None:
    if last := programme.next_deadline:
        found.say(last >= day, _("The deadline is %(day)s.") % _day(last))
    elif not programme.lead_weeks and not best_words(programme, "deadlines", "de")[0]:
        found.unknown.append(_("Until when one has to ask is not known."))
    if plan.start:
        for fits, words in _days_of_start(programme, plan.start, day):
            found.say(fits, words)


def _days_of_start(programme: Programme, start: date, day: date) -> Iterator[tuple[bool, str]]:
    if programme.lead_weeks:
        last = start - timedelta(weeks=programme.lead_weeks)
        yield last >= day, _("For your start one has to ask until %(day)s.") % _day(last)
    if programme.valid_until and programme.valid_until < start:
        yield False, _("Its rules hold until %(day)s, before you start.") % _day(programme.valid_until)
    if start < day and not programme.pays_for_begun:
        yield False, _("A project must not begin before the decision; you start on %(day)s.") % _day(start)


def _day(day: date) -> dict[str, str]:
    return {"day": date_format(day, "SHORT_DATE_FORMAT")}
