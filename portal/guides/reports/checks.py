"""What stands against publishing a text, and what an editor should know about it, in words."""

from __future__ import annotations

from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.guides.models import Picture
from portal.guides.reports import tokens, words
from portal.guides.reports.references import unknown
from portal.lib import languages, markup


def check_wording(title: str, summary: str, body: str) -> None:
    """Raise ValidationError by field for what stands against publishing."""
    texts = {"title": title, "summary": summary, "body": body}
    errors = {name: [_("This is still missing.")] for name, text in texts.items() if not text.strip()}
    if found := problems(body):
        errors["body"] = [*errors.get("body", []), *found]
    if errors:
        raise ValidationError(errors)


def problems(body: str) -> list[str]:
    """What has to be mended in a text before it can be published."""
    found = [_("There is no %(names)s.") % {"names": token} for token in unknown(body)]
    rest = tokens.TOKEN.sub("", body)
    if "{{" in rest or "}}" in rest:
        found.append(_("Two braces stand alone. Insert facts, words and pictures with the buttons."))
    source, _held = tokens.hold(body, "/{slug}")
    outline = markup.outline(source)
    found += _headings(outline.headings)
    if any(not words.strip() for _address, words in outline.links):
        found.append(_("A link has no words: write in the square brackets where it leads."))
    found += [
        _("The link “%(words)s” leads nowhere: write an address in the round brackets.") % {"words": label}
        for address, label in outline.links
        if not address.strip() and label.strip()
    ]
    if "![" in rest:
        found.append(_("Pictures of other addresses are not shown. Upload the picture and insert it."))
    return found


def remarks(body: str, language: str = settings.LANGUAGE_CODE) -> list[str]:
    """What is possible, but probably not meant."""
    slugs = [token.slug for token in tokens.find(body) if token.kind == "picture"]
    if not slugs:
        return []
    found = []
    for slug, picture in Picture.objects.in_bulk(slugs).items():
        _words, code = words.column(picture, "alternative", language)
        if code != language:
            found.append(
                _("The picture %(name)s has no words in this language; readers get those in %(other)s.")
                % {"name": slug, "other": languages.name_of(code, "de")}
            )
        if not any(line.strip() == f"{{{{picture:{slug}}}}}" for line in body.splitlines()):
            found.append(_("Give the picture %(name)s a line of its own.") % {"name": slug})
    return found


def _headings(levels: list[int]) -> list[str]:
    found = []
    if levels and levels[0] > 2:
        found.append(_("The first heading begins with ##."))
    for before, level in pairwise(levels):
        if level > before + 1:
            found.append(
                _("After a heading with %(before)s comes one with %(after)s: a step is left out.")
                % {"before": "#" * before, "after": "#" * level}
            )
    if any(level > 4 for level in levels):
        found.append(_("Headings have at most ####."))
    return found
