"""One page from which an officer finds all figures: those of the Office, and the kept ones of its Land."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from funding.choices import State
from funding.models import Decision
from organisations.models import StructureSums
from organisations.models.structure import newest_closed_year
from parentwork.clock import freeze_land_sums
from parentwork.models import LandSums
from portal.accounts.models import User
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.parentwork import LandSumsFactory
from tests.factories.places import DistrictFactory
from tests.funding.matrix import decision
from tests.funding.test_figures import asked, client_of
from tests.parentwork.test_lands import five

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def page(cast: Cast, user: User | None = None) -> str:
    answer = client_of(user or cast.caseworker).get(reverse("funding:glance", args=[cast.office.slug]))
    assert answer.status_code == 200
    return answer.text


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text.partition("<main")[2]).split())


def decided(cast: Cast, days: int, **more: Any) -> None:
    row = asked(cast, State.ANNOUNCED, **more)
    made = decision(row, cast, signed=True)
    assert row.submitted_at is not None
    Decision.objects.filter(pk=made.pk).update(announced=row.submitted_at + timedelta(days))


def test_processing_days_white_spots_and_unmet_needs_stand_on_one_page_and_lead_on(cast: Cast) -> None:
    decided(cast, 10)
    decided(cast, 30, organisation=cast.foreign_association)
    five(newest_closed_year(), cast.postal_code, adults=3)
    DistrictFactory(ags="05915", name="Hamm")
    freeze_land_sums()
    text = page(cast)
    said = words(text)
    assert "half of all at most 10 days, nine of ten at most 30 days. Of 2 organisations." in said
    assert "Districts without an offer : 1 ( Hamm )" in said
    assert "Unmet needs : fewer than 5" in said
    assert f"rest on 5 organisations with offers in the calendar in {newest_closed_year()}" in said
    slug = cast.office.slug
    for name, part in (("figures", "#speed"), ("land", "#white"), ("land", "#unmet")):
        assert f'href="{reverse(f"funding:{name}", args=[slug])}{part}"' in text


def test_what_is_nothing_is_said_in_words(cast: Cast) -> None:
    decided(cast, 0)
    said = words(page(cast))
    assert "nine of ten on the day on which they came." in said
    assert "No project ends within six months without a further request." in said
    assert f"({today().year})" in said.replace("( ", "(").replace(" )", ")")
    decided(cast, 0, organisation=cast.foreign_association)
    decided(cast, 9)
    assert "half of all on the day on which they came, nine of ten in at most 9 days." in words(page(cast))


def test_what_is_kept_back_in_the_land_is_kept_back_here(cast: Cast) -> None:
    LandSums.objects.create(land=cast.office.land, year=2025, figures=_few())
    StructureSums.objects.create(land=cast.office.land, year=2025, number=None, bands={}, public=None)
    said = words(page(cast))
    assert "kept back Participations" in said
    assert "Fewer than 5 organisations answered for 2025." in said


def test_what_many_organisations_answered_leads_on(cast: Cast) -> None:
    StructureSums.objects.create(land=cast.office.land, year=2025, number=7, bands={}, public=None)
    text = page(cast)
    assert "7 organisations answered for 2025." in words(text)
    assert f'href="{reverse("funding:structure", args=[cast.office.slug])}"' in text


def _few() -> dict[str, Any]:
    figures: dict[str, Any] = LandSumsFactory.build().figures
    return figures | {"offers": 1, "organisations": 1}


def test_who_keeps_the_budget_sees_the_sums_of_the_office_alone(cast: Cast) -> None:
    asked(cast)
    freeze_land_sums()
    said = words(page(cast, cast.budget_holder))
    assert "1 requests" in said
    assert "Offers in the Land" not in said


def test_an_office_without_anything_says_so(cast: Cast) -> None:
    assert "No request yet" in words(page(cast))
    assert "No year is closed yet" in words(page(cast))


def test_all_pages_of_figures_lead_back_to_it(cast: Cast) -> None:
    here = f'href="{reverse("funding:glance", args=[cast.office.slug])}"'
    for name in ("inbox", "figures", "land", "structure"):
        answer = client_of(cast.caseworker).get(reverse(f"funding:{name}", args=[cast.office.slug]))
        assert here in answer.text, name


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_as_much_however_many_requests_there_are(
    cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    for _number in range(number):
        decided(cast, 10)
    freeze_land_sums()
    client: Client = client_of(cast.caseworker)
    address = reverse("funding:glance", args=[cast.office.slug])
    client.get(address)
    with django_assert_num_queries(25):
        client.get(address)
