"""What two families and a school look for, and the check without which nobody could answer them."""

import uuid
from typing import Any

from organisations.choices.trust import Basis
from organisations.models import Organisation
from organisations.services.verification import verify
from parentwork.choices import Asker, ContactWay, SuitingTime
from parentwork.models import Need
from parentwork.services.needs import Wish, post
from portal.accounts.models import User
from portal.guides.models import Topic
from portal.lib.dates import today
from portal.places.models import PostalCode

_HOUSE = uuid.UUID("0b6d6c1e-52a7-4bd0-8d5f-3c1f5b6f7a20")
_WISHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("44147", {
        "name": "Olena", "language": "uk", "spoken": "uk", "topic": "school", "childcare": True,
        "words": "Не розумію табель моєї доньки. Хто пояснить українською?",
        "times": (SuitingTime.EVENING, SuitingTime.SATURDAY), "way": ContactWay.CALL,
        "phone": "+492315550181", "shows_contact": True,
    }),
    ("44135", {
        "name": "Grundschule am Musterplatz", "asker": Asker.SCHOOL, "spoken": "ar", "topic": "after",
        "families": 12,
        "words": "Wir suchen einen Abend auf Arabisch über die weiterführenden Schulen.",
        "times": (SuitingTime.AFTERNOON,), "way": ContactWay.MAIL, "email": "schule@demo.example",
        "shows_contact": True,
    }),
    ("12049", {
        "name": "Maryam", "language": "fa", "spoken": "fa",
        "words": "دنبال دوره‌ای درباره ثبت‌نام در مدرسه هستم.", "times": (SuitingTime.MORNING,),
    }),
)  # fmt: skip


def load() -> int:
    """Post what is not there; how many. Only with the people who could answer."""
    if not _check("verein@demo.example"):
        return 0
    wanted = [(code, uuid.uuid5(_HOUSE, code), said) for code, said in _WISHES]
    there = set(Need.objects.values_list("token", flat=True))
    fresh = [(code, token, said) for code, token, said in wanted if token not in there]
    for code, token, said in fresh:
        topic = Topic.objects.filter(pk=said.get("topic")).first()
        post(Wish(place=PostalCode.objects.get(pk=code), token=token, **said | {"topic": topic}))
    return len(fresh)


def _check(email: str) -> bool:
    """The network of the demo knows the association; whether there are people at all."""
    organisation = Organisation.objects.filter(memberships__user__email=email).first()
    network = User.objects.filter(email="netzwerk@demo.example").first()
    if organisation and network and not organisation.verifications.running().exists():
        umbrella = Organisation.objects.able_to_verify(organisation, network, today()).first()
        if umbrella:
            verify(organisation, umbrella=umbrella, basis=Basis.KNOWN, by=network)
    return organisation is not None
