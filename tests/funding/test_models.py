"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from funding.choices import OfficeLevel, Party, State, Verb
from funding.models import FundingRequest, Office, Transition
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory

pytestmark = pytest.mark.django_db


def draft(cast: Cast) -> FundingRequest:
    return FundingRequest.objects.create(
        organisation=cast.association,
        office=cast.office,
        programme=ProgrammeFactory(office=cast.office),
        title="Elternlotsen",
    )


def line(request: FundingRequest, cast: Cast) -> Transition:
    return Transition.objects.create(
        request=request, actor=cast.coordinator, party=Party.APPLICANT, verb=Verb.START, target=State.DRAFT
    )


def test_the_log_refuses_a_change(cast: Cast) -> None:
    row = line(draft(cast), cast)
    row.note = "something else"
    with pytest.raises(ProgrammingError), transaction.atomic():
        row.save()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Transition.objects.all().delete()
    row.refresh_from_db()
    assert row.note == ""


def test_the_log_refuses_another_actor_and_outlives_its_own(cast: Cast) -> None:
    row = line(draft(cast), cast)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Transition.objects.update(actor=cast.caseworker)
    cast.coordinator.delete()
    row.refresh_from_db()
    assert row.actor is None


def test_a_request_beyond_its_draft_has_a_submission(cast: Cast) -> None:
    request = draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingRequest.objects.filter(pk=request.pk).update(state=State.SUBMITTED)


def test_an_office_of_a_land_names_it(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Office.objects.create(slug="nowhere", name="Nowhere", level=OfficeLevel.LAND)
