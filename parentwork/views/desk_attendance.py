"""Who is expected on a date, as a list to print, and who came."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.forms.desk_attendance import AttendanceForm
from parentwork.models import Headcount, Seat, WorkshopDate
from parentwork.models.openings import NameList
from parentwork.queries.turnout import Turnout, turnout_of
from parentwork.reports import attendance_list
from parentwork.services import attendance
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import own_date, run_organisation
from portal.accounts.views.signed_in import person
from portal.documents.models import Document
from portal.documents.services import request_document
from portal.documents.views import waiting
from portal.forms import overwriting, restored
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing


@never_cache
@login_required
@require_safe
def printed_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The attendance list to print."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    note_opening(row, NameList.PRINT, by=person(request))
    context = {
        "organisation": organisation,
        "date": row,
        "list": attendance_list(row, get_language() or "de"),
    }
    return render(request, "parentwork/desk/attendance_list.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_pdf(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the attendance list as a file (POST) and wait for it (GET)."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    asked: tuple[str, dict[str, Any]] = ("parentwork.attendance_list", {"date": row.pk})
    language = get_language() or "de"
    if request.method == "POST":
        note_opening(row, NameList.FILE, by=person(request))
        request_document(*asked, language=language, by=person(request))
        return redirect("parentwork:desk_attendance_pdf", slug=slug, pk=pk)
    document = Document.objects.newest(*asked, language)
    back = reverse("parentwork:desk_date", args=[slug, pk])
    if document is None:
        return redirect(back)
    file = reverse("documents:file", args=[document.pk])
    return waiting(request, document, back_url=back, file_url=file)


@never_cache
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Type in who came, all lines and the walk-ins saved together."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    note_opening(row, NameList.TYPING, by=person(request))
    seats = sorted(_seats(row), key=lambda seat: (seat.queue or 0, seat.booking.name.casefold(), seat.pk))
    form = restored(AttendanceForm(row, seats, _counts(row), request.POST or None), request)
    context: dict[str, Any] = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form,
        "names_until": min((seat.booking.delete_on for seat in seats), default=None),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            attendance.record(
                row, form.families(), form.walk_ins(), by=person(request),
                version=form.cleaned_data["version"], parts=form.parts(), deleted=form.deleted(),
            )  # fmt: skip
        except Stale as error:
            context["rows"] = _stored_attendance(form, row)
            overwriting(form, error.current.attendance_version)
            form.add_error(None, error)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _saved(turnout_of(row)))
            return redirect("parentwork:desk_date", slug=slug, pk=pk)
    return render(request, "parentwork/desk/attendance.html", context, status=422 if form.errors else 200)


def _saved(turnout: Turnout) -> str:
    """What was counted, so that a slip shows at once."""
    words = [
        ngettext("%(number)s adult", "%(number)s adults", turnout.adults) % {"number": turnout.adults},
        ngettext("%(number)s child", "%(number)s children", turnout.children) % {"number": turnout.children},
    ]
    if turnout.families or turnout.absent:
        came = ngettext(
            "%(number)s family with a booking came, %(absent)s did not",
            "%(number)s families with a booking came, %(absent)s did not",
            turnout.families,
        )
        words.append(came % {"number": turnout.families, "absent": turnout.absent})
    return _("Saved. This is counted: %(numbers)s.") % {"numbers": ", ".join(words)}


def _stored_attendance(form: AttendanceForm, row: WorkshopDate) -> list[dict[str, str]]:
    return form.stored(_seats(row), _counts(row))


def _counts(row: WorkshopDate) -> dict[str, Headcount]:
    return {count.kind: count for count in row.headcounts.all()}


def _seats(row: WorkshopDate) -> Any:
    return Seat.objects.alive().filter(date=row).select_related("booking", "attendance").order_by("pk")
