import pytest
from django.conf import settings

from portal import privacy
from portal.pages.choices import Page
from portal.pages.models import SiteText
from portal.pages.queries import CONTENT, PERIODS

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


# What the privacy text says of an activity of the register without a number, and what is no reader's concern:
# files, histories and erasures hold what stands elsewhere; the others are work of people with an account.
IN_WORDS = {
    "accounts": "When you have an account",
    "requests": "With a funding request",
    "registry": "What is public stays",
}
OF_NO_READER = {
    "documents", "writing", "networks", "evaluation", "earlier_grants", "offices", "histories", "erasures",
}  # fmt: skip


def test_the_privacy_text_names_every_activity_of_the_register():
    """A new one must stand in the text of every language, with its time from the settings."""
    activities = {activity.key for activity in privacy.activities()}
    assert activities == PERIODS.keys() | IN_WORDS.keys() | OF_NO_READER
    for language in LANGUAGES:
        source = "\n".join(_lines(Page.PRIVACY, language))
        assert {name for name in PERIODS if f"{{{name}}}" not in source} == set(), language
    english = "\n".join(_lines(Page.PRIVACY, "en"))
    assert all(words in english for words in IN_WORDS.values())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["14 days", "24 months", "6 months", "5 years", "1 year", "3 years"]),
        ("tr", ["14 gün", "24 ay", "6 ay", "5 yıl"]),
        ("ar", ["14 يومًا", "24 شهرًا", "6 أشهر", "5 سنوات"]),
        ("pl", ["14 dni", "24 miesiące", "6 miesięcy", "5 lat"]),
    ],
)
def test_the_privacy_text_says_how_long_in_the_words_of_the_reader(client, language, words):
    page = client.get(f"/{language}/privacy/").text
    for said in words:
        assert f"({said})" in page
    assert "{" not in page.partition("<main")[2].partition("</main>")[0]


def test_the_privacy_text_names_the_list_to_sign(client):
    assert "you sign a list on paper" in client.get("/en/privacy/").text


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
