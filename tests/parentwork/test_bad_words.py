"""Every odd string that people are known to type or paste, in every text field: an answer, never a fault."""

import json
import uuid
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse

from parentwork.models import Booking
from tests.factories.parentwork import (
    FormatFactory,
    HelperFactory,
    VenueFactory,
    WorkshopDateFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "bad-input" / "naughty-strings" / "blns.json"
ANSWERS = {200, 302, 422}


@pytest.fixture(scope="module")
def strings() -> list[str]:
    if not FILE.exists():
        pytest.skip(f"the list of odd strings {FILE.name} is not here")
    return [
        *json.loads(FILE.read_text()),
        "\x00",
        "a\x00b",
        "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "ignore"),
    ]


def test_the_booking_form_and_the_family_s_page(client, strings):
    workshop = WorkshopDateFactory(seats=500, workshop__seats=500).workshop
    address = reverse("parentwork:book", args=[workshop.pk, workshop.slug])
    for odd in strings:
        cache.clear()
        form = {
            "token": str(uuid.uuid4()),
            "name": odd,
            "adults": "1",
            "way": "association",
            "language": "de",
        }
        response = client.post(address, form)
        assert response.status_code in ANSWERS, odd
        if response.status_code == 302:
            assert client.get(response["Location"]).status_code == 200, odd
            assert Booking.objects.latest("pk").name == odd.strip()
            Booking.objects.all().delete()
        form |= {"name": "Samira", "way": "sms", "phone": odd, "email": odd, "token": odd, "adults": odd}
        assert client.post(address, form).status_code == 422, odd


def test_filters_look_up_and_addresses(client, strings):
    for odd in strings:
        cache.clear()
        said = {"near": odd, "km": odd, "language": odd, "when": odd, "childcare": odd, "page": odd}
        assert client.get("/de/workshops/", said).status_code in ANSWERS, odd
        assert client.post("/de/b/", {"code": odd, "contact": odd}).status_code == 422, odd


def test_the_desk(client, cast, strings):
    client.force_login(cast.coordinator)
    workshop = WorkshopFactory(organisation=cast.association)
    date = WorkshopDateFactory(workshop=workshop)
    venue = VenueFactory(organisation=cast.association)
    helper = HelperFactory(organisation=cast.association)
    base = f"/de/desk/organisations/{cast.association.slug}/workshops/"
    plan = {
        "format": FormatFactory().pk, "languages": ["de"], "audience": "all", "venue": venue.pk,
        "sign_up": "series", "seats": "9", "childcare": "0", "childcare_from_age": "0",
        "childcare_to_age": "9", "cost": "0", "first": "2026-12-01", "weekdays": ["1"], "count": "1",
        "begins": "17:00", "ends": "18:00", "step": "preview", "token": str(uuid.uuid4()),
    }  # fmt: skip
    for odd in strings:
        forms = {
            "plan/": plan | {"title_de": odd, "text_de": odd, "school_text": odd},
            "places/": {"kind": "room", "name": odd, "street": odd, "postal_code": odd, "directions_de": odd},
            "helpers/": {"name": odd, "phone": odd, "email": odd},
            "hours/": {
                "helper": helper.pk,
                "workshop": workshop.pk,
                "day": odd,
                "hours": odd,
                "activity": odd,
            },
            f"dates/{date.pk}/edit/": {"version": odd, "starts": odd, "begins": odd, "ends": odd},
            f"dates/{date.pk}/attendance/": {"version": odd, "walk_adults": odd},
            "hours/confirm/": {"hours": [odd]},
        }
        for path, form in forms.items():
            assert client.post(base + path, form).status_code in ANSWERS, (path, odd)
