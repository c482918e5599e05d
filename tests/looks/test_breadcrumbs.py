"""The way back on top of every page: words that people say, each leading somewhere."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import matrix

pytestmark = pytest.mark.django_db

TRAIL = re.compile(r'<nav class="breadcrumb".*?</nav>', re.DOTALL)
STEP = re.compile(r'<li[^>]*>(?:<a href="([^"]*)">)?<bdi>(.*?)</bdi>', re.DOTALL)
# An address, a number or a UUID is for machines; an empty step is for nobody.
RAW = re.compile(r"|/\S*/\S*|#?\d+|[0-9a-f]{8}-[0-9a-f-]+")
# What the desk's side list leads to needs no way back.
IN_THE_SIDE_LIST = re.compile(r'<nav class="side".*?aria-current="page".*?</nav>', re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """A page, and the browser of somebody who may see it."""

    text: str
    client: Client

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Address and words of each step of the trail."""
        trail = TRAIL.search(self.text)
        found = STEP.findall(trail[0]) if trail else []
        return [(address, unescape(re.sub(r"<[^>]+>", "", words)).strip()) for address, words in found]


@pytest.fixture(params=matrix.APPS)
def pages(request, cast) -> dict[str, Seen]:
    """Every page of an app by its name."""
    matrix.furnish(cast)
    found = {}
    for name, row in matrix.rows_of(request.param).items():
        if row.post or not row.sees:
            continue
        client = Client()
        if "anonymous" not in row.sees:
            client.force_login(getattr(cast, sorted(row.sees)[0]))
        with translation.override(row.language):
            response = client.get(reverse(name, kwargs=row.kwargs(cast)) + row.query)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found[name] = Seen(response.content.decode(), client)
    return found


def test_a_step_says_in_words_where_it_leads_and_leads_there(pages):
    raw = {name: words for name, page in pages.items() for _to, words in page.steps if RAW.fullmatch(words)}
    assert raw == {}
    dead = {
        name: address
        for name, page in pages.items()
        for address, _words in page.steps
        if address.startswith("/") and page.client.get(address).status_code != 200
    }
    assert dead == {}


def test_every_page_of_the_desk_has_a_way_back(pages):
    desk = {name: page for name, page in pages.items() if '<nav class="side"' in page.text}
    lost = [name for name, page in desk.items() if not page.steps and not IN_THE_SIDE_LIST.search(page.text)]
    assert lost == []
