"""A guide moves or goes: what links to it goes on doing so, and is named before it would lead nowhere."""

import pytest
from django.core.exceptions import ValidationError

from portal.guides.models import Guide, Passage, PreparedText
from portal.guides.reports.references import unknown
from portal.guides.reports.translations.hints import Glossary
from portal.guides.services import move_guide, remove_guide, save_text
from portal.guides.services.indexing import index
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def beginning():
    return TextFactory(guide__slug="anfang", title="Der Anfang").guide


@pytest.fixture
def linking(beginning):
    """A text that links to another guide."""
    return TextFactory(guide__slug="schule", title="Schule", body="Siehe {{link:anfang}}.")


def move(guide: Guide, *slugs: str, by) -> Guide:
    for slug in slugs:
        guide = move_guide(guide, slug, by=by)
    return guide


def test_links_go_on_to_where_a_guide_is_now(client, staff, beginning, linking):
    move(beginning, "los", "jetzt-los", by=staff)
    page = client.get("/de/guides/schule/").text
    assert '<a href="/de/guides/jetzt-los/">Der Anfang</a>' in page


def test_a_text_that_links_to_a_guide_that_moved_can_be_published(staff, beginning, linking):
    move(beginning, "los", by=staff)
    body = linking.body + " Neu."
    assert save_text(linking, title="Schule", summary="Alles.", body=body, version=1, by=staff).body == body


def test_hints_and_search_know_it_by_both_addresses(staff, beginning, linking):
    move(beginning, "los", by=staff)
    german = "{{link:anfang}} {{link:los}}"
    [old, new] = Glossary([german], "uk", "de").hints(german)
    assert (old.word, new.word) == ("Der Anfang", "Der Anfang")
    index([linking])
    assert Passage.objects.get(translation=linking).text.endswith("Siehe Der Anfang.")


def test_a_guide_to_which_others_link_stays(client, staff, beginning, linking):
    moved = move(beginning, "los", by=staff)
    client.force_login(staff)
    page = client.post("/de/desk/guides/los/remove/", follow=True).text
    assert Guide.objects.filter(pk=moved.pk).exists()
    assert "Schule" in page.split("<h1")[1]
    assert "button-danger" not in page


def test_a_text_in_preparation_counts_and_its_own_does_not(staff, beginning):
    text = beginning.translations.get()
    text.body = "Siehe {{link:anfang}}."
    text.save()
    other = TextFactory(title="Schule")
    words = {"title": "Neue Schule", "summary": "x", "body": "{{link:anfang}}"}
    prepared = PreparedText.objects.create(text=other, text_version=1, by=staff, **words)
    with pytest.raises(ValidationError, match="Neue Schule"):
        remove_guide(beginning, by=staff)
    prepared.delete()
    remove_guide(beginning, by=staff)
    assert unknown("{{link:anfang}}") == ["{{link:anfang}}"]
