"""The Office gives more time, with a reason: the day moves, the log has both days, the organisation hears."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from funding.choices import Verb
from funding.clock import remind
from funding.models import Award, Clarification, FundingRequest
from funding.services import extensions, proofs
from portal.lib.dates import today
from portal.outbox.kinds import kind_of
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes
from tests.funding.test_hearings import checked, hear

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def at(row: FundingRequest, name: str = "extend") -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id])


def extend(row: FundingRequest, by: Any, days: int = 30, reason: str = "Ferien.") -> FundingRequest:
    return extensions.extend(row, today() + timedelta(days), reason, by=by, version=row.version)


def accounting(cast: Cast) -> FundingRequest:
    """Awarded, with a proof of use that is open."""
    proof = proofs.open_proof(scenes.announced(cast).award, by=cast.coordinator)
    Award.objects.update(proof_due=today() + timedelta(5))
    return FundingRequest.objects.select_related("office", "organisation").get(pk=proof.award.request_id)


def test_a_question_can_be_answered_longer_and_everybody_reads_until_when(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row, day = scenes.clarification(cast), today() + timedelta(30)
    assert at(row) in officer.get(at(row, "case")).text
    assert "The question is to be answered until" in officer.get(at(row)).text
    sent = {"day": day.isoformat(), "reason": "Ferien.", "version": row.version}
    for _click in range(2):
        assert officer.post(at(row), sent)["Location"] == at(row, "case")
    row.refresh_from_db()
    assert (Clarification.objects.get().deadline, row.due) == (day, day)
    (line,) = row.transitions.filter(verb=Verb.EXTEND)
    assert line.note == f"{today() + timedelta(14)} → {day}\nFerien."
    before, after = (date_format(each, "SHORT_DATE_FORMAT") for each in (today() + timedelta(14), day))
    assert f"{before} → {after}<br>Ferien." in applicant.get(row.get_absolute_url()).text
    message = Message.objects.get(kind="funding.extended")
    assert message.address == cast.coordinator.email
    body = kind_of("funding.extended").render(row, "en", message).body
    assert f"until {date_format(day, 'DATE_FORMAT')}" in body


def test_the_reminder_comes_before_the_new_day(cast: Cast) -> None:
    extend(scenes.clarification(cast), cast.caseworker)
    for days, known in ((12, 0), (28, 1)):
        with time_machine.travel(f"{(today() + timedelta(days)).isoformat()}T11:00:00Z"):
            remind()
        assert Message.objects.filter(kind="funding.question_due").count() == known


def test_a_hearing_that_has_passed_runs_again(cast: Cast) -> None:
    row = hear(checked(cast), cast)
    with time_machine.travel(f"{(today() + timedelta(17)).isoformat()}T11:00:00Z"):
        assert Clarification.objects.get().is_over
        row = extend(row, cast.caseworker)
        assert not Clarification.objects.get().is_over


def test_the_proof_of_use_can_come_later(cast: Cast, officer: Client) -> None:
    row = accounting(cast)
    assert "The proof of use is due until" in officer.get(at(row)).text
    due = row.due
    row = extend(row, cast.caseworker)
    assert Award.objects.get().proof_due == today() + timedelta(30)
    assert row.due == due
    assert Message.objects.get(kind="funding.extended").address == cast.coordinator.email


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(0, "Ferien.", "day"), (14, "Ferien.", "day"), (30, " ", "reason")]
)
def test_what_gives_no_time_or_no_reason_is_refused(cast: Cast, days: int, reason: str, field: str) -> None:
    row = scenes.clarification(cast)
    with pytest.raises(ValidationError) as caught:
        extend(row, cast.caseworker, days, reason)
    assert set(caught.value.message_dict) == {field}
    assert Clarification.objects.get().deadline == today() + timedelta(14)


def test_where_nothing_is_owed_nothing_is_put_off(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    assert at(row) not in officer.get(at(row, "case")).text
    assert officer.get(at(row))["Location"] == at(row, "case")
    with pytest.raises(ValidationError):
        extend(row, cast.caseworker)


def test_only_the_caseworker_gives_time(cast: Cast) -> None:
    row = scenes.clarification(cast)
    for somebody in (cast.countersigner, cast.coordinator, cast.foreign_caseworker):
        with pytest.raises(PermissionDenied):
            extend(row, somebody)
