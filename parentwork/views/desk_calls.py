"""The call list: whom neither mail nor SMS reaches, what to say, and what the family answered."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organisations.models import Organisation
from parentwork.forms.desk_calls import AnswerForm
from parentwork.messages.callees import Call, Callee, callees, people_to_call, person_of
from parentwork.messages.posting import account_of
from parentwork.messages.subjects import subjects_of
from parentwork.models import WorkshopDate
from parentwork.models.openings import NameList
from parentwork.services.calling import Answer, carry_out, question_of, tell
from parentwork.services.openings import note_openings
from parentwork.views.desk_base import planned_organisation
from portal.accounts.models import User
from portal.accounts.views.signed_in import person
from portal.outbox import services as outbox
from portal.outbox.choices import State
from portal.outbox.models import Message

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def calls(request: HttpRequest, slug: str) -> HttpResponse:
    """People who have to be told something, each once, those first for whom it is too late first."""
    organisation = planned_organisation(request, slug)
    account = account_of(organisation.pk)
    people = [row["person"] for row in people_to_call(account)]
    page = Paginator(callees(account, people), PER_PAGE).get_page(request.GET.get("page"))
    _note(page.object_list, organisation, by=person(request))
    context: dict[str, Any] = {"organisation": organisation, "page_obj": page, "callees": page.object_list}
    return render(request, "parentwork/desk/calls.html", context)


@never_cache
@login_required
@require_safe
def call(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All that is to be said to somebody, in the family's language and in German, with buttons for what it
    answers.
    """
    organisation = planned_organisation(request, slug)
    account = account_of(organisation.pk)
    message = get_object_or_404(Message.objects.call_list(account), pk=pk)
    callee = next(iter(callees(account, [person_of(message)])), None) or _nothing_true(message)
    told = [
        {
            "call": it,
            "texts": outbox.what_to_say(it.message),
            "question": question_of(it.message),
        }
        for it in callee.calls
    ]
    _note([callee], organisation, by=person(request))
    context = {"organisation": organisation, "callee": callee, "told": told}
    return render(request, "parentwork/desk/call.html", context)


def _note(shown: Iterable[Callee], organisation: Organisation, *, by: User) -> None:
    """Names and numbers were read: noted with the date that each call names first, or without one."""
    dates = [_first_date(it) for callee in shown for it in callee.calls]
    note_openings(dates, NameList.CALLS, of=organisation, by=by)


def _first_date(call: Call) -> WorkshopDate | None:
    return next(iter(call.subject.dates), None) if call.subject else None


def _nothing_true(message: Message) -> Callee:
    """It stays on the list until the clock or somebody takes it off."""
    return Callee([Call(message, subjects_of([message]).get(message.pk))], [])


def _any_call(organisation: Organisation, pk: int) -> Message:
    """Also one that is done: a second tap finds nothing more to do."""
    return get_object_or_404(Message, pk=pk, account=account_of(organisation.pk), channel="call")


def _to_the_next(organisation: Organisation, message: Message) -> HttpResponse:
    """What else is to be said to the same people; else the list."""
    rest = callees(account_of(organisation.pk), [person_of(message)])
    if rest:
        return redirect("parentwork:desk_call", slug=organisation.slug, pk=rest[0].message.pk)
    return redirect("parentwork:desk_calls", slug=organisation.slug)


@login_required
@require_POST
def answered(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the family said on the phone is done for it, and the call is off the list."""
    organisation = planned_organisation(request, slug)
    message = _any_call(organisation, pk)
    form = AnswerForm(request.POST)
    if message.state != State.DUE or not form.is_valid():
        return _to_the_next(organisation, message)
    if not _carried_out(message, form.answer(), by=person(request)):
        message.refresh_from_db()
        if message.state != State.DUE:  # mostly the first of two taps
            return _to_the_next(organisation, message)
        messages.error(request, _("This is no longer possible. Please look at the family’s booking."))
        return redirect("parentwork:desk_call", slug=slug, pk=pk)
    messages.success(request, _("Saved. The call is off the list."))
    return _to_the_next(organisation, message)


def _carried_out(message: Message, answer: Answer, *, by: User) -> bool:
    try:
        return carry_out(message, answer, by=by)
    except ValidationError:  # it is no open call any more
        return False


@login_required
@require_POST
def done(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The family was told this, or with `of` all that stood on the page."""
    organisation = planned_organisation(request, slug)
    message = _any_call(organisation, pk)
    also = [said for said in request.POST.getlist("of") if said.isdecimal() and len(said) < 19]
    rest = Message.objects.call_list(account_of(organisation.pk)).filter(pk__in=also[:PER_PAGE])
    try:
        tell([message, *rest.exclude(pk=pk)], by=person(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _to_the_next(organisation, message)
