"""Papers of a workshop: for walls, doors and school bags; and lists of one date to take along."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parentwork.models import Workshop, WorkshopDate
from parentwork.models.openings import NameList
from parentwork.reports import InvitePicture, next_dates, poster_of
from parentwork.services.openings import note_opening
from parentwork.views.desk_base import own_date, own_workshop, run_organisation, seen_organisation
from portal.accounts.views.signed_in import person
from portal.documents.models import Document
from portal.documents.services import current, request_document
from portal.documents.views import waiting
from portal.lib import languages

ARROWS = ("ahead", "left", "right")
DATE_LISTS = {"signed": NameList.SIGNED, "childcare": NameList.CHILDCARE}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the poster in the language of `words` (POST), and wait for it (GET)."""
    row = _published(request, slug, pk)
    return _paper(request, row, "poster", {}, words=_words(request))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the invitation in the language of `words`, with German below, and wait for it."""
    row = _published(request, slug, pk)
    return _paper(request, row, "letter", {}, words=_words(request))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the sign with an arrow to where `arrow` says, and wait for it."""
    row = _published(request, slug, pk)
    said = _said(request).get("arrow", "")
    return _paper(request, row, "sign", {"arrow": said if said in ARROWS else ARROWS[0]}, words="de")


def _published(request: HttpRequest, slug: str, pk: int) -> Workshop:
    row = own_workshop(seen_organisation(request, slug), pk)
    if not row.is_published:
        raise Http404
    return row


def _said(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else request.GET


def _words(request: HttpRequest) -> str:
    said = str(_said(request).get("words", ""))
    return said if said in dict(languages.PUBLIC) else "de"


def _paper(
    request: HttpRequest, row: Workshop, kind: str, said: dict[str, str], *, words: str, back: str = ""
) -> HttpResponse:
    asked: tuple[str, dict[str, Any]] = (f"parentwork.{kind}", {"workshop": row.pk, **said})
    place = [row.organisation.slug, row.pk]
    if request.method == "POST":
        request_document(*asked, language=words, by=person(request))
        query = "&".join(f"{name}={value}" for name, value in {"words": words, **said}.items())
        return redirect(f"{reverse(f'parentwork:desk_{kind}', args=place)}?{query}")
    document = Document.objects.newest(*asked, words)
    return _wait(request, document, back=back or reverse("parentwork:desk_workshop", args=place))


def _wait(request: HttpRequest, document: Document | None, *, back: str) -> HttpResponse:
    if document is None:
        return redirect(back)
    file = reverse("documents:file", args=[document.pk])
    return waiting(request, document, back_url=back, file_url=file)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def date_list(request: HttpRequest, slug: str, pk: int, kind: str) -> HttpResponse:
    """Ask for a list of one date: to sign, where an award asks for that, or for the childcare."""
    row = own_date(request, run_organisation(request, slug), pk)
    if kind not in DATE_LISTS or (kind == "signed" and not row.workshop.signed_list):
        raise Http404
    asked: tuple[str, dict[str, Any]] = (f"parentwork.{kind}_list", {"date": row.pk})
    back = reverse("parentwork:desk_date", args=[slug, pk])
    if request.method != "POST":
        return _wait(request, Document.objects.newest(*asked, "de"), back=back)
    if _is_too_late(row, kind):
        messages.error(request, _("This date is over or cancelled."))
        return redirect(back)
    note_opening(row, DATE_LISTS[kind], by=person(request))
    request_document(*asked, language="de", by=person(request))
    return redirect("parentwork:desk_date_list", slug=slug, pk=pk, kind=kind)


def _is_too_late(row: WorkshopDate, kind: str) -> bool:
    """Nobody needs to know any more whose children are looked after."""
    return row.is_cancelled or (kind == "childcare" and row.is_over)


@login_required
@require_safe
def invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A text to copy into a messenger in the language of `words`, and a picture to send along."""
    row = _published(request, slug, pk)
    words = _words(request)
    with override(words):
        told = poster_of(row.pk, words)
        when = next_dates(told)
    context = {
        "organisation": row.organisation, "workshop": row, "words": words, "told": told, "when": when,
        "languages": languages.PUBLIC,
        "picture": current(InvitePicture.key, {"workshop": row.pk}, language=words),
    }  # fmt: skip
    return render(request, "parentwork/desk/invite.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_picture(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask for the picture in the language of `words`, unless it is there already, and wait for it."""
    row = _published(request, slug, pk)
    words = _words(request)
    back = f"{reverse('parentwork:desk_invite', args=[slug, pk])}?words={words}"
    return _paper(request, row, "invite_picture", {}, words=words, back=back)
