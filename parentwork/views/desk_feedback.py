"""What families said of a date, the sums of the paper sheets, and the sheet to print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.choices import Answer, Question
from parentwork.forms.feedback import PaperForm, words_of
from parentwork.queries.feedback import SHOWN_FROM
from parentwork.reports.opinions import chart_of
from parentwork.services.feedback import could_answer, enter_paper
from parentwork.views.desk_base import own_date, run_organisation
from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.lib import languages
from portal.lib.codes import qr_svg
from portal.lib.dates import day_words
from portal.lib.kept import keeps_typing


@never_cache
@keeps_typing
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The answers as sums, and a form for those that came on paper."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    form = restored(PaperForm(row.answers.all(), request.POST or None), request)
    if request.method == "POST" and form.is_valid():
        try:
            enter_paper(row, form.sums(), by=person(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("parentwork:desk_feedback", slug=slug, pk=pk)
    opinions = row.answers.opinions(most=could_answer(row))
    context = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "form": form,
        "opinions": opinions, "enough": any(opinion.is_shown for opinion in opinions),
        "opinions_chart": chart_of(opinions), "fewest": SHOWN_FROM, "sheets": languages.PUBLIC,
    }  # fmt: skip
    return render(request, "parentwork/desk/feedback.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_safe
def sheet(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The sheet to print in the language of `?words=`, with German beside it and a QR code for the phone."""
    organisation = run_organisation(request, slug)
    row = own_date(request, organisation, pk)
    asked = request.GET.get("words", "")
    words = asked if asked in dict(languages.PUBLIC) else get_language() or "de"
    address = row.feedback_address(words)
    context = {
        "organisation": organisation, "workshop": row.workshop, "date": row, "words": words,
        "day": day_words(row.day, words), "german_day": day_words(row.day, "de"),
        "questions": _questions(words), "qr": qr_svg(address),
    }  # fmt: skip
    return render(request, "parentwork/desk/feedback_sheet.html", context)


def _questions(words: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each question and its answers in the language of the sheet and in German."""
    return [
        (
            _in(words, question.label), _in("de", question.label),
            [(_in(words, text), _in("de", text)) for text in (words_of(question, it) for it in Answer)],
        )
        for question in Question
    ]  # fmt: skip


def _in(language: str, text: object) -> str:
    with override(language):
        return str(text)
