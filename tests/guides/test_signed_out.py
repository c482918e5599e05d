"""What editors of guides type while their sign-in expires is there again behind the sign-in."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.guides.models import Topic
from tests.factories.accounts import UserFactory
from tests.factories.guides import LandFactFactory, PictureFactory, TextFactory, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
SAID = "You had been signed out. This is what you sent; nothing is lost. Press the button to save it."


def reopened(name: str, data: dict, *args) -> str:
    """The page after `data` were sent while nobody was signed in."""
    address, client = reverse(f"guides:{name}", args=args), Client()
    assert client.post(address, data)["Location"] == f"{reverse('account_login')}?next={address}"
    client.force_login(UserFactory(is_staff=True))
    page = client.get(address).text
    assert SAID in page
    return page


def test_where_a_guide_stands():
    guide = TextFactory(guide__slug="schule", guide__is_sensitive=True).guide
    data = {"version": 1, "topic": guide.topic_id, "position": "77", "slug": "die-schule"}
    page = reopened("desk_place", data, "schule")
    assert 'value="77"' in page
    assert 'value="die-schule"' in page
    assert 'id="id_is_sensitive" checked' not in page
    assert Topic.objects.count() == 1


def test_what_a_picture_shows():
    PictureFactory(slug="hof")
    words = {"version": 1, "alternative_de": "Ein Schulhof im Schnee", "credit": "Foto: Verein"}
    page = reopened("desk_picture", words, "hof")
    assert 'value="Ein Schulhof im Schnee"' in page
    page = reopened("desk_picture_new", words | {"slug": "schnee", "file": photo()})
    assert 'value="schnee"' in page
    assert "The file could not be kept. Please choose it again." in page


def test_a_new_guide_and_a_fact():
    assert 'value="Neue Schule"' in reopened("desk_new", {"title": "Neue Schule"})
    fact = LandFactFactory()
    page = reopened("desk_fact", {"version": 1, "source": "Schulgesetz von 2027"}, fact.pk)
    assert "Schulgesetz von 2027" in page


def test_who_translates():
    page = reopened("desk_translators", {"email": "rana@example.org", "language": "tr"})
    assert 'value="rana@example.org"' in page
    assert '<option value="tr" selected>' in page


def test_a_button_leads_back_to_the_page_of_the_guide():
    """The address of the button itself shows nothing."""
    TextFactory(guide__slug="schule")
    page = reverse("guides:desk_edit", args=["schule"])
    refused = Client().post(
        reverse("guides:desk_discard", args=["schule"]), headers={"referer": f"http://testserver{page}"}
    )
    assert refused["Location"] == f"{reverse('account_login')}?next={page}"
