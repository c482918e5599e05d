"""A request as it is sent: frozen text and figures with a hash."""

from datetime import date
from typing import Any

from django.db.models import Field
from django.utils import translation
from django.utils.translation import gettext

from funding import finance, reports
from funding.models import FundingRequest, Snapshot
from funding.services import bank_accounts
from funding.services.plans import plan_of, rules_of
from organisations.models import Organisation
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.services import keep_or_request, request_document
from portal.lib.freezing import frozen

_PROJECT = (
    "title", "start", "end", "venue", "contact", "need", "goals", "target_group", "reach", "activities",
    "partners", "other_requests", "early_start_reasons", "deducts_vat", "not_begun", "says_true",
    "keeps_vouchers", "agrees_to_retrieval",
)  # fmt: skip
_POST = ("function", "pay_group", "percent", "months", "monthly", "once", "amount")
_RULES = (
    "slug", "revision", "name_de", "name_en", "financing", "rate", "max_amount", "min_amount", "own_share",
    "overhead_rate", "volunteer_rate", "volunteer_cap", "deviation_rate", "minor_change", "signature",
    "other_income_reduces", "late_payment_days", "proof_mode", "proof_months", "retention_years",
    "interim_months", "interest_points", "legal_basis", "conditions", "purpose",
)  # fmt: skip


def take_snapshot(
    request: FundingRequest, *, by: User, on_paper: date | None = None, is_written_down: bool = False
) -> Snapshot:
    """Freeze the locked `request` as its next submission; `on_paper` is the day on which it came on paper.

    What was declared on paper stands there, also when the request is corrected here. `is_written_down` says
    that the Office has written down this submission from paper.
    """
    plan, names = plan_of(request), list(_PROJECT)
    if request.programme.is_institutional:
        names.append("names_all_income")
    if request.programme.further_declarations:
        names.append("declares_more")
    number = request.snapshots.count() + 1
    data, sha256 = frozen(
        {
            "number": number,
            "organisation": _organisation(request.organisation),
            "office": {"slug": request.office.slug, "name": request.office.name},
            "programme": {name: getattr(request.programme, name) for name in _RULES},
            "project": {name: getattr(request, name) for name in names},
            "on_paper": on_paper,
            "declarations": None if on_paper else _declared(request),
            "is_written_down": is_written_down,
            "account": None if is_written_down else _account(request.organisation),
            "signatories": [] if is_written_down else _signatories(request),
            "costs": list(request.costs.values("category", "label", "year", "units", "price", "amount")),
            "incomes": list(request.incomes.values("source", "label", "year", "is_granted", "amount")),
            **({} if on_paper else _staff(request)),
            "sums": {
                "costs": plan.cost_sum,
                "incomes": plan.income_sum,
                "requested": plan.requested,
                "expected": finance.expected_grant(plan, rules_of(request.programme)),
            },
            "papers": [
                {
                    "id": paper.public_id,
                    "kind": paper.kind,
                    "name": paper.name,
                    "size": paper.size,
                    "sha256": paper.sha256,
                }
                for paper in request.attachments.filter(removed__isnull=True)
            ],
        }
    )
    return Snapshot.objects.create(
        request=request,
        number=number,
        data=data,
        sha256=sha256,
        title=request.title,
        applicant=request.organisation.name,
        requested=plan.requested,
        created_by=by,
    )


def paper_of(submission: Snapshot, *, by: User) -> Document:
    """The submission on paper, to be signed. Whether `by` may read it is asked before."""
    params = {"submission": submission.pk}
    return request_document(reports.RequestPaperPdf.key, params, language="de", by=by)


def kept_paper_of(submission: Snapshot, *, by: User | None) -> Document:
    """The paper as it was made once, perhaps to be signed, for the file of the case."""
    params = {"submission": submission.pk}
    return keep_or_request(reports.RequestPaperPdf.key, params, language="de", by=by)


_DECLARED = ("not_begun", "says_true", "keeps_vouchers", "names_all_income", "agrees_to_retrieval")


def _declared(request: FundingRequest) -> dict[str, Any]:
    """What is declared, as the file of the Office says it: in German, whatever language the page had."""
    with translation.override("de"):
        return {"language": "de", "texts": declarations_of(request)}


def declarations_of(request: FundingRequest) -> list[str]:
    """What the applicant declares, word for word as the form says it in the language of the reader.

    Of input tax nothing is declared before the page is saved, which is not possible without `says_true`.
    """
    texts = [str(_field(name).verbose_name) for name in _DECLARED if getattr(request, name)]
    if request.declares_more:
        texts += request.programme.further_declarations
    if request.deducts_vat:
        texts.append(str(_field("deducts_vat").verbose_name))
    elif request.says_true:
        texts.append(gettext("We cannot deduct input tax (Vorsteuer)."))
    return texts


def _field(name: str) -> "Field[Any, Any]":
    field = FundingRequest._meta.get_field(name)
    assert isinstance(field, Field)  # noqa: S101 - all of these are columns
    return field


def _staff(request: FundingRequest) -> dict[str, Any]:
    """The staff plan, where the programme wants one."""
    if not request.programme.is_institutional:
        return {}
    posts = list(request.posts.all())
    return {
        "staff": [{name: getattr(post, name) for name in _POST} for post in posts],
        "staff_sums": {
            "amount": sum((post.amount for post in posts), finance.ZERO),
            "full_posts": finance.full_posts((post.percent, post.months) for post in posts),
        },
    }


def _signatories(request: FundingRequest) -> list[dict[str, str]]:
    """Who is in office, where the programme wants a signature."""
    if not request.programme.wants_signature:
        return []
    everybody = request.organisation.signatories.all()
    return [signatory.as_words() for signatory in everybody if signatory.is_in_office]


def _account(organisation: Organisation) -> dict[str, str] | None:
    """To which account the grant is to be paid, as far as the organisation has said."""
    account = bank_accounts.of(organisation)
    return account.as_words() if account else None


def _organisation(organisation: Organisation) -> dict[str, Any]:
    postal_code = organisation.postal_code
    return {
        "name": organisation.name,
        "legal_form": organisation.legal_form,
        "register_court": organisation.register_court,
        "register_number": organisation.register_number,
        "founded": organisation.founded,
        "street": organisation.street,
        "postal_code": postal_code.code if postal_code else "",
        "place": organisation.place or (postal_code.place if postal_code else ""),
        "email": organisation.email,
        "phone": str(organisation.phone or ""),
    }
