"""The tags that every template may use without loading them."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from phonenumber_field.phonenumber import PhoneNumber

from portal.lib import languages, lists, money, phones, text

register = template.Library()
register.filter(text.unbroken)


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr` of a language tag."""
    return languages.direction(language)


@register.filter
def text_direction(text: str) -> str:
    """For paper, where `dir="auto"` and `bdi` are not known: the direction of what people wrote."""
    return languages.text_direction(text)


@register.filter
def own_name(language: str) -> str:
    """The language's name in the language itself."""
    return dict(languages.PUBLIC).get(language, language)


@register.simple_tag(takes_context=True)
def in_language(context: Context, language: str) -> str:
    """The address of this very page in another language, query string included."""
    request = context.get("request")
    return languages.in_path(request.get_full_path() if request else "/", language)


@register.simple_tag(takes_context=True)
def page_address(context: Context, language: str = "") -> str:
    """The whole address of this page without its query, in `language` or as it is."""
    request = context.get("request")
    path = request.path if request else "/"
    return settings.SITE_URL + (languages.in_path(path, language) if language else path)


@register.simple_tag
def site_address() -> str:
    """Scheme and host of the portal, as other sites name it."""
    return str(settings.SITE_URL)


@register.simple_tag(takes_context=True)
def page_languages(context: Context) -> list[tuple[str, str]]:
    """Code and own name of the languages in which this page is offered."""
    request = context.get("request")
    return languages.offered(request.path if request else "/")


@register.simple_tag(takes_context=True)
def current(context: Context, address: str, app: str = "", but: str = "") -> SafeString | str:
    """`aria-current` for a link to `address`: this very page, or the part of the portal it lies in.

    With `app`, only pages of that app count, where the addresses of other apps begin alike; those below `but`
    have a link of their own.
    """
    request = context.get("request")
    if not request or not request.path.startswith(address):
        return ""
    if but and request.path.startswith(but):
        return ""
    if app and (not request.resolver_match or request.resolver_match.app_name != app):
        return ""
    return format_html(' aria-current="{}"', "page" if request.path == address else "true")


@register.simple_tag(takes_context=True)
def own_words(context: Context, obj: Model, field: str, default: str = "") -> SafeString | str:
    """A translated column in the reader's language, or the next best one marked with `lang` and `dir`.

    A template that escapes nothing is a plain text, such as a mail's: there the words stand without a mark.
    """
    reader = get_language() or settings.LANGUAGE_CODE
    for language in languages.fallbacks(reader):
        text = getattr(obj, f"{field}_{language.replace('-', '_')}", None)
        if text:
            if language == reader or not context.autoescape:
                return text
            return format_html(
                '<span lang="{}" dir="{}">{}</span>', language, languages.direction(language), text
            )
    return default


@register.simple_tag
def german_mark(obj: Model, field: str) -> SafeString | str:
    """Says for the eye that `own_words` shows a reader of another language the German words."""
    reader = get_language() or settings.LANGUAGE_CODE
    words, language = languages.best_words(obj, field, reader)
    return in_german() if words and language == "de" else ""


@register.simple_tag
def in_german() -> SafeString | str:
    """The same beside words that are always German; nothing for those who read German."""
    if (get_language() or settings.LANGUAGE_CODE).startswith("de"):
        return ""
    return format_html(
        '<span class="tag">{}</span>', pgettext("there is no text in the reader's language", "in German")
    )


@register.filter
def page_above(path: str) -> str:
    """The nearest address above `path` that exists: `/de/desk/` of `/de/desk/nothing/publish/`."""
    above, slash, _last = path.rstrip("/").rpartition("/")
    if not slash:
        return "/"
    return f"{above}/" if is_valid_path(f"{above}/") else page_above(above)


@register.filter
def colon(label: str) -> str:
    """What stands after a label before what is said of it: nothing more where the label is a question."""
    return "" if str(label).rstrip().endswith(("?", "؟", ":")) else ":"


@register.filter
def spoken(codes: list[str]) -> str:
    """Names of languages in one line, in the reader's language."""
    return lists.languages_listed(codes, get_language() or "de")


@register.filter
def phone(number: PhoneNumber | str) -> str:
    """A phone number as people dial it here."""
    return phones.written(number)


@register.filter
def listed(parts: Iterable[Any]) -> SafeString:
    """Several things in one line, as the reader's language lists them; what is not safe is escaped."""
    escaped = [conditional_escape(part) for part in parts]
    return mark_safe(lists.listed(escaped, get_language() or settings.LANGUAGE_CODE))  # noqa: S308


@register.simple_tag
def comma() -> str:
    """Between two things in one line, as the reader's script writes it."""
    return lists.comma(get_language() or settings.LANGUAGE_CODE)


@register.simple_tag(takes_context=True)
def listed_words(context: Context, rows: Iterable[Model], field: str) -> SafeString:
    """The same translated column of several rows, as `own_words` shows it."""
    return listed([own_words(context, row, field) for row in rows])


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline SVG of templates/parts/icons/, in the colour of the text, hidden from screen readers."""
    return mark_safe(render_to_string(f"parts/icons/{name}.svg"))  # noqa: S308 - our own file


@register.filter
def number(amount: Any) -> str:
    """`2.50` as `2,5` in German: no more decimals than there are."""
    from babel.numbers import format_decimal

    locale = languages.locale_of(get_language() or settings.LANGUAGE_CODE)
    return str(format_decimal(amount, locale=locale)) if amount is not None else ""


@register.filter
def euro(amount: Any) -> str:
    """`1234.5` as `1.234,50 €` in German, `€1,234.50` in English, by the reader's language."""
    return money.euros(amount) if amount is not None else ""
