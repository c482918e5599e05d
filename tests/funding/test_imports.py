import pytest
from django.conf import settings
from django.utils import translation

from funding.choices import OfficeLevel
from funding.demo import load as load_demo
from funding.imports import load_reference
from funding.models import Drawdown, FundingRequest, Office, Programme
from portal.accounts import demo as people
from portal.places.imports import load_reference as load_places

pytestmark = pytest.mark.django_db


def test_every_land_and_the_federal_level_have_a_contact_point() -> None:
    load_places()
    assert load_reference() == {"offices": 17, "programmes": 16}
    assert load_reference() == {"offices": 0, "programmes": 0}
    assert Office.objects.values("land").exclude(land=None).distinct().count() == 16
    assert Office.objects.filter(level=OfficeLevel.FEDERAL).exists()


def test_it_loads_whatever_language_is_spoken() -> None:
    load_places()
    with translation.override("ar"):
        assert load_reference() == {"offices": 17, "programmes": 16}


def test_no_entry_hides_where_it_comes_from_or_invents_an_address() -> None:
    load_places()
    load_reference()
    for office in Office.objects.all():
        assert office.source
        assert not office.email
        assert not office.phone
        for code, _name in settings.LANGUAGES:
            assert getattr(office, f"helps_with_{code.replace('-', '_')}"), (office.slug, code)
    for programme in Programme.objects.all():
        assert programme.source
        assert programme.name_de
        assert programme.name_en
        assert programme.sureness != "checked"


def test_an_entry_that_somebody_edited_stays() -> None:
    load_places()
    load_reference()
    Office.objects.filter(slug="bund-bamf").update(email="edited@amt.example")
    load_reference()
    assert Office.objects.get(slug="bund-bamf").email == "edited@amt.example"


def test_the_demo_waits_for_its_people() -> None:
    load_places()
    assert load_demo() == {}


def test_the_demo_shows_every_stage_and_is_made_once(settings, db) -> None:
    from tests.factories.organisations import MembershipFactory, OrganisationFactory

    settings.DEMO, settings.DEMO_PASSWORD = True, "demo-password-1"
    load_places()
    people.load()
    for email in ("verein@demo.example", "verein-be@demo.example"):
        member = people.people()[email]
        MembershipFactory(organisation=OrganisationFactory(), user=member, role="coordinator")
    assert load_demo() == {"offices": 3, "requests": 8}
    states = set(FundingRequest.objects.values_list("state", flat=True))
    assert states == {"draft", "submitted", "in_review", "clarification", "proposed", "final"}
    assert list(Drawdown.objects.values_list("state", flat=True)) == ["paid", "requested"]
    assert load_demo() == {"offices": 0, "requests": 0}
