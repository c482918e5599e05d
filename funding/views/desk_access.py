"""How the pages of the desk find what they are about: through `visible_to`, strangers get 404."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from funding import rules
from funding.choices import Verb
from funding.models import Award, FundingRequest, Office, ProofOfUse
from funding.queries.requests import FundingRequestQuerySet
from organisations.models import Organisation
from portal.accounts.views.signed_in import person
from portal.documents import views as documents
from portal.documents.models import Document
from portal.lib import languages


class Yearly(Protocol):
    """Figures of one year."""

    @property
    def year(self) -> int: ...


def finished(document: Document, waiting_url: str) -> HttpResponseBase:
    """The file of a document that is ready, else the page on which one waits for it."""
    return documents.serve(document) if document.is_done else redirect(waiting_url)


def copies_to_read() -> list[tuple[str, str]]:
    """Code and name of each language in which a report can be read besides German."""
    names = dict(languages.PUBLIC)
    return [(code, names[code]) for code in languages.READING_COPIES]


def copy_language(request: HttpRequest) -> str:
    """The language of them that was chosen."""
    code = request.POST.get("language", "")
    if code not in languages.READING_COPIES:
        raise Http404
    return code


def organisation_of(request: HttpRequest, slug: str, *, acting: bool = False) -> Organisation:
    """The organisation in the address, if the reader may see its requests (`acting`: make them)."""
    rows = Organisation.objects.funding_open_to(request.user).select_related("land", "postal_code__district")
    organisation: Organisation = get_object_or_404(rows, slug=slug)
    if acting and not rules.may_request(person(request), organisation):
        raise Http404
    return organisation


def request_of(request: HttpRequest, slug: str, public_id: Any, *, acting: bool = False) -> FundingRequest:
    """The request in the address, for the applicant's side."""
    rows = FundingRequest.objects.of_applicants(request.user).select_related(
        "organisation", "office", "programme", "submission", "caseworker"
    )
    row: FundingRequest = get_object_or_404(rows, organisation__slug=slug, public_id=public_id)
    if acting and not rules.may_request(person(request), row.organisation):
        raise Http404
    return row


def draft_of(request: HttpRequest, slug: str, public_id: Any) -> FundingRequest:
    """The request in the address, while the reader may change its form."""
    row = request_of(request, slug, public_id, acting=True)
    if not row.is_editable:
        raise Http404
    return row


def office_of(request: HttpRequest, slug: str) -> Office:
    """The Office in the address, if the reader works in it."""
    office: Office = get_object_or_404(Office.objects.visible_to(request.user), slug=slug)
    return office


def of_year[Sums: Yearly](request: HttpRequest, years: Iterable[Sums]) -> Sums | None:
    """The figures of the year in the address, or of the newest; None while no year has any, else 404."""
    asked = request.GET.get("year", "")
    found = next((it for it in years if asked in ("", str(it.year))), None)
    if asked and found is None:
        raise Http404
    return found


def counted_office_of(request: HttpRequest, slug: str) -> Office:
    """The Office in the address, if the reader sees its sums; `reviews` says whether the requests too."""
    office: Office = get_object_or_404(Office.objects.counted_by(request.user), slug=slug)
    return office


def cases(request: HttpRequest, office: Office) -> FundingRequestQuerySet:
    return FundingRequest.objects.of_offices(request.user).filter(office=office)


def case_of(request: HttpRequest, slug: str, public_id: Any, verb: Verb | None = None) -> FundingRequest:
    """The submitted request in the address, for the Office's side; with `verb` only for who may do it."""
    rows = cases(request, office_of(request, slug)).select_related(
        "organisation", "office", "programme", "submission", "caseworker"
    )
    row: FundingRequest = get_object_or_404(rows, public_id=public_id)
    if verb is not None and rules.acting_as(person(request), row, verb) is None:
        raise Http404
    return row


def proof_of(request: HttpRequest, slug: str, public_id: Any, *, acting: bool = False) -> ProofOfUse:
    """The proof of use of the request in the address, for the applicant's side."""
    rows = ProofOfUse.objects.of_applicants(request.user).select_related(
        "award__request__organisation",
        "award__request__office",
        "award__request__programme",
        "award__decision__submission",
    )
    proof: ProofOfUse = get_object_or_404(
        rows, award__request__organisation__slug=slug, award__request__public_id=public_id
    )
    if acting and not rules.may_request(person(request), proof.award.request.organisation):
        raise Http404
    return proof


_OF_AWARD = (
    "request__organisation", "request__office", "request__programme", "request__submission",
    "decision__submission", "proof",
)  # fmt: skip


def award_of(request: HttpRequest, slug: str, public_id: Any, *, acting: bool = False) -> Award:
    """The award of the request in the address, for the applicant's side."""
    rows = Award.objects.of_applicants(request.user).select_related(*_OF_AWARD)
    award: Award = get_object_or_404(rows, request__organisation__slug=slug, request__public_id=public_id)
    if acting and not rules.may_request(person(request), award.request.organisation):
        raise Http404
    return award


def case_award_of(request: HttpRequest, slug: str, public_id: Any, *, acting: bool = False) -> Award:
    """The award of the request in the address, for the Office's side (`acting`: to pay it out)."""
    rows = Award.objects.of_offices(request.user).select_related(*_OF_AWARD)
    award: Award = get_object_or_404(rows, request__office__slug=slug, request__public_id=public_id)
    if acting and not rules.may_pay_out(person(request), award.request):
        raise Http404
    return award
