"""What holds for every template of the house."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = settings.BASE_DIR / "templates"
# Mail and paper have rules of their own.
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.html")
    if path.relative_to(ROOT).parts[0] not in {"mail", "pdf"}
)
ICONS = {path.stem for path in (ROOT / "parts" / "icons").glob("*.svg")}


def source(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_template_can_be_read(name):
    get_template(name)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_keeps_to_the_content_security_policy(name):
    text = source(name)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or "application/ld+json" in script, script
    assert not re.search(r"(src|href)=[\"']https?://[^\"']*\.(js|css|woff2?|png|jpe?g|svg)", text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_once_what_is_wrong(name):
    """`{{ form }}` brings its summary along; another one beside it is read out twice."""
    text = source(name)
    beside = '{% if form.errors %}{% include "parts/error_summary.html" %}{% endif %}' in text
    assert not (beside and "{{ form }}" in text)


@pytest.mark.parametrize("name", PAGES)
def test_every_icon_exists(name):
    assert set(re.findall(r"{%\s*icon \"([\w-]+)\"", source(name))) - ICONS == set()
    assert set(re.findall(r"icon_name=\"([\w-]+)\"", source(name))) - ICONS == set()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_an_icon_is_small_and_takes_the_colour_of_the_text(name):
    svg = (ROOT / "parts" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg ")
    assert 'aria-hidden="true"' in svg
    assert 'stroke="currentColor"' in svg
    assert len(svg) < 900
