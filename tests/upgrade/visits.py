"""What people of the demo see after an upgrade: `python -m tests.upgrade.visits`."""

import json

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from funding.models import FundingRequest  # noqa: E402
from organisations.models import Organisation  # noqa: E402
from parentwork.models import Workshop  # noqa: E402
from portal.accounts.models import User  # noqa: E402

ASSOCIATION, CASEWORKER = "verein@demo.example", "land-nw@demo.example"


def addresses() -> dict[str, list[str]]:
    """By the mail address of whoever asks; empty is a visitor."""
    workshop = Workshop.objects.filter(organisation__memberships__user__email=ASSOCIATION).latest("pk")
    requests = (
        FundingRequest.objects.filter(office__members__email=CASEWORKER).exclude(state="draft").distinct()
    )
    request, own = requests.order_by("pk")[0], Organisation.objects.get(memberships__user__email=ASSOCIATION)
    office = f"/de/desk/offices/{request.office.slug}/"
    return {
        "": ["/de/", "/ar/", "/de/guides/", "/de/workshops/", "/de/organisations/", "/de/funding/",
             workshop.get_absolute_url(), own.get_absolute_url(), "/api/organizations"],
        ASSOCIATION: ["/de/desk/", f"/de/desk/organisations/{own.slug}/", "/de/desk/account/"],
        CASEWORKER: ["/de/desk/", office, *(f"{office}requests/{it.public_id}/" for it in requests)],
    }  # fmt: skip


def statuses() -> dict[str, int]:
    """What each of these pages answers."""
    found = {}
    for email, paths in addresses().items():
        client = Client()
        if email:
            client.force_login(User.objects.get(email=email))
        found |= {f"{email} {path}".strip(): client.get(path).status_code for path in paths}
    return found


def rows() -> dict[str, int]:
    """How many there are of each kind, whichever release made its table."""
    tables = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    return {model._meta.db_table: model._base_manager.count() for model in tables}


if __name__ == "__main__":
    setup_test_environment()
    print(json.dumps({"statuses": statuses(), "rows": rows()}))  # noqa: T201
