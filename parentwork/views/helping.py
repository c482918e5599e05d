"""The page on which a helper answers whether she helps, behind a secret and without an account."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.choices import AssignmentState
from parentwork.messages.calendars import helper_dates
from parentwork.models import Assignment
from parentwork.queries.people import one_a_question
from parentwork.services import asking
from parentwork.views.behind_codes import secret_page
from portal.lib.calendars import MEDIA_TYPE
from portal.lib.limits import rate_limited

SHOWN = ("helper", "date__workshop__organisation", "date__venue__postal_code")


@secret_page
@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("helping", "60/h")
def helping(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, and the answers so far (GET); yes or no to all of it, or to what is named (POST)."""
    rows, refused = _asked(code), list[Assignment]()
    if not rows:
        return redirect(_asked_since(code))
    if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
        refused = asking.answer_all(_meant(request, rows), agrees=request.POST["answer"] == "yes")
        if not refused:
            return redirect(rows[0])
        rows = _asked(code) or rows
    others = _others(rows)
    context = {
        "helps": any(row.state == AssignmentState.AGREED for row in [*rows, *others]),
        "rows": rows, "open": [row for row in rows if row.is_open and row.can_be_answered],
        "can_be_answered": any(row.can_be_answered for row in rows), "others": others,
        "code": code, "helper": rows[0].helper, "workshop": rows[0].date.workshop, "refused": refused,
        "error": _("You help at another place at that time.") if refused else "",
    }  # fmt: skip
    return render(request, "parentwork/helping.html", context, status=422 if refused else 200)


@secret_page
@require_safe
@rate_limited("helping", "60/h")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """All dates on which this helper has agreed to help, for her own calendar."""
    asked = _asked(code)
    if not asked:
        return redirect("parentwork:helping_ics", _asked_since(code).secret)
    helper = asked[0].helper
    rows = helper.assignments.expected().filter(state=AssignmentState.AGREED)
    content = helper_dates(rows.select_related(*SHOWN), get_language() or "de")
    response = HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="elternbruecke.ics"'
    return response


def _asked(code: str) -> list[Assignment]:
    """What is asked behind this secret, the next date first."""
    return list(Assignment.objects.opened_by(code).select_related(*SHOWN))


def _asked_since(code: str) -> Assignment:
    """What was asked behind this secret and is asked behind another one now; 404 where nothing is."""
    row = Assignment.objects.asked_since(code).first()
    if row is None:
        raise Http404
    return row


def _meant(request: HttpRequest, rows: list[Assignment]) -> list[Assignment]:
    named = request.POST.getlist("of")
    return [row for row in rows if row.can_be_answered and (not named or row.question in named)]


def _others(rows: list[Assignment]) -> list[Assignment]:
    """Where she helps besides, or is asked to, the next date first."""
    known = [row.pk for row in rows]
    others = rows[0].helper.assignments.expected().exclude(pk__in=known).select_related(*SHOWN)
    return one_a_question(others)
