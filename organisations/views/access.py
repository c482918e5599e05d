"""How the desk finds the organisation that an address names."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from organisations import rules
from organisations.models import Mandate, Organisation
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.lib import dates
from portal.lib.errors import Refused


def organisation_of(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person works there, or is portal staff; 404 for everybody else."""
    rows = Organisation.objects.visible_to(request.user).select_related(
        "land", "district", "postal_code", "logo"
    )
    return get_object_or_404(rows, slug=slug)


def permitted(request: HttpRequest, slug: str, may: Callable[[User, Organisation], bool]) -> Organisation:
    """The organisation if this rule lets the person do it; 404 for everybody else."""
    organisation = organisation_of(request, slug)
    if not may(person(request), organisation):
        raise Http404
    return organisation


def managed(request: HttpRequest, slug: str) -> Organisation:
    """The organisation that this person speaks for; 404 for everybody else."""
    return permitted(request, slug, rules.may_manage_members)


def editable(request: HttpRequest, slug: str) -> Organisation:
    """The organisation if this person may change what it says of itself; 404 for everybody else.

    For a network that acts for it, its `mandate` is filled.
    """
    user = person(request)
    held = Mandate.objects.running(dates.today()).held_by(user).select_related("umbrella", "member__land")
    if mandate := held.filter(member__slug=slug).exclude(member__memberships__user=user).first():
        mandate.member.mandate = mandate
        return mandate.member
    try:
        return editable_by_its_own(request, slug)
    except Http404:
        _say_that_a_mandate_is_over(user, slug)
        raise


def _say_that_a_mandate_is_over(user: User, slug: str) -> None:
    """To whom it was given, who perhaps writes just now."""
    over = Mandate.objects.held_by(user).filter(member__slug=slug).select_related("member").first()
    if over:
        raise Refused(
            _("The mandate has ended: your network no longer writes for “%(name)s”. Nothing was saved.")
            % {"name": over.member.name}
        ) from None


def editable_by_its_own(request: HttpRequest, slug: str) -> Organisation:
    """As `editable`, for pages that a network does not see: its history names people."""
    organisation = organisation_of(request, slug)
    user = person(request)
    if not (rules.may_edit_profile(user, organisation) or rules.may_moderate(user)):
        raise Http404
    return organisation
