"""The way back on top of every page: words that people say, each leading somewhere."""

import re
from dataclasses import dataclass
from html import unescape

import pytest

from tests import matrix
from tests.test_house.people import People, Way

pytestmark = pytest.mark.django_db
GET = Way("get")

TRAIL = re.compile(r'<nav class="breadcrumb".*?</nav>', re.DOTALL)
STEP = re.compile(r'<li[^>]*>(?:<a href="([^"]*)">)?<bdi>(.*?)</bdi>', re.DOTALL)
# An address, a number or a UUID is for machines; an empty step is for nobody.
RAW = re.compile(r"|/\S*/\S*|#?\d+|[0-9a-f]{8}-[0-9a-f-]+")
# What the desk's side list leads to needs no way back.
IN_THE_SIDE_LIST = re.compile(r'<nav class="side".*?aria-current="page".*?</nav>', re.DOTALL)


@dataclass(frozen=True)
class Seen:
    """A page, and who of the cast has seen it."""

    text: str
    role: str

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Address and words of each step of the trail."""
        trail = TRAIL.search(self.text)
        found = STEP.findall(trail[0]) if trail else []
        return [(address, unescape(re.sub(r"<[^>]+>", "", words)).strip()) for address, words in found]


@pytest.fixture(scope="module")
def people(furnished) -> People:
    return People(furnished)


@pytest.fixture(scope="module", params=matrix.APPS)
def pages(request, furnished, people) -> dict[str, Seen]:
    """Every page of an app by its name."""
    found = {}
    for name, row in matrix.rows_of(request.param).items():
        if row.post or not row.sees:
            continue
        role = "anonymous" if "anonymous" in row.sees else sorted(row.sees)[0]
        response = people.ask(role, row.address(name, row.kwargs(furnished)), GET)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            found[name] = Seen(response.content.decode(), role)
    return found


def test_a_step_says_in_words_where_it_leads_and_leads_there(pages, people):
    raw = {name: words for name, page in pages.items() for _to, words in page.steps if RAW.fullmatch(words)}
    assert raw == {}
    steps = {(page.role, to) for page in pages.values() for to, _words in page.steps if to.startswith("/")}
    dead = {(role, to) for role, to in steps if people.ask(role, to, GET).status_code != 200}
    assert dead == set()


def test_every_page_of_the_desk_has_a_way_back(pages):
    desk = {name: page for name, page in pages.items() if '<nav class="side"' in page.text}
    lost = [name for name, page in desk.items() if not page.steps and not IN_THE_SIDE_LIST.search(page.text)]
    assert lost == []
