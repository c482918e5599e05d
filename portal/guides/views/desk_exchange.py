"""Translating outside: files that go out and come back, and drafts that a machine makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.views.signed_in import person
from portal.guides.choices import Fault
from portal.guides.forms.desk_exchange import ReturnForm, TakeForm, seal
from portal.guides.models import Guide, MachineRun, TranslationDraft
from portal.guides.queries import translated_by
from portal.guides.reports.exchange import outgoing, parcels, xliff
from portal.guides.reports.translations import pieces
from portal.guides.services import exchange, machine
from portal.guides.views.desk_translate_access import guide_of
from portal.lib import differences, polling
from portal.lib.errors import Stale
from portal.lib.held import SentFiles


@login_required
@require_safe
def export(request: HttpRequest, language: str, slug: str = "") -> HttpResponse:
    """One guide, or all of a language, as XLIFF."""
    guides = [guide_of(request, language, slug)] if slug else _guides(request, language)
    response = HttpResponse(outgoing.export(guides, language), content_type=xliff.MIME)
    name = f"{slug or 'guides'}.{language}.xlf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _guides(request: HttpRequest, language: str) -> list[Guide]:
    found = list(Guide.objects.to_translate(request.user, language))
    if not found:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it changes, take it."""
    if not translated_by(request.user):
        raise Http404
    if "sealed" in request.POST:
        return _take(request)
    form = ReturnForm(request.POST or None, SentFiles(request) or None)
    if request.method == "POST" and form.is_valid():
        returned = form.cleaned_data["file"]
        try:
            found = exchange.propose(returned.parcels, returned.language, by=person(request))
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return _preview(request, returned.language, returned.parcels, found, returned.partial)
    return _choose(request, form)


def _choose(request: HttpRequest, form: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "languages": translated_by(request.user)}
    return render(request, "guides/desk/exchange_file.html", context, status=status)


def _preview(
    request: HttpRequest, language: str, returned: Sequence[parcels.Parcel], found: list[exchange.Proposal],
    partial: Sequence[str] = (), *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    seen = {one.guide.slug: one.seen for one in found}
    sealed = seal(language, [asdict(one) for one in returned], seen=seen, person=person(request).pk)
    context = {
        "language": language, "proposals": [_shown(one) for one in found], "sealed": sealed,
        "count": sum(len(one.takeable) for one in found), "partial": partial,
    }  # fmt: skip
    return render(request, "guides/desk/exchange_preview.html", context, status=status)


def _shown(proposal: exchange.Proposal) -> dict[str, Any]:
    rows = [
        {"change": change, "marks": list(_marks(change))} for change in proposal.changes if not change.agrees
    ]
    agreed = [change for change in proposal.changes if change.agrees]
    return {"proposal": proposal, "rows": rows, "agreed": agreed}


def _marks(change: exchange.Change) -> list[differences.Piece]:
    """Old and new words in one run."""
    found: list[differences.Piece] = []
    for paragraph in differences.between(change.old, change.segment.text):
        gap = [differences.Piece("\n\n", differences.Change.SAME)] if found else []
        found += [*gap, *paragraph.pieces]
    return found


def _take(request: HttpRequest) -> HttpResponse:
    form = TakeForm(request.POST, person=person(request).pk)
    again = ReturnForm()
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["sealed"])))
        return _choose(request, again)
    sealed = form.cleaned_data["sealed"]
    language, returned = sealed["language"], parcels.unpacked(sealed["parcels"])
    try:
        taken = exchange.take(returned, language, seen=sealed["seen"], by=person(request))
    except Stale:
        messages.error(request, _("Somebody else changed this in the meantime. Please look at it again."))
        found = exchange.propose(returned, language, by=person(request))
        return _preview(request, language, returned, found, status=409)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _choose(request, again)
    said = ngettext(
        "%(count)s paragraph was taken into a draft. Hand it in when it is complete.",
        "%(count)s paragraphs were taken into drafts. Hand them in when they are complete.",
        taken,
    )
    messages.success(request, said % {"count": taken})
    return redirect("guides:desk_translations")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def machine_draft(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Have a machine fill what nobody has translated, and see how far it is."""
    guide = guide_of(request, language, slug)
    if request.method == "POST":
        try:
            machine.translate(guide, language, by=person(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("guides:desk_machine", language, slug)
    run = MachineRun.objects.filter(guide=guide, language=language).first()
    if run and run.is_open and (same := polling.unchanged(request, run.percent)):
        return same
    context = {
        "guide": guide, "language": language, "run": run, "is_offered": machine.is_offered(language),
        "title": guide.translations.get(language="de").title, "failures": _failures(run) if run else [],
    }  # fmt: skip
    template = "guides/desk/machine.html"
    response = render(request, f"{template}#state" if polling.asks(request) else template, context)
    response["Cache-Control"] = "no-store"
    return response


def _failures(run: MachineRun) -> list[tuple[str, str]]:
    """The German of each paragraph that failed, and why."""
    draft = TranslationDraft.objects.filter(guide=run.guide_id, language=run.language).first()
    known = pieces.read(draft.pieces) if draft else []
    return [
        (exchange.shortened(known[place].german), str(Fault(fault).label))
        for place, fault in run.failures
        if place < len(known)
    ]
