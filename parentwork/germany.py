"""Invented schools, meetings and families all over the country: as many as Germany may have."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pgtrigger
from django.db import connection, models
from django.utils import timezone

from organisations.germany import SOURCE
from organisations.models import Organisation
from parentwork.choices import ContactWay, CountKind, SchoolKind, SeatState, SignUp, WorkshopState
from parentwork.models import Booking, Format, Headcount, School, Seat, Venue, Workshop, WorkshopDate
from portal.lib.codes import ALPHABET
from portal.lib.dates import today
from portal.lib.multiplying import count_on, multiply, next_id, without_indexes
from portal.places.models import District, PostalCode

SCHOOLS, DATES, BOOKINGS = 32_000, 700_000, 10_000_000
PER_WORKSHOP = 10  # dates, a week apart
SEATS, CHILDCARE = 30, 8  # of a date; the families of a date stay below both
AT_ONCE = 20_000  # dates whose families are made in one go
# First dates lie so many days before and after today: a third of all is over.
PAST, COMING = 365, 730
# Titles and languages; each organisation offers all of them.
OFFERS = (
    ("Welche Schule nach der vierten Klasse?", ["de"]),
    ("Elternabend: so reden Sie mit", ["de", "tr"]),
    ("Lesen zu Hause, in jeder Sprache", ["de", "ar"]),
    ("Hausaufgaben ohne Streit", ["de", "ru"]),
    ("Ausbildung nach der zehnten Klasse", ["de", "uk"]),
)


def load(scale: float) -> Iterator[tuple[str, int]]:
    """`scale` of all schools, dates and bookings, on the organisations that `organisations.germany` has made.

    Tells what has been made. Families are booked for dates to come; of those that are over there are sums.
    """
    hosts = Organisation.objects.filter(source=SOURCE)
    yield "schools", _schools(round(SCHOOLS * scale))
    yield "workshops", _workshops(hosts)
    with without_indexes(WorkshopDate):
        dates = _dates(round(DATES * scale))
    yield "dates", dates
    yield "counts of dates that are over", _counts()
    with without_indexes(Booking, Seat):
        yield from _families(round(BOOKINGS * scale))
    count_on(School, Workshop, WorkshopDate, Booking, Seat)


def _schools(number: int) -> int:
    pattern = School.objects.create(
        land_id="DE-NW", number="muster", name="", kind=SchoolKind.PRIMARY, source=SOURCE
    )
    first = next_id(School)  # after the pattern, whose number the database has chosen
    made = multiply(
        School.objects.filter(pk=pattern.pk),
        f"""
        SELECT row_number() OVER (ORDER BY k, md5(c.code)) AS i, c.code, c.place, latitude, longitude, land_id
        FROM {PostalCode._meta.db_table} AS c
        JOIN {District._meta.db_table} AS d ON d.ags = district_id, generate_series(1, 9) AS k
        ORDER BY k, md5(c.code) LIMIT %s""",
        (number,),
        id=f"{first} + n.i", number="'M' || n.i", land_id="n.land_id", place="n.place",
        name="'Schule ' || n.i || ' in ' || n.place", kind=_one_of(list(SchoolKind.values)),
        postcode="n.code", postal_code_id="n.code", latitude="n.latitude", longitude="n.longitude",
        search_text="lower('Schule ' || n.i || ' ' || n.place || ' ' || n.code)",
    )  # fmt: skip
    _drop(pattern)
    return made


def _workshops(hosts: models.QuerySet[Organisation]) -> int:
    """A room and all the offers, for each organisation."""
    with pgtrigger.ignore():  # see `multiply`
        venues = Venue.objects.bulk_create(
            (
                Venue(
                    organisation=host, name="Haus der Vielfalt", postal_code=host.postal_code,
                    latitude=host.postal_code.latitude, longitude=host.postal_code.longitude,
                )
                for host in hosts.select_related("postal_code").order_by("pk")
                if host.postal_code
            ),
            batch_size=AT_ONCE,
        )  # fmt: skip
    if not venues:
        return 0
    patterns = [_offer(venues[0], title, languages) for title, languages in OFFERS]
    first, start = patterns[0].pk, patterns[-1].pk + 1
    made = multiply(
        Workshop.objects.filter(pk__in=[row.pk for row in patterns]),
        f"""
        SELECT organisation_id, v.id AS venue_id, row_number() OVER (ORDER BY v.id) - 1 AS i
        FROM {Venue._meta.db_table} AS v JOIN {Organisation._meta.db_table} AS o ON o.id = organisation_id
        WHERE o.source = %s""",
        (SOURCE,),
        id=f"{start} + n.i * {len(OFFERS)} + p.id - {first}", organisation_id="n.organisation_id",
        venue_id="n.venue_id", public_id=f"md5('workshop' || n.i || '-' || (p.id - {first}))::uuid",
    )  # fmt: skip
    _drop(*patterns)
    return made


def _offer(venue: Venue, title: str, languages: list[str]) -> Workshop:
    usual = Format.objects.order_by("pk")[0]
    return Workshop.objects.create(
        organisation=venue.organisation, venue=venue, format=usual, languages=languages, title_de=title,
        text_de="Mit Tee und Zeit für Fragen.", state=WorkshopState.PUBLISHED, sign_up=SignUp.PER_DATE,
        seats=SEATS, childcare=CHILDCARE,
    )  # fmt: skip


def _dates(number: int) -> int:
    """In the late afternoon of Berlin, each series on a weekday of its own."""
    workshop = Workshop.objects.filter(organisation__source=SOURCE).order_by("pk").first()
    if workshop is None:
        return 0
    now = timezone.now()
    first = next_id(WorkshopDate)
    pattern = WorkshopDate.objects.create(
        pk=first, workshop=workshop, venue=workshop.venue, starts=now, ends=now + timedelta(hours=2),
        seats=SEATS, childcare=CHILDCARE,
    )  # fmt: skip
    made = multiply(
        WorkshopDate.objects.filter(pk=pattern.pk),
        f"""
        SELECT w.id AS workshop_id, w.venue_id, row_number() OVER (ORDER BY w.id, k) AS i,
            (%s::date + (w.id * 37 %% %s - %s + 7 * k)::int + make_time((15 + w.id %% 5)::int, 30, 0))
                AT TIME ZONE 'Europe/Berlin' AS starts
        FROM {Workshop._meta.db_table} AS w JOIN {Organisation._meta.db_table} AS o ON o.id = organisation_id,
            generate_series(0, {PER_WORKSHOP - 1}) AS k
        WHERE o.source = %s ORDER BY w.id, k LIMIT %s""",
        (today(), PAST + COMING, PAST, SOURCE, number),
        id=f"{first} + n.i", workshop_id="n.workshop_id", venue_id="n.venue_id", starts="n.starts",
        ends="n.starts + interval '2 hours'",
        recorded="CASE WHEN n.starts < now() THEN n.starts + interval '3 hours' END",
    )  # fmt: skip
    _drop(pattern)
    return made


def _counts() -> int:
    """What deleted bookings have left behind of the dates that are over."""
    over = WorkshopDate.objects.filter(workshop__organisation__source=SOURCE, ends__lt=timezone.now())
    one = over.order_by("pk").first()
    if one is None:
        return 0
    pattern = Headcount.objects.create(date=one, kind=CountKind.KEPT)
    made = multiply(
        Headcount.objects.filter(pk=pattern.pk),
        f"""
        SELECT d.id AS i FROM {WorkshopDate._meta.db_table} AS d
        JOIN {Workshop._meta.db_table} AS w ON w.id = workshop_id
        JOIN {Organisation._meta.db_table} AS o ON o.id = organisation_id
        WHERE o.source = %s AND d.ends < now() AND d.id <> %s""",
        (SOURCE, one.pk),
        date_id="n.i", adults="8 + n.i %% 13", children="n.i %% 6", cared_for="n.i %% 6 / 2",
        families="7 + n.i %% 11", new_families="n.i %% 3",
    )  # fmt: skip
    return made + 1


def _families(number: int) -> Iterator[tuple[str, int]]:
    """One seat for each family, the same number of them on each date to come, up to `number` in all."""
    coming = WorkshopDate.objects.filter(workshop__organisation__source=SOURCE, starts__gt=timezone.now())
    date = coming.order_by("pk").first()
    if date is None:
        return
    dates = coming.count()
    each = min(-(-number // dates), SEATS * 4 // 5)  # every fourth family comes with two adults
    booking, seat = _pattern(date)
    first = booking.pk
    with connection.cursor() as cursor:
        cursor.execute(_COMING, [SOURCE])
    made = 0
    for start in range(0, dates, AT_ONCE):
        source = _SOURCE.format(each=each, start=start, end=start + AT_ONCE, most=number)
        made += multiply(Booking.objects.filter(pk=booking.pk), source, id=f"{first} + n.i", **_BOOKING)
        multiply(
            Seat.objects.filter(pk=seat.pk), source, id=f"{seat.pk} + n.i", booking_id=f"{first} + n.i",
            date_id="n.date_id", adults=_BOOKING["adults"], childcare=_BOOKING["childcare"],
        )  # fmt: skip
        yield "bookings", made
    _drop(seat, booking)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE germany_coming")


def _pattern(date: WorkshopDate) -> tuple[Booking, Seat]:
    booking = Booking.objects.create(
        pk=next_id(Booking), workshop=date.workshop, name="Muster", way=ContactWay.ASSOCIATION,
        delete_on=date.day,
    )  # fmt: skip
    seat = Seat.objects.create(
        pk=next_id(Seat), booking=booking, date=date, state=SeatState.CONFIRMED, adults=1,
        since=timezone.now(),
    )  # fmt: skip
    return booking, seat


_COMING = f"""
CREATE TEMPORARY TABLE germany_coming AS
SELECT row_number() OVER (ORDER BY d.id) AS rank, d.id AS date_id, workshop_id, starts
FROM {WorkshopDate._meta.db_table} AS d JOIN {Workshop._meta.db_table} AS w ON w.id = workshop_id
JOIN {Organisation._meta.db_table} AS o ON o.id = organisation_id
WHERE o.source = %s AND starts > now()
"""
_SOURCE = """
SELECT i, date_id, workshop_id, starts, k, i * 100000007 %% 191102976 AS c
FROM (
    SELECT (rank - 1) * {each} + k AS i, date_id, workshop_id, starts, k
    FROM germany_coming, generate_series(1, {each}) AS k
    WHERE rank > {start} AND rank <= {end}
) AS families WHERE i <= {most}
"""
_NAMES = ("Amira", "Olena", "Mehmet", "Fatima", "Ivan", "Rosa", "Selam", "Nguyen", "Maria", "Yusuf")
_FAMILY_LANGUAGES = ("de", "tr", "ar", "ru", "uk", "fa", "pl", "ro", "en")


def _one_of(values: list[str] | tuple[str, ...]) -> str:
    return f"(ARRAY[{', '.join(repr(str(value)) for value in values)}])[n.i %% {len(values)} + 1]"


def _letter(place: int) -> str:
    return f"substr('{ALPHABET}', (n.c / {len(ALPHABET) ** place} %% {len(ALPHABET)})::int + 1, 1)"


# The same families every time. Addresses and numbers lead nowhere; a code has a letter more than real ones.
_BOOKING: dict[str, str] = {
    "workshop_id": "n.workshop_id",
    "secret": "substr(translate(encode(sha256(('s' || n.i)::bytea), 'base64'), '+/=', '-_a'), 1, 24)",
    "code": "'X' || " + " || ".join(_letter(place) for place in range(6)),
    "token": "md5('t' || n.i)::uuid",
    "name": _one_of(_NAMES),
    "language": _one_of(_FAMILY_LANGUAGES),
    "way": f"CASE n.i %% 3 WHEN 0 THEN '{ContactWay.MAIL}' WHEN 1 THEN '{ContactWay.CALL}' "
    f"ELSE '{ContactWay.ASSOCIATION}' END",
    "email": "CASE n.i %% 3 WHEN 0 THEN 'familie-' || n.i || '@germany.example' ELSE '' END",
    "phone": "CASE n.i %% 3 WHEN 1 THEN '+491555' || lpad(n.i::text, 8, '0') ELSE '' END",
    "adults": "CASE n.k %% 4 WHEN 0 THEN 2 ELSE 1 END",
    "children_3_5": "CASE n.k %% 5 WHEN 0 THEN 1 ELSE 0 END",
    "childcare": "CASE n.k %% 5 WHEN 0 THEN 1 ELSE 0 END",
    "delete_on": "(n.starts + interval '15 days')::date",
}


def _drop(*rows: Any) -> None:
    """Patterns have served; nothing hangs on them."""
    for row in rows:
        found = type(row)._default_manager.filter(pk=row.pk)
        found._raw_delete(found.db)
