"""Who sees which address of the desk."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from funding.choices import Outcome, ProofState, Purpose, State, Thread
from funding.models import (
    Amendment,
    Attachment,
    AuditAccess,
    Award,
    Budget,
    BudgetLine,
    Consent,
    Decision,
    Drawdown,
    Expense,
    ExpenseList,
    FundingRequest,
    GrantList,
    Income,
    InterimProof,
    Office,
    ProofCheck,
    ProofOfUse,
    ProofPicture,
    Receipt,
    Recipient,
    SignedPaper,
    Snapshot,
    UploadedGrants,
)
from funding.reports.checking import outcome_of
from funding.services import amendment_letters, closing, letters
from funding.services.land_reports import freeze_land_reports
from organisations.models import StructureSums
from portal.documents.services import request_document
from portal.lib.dates import today
from portal.lib.freezing import frozen
from tests.cast import Cast
from tests.factories.documents import finished
from tests.factories.funding import AdviceFileFactory, EntryFactory, ProgrammeFactory
from tests.factories.parentwork import HelperFactory, LandSumsFactory, WorkshopFactory
from tests.matrix import EVERYBODY, NOBODY, SIGNED_IN, Row

APPLICANTS = frozenset({"coordinator"})
READERS = frozenset({"coordinator", "editor", "reader"})
CASEWORKERS = frozenset({"caseworker"})
COUNTERSIGNERS = frozenset({"countersigner"})
DESK = CASEWORKERS | COUNTERSIGNERS
AUDITORS = frozenset({"auditor"})
BUDGET_HOLDERS = frozenset({"budget_holder"})
FROZEN: dict[str, Any] = {
    "head": {
        "organisation": "Elterntreff", "office": "Musterstelle", "title": "Lotsen", "goals": "Ziel",
        "file_number": "M-1", "programme": "Elternarbeit", "announced": "2026-01-05", "start": "2026-01-01",
        "end": "2026-12-31", "financing": "share", "amount": "2000.00", "retention_years": 5,
    },
    "narrative": dict.fromkeys(("done", "results", "cooperation", "deviations", "outlook"), "x"),
    "workshops": [],
    "evidence": {
        "dates_held": 0, "dates_cancelled": 0, "participations_adults": 0, "participations_children": 0,
        "families": 0, "children_cared_for": 0, "volunteer_hours": "0", "languages": [], "rows": [],
    },
    "expenses": [
        {
            "number": 1, "voucher": "7", "files": 1, "invoiced": "", "paid": "2026-02-01", "outside": False,
            "outside_reason": "", "payee": "Druckerei", "reason": "Flyer", "category": "fees",
            "amount": "10.00", "eligible": "10.00",
        }
    ],
    "incomes": [],
    "costs": [],
    "sources": [],
    "sums": dict.fromkeys(("plan", "actual", "awarded", "entitled", "drawn", "open", "recovery"), "0.00")
    | {"over": "0.00", "saved": "0.00", "allowed": True, "deviation_rate": "0.2"},
}  # fmt: skip

OF_AN_INTERIM = {"interim": 1, "from": "2026-01-01", "until": "2026-06-30"}


def placed(cast: Cast, state: State, title: str = "Elternlotsen", **more: Any) -> FundingRequest:
    """A request in `state`, put there past the services: quick, for tests that only look."""
    office = more.pop("office", cast.office)
    organisation = more.pop("organisation", cast.association)
    programme = more.pop("programme", None) or ProgrammeFactory(office=office)
    on_paper = {"on_paper": more.pop("on_paper", None)}
    request = FundingRequest.objects.create(
        organisation=organisation, office=office, programme=programme, title=title, **more
    )
    if state == State.DRAFT:
        return request
    request.submission = Snapshot.objects.create(
        request=request, number=1, title=title, applicant=organisation.name, requested=2000, sha256="0" * 64,
        data=snapshot_data(title) | on_paper,
    )  # fmt: skip
    request.submitted_at = timezone.now()
    request.state = state
    request.caseworker = more.get("caseworker", cast.caseworker)
    request.save()
    return request


def snapshot_data(title: str) -> dict[str, Any]:
    return {
        "organisation": {"name": "Elterntreff Nordstadt", "place": "Dortmund"},
        "programme": {"name_de": "Elternarbeit", "financing": "share"},
        "project": {"title": title, "start": "2026-01-01", "end": "2026-12-31", "goals": "Ziel", "need": "x"},
        "costs": [
            {
                "category": "fees", "label": "Referentin", "year": 2026, "units": "50", "price": "50",
                "amount": "2500.00",
            }
        ],
        "incomes": [
            {"source": "own", "label": "", "year": 2026, "amount": "500.00", "is_granted": False},
            {"source": "grant", "label": "", "year": 2026, "amount": "2000.00", "is_granted": False},
        ],
        "sums": {"costs": "2500.00", "incomes": "2500.00", "requested": "2000.00", "expected": "2000.00"},
        "papers": [],
    }  # fmt: skip


def decision(request: FundingRequest, cast: Cast, *, signed: bool = False) -> Decision:
    made = Decision.objects.create(
        request=request, submission=request.submission, outcome=Outcome.APPROVED, financing="share",
        plan={"costs": {"fees": "2500.00"}, "incomes": {"own": "500.00", "grant": "2000.00"}}, eligible=2500,
        amount=2000, period_start=date(2026, 1, 1), period_end=date(2026, 12, 31),
        proposed_by=cast.caseworker,
    )  # fmt: skip
    if signed:
        made.countersigned, made.countersigned_by = timezone.now(), cast.countersigner
        made.frozen, made.sha256 = frozen(letters.content(request, made, today()))
        made.save()
    return made


def award(request: FundingRequest, cast: Cast) -> Award:
    made = decision(request, cast, signed=True)
    Decision.objects.filter(pk=made.pk).update(announced=timezone.now())
    return Award.objects.create(
        request=request, decision=made, amount=2000, financing="share", start=date(2026, 1, 1),
        end=date(2026, 12, 31), plan=made.plan, deviation_rate="0.2",
    )  # fmt: skip


def paper(request: FundingRequest) -> Attachment:
    return Attachment.objects.create(
        request=request, name="Satzung.pdf", mime="application/pdf", size=4, sha256="1" * 64,
        file=ContentFile(b"%PDF", name="x.pdf"),
    )  # fmt: skip


def _amendments(row: Award, cast: Cast) -> None:
    """The first is decided, the second asked for."""
    first = Amendment(
        award=row, number=1, reason="Umzug", use="Anders.", grants=True, asked_by=cast.coordinator
    )
    first.asked = timezone.now()
    first.state, first.decided, first.decided_by = "granted", timezone.now(), cast.countersigner
    first.proposed_by = cast.caseworker
    first.frozen, first.sha256 = frozen(amendment_letters.content(first))
    first.save()
    Amendment.objects.create(award=row, number=2, reason="Krankheit", use="Später.")


def grant_counts() -> dict[str, Any]:
    """What a list without rows comes to."""
    tallies = ("new", "changed", "same", "doubled", "persons", "faulty", "whole")
    counts: dict[str, Any] = {name: {"rows": 0, "amount": "0.00"} for name in tallies}
    return counts | {"gone": 0, "known": 0, "doubtful": 0}


def furnish(cast: Cast) -> None:
    lists = GrantList.objects.create(office=cast.office, name="2012")
    cast.funding_recipient = Recipient.objects.create(
        list=lists, key="1", name="Elterntreff", organisation=cast.association
    )
    cast.funding_uploaded_grants = UploadedGrants.objects.create(
        office=cast.office, name="2013", headers=["jahr", "name", "betrag"], state="ready",
        counts=grant_counts(),
    )  # fmt: skip
    sums = {"bands": {}, "public": {"number": None, "bands": {}}}
    StructureSums.objects.get_or_create(land=cast.office.land, year=2024, defaults=sums)
    LandSumsFactory(land=cast.office.land)
    freeze_land_reports()
    cast.funding_entry = EntryFactory()
    cast.funding_advice_file = AdviceFileFactory(message__advice__office=cast.office)
    cast.funding_advice = cast.funding_advice_file.message.advice
    cast.funding_own_advice_file = AdviceFileFactory(
        message__advice__office=cast.office, message__advice__organisation=cast.association
    )
    cast.funding_own_advice = cast.funding_own_advice_file.message.advice
    programme = cast.funding_programme = ProgrammeFactory(office=cast.office)
    cast.funding_budget_line = BudgetLine.objects.create(
        office=cast.office, code="0711 684 10", name="Elternarbeit", programmes=[programme.slug]
    )
    cast.funding_text_block = cast.office.text_blocks.create(title="Publizität", text="Nennen Sie uns.")
    Budget.objects.create(line=cast.funding_budget_line, year=2026, amount=50000)
    cast.funding_kept_paper = cast.association.kept_papers.create(
        kind="statutes", name="Satzung.pdf", mime="application/pdf", size=4, sha256="3" * 64,
        file=ContentFile(b"%PDF", name="x.pdf"),
    )  # fmt: skip
    cast.funding_view = cast.office.saved_views.create(user=cast.caseworker, name="Neu", query="sort=new")
    cast.funding_draft = placed(cast, State.DRAFT, programme=programme)
    of_a_year = ProgrammeFactory(office=cast.office, purpose=Purpose.INSTITUTIONAL)
    cast.funding_year = placed(cast, State.DRAFT, programme=of_a_year)
    cast.funding_paper = paper(cast.funding_draft)
    cast.funding_new = placed(cast, State.SUBMITTED, programme=programme)
    cast.funding_unsigned = placed(cast, State.UNSIGNED, programme=programme)
    cast.funding_signatory = cast.association.signatories.create(name="Aylin Yilmaz", function="Vorsitz")
    cast.funding_signed_paper = SignedPaper.objects.create(
        request=cast.funding_new, submission=cast.funding_new.submission, received=today(), name="u.pdf",
        mime="application/pdf", size=4, sha256="4" * 64, file=ContentFile(b"%PDF", name="u.pdf"),
    )  # fmt: skip
    cast.funding_open = placed(cast, State.IN_REVIEW, programme=programme)
    cast.funding_asked = placed(cast, State.CLARIFICATION, programme=programme, on_paper="2026-01-05")
    cast.funding_asked.clarifications.create(question="x", deadline=today())
    cast.funding_offered = placed(cast, State.PROPOSED, programme=programme)
    decision(cast.funding_offered, cast)
    cast.funding_signed = placed(cast, State.APPROVED, programme=programme)
    decision(cast.funding_signed, cast, signed=True)
    cast.funding_granted = placed(cast, State.ANNOUNCED, programme=programme)
    _proof(cast)
    cast.funding_reporting = placed(cast, State.ANNOUNCED, programme=programme)
    reporting = award(cast.funding_reporting, cast)
    _amendments(reporting, cast)
    ProofOfUse.objects.create(award=reporting)
    _interim(reporting)
    Drawdown.objects.create(
        award=reporting, number=1, state="requested", paid=100, due=0, entitled=80, drawn=0, asked=80
    )
    award(placed(cast, State.FINAL, programme=programme), cast)
    Office.objects.filter(pk=cast.office.pk).update(publishes_grants=True)
    cast.funding_contested = placed(cast, State.CONTESTED, programme=programme)
    award(cast.funding_contested, cast)
    _closed_check(cast)
    cast.funding_hearing = cast.funding_open.clarifications.create(
        about=Thread.DECISION, amount=1, question="x", deadline=today()
    )
    cast.funding_hearing_paper = cast.funding_hearing.papers.create(
        file=ContentFile(b"%PDF", name="x.pdf"),
        name="Rechnung.pdf",
        mime="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    cast.funding_case_paper = paper(cast.funding_open)
    data = snapshot_data("Elternlotsen") | {"papers": [{"id": str(cast.funding_case_paper.public_id)}]}
    Snapshot.objects.create(
        request=cast.funding_open, number=2, title="x", applicant="x", requested=1, sha256="0" * 64, data=data
    )


def _interim(row: Award) -> None:
    InterimProof.objects.create(
        award=row, number=1, start=date(2026, 1, 1), end=date(2026, 6, 30), due=date(2026, 10, 31),
        state=ProofState.SUBMITTED, submitted=timezone.now(),
        frozen=FROZEN | {"head": FROZEN["head"] | OF_AN_INTERIM},
    )  # fmt: skip


def _proof(cast: Cast) -> None:
    proof = ProofOfUse.objects.create(award=award(cast.funding_granted, cast))
    cast.funding_expense = Expense.objects.create(
        proof=proof, paid=date(2026, 2, 1), payee="x", reason="x", category="fees", amount=10, eligible=10
    )
    cast.funding_list = ExpenseList.objects.create(
        proof=proof, headers=["Datum"], table=[[2, ["2026-02-01"], False]], columns={"paid": "Datum"}
    )
    cast.funding_income = Income.objects.create(
        proof=proof, received=date(2026, 2, 1), source="fees", amount=1
    )
    cast.funding_receipt = Receipt.objects.create(
        proof=proof, expense=cast.funding_expense, name="b.pdf", mime="application/pdf", size=4,
        sha256="2" * 64,
        file=ContentFile(b"%PDF", name="b.pdf"),
    )  # fmt: skip
    cast.funding_consent_paper = Receipt.objects.create(
        proof=proof, name="c.pdf", mime="application/pdf", size=4, sha256="3" * 64,
        file=ContentFile(b"%PDF", name="c.pdf"),
    )  # fmt: skip
    cast.funding_consent = Consent.objects.create(
        proof=proof, category="travel", limit=50, day=date(2026, 2, 1), words="M-1",
        paper=cast.funding_consent_paper,
    )  # fmt: skip
    cast.funding_picture = ProofPicture.objects.create(
        proof=proof, shows="Der Raum", nobody=True, sha256="4" * 64, file=ContentFile(b"x", name="b.jpg")
    )
    ProofOfUse.objects.filter(pk=proof.pk).update(
        state=ProofState.SUBMITTED, submitted=timezone.now(), frozen=FROZEN
    )
    cast.funding_series = WorkshopFactory(organisation=cast.association)
    cast.funding_helper = HelperFactory(organisation=cast.association)
    cast.funding_paid_helper = HelperFactory(organisation=cast.association, is_paid=True)
    cast.funding_audit = AuditAccess.objects.create(
        award=proof.award, name="Ada Prüf", body="Rechnungshof", email=cast.auditor.email, user=cast.auditor,
        start=today(), until=today(), opens_vouchers=True,
    )  # fmt: skip
    _interim(proof.award)
    finished(request_document("funding.report", {"proof": proof.pk}, language="de", by=cast.coordinator))

    ProofCheck.objects.create(proof=proof, seed="1a", percent=10, sample=[1], drawn=timezone.now())
    cast.funding_granted.clarifications.create(about=Thread.PROOF, question="Wofür?", deadline=today())


def _closed_check(cast: Cast) -> None:
    proof = ProofOfUse.objects.create(
        award=Award.objects.get(request=cast.funding_contested), state=ProofState.SUBMITTED,
        submitted=timezone.now(), frozen=FROZEN, checked=timezone.now(),
    )  # fmt: skip
    checking = ProofCheck.objects.create(
        proof=proof, proposed_by=cast.caseworker, closed_by=cast.countersigner
    )
    checking.state, checking.closed, checking.pay_back_by = "closed", timezone.now(), today()
    checking.entitled, checking.recovery = Decimal(10), Decimal(5)
    checking.paid_back, checking.paid_back_on = Decimal(2), today()
    checking.frozen, checking.sha256 = frozen(closing.content(checking, outcome_of(checking)))
    checking.save()
    cast.funding_repayment = checking.repayments.create(day=today(), amount=2)


def _earlier(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.office.slug, "organisation": cast.association.slug}


def _budget_line(**more: Any) -> Any:
    return lambda cast: {"slug": cast.office.slug, "line_id": cast.funding_budget_line.pk} | more


def _text_block(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.office.slug, "block_id": cast.funding_text_block.pk}


def _organisation(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.association.slug}


def _of(name: str, **more: Any) -> Any:
    def kwargs(cast: Cast) -> dict[str, Any]:
        request = getattr(cast, f"funding_{name}")
        return _organisation(cast) | {"public_id": request.public_id} | more

    return kwargs


def _case(name: str, **more: Any) -> Any:
    def kwargs(cast: Cast) -> dict[str, Any]:
        request = getattr(cast, f"funding_{name}")
        return {"slug": cast.office.slug, "public_id": request.public_id} | more

    return kwargs


def _with(base: Any, key: str, row: str, field: str = "public_id") -> Any:
    return lambda cast: base(cast) | {key: getattr(getattr(cast, row), field)}


def _uploaded(cast: Cast) -> dict[str, Any]:
    kwargs: dict[str, Any] = _of("granted")(cast)
    return kwargs | {"key": cast.funding_list.key}


def _uploaded_grants(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.office.slug, "key": cast.funding_uploaded_grants.key}


def _asked(cast: Cast) -> dict[str, Any]:
    return {"code": cast.funding_advice.secret}


def _advice_case(cast: Cast) -> dict[str, Any]:
    return {"slug": cast.office.slug, "pk": cast.funding_advice.pk}


def _own_advice(cast: Cast) -> dict[str, Any]:
    return _organisation(cast) | {"pk": cast.funding_own_advice.pk}


# A click without its form: refused with words on the page, or on the page it leads back to.
REFUSED = (200, 302, 422)

MATRIX: dict[str, Row] = {
    "funding:contact_points": Row(sees=EVERYBODY),
    "funding:contact_point": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=EVERYBODY),
    "funding:open_data": Row(sees=EVERYBODY),
    "open_data:grants_json": Row(sees=EVERYBODY),
    "open_data:grants_csv": Row(sees=EVERYBODY),
    "open_data:grants_feed": Row(sees=EVERYBODY),
    "open_data:structure_csv": Row(sees=EVERYBODY),
    "open_data:structure_sheet": Row(sees=EVERYBODY),
    "open_data:offers_csv": Row(sees=EVERYBODY),
    "open_data:offers_sheet": Row(sees=EVERYBODY),
    "funding:programmes": Row(sees=EVERYBODY),
    "funding:finder": Row(sees=EVERYBODY),
    "funding:deadlines": Row(sees=EVERYBODY),
    "funding:advice_ask": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=EVERYBODY),
    "funding:advice_find": Row(sees=EVERYBODY),
    "funding:advice": Row(kwargs=_asked, sees=EVERYBODY, hidden=True),
    "funding:advice_file": Row(
        kwargs=lambda cast: _asked(cast) | {"file_id": cast.funding_advice_file.public_id}, sees=EVERYBODY,
        hidden=True,
    ),
    "funding:advice_delete": Row(kwargs=_asked, sees=EVERYBODY, hidden=True),
    "funding:entry": Row(kwargs=lambda cast: {"key": cast.funding_entry.key}, sees=EVERYBODY),
    "funding:programme": Row(kwargs=lambda cast: {"slug": cast.funding_programme.slug}, sees=EVERYBODY),
    # the applicant's side
    "funding:ask_for": Row(kwargs=lambda cast: {"slug": cast.funding_programme.slug}, sees=SIGNED_IN),
    "funding:find_for": Row(sees=SIGNED_IN),
    "funding:requests": Row(kwargs=_organisation, sees=READERS),
    "funding:own_advice": Row(kwargs=_organisation, sees=READERS),
    # Whoever asks chooses among all Offices that answer here, and watches whatever programme there is.
    "funding:own_advice_ask": Row(
        kwargs=lambda cast: _organisation(cast) | {"office": cast.office.slug}, sees=APPLICANTS,
        forgiven="office",
    ),
    "funding:own_advice_one": Row(kwargs=_own_advice, sees=READERS),
    "funding:own_advice_request": Row(kwargs=_own_advice, sees=APPLICANTS, post=True, statuses=REFUSED),
    "funding:own_advice_file": Row(
        kwargs=lambda cast: _own_advice(cast) | {"file_id": cast.funding_own_advice_file.public_id},
        sees=READERS,
    ),
    "funding:bank_account": Row(kwargs=_organisation, sees=APPLICANTS),
    "funding:bank_account_for": Row(kwargs=_of("draft"), sees=APPLICANTS),
    "funding:bank_account_delete": Row(kwargs=_organisation, sees=APPLICANTS, post=True),
    "funding:kept_papers": Row(kwargs=_organisation, sees=READERS),
    "funding:kept_paper": Row(
        kwargs=_with(_organisation, "paper_id", "funding_kept_paper"), sees=READERS
    ),
    "funding:kept_paper_delete": Row(
        kwargs=_with(_organisation, "paper_id", "funding_kept_paper"), sees=APPLICANTS, post=True
    ),
    "funding:signatory_new": Row(kwargs=_organisation, sees=APPLICANTS),
    "funding:signatory": Row(
        kwargs=_with(_organisation, "pk", "funding_signatory", "pk"), sees=APPLICANTS
    ),
    "funding:signatory_delete": Row(
        kwargs=_with(_organisation, "pk", "funding_signatory", "pk"), sees=APPLICANTS, post=True
    ),
    "funding:sign": Row(kwargs=_of("unsigned"), sees=APPLICANTS),
    "funding:signed": Row(kwargs=_with(_of("new"), "pk", "funding_signed_paper", "pk"), sees=READERS),
    "funding:take_papers": Row(kwargs=_of("draft"), sees=APPLICANTS, post=True),
    "funding:find": Row(kwargs=_organisation, sees=READERS, query="?purpose=project"),
    "funding:watch": Row(
        kwargs=lambda cast: _organisation(cast) | {"programme": cast.funding_programme.slug}, sees=READERS,
        post=True, forgiven="programme",
    ),
    "funding:start": Row(kwargs=_organisation, sees=APPLICANTS),
    "funding:request": Row(kwargs=_of("draft"), sees=READERS),
    "funding:task": Row(kwargs=_of("draft", task="goals"), sees=APPLICANTS),
    "funding:autosave": Row(
        kwargs=_of("draft", task="goals"), sees=APPLICANTS, post=True, data=lambda cast: {"version": 1}
    ),
    "funding:discard": Row(kwargs=_of("draft", task="goals"), sees=APPLICANTS, post=True),
    "funding:plan": Row(kwargs=_of("draft"), sees=APPLICANTS),
    "funding:plan_table": Row(kwargs=_of("draft"), sees=READERS),
    "funding:plan_upload": Row(kwargs=_of("draft"), sees=APPLICANTS),
    "funding:staff": Row(kwargs=_of("year"), sees=APPLICANTS),
    "funding:staff_table": Row(kwargs=_of("year"), sees=READERS),
    "funding:staff_upload": Row(kwargs=_of("year"), sees=APPLICANTS),
    "funding:papers": Row(kwargs=_of("draft"), sees=APPLICANTS),
    "funding:paper": Row(kwargs=_with(_of("draft"), "paper_id", "funding_paper"), sees=READERS),
    "funding:remove_paper": Row(
        kwargs=_with(_of("draft"), "paper_id", "funding_paper"), sees=APPLICANTS, post=True
    ),
    "funding:check_answers": Row(kwargs=_of("draft"), sees=APPLICANTS),
    "funding:submit": Row(kwargs=_of("draft"), sees=APPLICANTS, post=True, statuses=REFUSED),
    "funding:sent": Row(kwargs=_of("open", number=1), sees=READERS),
    "funding:sent_plan": Row(kwargs=_of("open", number=1), sees=READERS),
    "funding:sent_paper": Row(kwargs=_of("open", number=1), sees=READERS),
    "funding:sent_paper_file": Row(kwargs=_of("open", number=1), sees=READERS, statuses=(302,)),
    "funding:withdraw": Row(kwargs=_of("draft"), sees=APPLICANTS, forgiven="public_id"),  # gone already
    "funding:letter": Row(kwargs=_of("granted"), sees=READERS),
    "funding:letter_file": Row(kwargs=_of("granted"), sees=READERS),
    "funding:hearing": Row(
        kwargs=lambda cast: _of("open")(cast) | {"pk": cast.funding_hearing.pk}, sees=APPLICANTS
    ),
    "funding:hearing_paper": Row(
        kwargs=_with(_of("open"), "paper_id", "funding_hearing_paper"), sees=READERS
    ),
    "funding:explain": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:closing_letter": Row(kwargs=_of("contested"), sees=READERS),
    "funding:closing_letter_file": Row(kwargs=_of("contested"), sees=READERS, statuses=(302,)),
    "funding:amendments": Row(kwargs=_of("reporting"), sees=READERS),
    "funding:amendment_new": Row(kwargs=_of("reporting"), sees=APPLICANTS),
    "funding:amendment_drop": Row(kwargs=_of("reporting", number=2), sees=APPLICANTS, post=True),
    "funding:amendment_letter": Row(kwargs=_of("reporting", number=1), sees=READERS),
    "funding:amendment_letter_file": Row(kwargs=_of("reporting", number=1), sees=READERS, statuses=(302,)),
    "funding:award_days": Row(kwargs=_of("reporting"), sees=READERS),
    "funding:drawdowns": Row(kwargs=_of("reporting"), sees=READERS),
    "funding:drawdown_new": Row(kwargs=_of("reporting"), sees=APPLICANTS),
    "funding:drawdown_take_back": Row(kwargs=_of("reporting", number=1), sees=APPLICANTS, post=True),
    "funding:open_proof": Row(kwargs=_of("granted"), sees=APPLICANTS, post=True),
    "funding:proof": Row(kwargs=_of("granted"), sees=READERS),
    "funding:proof_tables": Row(kwargs=_of("granted"), sees=READERS),
    "funding:proof_workshops": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:interim": Row(kwargs=_of("reporting", number=1), sees=READERS),
    # It has been sent: nothing more is kept of it.
    "funding:interim_autosave": Row(
        kwargs=_of("reporting", number=1), sees=APPLICANTS, post=True, data=lambda cast: {"version": 1},
        statuses=(422,),
    ),
    "funding:interim_discard": Row(kwargs=_of("reporting", number=1), sees=APPLICANTS, post=True),
    "funding:interim_report": Row(kwargs=_of("reporting", number=1), sees=READERS),
    "funding:interim_report_file": Row(kwargs=_of("reporting", number=1), sees=READERS, statuses=(302,)),
    "funding:series_link": Row(
        kwargs=lambda cast: _of("granted")(cast) | {"pk": cast.funding_series.pk}, sees=APPLICANTS, post=True
    ),
    "funding:reading_copy": Row(
        kwargs=_of("granted"), sees=READERS, post=True, data=lambda cast: {"language": "en"}
    ),
    "funding:enclosures": Row(kwargs=_of("reporting"), sees=APPLICANTS),
    "funding:picture": Row(kwargs=_with(_of("granted"), "picture_id", "funding_picture"), sees=READERS),
    "funding:picture_take_out": Row(
        kwargs=_with(_of("granted"), "picture_id", "funding_picture"), sees=APPLICANTS, post=True
    ),
    "funding:proof_helpers": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:helper_link": Row(
        kwargs=lambda cast: _of("granted")(cast) | {"pk": cast.funding_helper.pk}, sees=APPLICANTS, post=True
    ),
    "funding:narrative": Row(kwargs=_of("reporting"), sees=APPLICANTS),
    "funding:narrative_autosave": Row(
        kwargs=_of("reporting"), sees=APPLICANTS, post=True, data=lambda cast: {"version": 1}
    ),
    "funding:narrative_discard": Row(kwargs=_of("reporting"), sees=APPLICANTS, post=True),
    "funding:expenses": Row(kwargs=_of("granted"), sees=READERS),
    "funding:expense_new": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:expense": Row(
        kwargs=_with(_of("granted"), "expense_id", "funding_expense"), sees=APPLICANTS
    ),
    "funding:expense_share": Row(
        kwargs=_with(_of("granted"), "expense_id", "funding_expense"), sees=APPLICANTS
    ),
    "funding:expense_delete": Row(
        kwargs=_with(_of("granted"), "expense_id", "funding_expense"), sees=APPLICANTS
    ),
    "funding:expense_upload": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:expense_list": Row(kwargs=_uploaded, sees=APPLICANTS),
    "funding:expense_columns": Row(kwargs=_uploaded, sees=APPLICANTS),
    "funding:expense_kinds": Row(kwargs=_uploaded, sees=APPLICANTS),
    "funding:expense_faults": Row(kwargs=_uploaded, sees=APPLICANTS),
    "funding:expense_discard": Row(
        kwargs=_uploaded, sees=APPLICANTS, post=True
    ),
    "funding:receipt": Row(kwargs=_with(_of("granted"), "receipt_id", "funding_receipt"), sees=READERS),
    "funding:receipt_delete": Row(
        kwargs=_with(_of("granted"), "receipt_id", "funding_receipt"), sees=APPLICANTS, post=True
    ),
    "funding:fees": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:fee": Row(
        kwargs=lambda cast: _of("granted")(cast) | {"pk": cast.funding_paid_helper.pk}, sees=APPLICANTS
    ),
    "funding:income": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:income_delete": Row(
        kwargs=_with(_of("granted"), "income_id", "funding_income", "pk"), sees=APPLICANTS, post=True
    ),
    "funding:consent": Row(kwargs=_of("granted"), sees=APPLICANTS),
    "funding:consent_delete": Row(
        kwargs=_with(_of("granted"), "consent_id", "funding_consent", "pk"), sees=APPLICANTS, post=True
    ),
    "funding:report": Row(kwargs=_of("granted"), sees=READERS),
    "funding:report_file": Row(kwargs=_of("granted"), sees=READERS),
    "funding:proof_submit": Row(kwargs=_of("granted"), sees=APPLICANTS),
    # the directory
    "funding:kept_entries": Row(sees={"directory_editor"}),
    "funding:keep_entry": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees={"directory_editor"}),
    # the Office's side
    "funding:inbox": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:glance": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK | BUDGET_HOLDERS),
    "funding:figures": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK | BUDGET_HOLDERS),
    "funding:figures_csv": Row(
        kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK | BUDGET_HOLDERS
    ),
    "funding:budget": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK | BUDGET_HOLDERS),
    "funding:budget_line_new": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=BUDGET_HOLDERS),
    "funding:budget_line": Row(kwargs=_budget_line(), sees=BUDGET_HOLDERS),
    "funding:budget_year": Row(kwargs=_budget_line(year=2026), sees=BUDGET_HOLDERS),
    "funding:orders": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:orders_csv": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:order_columns": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:case_files": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:text_blocks": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:text_block_new": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:text_block": Row(kwargs=_text_block, sees=CASEWORKERS),
    "funding:text_block_delete": Row(kwargs=_text_block, sees=CASEWORKERS, post=True),
    "funding:paper_find": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS, query="?q=a"),
    "funding:paper_request": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:structure": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:structure_csv": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:land": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:land_report": Row(
        kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK, post=True, data=lambda cast: {"as": "xlsx"}
    ),
    "funding:land_csv": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:past_grants": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:past_review": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:past_upload": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=CASEWORKERS),
    "funding:past_list": Row(kwargs=_uploaded_grants, sees=CASEWORKERS),
    "funding:past_list_columns": Row(kwargs=_uploaded_grants, sees=CASEWORKERS),
    "funding:past_list_rows": Row(kwargs=_uploaded_grants, sees=CASEWORKERS),
    "funding:past_list_discard": Row(kwargs=_uploaded_grants, sees=CASEWORKERS, post=True),
    "funding:earlier": Row(kwargs=_earlier, sees=DESK),
    "funding:past_take_back": Row(
        kwargs=lambda cast: _earlier(cast) | {"recipient_id": cast.funding_recipient.pk}, sees=CASEWORKERS,
        post=True,
    ),
    "funding:advice_inbox": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK),
    "funding:advice_case": Row(kwargs=_advice_case, sees=DESK),
    "funding:advice_case_file": Row(
        kwargs=lambda cast: _advice_case(cast) | {"file_id": cast.funding_advice_file.public_id}, sees=DESK
    ),
    "funding:case": Row(kwargs=_case("new"), sees=DESK),
    "funding:inbox_table": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK, post=True),
    "funding:inbox_view_save": Row(kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK, post=True),
    "funding:inbox_view_delete": Row(
        kwargs=lambda cast: {"slug": cast.office.slug, "pk": cast.funding_view.pk},
        sees=CASEWORKERS,
        post=True,
    ),
    "funding:bulk": Row(
        kwargs=lambda cast: {"slug": cast.office.slug}, sees=DESK, post=True, statuses=REFUSED
    ),
    "funding:assign": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:note": Row(kwargs=_case("open", readers="inside"), sees=DESK),
    "funding:step_back": Row(kwargs=_case("open"), sees=DESK),
    "funding:case_sign": Row(kwargs=_case("unsigned"), sees=CASEWORKERS),
    "funding:case_signed": Row(
        kwargs=_with(_case("new"), "pk", "funding_signed_paper", "pk"), sees=DESK
    ),
    "funding:receive": Row(kwargs=_case("new"), sees=CASEWORKERS, post=True),
    "funding:ask": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:paper_answer": Row(kwargs=_case("asked"), sees=CASEWORKERS),
    "funding:hear": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:call_off": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:extend": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:early_start": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:check": Row(kwargs=_case("open", kind="content"), sees=CASEWORKERS),
    "funding:propose": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:reconsider": Row(kwargs=_case("offered"), sees=CASEWORKERS, post=True),
    "funding:send_back": Row(kwargs=_case("offered"), sees=COUNTERSIGNERS),
    "funding:countersign": Row(kwargs=_case("offered"), sees=COUNTERSIGNERS),
    "funding:announce": Row(kwargs=_case("signed"), sees=CASEWORKERS),
    "funding:case_withdrawal": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:wait": Row(kwargs=_case("open"), sees=CASEWORKERS),
    "funding:send_anew": Row(kwargs=_case("granted"), sees=CASEWORKERS, statuses=(302,)),
    "funding:resume": Row(kwargs=_case("open"), sees=CASEWORKERS, post=True),
    "funding:contest": Row(kwargs=_case("granted"), sees=CASEWORKERS),
    "funding:settle": Row(kwargs=_case("contested"), sees=CASEWORKERS),
    "funding:finalise": Row(kwargs=_case("granted"), sees=CASEWORKERS),
    "funding:case_hearing_paper": Row(
        kwargs=_with(_case("open"), "paper_id", "funding_hearing_paper"), sees=DESK
    ),
    "funding:case_paper": Row(
        kwargs=_with(_case("open"), "paper_id", "funding_case_paper"), sees=DESK
    ),
    "funding:case_plan": Row(kwargs=_case("open"), sees=DESK),
    "funding:case_submission": Row(kwargs=_case("open", number=1), sees=DESK),
    "funding:case_submission_file": Row(kwargs=_case("open", number=1), sees=DESK, statuses=(302,)),
    "funding:case_letter": Row(kwargs=_case("signed"), sees=DESK),
    "funding:case_letter_file": Row(kwargs=_case("signed"), sees=DESK),
    "funding:case_file": Row(kwargs=_case("new"), sees=DESK, post=True),
    "funding:case_file_waits": Row(kwargs=_case("new"), sees=DESK, statuses=(302,)),
    "funding:mark": Row(kwargs=_case("granted", verb="file"), sees=CASEWORKERS, post=True),
    "funding:case_interim": Row(kwargs=_case("reporting", number=1), sees=DESK),
    "funding:case_interim_report": Row(kwargs=_case("reporting", number=1), sees=DESK),
    "funding:case_interim_report_file": Row(
        kwargs=_case("reporting", number=1), sees=DESK, statuses=(302,)
    ),
    "funding:audit": Row(kwargs=lambda cast: {"pk": cast.funding_audit.pk}, sees=AUDITORS),
    "funding:audit_report": Row(kwargs=lambda cast: {"pk": cast.funding_audit.pk}, sees=AUDITORS),
    "funding:audit_interim": Row(
        kwargs=lambda cast: {"pk": cast.funding_audit.pk, "number": 1}, sees=AUDITORS
    ),
    "funding:audit_interim_report": Row(
        kwargs=lambda cast: {"pk": cast.funding_audit.pk, "number": 1}, sees=AUDITORS
    ),
    "funding:audit_voucher": Row(
        kwargs=lambda cast: {
            "pk": cast.funding_audit.pk, "receipt_id": cast.funding_receipt.public_id,
        },
        sees=AUDITORS,
    ),
    "funding:case_audits": Row(kwargs=_case("granted"), sees=DESK),
    "funding:audit_end": Row(
        kwargs=lambda cast: _case("granted")(cast) | {"pk": cast.funding_audit.pk},
        sees=CASEWORKERS,
        post=True,
    ),
    "funding:case_amendments": Row(kwargs=_case("reporting"), sees=DESK),
    "funding:amendment_answer": Row(kwargs=_case("reporting", number=2), sees=CASEWORKERS),
    "funding:amendment_sign": Row(
        kwargs=_case("reporting", number=2), sees=COUNTERSIGNERS, post=True, data=lambda cast: {"version": 1}
    ),
    "funding:amendment_undo": Row(
        kwargs=_case("reporting", number=2), sees=CASEWORKERS, post=True, data=lambda cast: {"version": 1}
    ),
    "funding:amendment_posted": Row(kwargs=_case("reporting", number=1), sees=CASEWORKERS),
    "funding:case_amendment_letter": Row(kwargs=_case("reporting", number=1), sees=DESK),
    "funding:case_amendment_letter_file": Row(
        kwargs=_case("reporting", number=1), sees=DESK, statuses=(302,)
    ),
    "funding:payments": Row(kwargs=_case("reporting"), sees=DESK),
    "funding:payment_new": Row(kwargs=_case("reporting"), sees=CASEWORKERS),
    "funding:drawdown_decide": Row(kwargs=_case("reporting", number=1), sees=CASEWORKERS),
    "funding:drawdown_release": Row(
        kwargs=_case("reporting", number=1), sees=COUNTERSIGNERS, post=True
    ),
    "funding:drawdown_uphold": Row(kwargs=_case("reporting", number=1), sees=CASEWORKERS),
    "funding:drawdown_pay": Row(kwargs=_case("reporting", number=1), sees=CASEWORKERS),
    "funding:drawdown_reverse": Row(kwargs=_case("reporting", number=1), sees=CASEWORKERS),
    "funding:case_proof": Row(kwargs=_case("granted"), sees=DESK),
    "funding:case_proof_tables": Row(kwargs=_case("granted"), sees=DESK),
    "funding:begin_check": Row(kwargs=_case("granted"), sees=CASEWORKERS, post=True),
    "funding:checking": Row(kwargs=_case("granted"), sees=DESK),
    "funding:sample": Row(kwargs=_case("granted"), sees=CASEWORKERS),
    "funding:query": Row(kwargs=_case("granted"), sees=CASEWORKERS),
    "funding:check_result": Row(kwargs=_case("granted"), sees=CASEWORKERS),
    "funding:sign_result": Row(
        kwargs=_case("granted"), sees=COUNTERSIGNERS, post=True, data=lambda cast: {"version": 1}
    ),
    "funding:paid_back": Row(kwargs=_case("contested"), sees=CASEWORKERS),
    "funding:contest_result": Row(kwargs=_case("contested"), sees=CASEWORKERS),
    "funding:settle_result": Row(kwargs=_case("contested"), sees=CASEWORKERS, statuses=(302,)),
    "funding:give_back": Row(kwargs=_case("contested"), sees=CASEWORKERS, statuses=(302,)),
    # Only while somebody has proposed it: see test_proof_check.py.
    "funding:result_take_back": Row(kwargs=_case("granted"), sees=NOBODY, post=True),
    # Only while a higher grant is proposed: see test_money_after_check.py.
    "funding:return_raise": Row(kwargs=_case("contested"), sees=NOBODY, post=True),
    "funding:undo_return": Row(
        kwargs=_with(_case("contested"), "pk", "funding_repayment", "pk"), sees=CASEWORKERS
    ),
    "funding:voucher_line": Row(kwargs=_case("granted", number=1), sees=CASEWORKERS),
    "funding:case_voucher": Row(
        kwargs=_with(_case("granted"), "receipt_id", "funding_receipt"), sees=CASEWORKERS
    ),
    "funding:result_posted": Row(kwargs=_case("contested"), sees=CASEWORKERS),
    "funding:case_closing_letter": Row(kwargs=_case("contested"), sees=DESK),
    "funding:case_closing_letter_file": Row(kwargs=_case("contested"), sees=DESK, statuses=(302,)),
    "funding:case_consent": Row(
        kwargs=_with(_case("granted"), "paper_id", "funding_consent_paper"), sees=DESK
    ),
    "funding:case_reading_copy": Row(
        kwargs=_case("granted"), sees=DESK, post=True, data=lambda cast: {"language": "en"}
    ),
    "funding:case_picture": Row(kwargs=_with(_case("granted"), "picture_id", "funding_picture"), sees=DESK),
    "funding:case_report": Row(kwargs=_case("granted"), sees=DESK),
    "funding:case_report_file": Row(kwargs=_case("granted"), sees=DESK),
}  # fmt: skip
