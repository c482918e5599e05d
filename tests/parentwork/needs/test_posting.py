"""A family says what it looks for, finds it again, changes it and takes it back; all without an account."""

import uuid
from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from parentwork.choices import NeedAnswer
from parentwork.models import Need, NeedCount
from parentwork.services import needs
from portal.outbox.models import Message
from tests.factories.guides import TopicFactory
from tests.factories.places import DistrictFactory, PostalCodeFactory

pytestmark = pytest.mark.django_db


def said(**fields) -> dict:
    usual = {
        "token": str(uuid.uuid4()), "asker": "parents", "words": "Як працює школа?", "spoken": "uk",
        "near": "44137", "families": "1", "name": "Olena", "way": "",
    }  # fmt: skip
    return usual | fields


def test_what_is_said_is_kept_and_opens_by_its_link(client, cast):
    TopicFactory(slug="start", title_en="School begins")
    form = said(topic="start", times=["evening", "saturday"], childcare="on", families="3")
    response = client.post("/uk/needs/", form)
    need = Need.objects.get()
    assert response.url == f"/uk/needs/{need.secret}/?posted"
    assert (need.name, need.spoken, need.language, need.families) == ("Olena", "uk", "uk", 3)
    assert (need.place, need.topic_id, need.childcare) == (cast.postal_code, "start", True)
    assert need.times == ["evening", "saturday"]
    assert (need.way, need.email, need.phone, need.shows_contact) == ("", "", "", False)
    page = client.get(f"/en/needs/{need.secret}/?posted")
    assert "Organisations near you see it now" in page.text
    assert f"{need.code[:3]} {need.code[3:]}" in page.text
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_it_ends_by_itself_after_half_a_year(wish):
    with time_machine.travel("2026-11-26 12:00"):
        assert needs.post(wish()).delete_on == date(2027, 5, 26)


def test_the_form_starts_with_what_the_list_was_asked_for(client):
    TopicFactory(slug="start", title_en="School begins")
    form = client.get("/en/needs/?near=44137&topic=start&language=ar&childcare=on").context["form"]
    said = {name: form[name].value() for name in ("near", "topic", "spoken", "childcare")}
    assert said == {"near": "44137", "topic": "start", "spoken": "ar", "childcare": "on"}


def test_who_found_no_meeting_is_led_to_the_form(client):
    page = client.get("/en/workshops/?near=&language=ti").text
    assert 'href="/en/needs/?near=&amp;language=ti"' in page


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"words": " "}, "words"),
        ({"name": " "}, "name"),
        ({"near": ""}, "near"),
        ({"near": "Nirgendwo an der Nichts"}, "near"),
        ({"way": "mail"}, "email"),
        ({"way": "call", "phone": ""}, "phone"),
        ({"way": "sms", "phone": "0231 123456"}, "way"),
        ({"families": "101"}, "families"),
        ({"times": ["midnight"]}, "times"),
        ({"spoken": "xx"}, "spoken"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(client, cast, fields, field):
    response = client.post("/en/needs/", said(**fields))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Need.objects.exists()


def test_of_several_places_of_a_name_the_error_names_each(client, cast):
    for code, ags in (("11111", "11111"), ("22222", "22222")):
        PostalCodeFactory(code=code, place="Neustadt", district=DistrictFactory(ags=ags))
    response = client.post("/en/needs/", said(near="Neustadt"))
    assert response.context["form"].errors["near"] == [
        "There are several places of this name.",
        "Please write one of these: 11111 Neustadt and 22222 Neustadt",
    ]


def test_only_the_contact_of_the_chosen_way_is_kept(wish):
    both = {"email": "O@Example.org ", "phone": "+49231123456", "shows_contact": True}
    by_mail = needs.post(wish(way="mail", **both))
    assert (by_mail.email, by_mail.number, by_mail.shows_contact) == ("o@example.org", "", True)
    by_phone = needs.post(wish(way="call", **both))
    assert (by_phone.email, by_phone.number, by_phone.shows_contact) == ("", "+49231123456", True)
    without = needs.post(wish(**both))
    assert (without.email, without.number, without.shows_contact) == ("", "", False)


def test_a_double_tap_makes_one(client, cast):
    form = said()
    first, second = client.post("/en/needs/", form), client.post("/en/needs/", form)
    assert first.url == second.url
    assert Need.objects.count() == 1


def test_too_many_from_one_address_are_asked_to_wait(client, cast):
    answers = [client.post("/en/needs/", said()).status_code for _number in range(21)]
    assert answers == [302] * 20 + [429]


@pytest.mark.parametrize(
    ("contact", "typed"),
    [
        ({"way": "mail", "email": "o@example.org"}, "O@example.org"),
        ({"way": "call", "phone": "+49231123456"}, "0231 123456"),
        ({}, "olena"),
    ],
)
def test_code_and_contact_open_it_on_any_phone(client, wish, contact, typed):
    need = needs.post(wish(**contact))
    found = client.post("/en/needs/find/", {"code": need.code.lower(), "contact": typed})
    assert found.url == f"/en/needs/{need.secret}/"
    wrong = client.post("/en/needs/find/", {"code": need.code, "contact": "somebody"})
    assert wrong.status_code == 422


def test_a_name_does_not_open_what_has_a_contact(client, wish):
    need = needs.post(wish(way="mail", email="o@example.org"))
    found = client.post("/en/needs/find/", {"code": need.code, "contact": "Olena"})
    assert found.status_code == 422


def test_nobody_tries_names_on_one_code(client, wish):
    need = needs.post(wish())
    tries = [
        client.post("/en/needs/find/", {"code": need.code, "contact": f"n{number}"}).status_code
        for number in range(21)
    ]
    assert tries == [422] * 20 + [429]


def test_a_change_is_open_anew_for_the_whole_time(client, need, cast):
    Need.objects.filter(pk=need.pk).update(
        answer=NeedAnswer.CONTACT, answered=need.created, answered_by=cast.association
    )
    page = client.get(f"/en/needs/{need.secret}/change/").text
    assert "Keep looking" in page
    assert 'value="Olena"' in page
    response = client.post(f"/uk/needs/{need.secret}/change/", said(words="Інше", spoken="ru"))
    assert response.url == f"/uk/needs/{need.secret}/?changed"
    need.refresh_from_db()
    assert (need.words, need.spoken, need.answer, need.answered_by) == ("Інше", "ru", "", None)
    assert need in Need.objects.open()


def test_a_new_address_gets_the_code_too(wish):
    need = needs.post(wish())
    needs.change(need, wish(way="mail", email="o@example.org"))
    needs.change(need, wish(way="mail", email="o@example.org"))
    assert [message.address for message in Message.objects.all()] == ["o@example.org"]


def test_what_is_taken_back_is_deleted_at_once(client, need):
    address = f"/en/needs/{need.secret}/take-back/"
    assert "Do you want to take it back?" in client.get(address).text
    assert Need.objects.exists()
    first, second = client.post(address), client.post(address)
    assert first.url == second.url == "/en/needs/?taken-back"
    assert not Need.objects.exists()
    assert "It is taken back and deleted." in client.get(first.url).text
    assert client.get(f"/en/needs/{need.secret}/").status_code == 404
    assert NeedCount.objects.get().end == "taken_back"


def test_who_changes_what_is_taken_back_meanwhile_learns_it(client, need, monkeypatch, wish):
    Need.objects.all().delete()
    with pytest.raises(Need.DoesNotExist):
        needs.change(need, wish())


def test_nothing_is_said_without_topic_and_words(wish):
    with pytest.raises(ValidationError):
        needs.post(wish(words="", topic=None))


def test_before_it_is_sent_the_page_says_who_reads_the_name(client):
    page = client.get("/en/needs/").text
    assert "All of them read the name that you write here, too." in page.partition("Who sees this?")[2]
