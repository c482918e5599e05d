"""The copy that people take of what is kept about their account: all of it, and nothing of anybody else."""

import json
from collections import Counter

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.test import Client
from pghistory.models import Event

from organisations.models import Decision
from parentwork.models import Booking
from portal.accounts.models import User
from tests import matrix
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
COPY = "/de/desk/account/copy/"


def signed_in(person):
    """Who has given the password a moment ago."""
    client = Client()
    client.force_login(person)
    client.post("/de/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def told(person):
    """The copy as it comes, and how many rows it has of each kind."""
    response = signed_in(person).get(COPY)
    assert response.status_code == 200, response
    copy = json.loads(response.content)
    rows = [
        (name, it) for kept in copy["kept"] for part in ("rows", "did") for name, it in kept[part].items()
    ]
    return response.text, {name: len(it) for name, it in rows}


@pytest.fixture
def furnished(cast):
    matrix.furnish(cast)
    return cast


def pointing_at(person):
    """How many rows point at somebody, by the field; counted without the register."""
    found = Counter()
    for model in apps.get_models(include_auto_created=True):
        if issubclass(model, Event) or model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                found[f"{model._meta.label}.{field.name}"] = model._base_manager.filter(
                    **{field.name: person}
                ).count()
    return +found


@pytest.mark.parametrize("role", ["coordinator", "helper", "caseworker", "countersigner", "translator"])
def test_whatever_points_at_somebody_is_in_the_copy(furnished, role):
    person = getattr(furnished, role)
    _text, copied = told(person)
    missing = {
        name: number
        for name, number in pointing_at(person).items()
        if copied.get(name, copied.get(name.rpartition(".")[0], 0)) < number
    }
    assert missing == {}


def test_it_says_who_she_is_where_she_works_and_what_for_all_that_is_kept(furnished):
    furnished.coordinator.name = "Aylin Demir"
    furnished.coordinator.save()
    text, _copied = told(furnished.coordinator)
    kept = {activity["what"]: activity for activity in json.loads(text)["kept"]}
    accounts = kept["Konten und Anmeldung"]
    (me,) = accounts["rows"]["accounts.User"]
    assert (me["name"], me["email"]) == ("Aylin Demir", furnished.coordinator.email)
    assert "Sitzungen enden nach 14 Tagen" in accounts["until"]
    rows = kept["Verzeichnis der Organisationen, Schulen und Orte"]["rows"]["organisations.Membership"]
    places = {(row["organisation"], row["role"]) for row in rows}
    assert places == {(furnished.association.name, "coordinator")}


def test_it_names_the_devices_where_she_is_signed_in(client):
    person = UserFactory(second_factor=False)
    phone = {"headers": {"User-Agent": "Telefon"}}
    client.post("/de/accounts/login/", {"login": person.email, "password": PASSWORD}, **phone)
    text = client.get(COPY).text
    assert '"user_agent": "Telefon"' in text
    assert client.session.session_key not in text


def test_of_others_it_names_nobody_and_it_holds_no_key(furnished):
    for role in ("coordinator", "helper", "caseworker", "portal_staff"):
        person = getattr(furnished, role)
        text, _copied = told(person)
        others = User.objects.exclude(pk=person.pk)
        names = {word for pair in others.values_list("name", "email") for word in pair if word}
        families = set(Booking.objects.exclude(name="").values_list("name", flat=True))
        said = {word for word in names | families if f'"{word}' in text}
        assert said - {person.name} == set()
        secrets = [row.data.get("secret") for row in Authenticator.objects.filter(user=person)]
        keys = [person.password, *filter(None, secrets)]
        assert [key for key in keys if key in text] == []


def test_it_asks_once_more_who_one_is(client):
    client.force_login(UserFactory())
    assert "reauthenticate" in client.get(COPY)["Location"]
    assert Client().get(COPY)["Location"].startswith("/de/accounts/login/")


def test_the_page_of_the_account_leads_to_it(client):
    client.force_login(UserFactory())
    assert f'href="{COPY}"' in client.get("/de/desk/account/").text


def test_it_asks_the_database_no_more_often_for_three_acts_than_for_one(
    cast, django_assert_max_num_queries, django_assert_num_queries
):
    def decide():
        said = {"verb": "publish", "after": "listed", "capacity": "coordinator"}
        Decision.objects.create(organisation=cast.association, by=cast.coordinator, **said)

    client = signed_in(cast.coordinator)
    client.get(COPY)
    decide()
    with django_assert_max_num_queries(130) as one:
        client.get(COPY)
    decide()
    decide()
    with django_assert_num_queries(len(one)):
        client.get(COPY)
