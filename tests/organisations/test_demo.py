"""The registry of the demo: pages, people who look after them, a network that has something to read."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from funding.models import Office
from organisations.choices import LegalForm
from organisations.choices.board import Step
from organisations.models import Consent, NetworkSums, Organisation, Reply
from organisations.models.structure import newest_closed_year
from organisations.reports.board import board_of, counts
from organisations.reports.structure import questions_of
from parentwork.models import LandSums
from portal.accounts.models import User
from tests.snapshots import restore_reference

pytestmark = pytest.mark.django_db


def test_the_demo_comes_to_life(client, settings):
    settings.DEMO = True
    settings.DEMO_PASSWORD = "demo-demo-demo"
    restore_reference()
    call_command("loaddemo")
    call_command("loaddemo")  # twice is once
    assert Organisation.objects.filter(source="demo").count() == 16
    assert set(Organisation.objects.values_list("legal_form", flat=True)) == {LegalForm.REGISTERED}
    assert "Elterntreff Nordstadt" in client.get("/de/organisations/", {"near": "Dortmund"}).text
    assert not Organisation.objects.listed().filter(memberships=None).exists()
    network = Organisation.objects.get(source="demo", source_key="network")
    assert counts(board_of(network)) == {Step.WAITING: 2, Step.PUBLIC: 13}
    assert (Reply.objects.count(), Reply.objects.unanswered().count()) == (13, 12)
    sums = NetworkSums.objects.get(umbrella=network)
    assert sums.number == Consent.objects.count() == 13
    assert [key for key, amount in sums.amounts.items() if amount is None] == ["hours"]
    assert [it.is_told for it in questions_of(sums, [])].count(True) == 12
    assert len(questions_of(sums, [])) == 13
    officer = User.objects.get(email="land-nw@demo.example")
    client.force_login(officer)
    address = reverse("funding:land", args=[Office.objects.visible_to(officer).get(land="DE-NW").slug])
    page = client.get(address).text
    year = newest_closed_year()
    assert f"Jahresbericht {year}" in page
    assert f'href="?year={year - 1}"' in page
    amounts = LandSums.objects.get(land="DE-NW", year=year).figures["amounts"]
    assert [name for name, kept in amounts.items() if kept["whole"] is None] == ["hours"]
