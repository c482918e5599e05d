"""The schools that the page of an organisation names: of its own published meetings, of the last year."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from parentwork.choices import DateState, WorkshopState
from tests.factories.organisations import OrganisationFactory
from tests.factories.parentwork import SchoolFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db


def meet(organisation, school: str, *, days: int = 1, **fields) -> None:
    WorkshopDateFactory(
        workshop__organisation=organisation, workshop__school=SchoolFactory(name=school),
        starts=timezone.now() + timedelta(days=days), **fields,
    )  # fmt: skip


def schools(client) -> list[str]:
    section = client.get("/en/organisations/treff/").text.partition('<section aria-labelledby="schools">')[2]
    return re.findall(r'<li><bdi lang="de">([^<]+)</bdi>', section.partition("</section>")[0])


def test_the_page_names_the_schools_it_works_with(client):
    treff, other = OrganisationFactory(slug="treff"), OrganisationFactory(slug="anders")
    meet(treff, "Schule am Park", days=-300)
    meet(treff, "Anne-Frank-Schule", days=30)
    meet(treff, "Lange her", days=-400)
    meet(treff, "Abgesagt", state=DateState.CANCELLED)
    meet(treff, "Entwurf", workshop__state=WorkshopState.DRAFT)
    meet(other, "Schule der anderen")
    assert schools(client) == ["Anne-Frank-Schule", "Schule am Park"]


def test_without_one_there_is_no_heading(client):
    OrganisationFactory(slug="treff")
    assert "Schools we work with" not in client.get("/en/organisations/treff/").text
