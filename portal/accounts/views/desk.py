"""One's own account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.forms import CloseAccountForm, ProfileForm
from portal.accounts.models import User
from portal.accounts.services import change_profile, close_account
from portal.forms import restored
from portal.lib.kept import keeps_typing
from portal.lib.limits import rate_limited
from portal.privacy import copy_of


@keeps_typing
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language, and the way to everything else about the account."""
    user = _me(request)
    # The form works on a copy: what was typed wrongly must not appear in the page's head.
    form = restored(ProfileForm(posted(request), instance=User.objects.get(pk=user.pk)), request)
    if request.method == "POST" and form.is_valid():
        change_profile(user, by=user, **form.cleaned_data)
        messages.success(request, _("Your account was changed."))
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(request, "accounts/desk/profile.html", {"form": form}, status=status)


@login_required
@never_cache
@require_safe
@reauthentication_required
@rate_limited("account-copy", "20/h", methods=("GET",))
def copy(request: HttpRequest) -> HttpResponse:
    """All that the portal keeps about the account, as a file that programs read."""
    kept = copy_of(_me(request))
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="elternbruecke.json"'
    return response


@login_required
@never_cache
@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Deleting the account, after one more question."""
    user = _me(request)
    form = CloseAccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_account(user, by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            logout(request)
            return render(request, "accounts/closed.html")
    status = 422 if form.errors else 200
    return render(request, "accounts/desk/close.html", {"form": form}, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty POST is still a POST, and gets its errors."""
    return request.POST if request.method == "POST" else None


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker, after login_required
    return request.user
