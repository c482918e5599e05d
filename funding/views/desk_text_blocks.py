"""Text blocks of an Office: the list, and the page on which one is written, changed or deleted."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from funding import rules
from funding.forms.desk_notes import TextBlockForm
from funding.models import Office
from funding.services import text_blocks
from funding.views.desk_access import office_of
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing


def _kept_office_of(request: HttpRequest, slug: str) -> Office:
    office = office_of(request, slug)
    if not rules.may_keep_texts(person(request), office):
        raise Http404
    return office


@login_required
@require_safe
def blocks(request: HttpRequest, slug: str) -> HttpResponse:
    """All text blocks, by title."""
    office = _kept_office_of(request, slug)
    context = {"office": office, "blocks": office.text_blocks.all()}
    return render(request, "funding/desk/text_blocks.html", context)


@keeps_typing
def block(request: HttpRequest, slug: str, block_id: int | None = None) -> HttpResponse:
    """One text block, a new one without `block_id`."""
    office = _kept_office_of(request, slug)
    row = get_object_or_404(office.text_blocks, pk=block_id) if block_id else None
    initial: dict[str, Any] = {}
    if row:
        initial = {"version": row.version, "title": row.title, "text": row.text}
    form = restored(TextBlockForm(request.POST or None, initial=initial), request)
    if request.method == "POST" and carried_out(
        form,
        lambda data: text_blocks.save_block(
            office, row, data["title"], data["text"], by=person(request), version=data["version"]
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("funding:text_blocks", office.slug)
    context = {"office": office, "kept": row, "form": form}
    return render(request, "funding/desk/text_block.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request: HttpRequest, slug: str, block_id: int) -> HttpResponse:
    """Offer a text block no longer."""
    office = _kept_office_of(request, slug)
    row = get_object_or_404(office.text_blocks, pk=block_id)
    text_blocks.delete_block(office, row, by=person(request))
    messages.success(request, _("The text block is deleted."))
    return redirect("funding:text_blocks", office.slug)
