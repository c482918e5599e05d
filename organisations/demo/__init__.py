"""Organisations to try the house with. All names are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from organisations import services
from organisations.choices import Access, Activity, AgePhase, HoursNote, LegalForm, Level, Purpose, Role
from organisations.demo import figures, surveys, yearly
from organisations.demo.networks import MORE_NETWORKS
from organisations.demo.others import OTHERS, UNCLAIMED
from organisations.demo.texts import BERLIN, DORTMUND, NETWORK
from organisations.models import Affiliation, Organisation
from organisations.models.opening import Opening
from organisations.services.networks import ask_all
from portal.accounts.demo import people
from portal.accounts.models import User
from portal.places.models import PostalCode

SOURCE = "demo"
ASSOCIATION, BERLIN_ASSOCIATION, UMBRELLA = "dortmund", "berlin", "network"

MAIN: dict[str, dict[str, Any]] = {
    ASSOCIATION: {
        "name": "Elterntreff Nordstadt e. V.",
        "languages": ["de", "ar", "tr", "ku", "en"],
        "age_phases": [AgePhase.KITA, AgePhase.PRIMARY, AgePhase.SECONDARY],
        "activities": [Activity.OPEN_MEETING, Activity.INFORMATION, Activity.COURSE, Activity.MEDIATION],
        "postal_code": "44145",
        "street": "Beispielstraße 12",
        "street_is_public": True,
        "email": "kontakt@elterntreff-nordstadt.example",
        "phone": "+49231555010",
        "website": "https://elterntreff-nordstadt.example/",
        "register_court": "Amtsgericht Dortmund",
        "register_number": "VR 99871",
        "founded": 2009,
        "mailboxes": {
            Purpose.PARENTS: "eltern@elterntreff-nordstadt.example",
            Purpose.PRESS: "presse@elterntreff-nordstadt.example",
        },
        "opening_hours": [
            Opening(day, opens, closes, note).stored()
            for day, opens, closes, note in (
                (0, "09:00", "12:00", ""),
                (1, "09:00", "12:00", ""),
                (1, "15:00", "18:00", ""),
                (3, "15:00", "18:00", HoursNote.APPOINTMENT.value),
            )
        ],
        "access": [Access.STEP_FREE, Access.PRAMS],
        **DORTMUND,
    },
    BERLIN_ASSOCIATION: {
        "name": "Brückenbauer Neukölln e. V.",
        "languages": ["de", "uk", "ru", "ar", "tr"],
        "age_phases": [AgePhase.PRIMARY, AgePhase.SECONDARY, AgePhase.WORK],
        "activities": [Activity.INFORMATION, Activity.MEDIATION, Activity.HOMEWORK],
        "postal_code": "12043",
        "street": "Musterweg 4",
        "email": "hallo@brueckenbauer-neukoelln.example",
        "phone": "+49305550140",
        "website": "https://brueckenbauer-neukoelln.example/",
        "register_court": "Amtsgericht Charlottenburg",
        "register_number": "VR 99432 B",
        "founded": 2015,
        **BERLIN,
    },
    UMBRELLA: {
        "name": "Elternnetz der Vielfalt e. V.",
        "languages": ["de", "en", "tr", "ar", "ru", "es", "pt"],
        "level": Level.FEDERAL,
        "age_phases": list(AgePhase),
        "activities": [Activity.TRAINING, Activity.NETWORKING, Activity.ADVICE],
        "postal_code": "50667",
        "email": "geschaeftsstelle@elternnetz-vielfalt.example",
        "phone": "+492215550177",
        "website": "https://elternnetz-vielfalt.example/",
        "register_court": "Amtsgericht Köln",
        "register_number": "VR 99210",
        "founded": 2012,
        **NETWORK,
    },
}
WHO = {
    ASSOCIATION: {"verein@demo.example": Role.COORDINATOR, "helfer@demo.example": Role.HELPER},
    BERLIN_ASSOCIATION: {"verein-be@demo.example": Role.COORDINATOR},
    UMBRELLA: {"netzwerk@demo.example": Role.COORDINATOR},
    "network-nw": {"rhein-ruhr@demo.example": Role.COORDINATOR},
    "network-north": {"nordlicht@demo.example": Role.COORDINATOR},
    **{key: {f"{key}@demo.example": Role.COORDINATOR} for key in OTHERS},
}
# Who belongs to which network, and since when.
NETWORKS: dict[str, dict[str, date]] = {
    UMBRELLA: {
        ASSOCIATION: date(2013, 5, 1),
        BERLIN_ASSOCIATION: date(2017, 9, 15),
        "muenchen": date(2014, 3, 1),
        "frankfurt": date(2016, 10, 1),
        "network-nw": date(2015, 1, 1),
        "hamburg": date(2018, 6, 1),
        "hannover": date(2015, 11, 1),
        "leipzig": date(2018, 2, 1),
        "stuttgart": date(2012, 9, 1),
        "bremen": date(2019, 4, 1),
        "essen": date(2019, 2, 1),
        "hamm": date(2022, 1, 1),
        "network-north": date(2019, 1, 1),
    },
    "network-nw": {
        ASSOCIATION: date(2015, 1, 1),
        "essen": date(2019, 2, 1),
        "hamm": date(2021, 4, 1),
    },
    "network-north": {
        "hamburg": date(2018, 6, 1),
        "bremen": date(2018, 6, 1),
        "hannover": date(2020, 1, 1),
    },
}


@transaction.atomic
def load() -> dict[str, int]:
    """Make the organisations of the demo, their members and networks; what is there stays as it is."""
    rows = MAIN | OTHERS | MORE_NETWORKS | UNCLAIMED
    known = set(Organisation.objects.filter(source=SOURCE).values_list("source_key", flat=True))
    codes = PostalCode.objects.select_related("district__land").in_bulk(
        [row["postal_code"] for row in rows.values()]
    )
    for key, row in rows.items():
        if key not in known:
            data = row | {"postal_code": codes[row["postal_code"]], "legal_form": LegalForm.REGISTERED}
            organisation = services.create(data, by=None, is_umbrella=key in NETWORKS, source=(SOURCE, key))
            if key not in UNCLAIMED:
                services.publish(organisation, by=None)
    demo = organisations()
    users = people()
    _people(demo, users)
    _networks(demo)
    yearly.load(demo[ASSOCIATION])
    figures.load(demo[UMBRELLA], [demo[key] for key in NETWORKS[UMBRELLA]])
    _asked(demo, users)
    services.freeze_sums()
    services.learn_words()
    return {"organisations": len(rows) - len(known)}


def organisations() -> dict[str, Organisation]:
    """The organisations of the demo by key (`ASSOCIATION`, `BERLIN_ASSOCIATION`, `UMBRELLA`, …)."""
    return {row.source_key: row for row in Organisation.objects.filter(source=SOURCE)}


def _people(demo: dict[str, Organisation], users: dict[str, User]) -> None:
    for key, roles in WHO.items():
        for email, role in roles.items():
            if email in users:
                services.add_member(demo[key], users[email], role, by=None)


def _networks(demo: dict[str, Organisation]) -> None:
    for umbrella, members in NETWORKS.items():
        for key, since in members.items():
            if not Affiliation.objects.filter(member=demo[key], umbrella=demo[umbrella]).exists():
                services.affiliate(demo[key], demo[umbrella], since=since, by=None)


def _asked(demo: dict[str, Organisation], users: dict[str, User]) -> None:
    """What the network asks, only with the people who ask and answer."""
    asker, answerer = users.get("netzwerk@demo.example"), users.get("verein-be@demo.example")
    if asker and answerer:
        ask_all(demo[UMBRELLA], [demo[key] for key in UNCLAIMED], by=asker)
        surveys.load(demo[UMBRELLA], asker=asker, member=demo[BERLIN_ASSOCIATION], answerer=answerer)
