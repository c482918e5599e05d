"""Markdown that people write becomes HTML that harms nobody."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.lib.markup import to_html, with_anchors
from tests.realdata import naughty_strings, real_data

ALLOWED = {
    "h2", "h3", "h4", "p", "ul", "ol", "li", "strong", "em", "a", "br", "hr", "blockquote", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Watch(HTMLParser):
    """Fails for any tag, attribute or address that a guide may not have."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}, (tag, name)
            if name == "href":
                scheme = re.match(r"\s*([a-z0-9+.-]+):", (value or "").lower())
                assert scheme is None or scheme[1] in {"http", "https", "mailto", "tel"}, value


def assert_harmless(text: str) -> None:
    Watch().feed(to_html(text))


def strings(name: str) -> list[str]:
    path: Path = real_data(name)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return [
        line
        for file in files
        if file.suffix in {".txt", ".svg"}
        for line in [
            *file.read_text(encoding="utf-8", errors="replace").splitlines(),
            file.read_text("utf-8", "replace"),
        ]
    ]


@pytest.mark.parametrize(
    "attacks_of",
    [lambda: strings("bad-input/xss-strings"), lambda: strings("bad-input/svg-xss"), naughty_strings],
    ids=["xss-strings", "svg-xss", "naughty-strings"],
)
def test_strings_that_attack_come_out_harmless(attacks_of):
    attacks = attacks_of()
    assert attacks
    for attack in attacks:
        assert_harmless(attack)
        assert_harmless(f"[words]({attack})")
        assert_harmless(f"<{attack}>")
        assert_harmless(f"| {attack} | x |\n|---|---|\n| {attack} | y |")


@given(st.text(max_size=200))
def test_any_text_comes_out_harmless(text):
    assert_harmless(text)


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,<script>)",
        "<javascript:alert(1)>", "[x]: javascript:alert(1)\n\n[x]", "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)", "[x](vbscript:x)", "[x](//evil.example)",
    ],
)  # fmt: skip
def test_no_script_no_picture(text):
    html = to_html(text)
    assert "<img" not in html
    assert_harmless(text)


def test_what_a_guide_needs_survives():
    html = to_html(
        "# Eins\n\n## Zwei\n\n### Drei\n\nText **fett** und *kursiv* mit [Link](https://example.org/).\n\n"
        "- a\n- b\n\n1. c\n2. d\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n\n> Zitat\n"
    )
    assert html.count("<h2>") == 2
    for part in ("<h3>Drei</h3>", "<strong>fett</strong>", "<em>kursiv</em>", "<ul>", "<ol>", "<td>1</td>"):
        assert part in html
    assert '<a href="https://example.org/" rel="noopener">Link</a>' in html


def test_headings_get_anchors_by_number():
    html, headings = with_anchors("<h2>A <em>b</em></h2><p>x</p><h3>C</h3>")
    assert html == '<h2 id="s1">A <em>b</em></h2><p>x</p><h3 id="s2">C</h3>'
    assert [(it.level, it.anchor, it.html) for it in headings] == [(2, "s1", "A b"), (3, "s2", "C")]
