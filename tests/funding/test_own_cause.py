"""Nobody works on a request of an organisation that he or she belongs to, or sees the Office's side of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from funding import duties
from funding.choices import OfficeRole, Outcome
from funding.models import FundingRequest, ProofOfUse
from funding.reports import DecisionLetter, FundingReport
from funding.services import decisions, review
from organisations.choices import Role
from portal.accounts.models import User
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.organisations import MembershipFactory
from tests.funding import scenes
from tests.funding.matrix import DESK, MATRIX, furnish

pytestmark = pytest.mark.django_db

# Every address of one request on the Office's side.
# These are about the Office, not about an organisation.
OF_THE_OFFICE = {
    "funding:advice_inbox",
    "funding:advice_case",
    "funding:advice_case_file",
    "funding:inbox",
    "funding:inbox_table",
    "funding:inbox_view_save",
    "funding:inbox_view_delete",
    "funding:bulk",
    "funding:orders",
    "funding:orders_csv",
    "funding:order_columns",
    "funding:case_files",
    "funding:text_blocks",
    "funding:text_block_new",
    "funding:text_block",
    "funding:text_block_delete",
    "funding:paper_find",
    "funding:paper_request",
    "funding:past_grants",
    "funding:past_review",
    "funding:past_upload",
    "funding:past_list",
    "funding:past_list_rows",
    "funding:past_list_columns",
    "funding:past_list_discard",
    "funding:land",
    "funding:land_csv",
    "funding:land_report",
    "funding:structure",
    "funding:structure_csv",
}
CASES = [name for name, row in MATRIX.items() if row.sees <= DESK and name not in OF_THE_OFFICE]


def join(cast: Cast, user: User, role: Role = Role.HELPER) -> None:
    MembershipFactory(organisation=cast.association, user=user, role=role)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", Role)
def test_a_member_finds_no_address_of_the_desk_about_the_organisation(cast: Cast, role: Role) -> None:
    furnish(cast)
    for officer in (cast.caseworker, cast.countersigner):
        join(cast, officer, role)
        client = signed_in(officer)
        for name in CASES:
            row = MATRIX[name]
            address = reverse(name, kwargs=row.kwargs(cast))
            answer = client.post(address) if row.post else client.get(address)
            assert answer.status_code == 404, (officer, name)


def test_the_inbox_says_what_it_does_not_show_and_why(cast: Cast) -> None:
    scenes.submitted(cast)
    foreign = {"organisation": cast.foreign_association, "by": cast.foreign_coordinator}
    scenes.submitted(cast, title="Antrag aus Hamm", **foreign)
    address = f"/en/desk/offices/{cast.office.slug}/"
    assert "in which you are a member" not in signed_in(cast.caseworker).get(address).text
    join(cast, cast.caseworker)
    page = signed_in(cast.caseworker).get(address).text
    assert "Requests of organisations in which you are a member are not shown here." in page
    assert "Antrag aus Hamm" in page
    assert "Elternlotsen Nordstadt" not in page


def test_no_duty_and_no_mail_about_the_own_organisation(cast: Cast) -> None:
    colleague = User.objects.create(email="kollegin@amt.example")
    cast.office.memberships.create(user=colleague, role=OfficeRole.CASEWORKER)
    join(cast, cast.caseworker)
    request = scenes.submitted(cast)
    assert duties.of(cast.caseworker) == []
    (arrived,) = Message.objects.filter(kind="funding.arrived")
    assert arrived.address == colleague.email
    join(cast, colleague)
    assert not kind_of(arrived.kind).still_wanted(request, arrived)


def test_a_caseworker_who_joins_later_is_out_and_colleagues_hear_of_the_next_step(cast: Cast) -> None:
    colleague = User.objects.create(email="kollegin@amt.example")
    cast.office.memberships.create(user=colleague, role=OfficeRole.CASEWORKER)
    request = scenes.proposed(cast)
    join(cast, cast.caseworker, Role.READER)
    request = decisions.countersign(request, by=cast.countersigner, version=request.version)
    assert Message.objects.get(kind="funding.countersigned").address == colleague.email
    with pytest.raises(PermissionDenied):
        decisions.announce(request, by=cast.caseworker, version=request.version)
    decisions.announce(request, by=colleague, version=request.version)


def test_the_second_officer_belongs_neither(cast: Cast) -> None:
    request = scenes.proposed(cast)
    join(cast, cast.countersigner, Role.EDITOR)
    with pytest.raises(PermissionDenied):
        decisions.countersign(request, by=cast.countersigner, version=request.version)
    with pytest.raises(PermissionDenied):
        decisions.send_back(request, "Nein.", by=cast.countersigner, version=request.version)


def test_a_coordinator_who_is_an_officer_does_not_receive_the_own_request(cast: Cast) -> None:
    cast.office.memberships.create(user=cast.coordinator, role=OfficeRole.CASEWORKER)
    request = scenes.submitted(cast)
    assert not FundingRequest.objects.of_offices(cast.coordinator).exists()
    assert list(FundingRequest.objects.visible_to(cast.coordinator)) == [request]
    with pytest.raises(PermissionDenied):
        review.receive(request, by=cast.coordinator, version=request.version)


def test_an_officer_of_the_applicant_reads_the_letter_only_once_it_is_announced(cast: Cast) -> None:
    """As everybody in the organisation does, in whatever Office he or she works."""
    cast.office.memberships.create(user=cast.coordinator, role=OfficeRole.CASEWORKER)
    request = scenes.countersigned(cast)
    letter = {"decision": request.decisions.get().pk}
    assert not DecisionLetter().visible_to(cast.coordinator, letter)
    assert not DecisionLetter().visible_to(cast.reader, letter)
    assert DecisionLetter().visible_to(cast.caseworker, letter)
    decisions.announce(request, by=cast.caseworker, version=request.version)
    assert DecisionLetter().visible_to(cast.coordinator, letter)
    assert DecisionLetter().visible_to(cast.reader, letter)


def test_nobody_reads_the_letter_of_a_proposal(cast: Cast) -> None:
    request = scenes.proposed(cast)
    decision = request.decisions.get()
    assert decision.outcome == Outcome.APPROVED
    for name in ("caseworker", "countersigner", "coordinator"):
        assert not DecisionLetter().visible_to(getattr(cast, name), {"decision": decision.pk}), name


def test_the_report_is_read_as_the_organisation_not_as_the_office(cast: Cast) -> None:
    furnish(cast)
    proof = ProofOfUse.objects.of_offices(cast.caseworker).order_by("pk")[0]
    assert FundingReport().visible_to(cast.caseworker, {"proof": proof.pk})
    join(cast, cast.caseworker, Role.HELPER)
    assert not FundingReport().visible_to(cast.caseworker, {"proof": proof.pk})
    assert not ProofOfUse.objects.of_offices(cast.caseworker).exists()
    assert proof in ProofOfUse.objects.of_offices(cast.countersigner)
