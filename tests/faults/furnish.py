"""Rows for the house of these tests, made by its own processes: `python -m tests.faults.furnish`."""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from funding.services import drafts  # noqa: E402
from organisations.choices import Role  # noqa: E402
from tests.factories.funding import ProgrammeFactory  # noqa: E402
from tests.factories.guides import TextFactory  # noqa: E402
from tests.factories.organisations import MembershipFactory  # noqa: E402
from tests.factories.parentwork import WorkshopDateFactory  # noqa: E402


def furnish() -> dict[str, str]:
    """A guide, a workshop with many places, and a request that somebody writes; their addresses."""
    guide = TextFactory(guide__slug="schule", title="So geht Schule").guide
    TextFactory(guide=guide, language="ar", title="المدرسة")
    workshop = WorkshopDateFactory(workshop__seats=30_000).workshop
    names = [workshop.pk, workshop.slug]
    membership, client = MembershipFactory(role=Role.COORDINATOR), Client()
    client.force_login(membership.user)
    draft = drafts.start(membership.organisation, ProgrammeFactory(), "Elternlotsen", by=membership.user)
    page = [membership.organisation.slug, draft.public_id, "goals"]
    with translation.override("de"):
        return {
            "guide": reverse("guides:detail", args=["schule"]),
            "book": reverse("parentwork:book", args=names),
            "goals": reverse("funding:task", args=page),
            "autosave": reverse("funding:autosave", args=page),
            "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
        }


if __name__ == "__main__":
    print(json.dumps(furnish()))  # noqa: T201
