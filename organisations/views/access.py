"""How the desk finds the organisation that an address names."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from organisations import rules
from organisations.models import Organisation
from portal.accounts.models import User


def person(request: HttpRequest) -> User:
    """The signed-in person, for views behind `login_required`."""
    assert isinstance(request.user, User)  # noqa: S101 - what login_required promises
    return request.user


def organisation_of(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person works there, or is portal staff; 404 for everybody else."""
    rows = Organisation.objects.visible_to(request.user).select_related(
        "land", "district", "postal_code", "logo"
    )
    return get_object_or_404(rows, slug=slug)


def editable(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person may change what it says of itself; 404 for everybody else."""
    organisation = organisation_of(request, slug)
    user = person(request)
    if not (rules.may_edit_profile(user, organisation) or rules.may_moderate(user)):
        raise Http404
    return organisation
