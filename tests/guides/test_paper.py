"""What stands on a page stands on paper, word for word, in every language."""

import io
import re
from html import unescape

import pytest
from django.conf import settings
from pypdf import PdfReader

from portal.guides.models import Translation
from tests.documents.paper import words, words_of
from tests.guides.test_documents import fetch

pytestmark = pytest.mark.django_db
LAND = "DE-NW"
FROM_RIGHT = {"ar", "fa"}


@pytest.mark.parametrize("language", dict(settings.LANGUAGES))
def test_a_guide_has_the_words_of_its_page_and_no_box_for_a_letter(
    language, content, client, django_capture_on_commit_callbacks, settings, tmp_path, caplog
):
    settings.MEDIA_ROOT = tmp_path
    for slug in longest_and_richest(language):
        page = client.get(f"/{language}/guides/{slug}/?land={LAND}").content.decode()
        address = f"/{language}/guides/{slug}.pdf?land={LAND}"
        pdf = PdfReader(io.BytesIO(fetch(client, address, django_capture_on_commit_callbacks)))
        # The order of German words within an Arabic line is not stored in the file.
        in_order = sorted if language in FROM_RIGHT else list
        assert in_order(words_of(pdf)) == in_order(words_on(page)), slug
    assert [record.getMessage() for record in caplog.records if ".notdef" in record.getMessage()] == []


def longest_and_richest(language: str) -> list[str]:
    """The longest guide, and of the others the one with most facts, German words and tables."""
    texts = dict(Translation.objects.filter(language=language).values_list("guide__slug", "body"))
    longest = max(texts, key=lambda slug: len(texts[slug]))
    rest = {slug: len(re.findall(r"\{\{|^\|", body, re.M)) for slug, body in texts.items() if slug != longest}
    return [longest, max(rest, key=rest.__getitem__)]


INLINE = re.compile(r"</?(?:a|b|bdi|em|span|strong)\b[^>]*>")


def words_on(page: str) -> list[str]:
    """Title, text, explained words and closing remarks of a guide's page."""
    parts = [
        r"<h1>.*?</p>",
        r'<article class="guide".*?</article>',
        r'<section class="words".*?</dl>',
        r'<p class="hint">(?!.*<p class="hint">).*?</p>',
    ]
    found = " ".join(re.search(part, page, re.DOTALL)[0] for part in parts)
    found = re.sub(r'<dd class="word-back">.*?</dd>', "", found)
    return words(unescape(re.sub(r"<[^>]*>", " ", INLINE.sub("", found))))
