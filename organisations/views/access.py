"""How the desk finds the organisation that an address names."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from organisations.models import Organisation
from portal.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person, for views behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101 - what login_required promises
    return request.user


def organisation_of(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person works there, or is portal staff; 404 for everybody else."""
    rows = Organisation.objects.visible_to(request.user).select_related("land", "district", "postal_code")
    return get_object_or_404(rows, slug=slug)
