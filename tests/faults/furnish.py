"""Rows for the house of these tests, made by its own processes: `python -m tests.faults.furnish`."""

import json

import django

django.setup()

from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from tests.factories.guides import TextFactory  # noqa: E402
from tests.factories.parentwork import WorkshopDateFactory  # noqa: E402


def furnish() -> dict[str, str]:
    """A guide and a workshop with many places; the addresses of their pages."""
    guide = TextFactory(guide__slug="schule", title="So geht Schule").guide
    TextFactory(guide=guide, language="ar", title="المدرسة")
    workshop = WorkshopDateFactory(workshop__seats=30_000).workshop
    names = [workshop.pk, workshop.slug]
    with translation.override("de"):
        return {
            "guide": reverse("guides:detail", args=["schule"]),
            "book": reverse("parentwork:book", args=names),
        }


if __name__ == "__main__":
    print(json.dumps(furnish()))  # noqa: T201
