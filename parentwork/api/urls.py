"""The addresses of the API."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import path, reverse

from organisations.api.answers import Data, program
from parentwork.api.openapi import document
from parentwork.api.organizations import ORGANIZATIONS
from parentwork.api.service_at_locations import SERVICE_AT_LOCATIONS
from parentwork.api.services import SERVICES
from parentwork.api.vocabularies import TAXONOMIES, TAXONOMY_TERMS

app_name = "api"
COLLECTIONS = (ORGANIZATIONS, SERVICES, SERVICE_AT_LOCATIONS, TAXONOMIES, TAXONOMY_TERMS)
VERSION = "3.0"
PROFILE = "https://docs.openreferral.org/en/3.0/hsds/"


@program
def root(request: HttpRequest) -> Data:
    """What this is, as HSDS 3.0 wants it said."""
    return {
        "version": VERSION,
        "profile": PROFILE,
        "openapi_url": settings.SITE_URL + reverse("api:openapi"),
    }


@program
def openapi(request: HttpRequest) -> Data:
    """What may be asked here and what is answered, for programs that make themselves fit."""
    return document(COLLECTIONS)


@program
def nowhere(request: HttpRequest, rest: str) -> Data:
    """Any other address: said to a program, in its form."""
    raise Http404


urlpatterns = [
    path("", root, name="root"),
    path("openapi.json", openapi, name="openapi"),
    *(address for collection in COLLECTIONS for address in collection.paths()),
    path("<path:rest>", nowhere, name="nowhere"),
]
