"""What families of a workshop allow, and inviting those who want to be invited."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import CONSENT_TEXTS, DESK_WAYS, ConsentPurpose, ContactWay
from parentwork.messages import is_called
from parentwork.models import Workshop
from parentwork.models.consents import newest
from parentwork.models.openings import NameList
from parentwork.services import consents
from parentwork.services.openings import note_openings
from parentwork.views.desk_base import own_workshop, run_organisation
from portal.accounts.models import User
from portal.accounts.views.signed_in import person


def _inviting(request: HttpRequest, slug: str, pk: int) -> tuple[Organisation, Workshop]:
    """The organisation and its workshop, for those who may read what families allow; 404 for all others."""
    organisation = run_organisation(request, slug)
    if not rules.may_invite(person(request), organisation):
        raise Http404
    return organisation, own_workshop(organisation, pk)


@never_cache
@login_required
@require_safe
def allowed(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Who may be on pictures, and whose pictures have to go."""
    organisation, workshop = _inviting(request, slug, pk)
    _note(workshop, by=person(request))
    rows = list(workshop.consents.all())
    lists = [
        {
            "label": purpose.label,
            "text": CONSENT_TEXTS[purpose][newest(purpose)],
            "rows": [row for row in rows if row.purpose == purpose and not row.revoked],
        }
        for purpose in ConsentPurpose
    ]
    context = {
        "organisation": organisation,
        "workshop": workshop,
        "lists": lists,
        "taken_back": [row for row in rows if row.revoked],
    }
    return render(request, "parentwork/desk/allowed.html", context)


def _note(workshop: Workshop, *, by: User) -> None:
    """Names were read: noted with the last date of the workshop, or without one."""
    last = workshop.dates.order_by("-starts").first()
    note_openings([last], NameList.CONSENTS, of=workshop.organisation, by=by)


@login_required
@require_POST
def take_back(request: HttpRequest, slug: str, pk: int, consent: int) -> HttpResponse:
    """A family has said so by phone or at the door; it need not find its link for that."""
    _organisation, workshop = _inviting(request, slug, pk)
    rows = workshop.consents.select_related("workshop__organisation")
    consents.note_taken_back(get_object_or_404(rows, pk=consent), by=person(request))
    messages.success(request, _("Noted: this family no longer agrees."))
    return redirect("parentwork:desk_allowed", slug=slug, pk=pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How many are told in which way, who is to be called; then they are told."""
    organisation, workshop = _inviting(request, slug, pk)
    error = ""
    if request.method == "POST":
        try:
            told = len(consents.invite(workshop, by=person(request)))
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            text = ngettext("%(count)d family is invited.", "%(count)d families are invited.", told)
            messages.success(request, text % {"count": told})
            return redirect("parentwork:desk_workshop", slug=slug, pk=pk)
    to_tell = consents.to_be_told(workshop)
    calls = [row for row in to_tell if is_called(row)]
    ways = Counter(row.way for row in to_tell if row not in calls)
    if calls:
        _note(workshop, by=person(request))
    context = {
        "organisation": organisation,
        "workshop": workshop,
        "error": error,
        "ways": [{"way": DESK_WAYS[ContactWay(way)], "count": count} for way, count in ways.items()],
        "calls": calls,
    }
    return render(request, "parentwork/desk/ask_again.html", context, status=422 if error else 200)
