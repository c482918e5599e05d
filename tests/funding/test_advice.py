"""Asking a contact point: without an account, as an organisation, and the desk that answers."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from funding.choices import AdviceState
from funding.messages import AdviceAnswered, AdviceReceived, AdviceWritten
from funding.models import AdviceFile, AdviceMessage, AdviceRequest, FundingRequest
from funding.services import advice
from funding.services.advice import Asker, Words
from organisations.models import Membership
from portal.lib import duties
from portal.lib.dates import today
from portal.outbox.models import Message
from tests.cast import Cast
from tests.factories.funding import AdviceFactory, AdviceFileFactory, AdviceMessageFactory, ProgrammeFactory
from tests.funding.scenes import pdf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ASKED: dict[str, Any] = {"subject": "Гроші", "body": "Як попросити гроші?", "name": "Оксана"}


def ask_at(cast: Cast, language: str = "uk") -> str:
    with translation.override(language):
        return reverse("funding:advice_ask", args=[cast.office.slug])


def said(**more: Any) -> dict[str, Any]:
    return ASKED | {"token": uuid.uuid4()} | more


def told(kind: type[Any]) -> list[Message]:
    return list(Message.objects.filter(kind=kind.key).order_by("pk"))


def asked(cast: Cast, **more: Any) -> AdviceRequest:
    row: AdviceRequest = AdviceFactory(office=cast.office, **more)
    AdviceMessageFactory(advice=row)
    return row


def own(cast: Cast) -> AdviceRequest:
    """A question of the association."""
    asker = Asker(cast.association.name, organisation=cast.association, user=cast.coordinator)
    return advice.ask(cast.office, "Elternlotsen", Words("Wie viel Geld gibt es?"), asker)


# -- without an account ---------------------------------------------------------------------------------


def test_a_question_in_ukrainian_is_asked_answered_and_found_again(cast: Cast, client: Client) -> None:
    sent = client.post(ask_at(cast), said(email="Oksana@familie.example", file=pdf("план.pdf")))
    row = AdviceRequest.objects.get()
    with translation.override("uk"):
        assert sent["Location"] == row.get_absolute_url() + "?asked"
    assert (row.language, row.email, row.organisation) == ("uk", "oksana@familie.example", None)
    page = client.get(sent["Location"])
    assert (page.headers["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex, nofollow", True)
    assert '<div lang="uk" dir="auto"><p>Як попросити гроші?</p></div>' in page.text
    client.force_login(cast.caseworker)
    case = reverse("funding:advice_case", args=[cast.office.slug, row.pk])
    with translation.override("de"):
        case = reverse("funding:advice_case", args=[cast.office.slug, row.pk])
    assert "план.pdf" in client.get(case).text
    assert client.post(case, {"body": "Bis 80 %.", "token": uuid.uuid4()}).status_code == 302
    row.refresh_from_db()
    assert row.state == AdviceState.ANSWERED
    page = Client().get(sent["Location"])
    assert '<div lang="de" dir="auto"><p>Bis 80 %.</p></div>' in page.text
    with translation.override("uk"):
        find = reverse("funding:advice_find")
    for contact, opens in (("oksana@familie.example", True), ("Оксана", False), ("a@b.example", False)):
        found = Client().post(find, {"code": row.code, "contact": contact})
        assert (found.status_code == 302) is opens


def test_the_page_for_codes_of_bookings_leads_to_a_question_too(cast: Cast, client: Client) -> None:
    row = asked(cast, email="oksana@familie.example")
    address, sent = reverse("parentwork:lookup"), {"code": row.code, "contact": "oksana@familie.example"}
    assert client.post(address, sent | {"contact": "a@b.example"}).status_code == 422
    found = client.post(address, sent)
    assert found["Location"].partition("?")[0] == row.get_absolute_url()
    assert client.get(found["Location"]).status_code == 200
    for _try in range(20):
        last = client.post(reverse("funding:advice_find"), sent | {"contact": "a@b.example"})
    assert last.status_code == 429, "tries on a code are counted together, wherever they are made"
    assert reverse("funding:advice_find") in client.get(row.get_absolute_url() + "?asked").text


@pytest.mark.parametrize(
    ("email", "wanted"), [("oksana@familie.example", "your e-mail address"), ("", "the name you gave")]
)
def test_who_asks_is_told_what_opens_the_question_again_and_it_does(
    cast: Cast, client: Client, email: str, wanted: str
) -> None:
    row = asked(cast, email=email)
    with translation.override("en"):
        find = reverse("funding:advice_find")
        page = client.get(row.get_absolute_url() + "?asked").text
        assert f"With it and {wanted} you find this page again." in page
        form = client.get(find).text
    assert "The e-mail address that you gave with the question." in form
    assert client.post(find, {"code": row.code, "contact": email or "Oksana"}).status_code == 302


@pytest.mark.parametrize("spoken", [[], ["de", "tr"]])
def test_the_form_says_that_one_may_write_in_ones_own_language(cast: Cast, spoken: list[str]) -> None:
    type(cast.office).objects.filter(pk=cast.office.pk).update(languages=spoken)
    page = Client().get(ask_at(cast, "en")).text
    assert ("It speaks: German" in page) is bool(spoken)
    assert "You may write in your language. The answer may be in German." in page
    assert (
        page.count('dir="auto"') == 3
    )  # the subject, the message and the name are written from their own side


def test_a_double_click_asks_once(cast: Cast, client: Client) -> None:
    same = said()
    first, second = client.post(ask_at(cast), same), client.post(ask_at(cast), same)
    assert first["Location"] == second["Location"]
    assert (AdviceRequest.objects.count(), AdviceMessage.objects.count()) == (1, 1)
    row = AdviceRequest.objects.get()
    again = {"body": "Ще одне.", "token": uuid.uuid4()}
    for _click in range(2):
        client.post(row.get_absolute_url(), again)
    assert AdviceMessage.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"body": ""},
        {"name": " "},
        {"subject": "x" * 161},
        {"email": "kein at"},
        {"file": SimpleUploadedFile("x.exe", b"MZ")},
        {"file": SimpleUploadedFile("x.pdf", b"MZ no pdf")},
    ],
)
def test_a_mistake_is_told_and_nothing_is_sent(cast: Cast, client: Client, change: dict[str, Any]) -> None:
    answer = client.post(ask_at(cast), said(**change))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == change.keys()
    assert not AdviceRequest.objects.exists()
    assert not Message.objects.exists()


def test_the_page_says_who_reads_it_and_when_an_answer_comes(cast: Cast) -> None:
    type(cast.office).objects.update(answer_days=10, languages=["de", "uk"])
    page = " ".join(Client().get(ask_at(cast, "en")).text.split())
    assert "read this: no other Office" in page
    assert "As a rule it answers within 10 days." in page
    assert "It speaks: German and Ukrainian" in page
    assert "no names of families" in page


def test_who_does_not_answer_here_is_not_asked_here(cast: Cast, client: Client) -> None:
    link = f'href="{ask_at(cast, "en")}"'
    assert link in client.get(cast.office.get_absolute_url()).text
    type(cast.office).objects.update(advises_here=False)
    assert link not in client.get(cast.office.get_absolute_url()).text
    assert client.get(ask_at(cast)).status_code == 404
    cast.office.refresh_from_db()
    with pytest.raises(PermissionDenied):
        advice.ask(cast.office, "x", Words("x"), Asker("x"))


def test_taking_it_back_leaves_neither_thread_nor_file(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    file = AdviceFileFactory(message__advice__office=cast.office)
    stored, row = file.file.storage, file.message.advice
    path = str(file.file.name)
    page = reverse("funding:advice_delete", args=[row.secret])
    assert client.get(page).status_code == 200
    assert stored.exists(path)
    for _tap in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(page)["Location"] == reverse("funding:advice_find") + "?deleted"
    assert not AdviceRequest.objects.exists()
    assert not AdviceFile.objects.exists()
    assert not stored.exists(path)


# -- who sees it ----------------------------------------------------------------------------------------


def test_officers_of_other_offices_see_nothing(cast: Cast) -> None:
    row = asked(cast)
    seeing = AdviceRequest.objects.visible_to
    assert list(seeing(cast.caseworker)) == list(seeing(cast.countersigner)) == [row]
    for person in (cast.foreign_caseworker, cast.berlin_caseworker, cast.directory_editor, cast.portal_staff):
        assert not seeing(person).exists()


def test_an_officer_answers_no_question_of_the_own_organisation(cast: Cast) -> None:
    row = own(cast)
    Membership.objects.create(organisation=cast.association, user=cast.caseworker, role="helper")
    assert not AdviceRequest.objects.visible_to(cast.caseworker).exists()
    with pytest.raises(PermissionDenied):
        advice.answer(row, Words("Ja."), by=cast.caseworker)


def test_only_caseworkers_answer(cast: Cast) -> None:
    row = asked(cast)
    for person in (cast.countersigner, cast.foreign_caseworker, cast.coordinator):
        with pytest.raises(PermissionDenied):
            advice.answer(row, Words("Ja."), by=person)


def test_the_secret_opens_no_question_of_an_organisation(cast: Cast, client: Client) -> None:
    row = own(cast)
    assert client.get(reverse("funding:advice", args=[row.secret])).status_code == 404
    with pytest.raises(PermissionDenied):
        advice.write_on(row, Words("Noch etwas."))


# -- as an organisation ---------------------------------------------------------------------------------


def test_an_organisation_asks_and_goes_on_to_a_request(cast: Cast, client: Client) -> None:
    programme = ProgrammeFactory(office=cast.office)
    client.force_login(cast.coordinator)
    form = reverse("funding:own_advice_ask", args=[cast.association.slug, cast.office.slug])
    sent = client.post(form, {"subject": "Elternlotsen", "body": "Uns fehlt Geld.", "token": uuid.uuid4()})
    row = AdviceRequest.objects.get()
    assert (sent["Location"], row.name) == (row.get_absolute_url(), cast.association.name)
    assert "Make a request from it" in client.get(row.get_absolute_url()).text
    begin = reverse("funding:own_advice_request", args=[cast.association.slug, row.pk])
    first = client.post(begin, {"programme": programme.pk})
    made = FundingRequest.objects.get()
    assert (made.title, made.need, made.programme) == ("Elternlotsen", "Uns fehlt Geld.", programme)
    assert first["Location"] == client.post(begin, {"programme": programme.pk})["Location"]
    assert FundingRequest.objects.count() == 1
    assert made.get_absolute_url() in client.get(row.get_absolute_url()).text
    with pytest.raises(PermissionDenied):
        advice.begin_request(row, programme, by=cast.reader)


def test_a_programme_of_another_office_makes_no_request(cast: Cast, client: Client) -> None:
    row, other = own(cast), ProgrammeFactory(office=cast.foreign_office)
    client.force_login(cast.coordinator)
    begin = reverse("funding:own_advice_request", args=[cast.association.slug, row.pk])
    assert client.post(begin, {"programme": other.pk})["Location"] == row.get_absolute_url()
    with pytest.raises(PermissionDenied):
        advice.begin_request(row, other, by=cast.coordinator)
    assert not FundingRequest.objects.exists()


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("name", ["own_advice", "advice_inbox"])
def test_queries_of_the_lists(
    cast: Cast, client: Client, django_assert_num_queries: Any, name: str, times: int
) -> None:
    for _number in range(times):
        asked(cast)
        own(cast)
    side, person = {
        "own_advice": (cast.association, cast.coordinator),
        "advice_inbox": (cast.office, cast.caseworker),
    }[name]
    client.force_login(person)
    page = reverse(f"funding:{name}", args=[side.slug])
    client.get(page)
    with django_assert_num_queries({"own_advice": 13, "advice_inbox": 10}[name]):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize("times", [1, 3])
def test_queries_of_a_thread(cast: Cast, django_assert_num_queries: Any, times: int) -> None:
    row = AdviceFactory(office=cast.office)
    for _number in range(times):
        AdviceFileFactory(message__advice=row)
    with django_assert_num_queries(3):
        assert Client().get(reverse("funding:advice", args=[row.secret])).status_code == 200


# -- what people are told -------------------------------------------------------------------------------


def test_mails_go_to_who_asked_and_to_caseworkers_without_a_word_of_the_thread(cast: Cast) -> None:
    words = Words("Geheime Frage", "uk")
    row = advice.ask(cast.office, "Betreff", words, Asker("Оксана", "oksana@familie.example"))
    received, written = told(AdviceReceived)[0], told(AdviceWritten)[0]
    assert (received.address, received.language) == ("oksana@familie.example", "uk")
    assert written.address == cast.caseworker.email
    assert len(told(AdviceWritten)) == 1
    for kind, message in ((AdviceReceived(), received), (AdviceWritten(), written)):
        text = kind.render(row, "en", message)
        assert "Geheime" not in text.body + text.subject
        assert "Betreff" not in text.body + text.subject
        assert kind.still_wanted(row, message)
    assert row.whole_address("uk") in AdviceReceived().render(row, "uk", received).body
    advice.answer(row, Words("Antwort"), by=cast.caseworker)
    row.refresh_from_db()
    assert not AdviceWritten().still_wanted(row, written)
    answered = told(AdviceAnswered)[0]
    assert answered.address == "oksana@familie.example"
    assert AdviceAnswered().still_wanted(row, answered)
    advice.write_on(row, Words("Noch etwas"))
    assert not AdviceAnswered().still_wanted(row, answered)
    assert len(told(AdviceWritten)) == 2


def test_a_question_waits_on_the_desk_until_it_is_answered(cast: Cast) -> None:
    row = asked(cast)

    def titles(person: Any) -> list[str]:
        return [duty.title for duty in duties.of(person) if duty.title.startswith("Answer the question")]

    assert titles(cast.caseworker) == [f"Answer the question “{row.subject}”"]
    assert titles(cast.countersigner) == titles(cast.foreign_caseworker) == []
    advice.answer(row, Words("Ja."), by=cast.caseworker)
    assert titles(cast.caseworker) == []


# -- forgetting -----------------------------------------------------------------------------------------


def test_a_thread_is_deleted_half_a_year_after_its_last_message(cast: Cast, settings: Any) -> None:
    settings.ADVICE_KEPT_MONTHS = 6
    file = AdviceFileFactory(message__advice__office=cast.office)
    row = file.message.advice
    AdviceRequest.objects.update(delete_on=today() + timedelta(1))
    assert advice.purge() == {"advice requests": 0}
    advice.write_on(row, Words("Ще."))
    row.refresh_from_db()
    assert row.delete_on > today() + timedelta(170)
    AdviceRequest.objects.update(delete_on=today())
    assert advice.purge() == {"advice requests": 1}
    assert not AdviceFile.objects.exists()
