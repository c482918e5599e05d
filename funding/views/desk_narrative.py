"""The narrative report of a proof of use: written at length, so it saves itself while one types."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from funding.forms.desk_proofs import NarrativeForm
from funding.models import ProofOfUse
from funding.reports import collect
from funding.services import proofs
from funding.views.desk_access import proof_of
from funding.views.desk_form import kept_words, typed_of
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
    draft = row.drafts.filter(author=person(request)).first()
    if draft is None:
        return {}, ""
    return {**draft.data, "version": str(draft.base_version)}, "draft"


def _save(request: HttpRequest, row: ProofOfUse) -> HttpResponse:
    form = NarrativeForm(request.POST, instance=row)
    stale: list[dict[str, Any]] = []
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
    _keep_what_was_sent(request, row)
    return _show(request, row, form, stale=stale, status=422)


def _stored(form: NarrativeForm, current: ProofOfUse) -> list[dict[str, Any]]:
    return [
        {"label": form.fields[name].label, "stored": getattr(current, name)}
        for name, text in form.texts().items()
        if getattr(current, name) != text
    ]


def _keep_what_was_sent(request: HttpRequest, row: ProofOfUse) -> None:
    """A form that was refused is a draft too: nothing typed is lost when the page is left."""
    version = request.POST.get("version", "")
    if version.isdecimal() and len(version) < 9:
        try:
            proofs.keep_narrative(row, typed_of(request), by=person(request), version=int(version))
        except ValidationError:
            return  # too long to be kept; it still stands in the form


def _show(
    request: HttpRequest,
    row: ProofOfUse,
    form: NarrativeForm,
    *,
    source: str = "",
    stale: list[dict[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    draft = row.drafts.filter(author=person(request)).first()
    context = {
        "kept": kept_words(draft.saved, button=_("Save")) if draft else "",
        "proof": row,
        "row": row.award.request,
        "form": form,
        "source": source,
        "stale": stale,
        "figures": collect(row),
    }
    return render(request, "funding/desk/narrative.html", context, status=status)


@require_POST
def autosave(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Keep what is typed, unchecked; the answer says in words what has become of it."""
    if not request.user.is_authenticated and request.headers.get("x-requested-with") == "autosave":
        return JsonResponse({"text": _("You are signed out. Your text is kept on this device.")}, status=401)
    return _autosave(request, slug, public_id)


@login_required
def _autosave(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    row = proof_of(request, slug, public_id, acting=True)
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise Http404
    try:
        proofs.keep_narrative(row, typed_of(request), by=person(request), version=int(version))
    except ValidationError as error:
        return JsonResponse({"text": " ".join(error.messages)}, status=422)
    stale = int(version) != row.version
    return JsonResponse({"text": kept_words(timezone.now(), button=_("Save"), stale=stale)})


@login_required
@require_POST
def discard(request: HttpRequest, slug: str, public_id: Any) -> HttpResponse:
    """Throw away what was typed and not saved."""
    row = proof_of(request, slug, public_id, acting=True)
    proofs.forget_narrative(row, by=person(request))
    return redirect(url("narrative", row))
