"""Where outside links stand: in the texts of guides, at facts, and where other parts of the portal say."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urldefrag

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.module_loading import import_string

from portal.guides.models import LandFact, Translation
from portal.lib.markup import to_html

_HREF = re.compile(r'href="(https?:[^"]+)"', re.IGNORECASE)
LONGEST = 2_000


@dataclass(frozen=True)
class Use:
    """One place in which a link stands, and where it can be changed."""

    url: str
    label: str
    edit_url: str
    language: str = ""


def uses(urls: Iterable[str] | None = None) -> Iterator[Use]:
    """Every place with an outside link, or those with one of these `urls`."""
    wanted = None if urls is None else set(urls)
    for use in (*_in_texts(wanted), *_at_facts(wanted), *_elsewhere()):
        if len(use.url) <= LONGEST and (wanted is None or use.url in wanted):
            yield use


def uses_of(urls: Iterable[str]) -> dict[str, list[Use]]:
    """The places of each of these links; two queries, and those of the other parts of the portal."""
    found: dict[str, list[Use]] = defaultdict(list)
    for use in uses(urls):
        found[use.url].append(use)
    return found


def outside_links(text: str) -> list[str]:
    """The web addresses that a Markdown text links to, each once, without the place in the page."""
    found = (html.unescape(address) for address in _HREF.findall(to_html(text)))
    return list(dict.fromkeys(plain(address) for address in found))


def plain(address: str) -> str:
    """An address as the server sees it."""
    return urldefrag(address.strip()).url


def _in_texts(wanted: set[str] | None) -> Iterator[Use]:
    texts = Translation.objects.filter(_mentions("body", wanted)).select_related("guide")
    for text in texts.order_by("guide__slug", "pk"):
        for url in outside_links(text.body):
            yield Use(url, text.title, _place_of(text), text.language)


def _place_of(text: Translation) -> str:
    """The desk at which the text is written."""
    if text.is_master:
        return reverse("guides:desk_edit", args=[text.guide.slug])
    return reverse("guides:desk_translate", args=[text.language, text.guide.slug])


def _mentions(column: str, wanted: set[str] | None) -> Q:
    """Only the beginning of an address is sure to stand in the text as it is."""
    if wanted is None or any("//xn--" in url for url in wanted):  # letters stand in the text as they are
        return Q(**{f"{column}__contains": "://"})
    hosts = {"/".join(url.split("/", 3)[:3]) for url in wanted}
    return reduce(or_, (Q(**{f"{column}__icontains": host}) for host in hosts), Q(pk__in=[]))


def _at_facts(wanted: set[str] | None) -> Iterator[Use]:
    facts = LandFact.objects.filter(_mentions("source_url", wanted)).select_related("fact_key", "land")
    for fact in facts:
        where = f"{fact.fact_key}, {fact.land}" if fact.land else str(fact.fact_key)
        yield Use(plain(fact.source_url), where, reverse("guides:desk_fact", args=[fact.pk]))


def _elsewhere() -> Iterator[Use]:
    """What apps above this one say in `settings.LINK_SOURCES`."""
    for source in settings.LINK_SOURCES:
        for label, edit_url, url in import_string(source)():
            yield Use(plain(url), str(label), edit_url)
