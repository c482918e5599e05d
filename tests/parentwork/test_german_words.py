"""What is there in German alone is marked for eye and ear on the pages of families."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from parentwork.models import Attendance
from parentwork.services.bookings import book
from tests.factories.parentwork import WorkshopDateFactory

pytestmark = pytest.mark.django_db
MARK = {"tr": '<span class="tag">Almanca</span>', "ar": '<span class="tag">بالألمانية</span>'}


@pytest.fixture
def date(workshop):
    return WorkshopDateFactory(workshop=workshop)


@pytest.mark.parametrize("language", ["tr", "ar"])
def test_a_german_title_on_every_page_on_the_way_to_a_booking(client, workshop, date, family, language):
    booking = book(workshop, family())
    place = f"/{language}/workshops/{workshop.pk}-{workshop.slug}/"
    own = f"/{language}/b/{booking.secret}/"
    month = f"/{language}/workshops/month/?month={date.day:%Y-%m}"
    public = (f"/{language}/workshops/", month, place, f"{place}book/")
    pages = (*public, own, f"{own}cancel/", f"{own}numbers/", f"{own}data/")
    workshop.text_de = ""
    workshop.save()
    for address in pages:
        page = client.get(address).text
        assert '<span lang="de" dir="ltr">Welche Schule jetzt?</span>' in page, address
        assert MARK[language] in page, address
    setattr(workshop, f"title_{language}", "Hangi okul?")
    workshop.save()
    for address in pages:
        assert MARK[language] not in client.get(address).text, address


def test_the_reason_why_a_date_does_not_take_place(client, workshop, date, family):
    booking = book(workshop, family())
    date.state, date.reason = "cancelled", "Die Leiterin ist krank"
    date.save()
    workshop.title_ar = "أي مدرسة الآن؟"
    workshop.save()
    page = client.get(f"/ar/b/{booking.secret}/").text
    assert f'<bdi lang="de" dir="ltr">Die Leiterin ist krank</bdi> {MARK["ar"]}' in page
    assert "auf Deutsch" not in client.get(f"/de/b/{booking.secret}/").text


@pytest.mark.parametrize(("language", "comma"), [("ar", "، "), ("fa", "، "), ("tr", ", ")])
def test_between_adults_and_children_stands_the_comma_of_the_script(
    client, workshop, date, family, language, comma
):
    booking = book(workshop, family())
    Attendance.objects.create(seat=booking.seats.get(), adults=2, children=1)
    with translation.override(language):
        persons = render_to_string("parentwork/parts/persons.html", {"adults": 2, "children": 1}).strip()
    assert comma in persons
    assert persons in client.get(f"/{language}/b/{booking.secret}/data/").text
