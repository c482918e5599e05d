"""Small ways at the editors' desk: names that there are not, back from a picture, how a guide begins."""

import pytest
from django.urls import reverse

from portal.guides.choices import State
from portal.guides.models import Guide, Translation
from tests.factories.accounts import UserFactory
from tests.factories.guides import PictureFactory, TermFactory, TextFactory, TopicFactory, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("staff", "in_english")]


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    return user


def url(name: str, *args: object) -> str:
    return reverse(f"guides:{name}", args=args)


def test_a_name_that_there_is_not_is_told_at_its_field_and_nothing_typed_is_lost(client):
    TextFactory(guide__slug="schule")
    TermFactory()
    page = client.get(url("desk_edit", "schule"))
    sent = {
        "do": "insert", "version": page.context["form"]["version"].value(), "body": "Neu.",
        "fact": "Gibt es nicht", "term": "elternabend",
    }  # fmt: skip
    form = client.post(url("desk_edit", "schule"), sent).context["form"]
    assert list(form.errors) == ["fact"]
    assert (form["fact"].value(), form["term"].value()) == ("Gibt es nicht", "")
    assert form["body"].value() == "Neu.\n\n{{term:elternabend}}\n"


def test_from_a_new_picture_a_link_leads_back_to_the_guide(client):
    TextFactory(guide__slug="schule", title="Schule")
    PictureFactory()
    shelf = client.get(url("desk_edit", "schule")).text.split(url("desk_pictures"))[1].split('"')[0]
    assert shelf == "?guide=schule"
    new = url("desk_picture_new") + shelf
    assert f'href="{new}"' in client.get(url("desk_pictures") + shelf).text
    data = {"version": 0, "slug": "hof", "alternative_de": "Ein Hof", "file": photo()}
    saved = client.post(new, data, follow=True)
    assert f'href="{url("desk_edit", "schule")}">Back to “Schule”' in saved.text


@pytest.mark.parametrize("query", ["", "?guide=nichts", "?guide=%00"])
def test_pictures_lead_back_to_no_guide_that_there_is_not(client, query):
    TextFactory(guide__slug="schule")
    assert "Back to “" not in client.get(url("desk_pictures") + query).text


def test_a_guide_begins_with_its_head_and_is_written_in_the_editor(client):
    TopicFactory()
    head = {"topic": "school", "slug": "noten", "title": "Noten", "summary": "Was Noten sagen."}
    begun = client.post(url("desk_new"), head, follow=True)
    assert begun.redirect_chain == [(url("desk_edit", "noten"), 302)]
    text = Translation.objects.get()
    assert (text.title, text.body, text.state) == ("Noten", "", State.DRAFT)
    sent = head | {"do": "publish", "version": begun.context["form"]["version"].value()}
    refused = client.post(url("desk_edit", "noten"), sent)
    assert list(refused.context["form"].errors) == ["body"]


def test_an_address_with_a_space_is_told_what_an_address_is(client):
    TopicFactory()
    sent = {"topic": "school", "slug": "Mit Leerzeichen", "title": "Noten"}
    form = client.post(url("desk_new"), sent).context["form"]
    assert form.errors["slug"] == [
        "Only letters from a to z, digits and hyphens, no spaces: starting-school."
    ]
    assert not Guide.objects.exists()
