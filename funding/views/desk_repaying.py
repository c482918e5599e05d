"""Money that comes back after the check of a proof of use, as an Office records it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from funding.forms.desk_checking import GiveBackForm, ReturnForm, UndoForm
from funding.services import repaying
from funding.views.desk_cases import case_url
from funding.views.desk_checking import closed_check, step_of_check
from portal.accounts.views.signed_in import person
from portal.lib import money
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def paid_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record money that came back."""
    row, found = closed_check(request, slug, public_id)
    usual = {"version": found.version, "amount": found.owed, "day": today()}
    lead = _("Record what has arrived.")
    if found.interest:
        lead = _(
            "Record what has arrived. It is counted as grant first, then as interest. Civil law has it the "
            "other way round (§ 367 BGB); whether that holds here is not certain."
        )
    return step_of_check(
        request,
        row,
        ReturnForm(request.POST or None, initial=usual),
        lambda said: repaying.record_return(
            found, said["amount"], said["day"], by=person(request), version=said["version"]
        ),
        _("It is recorded."),
        title=_("Money was paid back"),
        lead=lead,
        button=_("Record"),
        after=_("Next, the organisation sees it on the page of its proof."),
    )


@keeps_typing
def give_back(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that money went back to the organisation."""
    row, found = closed_check(request, slug, public_id)
    if request.method != "POST" and not found.overpaid:
        return redirect(case_url(row, "checking"))
    lead = _("More came back than is asked back by now: %(sum)s.") % {"sum": money.euros(found.overpaid)}
    return step_of_check(
        request,
        row,
        GiveBackForm(request.POST or None, initial={"version": found.version, "day": today()}),
        lambda said: repaying.give_back(found, said["day"], by=person(request), version=said["version"]),
        _("It is recorded."),
        title=_("Money was given back"),
        lead=lead,
        button=_("Record"),
        after=_("Next, the organisation sees it on the page of its proof."),
    )


@keeps_typing
def undo(request: HttpRequest, slug: str, public_id: Any, pk: int) -> HttpResponse:
    """Take the last entry of money back, which was wrong."""
    row, found = closed_check(request, slug, public_id)
    entry = get_object_or_404(found.repayments.filter(corrects=None), pk=pk)
    if request.method != "POST" and entry != repaying.undoable(found):
        return redirect(case_url(row, "checking"))
    said = {"sum": money.euros(entry.amount), "day": date_format(entry.day, "DATE_FORMAT")}
    text = _("%(sum)s, paid back on %(day)s.")
    if entry.is_given_back:
        text = _("%(sum)s, given back on %(day)s.")
    return step_of_check(
        request,
        row,
        UndoForm(request.POST or None, initial={"version": found.version}),
        lambda words: repaying.undo(entry, words["note"], by=person(request), version=words["version"]),
        _("The entry is taken back."),
        title=_("Take a wrong entry back"),
        lead=text % said,
        button=_("Take it back"),
        after=_("Next, the sums are as before. The entry stays readable, with your reason in the log."),
    )
