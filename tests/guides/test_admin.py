"""What the admin leaves to the desks, and what is edited there, through the services."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.guides.models import LandFact, Term, Topic, Translation
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory, TermFactory, TextFactory, TopicFactory

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
    with CaptureQueriesContext(connection) as queries:
        page = post(client, term, {"word": "Elterntreff", "seen": 1})
    assert page.context["adminform"].form.non_field_errors()
    assert Term.objects.get().word == "Elternversammlung"
    # Whoever saves after this check waits for its end.
    assert [
        query for query in queries if 'FROM "guides_term"' in query["sql"] and "FOR UPDATE" in query["sql"]
    ]


def test_an_edit_is_saved_and_counted(client, staff):
    assert post(client, TermFactory(), {"word": "Elterntreff"}).status_code == 302
    assert Term.objects.values_list("word", "version").get() == ("Elterntreff", 2)


def test_a_stale_edit_of_a_topic_is_refused_and_a_fresh_one_has_a_history(client, staff):
    topic = TopicFactory()
    Topic.objects.update(version=5)
    assert post(client, topic, {"position": 7, "seen": 1}).status_code == 200
    assert post(client, topic, {"position": 8, "seen": 5}).status_code == 302
    assert Topic.objects.values_list("position", "version").get() == (8, 6)
    events = Topic.pgh_event_model.objects.order_by("pgh_id")
    assert list(events.values_list("pgh_label", "version")) == [("insert", 1), ("update", 5), ("update", 6)]


def delete(client, term: Term):
    address = reverse("admin:guides_term_delete", args=[term.pk])
    return client.post(address, {"post": "yes"})


def test_a_word_that_is_in_use_stays_and_the_page_says_where(client, staff):
    term = TermFactory()
    TextFactory(title="Schule", body=f"{{{{term:{term.slug}}}}}")
    fact = LandFactFactory(land=None, terms=[term.slug])
    assert delete(client, term).context["protected"] == ["Schule", str(fact)]
    action = {"action": "delete_selected", "_selected_action": term.pk, "post": "yes"}
    client.post(reverse("admin:guides_term_changelist"), action)
    assert Term.objects.get() == term


def test_a_word_that_nothing_asks_for_may_go(client, staff):
    assert delete(client, TermFactory()).status_code == 302
    assert not Term.objects.exists()


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
