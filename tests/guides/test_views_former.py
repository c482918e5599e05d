"""Guides that moved or are gone."""

import pytest

from portal.guides.choices import State
from portal.guides.models import FormerSlug, Translation

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(guide):
    FormerSlug.objects.create(slug="frueher", guide=guide)
    return guide


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/helped/", "/feedback/", "/feedback/thanks/"])
def test_every_page_of_a_guide_that_moved_leads_to_where_it_is_now(client, moved, page):
    response = client.get(f"/de/guides/frueher{page}?land=DE-NW")
    assert (response.status_code, response["Location"]) == (301, f"/de/guides/schule{page}?land=DE-NW")


@pytest.mark.parametrize("page", ["helped", "feedback"])
def test_an_answer_to_a_guide_that_moved_meanwhile_is_not_lost(client, moved, page):
    response = client.post(f"/de/guides/frueher/{page}/", {"helped": "yes"})
    assert (response.status_code, response["Location"]) == (308, f"/de/guides/schule/{page}/")


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/feedback/"])
def test_a_former_address_does_not_lead_to_what_nobody_can_read(client, moved, page):
    Translation.objects.update(state=State.DRAFT)
    assert client.get(f"/de/guides/frueher{page}").status_code == 404


@pytest.mark.parametrize("page", ["/", ".pdf", "/share/", "/feedback/"])
def test_every_page_of_a_guide_that_is_gone_says_so(client, page):
    FormerSlug.objects.create(slug="weg", guide=None)
    assert client.get(f"/de/guides/weg{page}").status_code == 410
