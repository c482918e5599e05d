"""A list of earlier grants over a page: looked through by a job, and taken in when a caseworker says so."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from funding.clock import sweep_grants
from funding.models import GrantList, PastGrant, UploadedGrants
from funding.services import deletion, past, review
from funding.services.past.uploading import WORKER
from tests.cast import Cast, assemble
from tests.funding import scenes
from tests.funding.past.conftest import HEAD, ROW, table_of
from tests.funding.test_races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
PERSON = "2012,Erika Muster,,,44137,,,,100"
BAD = ROW.replace("1500", "viel")


@pytest.fixture
def officer(cast: Cast, client: Client) -> Client:
    cast.caseworker.language = "en"  # in which the job says what it has to say of a row
    cast.caseworker.save()
    client.force_login(cast.caseworker)
    return client


def at(name: str, cast: Cast, *more: Any) -> str:
    return reverse(f"funding:{name}", args=[cast.office.slug, *more])


def sent(cast: Cast, officer: Client, *rows: str, head: str = HEAD, **more: Any) -> Any:
    file = SimpleUploadedFile("grants.csv", "\n".join([head, *rows]).encode())
    data = {"key": str(uuid4()), "name": "Berlin", "file": file} | more
    return officer.post(at("past_upload", cast), data)


def looked_through(cast: Cast, officer: Client, *rows: str) -> UploadedGrants:
    assert sent(cast, officer, *rows).status_code == 302
    return worked(UploadedGrants.objects.get())


def worked(edition: UploadedGrants) -> UploadedGrants:
    WORKER.work(edition.pk, "here")
    return UploadedGrants.objects.get(pk=edition.pk)


def test_first_it_is_looked_through_and_nothing_is_taken_in(cast: Cast, officer: Client) -> None:
    edition = looked_through(cast, officer, ROW, ROW, PERSON, BAD)
    assert edition.is_ready
    assert not PastGrant.objects.exists()
    assert not GrantList.objects.exists()
    page = officer.get(edition.get_absolute_url()).text
    for words in ("the same as row 2, taken once.", "perhaps a natural person", "“viel” is no amount."):
        assert words in page
    assert "Erika" not in page
    assert "€3,100.00" in page, "all of the file"


def test_then_it_is_taken_in_and_the_rows_of_the_file_are_gone(cast: Cast, officer: Client) -> None:
    edition = looked_through(cast, officer, ROW)
    address = edition.get_absolute_url()
    for _click in range(2):
        assert officer.post(address).status_code == 302
    edition = worked(edition)
    assert (edition.is_taken, edition.table) == (True, [])
    assert PastGrant.objects.get().amount == Decimal("1500.00")
    assert GrantList.objects.get().name == "Berlin"
    assert "Taken in" in officer.get(address).text


def test_faulty_rows_are_left_out_only_if_somebody_says_so(cast: Cast, officer: Client) -> None:
    edition = looked_through(cast, officer, ROW, BAD)
    answer = officer.post(edition.get_absolute_url())
    assert answer.status_code == 422
    assert "Some rows are faulty" in answer.text
    assert officer.post(edition.get_absolute_url(), {"skips_bad": "on"}).status_code == 302
    assert worked(edition).counts["new"] == {"rows": 1, "amount": "1500.00"}
    assert PastGrant.objects.count() == 1


def test_the_next_edition_of_the_same_name_finds_its_rows_again(cast: Cast, officer: Client) -> None:
    for _time in range(2):
        assert sent(cast, officer, ROW).status_code == 302
        edition = worked(UploadedGrants.objects.latest("pk"))
        officer.post(edition.get_absolute_url())
        edition = worked(edition)
    assert edition.counts["same"]["rows"] == 1
    assert PastGrant.objects.count() == 1


STRANGE = "Träger,Euro,Ab,Notiz"
NAMED = {"recipient": "Träger", "amount": "Euro", "start": "Ab"}


def named(edition: UploadedGrants, officer: Client, said: dict[str, str]) -> Any:
    address = at_columns(edition)
    return officer.post(address, said)


def at_columns(edition: UploadedGrants) -> str:
    return reverse("funding:past_list_columns", args=[edition.office.slug, edition.key])


def test_where_the_headings_do_not_say_which_column_is_which_a_person_does(
    cast: Cast, officer: Client
) -> None:
    answer = sent(cast, officer, "Elterntreff e. V.,1500,2012-03-01,x", head=STRANGE)
    edition = UploadedGrants.objects.get()
    assert (answer.status_code, edition.state) == (302, "columns")
    page = officer.get(edition.get_absolute_url(), follow=True)
    assert page.redirect_chain == [(at_columns(edition), 302)]
    assert "Träger (Elterntreff e. V.)" in page.text
    assert named(edition, officer, NAMED).status_code == 302
    edition = worked(edition)
    assert edition.counts["new"] == {"rows": 1, "amount": "1500.00"}
    assert (
        "These columns are not taken over: <bdi>Notiz</bdi>" in officer.get(edition.get_absolute_url()).text
    )
    officer.post(edition.get_absolute_url())
    worked(edition)
    assert PastGrant.objects.get().year == 2012


def test_the_next_edition_knows_its_columns(cast: Cast, officer: Client) -> None:
    sent(cast, officer, "Elterntreff e. V.,1500,2012-03-01,x", head=STRANGE)
    edition = UploadedGrants.objects.get()
    named(edition, officer, NAMED)
    officer.post(worked(edition).get_absolute_url())
    worked(edition)
    assert GrantList.objects.get().columns == NAMED
    sent(cast, officer, "Elterntreff e. V.,1600,2012-03-01,x", head=STRANGE)
    assert worked(UploadedGrants.objects.latest("pk")).is_ready


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"recipient": "Träger", "amount": "Euro"}, "Without this column no row can be taken in."),
        ({"amount": "Euro", "start": "Ab"}, "Please choose an answer."),
        (NAMED | {"amount": "Träger"}, "This column is named twice."),
        (NAMED | {"purpose": "Fremd"}, "Please choose one of the answers offered here."),
    ],
)
def test_columns_with_which_no_row_can_be_read_are_refused(
    cast: Cast, officer: Client, said: dict[str, str], words: str
) -> None:
    sent(cast, officer, "Elterntreff e. V.,1500,2012-03-01,x", head=STRANGE)
    edition = UploadedGrants.objects.get()
    answer = named(edition, officer, said)
    assert answer.status_code == 422
    assert words in answer.text
    edition.refresh_from_db()
    assert edition.state == "columns"
    officer.post(edition.get_absolute_url(), {"again": "1"})
    edition.refresh_from_db()
    assert edition.state == "columns", "without columns there is nothing to look through"


def test_columns_that_were_guessed_wrong_are_corrected_before_it_is_taken_in(
    cast: Cast, officer: Client
) -> None:
    edition = looked_through(cast, officer, ROW)
    assert at_columns(edition) in officer.get(edition.get_absolute_url()).text
    said = {"recipient": "name", "amount": "betrag", "year": "jahr", "purpose": "politikbereich"}
    assert named(edition, officer, said).status_code == 302
    officer.post(worked(edition).get_absolute_url())
    edition = worked(edition)
    assert PastGrant.objects.get().purpose == "Integration"
    assert officer.get(at_columns(edition)).status_code == 302, "it is taken in"


def test_the_file_need_not_be_chosen_again_because_its_name_was_missing(cast: Cast, officer: Client) -> None:
    token = sent(cast, officer, ROW, name="").context["form"]["file"].held.token
    assert sent(cast, officer, file="", **{"held-file": token}).status_code == 302
    assert UploadedGrants.objects.get().file_name == "grants.csv"


def test_a_double_click_uploads_once(cast: Cast, officer: Client) -> None:
    key = str(uuid4())
    for _click in range(2):
        assert sent(cast, officer, ROW, key=key).status_code == 302
    assert UploadedGrants.objects.count() == 1


def test_a_dead_worker_is_followed_by_another(cast: Cast, officer: Client) -> None:
    sent(cast, officer, ROW)
    UploadedGrants.objects.update(claim="dead", seen=timezone.now() - timedelta(minutes=2))
    assert sweep_grants() == 1
    assert worked(UploadedGrants.objects.get()).is_ready


def test_the_page_tells_how_far_it_is_and_repeats_nothing(cast: Cast, officer: Client) -> None:
    sent(cast, officer, ROW)
    UploadedGrants.objects.update(progress=40)
    address = UploadedGrants.objects.get().get_absolute_url()
    assert f'hx-get="{address}?at=40"' in officer.get(address).text
    assert officer.get(f"{address}?at=40", headers={"HX-Request": "true"}).status_code == 204
    asked = officer.get(f"{address}?at=30", headers={"HX-Request": "true"})
    assert (asked.status_code, "<html" in asked.text) == (200, False)
    assert "The list is being looked through" in asked.text


def test_what_a_job_cannot_do_can_be_begun_again(cast: Cast, officer: Client) -> None:
    sent(cast, officer, ROW)
    UploadedGrants.objects.update(attempts=3)
    edition = worked(UploadedGrants.objects.get())
    assert edition.fault == "broken"
    page = officer.get(edition.get_absolute_url()).text
    assert "Look through it again" in page
    officer.post(edition.get_absolute_url(), {"again": "1"})
    assert worked(edition).is_ready


def test_it_is_thrown_away_by_hand_or_after_two_weeks(cast: Cast, officer: Client) -> None:
    edition = looked_through(cast, officer, ROW)
    assert officer.post(at("past_list_discard", cast, edition.key)).status_code == 302
    assert not UploadedGrants.objects.exists()
    sent(cast, officer, ROW)
    UploadedGrants.objects.update(ends=timezone.now())
    assert deletion.purge()["uploaded lists of earlier grants deleted"] == 1


def test_the_rows_to_be_looked_at_as_a_table(cast: Cast, officer: Client) -> None:
    edition = looked_through(cast, officer, ROW, BAD, PERSON)
    text = officer.get(at("past_list_rows", cast, edition.key)).content.decode("utf-8-sig")
    assert text.splitlines() == [
        "Row;What is to be said", "3;“viel” is no amount.", "4;perhaps a natural person",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["countersigner", "foreign_caseworker", "portal_staff", "coordinator"])
def test_nobody_else_brings_lists_in(cast: Cast, officer: Client, who: str) -> None:
    edition = looked_through(cast, officer, ROW)
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        past.upload(table_of(ROW), uuid4(), office=cast.office, name="x", by=by)
    for verb in (past.discard, past.look_again):
        with pytest.raises(PermissionDenied):
            verb(edition, by=by)
    client = Client()
    client.force_login(by)
    assert client.get(at("past_upload", cast)).status_code == 404
    assert client.get(edition.get_absolute_url()).status_code == 404


def test_a_list_that_is_being_looked_through_can_not_be_taken_in_yet(cast: Cast, officer: Client) -> None:
    sent(cast, officer, ROW)
    with pytest.raises(ValidationError, match="wait"):
        past.begin_taking(UploadedGrants.objects.get(), skips_bad=True, by=cast.caseworker)


@pytest.mark.django_db(transaction=True)
def test_meanwhile_the_office_goes_on_and_its_requests_get_their_file_numbers() -> None:
    cast = assemble()
    request = scenes.submitted(cast)
    with transaction.atomic():
        past.import_grants(table_of(ROW), cast.office, "Berlin")
        received = at_once(lambda: review.receive(request, by=cast.caseworker, version=request.version))
    assert received == [True]


@pytest.mark.parametrize("number", [1, 3])
def test_queries(cast: Cast, officer: Client, django_assert_num_queries: Any, number: int) -> None:
    rows = [ROW.replace("1500", str(amount)) for amount in range(number)]
    edition = looked_through(cast, officer, *rows, *rows)
    with django_assert_num_queries(11):
        officer.get(edition.get_absolute_url())
    with django_assert_num_queries(10):
        officer.get(at("past_upload", cast))
