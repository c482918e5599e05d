"""The frame of every page: head, language menu, addresses of the other languages, headings."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client

from portal.lib import languages

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
PUBLIC = ["", "imprint/", "privacy/", "accessibility/", "report/"]


def get(address, client=None):
    return (client or Client()).get(address).content.decode()


def menu(page):
    """Code, address and mark of each entry of the language menu."""
    box = page[page.index('<details class="languages"') : page.index("</details>")]
    pattern = r'<a href="([^"]+)" lang="([\w-]+)" hreflang="([\w-]+)" dir="(\w+)"( aria-current="true")?>'
    return re.findall(pattern, box)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_menu_keeps_page_and_query(language):
    entries = menu(get(f"/{language}/report/?page=/de/&x=1"))
    assert [entry[1] for entry in entries] == LANGUAGES
    for address, code, hreflang, direction, mark in entries:
        assert address == f"/{code}/report/?page=/de/&amp;x=1"
        assert (hreflang, direction) == (code, languages.direction(code))
        assert bool(mark) == (code == language)


def test_the_language_menu_works_where_there_is_no_page():
    addresses = {entry[0] for entry in menu(get("/de/nowhere/?a=b"))}
    assert "/ar/nowhere/?a=b" in addresses


def test_the_desk_speaks_two_languages(client, cast):
    client.force_login(cast.coordinator)
    entries = menu(get("/de/desk/", client))
    assert [entry[1] for entry in entries] == ["de", "en"]


@pytest.mark.parametrize("path", PUBLIC)
def test_search_engines_learn_the_other_languages(path, settings):
    page = get(f"/ar/{path}?x=1")
    assert f'<link rel="canonical" href="{settings.SITE_URL}/ar/{path}">' in page
    for code in [*LANGUAGES, "x-default"]:
        language = "de" if code == "x-default" else code
        link = f'<link rel="alternate" hreflang="{code}" href="{settings.SITE_URL}/{language}/{path}">'
        assert link in page


@pytest.mark.parametrize("path", ["", "imprint/", "privacy/", "accessibility/"])
def test_a_page_to_read_needs_no_cookie_and_may_be_cached(path):
    response = Client().get(f"/de/{path}")
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("path", PUBLIC)
def test_headings_are_in_order(path, language):
    assert_headings_in_order(get(f"/{language}/{path}"))


def test_the_style_guide_shows_every_part(cast, client):
    client.force_login(cast.portal_staff)
    for language in ("de", "ar", "tr"):
        page = get(f"/{language}/styleguide/", client)
        assert_headings_in_order(page)
        for part in PARTS:
            assert re.search(rf'class="([\w -]+ )?{part}[ "]', page), part
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids))


PARTS = [
    "breadcrumb", "lead", "word", "words", "more", "row",
    "button", "button-quiet", "button-danger", "next-line",
    "cards", "door", "card", "day", "tag", "fact", "turn", "note", "tiles", "tile", "table", "num", "pager",
    "dl", "tasks", "filters",
    "field", "error-summary", "field-bad", "field-error", "hint", "optional", "choices",
    "empty",
    "done", "code", "chart", "icon",
]  # fmt: skip


def test_the_current_door_is_marked(client):
    page = get("/de/accessibility/")
    doors = page[page.index('<nav class="doors"') : page.index("</header>")]
    assert "aria-current" not in doors


def test_signing_out_is_a_post(client, cast):
    client.force_login(cast.coordinator)
    page = get("/de/desk/", client)
    form = page[page.index('action="/de/accounts/logout/"') - 40 :]
    assert 'method="post"' in form[:80]
    assert "csrfmiddlewaretoken" in form[:400]


def assert_headings_in_order(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
