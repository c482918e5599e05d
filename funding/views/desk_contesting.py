"""Legal remedy against what the check of a proof of use has come to."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import rules
from funding.choices import RemedyEnd
from funding.forms.desk_checking import ContestResultForm, SettleResultForm
from funding.models import ProofCheck
from funding.reports.checking import interest_on
from funding.services import remedies, results
from funding.views.desk_cases import case_url
from funding.views.desk_checking import check_of, closed_check, step_of_check
from portal.accounts.views.signed_in import person
from portal.lib import money
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@keeps_typing
def contest(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record that the result is contested."""
    row, found = closed_check(request, slug, public_id)
    if request.method != "POST" and not remedies.is_contestable(found):
        return redirect(case_url(row, "checking"))
    usual = {"version": found.version, "day": today(), "suspends": row.office.remedy_suspends}
    return step_of_check(
        request,
        row,
        ContestResultForm(request.POST or None, initial=usual, is_owed=found.owed > 0),
        lambda said: remedies.contest_result(
            found, _contest(said), by=person(request), version=said["version"]
        ),
        _("It is recorded that the result is contested."),
        title=_("Record that the result is contested"),
        lead=_until(found),
        button=_("Record that it is contested"),
        after=_("Next, the organisation sees it on the page of its proof. You record how it ended."),
    )


def _contest(said: dict[str, Any]) -> remedies.Contest:
    suspends = said.get("suspends", False)
    return remedies.Contest(said["day"], said["remedy"], suspends, said["contestant"], said["note"])


def _until(found: ProofCheck) -> str:
    if found.is_judged:
        return _("A court has decided. Record what came in: whether it is admitted is decided elsewhere.")
    last = results.contestable_until(found)
    if last is None:
        return _("It is not recorded when the letter was sent: until when it can be contested is open.")
    text = _(
        "Legal remedy is possible until %(day)s. Record it also if it came later: whether it is admitted is "
        "decided elsewhere."
    )
    return text % {"day": date_format(last, "DATE_FORMAT")}


@keeps_typing
def settle(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record how it ended that the result was contested; a higher grant is recorded by two officers."""
    row, found = check_of(request, slug, public_id)
    by = person(request)
    if not found.is_closed or not rules.may_settle_result(by, found):
        raise Http404
    if request.method != "POST" and not found.is_contested:
        return redirect(case_url(row, "checking"))
    confirms = rules.may_confirm_raise(by, found)
    usual = {"version": found.version, "day": today()}
    if found.raise_to is not None:
        usual |= {"end": RemedyEnd.RAISED, "day": found.raise_day, "grant": found.raise_to}
        usual |= {"note": found.raise_note}
    waits = request.POST.get("end") == RemedyEnd.RAISED and not confirms
    return step_of_check(
        request,
        row,
        SettleResultForm(
            request.POST or None, initial=usual, asked=found.asked_back, interest=found.interest
        ),
        lambda said: remedies.settle_result(found, _settlement(said), by=by, version=said["version"]),
        _("The higher grant is proposed. A second officer records the same.")
        if waits
        else _("It is recorded how the legal remedy ended. The organisation gets a mail."),
        title=_("Record how the legal remedy ended"),
        lead=_proposed(found) if confirms else _LEAD,
        **_interest(found),
        button=_("Confirm the higher grant") if confirms else _("Record how it ended"),
        after=_("Next, the organisation reads what the grant is, what is asked back by now, and until when.")
        if confirms
        else _AFTER,
    )


_LEAD = gettext_lazy("Record what was decided elsewhere, or that the organisation took its remedy back.")
_AFTER = gettext_lazy(
    "Next, the organisation reads what the grant is, what is asked back by now, and until when. A higher "
    "grant waits until a second officer has recorded the same."
)


def _proposed(found: ProofCheck) -> str:
    text = _(
        "Proposed by %(name)s: the grant is raised to %(sum)s. Look at the reasons, then confirm sum and day."
    )
    return text % {"name": found.raise_by or "–", "sum": money.euros(found.raise_to or Decimal(0))}


def _settlement(said: dict[str, Any]) -> remedies.Settlement:
    names = ("day", "end", "amount", "pay_by", "note", "grant", "interest")
    values: dict[str, Any] = {name: said.get(name) for name in names}
    return remedies.Settlement(**values)


def _interest(found: ProofCheck) -> dict[str, Any]:
    """What interest on all that is asked back would be by today; nothing where the award has none."""
    points = found.proof.award.interest_points if found.asked_back else None
    return {} if points is None else {"points": points, "interest": interest_on(found, found.asked_back)}
