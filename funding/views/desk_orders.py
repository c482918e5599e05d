"""Payment orders of an Office for its cash system, and what was paid read back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from funding import rules
from funding.choices import PaymentColumn
from funding.finance import ZERO
from funding.forms.desk_orders import OrderColumnsForm, PaidForm
from funding.models import Office
from funding.services import payment_orders as service
from funding.views.desk_access import office_of
from organisations.views.sheets import sheet
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.held import SentFiles
from portal.lib.kept import keeps_typing
from portal.lib.limits import counted, parse_rate, too_many

PER_PAGE = 50
# How many tables somebody may upload: each is read while he or she waits.
PER_PERSON = "30/h"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be paid, as a table to take away; POST reads back what the cash system has paid."""
    office, report = _office(request, slug), None
    form = PaidForm(request.POST or None, SentFiles(request) or None)
    if form.is_bound and counted("payment-tables", str(person(request).pk), PER_PERSON):
        return too_many(request, parse_rate(PER_PERSON)[1])
    if form.is_bound and form.is_valid():
        try:
            _name, table = form.cleaned_data["file"]
            report = service.read_back(office, table, by=person(request))
        except ValidationError as error:
            form.add_error("file", error)
    if report is not None and report.paid:
        text = ngettext("%(number)s payment is recorded.", "%(number)s payments are recorded.", report.paid)
        messages.success(request, text % {"number": report.paid})
        if not report.refused:
            return redirect("funding:orders", slug)
    found = service.orders(office, by=person(request))
    rows = [order for order in found if not order.is_left_out]
    context: dict[str, Any] = {
        "office": office,
        "form": form,
        "report": report,
        "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "total": sum((order.drawdown.amount or ZERO for order in rows), ZERO),
        "left_out": [order for order in found if order.is_left_out],
    }
    return render(request, "funding/desk/orders.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def orders_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The orders with the columns of the cash system."""
    office = _office(request, slug)
    return sheet("csv", service.table(office, by=person(request)), name="auszahlungen")


@keeps_typing
def columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Which columns the cash system of the Office wants."""
    office, by = _office(request, slug), person(request)
    usual = {"columns": service.in_words(office)}
    form = restored(OrderColumnsForm(request.POST or None, initial=usual), request)
    if request.method == "POST" and carried_out(
        form, lambda said: service.save_columns(office, said["columns"], by=by)
    ):
        messages.success(request, _("The columns are saved."))
        return redirect("funding:orders", slug)
    context = {"office": office, "form": form, "kinds": PaymentColumn}
    return render(request, "funding/desk/order_columns.html", context, status=422 if form.errors else 200)


def _office(request: HttpRequest, slug: str) -> Office:
    office = office_of(request, slug)
    if not rules.may_order_payments(person(request), office):
        raise Http404
    return office
