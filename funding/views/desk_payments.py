"""Paying out an award, for the Office: calls for money are decided on, and payments recorded."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.choices import DrawdownState
from funding.finance import Drawable
from funding.forms.desk_drawdowns import (
    DecideForm,
    PaidAllTheSameForm,
    PaidForm,
    PaymentForm,
    ReverseForm,
    UpholdForm,
)
from funding.forms.desk_review import StepForm
from funding.models import Award, Drawdown
from funding.reports.drawdowns import (
    account_before,
    known_by_office,
    standing_of,
    too_high,
    years_of,
)
from funding.services import drawdowns as service
from funding.services import reversals, upholding
from funding.views.desk_access import case_award_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.dates import today
from portal.lib.kept import keeps_typing


@login_required
@require_safe
def payments(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """What was called up and paid out, with what is to be done next."""
    award = case_award_of(request, slug, public_id)
    rows = award.drawdowns.select_related("decided_by", "recorded_by")
    open_ = rows.open().first()
    payable = too_high([open_]).get(open_.pk) if open_ else None
    all_rows = list(rows.order_by("-number"))
    context = {
        "row": award.request,
        "award": award,
        "standing": known_by_office(award),
        "drawdowns": all_rows,
        "open": open_,
        "payable": payable,
        "reversible": _reversible(award, all_rows),
        "is_upheld": bool(open_ and payable and open_.is_upheld_at(payable.amount)),
        "years": years_of(award),
        "day": today(),
        "may_pay": rules.may_pay_out(person(request), award.request),
        "to_release": bool(open_ and open_.waits_for_release),
        "may_release": bool(open_ and open_.waits_for_release and rules.may_release(person(request), open_)),
    }
    return render(request, "funding/desk/payments.html", context)


def _reversible(award: Award, rows: Sequence[Drawdown]) -> Drawdown | None:
    """The payment that can be reversed: the last one."""
    paid = [row for row in rows if row.state == DrawdownState.PAID]
    last = max(paid, key=lambda row: row.number, default=None)
    return None if last is None or reversals.obstacle(award, last, rows) else last


@keeps_typing
def decide(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Approve a call for money, or less of it, or nothing."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.drawdowns, number=number)
    standing, by = standing_of(award), person(request)
    payable = too_high([row]).get(row.pk)
    initial = {"version": row.version, "amount": payable.amount if payable else row.asked}
    return _step(
        request,
        award,
        DecideForm(request.POST or None, initial=initial),
        lambda data: service.decide(row, data["amount"], data["reason"], by=by, version=data["version"]),
        _("The decision is recorded.")
        if award.request.office.two_release_payments
        else _("The decision is recorded. The organisation gets a mail."),
        drawdown=row,
        payable=payable,
        over=row.state != DrawdownState.REQUESTED and payable is None and not row.waits_for_release,
        step="decide",
        more_than_entered=(row.paid or 0) > standing.spent,
    )


@login_required
@require_POST
def release(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """The second officer has an approved call for money paid."""
    award = case_award_of(request, slug, public_id)
    row = get_object_or_404(award.drawdowns, number=number)
    if not rules.may_release(person(request), row):
        raise Http404
    form, by = StepForm(request.POST), person(request)
    if carried_out(form, lambda data: service.release(row, by=by, version=data["version"])):
        messages.success(request, _("The payment is released. The organisation gets a mail."))
    else:
        messages.error(request, _("The call for money has changed. Please look at it again."))
    return redirect(case_url(award.request, "payments"))


@keeps_typing
def pay(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Record the day on which an approved call was paid out, or put it right afterwards."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.drawdowns, number=number)
    initial, by = {"version": row.version, "paid_on": row.paid_on or today()}, person(request)
    is_paid = row.state == DrawdownState.PAID
    form = PaidForm if upholding.unreasoned(row) is None else PaidAllTheSameForm

    def do(data: dict[str, Any]) -> Drawdown:
        day, version = data["paid_on"], data["version"]
        if is_paid:
            return service.correct_day(row, day, by=by, version=version)
        return upholding.pay_by_hand(row, day, data.get("reason", ""), by=by, version=version)

    return _step(
        request,
        award,
        form(request.POST or None, initial=initial),
        do,
        _("The day is corrected.") if is_paid else _("The payment is recorded."),
        drawdown=row,
        payable=too_high([row]).get(row.pk),
        over=row.waits_for_release or (not is_paid and row.state != DrawdownState.APPROVED),
        step="pay",
    )


@keeps_typing
def uphold(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Let an approved call that is too high by now be paid as it is, with a reason."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.drawdowns, number=number)
    payable, by = too_high([row]).get(row.pk), person(request)
    return _step(
        request,
        award,
        UpholdForm(request.POST or None, initial={"version": row.version}),
        lambda data: upholding.uphold(row, data["reason"], by=by, version=data["version"]),
        _("It is recorded. The call stands among the payment orders again."),
        drawdown=row,
        payable=payable,
        over=row.state != DrawdownState.APPROVED or payable is None or row.is_upheld_at(payable.amount),
        step="uphold",
    )


@keeps_typing
def record(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Record a payment that nobody called up."""
    award = case_award_of(request, slug, public_id, acting=True)
    initial, by = {"known": award.drawdowns.count(), "paid_on": today()}, person(request)
    return _step(
        request,
        award,
        PaymentForm(request.POST or None, initial=initial),
        lambda data: upholding.pay_without_call(
            award, data["amount"], data["paid_on"], data["reason"], by=by, known=data["known"]
        ),
        _("The payment is recorded."),
        over=not known_by_office(award).rest,
        step="record",
    )


@keeps_typing
def reverse(request: HttpRequest, slug: str, public_id: Any, number: int) -> HttpResponse:
    """Say that a payment was entered wrongly, or came back from the bank."""
    award = case_award_of(request, slug, public_id, acting=True)
    row = get_object_or_404(award.drawdowns, number=number)
    return _step(
        request,
        award,
        ReverseForm(
            request.POST or None, initial={"version": row.version}, is_called=row.requested is not None
        ),
        lambda data: reversals.reverse_payment(
            row,
            data["reason"],
            by=person(request),
            version=data["version"],
            calls_anew=data.get("calls_anew", False),
        ),
        _("The payment is reversed. The organisation gets a mail."),
        drawdown=row,
        over=row.state != DrawdownState.PAID or bool(reversals.obstacle(award, row, award.drawdowns.all())),
        step="reverse",
    )


def _step(
    request: HttpRequest,
    award: Award,
    form: Form,
    do: Callable[[dict[str, Any]], Drawdown],
    done: str,
    *,
    over: bool,
    step: str,
    drawdown: Drawdown | None = None,
    payable: Drawable | None = None,
    more_than_entered: bool = False,
) -> HttpResponse:
    """A page with the form of one step; `over` says that nothing is left to do there."""
    if over and request.method != "POST":
        return redirect(case_url(award.request, "payments"))
    if carried_out(form, do):
        messages.success(request, done)
        return redirect(case_url(award.request, "payments"))
    context = {
        "row": award.request,
        "award": award,
        "left": standing_of(award).left_by_check(today()) if step == "record" else None,
        "left_of_costs": upholding.left_of_costs(award) if step == "record" else None,
        "is_early": step == "record" and upholding.is_early(award, today()),
        "day": today(),
        "form": restored(form, request),
        "drawdown": drawdown,
        "payable": payable,
        "before": account_before(drawdown) if drawdown else None,
        "more_than_entered": more_than_entered,
        "step": step,
    }
    return render(request, "funding/desk/payment.html", context, status=422 if form.errors else 200)
