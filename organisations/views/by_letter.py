"""What somebody does who has a letter of a network in hand: pages for everybody, without an account."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisations import services
from organisations.forms.letters import CodeForm, LetterClaimForm
from portal.lib.limits import rate_limited

# How many codes somebody may try; one that is guessed opens an entry.
TRIES = "30/h"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("letter", TRIES)
def letter(request: HttpRequest) -> HttpResponse:
    """The short address on the letter: where its code is typed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("organisations:letter_claim", form.cleaned_data["code"])
    status = 422 if form.errors else 200
    return render(request, "organisations/letter.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("letter", TRIES, methods=("GET", "POST"))
def letter_claim(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code leads to: whose entry it is, and who is going to look after it."""
    form = LetterClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            language = get_language() or "de"
            claim = services.claim_by_letter(code, language=language, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("organisations:claimed", claim.key)
    found = services.letter_of_code(code)
    context = {"letter": found, "is_asked": bool(found and found.is_asked), "form": form}
    status = 422 if form.errors else 200 if found else 404
    return render(request, "organisations/letter_claim.html", context, status=status)
