"""What the admin leaves to the desks, and what is edited there, through the services."""

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


def test_facts_are_changed_at_the_desk_alone(client, staff):
    fact = LandFactFactory(land=None)
    assert "in ganz Deutschland" in client.get(reverse("admin:guides_landfact_changelist")).content.decode()
    for row in (fact, fact.fact_key):
        for verb in ("change", "delete"):
            address = reverse(f"admin:guides_{row._meta.model_name}_{verb}", args=[row.pk])
            assert client.post(address, {"day": 29, "post": "yes"}).status_code == 403
        assert client.get(reverse(f"admin:guides_{row._meta.model_name}_add")).status_code == 403
    assert LandFact.objects.get().day == 30


def test_every_list_opens(client, staff):
    LandFactFactory()
    TermFactory()
    TextFactory()
    for name in ("translation", "landfact", "factkey", "term", "topic", "guide"):
        assert client.get(reverse(f"admin:guides_{name}_changelist")).status_code == 200
