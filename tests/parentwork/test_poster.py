"""The poster on A4, rendered for real, in the language that was chosen."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from parentwork.choices import SignUp, VenueKind, WorkshopState
from parentwork.reports import PosterPdf
from parentwork.reports.posters import FEW_DATES, SHORT
from portal.documents.models import Document
from portal.lib.codes import qr_svg
from tests.factories.parentwork import VenueFactory, WorkshopDateFactory

pytestmark = pytest.mark.django_db
A4 = (595, 842)  # points


@pytest.fixture
def date(workshop):
    workshop.title_ar = "أي مدرسة الآن؟"
    workshop.save()
    return WorkshopDateFactory(workshop=workshop)


def poster_of(workshop, language: str = "de"):
    return PosterPdf().gather({"workshop": workshop.pk}, language)


@pytest.mark.parametrize("words", ["de", "ar"])
@pytest.mark.parametrize("count", [1, FEW_DATES, 25])
def test_fits_on_one_page_and_says_what_where_and_by_whom(
    desk, client, date, words, count, django_capture_on_commit_callbacks
):
    title = {
        "de": "Wie geht es nach der Grundschule weiter? Ein Abend für Eltern",
        "ar": "أي مدرسة الآن؟ " * 4,
    }
    setattr(date.workshop, f"title_{words}", title[words][:SHORT].strip())
    date.workshop.save()
    for _number in range(1, count):
        WorkshopDateFactory(workshop=date.workshop)
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post("desk_poster", {"words": words}, pk=date.workshop_id)
    assert answer["Location"] == desk.address("desk_poster", pk=date.workshop_id) + f"?words={words}"
    assert desk.follow(answer["Location"]).status_code == 200
    response = client.get(reverse("documents:file", args=[Document.objects.get().pk]))
    (page,) = PdfReader(BytesIO(b"".join(response.streaming_content))).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    text = page.extract_text()
    assert "Haus der Vielfalt" in text
    assert "1 / 1" not in text, "one sheet needs no number"
    assert "Elterntreff Nordstadt" in text


def test_the_number_stands_in_one_run_of_a_face_with_spaces_also_in_arabic(
    desk, client, date, django_capture_on_commit_callbacks
):
    organisation = date.workshop.organisation
    organisation.phone = "+49231555010"
    organisation.save()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("desk_poster", {"words": "ar"}, pk=date.workshop_id)
    response = client.get(reverse("documents:file", args=[Document.objects.get().pk]))
    (page,) = PdfReader(BytesIO(b"".join(response.streaming_content))).pages
    faces = {}
    page.extract_text(visitor_text=lambda text, _cm, _tm, font, _size: faces.setdefault(text.strip(), font))
    (number,) = [face for text, face in faces.items() if "0231 555010" in text]
    assert "Fira" in number["/BaseFont"]


def test_its_qr_code_opens_the_page_in_the_language_of_the_poster(date):
    poster = poster_of(date.workshop, "ar")
    assert poster.link.endswith(f"/ar/workshops/{date.workshop_id}-{date.workshop.slug}/")
    assert poster.qr == qr_svg(poster.link)
    assert (poster.title, poster.title_language) == ("أي مدرسة الآن؟", "ar")


def test_more_dates_than_fit_are_counted(date):
    for _number in range(12):
        WorkshopDateFactory(workshop=date.workshop)
    poster = poster_of(date.workshop)
    assert (len(poster.dates), poster.more) == (7, 6)


def test_names_no_private_home(date):
    workshop = date.workshop
    workshop.venue = VenueFactory(
        organisation=workshop.organisation, kind=VenueKind.HOME, is_public=False, name="Bei Amal",
        street="Am Weg 1",
    )  # fmt: skip
    workshop.save()
    poster = poster_of(workshop)
    assert (poster.place, poster.place_is_told_later) == (str(workshop.venue.postal_code), True)


def test_of_an_open_meeting_nobody_is_told_to_book(date):
    date.workshop.sign_up = SignUp.OPEN
    date.workshop.save()
    assert poster_of(date.workshop).is_open


def test_a_draft_has_none(desk, date):
    assert "/poster/" in desk.get("desk_workshop", pk=date.workshop_id).text
    date.workshop.state = WorkshopState.DRAFT
    date.workshop.save()
    assert desk.get("desk_poster", pk=date.workshop_id).status_code == 404
    assert "/poster/" not in desk.get("desk_workshop", pk=date.workshop_id).text


def test_a_language_that_there_is_not_is_german(desk, date):
    answer = desk.post("desk_poster", {"words": "xx"}, pk=date.workshop_id)
    assert answer["Location"].endswith("?words=de")
