"""The invented country: as much as is asked for, whole, and the same every time."""

import hashlib
from base64 import b64encode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, Sum

from funding.choices import CheckState
from funding.models import Award, Expense, FundingRequest, Office, ProofCheck, ProofOfUse
from organisations.models import Affiliation, Organisation
from parentwork.models import Booking, Headcount, School, Seat, WorkshopDate
from portal.lib.dates import BERLIN
from portal.lib.loading import callables
from tests.snapshots import restore_reference

pytestmark = pytest.mark.django_db
SCALE = 0.001
INVENTED = {"source": "germany"}


@pytest.fixture
def demo(settings):
    settings.DEMO, settings.DEMO_PASSWORD = True, "zum-Ausprobieren-2026"
    restore_reference()
    call_command("loaddemo", verbosity=0)


def indexes() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid IN ("
            "'parentwork_booking'::regclass, 'parentwork_seat'::regclass, 'funding_expense'::regclass) "
            "UNION SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid IN ("
            "'parentwork_booking'::regclass, 'parentwork_seat'::regclass, 'funding_expense'::regclass) "
            "ORDER BY 1"
        )
        return "\n".join(row[0] for row in cursor.fetchall())


def load(settings) -> dict[str, int]:
    loaders = callables(settings.GERMANY_LOADERS)
    return {what: number for _name, loader in loaders for what, number in loader(SCALE)}


def test_a_thousandth_of_the_country_is_whole(settings, demo, client):
    before, expenses = indexes(), Expense.objects.count()
    history = Expense.pgh_event_model.objects.count()
    told = load(settings)
    assert told == {
        "organisations": 14, "affiliations": Affiliation.objects.filter(umbrella__source="germany").count(),
        "schools": 32, "workshops": 70, "dates": 700, "bookings": told["bookings"],
        "counts of dates that are over": Headcount.objects.filter(
            date__workshop__organisation__source="germany"
        ).count(),
        "offices": 15, "requests": 50, "expenses": told["expenses"],
    }  # fmt: skip
    assert 9_000 <= told["bookings"] <= 10_000
    assert 1_800 <= told["expenses"] - expenses <= 2_400  # a few awards more or less
    assert indexes() == before
    assert Expense.pgh_event_model.objects.count() == history
    _check_the_calendar()
    _check_the_desk()
    _check_that_it_is_the_same_every_time()
    _check_that_later_rows_get_numbers_of_their_own()
    public = Organisation.objects.filter(**INVENTED).order_by("pk")[0]
    assert client.get(f"/de/organisations/{public.slug}/").status_code == 200

    with pytest.raises(CommandError, match="here already"):
        load(settings)


def _check_the_calendar():
    seats = Seat.objects.filter(date__workshop__organisation__source="germany")
    assert seats.count() == Booking.objects.filter(workshop__organisation__source="germany").count()
    full = seats.values("date").annotate(adults=Sum("adults"), children=Sum("childcare"))
    assert all(row["adults"] <= 30 and row["children"] <= 8 for row in full)
    coming = WorkshopDate.objects.filter(workshop__organisation__source="germany", taken__isnull=False)
    assert {date.starts.astimezone(BERLIN).minute for date in coming.distinct()} == {30}
    assert School.objects.filter(**INVENTED).values("land").distinct().count() > 1


def _check_the_desk():
    invented = FundingRequest.objects.filter(organisation__source="germany")
    assert invented.count() == 50
    for request in invented.select_related("submission", "organisation", "office", "programme"):
        assert request.submission.request_id == request.pk
        assert request.submission.data["organisation"]["name"] == request.organisation.name
        assert request.office.land_id == request.organisation.land_id
        assert request.programme.office_id == request.office_id
        assert request.costs.count() == 5
    awarded = Award.objects.filter(request__in=invented)
    assert awarded.count() == sum(number % 20 < 12 for number in range(1, 51))
    assert all(award.decision.request_id == award.request_id for award in awarded)
    proofs = ProofOfUse.objects.filter(award__in=awarded).annotate(number=Count("expenses"))
    assert len({proof.number for proof in proofs}) == 1
    closed = ProofCheck.objects.filter(proof__in=proofs, state=CheckState.CLOSED)
    assert proofs.filter(checked=None).count() == sum(number % 20 < 12 for number in range(1, 20))
    assert closed.count() == proofs.exclude(checked=None).count() > 0
    assert all(check.entitled == check.proof.award.amount for check in closed)
    assert Office.objects.filter(slug__startswith="germany-").count() == 15


def _check_that_it_is_the_same_every_time():
    family = Booking.objects.get(token=hashlib.md5(b"t77").hexdigest())
    assert family.secret == b64encode(hashlib.sha256(b"s77").digest(), b"-_")[:24].decode()
    assert (family.name, family.language, family.way) == ("Nguyen", "fa", "association")
    assert len(family.code) == 7  # no real one has as many


def _check_that_later_rows_get_numbers_of_their_own():
    last = Booking.objects.order_by("-pk")[0]
    seat = last.seats.get()
    booking = Booking.objects.create(
        workshop=last.workshop, name="Neu", way="association", delete_on=last.delete_on
    )
    later = Seat.objects.create(
        booking=booking, date=seat.date, state="confirmed", adults=1, since=seat.since
    )
    assert (booking.pk > last.pk, later.pk > seat.pk) == (True, True)


@pytest.mark.parametrize(("demo_on", "scale", "words"), [(False, 1, "DEMO=1"), (True, 0, "from 0.001 to 1")])
def test_it_refuses_a_real_portal_and_odd_scales(settings, demo_on, scale, words):
    settings.DEMO = demo_on
    with pytest.raises(CommandError, match=words):
        call_command("loadgermany", scale=scale)
