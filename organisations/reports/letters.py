"""The letters by which a network invites its members: one page each, all in one file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organisations.models import ClaimLetter, Organisation
from organisations.models.letters import hash_of
from portal.documents.kinds import Kind, register
from portal.lib import codes, dates, phones
from portal.lib.text import file_stem


@dataclass(frozen=True)
class Letter:
    """What one page says."""

    name: str
    street: str
    town: str
    code: str
    link: str
    qr: str


@dataclass(frozen=True)
class Letters:
    """The pages, and what is the same on all of them; `made` in ISO, days in words."""

    network: str
    network_street: str
    network_town: str
    reach: tuple[str, ...]
    made: str
    day: str
    ends: str
    address: str  # what is typed by hand
    letters: tuple[Letter, ...]


@register
class ClaimLetters(Kind):
    """Written in German, the language of associations' letter boxes."""

    key = "organisations.claim_letters"
    label = _("letters of a network to its members")
    template = "pdf/organisations/claim_letters.html"
    keep_days = 14  # whoever has a page of it has the entry; the file can be made again

    def gather(self, params: dict[str, Any], language: str) -> Letters:
        batch = ClaimLetter.objects.filter(batch=params["batch"])
        first = batch.select_related("umbrella__postal_code").order_by("pk").first()
        if first is None:  # all of them were made anew
            return Letters("", "", "", (), "", "", "", "", ())
        network = first.umbrella
        live = batch.live(timezone.now(), dates.today()).select_related("organisation__postal_code")
        rows = live.order_by("organisation__sort_key", "organisation")
        ways = (phones.written(network.phone), network.email, network.website)
        return Letters(
            network=network.name,
            network_street=network.street,
            network_town=_town(network),
            reach=tuple(way for way in ways if way),
            made=dates.day_of(first.made).isoformat(),
            day=_day(first.made),
            ends=_day(first.ends),
            address=_address("letter").partition("://")[2].replace("/de/", "/").rstrip("/"),
            letters=tuple(_page(row) for row in rows if hash_of(row.code) == row.code_hash),
        )

    def visible_to(self, user: Any, params: dict[str, Any]) -> bool:
        return ClaimLetter.objects.visible_to(user).filter(batch=params["batch"]).exists()

    def filename(self, data: Letters) -> str:
        return f"briefe-{file_stem(data.network) or 'leer'}-{data.made}.pdf"


def _page(row: ClaimLetter) -> Letter:
    link = _address("letter_claim", row.code)
    return Letter(
        name=row.organisation.name,
        street=row.organisation.street,
        town=_town(row.organisation),
        code=codes.grouped(row.code),
        link=link,
        qr=codes.qr_svg(link),
    )


def _town(organisation: Organisation) -> str:
    code = organisation.postal_code_id or organisation.postal_code_as_written
    return f"{code} {organisation.place}".strip()


def _day(moment: datetime) -> str:
    return date_format(dates.day_of(moment), "j. F Y")


def _address(name: str, *args: str) -> str:
    with translation.override("de"):
        return settings.SITE_URL + reverse(f"organisations:{name}", args=args)
