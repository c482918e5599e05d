"""Pages of signed-in people belong to them alone, whatever stands between."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_page_for_a_signed_in_person_is_kept_by_nobody_else(cast, client):
    client.force_login(cast.coordinator)
    for page in ("/de/desk/", "/de/", "/de/organisations/"):
        assert client.get(page)["Cache-Control"] == "private, no-cache", page


def test_what_a_view_says_itself_stands(cast, client):
    client.force_login(cast.coordinator)
    assert "no-store" in client.get("/de/desk/account/")["Cache-Control"]


def test_visitors_without_a_cookie_get_the_public_page(client):
    assert "Cache-Control" not in client.get("/de/")
    assert "Cookie" not in client.get("/de/").get("Vary", "")
