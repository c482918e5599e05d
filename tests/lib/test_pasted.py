"""Formatted text that is pasted becomes Markdown: harmless, and with all that a guide needs."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from portal.lib.markup import to_html
from portal.lib.pasted import LIMIT, TooMuch, from_html
from tests.lib.test_markup import assert_harmless, strings
from tests.realdata import real_data

INLINE = {"a", "abbr", "b", "code", "em", "font", "i", "label", "span", "strong", "sub", "sup", "u"}
VOID = {"br", "hr", "img", "input", "source"}
COUNTED = {"h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "tr"}


class Content(HTMLParser):
    """What a page says: its words in order, how many headings, points and rows hold some, where it leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.counts, self.links = "", dict.fromkeys(COUNTED, 0), set()
        self.open: list[dict] = []
        self.feed(html)
        self.close()
        self.words = re.findall(r"\w+", self.text)
        headings = sum(self.counts.pop(f"h{level}") for level in range(1, 7))
        self.counts["headings"] = headings

    def handle_starttag(self, tag, attrs):
        self.text += "" if tag in INLINE else " "
        if tag not in VOID:
            self.open.append({"tag": tag, "said": False, "href": dict(attrs).get("href") or ""})

    def handle_endtag(self, tag):
        self.text += "" if tag in INLINE else " "
        at = next((at for at in reversed(range(len(self.open))) if self.open[at]["tag"] == tag), None)
        if at is None:
            return
        for closed in self.open[at:]:
            self._count(closed)
        del self.open[at:]

    def handle_data(self, data):
        if self.open and self.open[-1]["tag"] in {"script", "style"}:
            return
        self.text += data
        if re.search(r"\w", data):
            for each in self.open:
                each["said"] = True

    def _count(self, element):
        if element["said"] and element["tag"] in COUNTED:
            self.counts[element["tag"]] += 1
        if element["said"] and element["href"].startswith(("http", "mailto", "tel")):
            self.links.add(unquote(element["href"]).strip())


def test_real_pages_keep_their_words_headings_lists_tables_and_links_and_nothing_that_harms():
    pages = [
        page
        for language in ("de", "en")
        for page in json.loads(real_data(f"guides-integreat/pages_lkaugsburg_{language}.json").read_text())
    ]
    assert len(pages) == 471
    for page in pages:
        markdown = from_html(page["content"])
        assert_harmless(markdown)
        before, after = Content(page["content"]), Content(to_html(markdown))
        assert after.words == before.words, page["id"]
        assert after.counts == before.counts, page["id"]
        assert after.links == before.links, page["id"]


@pytest.mark.parametrize("name", ["bad-input/xss-strings", "bad-input/svg-xss"])
def test_pasted_attacks_come_out_harmless(name):
    for attack in strings(name):
        assert_harmless(from_html(attack))


def test_a_document_of_a_word_processor_becomes_a_text_of_ours():
    pasted = (
        '<html><head><style>p.MsoNormal{margin:0}</style></head><body lang=DE><h1 class="x">Die Kita</h1>'
        '<p class=MsoNormal><b style="color:red">Wichtig:&nbsp;</b>Fragen <a href="https://kita.example/" '
        'onclick="steal()">hier</a>.<o:p></o:p></p><ul><li>früh</li><li>mit <i>allen</i> Papieren</li></ul>'
        "<table><tr><td>Alter</td><td>Platz</td></tr><tr><td>3</td><td>ja</td></tr></table>"
        '<img src="https://track.example/x.png"><script>steal()</script></body></html>'
    )
    assert from_html(pasted) == (
        "# Die Kita\n\n**Wichtig:** Fragen [hier](https://kita.example/).\n\n"
        "- früh\n- mit *allen* Papieren\n\n| Alter | Platz |\n| --- | --- |\n| 3 | ja |"
    )


@pytest.mark.parametrize(
    "signs", ["5 * 3 * 2", "a_b_c", "# kein Titel", "1. kein Punkt", "[x](javascript:y)"]
)
def test_signs_that_markdown_would_read_stay_signs(signs):
    assert to_html(from_html(f"<p>{signs}</p>")).strip() == f"<p>{signs}</p>"


@pytest.mark.parametrize("html", ["x" * (LIMIT + 1), "<blockquote>" * 3000 + "x"])
def test_too_much_is_refused(html):
    with pytest.raises(TooMuch):
        from_html(html)
