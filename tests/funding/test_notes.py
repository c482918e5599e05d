"""Notes on a request: those inside the Office never reach the organisation, the others do."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from funding.models import FundingRequest, Note
from funding.reports.case_file import entries
from funding.services import letters, notes, recusals
from portal.outbox.models import Message
from tests.cast import Cast
from tests.funding import scenes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

INSIDE, VISIBLE = "Der Verein wirkt überlastet.", "Wir melden uns im März."


def case(row: FundingRequest, name: str = "case", *more: str) -> str:
    return reverse(f"funding:{name}", args=[row.office.slug, row.public_id, *more])


def write(row: FundingRequest, cast: Cast) -> None:
    notes.write_note(row, INSIDE, visible=False, by=cast.caseworker)
    notes.write_note(row, VISIBLE, visible=True, by=cast.countersigner)


def test_a_note_inside_stands_on_the_page_of_the_office(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    page = officer.get(case(row, "note", "inside"))
    assert "Only officers of this Office who review requests read this note." in page.text
    answer = officer.post(case(row, "note", "inside"), {"text": INSIDE})
    assert answer["Location"] == f"{case(row)}#notes"
    assert INSIDE in officer.get(case(row)).text
    assert not Message.objects.filter(kind="funding.noted").exists()


def test_the_organisation_reads_the_one_and_never_the_other(
    cast: Cast, officer: Client, applicant: Client
) -> None:
    row = scenes.countersigned(cast)
    officer.post(case(row, "note", "visible"), {"text": VISIBLE})
    write(row, cast)
    assert {message.address for message in Message.objects.filter(kind="funding.noted")} == {
        cast.coordinator.email
    }
    page = applicant.get(row.get_absolute_url()).text
    assert (VISIBLE in page, INSIDE in page) == (True, False)
    decision = row.decisions.get()
    assert INSIDE not in str(decision.frozen)
    assert INSIDE not in str(letters.content(row, decision, scenes.today()))
    assert INSIDE not in str(row.submission and row.submission.data)


def test_both_are_in_the_case_file(cast: Cast) -> None:
    row = scenes.received(cast)
    write(row, cast)
    files = {entry.path: entry.content for entry in entries(row, [])}
    text = files["2-pruefung/vermerke.csv"]
    assert isinstance(text, bytes)
    lines = text.decode("utf-8-sig").splitlines()
    assert INSIDE in lines[1]
    assert "nur Behörde" in lines[1]
    assert "Behörde und Organisation" in lines[2]


def test_a_second_click_writes_one_note_and_an_empty_one_is_refused(cast: Cast, officer: Client) -> None:
    row = scenes.received(cast)
    for _click in range(2):
        officer.post(case(row, "note", "visible"), {"text": VISIBLE})
    assert Note.objects.count() == 1
    assert Message.objects.filter(kind="funding.noted").count() == 1
    assert officer.post(case(row, "note", "visible"), {"text": " "}).status_code == 422
    with pytest.raises(ValidationError):
        notes.write_note(row, " ", visible=False, by=cast.caseworker)
    assert officer.get(case(row, "note", "everybody")).status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "foreign_caseworker", "budget_holder", "portal_staff"])
def test_only_who_reviews_writes(cast: Cast, who: str) -> None:
    row = scenes.received(cast)
    with pytest.raises(PermissionDenied):
        notes.write_note(row, INSIDE, visible=False, by=getattr(cast, who))


def test_whoever_stepped_back_writes_no_more(cast: Cast) -> None:
    row = scenes.received(cast)
    row = recusals.step_back(row, "Befreundet.", by=cast.caseworker, version=row.version)
    with pytest.raises(PermissionDenied):
        notes.write_note(row, INSIDE, visible=False, by=cast.caseworker)


@pytest.mark.parametrize("change", [{"text": "x"}, {"visible": True}])
def test_the_database_changes_no_note(cast: Cast, change: dict[str, Any]) -> None:
    row = scenes.received(cast)
    write(row, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(text=INSIDE).update(**change)
    Note.objects.update(written_by=None)
