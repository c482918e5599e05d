"""What stands against publishing a text, and what an editor should know about it, in words."""

from __future__ import annotations

from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.guides.models import Guide, Picture
from portal.guides.reports import tokens
from portal.guides.reports.references import unknown
from portal.lib import languages, markup
from portal.lib.languages import best_words


def check_wording(title: str, summary: str, body: str, guide: Guide) -> None:
    """Raise ValidationError by field for what stands against publishing the German text of a guide."""
    texts = {"title": title, "summary": summary, "body": body}
    errors = {name: [_("This is still missing.")] for name, text in texts.items() if not text.strip()}
    if found := [*problems(body), *silent_pictures(body, guide)]:
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


def silent_pictures(body: str, guide: Guide) -> list[str]:
    """Pictures of a German text that do not say what they show in a language whose text shows them too."""
    asked = [token for token in dict.fromkeys(tokens.find(body)) if token.kind == "picture"]
    if not asked:
        return []
    texts = dict(guide.translations.values_list("language", "body")) | {settings.LANGUAGE_CODE: body}
    shown = {code: set(tokens.find(text)) for code, text in texts.items()}
    pictures = Picture.objects.in_bulk([token.slug for token in asked])
    return [
        line
        for token in asked
        for code in sorted(shown)
        if token.slug in pictures and token in shown[code]
        for line in silent(pictures[token.slug], code)
    ]


def silent(picture: Picture, language: str) -> list[str]:
    """What is missing where a text in a language shows a picture that has no words in it; nothing else."""
    if best_words(picture, "alternative", language)[1] == language:
        return []
    message = _("The picture %(name)s does not say in %(language)s what it shows. An editor can add it.")
    reader = get_language() or settings.LANGUAGE_CODE
    return [message % {"name": picture.slug, "language": languages.name_of(language, reader)}]


def remarks(body: str) -> list[str]:
    """What is possible, but probably not meant."""
    slugs = dict.fromkeys(token.slug for token in tokens.find(body) if token.kind == "picture")
    lines = {line.strip() for line in body.splitlines()}
    return [
        _("Give the picture %(name)s a line of its own.") % {"name": slug}
        for slug in slugs
        if f"{{{{picture:{slug}}}}}" not in lines
    ]


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
