import pytest
from django.conf import settings

from portal.pages.choices import Page
from portal.pages.models import SiteText
from portal.pages.queries import CONTENT

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", Page.values)
def test_the_portal_brings_a_text_in_every_language(key, language):
    source = (CONTENT / language / f"{key}.md").read_text(encoding="utf-8")
    assert source.startswith("# ")
    assert SiteText.objects.text(key, language).language == language


@pytest.mark.parametrize("key", Page.values)
def test_every_language_says_the_same_in_the_same_order(key):
    def shape(language):
        return [line.split(" ")[0] for line in _lines(key, language) if line.startswith(("#", "-"))]

    shapes = {language: shape(language) for language in LANGUAGES if language != "de-x-leicht"}
    assert {language for language in shapes if shapes[language] != shapes["de"]} == set()


def _lines(key, language):
    return (CONTENT / language / f"{key}.md").read_text(encoding="utf-8").splitlines()


def test_the_operator_is_named(client, settings):
    settings.OPERATOR = settings.OPERATOR | {"name": "Stadt *Musterhausen* <b>"}
    page = client.get("/de/imprint/").content.decode()
    assert "<bdi>Stadt *Musterhausen* &lt;b&gt;</bdi>" in page


def test_telephone_and_mail_keep_their_direction(client, settings):
    settings.OPERATOR = settings.OPERATOR | {"mail": "amt@stadt.example", "phone": "0231 50-0"}
    page = client.get("/ar/imprint/").content.decode()
    assert '<bdi dir="ltr"><a href="mailto:amt@stadt.example">amt@stadt.example</a></bdi>' in page
    assert '<bdi dir="ltr">0231 50-0</bdi>' in page


def test_what_the_operator_wrote_replaces_the_text_in_every_language(client):
    SiteText.objects.create(key=Page.IMPRINT, title_de="Unser Impressum", body_de="# Wir\n\nStadt <b>X</b>")
    page = client.get("/ar/imprint/").content.decode()
    assert '<h1 lang="de" dir="ltr">Unser Impressum</h1>' in page
    assert "<h2>Wir</h2>" in page
    assert "Stadt &lt;b&gt;X&lt;/b&gt;" in page
    assert "[name]" not in page


def test_a_text_stands_below_its_introduction_in_easy_german(client):
    page = client.get("/de/privacy/").content.decode()
    assert page.index('<details class="more" lang="de-x-leicht"') < page.index("Das Wichtigste zuerst")
    assert 'lang="de-x-leicht" dir="ltr" open' in page
    assert 'href="/de-x-leicht/privacy/" hreflang' in page
    assert "Das ist wichtig" in page
    assert "Was schreiben wir auf?" not in page
    assert '<details class="more"' not in client.get("/de-x-leicht/privacy/").content.decode()


def test_the_imprint_credits_what_the_portal_uses(client):
    page = client.get("/en/imprint/").content.decode()
    assert "GeoNames" in page
    assert "creativecommons.org/licenses/by/4.0" in page


@pytest.mark.parametrize("texts", [1, 3])
def test_a_text_costs_two_queries(client, django_assert_num_queries, texts):
    for key in Page.values[:texts]:
        SiteText.objects.create(key=key, body_de="Wort")
    with django_assert_num_queries(2):
        client.get("/de/imprint/")
