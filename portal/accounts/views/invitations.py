"""Accepting an invitation, with a new account or with the one that is there."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.forms import NewAccountForm
from portal.accounts.kinds import grant_of
from portal.accounts.models import Invitation, User
from portal.accounts.services import (
    InvitationOver,
    accept,
    accept_with_new_account,
    has_account,
    is_meant_for,
    read_invitation,
)
from portal.lib.limits import rate_limited

# 404 for a link nobody knows, 410 for one that has worked once.
STATUS = {"unknown": 404, "other": 409}


@never_cache
@sensitive_post_parameters("password1", "password2")
@rate_limited("invitation", "30/h")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        if isinstance(request.user, User):
            return _signed_in(request, secret, request.user)
        return _anonymous(request, secret, read_invitation(secret))
    except InvitationOver as over:
        return render(
            request,
            "accounts/invitation_over.html",
            {"reason": over.code},
            status=STATUS.get(over.code or "", 410),
        )


def _signed_in(request: HttpRequest, secret: str, user: User) -> HttpResponse:
    if request.method == "POST":
        try:
            return redirect(accept(secret, by=user))
        except InvitationOver:
            raise
        except ValidationError as error:
            return _page(request, "accounts/invitation_join.html", read_invitation(secret), error=error)
    invited = read_invitation(secret)
    if not is_meant_for(invited, user):
        context = {"invited": invited, "here": request.get_full_path()}
        return render(request, "accounts/invitation_other.html", context, status=409)
    return _page(request, "accounts/invitation_join.html", invited)


def _anonymous(request: HttpRequest, secret: str, invited: Invitation) -> HttpResponse:
    if has_account(invited):
        sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        return _page(request, "accounts/invitation_sign_in.html", invited, sign_in=sign_in)
    form = NewAccountForm(
        request.POST if request.method == "POST" else None,
        email=invited.email,
        initial={"language": request.LANGUAGE_CODE},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user, url = accept_with_new_account(
                secret,
                name=data["name"],
                password=data["password1"],
                language=data["language"],
                email=data["email"],
            )
        except InvitationOver:
            raise
        except ValidationError as error:
            form.add_error(None, error)
        else:
            record_authentication(request, user, method="password")
            return perform_login(request, Login(user=user, redirect_url=url))
    return _page(request, "accounts/invitation_new.html", invited, form=form)


def _page(request: HttpRequest, template: str, invited: Invitation, **context: object) -> HttpResponse:
    context |= {"invited": invited, "what": grant_of(invited).describe(invited)}
    form = context.get("form")
    faulty = context.get("error") or (isinstance(form, NewAccountForm) and form.errors)
    return render(request, template, context, status=422 if faulty else 200)
