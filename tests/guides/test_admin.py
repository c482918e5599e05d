"""Staff edit guides and facts in the admin, which goes through the services."""

import pytest
from django.urls import reverse

from portal.guides.models import LandFact, Term, Translation
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory, TermFactory, TextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def post(client, row, changes: dict):
    """Send the change form of a row as the browser would, with these changes."""
    address = reverse(f"admin:guides_{row._meta.model_name}_change", args=[row.pk])
    form = client.get(address).context["adminform"].form
    data = (
        {name: form.initial.get(name, field.initial) for name, field in form.fields.items()}
        | {"seen": row.version}
        | changes
    )
    return client.post(address, {name: value for name, value in data.items() if value not in (None, False)})


def test_a_stale_edit_is_refused(client, staff):
    term = TermFactory()
    Term.objects.update(version=5, word="Elternversammlung")
    assert post(client, term, {"word": "Elterntreff", "seen": 1}).status_code == 200
    assert Term.objects.get().word == "Elternversammlung"


def test_texts_are_changed_at_the_desk_alone(client, staff):
    text = TextFactory()
    address = reverse("admin:guides_translation_change", args=[text.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"title": "Anders"}).status_code == 403
    assert client.post(reverse("admin:guides_translation_delete", args=[text.pk])).status_code == 403
    assert Translation.objects.get().title == "Schule"


def test_a_fact_is_changed_with_its_version(client, staff):
    fact = LandFactFactory()
    response = post(client, fact, {"day": 29, "terms": ""})
    assert response.status_code == 302, response.context["adminform"].form.errors
    fact = LandFact.objects.get()
    assert (fact.day, fact.version, fact.checked_by) == (29, 2, staff)


def test_a_fact_of_all_germany_is_listed_and_changed(client, staff):
    fact = LandFactFactory(land=None)
    assert "in ganz Deutschland" in client.get(reverse("admin:guides_landfact_changelist")).content.decode()
    response = post(client, fact, {"day": 29, "terms": ""})
    assert response.status_code == 302, response.context["adminform"].form.errors
    fact = LandFact.objects.get()
    assert (fact.land, fact.day, fact.version) == (None, 29, 2)


def test_a_second_fact_for_the_same_time_is_refused_with_the_form(client, staff):
    LandFactFactory(land=None, valid_until="2026-07-31")
    fact = LandFactFactory(land=None, valid_from="2026-08-01")
    response = post(client, fact, {"valid_from": "2026-07-31", "terms": ""})
    assert response.status_code == 200
    assert "Für diese Zeit gibt es schon eine Angabe." in response.content.decode()


def test_every_list_opens(client, staff):
    LandFactFactory()
    TermFactory()
    TextFactory()
    for name in ("translation", "landfact", "factkey", "term", "topic", "guide"):
        assert client.get(reverse(f"admin:guides_{name}_changelist")).status_code == 200
