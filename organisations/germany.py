"""Invented organisations all over the country, with their networks: as many as Germany may have."""

from collections.abc import Iterator
from itertools import islice, product

import pgtrigger
from django.core.management.base import CommandError

from organisations.choices import Activity, AgePhase, Level, ListingState
from organisations.models import Affiliation, Organisation
from organisations.services import learn_words
from portal.places.models import Land, PostalCode

ALL = 14_300
SOURCE = "germany"  # of every invented entry
PER_NETWORK = 40
BATCH = 2_000
LANGUAGES = ("tr", "ar", "ru", "uk", "pl", "ro", "fa", "ku", "sq", "vi", "en", "fr", "so", "ti", "es")
FIRST = (
    "Türkischer", "Arabischer", "Kurdischer", "Russischer", "Ukrainischer", "Polnischer", "Afrikanischer",
    "Syrischer", "Persischer", "Albanischer", "Interkultureller", "Internationaler", "Neuer", "Offener",
)  # fmt: skip
SECOND = (
    "Elternverein", "Bildungsverein", "Frauentreff", "Kulturkreis", "Familientreff", "Elternkreis",
    "Mütterverein", "Väterverein", "Nachbarschaftsverein", "Elternbund", "Sprachtreff", "Schulverein",
)  # fmt: skip


def load(scale: float) -> Iterator[tuple[str, int]]:
    """`scale` of all organisations, and of their networks; tells what has been made.

    Raises `CommandError` where they have been made before.
    """
    if Organisation.objects.filter(source=SOURCE).exists():
        raise CommandError("The invented country is here already. It is made once, in an empty portal.")
    with pgtrigger.ignore():
        made = Organisation.objects.bulk_create(invented(round(ALL * scale), SOURCE), batch_size=BATCH)
        yield "organisations", len(made)
        yield "affiliations", len(_join(made))
    learn_words()


def invented(number: int, source: str) -> list[Organisation]:
    """So many organisations, not saved: always the same ones, spread evenly over the postal codes."""
    places = PostalCode.objects.select_related("district").order_by("code")
    step = max(1, len(FIRST) * len(SECOND) * len(places) // max(1, number))
    everywhere = islice(product(FIRST, SECOND, places), 0, None, step)
    return [_organisation(source, *it) for it in enumerate(islice(everywhere, number))]


def _organisation(source: str, number: int, words: tuple[str, str, PostalCode]) -> Organisation:
    first, second, code = words
    row = Organisation(
        slug=f"{source}-{number}", name=f"{first} {second} {code.place} e. V.", state=ListingState.LISTED,
        summary_de=f"Wir begleiten Familien in {code.place} durch Kita und Schule.",
        about_de="Jeden Dienstag ist offener Treff. " * 40,
        languages=["de", LANGUAGES[number % len(LANGUAGES)]], level=Level.LOCAL,
        activities=[Activity.values[number % len(Activity.values)]],
        age_phases=[AgePhase.values[number % len(AgePhase.values)]],
        postal_code=code, place=code.place, district=code.district, land_id=code.district.land_id,
        source=source, source_key=str(number),
    )  # fmt: skip
    row.fold()
    return row


def _join(organisations: list[Organisation]) -> list[Affiliation]:
    """Each belongs to a network of its Land, and these to the first one of all, which is a federal one."""
    rows: list[Affiliation] = []
    networks: list[Organisation] = []
    for land in Land.objects.order_by("code"):
        inside = [row for row in organisations[1:] if row.land_id == land.pk]
        for start in range(0, len(inside), PER_NETWORK):
            network, *members = inside[start : start + PER_NETWORK]
            network.level, network.is_umbrella = Level.LAND, True
            networks.append(network)
            rows += [Affiliation(member=member, umbrella=network) for member in members]
    for top in organisations[:1]:
        top.level, top.is_umbrella = Level.FEDERAL, True
        rows += [Affiliation(member=network, umbrella=top) for network in networks]
    Organisation.objects.bulk_update([*organisations[:1], *networks], ["level", "is_umbrella"], BATCH)
    return Affiliation.objects.bulk_create(rows, batch_size=BATCH)
