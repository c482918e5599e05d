"""Reading somebody else's translation, and letting it through or sending it back."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.views.signed_in import person
from portal.forms import restored
from portal.guides import rules
from portal.guides.choices import Step
from portal.guides.forms.desk_translate import PublishForm, SendBackForm
from portal.guides.models import TranslationDraft
from portal.guides.reports.translations import pieces, spoken
from portal.guides.reports.translations.news import german_since
from portal.guides.services import german, translating
from portal.guides.views.desk_translate_access import draft_of
from portal.lib.kept import keeps_typing


def review_page(
    request: HttpRequest,
    draft: TranslationDraft,
    form: SendBackForm | None = None,
    publishing: PublishForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Both texts to read, for everybody but the person who is writing."""
    known = pieces.read(draft.pieces)
    done, total = pieces.progress(known)
    reader, master = person(request), german(draft.guide)
    context = {
        "draft": draft, "guide": draft.guide, "german": master, "pieces": known,
        "overtaken": german_since(master, draft),
        "spoken_german": spoken.german_of(known), "spoken": spoken.translation_of(known, draft.language),
        "first_unread": _first(piece.is_unread for piece in known),
        "first_reworded": _first(piece.is_reworded for piece in known) if draft.text_version else "",
        "reworded": sum(piece.is_reworded for piece in known),
        "is_outdated": not draft.guide.says_the_same_as(draft.made_from),
        "is_own": draft.author_id == reader.pk, "in_review": draft.step == Step.REVIEW,
        "may_review": draft.step == Step.REVIEW and rules.may_review(reader, draft),
        "form": form or restored(SendBackForm(initial={"version": draft.version}), request),
        "publish_form": publishing or PublishForm(initial={"version": draft.version}, auto_id="publish_%s"),
        "done": done, "total": total, "has_machine_words": pieces.has_machine_words(known),
    }  # fmt: skip
    return render(request, "guides/desk/translation_review.html", context, status=status)


def _first(marked: Iterable[bool]) -> str:
    """The anchor of the first paragraph of this kind, empty if there is none."""
    return next((f"piece-{at}" for at, is_marked in enumerate(marked) if is_marked), "")


@login_required
@require_POST
def publish(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    draft, form = _in_review(request, language, slug), PublishForm(request.POST, auto_id="publish_%s")
    try:
        if draft is None:
            raise ValidationError(_("This translation is no longer open: it was published or discarded."))
        if not form.is_valid():
            raise ValidationError(_("Please open this page again."))
        translating.publish(draft, by=person(request), **form.cleaned_data)
        messages.success(request, _("Published. The translator gets a mail."))
    except ValidationError as error:
        if draft and "machine_read" in getattr(error, "error_dict", {}):
            form.add_error(None, error)
            return review_page(request, draft, publishing=form, status=422)
        messages.error(request, _refusal(error))
        return redirect("guides:desk_translate", language, slug)
    return redirect("guides:desk_translations")


@keeps_typing(page="guides:desk_translate")
@require_POST
def send_back(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    draft = _in_review(request, language, slug)
    if draft is None:
        messages.error(request, _("This translation is no longer open: it was published or discarded."))
        return redirect("guides:desk_translate", language, slug)
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            data = form.cleaned_data
            translating.send_back(draft, data["note"], by=person(request), version=data["version"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Sent back. The translator gets a mail."))
            return redirect("guides:desk_translations")
    return review_page(request, draft, form, status=422)


def _in_review(request: HttpRequest, language: str, slug: str) -> TranslationDraft | None:
    """The draft in the address, for everybody but those who wrote it."""
    draft = draft_of(request, language, slug)
    if draft and not rules.may_review(person(request), draft):
        raise Http404
    return draft


def _refusal(error: ValidationError) -> str:
    if getattr(error, "code", "") == "stale":
        return _(
            "The translation, or the text that readers have, was changed in the meantime. "
            "Please read it again. If the readers' text was changed, send the translation back."
        )
    return " ".join(error.messages)
