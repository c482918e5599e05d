"""Whoever proposed may think again until the second officer has signed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from funding.choices import OfficeRole, State, Verb
from funding.models import Decision, FundingRequest
from funding.services import decisions
from portal.lib.errors import Stale
from tests.cast import Cast
from tests.factories.funding import OfficeMemberFactory
from tests.funding import scenes

pytestmark = pytest.mark.django_db


def case(row: FundingRequest, name: str = "case") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def cut(cast: Cast) -> FundingRequest:
    return scenes.proposed(cast, scenes.proposal("1800.00", reasons="Weniger Mittel."))


def test_a_proposal_is_taken_back_and_stands_in_the_form_again(cast: Cast, officer: Client) -> None:
    row = cut(cast)
    page = officer.get(case(row))
    assert case(row, "reconsider") in page.text
    answer = officer.post(case(row, "reconsider"), {"version": row.version})
    assert answer["Location"] == case(row)
    row.refresh_from_db()
    assert row.state == State.IN_REVIEW
    assert Decision.objects.get().voided is not None
    form = officer.get(case(row, "propose")).context["form"]
    assert (form["amount"].value(), form["reasons"].value()) == ("1.800,00", "Weniger Mittel.")


def test_the_organisation_reads_nothing_of_it(cast: Cast) -> None:
    row = cut(cast)
    decisions.reconsider(row, by=cast.caseworker, version=row.version)
    client = Client()
    client.force_login(cast.coordinator)
    page = client.get(row.get_absolute_url())
    assert Verb.RECONSIDER not in [line.verb for line in page.context["log"]]
    assert [line.verb for line in row.transitions.all()][-2:] == [Verb.PROPOSE, Verb.RECONSIDER]


def test_only_who_proposed_takes_it_back(cast: Cast) -> None:
    row = cut(cast)
    colleague = OfficeMemberFactory(office=cast.office, role=OfficeRole.CASEWORKER).user
    for somebody in (colleague, cast.countersigner, cast.coordinator):
        with pytest.raises(PermissionDenied):
            decisions.reconsider(row, by=somebody, version=row.version)
    client = Client()
    client.force_login(colleague)
    assert "reconsider/" not in client.get(case(row)).text
    assert client.post(case(row, "reconsider"), {"version": row.version}).status_code == 404


def test_what_is_signed_is_not_taken_back(cast: Cast, officer: Client) -> None:
    row = scenes.countersigned(cast)
    with pytest.raises(ValidationError):
        decisions.reconsider(row, by=cast.caseworker, version=row.version)
    assert "reconsider/" not in officer.get(case(row)).text
    assert Decision.objects.get().voided is None


def test_nobody_signs_what_was_taken_back_meanwhile(cast: Cast) -> None:
    row = cut(cast)
    taken = decisions.reconsider(row, by=cast.caseworker, version=row.version)
    again = decisions.propose(taken, scenes.proposal(), by=cast.caseworker, version=taken.version)
    with pytest.raises(Stale):
        decisions.countersign(row, by=cast.countersigner, version=row.version)
    assert again.decisions.get(voided=None).countersigned is None
