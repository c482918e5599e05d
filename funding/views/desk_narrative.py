"""The narrative report of a proof of use: written at length, so it saves itself while one types."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_proofs import NarrativeForm
from funding.models import NarrativeDraft, ProofOfUse
from funding.reports import collect
from funding.reports.proofs import unrecorded_of
from funding.services import proofs
from funding.views.desk_access import proof_of
from funding.views.desk_form import keep_refused, kept_by_itself, kept_words, saves_by_itself, typed_of
from funding.views.desk_proofs import url
from portal.accounts.views.signed_in import person
from portal.lib.errors import Stale
from portal.lib.kept import keeps_typing, kept_typing


@keeps_typing
def narrative(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The report, with the goal of the request above it and the counted figures beside."""
    row = proof_of(request, slug, public_id, acting=True)
    if request.method == "POST":
        return _save(request, row)
    typed, source = _typed_before(request, row)
    return _show(request, row, NarrativeForm(instance=row, initial=typed), source=source)


def _typed_before(request: HttpRequest, row: ProofOfUse) -> tuple[dict[str, str], str]:
    """What the reader typed here and did not save, and where it was kept: "" if there is nothing."""
    kept = kept_typing(request)
    if kept:
        return kept, "sign-in"
    draft = _draft(request, row)
    if draft is None:
        return {}, ""
    return {**draft.data, "version": str(draft.base_version)}, "draft"


def _draft(request: HttpRequest, row: ProofOfUse) -> NarrativeDraft | None:
    return row.drafts.filter(author=person(request), interim=None).first()


def _save(request: HttpRequest, row: ProofOfUse) -> HttpResponse:
    form = NarrativeForm(request.POST, instance=row)
    stale: list[dict[str, Any]] | None = None
    if form.is_valid():
        try:
            proofs.save_narrative(row, form.texts(), by=person(request), version=form.cleaned_data["version"])
            messages.success(request, _("The report is saved."))
            return redirect(url("proof", row))
        except Stale as error:
            stale = _stored(form, error.current)
            moved = {**form.texts(), "version": str(error.current.version)}
            form = NarrativeForm(moved, instance=error.current)
            form.is_valid()
        except ValidationError as error:
            form.add_error(None, error)
    keep_refused(
        request,
        lambda seen: proofs.keep_narrative(row, typed_of(request), by=person(request), version=seen),
    )
    return _show(request, row, form, stale=stale, status=422)


def _stored(form: NarrativeForm, current: ProofOfUse) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "stored": getattr(current, name)}
        for name, text in form.texts().items()
        if getattr(current, name) != text
    ]


def _show(
    request: HttpRequest,
    row: ProofOfUse,
    form: NarrativeForm,
    *,
    source: str = "",
    stale: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    draft, figures = _draft(request, row), collect(row)
    context = {
        "kept": kept_words(draft.saved, button=_("Save")) if draft else "",
        "proof": row,
        "row": row.award.request,
        "form": form,
        "source": source,
        "stale": stale,
        "figures": figures,
        "unrecorded": unrecorded_of(figures),
    }
    return render(request, "funding/desk/narrative.html", context, status=status)


@saves_by_itself
def autosave(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """The report as far as it is typed."""
    row = proof_of(request, slug, public_id, acting=True)
    return kept_by_itself(
        request,
        lambda typed, seen: proofs.keep_narrative(row, typed, by=person(request), version=seen),
        stored=row.version,
        button=_("Save"),
    )


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Throw away what was typed and not saved."""
    row = proof_of(request, slug, public_id, acting=True)
    proofs.forget_narrative(row, by=person(request))
    return redirect(url("narrative", row))
