"""Notes on a request: those for the Office and those for the organisation, each on a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from funding.forms.desk_notes import NoteForm
from funding.services import notes
from funding.views.desk_access import case_of
from funding.views.desk_cases import case_url
from portal.accounts.views.signed_in import person
from portal.forms import carried_out, restored
from portal.lib.kept import keeps_typing

# The word in the address, and whether the organisation reads the note.
READERS = {"inside": False, "visible": True}


@keeps_typing
def note(request: HttpRequest, slug: str, public_id: Any, readers: str) -> HttpResponse:
    """Write a note."""
    if readers not in READERS:
        raise Http404
    row, visible = case_of(request, slug, public_id), READERS[readers]
    form = restored(NoteForm(request.POST or None), request)
    if request.method == "POST" and carried_out(
        form, lambda data: notes.write_note(row, data["text"], visible=visible, by=person(request))
    ):
        done = _("The note is sent to the organisation.") if visible else _("The note is kept.")
        messages.success(request, done)
        return redirect(f"{case_url(row)}#notes")
    context = {"row": row, "form": form, "visible": visible}
    return render(request, "funding/desk/note.html", context, status=422 if form.errors else 200)
