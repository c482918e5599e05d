"""What families and schools near an organisation look for, and how it answers."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organisations.models import Organisation
from parentwork import rules
from parentwork.choices import ContactWay, NeedAnswer
from parentwork.forms.desk_needs import AnswerForm, NeedFilters
from parentwork.messages.needs import call_about_need
from parentwork.messages.posting import account_of
from parentwork.models import Need
from parentwork.queries.needs import REACH_KM
from parentwork.queries.unmet import Figure, Unmet, unmet_in
from parentwork.services import needs as services
from parentwork.views.desk_base import seen_organisation
from portal.accounts.views.signed_in import person
from portal.guides.models import Topic
from portal.lib.languages import best_words, name_of
from portal.places.models import District

PER_PAGE = 20


def asked_organisation(request: HttpRequest, slug: str) -> Organisation:
    """The organisation, for those who may see what families near it look for; 404 for everybody else."""
    organisation = seen_organisation(request, slug)
    if not rules.may_see_needs(person(request), organisation):
        raise Http404
    return organisation


def seen_need(request: HttpRequest, organisation: Organisation, pk: int) -> Need:
    rows = Need.objects.visible_to(request.user, organisation).for_pages()
    return get_object_or_404(rows, pk=pk)


@never_cache
@login_required
@require_safe
def need_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Open needs near the organisation, those in its own languages first."""
    organisation = asked_organisation(request, slug)
    form = NeedFilters(request.GET or None)
    rows = Need.objects.visible_to(request.user, organisation).open().for_pages()
    found = form.apply(rows).spoken_first(organisation.languages)  # type: ignore[attr-defined]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "form": form,
        "page_obj": page,
        "km": REACH_KM,
        "is_checked": rules.is_checked(organisation),
    }
    return render(request, "parentwork/desk/needs.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def need(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One need; answered with a workshop by POST."""
    organisation = asked_organisation(request, slug)
    row = seen_need(request, organisation, pk)
    if request.method == "POST" and not rules.may_answer_needs(person(request), organisation):
        raise Http404
    form = AnswerForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_with(row, form.cleaned_data["workshop"], by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _answered(request, slug, row)
    status = 422 if form.errors else 200
    return render(
        request, "parentwork/desk/need.html", _context(request, organisation, row, form), status=status
    )


def _answered(request: HttpRequest, slug: str, row: Need) -> HttpResponse:
    """Says how who asked learns of it; to whoever has to call, on the page that leads on to the call."""
    if row.way == ContactWay.CALL:
        messages.success(request, _("Answered. Now call who asked: this person stands on your call list."))
        return redirect("parentwork:desk_need", slug=slug, pk=row.pk)
    if row.way:
        messages.success(request, _("Answered. Who asked gets a mail now."))
    else:
        messages.success(request, _("Answered. Who asked finds it on their page."))
    return redirect("parentwork:desk_needs", slug=slug)


def _context(request: HttpRequest, organisation: Organisation, row: Need, form: AnswerForm) -> dict[str, Any]:
    user = person(request)
    sees_contact = row.shows_contact and rules.may_reach_those_who_ask(user, organisation)
    calls = row.way == ContactWay.CALL and rules.may_plan(user, organisation)
    return {
        "organisation": organisation,
        "need": row,
        "form": form,
        "may_answer": rules.may_answer_needs(user, organisation) and not row.is_answered,
        "may_hand_back": row.answer == NeedAnswer.CONTACT and rules.may_plan(user, organisation),
        "is_checked": rules.is_checked(organisation),
        "contact": (row.email or row.phone) if sees_contact else "",
        "call": call_about_need(row, account_of(organisation.pk)) if calls else None,
    }


@login_required
@require_POST
def get_in_touch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organisation calls or writes itself; the page of the need then says so."""
    organisation = asked_organisation(request, slug)
    row = seen_need(request, organisation, pk)
    if not rules.may_answer_needs(person(request), organisation):
        raise Http404
    try:
        services.get_in_touch(row, organisation, by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Who asked now reads that you get in touch."))
    return redirect("parentwork:desk_need", slug=slug, pk=pk)


@login_required
@require_POST
def hand_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The organisation could not get in touch after all, and others may answer."""
    organisation = asked_organisation(request, slug)
    row = seen_need(request, organisation, pk)
    if not rules.may_plan(person(request), organisation):
        raise Http404
    if services.hand_back(row, organisation, by=person(request)):
        messages.success(request, _("Handed back. Organisations near see it again and can answer."))
    return redirect("parentwork:desk_need", slug=slug, pk=pk)


@login_required
@require_safe
def unmet(request: HttpRequest, slug: str) -> HttpResponse:
    """What is looked for in the whole Land and found by nobody, small numbers kept back."""
    organisation = asked_organisation(request, slug)
    found = unmet_in(organisation.land_id) if organisation.land_id else None
    context = {
        "organisation": organisation,
        "land": organisation.land,
        "unmet": found,
        "parts": _parts(found) if found else [],
    }
    return render(request, "parentwork/desk/unmet.html", context)


def _parts(found: Unmet) -> list[dict[str, Any]]:
    """The tables of the page, with names in place of keys."""
    reader = get_language() or "de"
    districts = dict(District.objects.values_list("pk", "name"))
    topics = {topic.pk: best_words(topic, "title", reader)[0] for topic in Topic.objects.all()}
    return [
        _part(_("District"), found.districts, lambda ags: districts[ags]),
        _part(_("Language spoken"), found.languages, lambda code: name_of(code, reader)),
        _part(_("Topic"), found.topics, lambda slug: topics.get(slug, _("something else"))),
    ]


def _part(label: str, figures: list[Figure], name: Callable[[str], str]) -> dict[str, Any]:
    return {"label": label, "rows": [{"name": name(row.key), "number": row.number} for row in figures]}
