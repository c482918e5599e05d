"""What a family allows: given and taken back on its own page, and behind the link of an invitation."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from parentwork.choices import CONSENT_TEXTS, ConsentPurpose
from parentwork.models import Booking, Consent
from parentwork.models.consents import newest
from parentwork.services import consents
from parentwork.views.behind_codes import secret_page
from portal.lib.limits import rate_limited


def asked_of(booking: Booking, *, comes: bool) -> list[dict[str, object]]:
    """What the page asks, with what the family has said; only the latter where it has given up its places."""
    given = {row.purpose: row for row in booking.consents.filter(revoked=None)}
    return [
        {
            "purpose": purpose,
            "label": purpose.label,
            "text": given[purpose].text if purpose in given else CONSENT_TEXTS[purpose][newest(purpose)],
            "given": given.get(purpose),
        }
        for purpose in consents.offered(booking)
        if comes or purpose in given
    ]


@secret_page
@require_POST
@rate_limited("consent", "60/h")
def say(request: HttpRequest, code: str) -> HttpResponse:
    """The family agrees, or takes it back; what nobody offered changes nothing."""
    row = get_object_or_404(Booking.objects.select_related("workshop"), secret=code)
    purpose = request.POST.get("purpose", "")
    if purpose in ConsentPurpose:
        if "no" in request.POST:
            for given in row.consents.filter(purpose=purpose):
                consents.take_back(given)
        else:
            try:
                consents.give(row, ConsentPurpose(purpose))
            except ValidationError:
                return redirect(row)
    return redirect(row.get_absolute_url() + "#allowed")


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("consent", "60/h")
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """What was agreed to, long after the booking is forgotten (GET), and taking it back (POST).

    A consent to be invited is deleted as soon as it is taken back: a second tap meets nothing, and is
    answered like the first.
    """
    row = Consent.objects.select_related("workshop__organisation").filter(secret=code).first()
    if request.method == "POST":
        if row is not None:
            consents.take_back(row)
        return render(request, "parentwork/consent_ended.html")
    if row is None:
        return render(request, "parentwork/consent_over.html", status=404)
    return render(request, "parentwork/consent.html", {"consent": row})
