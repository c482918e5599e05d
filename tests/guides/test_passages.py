"""German words and facts inside a text of another language say which language they are, and run their way."""

import re
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.utils import translation

from portal.guides.models import Guide, Term, Translation
from portal.guides.reports import tokens
from portal.guides.reports.reading import read
from portal.lib.dates import today
from portal.lib.languages import named
from portal.places.models import Land

pytestmark = pytest.mark.django_db
OTHERS = [code for code in dict(settings.LANGUAGES) if not code.startswith("de")]
ARABIC = re.compile(r"[\u0600-\u06ff]")
LATIN = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")


@dataclass(frozen=True)
class Passage:
    text: str
    language: str
    direction: str
    in_fact: bool


class Passages(HTMLParser):
    """The texts of a page, each with what the elements around it say."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [("", "", "", False)]
        self.found: list[Passage] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in {"br", "hr", "img"}:
            return
        said, (_tag, language, direction, in_fact) = dict(attrs), self.open[-1]
        in_fact = in_fact or (said.get("class") or "").startswith("fact")
        self.open.append((tag, said.get("lang", language), said.get("dir", direction), in_fact))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.found.append(Passage(data, *self.open[-1][1:]))


@pytest.fixture
def pages(content):
    """The guides of a language for a reader of a Land, or for one who has chosen none."""

    def pages(language, land=None):
        lands = {it.code: it for it in Land.objects.all()}
        names = named(lands.values(), language)
        with translation.override(language):
            for slug in Guide.objects.values_list("slug", flat=True):
                yield read(slug, language, lands.get(land), lands=names, day=today())

    return pages


@pytest.mark.parametrize("language", OTHERS)
def test_each_german_word_is_marked_where_it_stands(language, pages):
    names = dict(Term.objects.values_list("slug", "word"))
    bodies = dict(Translation.objects.filter(language=language).values_list("guide__slug", "body"))
    for page in pages(language):
        named = [names[token.slug] for token in tokens.find(bodies[page.slug]) if token.kind == "term"]
        marked = [it.text for it in Passages(page.html).found if (it.language, it.direction) == ("de", "ltr")]
        assert named
        assert Counter(named) - Counter(marked) == Counter()


@pytest.mark.parametrize("land", [None, "DE-NW"])
@pytest.mark.parametrize("language", ["ar", "fa"])
def test_german_inside_a_fact_runs_from_left_to_right(language, land, pages):
    facts = [it for page in pages(language, land) for it in Passages(page.html).found if it.in_fact]
    german = [it for it in facts if LATIN.search(it.text) and not ARABIC.search(it.text)]
    assert german
    assert [it.text for it in german if (it.language, it.direction) != ("de", "ltr")] == []
