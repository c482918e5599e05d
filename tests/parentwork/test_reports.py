"""The slip on A6 and the attendance list, rendered for real."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from pypdf import PdfReader

from parentwork.reports import BookingSlip
from parentwork.services.bookings import book
from portal.documents.models import Document
from portal.lib.codes import qr_svg
from tests.factories.parentwork import SeatFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db
A6 = (298, 420)  # points


@pytest.fixture
def booking(family):
    date = WorkshopDateFactory(workshop__title_ar="أي مدرسة الآن؟")
    return book(date.workshop, family(name="Samira", adults=2))


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_slip_is_made_and_downloaded_with_the_secret_alone(
    client, booking, language, django_capture_on_commit_callbacks
):
    address = f"/{language}/b/{booking.secret}/slip/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    assert client.get(address).status_code == 200
    response = client.get(f"{address}file/")
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"]
    page = PdfReader(BytesIO(b"".join(response.streaming_content))).pages[0]
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A6
    text = page.extract_text()
    assert f"{booking.code[:3]} {booking.code[3:]}" in text
    assert "Samira" in text


def test_a_slip_that_is_there_comes_at_once(client, booking, django_capture_on_commit_callbacks):
    address = f"/de/b/{booking.secret}/slip/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address)["Location"] == address
    assert client.post(address)["Location"] == f"{address}file/"
    assert client.get(address).context["title"] == "Zettel zum Drucken (PDF)"


@pytest.mark.parametrize(("language", "dates"), [("de", 4), ("de", 20), ("ar", 20)])
def test_the_slip_fits_on_one_page(client, booking, language, dates, django_capture_on_commit_callbacks):
    for _number in range(1, dates):
        SeatFactory(booking=booking, date=WorkshopDateFactory(workshop=booking.workshop))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/{language}/b/{booking.secret}/slip/")
    document = Document.objects.get()
    with document.file.open("rb") as file:
        assert len(PdfReader(file).pages) == 1


def test_the_slip_says_whom_to_call(client, booking, django_capture_on_commit_callbacks):
    booking.workshop.organisation.phone = "+49231555010"
    booking.workshop.organisation.save()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/de/b/{booking.secret}/slip/")
    with Document.objects.get().file.open("rb") as file:
        assert "0231 555010" in PdfReader(file).pages[0].extract_text()


def test_no_document_without_the_secret(client, booking):
    assert client.post("/de/b/not-the-secret/slip/").status_code == 404
    assert client.get("/de/b/not-the-secret/slip/file/").status_code == 404
    assert not Document.objects.exists()


def test_the_attendance_list_holds_no_contact(
    client, cast, family, helps, django_capture_on_commit_callbacks
):
    date = WorkshopDateFactory(workshop__organisation=cast.association)
    helps(date)
    book(date.workshop, family(name="Oksana", way="call", phone="+492311234567"))
    client.force_login(cast.helper)
    address = f"/de/desk/organisations/{cast.association.slug}/workshops/dates/{date.pk}/list/pdf/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    with Document.objects.get(kind="parentwork.attendance_list").file.open("rb") as file:
        text = PdfReader(file).pages[0].extract_text()
    assert "Oksana" in text
    assert "1234567" not in text


def test_a_qr_code_carries_nothing_but_the_address():
    assert qr_svg("http://localhost/de/b/x/").startswith("<svg")


@pytest.mark.parametrize(("language", "is_german"), [("de", False), ("ar", True), ("de-x-leicht", False)])
def test_german_directions_are_marked_for_who_reads_another_language(booking, language, is_german):
    place = booking.workshop.venue
    place.directions_de = "Eingang im Hof"
    place.save()
    slip = BookingSlip().gather({"booking": booking.pk}, language)
    assert (slip.directions, slip.directions_language) == ("Eingang im Hof", "de")
    assert slip.directions_are_german == is_german
    assert ('<bdi lang="de" dir="ltr">Eingang im Hof</bdi> (' in rendered(slip, language)) == is_german


def rendered(slip, language: str) -> str:
    with override(language):
        return render_to_string(BookingSlip.template, {"data": slip, "LANGUAGE_CODE": language})
