"""Papers of a workshop: sign, letter, messenger, certificate, and lists of a date."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image
from pypdf import PdfReader

from parentwork.models import Attendance, Booking, ListOpening
from parentwork.reports import (
    AttendanceListPdf,
    ChildcareListPdf,
    LetterPdf,
    PosterPdf,
    SignedListPdf,
    SignPdf,
)
from parentwork.services import dates, pictures, workshops
from portal.documents.models import Document
from portal.documents.rendering import inputs, job
from portal.documents.services import purge
from tests.factories.parentwork import BookingFactory, SeatFactory, WorkshopDateFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def date(workshop):
    workshop.title_ar = "أي مدرسة الآن؟"
    workshop.save()
    return WorkshopDateFactory(workshop=workshop)


@pytest.fixture
def file_of(desk, client, django_capture_on_commit_callbacks):
    """Asks for a paper as the page does, and gives its text."""

    def ask(name: str, data: dict[str, str] | None = None, **kwargs) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            answer = desk.post(name, data, **kwargs)
        assert desk.follow(answer["Location"]).status_code == 200
        document = Document.objects.order_by("created").last()
        response = client.get(reverse("documents:file", args=[document.pk]))
        pages = PdfReader(BytesIO(b"".join(response.streaming_content))).pages
        assert len(pages) == 1
        return " ".join(pages[0].extract_text().split())

    return ask


def test_the_sign_says_it_in_german_and_in_the_languages_spoken_there(date, file_of):
    data = SignPdf().gather({"workshop": date.workshop_id, "arrow": "left"}, "de")
    assert [code for code, _words in data.here] == ["de", "ar"]
    assert "Haus der Vielfalt" in file_of("desk_sign", {"arrow": "left"}, pk=date.workshop_id)
    assert Document.objects.get().params["arrow"] == "left"


def test_what_is_interpreted_stands_on_sign_letter_and_text(desk, date, file_of):
    date.workshop.interpreting = ["uk", "ti"]
    date.workshop.save()
    data = SignPdf().gather({"workshop": date.workshop_id, "arrow": "left"}, "de")
    assert [code for code, _words in data.here] == ["de", "ar", "uk"]
    sign = file_of("desk_sign", {"arrow": "left"}, pk=date.workshop_id)
    letter = file_of("desk_letter", {"words": "de"}, pk=date.workshop_id)
    page = desk.follow(desk.address("desk_invite", pk=date.workshop_id) + "?words=de").text
    for text in (sign, letter, page):
        assert "Dolmetschen: Ukrainisch und Tigrinya" in text


@pytest.mark.parametrize(
    ("name", "data", "saved"),
    [
        ("desk_poster", {"words": "ar"}, "Plakat-ar.pdf"),
        ("desk_letter", {"words": "de"}, "Einladungsbrief.pdf"),
        ("desk_sign", {"arrow": "left"}, "Schild-für-die-Tür.pdf"),
        ("desk_invite_picture", {"words": "ar"}, "Bild-zum-Weiterschicken-ar.png"),
    ],
)
def test_a_file_bears_day_title_and_kind_in_the_language_of_whoever_saves_it(
    name, data, saved, desk, client, date, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(name, data, pk=date.workshop_id)
    with translation.override("de"):
        address = reverse("documents:file", args=[Document.objects.get().pk])
    said = unquote(client.get(address)["Content-Disposition"])
    called = f"{date.day:%Y-%m-%d}-Welche-Schule-jetzt"
    assert f"{called}-{saved}" in said
    english = unquote(client.get(address.replace("/de/", "/en/"))["Content-Disposition"])
    assert saved not in english
    assert called in english


def test_of_a_long_title_kind_and_language_are_never_cut_off(date):
    workshop = date.workshop
    workshop.title_de = "Elternseminar: Übergang von der Kita in die Grundschule und weiter"
    workshop.save()
    for kind, label in ((PosterPdf(), "Plakat"), (SignedListPdf(), "Liste-zum-Unterschreiben")):
        data = inputs.gather(kind, {"workshop": workshop.pk, "date": date.pk}, "de")
        with translation.override("de"):
            name = kind.saved_as(kind.filename(data), "de-x-leicht")
        assert name == f"{date.day:%Y-%m-%d}-Elternseminar-Übergang-von-der-{label}-de-x-leicht.pdf"


def test_an_arrow_that_there_is_not_points_ahead(desk, date):
    assert desk.post("desk_sign", {"arrow": "<svg>"}, pk=date.workshop_id)["Location"].endswith("arrow=ahead")


def test_the_letter_has_german_below_the_language_of_the_family(date, file_of):
    data = inputs.gather(LetterPdf(), {"workshop": date.workshop_id}, "ar")
    assert (data.own.title_language, data.german.title_language) == ("ar", "de")
    assert inputs.gather(LetterPdf(), {"workshop": date.workshop_id}, "de").german is None
    for _number in range(8):
        WorkshopDateFactory(workshop=date.workshop)
    assert "Welche Schule jetzt?" in file_of("desk_letter", {"words": "ar"}, pk=date.workshop_id)


def test_a_text_and_a_picture_for_the_messenger(desk, date):
    page = desk.follow(desk.address("desk_invite", pk=date.workshop_id) + "?words=ar").text
    text = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert "أي مدرسة الآن؟" in text
    assert f"/ar/workshops/{date.workshop_id}-" in text


@pytest.fixture
def invitation(desk, client):
    """The page of the invitation in a language, and the picture on it, which is None as long as none is."""

    def ask(workshop, words: str = "ar"):
        page = desk.follow(f"{desk.address('desk_invite', pk=workshop.pk)}?words={words}")
        if not (found := re.search(r'<img src="([^"]+)"', page.text)):
            return page.text, None
        response = client.get(found[1])
        return page.text, (response["Content-Type"], b"".join(response.streaming_content))

    return ask


def test_the_picture_is_drawn_when_the_workshop_is_published(
    desk, invitation, date, django_capture_on_commit_callbacks
):
    draft = date.workshop
    draft.state, draft.languages = "draft", ["ar", "ti"]
    draft.save()
    desk.post("desk_publish", pk=draft.pk)
    assert sorted(Document.objects.values_list("language", "state")) == [("ar", "queued"), ("de", "queued")]
    page, picture = invitation(draft)
    assert "The picture is being drawn." in page
    assert 'class="qr"' in page, "the same can be shown meanwhile"
    assert picture is None
    for document in Document.objects.all():
        job.render(str(document.pk), "a worker")
    page, (kind, content) = invitation(draft)
    assert "being drawn" not in page
    with Image.open(BytesIO(content)) as drawn:
        assert (kind, drawn.format, drawn.size) == ("image/png", "PNG", (1080, 1080))


@pytest.mark.parametrize("change", ["moved", "renamed", "added", "cancelled"])
def test_of_another_time_or_title_another_one_is_drawn_and_the_old_one_is_not_shown(
    change, cast, desk, invitation, date
):
    workshop, by = date.workshop, cast.coordinator
    later = WorkshopDateFactory(workshop=workshop, starts=date.starts + timedelta(days=7))
    pictures.draw(workshop)
    job.render(str(Document.objects.get(language="ar").pk), "a worker")
    assert invitation(workshop)[1] is not None
    day = dates.Day(date.starts + timedelta(hours=30), date.ends + timedelta(hours=30), date.venue, 9, 0)
    if change == "moved":
        dates.change(date, day, by=by, version=date.version)
    elif change == "renamed":
        workshops.change(workshop, {"title_ar": "لقاء"}, by=by, version=workshop.version)
    elif change == "added":
        dates.add(workshop, day, by=by)
    else:
        dates.cancel(later, by=by, version=later.version)
    assert Document.objects.filter(language="ar", state="queued").exists()
    assert invitation(workshop)[1] is None


def test_who_wants_it_in_another_language_asks_for_it(
    desk, invitation, date, django_capture_on_commit_callbacks
):
    page, picture = invitation(date.workshop, "pl")
    assert "Draw the picture" in page
    assert picture is None
    assert not Document.objects.exists(), "looking draws nothing"
    with django_capture_on_commit_callbacks(execute=True):
        waiting = desk.post("desk_invite_picture", {"words": "pl"}, pk=date.workshop_id)
    assert waiting["Location"].endswith("/invite/picture/?words=pl")
    assert "/invite/?words=pl" in desk.follow(waiting["Location"]).text
    assert invitation(date.workshop, "pl")[1][0] == "image/png"


def test_of_a_draft_nothing_is_drawn(date):
    date.workshop.state = "draft"
    pictures.draw(date.workshop)
    assert not Document.objects.exists()


@pytest.mark.parametrize(("dates", "words"), [(4, ""), (6, "and 3 more dates")])
def test_the_text_says_how_many_dates_come_after_the_next_ones(dates, words, desk, date):
    for _number in range(dates - 1):
        WorkshopDateFactory(workshop=date.workshop)
    page = desk.follow(desk.address("desk_invite", pk=date.workshop_id) + "?words=en")
    assert len(page.context["when"]) == 4
    assert ("more date" in page.text) == bool(words)
    assert words in page.text


@pytest.mark.parametrize("name", ["desk_sign", "desk_letter", "desk_invite", "desk_invite_picture"])
def test_a_draft_has_no_papers(name, desk, date):
    date.workshop.state = "draft"
    date.workshop.save()
    assert desk.get(name, pk=date.workshop_id).status_code == 404


def family(date, name: str, **children) -> BookingFactory:
    return BookingFactory(workshop=date.workshop, name=name, **children)


def test_the_list_for_the_childcare_has_the_parent_and_the_ages_and_no_contact(date, file_of):
    SeatFactory(date=date, booking=family(date, "Samira", children_3_5=2, childcare=2))
    SeatFactory(date=date, booking=family(date, "Olena"))
    text = file_of("desk_date_list", pk=date.pk, kind="childcare")
    assert "Samira" in text
    assert "Olena" not in text
    assert "231" not in text
    (row,) = ChildcareListPdf().gather({"date": date.pk}, "de").families
    assert (row.bands, row.children) == ((0, 2, 0, 0), 2)
    assert ListOpening.objects.get().kind == "childcare"


def test_ages_that_the_childcare_does_not_take_have_no_column_unless_such_a_child_comes(date):
    date.workshop.childcare_from_age, date.workshop.childcare_to_age = 3, 9
    date.workshop.save()

    def columns() -> tuple[str, ...]:
        with translation.override("en"):
            return ChildcareListPdf().gather({"date": date.pk}, "en").bands

    SeatFactory(date=date, booking=family(date, "Samira", children_3_5=2, childcare=2), childcare=2)
    assert columns() == ("3 to 5 years", "6 to 9 years")
    SeatFactory(date=date, booking=family(date, "Olena", children_0_2=1, childcare=1), childcare=1)
    assert columns() == ("0 to 2 years", "3 to 5 years", "6 to 9 years")


def test_it_deletes_itself_after_the_date(date, file_of):
    SeatFactory(date=date, booking=family(date, "Samira", children_3_5=1, childcare=1))
    file_of("desk_date_list", pk=date.pk, kind="childcare")
    assert Document.objects.get().expires == date.ends + timedelta(days=1)
    purge()
    assert Document.objects.exists()
    with time_machine.travel(date.ends + timedelta(hours=12), tick=False):
        purge()
        assert Document.objects.exists(), "who was there types it in on the next morning"
    with time_machine.travel(date.ends + timedelta(days=1, minutes=1), tick=False):
        purge()
    assert not Document.objects.exists()


def test_the_other_lists_of_names_go_by_the_same_rule(desk, date, file_of):
    SeatFactory(date=date, booking=family(date, "Samira"))
    file_of("desk_attendance_pdf", pk=date.pk)
    assert Document.objects.get().expires == date.ends + timedelta(days=1)
    with time_machine.travel(date.ends + timedelta(hours=1), tick=False):
        until = AttendanceListPdf().kept_until({"date": date.pk})
        assert until == date.ends + timedelta(hours=25), "one to type from"


def test_after_the_date_no_list_for_the_childcare_is_made(desk, workshop):
    over = WorkshopDateFactory(workshop=workshop, starts=timezone.now() - timedelta(days=1))
    desk.post("desk_date_list", pk=over.pk, kind="childcare")
    assert not Document.objects.exists()
    assert not ListOpening.objects.exists()


def test_a_list_to_sign_is_made_only_where_the_award_asks_and_families_read_of_it(
    desk, client, date, file_of
):
    SeatFactory(date=date, booking=family(date, "Samira"))
    assert desk.post("desk_date_list", pk=date.pk, kind="signed").status_code == 404
    booking_page = reverse("parentwork:book", args=[date.workshop_id, date.workshop.slug])
    assert "you sign a list" not in client.get(booking_page).text
    date.workshop.signed_list = True
    date.workshop.save()
    page = client.get(booking_page).text
    assert "you sign a list on paper" in page
    assert "Who pays for the meeting may look at it there. That can be a public office." in page
    assert "mostly five years" in page
    assert "no job centre" not in page, "it would contradict the list"
    SeatFactory(date=date, booking=family(date, "Leyla", read_of_list=True))
    printed = file_of("desk_date_list", pk=date.pk, kind="signed")
    assert "Leyla" in printed
    assert "Samira" not in printed, "she had booked before she could read of it"
    assert "angemeldet, bevor die Liste verlangt wurde" in printed
    assert ListOpening.objects.get().kind == "signed"


@pytest.fixture
def course(workshop):
    """Two evenings of two hours that were held; Samira came to the first one only."""
    now = timezone.now()
    first, second = (WorkshopDateFactory(workshop=workshop, starts=now - timedelta(days=n)) for n in (9, 2))
    booking = family(first, "Samira")
    Attendance.objects.create(seat=SeatFactory(date=first, booking=booking), adults=1)
    Attendance.objects.create(seat=SeatFactory(date=second, booking=booking))
    return first, second, booking


def certificate(desk, workshop, **said):
    return desk.post(
        "desk_certificate",
        {"name": "Samira Haddad", "minutes_missed": "0", "words": "en"} | said,
        pk=workshop.pk,
    )


def test_a_certificate_counts_the_hours_attended_by_the_code_of_the_family(desk, course, workshop):
    page = certificate(desk, workshop, code=course[2].code)
    assert "Samira Haddad" in page.text
    assert "1 date, 2 hours attended" in page.text
    assert "no-store" in page["Cache-Control"]


def test_it_is_in_german_and_beside_it_in_the_language_of_the_family(desk, course, workshop):
    Booking.objects.filter(pk=course[2].pk).update(language="ar")
    workshop.title_ar = "أي مدرسة الآن؟"
    workshop.save()
    both = certificate(desk, workshop, code=course[2].code, words="").text
    german, arabic = re.findall(r'<div lang="([\w-]+)" dir="(\w+)"><h\d>', both)
    assert (german, arabic) == (("de", "ltr"), ("ar", "rtl"))
    assert "Teilnahmebescheinigung" in both
    assert "أي مدرسة الآن؟" in both
    signature = both.partition('class="certificate-signature"')[2].partition("</p>")[0]
    assert '<span lang="de" dir="ltr">Unterschrift</span>' in signature
    assert '<span lang="ar" dir="rtl">' in signature
    chosen = certificate(desk, workshop, code=course[2].code, words="uk").text
    assert '<div lang="uk" dir="ltr"><h2>' in chosen
    assert '<span lang="de" dir="ltr">Welche Schule jetzt?</span>' in chosen


@pytest.mark.parametrize(("chosen", "family"), [("de", "ar"), ("", "de"), ("", "de-x-leicht")])
def test_it_is_in_german_once(chosen, family, desk, course, workshop):
    Booking.objects.filter(pk=course[2].pk).update(language=family)
    alone = certificate(desk, workshop, code=course[2].code, words=chosen).text
    assert alone.count("<h1>") == 1
    assert "<h2>" not in alone.partition('class="certificate"')[2].partition("</article>")[0]


def test_by_hand_and_without_what_was_missed(desk, course, workshop):
    dates = [str(course[0].pk), str(course[1].pk)]
    page = certificate(desk, workshop, dates=dates, minutes_missed="30")
    assert "2 dates, 3.5 hours attended" in page.text


def test_the_name_is_kept_nowhere(desk, course, workshop):
    certificate(desk, workshop, code=course[2].code)
    assert not Document.objects.exists()
    assert "Samira Haddad" not in desk.get("desk_certificate", pk=workshop.pk).text


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Tick the dates attended"),
        ({"code": "ZZZZZZ"}, "No family of this workshop has this code."),
        ({"dates": ["0"]}, "Please choose"),
        ({"name": ""}, "Please fill in this field."),
    ],
)
def test_what_is_missing_is_said(said, words, desk, course, workshop):
    page = certificate(desk, workshop, **said)
    assert page.status_code == 422
    assert words in page.text
    assert page.text.count('class="error-summary"') == 1


def test_more_missed_than_attended_is_refused(desk, course, workshop):
    page = certificate(desk, workshop, code=course[2].code, minutes_missed="120")
    assert "No time attended is left." in page.text
