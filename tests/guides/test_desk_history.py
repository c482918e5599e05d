"""The history of every language of a guide, for the editors."""

import pytest
from django.urls import reverse

from portal.guides.services import save_text
from tests.factories.accounts import UserFactory
from tests.factories.guides import TextFactory

pytestmark = pytest.mark.django_db


def test_the_history_of_a_guide_leads_to_that_of_each_of_its_languages(client):
    guide = TextFactory(guide__slug="schule", language="de").guide
    TextFactory(guide=guide, language="uk", title="Школа")
    client.force_login(UserFactory(is_staff=True))
    german, ukrainian = (reverse("guides:desk_history", args=["schule", code]) for code in ("de", "uk"))

    page = client.get(german).text

    assert f'href="{ukrainian}"' in page
    assert f'href="{german}"' in client.get(ukrainian).text
    assert reverse("guides:desk_history", args=["schule", "tr"]) not in page


@pytest.mark.usefixtures("in_english")
def test_the_history_says_which_wording_readers_see(client):
    text = TextFactory(guide__slug="schule", language="de", body="Alt.")
    editor = UserFactory(is_staff=True)
    save_text(text, title=text.title, summary=text.summary, body="Neu.", version=1, by=editor)
    client.force_login(editor)
    newest, first = client.get(reverse("guides:desk_history", args=["schule", "de"])).text.split("<tr>")[2:4]
    assert "what readers see" in newest
    assert "what readers see" not in first
