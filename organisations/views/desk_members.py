"""The people of an organisation: who they are, inviting, changing roles, saying goodbye."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations import rules, services
from organisations.choices import Role
from organisations.forms.desk_members import HandOverForm, InviteForm, RoleForm
from organisations.models import Membership, Organisation
from organisations.services.grants import MembershipGrant
from organisations.views.access import managed, organisation_of
from portal.accounts.models import Invitation
from portal.accounts.services import invitations
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib.kept import keeps_typing


@login_required
@require_safe
def members(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = organisation_of(request, slug)
    rows = Membership.objects.visible_to(request.user).filter(organisation=organisation)
    may_manage = rules.may_manage_members(person(request), organisation)
    context = {
        "organisation": organisation,
        "memberships": rows.select_related("user").order_by("since", "pk"),
        "may_manage": may_manage,
        "invitations": _invitations(organisation) if may_manage else [],
    }
    return render(request, "organisations/desk/members.html", context)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    organisation = managed(request, slug)
    form = InviteForm(request.POST or None, initial={"role": Role.HELPER, "language": "de"})
    form = restored(form, request)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_member(organisation, **form.cleaned_data, by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation is on its way. The link in it works for 14 days."))
            return redirect("organisations:members", slug)
    context = {"organisation": organisation, "form": form}
    return render(request, "organisations/desk/invite.html", context, status=422 if form.errors else 200)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the role of one person, or remove them."""
    organisation = managed(request, slug)
    membership = _membership(request, organisation, pk)
    form = restored(RoleForm(request.POST or None, initial={"role": membership.role}), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_role(membership, form.cleaned_data["role"], by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:members", slug)
    return _member_page(request, membership, form)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The coordinator removes somebody, or somebody leaves."""
    organisation = organisation_of(request, slug)
    membership = _membership(request, organisation, pk)
    user = person(request)
    own = membership.user_id == user.pk
    if not (own or rules.may_manage_members(user, organisation)):
        raise Http404
    try:
        services.remove_member(membership, by=user)
    except ValidationError as error:
        form = RoleForm({"role": membership.role})
        form.add_error(None, error)
        return _member_page(request, membership, form)
    if own:
        messages.success(request, _("You have left the organisation."))
        return redirect("desk")
    messages.success(request, _("This person no longer has access."))
    return redirect("organisations:members", slug)


@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """The coordinator names another one and leaves."""
    user = person(request)
    if request.method == "POST" and Organisation.objects.handed_over_by(user).filter(slug=slug).exists():
        return _left(request)  # a double click
    organisation = managed(request, slug)
    rows = Membership.objects.visible_to(user).filter(organisation=organisation, user__is_active=True)
    others = rows.exclude(user=user).select_related("user")
    form = restored(HandOverForm(request.POST or None, others=others), request)
    if request.method == "POST" and form.is_valid():
        try:
            services.hand_over(organisation, to=form.cleaned_data["to"], by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _left(request)
    context = {"organisation": organisation, "form": form, "others": others}
    return render(request, "organisations/desk/hand_over.html", context, status=422 if form.errors else 200)


def _left(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Handed over. You have left the organisation."))
    return redirect("desk")


@login_required
@require_POST
def resend_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = managed(request, slug)
    invitation = get_object_or_404(_invitations(organisation), pk=pk)
    try:
        invitations.resend(invitation, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation is on its way again. Only the new link works."))
    return redirect("organisations:members", slug)


@login_required
@require_POST
def withdraw_invitation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    organisation = managed(request, slug)
    invitation = get_object_or_404(_invitations(organisation), pk=pk)
    try:
        invitations.withdraw(invitation, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation was withdrawn. Its link no longer works."))
    return redirect("organisations:members", slug)


def _membership(request: HttpRequest, organisation: Organisation, pk: int) -> Membership:
    rows = Membership.objects.visible_to(request.user).filter(organisation=organisation)
    return get_object_or_404(rows.select_related("user", "organisation"), pk=pk)


def _invitations(organisation: Organisation):  # type: ignore[no-untyped-def]  # a patched manager's queryset
    return Invitation.objects.pending().giving(MembershipGrant.key, organisation.pk)


def _member_page(request: HttpRequest, membership: Membership, form: RoleForm) -> HttpResponse:
    context = {
        "organisation": membership.organisation,
        "membership": membership,
        "form": form,
        "is_self": membership.user_id == person(request).pk,
    }
    return render(request, "organisations/desk/member.html", context, status=422 if form.errors else 200)
