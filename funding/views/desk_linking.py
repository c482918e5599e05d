"""What an award pays for: which series, and which volunteers' hours; one click each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.finance import WHOLE
from funding.models import Award, FundedHelper, ProofOfUse
from funding.models.funded import Funded
from funding.reports.counting import hours_by
from funding.reports.series import beside_awards
from funding.services import linking, proofs
from funding.templatetags.funding_tags import hours as in_words
from funding.views.desk_access import award_of, proof_of
from parentwork.models import Helper, Workshop
from portal.accounts.views.signed_in import person
from portal.lib.languages import best_words

PER_PAGE = 25
type Link = Callable[..., Funded]
type Unlink = Callable[..., date | None]


@login_required
def workshops(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Which series the award paid for: one click each."""
    row = proof_of(request, slug, public_id, acting=True)
    own = linking.linkable(row)
    if request.method == "POST":
        workshop = get_object_or_404(own, pk=_number(request.POST.get("workshop", "")))
        do = (linking.link_workshop, linking.unlink_workshop)
        return _linked(request, row, workshop, _title(workshop), *do)
    context = {"kept_days": settings.BOOKINGS_KEPT_DAYS}
    return _page(request, row, own, "funding/desk/proof_workshops.html", context)


@login_required
def helpers(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Whose hours count for the award, beside the series: one click each."""
    row = proof_of(request, slug, public_id, acting=True)
    own = linking.linkable_helpers(row, by=person(request))
    if request.method == "POST":
        helper = get_object_or_404(own, pk=_number(request.POST.get("helper", "")))
        return _linked(request, row, helper, helper.name, linking.link_helper, linking.unlink_helper)
    return _page(request, row, own, "funding/desk/proof_helpers.html", {})


def _page(
    request: HttpRequest, row: ProofOfUse, own: QuerySet[Any], template: str, context: dict[str, Any]
) -> HttpResponse:
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"proof": row, "row": row.award.request, "award": row.award, "page_obj": page}
    context["found"] = list(beside_awards(row.award, page.object_list))
    return render(request, template, context)


def _linked(
    request: HttpRequest, row: ProofOfUse, thing: Any, title: str, link: Link, unlink: Unlink
) -> HttpResponse:
    try:
        if "unlink" in request.POST:
            told = unlink(row, thing, by=person(request))
            messages.success(request, _unlinked(told, title))
        else:
            found = link(row, thing, _share(request), by=person(request))
            messages.success(request, _counts(found, title))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(request.get_full_path())


def _unlinked(told: date | None, title: str) -> str:
    if told is None:
        return _("“%(title)s” no longer counts for this proof.") % {"title": title}
    words = _("“%(title)s” counts until %(day)s, as you told the Office. Afterwards it no longer counts.")
    return words % {"title": title, "day": date_format(told, "DATE_FORMAT")}


def _counts(link: Funded, title: str) -> str:
    if not link.earlier and isinstance(link, FundedHelper):
        return _hours_count(link, title)
    if not link.earlier:
        return _("“%(title)s” now counts for this proof.") % {"title": title}
    last = link.earlier[-1]
    words = _("What you told the Office until %(day)s stays. Afterwards “%(title)s” has the new share.")
    if last.get("of_others"):
        words = _(
            "Until %(day)s an Office was told of “%(title)s” for another award; that stays. "
            "Afterwards it counts here with %(share)s %%."
        )
    day = date_format(date.fromisoformat(last["until"]), "DATE_FORMAT")
    return words % {"title": title, "day": day, "share": link.share}


def _hours_count(link: FundedHelper, name: str) -> str:
    hours = hours_by(link)
    words = _("Hours of “%(name)s” that now count for “%(title)s”: %(hours)s.")
    if not hours:
        words = _(
            "No hour of “%(name)s” counts for “%(title)s” now: the confirmed ones lie outside the award "
            "period, or something else that is linked counts them."
        )
    return words % {"name": name, "title": link.award.request.title, "hours": in_words(hours)}


def _share(request: HttpRequest) -> int | None:
    """The per cent that were typed in; None where one just links."""
    if "share" not in request.POST:
        return None
    text = request.POST["share"].strip().removesuffix("%").strip()
    if not text.isdecimal() or len(text) > 3 or not 0 < int(text) <= WHOLE:
        raise ValidationError(_("Enter a share from 1 to 100 %."), "share")
    return int(text)


def _title(workshop: Workshop) -> str:
    return best_words(workshop, "title", get_language() or "de")[0]


@login_required
@require_POST
def link_series(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """From the page of a series: it counts for this award, whose proof is opened if need be."""
    award = award_of(request, slug, public_id, acting=True)
    workshop = get_object_or_404(Workshop.objects.filter(organisation=award.request.organisation), pk=pk)
    done = _("The series now counts for “%(title)s”.")
    _link_to(request, award, linking.link_workshop, workshop, _title(workshop), done)
    return redirect("parentwork:desk_workshop", slug, workshop.pk)


@login_required
@require_POST
def link_helper(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """From the page of a helper: the hours count for this award, whose proof is opened if need be."""
    award = award_of(request, slug, public_id, acting=True)
    seen = Helper.objects.visible_to(request.user).filter(organisation=award.request.organisation)
    helper = get_object_or_404(seen, pk=pk)
    _link_to(request, award, linking.link_helper, helper, helper.name)
    return redirect("parentwork:desk_helper", slug, helper.pk)


def _link_to(request: HttpRequest, award: Award, link: Link, thing: Any, title: str, done: str = "") -> None:
    try:
        made = link(proofs.open_proof(award, by=person(request)), thing, by=person(request))
        words = done % {"title": award.request.title} if done and not made.earlier else _counts(made, title)
        messages.success(request, words)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise Http404
    return int(text)
