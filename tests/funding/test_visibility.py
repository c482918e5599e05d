"""Seen by Office, never by Land: lists, the overview, addresses with one's own Office in them, mails."""

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import FundingRequest
from funding.reports import DecisionLetter, FundingReport
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = pytest.mark.django_db

STRANGERS = (
    "helper", "foreign_coordinator", "umbrella_coordinator", "foreign_caseworker", "berlin_caseworker",
    "directory_editor", "budget_holder", "translator", "portal_staff",
)  # fmt: skip


def test_rows_are_seen_by_office_and_by_membership(cast: Cast) -> None:
    sent, draft = scenes.submitted(cast), scenes.draft(cast, title="Nur ein Entwurf")
    rows = FundingRequest.objects
    for name in ("coordinator", "editor", "reader"):
        assert set(rows.visible_to(getattr(cast, name))) == {sent, draft}
    for name in ("caseworker", "countersigner"):
        assert set(rows.visible_to(getattr(cast, name))) == {sent}
        assert set(rows.of_offices(getattr(cast, name))) == {sent}
    for name in STRANGERS:
        assert not rows.visible_to(getattr(cast, name)).exists(), name
        assert not rows.of_offices(getattr(cast, name)).exists(), name


def test_the_own_office_in_the_address_opens_no_foreign_request(cast: Cast) -> None:
    sent = scenes.submitted(cast)
    for name, office in (
        ("foreign_caseworker", cast.foreign_office),
        ("berlin_caseworker", cast.berlin_office),
    ):
        client = Client()
        client.force_login(getattr(cast, name))
        assert client.get(reverse("funding:case", args=[office.slug, sent.public_id])).status_code == 404
        assert "Elternlotsen" not in client.get(reverse("desk")).content.decode()
        assert "Elternlotsen" not in client.get(reverse("funding:inbox", args=[office.slug])).content.decode()


def test_papers_are_shown_to_those_who_see_the_request(cast: Cast) -> None:
    proof = scenes.proof(cast)
    decision = proof.award.decision
    readers = {"coordinator", "editor", "reader", "caseworker", "countersigner"}
    for name in (*readers, *STRANGERS):
        user = getattr(cast, name)
        assert DecisionLetter().visible_to(user, {"decision": decision.pk}) == (name in readers)
        inside = {"coordinator", "editor", "reader"}  # the Office sees the report once it is submitted
        assert FundingReport().visible_to(user, {"proof": proof.pk}) == (name in inside)


def test_who_has_left_gets_no_more_mail(cast: Cast) -> None:
    request = scenes.received(cast)
    message = Message.objects.get(kind="funding.received")
    kind = kind_of(message.kind)
    assert kind.still_wanted(request, message)
    cast.association.memberships.filter(user=cast.coordinator).delete()
    assert not kind.still_wanted(request, message)
    arrived = Message.objects.get(kind="funding.arrived")
    request.state = "submitted"
    assert kind_of(arrived.kind).still_wanted(request, arrived)
    cast.office.memberships.filter(user=cast.caseworker).delete()
    assert not kind_of(arrived.kind).still_wanted(request, arrived)
