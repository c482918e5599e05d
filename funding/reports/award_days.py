"""The days that an award sets, for the organisation that keeps them: on its page and in a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from funding.models import Award
from portal.lib.calendars import Entry, deadline


@dataclass(frozen=True)
class Day:
    """A day on which something ends, by what it is and in words."""

    key: str
    day: date
    words: str


def days_of(award: Award) -> list[Day]:
    """What is still to be done for `award`, in the order of the days; nothing once its proof is sent."""
    proof = getattr(award, "proof", None)
    if proof is not None and not proof.is_open:
        return []
    return sorted(_days(award), key=lambda it: (it.day, it.key))


def _days(award: Award) -> Iterator[Day]:
    yield Day("end", award.end, _("The period of the award ends"))
    last = award.paying_period.last
    if last != award.end:
        yield Day("pay", last, _("Last day to pay what was ordered in the period"))
    if award.proof_due:
        yield Day("proof", award.proof_due, _("The proof of use is due"))
    for interim in award.interims.all():
        if interim.is_open:
            words = _("The interim proof is due")
            yield Day(f"interim-{interim.number}", interim.due, words)
    for payment in award.drawdowns.with_spent_by():
        day = payment.spent_by  # type: ignore[attr-defined]  # annotated
        yield Day(f"spend-{payment.number}", day, _("Money that was paid out is to be spent"))


def entries_of(award: Award) -> list[Entry]:
    """The days as entries of a calendar, in the language of the reader."""
    request = award.request
    return [
        deadline(
            f"{it.key}-{request.public_id}-{it.day:%Y%m%d}@elternbruecke",
            it.day,
            f"{it.words}: {request.title}",
            sequence=0,
            stamp=award.created,
            place=request.office.name,
            url=settings.SITE_URL + request.get_absolute_url(),
        )
        for it in days_of(award)
    ]
