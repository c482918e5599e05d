"""Invented organisations with their meetings and networks, as many as are asked for, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pgtrigger
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from organisations.germany import invented
from organisations.models import Affiliation, Organisation
from organisations.services import learn_words
from parentwork.choices import WorkshopState
from parentwork.models import Format, Venue, Workshop, WorkshopDate
from portal.lib.multiplying import multiply

SOURCE = "bench"
NETWORK = "bench-network"  # its slug; every tenth organisation belongs to it
MEETINGS = 49  # of each organisation, once a week; those of every tenth are not all over
BATCH = 2_000


@contextmanager
def germany(number: int) -> Iterator[None]:
    """`number` organisations all over the country; they leave without a trace, no history included."""
    with pgtrigger.ignore():
        _remove()
        organisations = _organisations(number)
        _join(organisations)
        _meet(organisations)
    learn_words()
    _tidy()
    try:
        yield
    finally:
        with pgtrigger.ignore():
            _remove()


def _organisations(number: int) -> list[Organisation]:
    rows = invented(number, SOURCE)
    rows[0].slug, rows[0].is_umbrella = NETWORK, True
    return Organisation.objects.bulk_create(rows, batch_size=BATCH)


def _join(organisations: list[Organisation]) -> None:
    umbrella = organisations[0]
    members = organisations[10::10]
    Affiliation.objects.bulk_create(Affiliation(member=member, umbrella=umbrella) for member in members)


def _meet(organisations: list[Organisation]) -> None:
    """A workshop of each, with its dates."""
    usual = Format.objects.order_by("pk")[0]
    venues = Venue.objects.bulk_create(
        (
            Venue(organisation=it, name="Haus der Vielfalt", postal_code=it.postal_code)
            for it in organisations
        ),
        batch_size=BATCH,
    )
    Workshop.objects.bulk_create(
        (
            Workshop(
                organisation=venue.organisation, venue=venue, format=usual, languages=["de"],
                state=WorkshopState.PUBLISHED, title_de="Welche Schule jetzt?",
            )
            for venue in venues
        ),
        batch_size=BATCH,
    )  # fmt: skip
    _dates()


def _dates() -> None:
    """The last meeting of every tenth is in a month, that of the others was half a year ago."""
    workshop = Workshop.objects.filter(organisation__source=SOURCE).select_related("venue")[0]
    now = timezone.now()
    pattern = WorkshopDate.objects.create(
        workshop=workshop, venue=workshop.venue, starts=now, ends=now + timedelta(hours=2), seats=12
    )
    multiply(
        WorkshopDate.objects.filter(pk=pattern.pk), _DATES,
        workshop_id="n.id", venue_id="n.venue_id", starts="n.starts", ends="n.starts + interval '2 hours'",
    )  # fmt: skip
    pattern.delete()


_DATES = f"""
SELECT workshop.id, venue_id, date_trunc('day', now())
    + make_interval(weeks => n - {MEETINGS} + CASE mod(source_key::int, 10) WHEN 0 THEN 4 ELSE -26 END)
    + make_interval(hours => 17, secs => mod(workshop.id, 3600)) AS starts
FROM parentwork_workshop AS workshop
JOIN organisations_organisation AS host ON host.id = organisation_id AND source = '{SOURCE}',
generate_series(1, {MEETINGS}) AS n
"""


def _tidy() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _remove() -> None:
    organisation = {"organisation__source": SOURCE}
    _delete(WorkshopDate, workshop__organisation__source=SOURCE)
    _delete(Workshop, **organisation)
    _delete(Venue, **organisation)
    _delete(Affiliation, umbrella__source=SOURCE)
    _delete(Organisation, source=SOURCE)


def _delete(model: type[Model], **which: str) -> None:
    """In one statement, without asking what else hangs on the rows: nothing does."""
    rows = model._default_manager.filter(**which)
    rows._raw_delete(rows.db)
