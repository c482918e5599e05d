"""Letters by which a network invites its members."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from organisations import rules, services
from organisations.choices.board import UNCLAIMED, Step
from organisations.forms.letters import LettersForm
from organisations.models import ClaimLetter, Organisation
from organisations.reports.board import board_of
from organisations.views.access import permitted
from portal.accounts.views.signed_in import person

# Earlier batches on the page.
SHOWN = 5


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose to whom to write; the file is made by a job."""
    umbrella = _writing(request, slug)
    board = board_of(umbrella)
    form = LettersForm(request.POST or None, rows=board.filter(step__in=UNCLAIMED))
    if request.method == "POST" and form.is_valid():
        try:
            key, user = form.cleaned_data["key"], person(request)
            return redirect(services.make_letters(umbrella, form.chosen(), key=key, by=user))
        except ValidationError as error:
            form.add_error(None, error)
    batches = ClaimLetter.objects.visible_to(request.user).filter(umbrella=umbrella).batches()
    context = {
        "organisation": umbrella, "form": form, "batches": batches[:SHOWN], "has_members": board.exists,
        "left": board.filter(step=Step.LEFT),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "organisations/desk/letters.html", context, status=status)


@login_required
@require_POST
def letters_again(request: HttpRequest, slug: str, batch: UUID) -> HttpResponse:
    """The file of letters that were made before."""
    umbrella = _writing(request, slug)
    letter = ClaimLetter.objects.visible_to(request.user).filter(umbrella=umbrella, batch=batch)[:1]
    get_object_or_404(letter)
    return redirect(services.letters_as_file(umbrella, batch, by=person(request)))


def _writing(request: HttpRequest, slug: str) -> Organisation:
    return permitted(request, slug, rules.may_write_letters)
