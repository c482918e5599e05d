"""The proof of use, as the Office reads it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from funding import rules
from funding.reports.pictures import shown_pictures
from funding.reports.proof_tables import tables_of
from funding.reports.proofs import chart_of, named
from funding.services import explaining, hearings
from funding.views.desk_access import case_of, copies_to_read
from funding.views.desk_cases import submitted_proof
from organisations.views.sheets import book
from portal.accounts.views.signed_in import person


@login_required
@require_safe
def proof(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The proof of use as it was submitted, in sums, and how far its check is."""
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None or found.frozen is None:
        raise Http404
    figures = named(found.frozen)
    threads = list(row.clarifications.all())
    context = {
        "row": row,
        "hearing": hearings.awaited(row, threads),
        "asked_about_proof": explaining.awaited(threads),
        "proof": found,
        "checking": getattr(found, "checking", None),
        "figures": figures,
        "chart": chart_of(figures),
        "pictures": shown_pictures(figures),
        "copies": copies_to_read(),
        "may_check": rules.may_check_proof(person(request), found),
    }
    return render(request, "funding/desk/case_proof.html", context)


@login_required
@require_safe
def proof_tables(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """All tables of a submitted proof as one workbook."""
    row = case_of(request, slug, public_id)
    found = submitted_proof(row)
    if found is None or found.frozen is None:
        raise Http404
    return book(tables_of(found), name=f"{_('Proof of use')} {row.file_number}")
