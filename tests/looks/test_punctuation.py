"""Right-to-left pages know no Latin comma, except inside what is German."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests import matrix

pytestmark = pytest.mark.django_db

PUBLIC = sorted(name for name, row in matrix.all_rows().items() if "anonymous" in row.sees and not row.post)
MARKED = re.compile(r"<(bdi|script|style)[ >].*?</\1>|<(\w+)[^>]* lang=[^>]*>.*?</\2>", re.DOTALL)
# The comma of 5,000 is one of numbers.
LATIN_COMMA = re.compile(r"[\u0600-\u06ff0-9][\s\u2060-\u2069]*,(?!\d{3})[^<\n]{0,40}")


def commas_of(page: str) -> list[str]:
    words = re.sub(r"<[^>]+>", "\n", MARKED.sub("", page[page.index("<main") : page.index("</main>")]))
    return LATIN_COMMA.findall(words)


@pytest.mark.parametrize("language", ["ar", "fa"])
def test_dates_and_lists_use_the_commas_of_the_script(language, furnished):
    furnished.workshop.languages = ["ar", "de", "tr"]
    furnished.workshop.save()
    pages = {}
    for name in PUBLIC:
        row = matrix.all_rows()[name]
        with translation.override(language):
            response = Client().get(reverse(name, kwargs=row.kwargs(furnished)) + row.query)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            pages[name] = response.content.decode()
    assert {name: commas for name, page in pages.items() if (commas := commas_of(page))} == {}
