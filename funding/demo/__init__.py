"""The desk of the demo: fictional Offices, and requests at every stage, made by the services."""

from django.db import transaction

from funding.demo.cases import load_cases
from funding.demo.directory import load_directory
from funding.models import FundingRequest, Office
from funding.services.land_reports import freeze_land_reports
from portal.accounts.demo import people


@transaction.atomic
def load() -> dict[str, int]:
    """Make what is missing; nothing without the demo's people and organisations."""
    found = people()
    if not {"verein@demo.example", "land-nw@demo.example"} <= set(found):
        return {}
    before = Office.objects.count(), FundingRequest.objects.count()
    load_directory(found)
    load_cases(found)
    freeze_land_reports()
    return {
        "offices": Office.objects.count() - before[0],
        "requests": FundingRequest.objects.count() - before[1],
    }
