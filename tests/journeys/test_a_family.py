"""Samira, a cheap phone, Arabic: from the question to the place, and back out of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import expect

from parentwork.choices import SeatState, SignUp
from parentwork.models import Booking
from portal.outbox.choices import State
from portal.outbox.models import Message
from tests.factories.parentwork import WorkshopDateFactory
from tests.journeys.conftest import assert_accessible, assert_fits, code_on

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening(cast):
    """An evening in Dortmund with twelve seats and childcare for four, the day after tomorrow."""
    starts = timezone.now().replace(hour=16, minute=30, second=0, microsecond=0) + timedelta(days=2)
    date = WorkshopDateFactory(workshop__organisation=cast.association, starts=starts)
    workshop = date.workshop
    workshop.title_ar = "بعد المدرسة الابتدائية"
    workshop.save()
    return date


def look(page):
    assert_accessible(page)
    assert_fits(page)


def reopen(page, language, code, contact):
    """On a phone that knows nothing of the booking, with the code and the number or address."""
    page.goto(f"/{language}/b/")
    assert_accessible(page)
    page.locator("#id_code").fill(code)
    page.locator("#id_contact").fill(contact)
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(f"/{language}/b/.+"))


def test_a_mother_reads_books_and_cancels_in_arabic(house, visit, evening, tmp_path):
    page = visit()

    page.goto("/ar/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator(".doors a[href*='/guides/']").click()
    page.locator("a[href*='/guides/how-school-works/']").first.click()
    page.locator("select[name=land]").select_option("DE-NW")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("land=DE-NW"))
    expect(page.locator("main")).to_contain_text("شمال الراين")
    # What holds there is on the screen at once, without scrolling.
    expect(page.locator(".glance dd").first).to_be_in_viewport()
    assert_accessible(page)
    assert_fits(page)

    page.goto("/ar/")
    page.locator("main form input[name=near]").first.fill("44137")
    page.locator("main form button").first.click()
    page.get_by_role("link", name="بعد المدرسة الابتدائية").first.click()
    page.wait_for_url(re.compile(r"/ar/workshops/\d+-"))
    assert_accessible(page)
    page.locator("main a.button").first.click()
    # Before the button stands who will see this.
    expect(page.locator("main form")).to_contain_text("Elterntreff Nordstadt")
    page.locator("#id_name").fill("سميرة")
    page.locator("#id_adults").fill("2")
    page.locator("#id_children_3_5").fill("1")
    page.locator("input[name=way][value=sms]").check()
    page.locator("#id_phone").fill("0231 12")
    page.locator("main form button").last.click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#id_name")).to_have_value("سميرة")
    assert_accessible(page)
    page.locator("#id_phone").fill("0151 23456789")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/ar/b/"))

    code = code_on(page)
    booking = Booking.objects.get(code=code)
    assert (booking.adults, booking.childcare, booking.language) == (2, 1, "ar")
    assert Message.objects.get(object_id=booking.pk, channel="sms").state == State.SENT
    sent = [sms.read_text().replace(" ", "") for sms in (settings.DATA_DIR / "sms").glob("*.txt")]
    assert [code in text for text in sent].count(True) == 1
    expect(page.locator(".qr svg")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)

    page.locator("form[action$='/slip/'] button").click()
    with page.expect_download() as download:
        page.locator("a[href$='/slip/file/']").first.click()
    slip = tmp_path / "slip.pdf"
    download.value.save_as(slip)
    assert slip.read_bytes().startswith(b"%PDF")

    # The next day, with the code and the number, on another phone.
    other = visit()
    reopen(other, "ar", code, "0151 23456789")
    other.locator("main a[href$='/cancel/']").click()
    other.wait_for_url(re.compile("/cancel/$"))
    assert_accessible(other)
    assert booking.seats.get().state == SeatState.CONFIRMED
    other.locator("main form button").click()
    other.wait_for_url(re.compile("cancelled$"))
    expect(other.locator("main .done")).to_be_visible()
    assert_accessible(other)
    assert booking.seats.get().state == SeatState.CANCELLED


def test_a_family_without_mail_or_sms_stands_on_the_call_list(house, visit, evening, cast):
    page = visit()
    page.goto(f"{evening.workshop.get_absolute_url()}book/")
    page.locator("#id_name").fill("Amal")
    page.locator("input[name=way][value=call]").check()
    page.locator("#id_phone").fill("0231 5550123")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/b/"))

    desk = visit(cast.editor)
    desk.goto(f"/de/desk/organisations/{cast.association.slug}/workshops/calls/")
    expect(desk.locator("main")).to_contain_text("Amal")
    assert_accessible(desk)


WORDS = {
    "uk": ("Олена", "Яка школа після початкової?"),
    "tr": ("Elif", "İlkokuldan sonra hangi okul?"),
}


@pytest.fixture
def two_evenings(evening):
    """Families sign up for each evening; the title is written in their languages."""
    WorkshopDateFactory(workshop=evening.workshop, starts=evening.starts + timedelta(days=7))
    workshop = evening.workshop
    workshop.sign_up = SignUp.PER_DATE
    workshop.interpreting = list(WORDS)
    for language, (_name, title) in WORDS.items():
        setattr(workshop, f"title_{language}", title)
    workshop.save()
    return workshop


@pytest.mark.parametrize("language", WORDS)
def test_a_mother_books_two_evenings_brings_somebody_along_and_cancels_one_on_another_phone(
    house, visit, two_evenings, language
):
    name, title = WORDS[language]
    page = visit()
    page.goto(f"/{language}/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.locator("main form input[name=near]").first.fill("44137")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"[?&]near=44137"))
    look(page)
    page.get_by_role("link", name=title).first.click()
    page.wait_for_url(re.compile(re.escape(two_evenings.get_absolute_url()[3:])))
    look(page)
    page.locator("main a.button").first.click()
    page.wait_for_url(re.compile("/book/"))
    look(page)
    page.locator("#id_name").fill(name)
    page.locator("#id_children_6_9").fill("1")
    for box in page.locator("input[name=dates]").all():
        box.check()
    page.locator("input[name=way][value=mail]").check()
    page.locator("#id_email").fill("mutter@example.org")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(f"/{language}/b/"))
    look(page)
    code = code_on(page)
    booking = Booking.objects.get(code=code)
    assert (booking.name, booking.language, booking.childcare) == (name, language, 1)
    assert [seat.state for seat in booking.seats.all()] == [SeatState.CONFIRMED] * 2

    other = visit()
    reopen(other, language, code, "mutter@example.org")
    look(other)
    # Her sister comes along, more than there are seats do not, and somebody is to interpret.
    other.locator("main a[href$='/numbers/']").click()
    other.wait_for_url(re.compile("/numbers/$"))
    look(other)
    other.locator("#id_adults").fill("10")
    other.locator("#id_children_6_9").fill("5")
    other.locator("main form button").click()
    expect(other.locator(".error-summary")).to_be_focused()
    expect(other.locator("#id_adults")).to_have_value("10")
    look(other)
    other.locator("#id_adults").fill("2")
    other.locator("#id_children_6_9").fill("1")
    other.locator("main form button").click()
    other.wait_for_url(re.compile("changed$"))
    look(other)
    booking.refresh_from_db()
    assert (booking.adults, booking.childcare) == (2, 1)
    assert list(booking.seats.values_list("adults", flat=True)) == [2, 2]
    other.locator("main a[href$='/interpreter/']").click()
    other.wait_for_url(re.compile("/interpreter/$"))
    other.locator("#id_interpreter").select_option(language)
    look(other)
    other.locator("main form button").click()
    other.wait_for_url(re.compile("wished$"))
    look(other)
    booking.refresh_from_db()
    assert booking.interpreter == language

    other.locator("main a[href$='/cancel/']").click()
    other.wait_for_url(re.compile("/cancel/$"))
    other.locator("main input[name=dates]").first.check()
    look(other)
    other.locator("main form button[name=chosen]").click()
    other.wait_for_url(re.compile("chosen=1"))
    look(other)
    other.locator("main form button").click()
    other.wait_for_url(re.compile("cancelled$"))
    look(other)
    states = booking.seats.order_by("date__starts").values_list("state", flat=True)
    assert list(states) == [SeatState.CANCELLED, SeatState.CONFIRMED]
