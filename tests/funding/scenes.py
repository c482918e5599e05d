"""How far a request has come: each scene builds on the one before, through the services only."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from funding.choices import CheckResult, CostCategory, IncomeSource, PaperKind, Task
from funding.models import Award, FundingRequest, Programme, ProofOfUse
from funding.services import bank_accounts, decisions, drafts, papers, plans, proofs, review, submissions
from portal.lib.dates import today
from tests.cast import Cast
from tests.factories.funding import ProgrammeFactory

D = Decimal
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
ACCOUNT = {"iban": "DE89370400440532013000", "holder": ""}
COSTS: list[dict[str, Any]] = [
    {"category": CostCategory.FEES, "label": "Referentin", "year": 2026, "units": D(40), "price": D(50)},
    {"category": CostCategory.MATERIAL, "label": "Druck", "year": 2026, "units": D(1), "price": D(500)},
]
INCOMES: list[dict[str, Any]] = [
    {"source": IncomeSource.OWN, "label": "", "year": 2026, "is_granted": False, "amount": D(500)},
    {"source": IncomeSource.GRANT, "label": "", "year": 2026, "is_granted": False, "amount": D(2000)},
]


def programme_of(cast: Cast) -> Programme:
    """A programme that pays for what has begun: the scenes play in 2026, whenever they are played."""
    found = Programme.objects.filter(office=cast.office, is_current=True).first()
    return found or ProgrammeFactory(office=cast.office, may_have_begun=True)


def strict() -> None:
    """From now on no programme pays for what has begun before the decision."""
    Programme.objects.update(may_have_begun=False)


def pdf(name: str = "Satzung.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more, content_type="application/pdf")


def draft(cast: Cast, title: str = "Elternlotsen Nordstadt", **where: Any) -> FundingRequest:
    organisation = where.get("organisation", cast.association)
    programme, by = where.get("programme") or programme_of(cast), where.get("by", cast.coordinator)
    if bank_accounts.of(organisation) is None:
        bank_accounts.keep(organisation, ACCOUNT | {"holder": organisation.name}, by=by)
    return drafts.start(organisation, programme, title, by=by)


def filled(cast: Cast, title: str = "Elternlotsen Nordstadt", **where: Any) -> FundingRequest:
    request, by = draft(cast, title, **where), where.get("by", cast.coordinator)
    start = date(2026, 1, 1)
    request = drafts.save_page(
        request,
        Task.PROJECT,
        {"title": title, "start": start, "end": date(2026, 12, 31), "venue": "Dortmund", "contact": "Aylin"},
        by=by,
        version=request.version,
    )
    request = drafts.save_page(
        request,
        Task.GOALS,
        {
            "need": "Eltern kennen die Schule nicht.",
            "goals": "Eltern reden mit der Schule.",
            "target_group": "Eltern aller Sprachen",
            "reach": 60,
            "activities": "Zehn Abende",
            "partners": "Grundschule",
        },
        by=by,
        version=request.version,
    )
    request = plans.save_plan(request, COSTS, INCOMES, by=by, version=request.version)
    papers.add_paper(request, pdf(), PaperKind.STATUTES, by=by)
    return drafts.save_page(
        request,
        Task.DECLARATIONS,
        {
            "other_requests": "",
            "deducts_vat": False,
            "not_begun": True,
            "says_true": True,
            "keeps_vouchers": True,
        },
        by=by,
        version=request.version,
    )


def submitted(cast: Cast, title: str = "Elternlotsen Nordstadt", **where: Any) -> FundingRequest:
    request = filled(cast, title, **where)
    return submissions.submit(request, by=where.get("by", cast.coordinator), version=request.version)


def received(cast: Cast, **where: Any) -> FundingRequest:
    request = submitted(cast, **where)
    return review.receive(request, by=cast.caseworker, version=request.version)


def clarification(cast: Cast) -> FundingRequest:
    request = received(cast)
    return review.ask(
        request, "Bitte den Ort nennen.", today() + timedelta(14), by=cast.caseworker, version=request.version
    )


def asked_and_answered(request: FundingRequest, cast: Cast) -> FundingRequest:
    """The Office asks once more, and what comes back is a submission of its own."""
    day = today() + timedelta(14)
    request = review.ask(request, "Bitte den Ort nennen.", day, by=cast.caseworker, version=request.version)
    return submissions.answer(request, "Dortmund.", by=cast.coordinator, version=request.version)


def checked(cast: Cast) -> FundingRequest:
    return check(received(cast), cast)


def check(request: FundingRequest, cast: Cast) -> FundingRequest:
    for kind in review.wanted(request):
        request = review.check(request, kind, CheckResult.GOOD, by=cast.caseworker, version=request.version)
    return request


def proposal(amount: str = "2000.00", **changes: Any) -> decisions.Proposal:
    values: dict[str, Any] = {
        "amount": D(amount),
        "costs": {"fees": D(2000), "material": D(500)},
        "start": date(2026, 1, 1),
        "end": date(2026, 12, 31),
        "conditions": "Die ANBest-P gelten.",
    }
    if not values["amount"]:
        values["refusal"] = "money"
    values |= changes
    if values["amount"] and values["end"].year > 2026:  # the request asks for 2026 alone
        values.setdefault("years", {2026: values["amount"]})
    return decisions.Proposal(**values)


def proposed(cast: Cast, offered: decisions.Proposal | None = None) -> FundingRequest:
    return offer(checked(cast), cast, offered or proposal())


def offer(request: FundingRequest, cast: Cast, offered: decisions.Proposal) -> FundingRequest:
    return decisions.propose(request, offered, by=cast.caseworker, version=request.version)


def countersigned(cast: Cast, offer: decisions.Proposal | None = None) -> FundingRequest:
    request = proposed(cast, offer)
    return decisions.countersign(request, by=cast.countersigner, version=request.version)


def announced(cast: Cast, offer: decisions.Proposal | None = None) -> FundingRequest:
    request = countersigned(cast, offer)
    return decisions.announce(request, by=cast.caseworker, version=request.version)


def proof(cast: Cast) -> ProofOfUse:
    return proofs.open_proof(announced(cast).award, by=cast.coordinator)


def proof_of_another_award(cast: Cast) -> ProofOfUse:
    """A second award of the same organisation, on the terms of its first."""
    request, award = submitted(cast, "Zweites Vorhaben"), Award.objects.get()
    decision = award.decision
    decision.pk, decision.request, decision.submission = None, request, request.submission
    decision.save()
    award.pk, award.request, award.decision = None, request, decision
    award.save()
    return proofs.open_proof(award, by=cast.coordinator)
