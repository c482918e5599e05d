"""How an organisation comes to its entry in the list: pages for everybody, without an account."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from organisations import services
from organisations.forms.joining import ClaimForm, NewcomerForm, RemovalForm
from organisations.models import Claim, Organisation
from portal.lib.limits import counted, parse_rate, rate_limited, too_many

# How often a link to register may be sent to one address.
PER_ADDRESS = "3/d"
# How often one entry may be asked for, by whomever: each time its own mailbox gets a mail.
PER_ENTRY = "6/d"
YES, NO = "yes", "no"
SENT = "sent"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("newcomer", "10/h")
def newcomer(request: HttpRequest) -> HttpResponse:
    """Whoever has no account yet gets the link to register an organisation by mail."""
    if request.user.is_authenticated:
        return redirect("organisations:register")
    form = NewcomerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if counted("newcomer-at", email.casefold(), PER_ADDRESS):
            return too_many(request, parse_rate(PER_ADDRESS)[1])
        services.invite_oneself(email, language=get_language() or "de")
        return redirect(reverse("organisations:newcomer") + f"?{SENT}")
    context = {"form": form, "sent": SENT in request.GET}
    return render(request, "organisations/newcomer.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("claim", "10/h")
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to look after an entry. The answer is the same whatever addresses we know."""
    organisation = get_object_or_404(Organisation.objects.claimable(), slug=slug)
    form = ClaimForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        if counted("claim-of", slug, PER_ENTRY):
            return too_many(request, parse_rate(PER_ENTRY)[1])
        try:
            asked = services.claim(organisation, language=get_language() or "de", **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("organisations:claimed", asked.key)
    context = {"organisation": organisation, "form": form}
    return render(request, "organisations/claim.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def claimed(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far a claim is; never who asked, since the address may be shared."""
    asked = get_object_or_404(Claim.objects.select_related("organisation", "umbrella"), key=key)
    return render(request, "organisations/claimed.html", {"claim": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("claim-answer", "30/h", methods=("GET", "POST"))
def claim_answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link in the mail to the entry's own address."""
    asked = services.claim_of_link(secret)
    if asked is None:
        raise Http404
    error = None
    if request.method == "POST" and request.POST.get("answer") in (YES, NO):
        try:
            asked = services.answer_claim_by_link(secret, confirmed=request.POST["answer"] == YES)
        except ValidationError as refusal:
            error = refusal
    context = {"claim": asked, "error": error}
    return render(request, "organisations/claim_answer.html", context, status=422 if error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("removal", "10/h")
def removal(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an entry of a public list to be taken out."""
    organisation = get_object_or_404(Organisation.objects.claimable(), slug=slug)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report = services.ask_for_removal(organisation, language=get_language() or "de", **form.cleaned_data)
        return redirect("pages:reported", report.key)
    context = {"organisation": organisation, "form": form}
    return render(request, "organisations/removal.html", context, status=422 if form.errors else 200)
